package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Decision (decisione) is what a meeting decided, as its meeting has it.
type Decision struct {
	ID        string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque, and never another decision's."`
	Text      string  `json:"text" maxLength:"2000" example:"La gara è anticipata." doc:"What was decided."`
	Office    *string `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that it asks something of."`
	DueOn     *string `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-15" doc:"By when."`
	Point     int     `json:"point" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for none."`
	Objective *string `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone *string `json:"milestone" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	NoAction  bool    `json:"no_action" example:"false" doc:"Whether somebody said that nothing has to follow."`
}

// DecisionRecord is a decision by itself, with what has followed.
type DecisionRecord struct {
	ID            string   `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Meeting       string   `json:"meeting" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that took it."`
	DecidedOn     string   `json:"decided_on" format:"date" maxLength:"10" readOnly:"true" example:"2026-05-14" doc:"The day of the meeting."`
	Text          string   `json:"text" maxLength:"2000" example:"La gara è anticipata." doc:"What was decided."`
	Office        *string  `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that it asks something of."`
	DueOn         *string  `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-15" doc:"By when."`
	Point         int      `json:"point" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for none."`
	Objective     *string  `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone     *string  `json:"milestone" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	NoAction      bool     `json:"no_action" example:"false" doc:"Whether somebody said that nothing has to follow."`
	Actions       []string `json:"actions" minItems:"0" maxItems:"10000" maxLength:"64" readOnly:"true" example:"[\"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f\"]" doc:"The ids of the actions that follow it, cancelled ones left out."`
	WithoutAction bool     `json:"without_action" readOnly:"true" example:"false" doc:"Whether nothing has followed: no action, no date of its milestone moved by the meeting, and nobody said that nothing has to."`
	Revision      int64    `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewDecision is a decision among those given with a meeting.
type NewDecision struct {
	ID        plan.Opt[string]    `json:"id,omitempty" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Which of the meeting's decisions it is. Where it is absent the decision is new, unless its text is that of one that would be gone."`
	Text      plan.Opt[string]    `json:"text" maxLength:"2000" example:"La gara è anticipata." doc:"What was decided."`
	Office    plan.Opt[string]    `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that it asks something of."`
	DueOn     plan.Opt[plan.Date] `json:"due_on,omitempty" nullable:"true" example:"2026-06-15" doc:"By when."`
	Point     plan.Opt[int]       `json:"point,omitempty" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for none."`
	Objective plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone plan.Opt[string]    `json:"milestone,omitempty" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	NoAction  plan.Opt[bool]      `json:"no_action,omitempty" example:"false" doc:"Whether nothing has to follow; false where it is absent."`
}

// AddedDecision is a decision to be added to a meeting.
type AddedDecision struct {
	Text      plan.Opt[string]    `json:"text" maxLength:"2000" example:"La gara è anticipata." doc:"What was decided."`
	Office    plan.Opt[string]    `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that it asks something of."`
	DueOn     plan.Opt[plan.Date] `json:"due_on,omitempty" nullable:"true" example:"2026-06-15" doc:"By when."`
	Point     plan.Opt[int]       `json:"point,omitempty" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for none."`
	Objective plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone plan.Opt[string]    `json:"milestone,omitempty" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	NoAction  plan.Opt[bool]      `json:"no_action,omitempty" example:"false" doc:"Whether nothing has to follow; false where it is absent."`
}

// DecisionChange is what may change of a decision.
type DecisionChange struct {
	Text      plan.Opt[string]    `json:"text,omitempty" maxLength:"2000" example:"La gara è anticipata." doc:"What was decided."`
	Office    plan.Opt[string]    `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that it asks something of."`
	DueOn     plan.Opt[plan.Date] `json:"due_on,omitempty" nullable:"true" example:"2026-06-15" doc:"By when."`
	Point     plan.Opt[int]       `json:"point,omitempty" format:"int32" minimum:"0" maximum:"10000" example:"1" doc:"The point of the agenda, from 1; 0 for none."`
	Objective plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about."`
	Milestone plan.Opt[string]    `json:"milestone,omitempty" nullable:"true" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	NoAction  plan.Opt[bool]      `json:"no_action,omitempty" example:"true" doc:"Whether nothing has to follow."`
}

func (DecisionChange) hints() map[string]string {
	return map[string]string{"meeting": "stays as it is: a decision belongs to the meeting that took it"}
}

func decisionOf(d plan.Decision) Decision {
	return Decision{
		ID: d.ID, Text: d.Text, Office: optionalText(d.Office), DueOn: day(d.DueOn), Point: d.Point,
		Objective: optionalText(d.Objective), Milestone: optionalText(d.Milestone), NoAction: d.NoAction,
	}
}

func decisionsFrom(list []NewDecision) []plan.Decision {
	out := make([]plan.Decision, len(list))
	for i, d := range list {
		out[i] = plan.Decision{
			ID: d.ID.Value, Text: d.Text.Value, Office: d.Office.Value, DueOn: d.DueOn.Value, Point: d.Point.Value,
			Objective: d.Objective.Value, Milestone: d.Milestone.Value, NoAction: d.NoAction.Value,
		}
	}
	return out
}

// decided is a decision with its meeting.
type decided struct {
	meeting       *board.Meeting
	decision      plan.Decision
	withoutAction bool
}

// decisionsOf are the decisions of one meeting.
func (v view) decisionsOf(m *board.Meeting) []decided {
	without := desk.WithoutAction(v.Content, m)
	out := make([]decided, len(m.Decisions))
	for i, d := range m.Decisions {
		out[i] = decided{m, d, slices.Contains(without, i)}
	}
	return out
}

func (v view) decision(meeting, id string) (decided, bool) {
	m, ok := v.Meeting(meeting)
	if !ok || id == "" {
		return decided{}, false
	}
	all := v.decisionsOf(m)
	at := slices.IndexFunc(all, func(d decided) bool { return d.decision.ID == id })
	if at < 0 {
		return decided{}, false
	}
	return all[at], true
}

func (d decided) record() DecisionRecord {
	shown := decisionOf(d.decision)
	out := DecisionRecord{
		ID: shown.ID, Meeting: d.meeting.ID, DecidedOn: d.meeting.HeldOn.String(), Text: shown.Text, Office: shown.Office,
		DueOn: shown.DueOn, Point: shown.Point, Objective: shown.Objective, Milestone: shown.Milestone, NoAction: shown.NoAction,
		Actions: []string{}, WithoutAction: d.withoutAction, Revision: d.decision.Revision,
	}
	for _, a := range d.meeting.ActionsAfter(d.decision.ID) {
		out.Actions = append(out.Actions, a.ID)
	}
	return out
}

var decisionList = list[decided, DecisionRecord]{
	keys: map[string]func(decided) string{
		"decided_on": func(d decided) string { return dateKey(d.meeting.HeldOn) },
	},
	id:   func(d decided) string { return d.decision.ID },
	show: decided.record,
	columns: []column[DecisionRecord]{
		{"id", func(d DecisionRecord) string { return d.ID }},
		{"meeting", func(d DecisionRecord) string { return d.Meeting }},
		{"decided_on", func(d DecisionRecord) string { return d.DecidedOn }},
		{"text", func(d DecisionRecord) string { return cell(d.Text) }},
		{"office", func(d DecisionRecord) string { return optionalCell(d.Office) }},
		{"due_on", func(d DecisionRecord) string { return optionalCell(d.DueOn) }},
		{"point", func(d DecisionRecord) string { return intCell(d.Point) }},
		{"objective", func(d DecisionRecord) string { return optionalCell(d.Objective) }},
		{"milestone", func(d DecisionRecord) string { return optionalCell(d.Milestone) }},
		{"no_action", func(d DecisionRecord) string { return boolCell(d.NoAction) }},
		{"actions", func(d DecisionRecord) string { return intCell(len(d.Actions)) }},
		{"without_action", func(d DecisionRecord) string { return boolCell(d.WithoutAction) }},
		{"revision", func(d DecisionRecord) string { return intCell(d.Revision) }},
	},
}

type decisionsInput struct {
	InOrganization
	Office        string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those that ask something of this office."`
	WithoutAction FlagParam `query:"without_action" doc:"Only those from which nothing, or something, has followed."`
	Sort          string    `query:"sort" enum:"decided_on,-decided_on" example:"-decided_on" doc:"The order; by the day of the meeting where it is absent."`
	AsOf
	Paging
}

