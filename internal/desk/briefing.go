package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// BriefingActionDays is how far the report for the Giunta looks ahead at actions.
const BriefingActionDays = 30

// Since is from when a report for the Giunta tells: the last report, or a day.
type Since struct {
	// Day is that of the last report; zero for none, and then everything is news.
	Day plan.Date
	// Revision is the one that the last report was made of. 0: nobody knows what was
	// recorded by then, and the days on which things took effect tell what is news.
	Revision  int64
	Standings plan.Standings
}

// SinceBriefing is from when the next report after one tells.
func SinceBriefing(b plan.Briefing) Since {
	return Since{Day: b.On, Revision: b.Shown, Standings: b.Standings}
}

// SinceDay is from a day on; before is the content of that day.
func SinceDay(before *board.Content) Since {
	return Since{Day: before.Day, Standings: StandingsOf(before)}
}

// news reports whether an update was not in the last report yet: it was recorded after
// it, whatever day it is about.
func (s Since) news(u *board.Update) bool {
	if s.Revision > 0 {
		return u.Revision > s.Revision
	}
	return s.Day.IsZero() || u.EffectiveOn.After(s.Day)
}

// newMeeting reports whether a meeting was not in the last report yet: it was held
// later, or on its very day and written down after it.
func (s Since) newMeeting(m *board.Meeting) bool {
	switch {
	case s.Day.IsZero() || m.HeldOn.After(s.Day):
		return true
	case s.Revision > 0:
		return m.HeldOn == s.Day && m.Revision > s.Revision
	}
	return false
}

// Briefing is what the Giunta is told: how far the plan is, what happened since the last
// report, what is late and why, what was decided, what comes next.
type Briefing struct {
	Since Since
	Day   plan.Date
	// Whole is the organization, then come its horizons that have objectives.
	Whole    Progressed
	Horizons []Progressed
	Done     []Reached // by day of completion
	Moved    []board.Slippage
	OffCourse,
	BackOnCourse []Turn
	Late    []Delayed // longest first
	Blocked []Delayed // those that are not late as well
	Decided []*board.Meeting
	// Next are what is due within SoonDays, Meetings those in that time; Overdue are the
	// actions past their date, Actions those due within BriefingActionDays.
	Next             []*board.Milestone
	Meetings         []*board.Meeting
	Overdue, Actions []*board.Action
	Money            MoneyNews
}

// Progressed is how far something was, and is. Before is not assessed where nobody knows.
type Progressed struct {
	Horizon plan.Horizon // empty for the organization
	Before  plan.Standing
	Now     plan.Standing
}

// Moved reports by how many points it went on; ok is false where one of the two is not
// assessed.
func (p Progressed) Moved() (points int, ok bool) {
	return p.Now.Shown - p.Before.Shown, p.Before.Shown >= 0 && p.Now.Shown >= 0
}

// Reached is a milestone that was completed.
type Reached struct {
	Milestone *board.Milestone
	// Verdict is the last review of the update that closed it; empty where there is none.
	Verdict plan.Verdict
}

// Delayed is a milestone that is late or blocked, with what is known of why.
type Delayed struct {
	Milestone *board.Milestone
	// Why is the stated reason of the last move of its date, else the last note of its
	// office; empty where nobody said anything.
	Why string
	// Asked: the reviewer has asked and nobody has answered yet.
	Asked bool
}

// BriefingOf makes the report of a day.
func BriefingOf(s *board.Staff, since Since) Briefing {
	c := &s.Content
	b := Briefing{
		Since: since, Day: c.Day, Whole: progressed(since, "", "", &c.Figures),
		OffCourse: withoutWhole(OffCourse(since.Standings, c)), BackOnCourse: withoutWhole(BackOnCourse(since.Standings, c)),
		Next: DueWithin(c, "", SoonDays), Actions: ActionsDueWithin(c, "", BriefingActionDays), Overdue: OverdueActions(c, ""),
		Money: moneyNews(since, c.Fundings),
	}
	for i := range c.Horizons {
		h := &c.Horizons[i]
		if len(h.Contributions) > 0 {
			b.Horizons = append(b.Horizons, progressed(since, string(h.Horizon), h.Horizon, &h.Figures))
		}
	}
	b.addMilestones(s)
	b.addMeetings(c)
	return b
}

