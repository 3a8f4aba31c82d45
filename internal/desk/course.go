package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// StandingsOf notes how the organization, its horizons and its objectives that count
// stand: what OffCourse compares with later. A day's board can be looked at again, but
// not what of it was known then: what was recorded since about an earlier day is in it.
func StandingsOf(c *board.Content) plan.Standings {
	s := plan.Standings{"": standing(&c.Figures)}
	for i := range c.Horizons {
		s[string(c.Horizons[i].Horizon)] = standing(&c.Horizons[i].Figures)
	}
	for _, o := range c.Objectives {
		if o.Terms.State.Counted() {
			s[o.Code] = standing(&o.Figures)
		}
	}
	return s
}

func standing(f *progress.Figures) plan.Standing {
	return plan.Standing{Health: string(f.Health), Shown: f.Shown, Planned: f.ShownPlanned}
}

// stoodAs is how something stood; not assessed where it was not there.
func stoodAs(s plan.Standings, code string) plan.Standing {
	if was, ok := s[code]; ok {
		return was
	}
	return plan.Standing{Health: string(progress.HealthNotAssessed), Shown: -1, Planned: -1}
}

// Turn is an objective, or the organization, whose health is another than it was. The
// grounds of the new one are Now.Reasons.
type Turn struct {
	Objective *board.Objective // nil for the organization
	Before    plan.Standing
	Now       progress.Figures
}

// OffCourse lists what stands worse now than it did before: the organization, then its
// objectives, those that stand worst first. What was not assessed, or not in the plan,
// counts as on track; objectives that do not count now are left out.
func OffCourse(before plan.Standings, now *board.Content) []Turn {
	return turns(before, now, func(was, is int) bool { return is > was })
}

// BackOnCourse lists what stands better now than it did before.
func BackOnCourse(before plan.Standings, now *board.Content) []Turn {
	return turns(before, now, func(was, is int) bool { return is < was })
}

func turns(before plan.Standings, now *board.Content, turned func(was, is int) bool) []Turn {
	var found []Turn
	look := func(o *board.Objective, code string, f progress.Figures) {
		was := stoodAs(before, code)
		if turned(severity(progress.Health(was.Health)), severity(f.Health)) {
			found = append(found, Turn{o, was, f})
		}
	}
	look(nil, "", now.Figures)
	whole := len(found)
	for _, o := range now.Objectives {
		if o.Terms.State.Counted() {
			look(o, o.Code, o.Figures)
		}
	}
	slices.SortStableFunc(found[whole:], func(a, b Turn) int {
		return cmp.Compare(severity(b.Now.Health), severity(a.Now.Health))
	})
	return found
}

// severity is how far off its course something is.
func severity(h progress.Health) int {
	switch h {
	case progress.HealthLate:
		return 2
	case progress.HealthAtRisk:
		return 1
	}
	return 0
}