type meetingDecisionsInput struct {
	InMeeting
	Sort string `query:"sort" enum:"decided_on,-decided_on" example:"decided_on" doc:"The order; as they were taken where it is absent."`
	Paging
}

type newDecisionInput struct {
	InMeeting
	IdempotencyKey
}

type decisionInput struct{ InDecision }

type decisionChangeInput struct {
	InDecision
	IfMatch
}

func (s *server) decisionOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/decisions", id: "decisions", tag: tagMeetings,
		title: "The decisions", text: "What the meetings of an organization decided, and whether anything has followed.",
		answer: Page[DecisionRecord]{}, csv: true,
	}, s.decisions)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings/{meeting}/decisions", id: "meeting-decisions", tag: tagMeetings,
		title: "The decisions of a meeting", text: "What one meeting decided.",
		answer: Page[DecisionRecord]{}, csv: true,
	}, s.meetingDecisions)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/meetings/{meeting}/decisions", id: "decision-creation", tag: tagMeetings,
		title: "Add a decision", text: "Adds a decision to a meeting, beside what others add to it at the same time. For the editor and the admin.",
		answer: DecisionRecord{}, status: http.StatusCreated, body: AddedDecision{},
	}, s.createDecision)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/meetings/{meeting}/decisions/{decision}", id: "decision", tag: tagMeetings,
		title: "One decision", text: "A decision as it stands.",
		answer: DecisionRecord{},
	}, s.decision)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/meetings/{meeting}/decisions/{decision}", id: "decision-change", tag: tagMeetings,
		title: "Change a decision", text: "Changes a decision. For the editor and the admin.",
		answer: DecisionRecord{}, body: DecisionChange{},
	}, s.changeDecision)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/meetings/{meeting}/decisions/{decision}", id: "decision-removal", tag: tagMeetings,
		title: "Remove a decision", text: "Takes a decision out of its meeting; the actions that followed it stay. For the editor and the admin.",
	}, s.removeDecision)
}

