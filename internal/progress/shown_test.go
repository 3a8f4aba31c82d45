package progress

import (
	"testing"

	"pgregory.net/rapid"
)

func TestShownPercent(t *testing.T) {
	for name, c := range map[string]struct {
		ratio      *float64
		all, begun bool
		want       int
	}{
		"not assessed":                        {nil, false, false, -1},
		"nothing":                             {pointer(0), false, false, 0},
		"begun, nothing to show":              {pointer(0), false, true, 1},
		"a grain":                             {pointer(0.0001), false, true, 1},
		"floored":                             {pointer(0.559), false, true, 55},
		"0.29 × 100 is 28.999999999999996":    {pointer(0.29), false, true, 29},
		"0.58":                                {pointer(0.58), false, true, 58},
		"nearly all":                          {pointer(0.9999), false, true, 99},
		"all but a milestone of no weight":    {pointer(1), false, true, 99},
		"all":                                 {pointer(1), true, true, 100},
		"all, where a sum fell short by dust": {pointer(0.9999999999), true, true, 100},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shownPercent(c.ratio, c.all, c.begun); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestShownPercentNeverFallsAsTheRatioRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(0, 1).Draw(t, "low")
		high := rapid.Float64Range(low, 1).Draw(t, "high")
		a, b := shownPercent(&low, false, low > 0), shownPercent(&high, false, high > 0)
		if a > b {
			t.Fatalf("%v shows %d, %v shows %d", low, a, high, b)
		}
		if whole := float64(a); a > 1 && whole/100 > low+tolerance {
			t.Fatalf("%v shows %d: more than there is", low, a)
		}
	})
}

func TestEveryWholePercentShowsAsItself(t *testing.T) {
	for percent := range 100 {
		ratio := float64(percent) / 100
		if got := shownPercent(&ratio, false, percent > 0); got != percent {
			t.Errorf("%d %% shows as %d", percent, got)
		}
	}
}
