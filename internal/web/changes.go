package web

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/words"
)

// newsRow is one update as the public reads it.
type newsRow struct {
	On        plan.Date
	Recorded  plan.Date // where it was recorded on another day, else zero
	Objective string    // code
	Number    string    // of the milestone, on its objective's page
	Title     string
	URL       string
	Change    template.HTML
	Reason    string
	Note      string
	Sub       string
	Confirmed bool
}

// change says what an update changed, one thing after the other.
func (v *visit) change(u *board.Update) template.HTML {
	b, a := &u.Before, &u.After
	var said []string
	add := func(h template.HTML) { said = append(said, string(h)) }
	if a.State != b.State {
		add(v.stateChange(b, a))
	}
	if a.Percent != b.Percent && a.State != plan.MilestoneDone && a.State != plan.MilestoneCancelled && a.State != plan.MilestonePlanned {
		add(v.say.T("change.percent", "from", words.Percent(b.Percent), "to", words.Percent(a.Percent)))
	}
	if a.DueOn != b.DueOn {
		add(v.dateChange("change.due", b.DueOn, a.DueOn))
	}
	if a.StartOn != b.StartOn {
		add(v.dateChange("change.start", b.StartOn, a.StartOn))
	}
	if a.Office != b.Office {
		add(v.say.T("change.office", "from", v.officeName(b.Office), "to", v.officeName(a.Office)))
	}
	if a.Weight != b.Weight {
		add(v.say.T("change.weight", "from", v.say.Weight(b.Weight), "to", v.say.Weight(a.Weight)))
	}
	if a.State == plan.MilestoneDone && b.State == plan.MilestoneDone && a.CompletedOn != b.CompletedOn {
		add(v.say.T("change.completed", "to", a.CompletedOn))
	}
	if !desk.SameEvidence(a.Evidence, b.Evidence) && a.State == b.State {
		add(v.say.T("change.evidence"))
	}
	if len(said) == 0 {
		return v.say.T("change.none")
	}
	return template.HTML(strings.Join(said, "; ")) //nolint:gosec // made of sentences
}

func (v *visit) stateChange(b, a *plan.MilestoneStatus) template.HTML {
	switch {
	case a.State == plan.MilestoneDone:
		return v.say.T("change.done", "day", a.CompletedOn)
	case a.State == plan.MilestoneCancelled:
		return v.say.T("change.cancelled")
	case a.State == plan.MilestoneBlocked:
		return v.say.T("change.blocked", "done", words.Percent(a.Percent))
	case b.State == plan.MilestoneDone:
		return v.say.T("change.reopened")
	case b.State == plan.MilestoneCancelled:
		return v.say.T("change.restored")
	case b.State == plan.MilestoneBlocked && a.State == plan.MilestoneInProgress:
		return v.say.T("change.resumed")
	case a.State == plan.MilestonePlanned:
		return v.say.T("change.planned")
	}
	return v.say.T("change.started")
}

// dateChange says that a date moved, was set or was taken off; key names the sentences.
func (v *visit) dateChange(key string, from, to plan.Date) template.HTML {
	switch {
	case from.IsZero():
		return v.say.T(key+".set", "to", to)
	case to.IsZero():
		return v.say.T(key+".unset", "from", from)
	}
	return v.say.T(key, "from", from, "to", to)
}

// news lists updates, those given first.
func (v *visit) news(updates []*board.Update) []newsRow {
	rows := make([]newsRow, 0, len(updates))
	for _, u := range updates {
		row := newsRow{
			On: u.EffectiveOn, Objective: u.Objective, Title: u.Title, URL: v.links.milestone(u.Milestone), Change: v.change(u),
			Reason: u.Reason, Note: u.Note, Sub: v.officeName(u.After.Office), Confirmed: u.Verdict == plan.VerdictConfirmed,
		}
		if u.Source != "" {
			row.Sub = v.say.Plain("change.source", "office", row.Sub, "file", u.Source)
		}
		if recorded := v.dayOf(u.RecordedAt); recorded != u.EffectiveOn {
			row.Recorded = recorded
		}
		_, row.Number, _ = strings.Cut(u.Milestone, ".")
		rows = append(rows, row)
	}
	return rows
}

// latest gives the newest updates of the objectives that the public sees.
func latest(objectives []*board.Objective, most int) []*board.Update {
	var all []*board.Update
	for _, o := range objectives {
		all = append(all, o.News[:min(len(o.News), most)]...)
	}
	slices.SortStableFunc(all, func(a, b *board.Update) int {
		if c := b.EffectiveOn.Compare(a.EffectiveOn); c != 0 {
			return c
		}
		return b.RecordedAt.Compare(a.RecordedAt)
	})
	return all[:min(len(all), most)]
}

// dayOf is the civil day of an instant.
func (v *visit) dayOf(t time.Time) plan.Date {
	if t.IsZero() {
		return plan.Date{}
	}
	return plan.DateOf(t, v.site.clock.Location)
}

// officeName is an office's name by its code, also where it is there no more.
func (v *visit) officeName(code string) string { return v.content.OfficeName(code) }
