package board

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// objectiveBody is the content of an objective before an audience is considered: with
// every verdict and every meeting named. It is immutable and is never handed out; what
// an audience may see of it is shared, the rest is copied without it.
type objectiveBody struct {
	of         *objectiveDay
	milestones []*milestoneBody // in step with of.milestones
	// decidedIn are the ids of the meetings that its updates name.
	decidedIn []string
	// reviews are the last ones of its updates.
	reviews []plan.Review
}

type milestoneBody struct {
	of        *milestoneDay
	content   *Milestone
	slippages []slippage
	// reviews are the last ones of its updates.
	reviews []plan.Review
}

// slippage is a Slippage with the meeting's id in place of the meeting.
type slippage struct {
	Slippage
	decidedIn string
}

// newObjectiveBody makes the body of an objective; what an earlier revision's body
// (may be nil) has of unchanged milestones is taken from there.
func newObjectiveBody(o *objectiveDay, m moment, earlier *objectiveBody) *objectiveBody {
	body := &objectiveBody{of: o, milestones: make([]*milestoneBody, len(o.milestones))}
	var known []*milestoneBody
	if earlier != nil {
		known = earlier.milestones
	}
	for i, day := range o.milestones {
		number := day.log.milestone.Number
		for len(known) > 0 && known[0].of.log.milestone.Number < number {
			known = known[1:]
		}
		if len(known) > 0 && known[0].of == day {
			body.milestones[i] = known[0]
		} else {
			body.milestones[i] = newMilestoneBody(day, &o.state.Milestones[i], m)
		}
		body.reviews = append(body.reviews, body.milestones[i].reviews...)
		for _, u := range body.milestones[i].content.Updates {
			if u.DecidedIn != "" && !slices.Contains(body.decidedIn, u.DecidedIn) {
				body.decidedIn = append(body.decidedIn, u.DecidedIn)
			}
		}
	}
	return body
}

func newMilestoneBody(day *milestoneDay, state *progress.Milestone, m moment) *milestoneBody {
	row, status := &day.log.milestone, day.last().After
	c := &Milestone{
		ID: state.ID, Objective: row.Objective, Number: row.Number, Title: row.Title, Description: row.Description,
		AddedOn: row.AddedOn, BaselineDueOn: day.baseline, Status: status, Revision: row.Revision,
		Overdue: status.OverdueOn(m.day), DaysOverdue: status.DaysOverdue(m.day),
		Stale: progress.Stale(*state, m.day, m.progress), UpdatedOn: day.updatedOn,
	}
	if days, ok := status.SlippageDays(day.baseline); ok {
		c.SlippageDays = &days
	}
	body := &milestoneBody{of: day, content: c, reviews: lastReviews(day.log.reviews, m)}
	updates := day.log.updates[:day.effective]
	var before plan.MilestoneStatus
	for i := range updates {
		u := &updates[i]
		if u.Kind != plan.UpdateAdded {
			c.Updates = append(c.Updates, newUpdate(u, before, c, body.reviews))
		}
		if i > 0 && u.After.DueOn != before.DueOn {
			c.LastReason = u.Reason
		}
		before = u.After
	}
	slices.Reverse(c.Updates)
	body.slippages = slippagesOf(day, c)
	return body
}

func newUpdate(u *plan.Update, before plan.MilestoneStatus, of *Milestone, reviews []plan.Review) *Update {
	update := UpdateOf(u, before, of.Title)
	for i := range reviews {
		if reviews[i].UpdateID == u.ID {
			update.Verdict = reviews[i].Verdict
		}
	}
	return update
}

// UpdateOf is an update of a milestone that is called title, with what was there before; nobody
// has reviewed it.
func UpdateOf(u *plan.Update, before plan.MilestoneStatus, title string) *Update {
	return &Update{
		ID: u.ID, Milestone: u.Milestone(), Objective: u.Objective, Title: title, Kind: u.Kind, RecordedAt: u.RecordedAt,
		EffectiveOn: u.EffectiveOn, ActorRole: u.By.Role, Before: before, After: u.After, Reason: u.Reason,
		DecidedIn: u.DecidedIn, Note: u.Note, Source: u.Source, Revision: u.Revision,
	}
}

// lastReviews are, of those recorded by the day, the last one of each update.
func lastReviews(all []plan.Review, m moment) []plan.Review {
	var last []plan.Review
	for _, r := range all {
		if !m.recordedBy(r.RecordedAt) {
			continue
		}
		if at := slices.IndexFunc(last, func(l plan.Review) bool { return l.UpdateID == r.UpdateID }); at >= 0 {
			last[at] = r
		} else {
			last = append(last, r)
		}
	}
	return last
}

// slippagesOf lists the moves of the due date after the baseline was set. On the very
// day it was set, and for what was recorded later about an earlier day, the row itself
// tells whether the baseline was there already: the date it moved away from was the
// baseline, or it was recorded after it, with a reason as the rules ask then.
func slippagesOf(day *milestoneDay, of *Milestone) []slippage {
	if day.baseline.IsZero() {
		return nil
	}
	set := day.log.milestone.BaselineSetOn
	updates := day.log.updates[:day.effective]
	var found []slippage
	reached := set.IsZero()
	for i := 1; i < len(updates); i++ {
		u, from := &updates[i], updates[i-1].After.DueOn
		switch {
		case u.EffectiveOn.After(set):
			reached = true
		case u.EffectiveOn == set && from == day.baseline:
			reached = true
		}
		recordedLater := u.Reason != "" && u.AfterBaseline
		if u.After.DueOn == from || (!reached && !recordedLater) {
			continue
		}
		s := slippage{decidedIn: u.DecidedIn, Slippage: Slippage{
			Milestone: of.ID, Title: of.Title, EffectiveOn: u.EffectiveOn, RecordedAt: u.RecordedAt,
			From: from, To: u.After.DueOn, Reason: u.Reason,
		}}
		if !s.From.IsZero() && !s.To.IsZero() {
			s.Days = s.To.DaysSince(s.From)
		}
		found = append(found, s)
	}
	return found
}
