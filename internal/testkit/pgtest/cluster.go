package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	superuser = "postgres"
	// readyTimeout bounds a start, stopTimeout a stop; both end far sooner on an idle machine.
	readyTimeout = time.Minute
	stopTimeout  = 30 * time.Second
	pollEvery    = 10 * time.Millisecond
	portAttempts = 10
)

// Cluster is one running PostgreSQL server with its own data folder. Its methods may be called
// from any goroutine, but not while Stop, Crash, Start or Close is under way in another.
type Cluster struct {
	folder   *folder
	binaries string
	account  *account
	password string
	settings map[string]string
	port     int

	mu      sync.Mutex
	process *serverProcess // nil while stopped
}

// Option changes how a cluster is started.
type Option func(settings map[string]string)

// Setting sets one server parameter (as in postgresql.conf) for the cluster's whole life.
func Setting(name, value string) Option {
	return func(settings map[string]string) { settings[name] = value }
}

// Durable turns on what throwaway servers do without: every commit reaches the disk before it is
// acknowledged. For tests and benchmarks of durability.
func Durable() Option {
	return func(settings map[string]string) {
		settings["fsync"] = "on"
		settings["full_page_writes"] = "on"
	}
}

// Open makes a cluster and starts it; Close removes it. For programs that have no testing.TB (a
// benchmark's driver); tests use NewCluster or URL. It returns ErrNotInstalled where the machine
// has no PostgreSQL.
func Open(options ...Option) (*Cluster, error) {
	binaries, err := findBinaries(os.Getenv("PATH"), debianFolders)
	if err != nil {
		return nil, err
	}
	owner, err := serverAccount()
	if err != nil {
		return nil, err
	}
	sweep(os.TempDir())
	dir, err := newFolder(os.TempDir(), owner)
	if err != nil {
		return nil, err
	}
	c := &Cluster{
		folder:   dir,
		binaries: binaries,
		account:  owner,
		password: randomHex(16),
		settings: map[string]string{
			"listen_addresses":        "127.0.0.1",
			"unix_socket_directories": "",
			"max_connections":         "200",
			"shared_buffers":          "32MB",
			// Without fsync a commit reaches the operating system, not the disk: it survives a crash
			// of the server, which is what outage tests cause, and costs next to nothing.
			"fsync":            "off",
			"full_page_writes": "off",
			"log_min_messages": "warning",
		},
	}
	for _, option := range options {
		option(c.settings)
	}
	if err := c.initialize(); err != nil {
		return nil, errors.Join(err, dir.remove())
	}
	if err := c.startOnFreePort(); err != nil {
		return nil, errors.Join(err, dir.remove())
	}
	return c, nil
}

// Close stops the server at once and removes its folder. Closing twice is harmless.
func (c *Cluster) Close() error {
	return errors.Join(c.halt(syscall.SIGQUIT), c.folder.remove())
}

// Stop shuts the server down in order, as an administrator would: sessions are ended, then it
// exits. Its data and its address stay.
func (c *Cluster) Stop(t testing.TB) {
	t.Helper()
	if err := c.halt(syscall.SIGINT); err != nil {
		t.Fatalf("pgtest: stop: %v", err)
	}
}

// Own hands a file or folder to the account that the server runs as, so that it may keep data there.
func (c *Cluster) Own(path string) error { return c.account.own(path) }

// Crash ends the server at once, without a checkpoint: the next Start recovers from the log.
func (c *Cluster) Crash(t testing.TB) {
	t.Helper()
	if err := c.halt(syscall.SIGQUIT); err != nil {
		t.Fatalf("pgtest: crash: %v", err)
	}
}

// Start starts a stopped server again at the same address; URLs given out before are valid again.
// It does nothing where the server runs.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	if c.Running() {
		return
	}
	if err := c.start(); err != nil {
		t.Fatalf("pgtest: start: %v", err)
	}
}

// Running tells whether the server was started and has not ended since.
func (c *Cluster) Running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.process != nil && !c.process.ended()
}

func (c *Cluster) adminURL() string {
	url := neturl.URL{
		Scheme:   "postgres",
		User:     neturl.UserPassword(superuser, c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)),
		Path:     "/postgres",
		RawQuery: "sslmode=disable",
	}
	return url.String()
}

