package plan_test

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestInOrder(t *testing.T) {
	all := []string{"a", "b", "c", "d"}
	for name, c := range map[string]struct{ order, want []string }{
		"nobody chose":        {nil, []string{"a", "b", "c", "d"}},
		"all named":           {[]string{"d", "b", "a", "c"}, []string{"d", "b", "a", "c"}},
		"some named":          {[]string{"c", "a"}, []string{"c", "a", "b", "d"}},
		"one named twice":     {[]string{"c", "c", "a"}, []string{"c", "a", "b", "d"}},
		"something else":      {[]string{"x", "b"}, []string{"b", "a", "c", "d"}},
		"the first twice, at": {[]string{"b", "a", "b"}, []string{"b", "a", "c", "d"}},
	} {
		if got := plan.InOrder(all, func(s string) string { return s }, c.order); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	order := []string{"a", "b", "c", "d"}
	for name, c := range map[string]struct {
		item  string
		place plan.Place[string]
		want  []string
	}{
		"up":              {"c", plan.Place[string]{Before: "b"}, []string{"a", "c", "b", "d"}},
		"down":            {"b", plan.Place[string]{After: "c"}, []string{"a", "c", "b", "d"}},
		"to the top":      {"d", plan.Place[string]{Before: "a"}, []string{"d", "a", "b", "c"}},
		"to the end":      {"a", plan.Place[string]{After: "d"}, []string{"b", "c", "d", "a"}},
		"where it is":     {"b", plan.Place[string]{After: "a"}, order},
		"behind nothing":  {"b", plan.Place[string]{After: "x"}, order},
		"no such item":    {"x", plan.Place[string]{After: "a"}, order},
		"before itself":   {"b", plan.Place[string]{Before: "b"}, order},
		"no place at all": {"b", plan.Place[string]{}, order},
	} {
		if got := c.place.Moved(order, c.item); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for wanted, place := range map[string]plan.Place[string]{
		"": {Before: "a"}, "before place.required": {}, "after place.both": {Before: "a", After: "c"},
		"before place.itself": {Before: "b"}, "after place.itself": {After: "b"},
	} {
		same(t, "what is wrong with the place", broken(t, place.Check("b")), wanted)
	}
}

// However often things are moved and orders are set, nothing is lost and nothing doubled.
func TestReorderingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make([]string, rapid.IntRange(1, 12).Draw(t, "n"))
		for i := range all {
			all[i] = "OB-" + strconv.Itoa(i)
		}
		key := func(s string) string { return s }
		draw := rapid.SampledFrom(append(slices.Clone(all), "OB-none", ""))
		var order []string
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			shown := plan.InOrder(all, key, order)
			if rapid.Bool().Draw(t, "whole") {
				order = rapid.SliceOf(draw).Draw(t, "order")
			} else {
				item := draw.Draw(t, "item")
				place := plan.Place[string]{Before: draw.Draw(t, "before")}
				if rapid.Bool().Draw(t, "after") {
					place = plan.Place[string]{After: place.Before}
				}
				order = place.Moved(shown, item)
				at, anchor := slices.Index(order, item), slices.Index(order, place.Before+place.After)
				want := anchor + 1
				if place.Before != "" {
					want = anchor - 1
				}
				if at >= 0 && anchor >= 0 && at != anchor && at != want {
					t.Fatalf("%s moved to %+v stands at %d of %v", item, place, at, order)
				}
			}
			sorted := plan.InOrder(all, key, order)
			slices.Sort(sorted)
			whole := slices.Clone(all)
			slices.Sort(whole)
			if !slices.Equal(sorted, whole) {
				t.Fatalf("%v ordered by %v has %v", all, order, sorted)
			}
		}
	})
}
