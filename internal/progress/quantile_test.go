package progress_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/progress"
)

// The examples are those that R (type 7) and NumPy (linear) give.
func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		values []float64
		p      float64
		want   float64
	}{
		{[]float64{7}, .25, 7},
		{[]float64{1, 2}, .5, 1.5},
		{[]float64{1, 2, 3, 4}, .25, 1.75},
		{[]float64{1, 2, 3, 4}, .75, 3.25},
		{[]float64{1, 2, 3, 4, 5}, .25, 2},
		{[]float64{15, 20, 35, 40, 50}, .4, 29},
		{[]float64{15, 20, 35, 40, 50}, 0, 15},
		{[]float64{15, 20, 35, 40, 50}, 1, 50},
		{[]float64{0, 0, 0, 1}, .75, .25},
	} {
		if got := progress.Quantile(c.values, c.p); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("quantile %v of %v is %v, want %v", c.p, c.values, got, c.want)
		}
	}
	for _, got := range []float64{progress.Quantile(nil, .5), progress.Quantile([]float64{1}, -0.1), progress.Quantile([]float64{1}, 1.1), progress.Quantile([]float64{1}, math.NaN())} {
		if !math.IsNaN(got) {
			t.Errorf("%v where there is no quantile", got)
		}
	}
}

// Laws that any definition of a quantile with lines between neighbours has to keep.
func TestQuantileLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 1, 60).Draw(t, "values")
		slices.Sort(values)
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		q := progress.Quantile(values, p)
		n := len(values)
		if q < values[0] || q > values[n-1] {
			t.Fatalf("%v is outside of %v to %v", q, values[0], values[n-1])
		}
		if more := progress.Quantile(values, min(1, p+rapid.Float64Range(0, .5).Draw(t, "more"))); more < q {
			t.Fatalf("a larger share has a smaller quantile: %v after %v", more, q)
		}
		if progress.Quantile(values, 0) != values[0] || progress.Quantile(values, 1) != values[n-1] {
			t.Fatal("the ends are not the smallest and the largest value")
		}
		// As many steps as there are values between the ends land on the values themselves.
		k := rapid.IntRange(0, n-1).Draw(t, "k")
		if n > 1 {
			if got := progress.Quantile(values, float64(k)/float64(n-1)); math.Abs(got-values[k]) > 1e-6*(1+math.Abs(values[k]))+1e-6*(values[n-1]-values[0]) {
				t.Fatalf("at value %d of %d: %v, want %v", k, n, got, values[k])
			}
		}
		// The mirror image: the same share from above.
		mirrored := make([]float64, n)
		for i, v := range values {
			mirrored[n-1-i] = -v
		}
		if got := -progress.Quantile(mirrored, 1-p); math.Abs(got-q) > 1e-6*(1+math.Abs(q))+1e-6*(values[n-1]-values[0]) {
			t.Fatalf("from above %v, from below %v", got, q)
		}
		// A constant moves and a factor stretches it.
		moved := make([]float64, n)
		for i, v := range values {
			moved[i] = 2*v + 10
		}
		if got := progress.Quantile(moved, p); math.Abs(got-(2*q+10)) > 1e-6*(1+math.Abs(q)) {
			t.Fatalf("moved and stretched: %v, want %v", got, 2*q+10)
		}
		quartiles := progress.QuartilesOf(values)
		if quartiles.First > quartiles.Median || quartiles.Median > quartiles.Third {
			t.Fatalf("out of order: %+v", quartiles)
		}
		// The quarter is no more than a quarter: at least as many values lie on each side.
		below, above := 0, 0
		for _, v := range values {
			if v <= quartiles.Median {
				below++
			}
			if v >= quartiles.Median {
				above++
			}
		}
		if 2*below < n || 2*above < n {
			t.Fatalf("%d of %d are at or below the median, %d at or above it", below, n, above)
		}
	})
}
