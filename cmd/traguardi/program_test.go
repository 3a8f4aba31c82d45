package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// testVersion is stamped into the program under test as a release stamps its own.
const testVersion = "v9.8.7-test"

// patience bounds whatever a test waits for; machines under test are busy.
const patience = 90 * time.Second

// binary is the program, built once for all tests: they look at it from outside.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "traguardi-program-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(folder, "traguardi")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", binary,
		"-ldflags", "-X github.com/traguardi/traguardi/internal/app.version="+testVersion, ".")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	pgtest.Main(m)
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// ran is how a run of the program ended.
type ran struct {
	code        int
	out, errout string
}

func (r ran) String() string {
	return fmt.Sprintf("exit %d\nstdout: %s\nstderr: %s", r.code, r.out, r.errout)
}

// call is one run of the program; the zero value but for args is the usual one.
type call struct {
	args []string
	in   string
	env  []string
	dir  string // an empty one of the test's own where it is ""
}

// do runs the program to its end.
func (c call) do(t *testing.T) ran {
	t.Helper()
	return c.doWith(t, binary)
}

// doWith is do for another program, which runs this one.
func (c call) doWith(t *testing.T, program string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := c.command(ctx, t)
	command.Path, command.Args[0] = program, program
	var out, errout bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(c.in), &out, &errout
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("traguardi %s: %v, %v\n%s", strings.Join(c.args, " "), err, ctx.Err(), errout.String())
	}
	return ran{command.ProcessState.ExitCode(), out.String(), errout.String()}
}

func (c call) command(ctx context.Context, t *testing.T) *exec.Cmd {
	t.Helper()
	if c.dir == "" {
		c.dir = t.TempDir()
	}
	command := exec.CommandContext(ctx, binary, c.args...)
	// Nothing of the environment of whoever runs the tests: only what a shell needs.
	command.Dir, command.Env = c.dir, append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "TMPDIR=" + c.dir}, c.env...)
	return command
}

// run runs the program without input.
func run(t *testing.T, args ...string) ran {
	t.Helper()
	return call{args: args}.do(t)
}

// want fails where a run did not end with a code, or its output lacks something.
func (r ran) want(t *testing.T, code int, contains ...string) ran {
	t.Helper()
	if r.code != code {
		t.Errorf("want exit %d, got %s", code, r)
	}
	for _, text := range contains {
		if !strings.Contains(r.out+r.errout, text) {
			t.Errorf("want %q in %s", text, r)
		}
	}
	return r
}

// newDatabase is the URL of a SQLite database that is not there yet.
func newDatabase(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

// onBoth runs a test with the URL of an empty database of each engine.
func onBoth(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, newDatabase(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.URL(t)) })
}

// password keeps the rules for passwords.
const password = "una lunga frase d'ordine"

// withStaff makes an ente with an account in the role of admin, and returns a token for it.
func withStaff(t *testing.T, url string) (token string) {
	t.Helper()
	run(t, "organization", "create", "--database", url, "--id", "c_prova", "--name", "Comune di Prova").want(t, 0)
	call{in: password + "\n", args: []string{"user", "create", "--database", url, "--email", "admin@prova.example", "--role", "admin", "--organization", "c_prova"}}.do(t).want(t, 0)
	made := run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "test").want(t, 0)
	return strings.TrimSuffix(made.out, "\n")
}

// server is a running `traguardi serve`.
type server struct {
	t       *testing.T
	process *exec.Cmd
	site    string // its address, as it told it
	metrics string
	ended   chan struct{}

	mu  sync.Mutex
	log bytes.Buffer
}

// serve starts the program on free ports and waits until it serves; it is killed at the end of the test.
func serve(t *testing.T, c call) *server {
	t.Helper()
	ctx, kill := context.WithCancel(context.Background())
	s := &server{t: t, process: c.command(ctx, t), ended: make(chan struct{})}
	errout, err := s.process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	serving := make(chan map[string]any, 1)
	go func() {
		defer close(s.ended)
		s.follow(errout, serving)
		_ = s.process.Wait() // how it ended is in ProcessState
	}()
	t.Cleanup(func() {
		kill()
		<-s.ended
		if t.Failed() {
			t.Log(s.logged())
		}
	})
	select {
	case line := <-serving:
		s.site, _ = line["address"].(string)
		if address, _ := line["metrics"].(string); address != "" {
			s.metrics = "http://" + address
		}
	case <-s.ended:
		t.Fatalf("the server ended before it served: %v", s.process.ProcessState)
	case <-time.After(patience):
		t.Fatal("the server does not serve")
	}
	return s
}

// servers are the arguments of a server on free ports that logs what serve reads.
func servers(url string, more ...string) call {
	return call{args: append([]string{"serve", "--database", url, "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--log-format", "json"}, more...)}
}

func (s *server) follow(errout io.Reader, serving chan<- map[string]any) {
	lines := bufio.NewScanner(errout)
	for lines.Scan() {
		s.mu.Lock()
		s.log.WriteString(lines.Text() + "\n")
		s.mu.Unlock()
		var line map[string]any
		if json.Unmarshal(lines.Bytes(), &line) == nil && line["msg"] == "serving" {
			serving <- line
		}
	}
}

func (s *server) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// terminate asks the server to stop, as init systems do.
func (s *server) terminate() {
	s.t.Helper()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
}

// wait returns the exit code of a server that was asked to stop.
func (s *server) wait() int {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatal("the server does not stop")
	}
	return s.process.ProcessState.ExitCode()
}

// get reads an address of the server.
func (s *server) get(path string, header ...string) (status int, body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.site+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// eventually asks until the condition holds; it is for what another process does in its own time.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("waited %s until %s", patience, what)
		case <-tick.C:
		}
	}
}
