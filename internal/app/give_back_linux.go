package app

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// unmapOwnFile lets go of the pages of the program's file that are mapped and never written to.
// Linux maps sixteen pages around each one that is touched, so that a start leaves four fifths of
// the file mapped, needed or not. They stay in the system's cache, and those that are needed come
// back one fault at a time.
func unmapOwnFile() error {
	own, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return err
	}
	defer func() { _ = maps.Close() }() // it was only read
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		var from, to uintptr
		var rights, offset, device string
		var inode uint64
		line := lines.Text()
		if !strings.HasSuffix(line, " "+own) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s %s %s %d", &from, &to, &rights, &offset, &device, &inode); err != nil {
			return fmt.Errorf("/proc/self/maps: %w", err)
		}
		if strings.Contains(rights, "w") || !strings.HasSuffix(rights, "p") {
			continue
		}
		if _, _, failed := syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED); failed != 0 {
			return fmt.Errorf("madvise: %w", failed)
		}
	}
	return lines.Err()
}
