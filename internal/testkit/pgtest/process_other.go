//go:build unix && !linux

package pgtest

import (
	"syscall"
)

// processAttributes make the server run as the account. Only Linux can tie its life to the test
// process; elsewhere a killed test leaves its server running until somebody stops it.
func processAttributes(runAs *account) *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if runAs != nil {
		attributes.Credential = &syscall.Credential{Uid: uint32(runAs.uid), Gid: uint32(runAs.gid)}
	}
	return attributes
}

// endOrphan reports whether no process has that id: without a way to see whose it is, it ends none.
func endOrphan(pid int, _ string) bool {
	return syscall.Kill(pid, 0) == syscall.ESRCH
}
