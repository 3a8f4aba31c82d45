package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/tracker"
)

// WaitingUpdate is an update that waits for a review, with what the verdict needs.
type WaitingUpdate struct {
	Update      Update          `json:"update" doc:"What was reported, with its evidence and what was there before."`
	Title       string          `json:"title" maxLength:"300" example:"Gara aggiudicata" doc:"The milestone's title."`
	Office      string          `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that owns the milestone now."`
	Weight      string          `json:"weight" enum:"closes,blocks,moves_date,progress,nothing_new" example:"closes" doc:"Why it wants an eye, heaviest first. Those with nothing new can be confirmed together."`
	Superseded  bool            `json:"superseded" example:"false" doc:"Whether a later update of the milestone holds by now."`
	Answers     *Question       `json:"answers" doc:"The question that its note answers."`
	Effect      ObjectiveEffect `json:"effect" doc:"What it does to the objective."`
	Earlier     []Update        `json:"earlier" minItems:"0" maxItems:"20" doc:"The updates before it with their verdicts, newest first; the last twenty."`
	EarlierMore int             `json:"earlier_more" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"How many more there are before those."`
}

// ObjectiveEffect is an objective with a milestone as it was before an update, and as the
// update left it, all else being as it is today.
type ObjectiveEffect struct {
	Objective      string   `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective."`
	ActualBefore   *float64 `json:"actual_before" nullable:"true" minimum:"0" maximum:"1" example:"0.68" doc:"What is done of it without the update."`
	ActualAfter    *float64 `json:"actual_after" nullable:"true" minimum:"0" maximum:"1" example:"0.73" doc:"What is done of it with the update."`
	Planned        *float64 `json:"planned" nullable:"true" minimum:"0" maximum:"1" example:"0.92" doc:"What should be done of it by now."`
	PercentBefore  *int     `json:"percent_before" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"68" doc:"Without the update, as people read it."`
	PercentAfter   *int     `json:"percent_after" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"73" doc:"With the update, as people read it."`
	PlannedPercent *int     `json:"planned_percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"92" doc:"By now, as people read it."`
}

// NewConfirmations are updates to be confirmed together.
type NewConfirmations struct {
	Updates plan.Opt[[]string] `json:"updates" minItems:"1" maxItems:"200" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"[\"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f\"]" doc:"The ids of the updates."`
}

// Confirmations tells what became of each of the updates.
type Confirmations struct {
	Results []Confirmation `json:"results" minItems:"0" maxItems:"200" doc:"One for each update, in the order in which they were given."`
}

// Confirmation is what became of one of the updates.
type Confirmation struct {
	Update    string  `json:"update" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The update."`
	Confirmed bool    `json:"confirmed" example:"true" doc:"Whether it was confirmed."`
	Status    int     `json:"status" format:"int32" minimum:"200" maximum:"599" example:"201" doc:"What the answer to this one alone would have been; 412: somebody reviewed it meanwhile."`
	Detail    *string `json:"detail" nullable:"true" maxLength:"1000" example:"no such update" doc:"Why it was not."`
	Revision  *int64  `json:"revision" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"1240" doc:"The organization's revision that the review made."`
}

type reviewQueueInput struct {
	InOrganization
	Weight string `query:"weight" enum:"closes,blocks,moves_date,progress,nothing_new" example:"closes" doc:"Only those of this weight."`
	Office string `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those of this office's milestones."`
	Sort   string `query:"sort" enum:"weight,-weight,recorded_at,-recorded_at" example:"weight" doc:"The order; the heaviest first where it is absent, of the same weight what waits longest."`
	Paging
}

func (s *server) reviewQueueOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/review-queue", id: "review-queue", tag: tagDesk,
		title: "The review queue", text: "The updates that offices reported and nobody has reviewed: first what closes, blocks or moves a date, then the other changes, then those with nothing new. For members.",
		answer: Page[WaitingUpdate]{}, csv: true, staff: true,
	}, s.reviewQueue)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/review-queue/confirmations", id: "confirmations", tag: tagDesk,
		title: "Confirm several updates", text: "Confirms updates that nobody has reviewed, each by itself: one that cannot be confirmed holds up no other. For the reviewer.",
		answer: Confirmations{}, status: http.StatusOK, body: NewConfirmations{},
	}, s.confirm)
}

// maxEarlier bounds the history that goes with an update in the queue.
const maxEarlier = 20

func (v view) reviewQueue() list[*desk.Waiting, WaitingUpdate] {
	recorded := func(w *desk.Waiting) string { return fmt.Sprintf("%020d", w.Update.Revision) }
	return list[*desk.Waiting, WaitingUpdate]{
		keys: map[string]func(*desk.Waiting) string{
			"weight":      func(w *desk.Waiting) string { return fmt.Sprint(slices.Index(desk.Weights, w.Weight)) + recorded(w) },
			"recorded_at": recorded,
		},
		id:      func(w *desk.Waiting) string { return w.Update.ID },
		show:    v.waiting,
		columns: waitingColumns,
	}
}