func progressed(since Since, code string, h plan.Horizon, f *progress.Figures) Progressed {
	return Progressed{Horizon: h, Before: stoodAs(since.Standings, code), Now: standing(f)}
}

// withoutWhole leaves out the organization: how it stands is told above everything.
func withoutWhole(turns []Turn) []Turn {
	return slices.DeleteFunc(turns, func(t Turn) bool { return t.Objective == nil })
}

func (b *Briefing) addMilestones(s *board.Staff) {
	for _, o := range s.Objectives {
		if !o.Terms.State.Counted() {
			continue
		}
		for _, m := range o.Milestones {
			if closed := closedBy(m); closed != nil && b.Since.news(closed) {
				b.Done = append(b.Done, Reached{m, closed.Verdict})
			}
		}
		b.Moved = append(b.Moved, b.newSlippages(o)...)
	}
	slices.SortStableFunc(b.Done, func(x, y Reached) int {
		return x.Milestone.Status.CompletedOn.Compare(y.Milestone.Status.CompletedOn)
	})
	slices.SortStableFunc(b.Moved, func(x, y board.Slippage) int { return cmp.Compare(y.Days, x.Days) })
	late := Overdue(&s.Content, "")
	for _, m := range late {
		b.Late = append(b.Late, delayed(s, m))
	}
	for _, m := range Blocked(&s.Content, "") {
		if !m.Overdue {
			b.Blocked = append(b.Blocked, delayed(s, m))
		}
	}
}

// closedBy is the update that made a milestone done for good; nil where it is not done,
// or was added as done.
func closedBy(m *board.Milestone) *board.Update {
	if m.Status.State != plan.MilestoneDone {
		return nil
	}
	for _, u := range m.Updates { // newest first
		if u.After.State == plan.MilestoneDone && u.Before.State != plan.MilestoneDone {
			return u
		}
	}
	return nil
}

// newSlippages are the moves of due dates of an objective that are news.
func (b *Briefing) newSlippages(o *board.Objective) []board.Slippage {
	var found []board.Slippage
	for _, m := range o.Milestones {
		for _, u := range slices.Backward(m.Updates) {
			if u.After.DueOn == u.Before.DueOn || !b.Since.news(u) {
				continue
			}
			at := slices.IndexFunc(o.Slippages, func(s board.Slippage) bool {
				return s.Milestone == m.ID && s.EffectiveOn == u.EffectiveOn && s.RecordedAt.Equal(u.RecordedAt) &&
					s.From == u.Before.DueOn && s.To == u.After.DueOn
			})
			if at >= 0 {
				found = append(found, o.Slippages[at])
			}
		}
	}
	return found
}

func delayed(s *board.Staff, m *board.Milestone) Delayed {
	d := Delayed{Milestone: m, Why: m.LastReason}
	for _, u := range m.Updates {
		if d.Why != "" {
			break
		}
		d.Why = u.Note
	}
	if o, ok := s.Objective(m.Objective); ok {
		d.Asked = len(OpenQuestionsOf(s, o, m)) > 0
	}
	return d
}

func (b *Briefing) addMeetings(c *board.Content) {
	for _, m := range c.Meetings {
		switch {
		case m.State == plan.MeetingHeld && len(m.Decisions) > 0 && b.Since.newMeeting(m):
			b.Decided = append(b.Decided, m)
		case m.State == plan.MeetingScheduled && within(m.HeldOn, c.Day, SoonDays):
			b.Meetings = append(b.Meetings, m)
		}
	}
}
