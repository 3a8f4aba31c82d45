package progress

import "slices"

// overdueReason is the ground that an overdue milestone gives.
func overdueReason(a *assessed, id string) (r Reason, found bool) {
	switch {
	case a.overdue > LateOverdueDays:
		return Reason{Kind: ReasonOverdue30, Code: id, Days: a.overdue}, true
	case a.overdue > 0:
		return Reason{Kind: ReasonOverdue, Code: id, Days: a.overdue}, true
	}
	return Reason{}, false
}

// troubles sorts the grounds that one milestone gives into those of being overdue for
// long and the lesser ones; an overdue milestone may be blocked as well.
func troubles(a *assessed, id string, long, lesser *[]Reason) {
	if r, found := overdueReason(a, id); found {
		if r.Kind == ReasonOverdue30 {
			*long = append(*long, r)
		} else {
			*lesser = append(*lesser, r)
		}
	}
	if a.blocked {
		*lesser = append(*lesser, Reason{Kind: ReasonBlocked, Code: id})
	}
}

// varianceReason is the ground that the variance gives where it has reached a limit.
func (f *Figures) varianceReason(limit float64) []Reason {
	if f.Variance == nil || !atMost(*f.Variance, limit) {
		return nil
	}
	return []Reason{{Kind: ReasonVariance, Value: f.Variance, Limit: pointer(limit)}}
}

// gravity orders the kinds of reason, worst first: what is about the whole before what
// is about one part.
var gravity = map[ReasonKind]int{
	ReasonLateObjectives: 0, ReasonOverdueShare: 1, ReasonVariance: 2,
	ReasonLateObjective: 3, ReasonOverdue30: 4, ReasonOverdue: 5, ReasonBlocked: 6,
}

// worstFirst sorts reasons by gravity, then by days; equals keep the plan's order.
func worstFirst(reasons []Reason) []Reason {
	slices.SortStableFunc(reasons, func(a, b Reason) int {
		if d := gravity[a.Kind] - gravity[b.Kind]; d != 0 {
			return d
		}
		return b.Days - a.Days
	})
	return reasons
}