func (s *server) decisions(ctx context.Context, in *decisionsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	var rows []decided
	for _, m := range v.Meetings {
		for _, d := range v.decisionsOf(m) {
			if (in.Office == "" || in.Office == d.decision.Office) && in.WithoutAction.Admits(d.withoutAction) {
				rows = append(rows, d)
			}
		}
	}
	return paged(v, decisionList, in.r, rows, in.Paging, orElse(in.Sort, "decided_on"))
}

func (s *server) meetingDecisions(ctx context.Context, in *meetingDecisionsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	m, ok := v.Meeting(in.Meeting)
	if !ok {
		return reply{}, plan.NotFound("meeting")
	}
	return paged(v, decisionList, in.r, v.decisionsOf(m), in.Paging, orElse(in.Sort, "decided_on"))
}

func (s *server) decision(ctx context.Context, in *decisionInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.decisionReply(in.Meeting, in.Decision)
}

func (v view) decisionReply(meeting, id string) (reply, error) {
	d, ok := v.decision(meeting, id)
	if !ok {
		return reply{}, plan.NotFound("decision")
	}
	return v.one(d.record(), d.decision.Revision), nil
}

func (s *server) createDecision(ctx context.Context, in *newDecisionInput) (reply, error) {
	ctx, body, err := readNew[AddedDecision](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.AddDecision(ctx, in.Organization, in.Meeting, plan.Decision{
		Text: body.Text.Value, Office: body.Office.Value, DueOn: body.DueOn.Value, Point: body.Point.Value,
		Objective: body.Objective.Value, Milestone: body.Milestone.Value, NoAction: body.NoAction.Value,
	})
	if err != nil {
		return reply{}, err
	}
	rep, err := s.decisionAfter(ctx, in.InMeeting, receipt)
	if err != nil {
		return reply{}, err
	}
	return rep.at("/organizations/%s/meetings/%s/decisions/%s", in.Organization, in.Meeting, receipt.ID), nil
}

func (s *server) changeDecision(ctx context.Context, in *decisionChangeInput) (reply, error) {
	revision, body, err := readChange[DecisionChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeDecision(ctx, tracker.ChangeDecision{
		Organization: in.Organization, Meeting: in.Meeting, ID: in.Decision, IfRevision: revision, Text: body.Text,
		Office: body.Office, DueOn: body.DueOn, Point: body.Point, Objective: body.Objective, Milestone: body.Milestone,
		NoAction: body.NoAction,
	})
	if err != nil {
		return reply{}, err
	}
	return s.decisionAfter(ctx, in.InMeeting, receipt)
}

// decisionAfter answers a write with its decision, as soon as this process sees it.
func (s *server) decisionAfter(ctx context.Context, in InMeeting, receipt tracker.Receipt) (reply, error) {
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.decisionReply(in.Meeting, receipt.ID)
}

func (s *server) removeDecision(ctx context.Context, in *decisionChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveDecision(ctx, in.Organization, in.Meeting, in.Decision, revision)
	})
}
