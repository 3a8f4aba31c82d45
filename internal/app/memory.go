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

// collectorBytes is what the collector is told to stay within: less than what the program should,
// by what the program takes before it keeps anything. The limit is none for what is mapped of the
// program's file and for what the system needs for it, and it is a soft one, which a burst of large
// answers passes for a moment.
func collectorBytes(c config.Serve) int64 {
	return int64(c.MemoryMegabytes)<<20 - int64(min(config.MemoryBase<<20, c.MemoryMegabytes<<20/6))
}

// limitMemory has the collector work harder rather than let the process grow beyond what it
// should stay within.
func limitMemory(c config.Serve) {
	if c.MemoryMegabytes > 0 {
		debug.SetMemoryLimit(collectorBytes(c))
	}
}
