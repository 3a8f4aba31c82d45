package app

import (
	"runtime/debug"

	"github.com/traguardi/traguardi/internal/config"
)

// boardBytes is how much memory the plans may take of what the program should stay within: half
// of what prepared pages and the program itself leave. The other half is for what is being read,
// computed and answered.
func boardBytes(c config.Serve) int64 {
	if c.MemoryMegabytes == 0 {
		return 0
	}
	return int64(c.MemoryMegabytes-c.CacheMegabytes-config.MemoryBase) << 20 / 2
}

// limitMemory has the collector work harder rather than let the process grow beyond what it
// should stay within.
func limitMemory(c config.Serve) {
	if c.MemoryMegabytes > 0 {
		debug.SetMemoryLimit(int64(c.MemoryMegabytes) << 20)
	}
}
