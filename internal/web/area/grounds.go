package area

import (
	"html/template"
	"math"

	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/words"
)

// mostGrounds bounds the grounds of a health that are told in one line.
const mostGrounds = 3

// grounds says in one line why a health was given: the heaviest grounds, each with its
// figures.
func (v *visit) grounds(f *progress.Figures) template.HTML {
	var said []string
	for i, r := range f.Reasons {
		if len(said) == mostGrounds && i < len(f.Reasons) {
			said = append(said, string(v.say.N("ground.others", len(f.Reasons)-i)))
			break
		}
		said = append(said, string(v.ground(f, r)))
	}
	return template.HTML(v.say.List(said)) //nolint:gosec // made of sentences
}

func (v *visit) ground(f *progress.Figures, r progress.Reason) template.HTML {
	switch r.Kind {
	case progress.ReasonVariance:
		// What the reader gets by subtracting the percentages that stand beside.
		behind := wholePoints(r.Value)
		if f.Counts.Undated == 0 && f.Shown >= 0 && f.ShownPlanned >= 0 {
			behind = f.ShownPlanned - f.Shown
		}
		return v.say.T("ground.variance", "points", words.Points(behind), "limit", words.Points(wholePoints(r.Limit)))
	case progress.ReasonOverdue30, progress.ReasonOverdue:
		return v.say.T("ground.overdue", "code", r.Code, "days", words.Days(r.Days))
	case progress.ReasonBlocked:
		return v.say.T("ground.blocked", "code", r.Code)
	case progress.ReasonLateObjective:
		return v.say.T("ground.late_objective", "code", r.Code)
	case progress.ReasonLateObjectives:
		return v.say.N("ground.late_objectives", r.Count, "share", words.Percent(wholePoints(r.Value)))
	case progress.ReasonOverdueShare:
		return v.say.N("ground.overdue_share", r.Count, "share", words.Percent(wholePoints(r.Value)))
	case progress.ReasonAllDone:
		return v.say.T("ground.all_done")
	case progress.ReasonNoMilestone:
		return v.say.T("ground.no_milestone")
	}
	return v.say.T("ground.within")
}

// wholePoints is a ratio as a whole number of points, whatever its sign.
func wholePoints(ratio *float64) int {
	if ratio == nil {
		return 0
	}
	return int(math.Floor(math.Abs(*ratio)*100 + 1e-9))
}
