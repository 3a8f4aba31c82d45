package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
)

// Notifications (avvisi) are what an account is reminded of by mail.
type Notifications struct {
	ReviewQueue bool `json:"review_queue" example:"true" doc:"Updates that wait for a review."`
	Overdue     bool `json:"overdue" example:"true" doc:"Milestones past their date."`
	DueSoon     bool `json:"due_soon" example:"true" doc:"Milestones due within 14 days."`
	Stale       bool `json:"stale" example:"false" doc:"Milestones without an update for long."`
	Questioned  bool `json:"questioned" example:"true" doc:"Questions without an answer."`
	ActionsDue  bool `json:"actions_due" example:"true" doc:"Actions that meetings asked for, overdue or due soon."`
	JobFailures bool `json:"job_failures" example:"true" doc:"Jobs of the program that did not succeed."`
	// Kinds are those of the roles.
	Kinds       []string `json:"kinds" readOnly:"true" minItems:"0" maxItems:"7" enum:"review_queue,overdue,due_soon,stale,questioned,actions_due,job_failures" example:"[\"review_queue\"]" doc:"What the roles of the account are reminded of; the other kinds never come."`
	MailEnabled bool     `json:"mail_enabled" readOnly:"true" example:"true" doc:"Whether this installation sends mail at all."`
	Revision    int64    `json:"revision" readOnly:"true" minimum:"0" maximum:"9007199254740991" example:"2" doc:"Grows with each change; leads the ETag."`
}

// NotificationsChange turns kinds of reminders on and off.
type NotificationsChange struct {
	ReviewQueue plan.Opt[bool] `json:"review_queue,omitempty" example:"true" doc:"Updates that wait for a review."`
	Overdue     plan.Opt[bool] `json:"overdue,omitempty" example:"true" doc:"Milestones past their date."`
	DueSoon     plan.Opt[bool] `json:"due_soon,omitempty" example:"true" doc:"Milestones due within 14 days."`
	Stale       plan.Opt[bool] `json:"stale,omitempty" example:"false" doc:"Milestones without an update for long."`
	Questioned  plan.Opt[bool] `json:"questioned,omitempty" example:"true" doc:"Questions without an answer."`
	ActionsDue  plan.Opt[bool] `json:"actions_due,omitempty" example:"true" doc:"Actions that meetings asked for, overdue or due soon."`
	JobFailures plan.Opt[bool] `json:"job_failures,omitempty" example:"true" doc:"Jobs of the program that did not succeed."`
}

// kinds are the fields by the kinds that they stand for.
func (c NotificationsChange) kinds() map[plan.ReminderKind]bool {
	kinds := map[plan.ReminderKind]bool{}
	for kind, on := range map[plan.ReminderKind]plan.Opt[bool]{
		plan.RemindReviewQueue: c.ReviewQueue, plan.RemindOverdue: c.Overdue, plan.RemindDueSoon: c.DueSoon, plan.RemindStale: c.Stale,
		plan.RemindQuestioned: c.Questioned, plan.RemindActions: c.ActionsDue, plan.RemindJobs: c.JobFailures,
	} {
		if on.Set {
			kinds[kind] = on.Value
		}
	}
	return kinds
}

type notificationsInput struct{ Request }

type notificationsChangeInput struct {
	Request
	IfMatch
}

func (s *server) notificationOperations() {
	const path = "/account/notifications"
	register(s, operation{
		method: http.MethodGet, path: path, id: "notifications", tag: tagAccount, own: true,
		title: "What whoever asks is reminded of", text: "Which reminders come by mail. For everybody with an account, about their own.",
		answer: Notifications{},
	}, s.notifications)
	register(s, operation{
		method: http.MethodPatch, path: path, id: "notifications-change", tag: tagAccount, own: true, ifMatch: true,
		title: "Turn reminders on and off", text: "Turns kinds of reminders on and off; those that are not named stay. For everybody with an account, about their own.",
		answer: Notifications{}, body: NotificationsChange{},
	}, s.changeNotifications)
}

func (s *server) notifications(ctx context.Context, _ *notificationsInput) (reply, error) {
	n, err := s.Tracker.Notifications(ctx)
	if err != nil {
		return reply{}, err
	}
	return s.showNotifications(ctx, n), nil
}

func (s *server) changeNotifications(ctx context.Context, in *notificationsChangeInput) (reply, error) {
	revision, body, err := readChange[NotificationsChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	n, err := s.Tracker.ChangeNotifications(ctx, body.kinds(), revision)
	if err != nil {
		return reply{}, err
	}
	return s.showNotifications(ctx, n), nil
}

func (s *server) showNotifications(ctx context.Context, n plan.Notifications) reply {
	shown := Notifications{
		ReviewQueue: n.Wants(plan.RemindReviewQueue), Overdue: n.Wants(plan.RemindOverdue), DueSoon: n.Wants(plan.RemindDueSoon),
		Stale: n.Wants(plan.RemindStale), Questioned: n.Wants(plan.RemindQuestioned), ActionsDue: n.Wants(plan.RemindActions),
		JobFailures: n.Wants(plan.RemindJobs), Kinds: []string{}, MailEnabled: s.Mail, Revision: n.Revision,
	}
	for _, k := range plan.RemindersFor(plan.ActorFrom(ctx).Memberships) {
		shown.Kinds = append(shown.Kinds, string(k))
	}
	return reply{body: shown, revision: n.Revision}
}
