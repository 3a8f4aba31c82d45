package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// NewCompletion says that an action is done.
type NewCompletion struct {
	CompletedOn plan.Opt[plan.Date] `json:"completed_on,omitempty" nullable:"true" example:"2026-06-10" doc:"When it was done, not in the future; today where it is absent."`
}

type newCompletionInput struct {
	InAction
	IfMatch
	IdempotencyKey
}

func (s *server) completionOperations() {
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/actions/{action}/completion", id: "action-completion", tag: tagActions,
		title: "Mark an action as done", text: "Says that what was asked is done. If-Match is the action's. For a contributor of the office that was asked, the editor and the admin; 409 for an action that was cancelled.",
		answer: Action{}, status: http.StatusCreated, body: NewCompletion{}, ifMatch: true,
	}, s.completeAction)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/actions/{action}/completion", id: "action-completion-removal", tag: tagActions,
		title: "Take back that an action is done", text: "The action is open again; that it was marked as done stays in the audit trail. If-Match is the action's. For whoever may mark it; 409 where it is not done.",
	}, s.reopenAction)
}

func (s *server) completeAction(ctx context.Context, in *newCompletionInput) (reply, error) {
	revision, err := ifMatch(in.r)
	if err != nil {
		return reply{}, err
	}
	ctx, body, err := readNew[NewCompletion](ctx, in.Request, nullEmpties)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CompleteAction(ctx, tracker.CompleteAction{
		Organization: in.Organization, ID: in.Action, IfRevision: revision, CompletedOn: body.CompletedOn.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return actionResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) reopenAction(ctx context.Context, in *actionChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.ReopenAction(ctx, in.Organization, in.Action, revision)
	})
}
