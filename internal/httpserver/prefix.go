package httpserver

import "strings"

// ForPrefix is a value that holds for a path and all below it: "/api" for /api and /api/v1, not for
// /apiary.
type ForPrefix[T any] struct {
	Prefix string
	Value  T
}

// pick returns the value of the longest prefix that fits, else fallback.
func pick[T any](rules []ForPrefix[T], path string, fallback T) T {
	longest := -1
	for _, rule := range rules {
		if len(rule.Prefix) > longest && below(path, rule.Prefix) {
			longest, fallback = len(rule.Prefix), rule.Value
		}
	}
	return fallback
}

func below(path, prefix string) bool {
	rest, found := strings.CutPrefix(path, strings.TrimSuffix(prefix, "/"))
	return found && (rest == "" || rest[0] == '/')
}
