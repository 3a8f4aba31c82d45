package api

import (
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// The API's way with values: null where there is none, days as YYYY-MM-DD, instants as
// RFC 3339 with the installation's offset.

func day(d plan.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

func optionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func instant(t time.Time, zone *time.Location) string {
	return t.In(zone).Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
}

// percentage gives a shown percentage, null where it is not assessed (−1).
func percentage(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// maxKey bounds the text that rows are sorted by, since cursors carry it. Rows that
// agree so far go by their id.
const maxKey = 100

// textKey sorts texts without regard to case.
func textKey(s string) string {
	runes := []rune(strings.ToLower(s))
	return string(runes[:min(len(runes), maxKey)])
}

// contains tells whether a text holds a search term, without regard to case and accents.
func contains(text, term string) bool {
	return strings.Contains(plan.FoldSearch(text), plan.FoldSearch(term))
}
