package pager_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/web/pager"
)

func TestCut(t *testing.T) {
	address := func(n int) string { return pager.Value(n) }
	for _, c := range []struct {
		total, asked, from, to int
		pages                  string
	}{
		{0, 1, 0, 0, ""}, {10, 1, 0, 10, ""}, {10, 9, 0, 10, ""}, {11, 1, 0, 10, "[1] 2"}, {11, 2, 10, 11, "1 [2]"}, {11, 99, 10, 11, "1 [2]"},
		{100, 5, 40, 50, "1 … 4 [5] 6 … 10"}, {100, 1, 0, 10, "[1] 2 … 10"}, {100, 10, 90, 100, "1 … 9 [10]"}, {30, -3, 0, 10, "[1] 2 3"},
	} {
		from, to, p := pager.Cut(c.total, 10, c.asked, address)
		var said []string
		if p != nil {
			for _, l := range p.Pages {
				switch {
				case l.Gap:
					said = append(said, "…")
				case l.Current:
					said = append(said, "["+strconv.Itoa(l.Number)+"]")
				default:
					said = append(said, strconv.Itoa(l.Number))
				}
			}
		}
		if from != c.from || to != c.to || strings.Join(said, " ") != c.pages {
			t.Errorf("%d, page %d: %d-%d %q, want %d-%d %q", c.total, c.asked, from, to, said, c.from, c.to, c.pages)
		}
	}
}

func TestAsked(t *testing.T) {
	for typed, want := range map[string]int{"": 1, "3": 3, "0": 1, "-2": 1, "x": 1, "99999999999999999999": 1} {
		if got := pager.Asked(url.Values{pager.Param: {typed}}); got != want {
			t.Errorf("%q: %d, want %d", typed, got, want)
		}
	}
}
