package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	folderPrefix = "traguardi-pgtest-"
	lockName     = "lock"
	// unlockedAge is how old a folder without a lock must be to count as left behind: its maker
	// needs an instant to put the lock in.
	unlockedAge = 10 * time.Minute
)

// folder is a cluster's place on the disk. Its lock is held, by flock, as long as the process that
// made it lives: that is how another process knows what was left behind.
type folder struct {
	path string
	lock *os.File
}

func (f *folder) data() string { return filepath.Join(f.path, "data") }
func (f *folder) log() string  { return filepath.Join(f.path, "postgres.log") }

// newFolder makes and locks a folder under parent, owned by the server's account.
func newFolder(parent string, owner *account) (*folder, error) {
	path, err := os.MkdirTemp(parent, folderPrefix)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	if err := f.takeLock(); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	if err := owner.own(path); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

// takeLock locks a file before giving it the name that others look for, so that nobody ever sees
// the folder of a living process unlocked.
func (f *folder) takeLock() error {
	pending := filepath.Join(f.path, lockName+".new")
	file, err := os.OpenFile(pending, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	f.lock = file
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("lock %s: %w", pending, err)
	}
	return os.Rename(pending, filepath.Join(f.path, lockName))
}

// remove deletes the folder, then lets go of its lock. Removing twice is harmless.
func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
		f.lock = nil
	}
	return err
}

// logTail returns the end of the server's log, for error messages.
func (f *folder) logTail() string {
	const most = 2000
	text, err := os.ReadFile(f.log())
	if err != nil {
		return err.Error()
	}
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return string(bytes.TrimSpace(text))
}

// sweep removes the folders under parent whose makers are gone, after ending a server that still
// runs in one. It is housekeeping: what it may not touch (another user's) or cannot remove stays
// for a later sweep, and no test fails for it.
func sweep(parent string) {
	candidates, err := filepath.Glob(filepath.Join(parent, folderPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range candidates {
		sweepOne(path)
	}
}

func sweepOne(path string) {
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, os.ErrNotExist) {
		if info, err := os.Lstat(path); err == nil && info.IsDir() && time.Since(info.ModTime()) > unlockedAge {
			_ = os.RemoveAll(path)
		}
		return
	}
	if err != nil {
		return
	}
	defer lock.Close()
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return // its maker lives
	}
	left := &folder{path: path}
	if pid, ok := left.serverPID(); ok && !endOrphan(pid, left.data()) {
		return
	}
	_ = left.remove()
}

// serverPID reads the process id that a running postmaster keeps in its data folder.
func (f *folder) serverPID() (int, bool) {
	text, err := os.ReadFile(filepath.Join(f.data(), "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	return pid, err == nil && pid > 1
}
