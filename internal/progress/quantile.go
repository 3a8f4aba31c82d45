package progress

import "math"

// Quantile is the value below which a share p (0 to 1) of sorted values lies, with straight
// lines between neighbours: definition 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in
// Statistical Packages" (The American Statistician 50, 1996), which is the default of R, of
// NumPy and of the spreadsheets' PERCENTILE.INC. Values must be in ascending order and finite.
// It is not a number for no value, or for a share that is none.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	low, high := sorted[i], sorted[i+1]
	// Held between the two whatever the rounding does.
	return min(max(low+(at-float64(i))*(high-low), low), high)
}

// Quartiles are the three values that cut sorted values into four parts, by Quantile.
type Quartiles struct{ First, Median, Third float64 }

// QuartilesOf gives the quartiles of values in ascending order.
func QuartilesOf(sorted []float64) Quartiles {
	return Quartiles{Quantile(sorted, .25), Quantile(sorted, .5), Quantile(sorted, .75)}
}
