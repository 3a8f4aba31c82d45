package web

import (
	"html/template"
	"math"

	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/words"
)

// shownReasons bounds how many of one kind are named; the others are counted.
const shownReasons = 5

// link is a link within a sentence.
func link(url, text string) template.HTML {
	return template.HTML(`<a href="` + template.HTMLEscapeString(url) + `">` + template.HTMLEscapeString(text) + `</a>`) //nolint:gosec // both are escaped
}

// reasons says why a health was given, each ground with its figures and, where it is
// about one objective or milestone, a link to it. whole tells a group of objectives
// (the organization, a horizon) from an objective or an office.
func (v *visit) reasons(f *progress.Figures, whole bool) template.HTML {
	var sentences []string
	for i := 0; i < len(f.Reasons); {
		n := i + 1
		for n < len(f.Reasons) && f.Reasons[n].Kind == f.Reasons[i].Kind {
			n++
		}
		if said := v.reason(f, f.Reasons[i:n], whole); said != "" {
			sentences = append(sentences, string(said))
		}
		i = n
	}
	return template.HTML(v.say.List(sentences)) //nolint:gosec // made of sentences
}

// reason says the reasons of one kind in one sentence.
func (v *visit) reason(f *progress.Figures, same []progress.Reason, whole bool) template.HTML {
	first := same[0]
	switch first.Kind {
	case progress.ReasonAllDone:
		if whole {
			return v.say.N("reason.all_done.objectives", first.Count)
		}
		return v.say.N("reason.all_done.milestones", first.Count)
	case progress.ReasonNoMilestone:
		switch {
		case whole:
			return v.say.T("reason.no_milestone.objectives")
		case allCancelled(f):
			return v.say.T("reason.cancelled")
		}
		return v.say.T("reason.no_milestone")
	case progress.ReasonWithinLimits:
		return v.withinLimits(f)
	case progress.ReasonVariance:
		return v.behind(f, first)
	case progress.ReasonLateObjectives:
		return v.say.N("reason.late_objectives", first.Count, "share", words.Percent(points(first.Value)))
	case progress.ReasonOverdueShare:
		return v.say.N("reason.overdue_share", first.Count, "share", words.Percent(points(first.Value)))
	case progress.ReasonLateObjective:
		return v.say.N("reason.late_objective", len(same), "which", v.which(same, func(r progress.Reason) template.HTML {
			return link(v.links.objective(r.Code), r.Code)
		}))
	case progress.ReasonOverdue30, progress.ReasonOverdue:
		return v.say.N("reason."+string(first.Kind), len(same), "which", v.which(same, func(r progress.Reason) template.HTML {
			return v.say.T("reason.since", "which", link(v.links.milestone(r.Code), r.Code), "days", words.Days(r.Days))
		}))
	case progress.ReasonBlocked:
		return v.say.N("reason.blocked", len(same), "which", v.which(same, func(r progress.Reason) template.HTML {
			return link(v.links.milestone(r.Code), r.Code)
		}))
	}
	return ""
}

// compared gives what the variance compares, as people read it: done and planned of the
// dated milestones, and the points between them. all is true where that is everything
// there is, so that the percentages are those at the top of the page; ok is false where
// nothing has a date.
func compared(f *progress.Figures) (done, points int, all, ok bool) {
	if f.Shown < 0 || f.ShownPlanned < 0 || f.DatedActual == nil {
		return 0, 0, false, false
	}
	if f.Counts.Undated == 0 {
		return f.Shown, f.Shown - f.ShownPlanned, true, true
	}
	done = shownRatio(f.DatedActual)
	return done, done - f.ShownPlanned, false, true
}

func (v *visit) withinLimits(f *progress.Figures) template.HTML {
	done, points, all, ok := compared(f)
	var said template.HTML
	switch {
	case !ok:
		return v.say.T("reason.within.undated")
	case points < 0:
		said = v.say.T("reason.within.behind", "points", words.Points(-points))
	case points > 0:
		said = v.say.T("reason.within.ahead", "points", words.Points(points))
	default:
		said = v.say.T("reason.within.equal")
	}
	if !all {
		return v.say.T("reason.among_dated", "done", words.Percent(done), "said", said)
	}
	return said
}

// behind says by how much done lies below planned: what the reader gets by subtracting.
func (v *visit) behind(f *progress.Figures, r progress.Reason) template.HTML {
	done, behind, all, _ := compared(f)
	said := v.say.T("reason.variance", "points", words.Points(-behind), "limit", words.Points(points(r.Limit)))
	if !all {
		return v.say.T("reason.among_dated", "done", words.Percent(done), "said", said)
	}
	return said
}

// points is a ratio as a whole number of points, whatever its sign.
func points(ratio *float64) int {
	if ratio == nil {
		return 0
	}
	return int(math.Floor(math.Abs(*ratio)*100 + 1e-9))
}

func (v *visit) which(same []progress.Reason, name func(progress.Reason) template.HTML) template.HTML {
	var names []string
	for i, r := range same {
		if i == shownReasons && len(same) > shownReasons+1 {
			names = append(names, string(v.say.N("reason.others", len(same)-i)))
			break
		}
		names = append(names, string(name(r)))
	}
	return template.HTML(v.say.List(names)) //nolint:gosec // made of links and sentences
}
