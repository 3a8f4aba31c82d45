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
