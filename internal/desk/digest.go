package desk

import (
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Digest is what one person is reminded of in one organization on the content's day: by
// its role, and without the kinds that it has turned off. A milestone is in one of the
// lists of milestones alone, the first that it fits.
type Digest struct {
	Role plan.Role
	// Office is the one that it is about; empty for the whole organization.
	Office string

	ReviewQueue []*Waiting // those that wait longest first
	Overdue     []*board.Milestone
	DueSoon     []*board.Milestone
	Stale       []*board.Milestone
	Questions   []*Question
	// Actions that are overdue and, for an office, those due soon.
	Actions []*board.Action
	// Jobs are what the program could not do; for the admin.
	Jobs []JobFailure
}

// JobFailure is a job whose last run did not succeed.
type JobFailure struct {
	Job string
	// Slot is when the run was due.
	Slot time.Time
	// Outcome is how it ended: failure, timeout or panic.
	Outcome string
}

// DigestOf makes the digest of a member. Which jobs failed is handed in: a board does
// not know.
func DigestOf(s *board.Staff, m plan.Membership, n plan.Notifications, failures []JobFailure) Digest {
	d := Digest{Role: m.Role}
	if m.Role == plan.RoleContributor {
		if m.Office == "" {
			return d // of nobody's things
		}
		d.Office = m.Office
	}
	told := map[string]bool{}
	once := func(list []*board.Milestone) []*board.Milestone {
		list = slices.DeleteFunc(list, func(m *board.Milestone) bool { return told[m.ID] })
		for _, m := range list {
			told[m.ID] = true
		}
		return list
	}
	for _, kind := range plan.RemindersOf(m.Role) {
		if !n.Wants(kind) {
			continue
		}
		switch kind {
		case plan.RemindReviewQueue:
			d.ReviewQueue = ReviewQueue(s)
			slices.SortFunc(d.ReviewQueue, func(a, b *Waiting) int { return compareRecorded(a.Update, b.Update) })
		case plan.RemindOverdue:
			d.Overdue = once(Overdue(&s.Content, d.Office))
		case plan.RemindDueSoon:
			d.DueSoon = once(DueWithin(&s.Content, d.Office, plan.RemindDaysAhead))
		case plan.RemindStale:
			d.Stale = once(Stale(&s.Content, d.Office))
		case plan.RemindQuestioned:
			d.Questions = OpenQuestions(s, d.Office)
		case plan.RemindActions:
			d.Actions = OverdueActions(&s.Content, d.Office)
			if d.Office != "" {
				d.Actions = append(d.Actions, ActionsDueWithin(&s.Content, d.Office, plan.RemindDaysAhead)...)
			}
		case plan.RemindJobs:
			d.Jobs = failures
		}
	}
	return d
}

// Len is how many things it tells of.
func (d Digest) Len() int {
	return len(d.ReviewQueue) + len(d.Overdue) + len(d.DueSoon) + len(d.Stale) + len(d.Questions) + len(d.Actions) + len(d.Jobs)
}

// Age is how many days an update has waited on a day.
func (w *Waiting) Age(on plan.Date, loc *time.Location) int {
	return on.DaysSince(plan.DateOf(w.Update.RecordedAt, loc))
}
