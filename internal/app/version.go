package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker (-X), from the version control tag; `traguardi version`, the
// pages' footer and /api/v1/status tell it.
var version = "devel"

// BuildInfo is one line about what is running.
func BuildInfo() string {
	return fmt.Sprintf("traguardi %s (%s, %s %s/%s)", version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return s.Value[:12]
			}
		}
	}
	return "commit unknown"
}
