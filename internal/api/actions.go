package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Action (azione) is what a meeting asked of an office.
type Action struct {
	ID          string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Meeting     string  `json:"meeting" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that asked for it."`
	Title       string  `json:"title" maxLength:"300" example:"Inviare la relazione" doc:"What is asked."`
	Office      string  `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Of which office."`
	DueOn       string  `json:"due_on" format:"date" maxLength:"10" example:"2026-06-15" doc:"When it is due."`
	State       string  `json:"state" enum:"open,done,cancelled" example:"open" doc:"Where it stands."`
	CompletedOn *string `json:"completed_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-10" doc:"When it was done."`
	Objective   *string `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone   *string `json:"milestone" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	Decision    *string `json:"decision" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The decision of the meeting that it follows."`
	Point       int     `json:"point" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the meeting's agenda, from 1; 0 for none."`
	Overdue     bool    `json:"overdue" readOnly:"true" example:"false" doc:"Open and past its date."`
	Revision    int64   `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewAction is an action to be added.
type NewAction struct {
	Title       plan.Opt[string]    `json:"title" maxLength:"300" example:"Inviare la relazione" doc:"What is asked."`
	Office      plan.Opt[string]    `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Of which office."`
	DueOn       plan.Opt[plan.Date] `json:"due_on" example:"2026-06-15" doc:"When it is due."`
	State       plan.Opt[string]    `json:"state,omitempty" enum:"open,done,cancelled" example:"open" doc:"Where it stands; open where it is absent."`
	CompletedOn plan.Opt[plan.Date] `json:"completed_on,omitempty" nullable:"true" example:"2026-06-10" doc:"When it was done; goes with done alone."`
	Objective   plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone   plan.Opt[string]    `json:"milestone,omitempty" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	Decision    plan.Opt[string]    `json:"decision,omitempty" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The decision of the same meeting that it follows."`
	Point       plan.Opt[int]       `json:"point,omitempty" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the meeting's agenda, from 1; 0 for none."`
}

// ActionChange is what may change of an action.
type ActionChange struct {
	Title       plan.Opt[string]    `json:"title,omitempty" maxLength:"300" example:"Inviare la relazione" doc:"What is asked."`
	Office      plan.Opt[string]    `json:"office,omitempty" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Of which office."`
	DueOn       plan.Opt[plan.Date] `json:"due_on,omitempty" example:"2026-06-15" doc:"When it is due."`
	State       plan.Opt[string]    `json:"state,omitempty" enum:"open,done,cancelled" example:"done" doc:"Where it stands."`
	CompletedOn plan.Opt[plan.Date] `json:"completed_on,omitempty" nullable:"true" example:"2026-06-10" doc:"When it was done; today where it is absent."`
	Objective   plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone   plan.Opt[string]    `json:"milestone,omitempty" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	Decision    plan.Opt[string]    `json:"decision,omitempty" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The decision of the same meeting that it follows."`
	Point       plan.Opt[int]       `json:"point,omitempty" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the meeting's agenda, from 1; 0 for none."`
}

func (ActionChange) hints() map[string]string {
	return map[string]string{"meeting": "stays as it is: an action belongs to the meeting that asked for it"}
}

type actionsInput struct {
	InOrganization
	Office  string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those of this office."`
	State   string    `query:"state" enum:"open,done,cancelled" example:"open" doc:"Only those in this state."`
	Overdue FlagParam `query:"overdue" doc:"Only those that are, or are not, open and past their date."`
	Sort    string    `query:"sort" enum:"due_on,-due_on" example:"due_on" doc:"The order; by due date where it is absent."`
	AsOf
	Paging
}

type meetingActionsInput struct {
	InMeeting
	Sort string `query:"sort" enum:"due_on,-due_on" example:"due_on" doc:"The order; by due date where it is absent."`
	Paging
}

type actionInput struct{ InAction }

type actionChangeInput struct {
	InAction
	IfMatch
}

type newActionInput struct {
	InMeeting
	IdempotencyKey
}

func (s *server) actionOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/actions", id: "actions", tag: tagActions,
		title: "The actions", text: "What the meetings of an organization asked of its offices.",
		answer: Page[Action]{}, csv: true,
	}, s.actions)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings/{meeting}/actions", id: "meeting-actions", tag: tagActions,
		title: "The actions of a meeting", text: "What one meeting asked for.",
		answer: Page[Action]{}, csv: true,
	}, s.meetingActions)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/meetings/{meeting}/actions", id: "action-creation", tag: tagActions,
		title: "Add an action", text: "Adds what a meeting asked of an office. For the editor and the admin.",
		answer: Action{}, status: http.StatusCreated, body: NewAction{},
	}, s.createAction)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/actions/{action}", id: "action", tag: tagActions,
		title: "One action", text: "An action as it stands.",
		answer: Action{},
	}, s.action)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/actions/{action}", id: "action-change", tag: tagActions,
		title: "Change an action", text: "Changes an action. For the editor and the admin.",
		answer: Action{}, body: ActionChange{},
	}, s.changeAction)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/actions/{action}", id: "action-removal", tag: tagActions,
		title: "Remove an action", text: "Hides an action; its history stays. For the editor and the admin.",
	}, s.removeAction)
}