// initialize runs initdb. The superuser has a random password: another user of the machine must
// not become the server's account by connecting to an open port.
func (c *Cluster) initialize() error {
	passwordFile := filepath.Join(c.folder.path, "password")
	if err := os.WriteFile(passwordFile, []byte(c.password), 0o600); err != nil {
		return err
	}
	if err := c.account.own(passwordFile); err != nil {
		return err
	}
	cmd := c.command("initdb", "--pgdata="+c.folder.data(), "--username="+superuser,
		"--pwfile="+passwordFile, "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, bytes.TrimSpace(output))
	}
	return os.Remove(passwordFile)
}

// startOnFreePort tries ports until the server gets one: between looking for a free port and
// binding it, another process may have taken it.
func (c *Cluster) startOnFreePort() error {
	var err error
	for range portAttempts {
		c.port, err = freePort()
		if err != nil {
			return err
		}
		if err = c.start(); err == nil || !portTaken(c.port) {
			return err
		}
	}
	return err
}

func (c *Cluster) start() error {
	arguments := []string{"-D", c.folder.data(), "-p", strconv.Itoa(c.port)}
	for name, value := range c.settings {
		arguments = append(arguments, "-c", name+"="+value)
	}
	process, err := launch(c.command("postgres", arguments...), c.folder.log())
	if err != nil {
		return err
	}
	if err := c.waitReady(process); err != nil {
		return errors.Join(err, process.end(syscall.SIGQUIT))
	}
	c.mu.Lock()
	c.process = process
	c.mu.Unlock()
	return nil
}

// waitReady polls until the server takes a connection: it has no other way of telling.
func (c *Cluster) waitReady(process *serverProcess) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		err := ping(ctx, c.adminURL())
		if err == nil {
			return nil
		}
		select {
		case <-process.done:
			return fmt.Errorf("the server ended while starting; its log: %s", c.folder.logTail())
		case <-ctx.Done():
			return fmt.Errorf("the server was not ready after %s: %w; its log: %s", readyTimeout, err, c.folder.logTail())
		case <-tick.C:
		}
	}
}

func (c *Cluster) halt(signal syscall.Signal) error {
	c.mu.Lock()
	process := c.process
	c.process = nil
	c.mu.Unlock()
	if process == nil {
		return nil
	}
	return process.end(signal)
}

// command prepares one of the server's programs, to run as the server's account.
func (c *Cluster) command(name string, arguments ...string) *exec.Cmd {
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.binaries, name)
	}
	cmd := exec.Command(name, arguments...)
	cmd.Dir = c.folder.path
	// Nothing of the caller's environment: PGDATA, PGPORT and the like would steer the server.
	cmd.Env = []string{"PATH=" + c.binaries + ":/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = processAttributes(c.account)
	return cmd
}

// serverProcess is a running postmaster.
type serverProcess struct {
	cmd  *exec.Cmd
	done chan struct{} // closed once the process has been waited for
}

// launch starts cmd with its output in logFile.
func launch(cmd *exec.Cmd, logFile string) (*serverProcess, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	process := &serverProcess{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// The kernel ties "signal the child when its parent dies" to the thread that made the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- errors.Join(err, log.Close())
		if err == nil {
			// How a stopped server exits says nothing; its log does.
			_ = cmd.Wait()
		}
		close(process.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	return process, nil
}

func (p *serverProcess) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// end signals the process and waits for it; one that does not go is killed.
func (p *serverProcess) end(signal syscall.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	patience := time.NewTimer(stopTimeout)
	defer patience.Stop()
	select {
	case <-p.done:
		return nil
	case <-patience.C:
		if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-p.done
		return fmt.Errorf("the server did not stop within %s and was killed", stopTimeout)
	}
}

// freePort looks for a port below those that systems hand out to outgoing connections (from 32768
// on Linux), so that nobody takes a stopped server's port by chance.
func freePort() (int, error) {
	for range 100 {
		port := 20000 + rand.IntN(12000)
		if !portTaken(port) {
			return port, nil
		}
	}
	return 0, errors.New("no free port between 20000 and 32000 on 127.0.0.1")
}

func portTaken(port int) bool {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return true
	}
	return listener.Close() != nil
}
