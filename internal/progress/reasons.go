package progress

import (
	"cmp"
	"slices"
)

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
func gravity(kind ReasonKind) int {
	switch kind {
	case ReasonLateObjectives:
		return 0
	case ReasonOverdueShare:
		return 1
	case ReasonVariance:
		return 2
	case ReasonLateObjective:
		return 3
	case ReasonOverdue30:
		return 4
	case ReasonOverdue:
		return 5
	}
	return 6
}

// worstFirst sorts reasons by gravity, then by days; equals keep the plan's order.
// It sorts small keys rather than the reasons: an office may have thousands.
func worstFirst(reasons []Reason) []Reason {
	if slices.IsSortedFunc(reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(gravity(a.Kind), gravity(b.Kind)), cmp.Compare(b.Days, a.Days))
	}) {
		return reasons
	}
	type key struct{ gravity, days, position int }
	keys := make([]key, len(reasons))
	for i, r := range reasons {
		keys[i] = key{gravity(r.Kind), r.Days, i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.gravity, b.gravity), cmp.Compare(b.days, a.days), cmp.Compare(a.position, b.position))
	})
	sorted := make([]Reason, len(reasons))
	for i, k := range keys {
		sorted[i] = reasons[k.position]
	}
	return sorted
}
