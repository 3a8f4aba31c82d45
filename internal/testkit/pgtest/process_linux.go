package pgtest

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// processAttributes make the server run as the account, out of reach of the terminal's Ctrl-C, and
// end (SIGQUIT: an immediate shutdown of the whole server) when the test process dies.
func processAttributes(runAs *account) *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if runAs != nil {
		attributes.Credential = &syscall.Credential{Uid: uint32(runAs.uid), Gid: uint32(runAs.gid)}
	}
	return attributes
}

// endOrphan ends the server with that process id if it really is the one of the data folder, and
// reports whether none is left.
func endOrphan(pid int, data string) bool {
	if !servesFolder(pid, data) {
		return true
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		return false
	}
	for range 500 {
		if !servesFolder(pid, data) {
			return true
		}
		time.Sleep(pollEvery)
	}
	return false
}

// servesFolder guards against a process id that has since gone to somebody else.
func servesFolder(pid int, data string) bool {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return false
	}
	return slices.ContainsFunc(bytes.Split(line, []byte{0}), func(argument []byte) bool {
		return string(argument) == data
	})
}
