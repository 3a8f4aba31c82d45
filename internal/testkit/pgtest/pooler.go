package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Pooler is a PgBouncer in transaction mode before a database, for one test.
type Pooler struct {
	// URL leads through it, Direct around it.
	URL, Direct string

	process *serverProcess
}

// NewPooler starts a PgBouncer before the server of a URL that was given out here. It lends as
// many of the server's connections as it is told; settings are lines of its [pgbouncer] section,
// in place of those that it has here or beside them. The test is skipped where the machine has no
// PgBouncer.
func NewPooler(t testing.TB, url string, connections int, settings ...string) *Pooler {
	t.Helper()
	binary, err := findPooler()
	if err != nil {
		t.Skip(err)
	}
	direct, err := neturl.Parse(url)
	if err != nil {
		t.Fatal("pgtest: the server's address is not a URL")
	}
	owner, err := serverAccount()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	dir, err := newFolder(os.TempDir(), owner)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := dir.remove(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	user := direct.User.Username()
	password, _ := direct.User.Password()
	host, port, err := net.SplitHostPort(direct.Host)
	if err != nil {
		t.Fatalf("pgtest: the server's address has no port: %v", err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir.path, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), owner.own(path)); err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		return path
	}
	users := write("users.txt", fmt.Sprintf("%q %q\n", user, password))
	p := &Pooler{Direct: url}
	for range portAttempts {
		listen, err := freePort()
		if err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		config := map[string]string{
			"listen_addr": "127.0.0.1", "listen_port": strconv.Itoa(listen), "unix_socket_dir": "",
			"auth_type": "scram-sha-256", "auth_file": users, "pool_mode": "transaction",
			"default_pool_size": strconv.Itoa(connections), "max_client_conn": "500",
			"ignore_startup_parameters": "extra_float_digits",
		}
		for _, line := range settings {
			name, value, _ := strings.Cut(line, "=")
			config[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
		text := fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\n", host, port)
		for name, value := range config {
			text += name + " = " + value + "\n"
		}
		through := *direct
		through.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(listen))
		p.URL = through.String()
		cmd := exec.Command(binary, write("pgbouncer.ini", text))
		cmd.Dir = dir.path
		cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
		cmd.SysProcAttr = processAttributes(owner)
		if p.process, err = launch(cmd, dir.log()); err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		if p.answers(t, listen) {
			t.Cleanup(func() { p.stop(t) })
			return p
		}
		p.stop(t)
	}
	t.Fatalf("pgtest: PgBouncer did not start; its log: %s", dir.logTail())
	return nil
}

// answers waits until the pooler takes connections; false where it has ended, or never does.
func (p *Pooler) answers(t testing.TB, port int) bool {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return conn.Close() == nil && !p.process.ended()
		}
		select {
		case <-p.process.done:
			return false
		case <-ctx.Done():
			t.Logf("pgtest: PgBouncer was not ready after %s", readyTimeout)
			return false
		case <-tick.C:
		}
	}
}

func (p *Pooler) stop(t testing.TB) {
	// SIGTERM is its immediate shutdown.
	if err := p.process.end(syscall.SIGTERM); err != nil {
		t.Errorf("pgtest: PgBouncer: %v", err)
	}
}

// errNoPooler is why a test of a pooler is skipped.
var errNoPooler = errors.New("pgbouncer is not installed (Debian: apt-get install pgbouncer)")

func findPooler() (string, error) {
	if path, err := exec.LookPath("pgbouncer"); err == nil {
		return path, nil
	}
	// Debian keeps it where an ordinary user's path does not lead.
	const debian = "/usr/sbin/pgbouncer"
	if _, err := os.Stat(debian); err != nil {
		return "", errNoPooler
	}
	return debian, nil
}
