package progress

import "math"

// shownPercent is the whole percentage that people read: floored, 100 only when all is
// done, at least 1 once anything has begun; -1 where the ratio is not assessed.
func shownPercent(ratio *float64, all, begun bool) int {
	switch {
	case ratio == nil:
		return -1
	case all:
		return 100
	}
	shown := min(int(math.Floor(*ratio*100+tolerance)), 99)
	if shown < 1 && begun {
		return 1
	}
	return max(shown, 0)
}

// Shown is the whole percentage that people read of a share of a way: floored, 100 only at
// its end, at least 1 once anything of it is done; -1 where nobody knows.
func Shown(share *float64) int {
	return shownPercent(share, share != nil && *share >= 1, share != nil && *share > 0)
}
