package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Rating (giudizio) is confidence in the delivery of an objective.
type Rating struct {
	RatedBy    string `json:"rated_by" enum:"office,reviewer" example:"office" doc:"Whose confidence it is: the lead office's or the reviewer's."`
	Confidence string `json:"confidence" enum:"green,amber,red" example:"amber" doc:"High, medium, low."`
	Text       string `json:"text" maxLength:"2000" example:"La gara è stata rinviata." doc:"Why."`
	GivenOn    string `json:"given_on" format:"date" maxLength:"10" example:"2026-05-14" doc:"The day it was given."`
	ActorRole  string `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"contributor" doc:"The role of whoever gave it."`
}

// NewRating is a rating to be given.
type NewRating struct {
	RatedBy    plan.Opt[string]    `json:"rated_by" enum:"office,reviewer" example:"office" doc:"Whose confidence it is."`
	Confidence plan.Opt[string]    `json:"confidence" enum:"green,amber,red" example:"amber" doc:"High, medium, low."`
	Text       plan.Opt[string]    `json:"text" maxLength:"2000" example:"La gara è stata rinviata." doc:"Why."`
	GivenOn    plan.Opt[plan.Date] `json:"given_on,omitempty" nullable:"true" example:"2026-05-14" doc:"The day it is given; today where it is absent, not in the future."`
}

type ratingsInput struct {
	InObjective
	Sort string `query:"sort" enum:"rated_by,-rated_by" example:"rated_by" doc:"The order; by side where it is absent."`
	AsOf
	Paging
}

type newRatingInput struct {
	InObjective
	IdempotencyKey
}

func (s *server) ratingOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives/{objective}/ratings", id: "ratings", tag: tagObjectives,
		title: "The ratings of an objective", text: "The latest rating of each side: the lead office and the reviewer.",
		answer: Page[Rating]{}, csv: true,
	}, s.ratings)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/objectives/{objective}/ratings", id: "rating-creation", tag: tagObjectives,
		title: "Rate an objective", text: "Gives a rating. The office's side is for a contributor of the lead office, the editor and the admin; the reviewer's side for the reviewer. Its address is that of the objective's ratings: the latest of each side is shown there.",
		answer: Rating{}, status: http.StatusCreated, body: NewRating{},
	}, s.rate)
}

var ratingList = list[Rating, Rating]{
	keys: map[string]func(Rating) string{"rated_by": func(r Rating) string { return r.RatedBy }},
	id:   func(r Rating) string { return r.RatedBy },
	show: func(r Rating) Rating { return r },
	columns: []column[Rating]{
		{"rated_by", func(r Rating) string { return r.RatedBy }},
		{"confidence", func(r Rating) string { return r.Confidence }},
		{"text", func(r Rating) string { return cell(r.Text) }},
		{"given_on", func(r Rating) string { return r.GivenOn }},
		{"actor_role", func(r Rating) string { return r.ActorRole }},
	},
}

func ratingsOf(o *board.Objective) []Rating {
	out := []Rating{}
	for _, side := range []struct {
		by     plan.RatedBy
		rating *board.Rating
	}{{plan.RatedByOffice, o.OfficeRating}, {plan.RatedByReviewer, o.ReviewerRating}} {
		if side.rating != nil {
			out = append(out, Rating{
				RatedBy: string(side.by), Confidence: string(side.rating.Confidence), Text: side.rating.Text,
				GivenOn: side.rating.GivenOn.String(), ActorRole: string(side.rating.ActorRole),
			})
		}
	}
	return out
}

func (s *server) ratings(ctx context.Context, in *ratingsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	o, ok := v.Objective(in.Objective)
	if !ok {
		return reply{}, plan.NotFound("objective")
	}
	return paged(v, ratingList, in.r, ratingsOf(o), in.Paging, orElse(in.Sort, "rated_by"))
}

func (s *server) rate(ctx context.Context, in *newRatingInput) (reply, error) {
	ctx, body, err := readNew[NewRating](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	command := tracker.RateObjective{
		Organization: in.Organization, Objective: in.Objective, RatedBy: plan.RatedBy(body.RatedBy.Value),
		Confidence: plan.Confidence(body.Confidence.Value), Text: body.Text.Value, GivenOn: body.GivenOn.Or(s.Tracker.Today()),
	}
	receipt, err := s.Tracker.RateObjective(ctx, command)
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	// A rating dated before the one that is shown is kept but not on the board: the
	// answer is what was recorded.
	member, _ := plan.ActorFrom(ctx).In(in.Organization)
	rating := Rating{
		RatedBy: string(command.RatedBy), Confidence: string(command.Confidence), Text: command.Text,
		GivenOn: command.GivenOn.String(), ActorRole: string(member.Role),
	}
	return v.created(rating, receipt.Revision, "/organizations/%s/objectives/%s/ratings", in.Organization, in.Objective), nil
}