var waitingColumns = []column[WaitingUpdate]{
	{"update", func(w WaitingUpdate) string { return w.Update.ID }},
	{"milestone", func(w WaitingUpdate) string { return w.Update.Milestone }},
	{"title", func(w WaitingUpdate) string { return cell(w.Title) }},
	{"office", func(w WaitingUpdate) string { return w.Office }},
	{"weight", func(w WaitingUpdate) string { return w.Weight }},
	{"effective_on", func(w WaitingUpdate) string { return w.Update.EffectiveOn }},
	{"recorded_at", func(w WaitingUpdate) string { return w.Update.RecordedAt }},
	{"before_state", func(w WaitingUpdate) string { return optionalCell(w.Update.Before.State) }},
	{"state", func(w WaitingUpdate) string { return w.Update.State }},
	{"before_percent", func(w WaitingUpdate) string { return intCell(w.Update.Before.Percent) }},
	{"percent", func(w WaitingUpdate) string { return intCell(w.Update.Percent) }},
	{"before_due_on", func(w WaitingUpdate) string { return optionalCell(w.Update.Before.DueOn) }},
	{"due_on", func(w WaitingUpdate) string { return optionalCell(w.Update.DueOn) }},
	{"note", func(w WaitingUpdate) string { return optionalCell(w.Update.Note) }},
	{"objective_actual_before", func(w WaitingUpdate) string { return optionalFloatCell(w.Effect.ActualBefore) }},
	{"objective_actual_after", func(w WaitingUpdate) string { return optionalFloatCell(w.Effect.ActualAfter) }},
}

func (v view) waiting(w *desk.Waiting) WaitingUpdate {
	out := WaitingUpdate{
		Update: v.update(w.Update), Title: w.Milestone.Title, Office: w.Milestone.Status.Office, Weight: string(w.Weight),
		Superseded: w.Superseded, Effect: v.effect(w.Update), Earlier: []Update{},
	}
	if w.Answers != nil {
		asked := v.question(w.Answers)
		out.Answers = &asked
	}
	earlier := desk.EarlierThan(v.staff, w.Milestone, w.Update)
	for _, e := range earlier[:min(maxEarlier, len(earlier))] {
		out.Earlier = append(out.Earlier, v.update(e.Update))
	}
	out.EarlierMore = len(earlier) - len(out.Earlier)
	return out
}

func (v view) effect(u *board.Update) ObjectiveEffect {
	out := ObjectiveEffect{Objective: u.Objective}
	if e, ok := desk.EffectOf(v.Content, u); ok {
		out.ActualBefore, out.ActualAfter, out.Planned = e.Before.Actual, e.After.Actual, e.After.Planned
		out.PercentBefore, out.PercentAfter = percentage(e.Before.Shown), percentage(e.After.Shown)
		out.PlannedPercent = percentage(e.After.ShownPlanned)
	}
	return out
}

// repeatable is an id as it was asked for where it can be one at all: nothing else of the
// input is ever repeated.
func repeatable(id string) string {
	if len(id) > 64 || strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	}) || id == "" {
		return "-"
	}
	return id
}

func (s *server) reviewQueue(ctx context.Context, in *reviewQueueInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	queue := slices.DeleteFunc(desk.ReviewQueue(v.staff), func(w *desk.Waiting) bool {
		return (in.Weight != "" && in.Weight != string(w.Weight)) || (in.Office != "" && in.Office != w.Milestone.Status.Office)
	})
	return paged(v, v.reviewQueue(), in.r, queue, in.Paging, orElse(in.Sort, "weight"))
}

func (s *server) confirm(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewConfirmations](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	done, err := s.Tracker.ConfirmUpdates(ctx, tracker.ConfirmUpdates{Organization: in.Organization, UpdateIDs: body.Updates.Value})
	if err != nil {
		return reply{}, err
	}
	out := Confirmations{Results: make([]Confirmation, len(done))}
	var last tracker.Receipt
	for i, one := range done {
		item := Confirmation{Update: repeatable(one.UpdateID), Confirmed: one.Err == nil, Status: http.StatusCreated}
		if one.Err != nil {
			p := problem.Report(ctx, s.Log, one.Err)
			item.Status, item.Detail = p.Status, optionalText(p.Detail)
		} else {
			item.Revision, last = &done[i].Receipt.Revision, one.Receipt
		}
		out.Results[i] = item
	}
	v, err := s.after(ctx, in.Organization, last)
	if err != nil {
		return reply{}, err
	}
	return v.one(out, v.Revision), nil
}
