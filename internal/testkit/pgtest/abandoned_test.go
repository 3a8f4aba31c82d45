package pgtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// envChild makes this test binary, run again by a test, play the process that gets killed.
const envChild = "TRAGUARDI_PGTEST_CHILD"

type childReport struct {
	Path string
	Port int
}

func TestKilledProcessLeavesNothing(t *testing.T) {
	if os.Getenv(envChild) == "1" {
		playChild(t)
		return
	}
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a server's life to the process that started it")
	}
	if _, err := findBinaries(os.Getenv("PATH"), debianFolders); err != nil {
		giveUp(t, err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	// The server's account has to pass through every folder above its own.
	if err := os.Chmod(filepath.Dir(parent), 0o755); err != nil {
		t.Fatal(err)
	}
	child.Env = append(os.Environ(), envChild+"=1", "TMPDIR="+parent)
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var report childReport
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the child ended before its server ran: %v", err)
	}
	if err := json.Unmarshal(line, &report); err != nil {
		t.Fatalf("the child said %q: %v", line, err)
	}

	sweep(parent)
	if _, err := os.Stat(report.Path); err != nil {
		t.Fatalf("the folder of a living process was swept: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child was to be killed, and ended well")
	}

	deadline := time.Now().Add(stopTimeout)
	for answers(report.Port) {
		if time.Now().After(deadline) {
			t.Fatal("the server outlived the process that started it")
		}
		time.Sleep(pollEvery)
	}
	sweep(parent)
	if _, err := os.Stat(report.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was left behind: %v", err)
	}
}

// playChild starts a server, tells where, and waits to be killed.
func playChild(t *testing.T) {
	cluster, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(childReport{Path: cluster.folder.path, Port: cluster.port}); err != nil {
		t.Fatal(err)
	}
	select {}
}

func answers(port int) bool {
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func TestSweep(t *testing.T) {
	long := time.Now().Add(-2 * unlockedAge)
	tests := []struct {
		name  string
		build func(t *testing.T, path string)
		stays bool
	}{
		{name: "maker gone", build: func(t *testing.T, path string) { writeLock(t, path) }},
		{name: "maker gone, a process id that is nobody's server", build: func(t *testing.T, path string) {
			writeLock(t, path)
			if err := os.Mkdir(filepath.Join(path, "data"), 0o700); err != nil {
				t.Fatal(err)
			}
			mine := strconv.Itoa(os.Getpid())
			if err := os.WriteFile(filepath.Join(path, "data", "postmaster.pid"), []byte(mine+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{name: "just made, not yet locked", build: func(*testing.T, string) {}, stays: true},
		{name: "never locked, long ago", build: func(t *testing.T, path string) {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			parent := t.TempDir()
			path := filepath.Join(parent, folderPrefix+"x")
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			test.build(t, path)
			unrelated := filepath.Join(parent, "unrelated")
			if err := os.Mkdir(unrelated, 0o700); err != nil {
				t.Fatal(err)
			}
			sweep(parent)
			if _, err := os.Stat(path); (err == nil) != test.stays {
				t.Errorf("stays = %v (%v), want %v", err == nil, err, test.stays)
			}
			if _, err := os.Stat(unrelated); err != nil {
				t.Errorf("somebody else's folder was removed: %v", err)
			}
		})
	}
}

func writeLock(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(path, lockName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
