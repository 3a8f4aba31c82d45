package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/progress"
)

// Turn is an objective, or the organization, whose health is another than it was. The
// grounds of the new one are Now.Reasons.
type Turn struct {
	Objective   *board.Objective // nil for the organization
	Before, Now progress.Figures
}

// OffCourse lists what stands worse now than it did before: the organization, then its
// objectives, those that stand worst first. before is the content of an earlier day (or
// of an earlier revision). What was not assessed, or not in the plan, counts as on
// track; objectives that do not count now are left out.
func OffCourse(before, now *board.Content) []Turn {
	return turns(before, now, func(was, is progress.Health) bool { return severity(is) > severity(was) })
}

// BackOnCourse lists what stands better now than it did before.
func BackOnCourse(before, now *board.Content) []Turn {
	return turns(before, now, func(was, is progress.Health) bool { return severity(is) < severity(was) })
}

func turns(before, now *board.Content, turned func(was, is progress.Health) bool) []Turn {
	var found []Turn
	if turned(before.Figures.Health, now.Figures.Health) {
		found = append(found, Turn{nil, before.Figures, now.Figures})
	}
	whole := len(found)
	for _, o := range now.Objectives {
		was := progress.Figures{Day: before.Day, Health: progress.HealthNotAssessed, Shown: -1, ShownPlanned: -1}
		if earlier, ok := before.Objective(o.Code); ok && earlier.Terms.State.Counted() {
			was = earlier.Figures
		}
		if o.Terms.State.Counted() && turned(was.Health, o.Figures.Health) {
			found = append(found, Turn{o, was, o.Figures})
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
