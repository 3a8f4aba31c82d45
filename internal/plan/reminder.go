package plan

import "slices"

// ReminderKind is one sort of thing that people are reminded of by mail; each can be
// turned off by itself.
type ReminderKind string

// The kinds of reminders.
const (
	RemindDueSoon     ReminderKind = "due_soon"     // milestones due within RemindDaysAhead
	RemindOverdue     ReminderKind = "overdue"      // milestones past their date
	RemindStale       ReminderKind = "stale"        // milestones without an update for long
	RemindQuestioned  ReminderKind = "questioned"   // updates questioned and not answered
	RemindActions     ReminderKind = "actions_due"  // actions of meetings, due soon or overdue
	RemindReviewQueue ReminderKind = "review_queue" // updates that wait for a review
	RemindJobs        ReminderKind = "job_failures" // jobs of the program that did not succeed
)

// ReminderKinds are all kinds, in the order in which they are told.
var ReminderKinds = []ReminderKind{
	RemindReviewQueue, RemindOverdue, RemindDueSoon, RemindStale, RemindQuestioned, RemindActions, RemindJobs,
}

// RemindDaysAhead is how many days before its date a milestone or an action is told of.
const RemindDaysAhead = 14

// remindersOf says of what each role is reminded: a contributor of its own office's
// things, the others of the whole organization's.
var remindersOf = map[Role][]ReminderKind{
	RoleContributor: {RemindOverdue, RemindDueSoon, RemindStale, RemindQuestioned, RemindActions},
	RoleEditor:      {RemindOverdue, RemindStale, RemindQuestioned, RemindActions},
	RoleReviewer:    {RemindReviewQueue},
	RoleAdmin:       {RemindJobs},
}

// RemindersOf lists what a role is reminded of, in the order of ReminderKinds; a viewer
// of nothing.
func RemindersOf(r Role) []ReminderKind { return slices.Clone(remindersOf[r]) }

// RemindersFor lists what an account is reminded of in all its organizations together, in
// the order of ReminderKinds.
func RemindersFor(memberships []Membership) []ReminderKind {
	var kinds []ReminderKind
	for _, k := range ReminderKinds {
		for _, m := range memberships {
			if slices.Contains(remindersOf[m.Role], k) {
				kinds = append(kinds, k)
				break
			}
		}
	}
	return kinds
}

// ValidReminderKind tells a kind that there is.
func ValidReminderKind(k ReminderKind) bool { return slices.Contains(ReminderKinds, k) }

// Notifications are what an account wants to be reminded of: everything, but for what
// it has turned off.
type Notifications struct {
	AccountID string
	// Off are the kinds turned off, in the order of ReminderKinds.
	Off []ReminderKind
	// Revision is 1 until something was changed, and one more after each change.
	Revision int64
}

// Wants reports whether a kind is on.
func (n Notifications) Wants(k ReminderKind) bool { return !slices.Contains(n.Off, k) }

// With gives the notifications with a kind turned on or off.
func (n Notifications) With(k ReminderKind, on bool) Notifications {
	var off []ReminderKind
	for _, known := range ReminderKinds {
		if known == k && !on || known != k && !n.Wants(known) {
			off = append(off, known)
		}
	}
	n.Off = off
	return n
}
