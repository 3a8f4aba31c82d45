package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestAgendaPoints(t *testing.T) {
	for agenda, want := range map[string]string{
		"":                                    "",
		" \n\r\n\t":                           "",
		"Uno\nDue":                            "Uno|Due",
		"1. Uno\r\n2) Due\n\n10. Dieci":       "Uno|Due|Dieci",
		"- Uno\n * Due\n• Tre\n–Quattro":      "Uno|Due|Tre|Quattro",
		"- 1. Uno":                            "Uno",
		"2026: il bilancio\n1.200 avvisi\n3D": "2026: il bilancio|1.200 avvisi|3D",
		"-\n1.":                               "1.",
	} {
		if got := strings.Join(plan.AgendaPoints(agenda), "|"); got != want {
			t.Errorf("%q: got %q, want %q", agenda, got, want)
		}
	}
}

func TestRenumberPoints(t *testing.T) {
	for _, tc := range []struct {
		what, before, after string
		want                []int
	}{
		{"nothing changed", "a b c", "a b c", []int{1, 2, 3}},
		{"one more at the beginning", "a b c", "x a b c", []int{2, 3, 4}},
		{"turned round", "a b c", "c b a", []int{3, 2, 1}},
		{"one reworded", "a b c", "a B c", []int{1, 2, 3}},
		{"all reworded", "a b c", "A B C", []int{1, 2, 3}},
		{"one reworded behind a new one", "a b c", "x a B c", []int{2, 3, 4}},
		{"one taken out", "a b c", "a c", []int{1, 0, 2}},
		{"the first taken out", "a b c", "b c", []int{0, 1, 2}},
		{"all taken out", "a b c", "", []int{0, 0, 0}},
		{"twice the same", "a a b", "b a a", []int{2, 3, 1}},
		{"from nothing", "", "a", []int{}},
	} {
		if got := plan.RenumberPoints(strings.Fields(tc.before), strings.Fields(tc.after)); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.what, got, tc.want)
		}
	}
}

// Two points never come together, and none goes where there is none.
func TestRenumberedPointsStayApart(t *testing.T) {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 7)
	rapid.Check(t, func(t *rapid.T) {
		before, after := lines.Draw(t, "before"), lines.Draw(t, "after")
		seen := map[int]bool{}
		for i, to := range plan.RenumberPoints(before, after) {
			if to < 0 || to > len(after) {
				t.Fatalf("point %d of %v goes to %d of %v", i+1, before, to, after)
			}
			if to != 0 && seen[to] {
				t.Fatalf("two points of %v go to %d of %v", before, to, after)
			}
			seen[to] = true
		}
	})
}