var actionList = list[*board.Action, Action]{
	keys: map[string]func(*board.Action) string{
		"due_on": func(a *board.Action) string { return dateKey(a.DueOn) },
	},
	id:   func(a *board.Action) string { return a.ID },
	show: actionOf,
	columns: []column[Action]{
		{"id", func(a Action) string { return a.ID }},
		{"meeting", func(a Action) string { return a.Meeting }},
		{"title", func(a Action) string { return cell(a.Title) }},
		{"office", func(a Action) string { return a.Office }},
		{"due_on", func(a Action) string { return a.DueOn }},
		{"state", func(a Action) string { return a.State }},
		{"completed_on", func(a Action) string { return optionalCell(a.CompletedOn) }},
		{"objective", func(a Action) string { return optionalCell(a.Objective) }},
		{"milestone", func(a Action) string { return optionalCell(a.Milestone) }},
		{"overdue", func(a Action) string { return boolCell(a.Overdue) }},
		{"revision", func(a Action) string { return intCell(a.Revision) }},
		{"decision", func(a Action) string { return optionalCell(a.Decision) }},
		{"point", func(a Action) string { return intCell(a.Point) }},
	},
}

func actionOf(a *board.Action) Action {
	return Action{
		ID: a.ID, Meeting: a.Meeting, Title: a.Title, Office: a.Office, DueOn: a.DueOn.String(), State: string(a.State),
		CompletedOn: day(a.CompletedOn), Objective: optionalText(a.Objective), Milestone: optionalText(a.Milestone),
		Decision: optionalText(a.Decision), Point: a.Point, Overdue: a.Overdue, Revision: a.Revision,
	}
}

var actionResource = resource[*board.Action]{
	name: "action", collection: "actions", find: view.Action,
	show: func(_ view, a *board.Action) (any, int64) { return actionOf(a), a.Revision },
}

func (s *server) actions(ctx context.Context, in *actionsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	rows := make([]*board.Action, 0, len(v.Actions))
	for _, a := range v.Actions {
		if (in.Office == "" || in.Office == a.Office) && (in.State == "" || in.State == string(a.State)) && in.Overdue.Admits(a.Overdue) {
			rows = append(rows, a)
		}
	}
	return paged(v, actionList, in.r, rows, in.Paging, orElse(in.Sort, "due_on"))
}

func (s *server) meetingActions(ctx context.Context, in *meetingActionsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	m, ok := v.Meeting(in.Meeting)
	if !ok {
		return reply{}, plan.NotFound("meeting")
	}
	return paged(v, actionList, in.r, m.Actions, in.Paging, orElse(in.Sort, "due_on"))
}

func (s *server) action(ctx context.Context, in *actionInput) (reply, error) {
	return actionResource.read(ctx, s, in.Organization, in.Action, plan.Date{})
}

func (s *server) createAction(ctx context.Context, in *newActionInput) (reply, error) {
	ctx, body, err := readNew[NewAction](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateAction(ctx, in.Organization, plan.Action{
		Meeting: in.Meeting, Title: body.Title.Value, Office: body.Office.Value, DueOn: body.DueOn.Value,
		State: plan.ActionState(body.State.Value), CompletedOn: body.CompletedOn.Value,
		Objective: body.Objective.Value, Milestone: body.Milestone.Value, Decision: body.Decision.Value, Point: body.Point.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return actionResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeAction(ctx context.Context, in *actionChangeInput) (reply, error) {
	revision, body, err := readChange[ActionChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeAction(ctx, tracker.ChangeAction{
		Organization: in.Organization, ID: in.Action, IfRevision: revision, Title: body.Title, Office: body.Office,
		DueOn: body.DueOn, State: as[plan.ActionState](body.State), CompletedOn: body.CompletedOn,
		Objective: body.Objective, Milestone: body.Milestone, Decision: body.Decision, Point: body.Point,
	})
	if err != nil {
		return reply{}, err
	}
	return actionResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeAction(ctx context.Context, in *actionChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveAction(ctx, in.Organization, in.Action, revision)
	})
}
