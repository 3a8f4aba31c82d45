package intake

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestDates(t *testing.T) {
	italian, american, mac := dateStyle{order: DayFirst}, dateStyle{order: MonthFirst}, dateStyle{order: DayFirst, since1904: true}
	for _, c := range []struct {
		style      dateStyle
		text, want string
	}{
		{italian, "", ""}, {italian, " - ", ""},
		{italian, "16/03/2026", "2026-03-16"}, {italian, "6/3/2026", "2026-03-06"}, {italian, "16.03.2026", "2026-03-16"}, {italian, "16-03-26", "2026-03-16"},
		{italian, "2026-03-16", "2026-03-16"}, {italian, "2026/3/16", "2026-03-16"},
		{italian, "16 marzo 2026", "2026-03-16"}, {italian, "16 MAR 2026", "2026-03-16"}, {italian, "1° aprile 2026", "2026-04-01"}, {italian, "lunedì 16 marzo 2026", "?"},
		{italian, "16-mar-2026", "2026-03-16"}, {italian, "March 16, 2026", "2026-03-16"},
		{italian, "16/03/2026 10:22", "2026-03-16"}, {italian, "2026-03-16T10:22:00Z", "2026-03-16"}, {italian, "16/03/2026 10:22:31", "2026-03-16"},
		{italian, "46097", "2026-03-16"}, {italian, "46097.4375", "2026-03-16"}, {mac, "44635", "2026-03-16"},
		{american, "03/16/2026", "2026-03-16"}, {american, "03/16/2026 10:22 am", "2026-03-16"},
		{italian, "31/02/2026", "?"}, {italian, "29/02/2025", "?"}, {italian, "2026", "?"}, {italian, "16/2026", "?"}, {italian, "domani", "?"}, {italian, "03/16/2026", "?"},
		{italian, "999999", "?"}, {italian, "16/03/1826", "?"}, {italian, "99/99/9999", "?"},
	} {
		got, err := c.style.date(c.text)
		if want := strings.ReplaceAll(c.want, "?", ""); got.String() != want || (err != nil) != (c.want == "?") {
			t.Errorf("%q: got %q, %v; want %q", c.text, got, err, c.want)
		}
	}
}

func TestTheOrderOfDatesShowsInThem(t *testing.T) {
	for _, c := range []struct {
		want  DateOrder
		dates []string
	}{
		{DayFirst, nil}, {DayFirst, []string{"03/04/2026"}}, {MonthFirst, []string{"03/04/2026", "03/16/2026 10:00 am"}},
		{DayFirst, []string{"16/03/2026"}}, {DayFirst, []string{"16/03/2026", "03/16/2026"}}, {DayFirst, []string{"2026-03-16", "x"}},
	} {
		if got := orderOf(c.dates); got != c.want {
			t.Errorf("%v: %s", c.dates, got)
		}
	}
}

func TestPercentages(t *testing.T) {
	for _, c := range []struct {
		text   string
		shares bool
		want   int // -1: refused
	}{
		{"40", false, 40}, {"40%", false, 40}, {"40 %", false, 40}, {"40\u00a0%", false, 40}, {"0.4", false, 40}, {"0,4", false, 40}, {"40,0", false, 40}, {"0.29", false, 29},
		{"0", false, 0}, {"1", false, 1}, {"1", true, 100}, {"1%", true, 1}, {"100", false, 100}, {"0.4%", false, -1},
		{"40,5", false, -1}, {"40.5%", false, -1}, {"0.405", false, -1}, {"101", false, -1}, {"-1", false, -1}, {"quaranta", false, -1}, {"40%%", false, -1},
	} {
		got, err := percent(c.text, c.shares)
		if (err != nil) != (c.want < 0) || (err == nil && got != c.want) {
			t.Errorf("%q: got %d, %v; want %d", c.text, got, err, c.want)
		}
	}
	for _, c := range []struct {
		cells []string
		want  bool
	}{
		{[]string{"0.4", "1", "0"}, true}, {[]string{"1", "0"}, false}, {[]string{"0.4", "40"}, false}, {[]string{"0,5", "100%"}, true}, {nil, false},
	} {
		if got := sharesIn(c.cells); got != c.want {
			t.Errorf("%v: shares %v", c.cells, got)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{"1": 1, "1,5": 1.5, "1.5": 1.5, "1.234,5": 1234.5, "1.234.567": 1234567, " 2 ": 2, "1e3": 1000, "0.1": 0.1} {
		if got, err := decimal(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "1,2,3", "NaN", "Inf", "0x10", "1 mila", "1e999"} {
		if got, err := decimal(text); err == nil {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestWordsAndLists(t *testing.T) {
	if s, err := word("Completato", plan.MilestoneStateWords, milestoneSynonyms, "stato"); err != nil || s != plan.MilestoneDone {
		t.Errorf("%q, %v", s, err)
	}
	if s, err := word("in_progress", plan.MilestoneStateWords, nil, "stato"); err != nil || s != plan.MilestoneInProgress {
		t.Errorf("%q, %v", s, err)
	}
	if _, err := word("boh", plan.HorizonWords, horizonSynonyms, "orizzonte"); err == nil || err.Error() != "orizzonte: scrivere breve, lungo, medio" {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]bool{"Sì": true, "x": true, "": false, "NO": false, "1": true} {
		if got, err := yes(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := yes("forse"); err == nil {
		t.Error("forse is neither")
	}
	if got := names(" turismo;cultura , turismo|"); len(got) != 2 || got[1] != "cultura" {
		t.Errorf("%q", got)
	}
	if got, err := lineRefs("pt-2024-2026:CAP4.PA.01; pt-2024-2026 : CAP4.PA.02"); err != nil || len(got) != 2 || got[1].Code != "CAP4.PA.02" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := lineRefs("CAP4.PA.01"); err == nil {
		t.Error("a line without its edition was taken")
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"16/03/2026", "46097", "40 %", "1.234,5", "16 marzo 2026", "'=1", "a;b", "e:C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, style := range []dateStyle{{order: DayFirst}, {order: MonthFirst}, {since1904: true}} {
			if d, err := style.date(s); err == nil && !d.IsZero() {
				if again, err := style.date(d.String()); err != nil || again != d {
					t.Errorf("%q is %s, which is %s (%v)", s, d, again, err)
				}
			}
		}
		if n, err := percent(s, false); err == nil && (n < 0 || n > 100) {
			t.Errorf("%q is %d %%", s, n)
		}
		_, _ = decimal(s)
		_, _ = yes(s)
		_, _ = lineRefs(s)
		_ = recognise(s, s)
		_ = orderOf([]string{s})
	})
}
