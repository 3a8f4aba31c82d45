package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// command runs a command of the program to its end and gives what it wrote.
func (b *bench) command(ctx context.Context, database, stdin string, args ...string) (string, error) {
	cmd := b.program(ctx, database, args...)
	var out, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &complaints
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("traguardi %s: %w\n%s", strings.Join(args, " "), err, complaints.Bytes())
	}
	return strings.TrimSpace(out.String()), nil
}

func (b *bench) program(ctx context.Context, database string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.binary, args...)
	cmd.Env = append(os.Environ(), "TRAGUARDI_DATABASE="+database, "TRAGUARDI_LOG_LEVEL=warn")
	return cmd
}

// server is the program serving.
type server struct {
	url string
	// metrics is where its metrics are, and profiles where it tells where its time goes; empty
	// unless that was asked for.
	metrics, profiles string
	ready             time.Duration // from its start until it was ready
	cmd               *exec.Cmd
	log               *os.File
}

// serve starts the program and waits until it is ready. Nobody is counted: what is measured is
// how fast it answers, not how it says no.
func (b *bench) serve(ctx context.Context, database string, flags ...string) (*server, error) {
	if b.profiles != "" {
		return b.serveTelling(ctx, database, nil, flags...)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return b.serveAt(ctx, address, database, nil, append([]string{"--metrics-listen", ""}, flags...)...)
}

// serveTelling is serve with metrics and profiles, and more in its environment.
func (b *bench) serveTelling(ctx context.Context, database string, environment []string, flags ...string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	beside, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s, err := b.serveAt(ctx, address, database, environment, append([]string{"--metrics-listen", beside, "--profiling"}, flags...)...)
	if err != nil {
		return nil, err
	}
	s.metrics, s.profiles = "http://"+beside+"/metrics", "http://"+beside+"/debug/pprof/profile"
	return s, nil
}

func (b *bench) serveAt(ctx context.Context, address, database string, environment []string, flags ...string) (*server, error) {
	cmd := b.program(ctx, database, append([]string{"serve", "--listen", address, "--rate-limit", "0"}, flags...)...)
	cmd.Env = append(cmd.Env, environment...)
	_, port, _ := strings.Cut(address, ":")
	return start(cmd, "http://"+address, "/readyz", filepath.Join(b.folder, "serve-"+port+".log"))
}

func start(cmd *exec.Cmd, url, path, logFile string) (*server, error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	s := &server{url: url, cmd: cmd, log: log}
	client := &http.Client{Timeout: time.Second}
	for time.Since(began) < 2*time.Minute {
		answer, err := client.Get(url + path)
		if err == nil {
			ok := answer.StatusCode == http.StatusOK
			_ = answer.Body.Close()
			if ok {
				s.ready = time.Since(began)
				return s, nil
			}
		}
		time.Sleep(500 * time.Microsecond) // there is nothing that would tell
	}
	said, _ := os.ReadFile(logFile)
	return nil, errors.Join(fmt.Errorf("%s did not become ready: %s", cmd.Path, said), s.stop())
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = s.cmd.Wait() // how it ends is not what is measured
	return s.log.Close()
}

// resident is the memory that the process holds, in bytes.
func (s *server) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			return n << 10, err
		}
	}
	return 0, errors.New("the system does not tell a process's memory")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
