package app

import (
	"log/slog"
	"runtime/debug"
)

// giveBack gives back to the system what only the start needed: memory that was collected, and
// the pages of the program's own file that were mapped for code that has run once. It takes
// some milliseconds, while requests are answered.
func giveBack(log *slog.Logger) {
	debug.FreeOSMemory()
	if err := unmapOwnFile(); err != nil {
		log.Warn("the pages of the program's file are not given back", "error", err)
	}
}
