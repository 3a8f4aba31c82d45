package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Review (verifica) is a reviewer's verdict on an update.
type Review struct {
	Verdict    string  `json:"verdict" enum:"confirmed,questioned" example:"confirmed" doc:"The verdict. The public sees confirmations alone."`
	Note       *string `json:"note" nullable:"true" maxLength:"2000" example:"Atto verificato." doc:"Why; for the staff alone."`
	RecordedAt *string `json:"recorded_at" nullable:"true" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When it was given; for the staff alone."`
	Revision   *int64  `json:"revision" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"1240" doc:"The organization's revision that it made; for the staff alone."`
}

// NewReview is a verdict to be given.
type NewReview struct {
	Verdict  plan.Opt[string] `json:"verdict" enum:"confirmed,questioned" example:"confirmed" doc:"The verdict."`
	Note     plan.Opt[string] `json:"note,omitempty" nullable:"true" maxLength:"2000" example:"Atto verificato." doc:"Why; required to question an update. Never public."`
	IfReview plan.Opt[int]    `json:"if_review,omitempty" format:"int32" minimum:"0" maximum:"2147483647" example:"1240" doc:"The revision of the last review as the writer knows it, 0 where there is none: if there is another by now, the answer is 412."`
}

type reviewInput struct{ InUpdate }

type newReviewInput struct {
	InUpdate
	IdempotencyKey
}

func (s *server) reviewOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/updates/{update}/review", id: "review", tag: tagUpdates,
		title: "The review of an update", text: "The last verdict on an update; 404 where there is none, or none that may be seen.",
		answer: Review{},
	}, s.review)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/updates/{update}/review", id: "review-creation", tag: tagUpdates,
		title: "Review an update", text: "Gives a verdict on an update. A later one takes the place of an earlier one, which stays in the history. For the reviewer.",
		answer: Review{}, status: http.StatusCreated, body: NewReview{}, overtaken: true,
	}, s.giveReview)
}

// review is what the view may see of the verdict on an update.
func (v view) review(u *board.Update) *Review {
	if v.staff != nil {
		if r, ok := v.staff.Reviews[u.ID]; ok {
			recorded, revision := instant(r.RecordedAt, v.zone), r.Revision
			return &Review{Verdict: string(r.Verdict), Note: optionalText(r.Note), RecordedAt: &recorded, Revision: &revision}
		}
		return nil
	}
	if u.Verdict != plan.VerdictConfirmed {
		return nil
	}
	return &Review{Verdict: string(u.Verdict)}
}

func (s *server) review(ctx context.Context, in *reviewInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.reviewOf(in.Update)
}

func (v view) reviewOf(update string) (reply, error) {
	u, ok := v.findUpdate(update)
	if !ok {
		return reply{}, plan.NotFound("update")
	}
	r := v.review(u)
	if r == nil {
		return reply{}, plan.NotFound("review")
	}
	revision := u.Revision
	if r.Revision != nil {
		revision = *r.Revision
	}
	return v.one(r, revision), nil
}

func (s *server) giveReview(ctx context.Context, in *newReviewInput) (reply, error) {
	ctx, body, err := readNew[NewReview](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ReviewUpdate(ctx, tracker.ReviewUpdate{
		Organization: in.Organization, UpdateID: in.Update, Verdict: plan.Verdict(body.Verdict.Value), Note: body.Note.Value,
		IfReview: plan.Opt[int64]{Set: body.IfReview.Set, Value: int64(body.IfReview.Value)},
	})
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	rep, err := v.reviewOf(in.Update)
	if err != nil {
		return reply{}, err
	}
	return v.created(rep.body, rep.revision, "/organizations/%s/updates/%s/review", in.Organization, in.Update), nil
}
