package chart_test

import (
	"math"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/web/chart"
)

func TestStrip(t *testing.T) {
	at := func(f float64) *float64 { return &f }
	whole := string(chart.Strip(chart.StripSpec{First: at(.25), Median: at(.4), Third: at(.75), Own: at(.9)}))
	for _, want := range []string{`aria-hidden="true"`, `class="t-strip__box" x="25%" width="50%"`, `class="t-strip__median" x1="40%" x2="40%"`, `class="t-strip__own" cx="90%"`} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %s in %s", want, whole)
		}
	}
	for what, s := range map[string]chart.StripSpec{
		"nothing known": {}, "no number": {First: at(math.NaN()), Median: at(math.NaN()), Third: at(math.NaN()), Own: at(math.NaN())},
	} {
		if got := string(chart.Strip(s)); strings.Contains(got, "box") || strings.Contains(got, "median") || strings.Contains(got, "own") {
			t.Errorf("%s: %s", what, got)
		}
	}
	// All alike: a stroke without a box; beyond the scale: at its end.
	if got := string(chart.Strip(chart.StripSpec{First: at(1), Median: at(1), Third: at(1), Own: at(7)})); strings.Contains(got, "__box") || !strings.Contains(got, `cx="100%"`) {
		t.Errorf("all alike: %s", got)
	}
	if named := string(chart.Strip(chart.StripSpec{ID: "s 1", Title: "<b>", Own: at(0)})); !strings.Contains(named, `role="img"`) || strings.Contains(named, "<b>") {
		t.Errorf("named: %s", named)
	}
}
