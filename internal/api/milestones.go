package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Milestone (traguardo) is a dated step of one objective.
type Milestone struct {
	ID             string    `json:"id" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" readOnly:"true" example:"OB-01.3" doc:"The objective's code, a dot, and the number."`
	Objective      string    `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" readOnly:"true" example:"OB-01" doc:"The objective that it is a step of."`
	Number         int       `json:"number" format:"int32" minimum:"1" maximum:"99999" example:"3" doc:"Its number within the objective."`
	Title          string    `json:"title" maxLength:"300" example:"Gara aggiudicata" doc:"What is to be reached."`
	Description    string    `json:"description" maxLength:"10000" example:"Aggiudicazione definitiva della gara." doc:"The same at length."`
	Office         string    `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that owns it."`
	Weight         float64   `json:"weight" minimum:"0" maximum:"1000000" example:"1" doc:"Its weight within the objective; greater than 0."`
	StartOn        *string   `json:"start_on" nullable:"true" format:"date" maxLength:"10" example:"2026-02-01" doc:"When it begins; where it is null, when the objective does."`
	DueOn          *string   `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-30" doc:"When it is due now."`
	AddedOn        string    `json:"added_on" format:"date" maxLength:"10" example:"2026-01-15" doc:"From which day it belongs to the plan."`
	BaselineDueOn  *string   `json:"baseline_due_on" nullable:"true" format:"date" maxLength:"10" readOnly:"true" example:"2026-05-31" doc:"When it was due first: never rewritten."`
	State          string    `json:"state" enum:"planned,in_progress,blocked,done,cancelled" readOnly:"true" example:"in_progress" doc:"Where it stands; changes by an update."`
	Percent        int       `json:"percent" format:"int32" minimum:"0" maximum:"100" readOnly:"true" example:"60" doc:"How much of it is done; changes by an update."`
	CompletedOn    *string   `json:"completed_on" nullable:"true" format:"date" maxLength:"10" readOnly:"true" example:"2026-06-20" doc:"When it was completed."`
	Evidence       *Evidence `json:"evidence" readOnly:"true" doc:"What shows that it is done."`
	SlippageDays   *int      `json:"slippage_days" nullable:"true" format:"int32" minimum:"-200000" maximum:"200000" readOnly:"true" example:"30" doc:"Days between the baseline and the due date, or the completion once done; positive is later."`
	SlippageReason *string   `json:"slippage_reason" nullable:"true" maxLength:"2000" readOnly:"true" example:"Ricorso al TAR." doc:"The stated reason of the last move of its due date."`
	Overdue        bool      `json:"overdue" readOnly:"true" example:"false" doc:"Past its date and not finished."`
	DaysOverdue    int       `json:"days_overdue" format:"int32" minimum:"0" maximum:"200000" readOnly:"true" example:"0" doc:"By how many days."`
	Stale          bool      `json:"stale" readOnly:"true" example:"false" doc:"Begun, not finished, and without an update for long."`
	UpdatedOn      *string   `json:"updated_on" nullable:"true" format:"date" maxLength:"10" readOnly:"true" example:"2026-05-10" doc:"The day from which its last update counts."`
	Revision       int64     `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// Evidence (prova) is what shows that a milestone is done.
type Evidence struct {
	URL  *string `json:"url" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/atti/123" doc:"A link."`
	Note *string `json:"note" nullable:"true" maxLength:"2000" example:"Collaudo del 20 giugno." doc:"A note."`
	Act  *Act    `json:"act" doc:"An administrative act."`
}

// Act (atto) is an administrative act.
type Act struct {
	Kind   string  `json:"kind" maxLength:"100" example:"determina" doc:"What sort of act."`
	Number string  `json:"number" maxLength:"100" example:"123" doc:"Its number."`
	Date   string  `json:"date" format:"date" maxLength:"10" example:"2026-06-18" doc:"Its day."`
	URL    *string `json:"url" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/atti/123" doc:"Where it is published."`
}

// NewMilestone is a milestone to be added.
type NewMilestone struct {
	Number      plan.Opt[int]       `json:"number,omitempty" format:"int32" minimum:"1" maximum:"99999" example:"3" doc:"Its number within the objective; the next free one where it is absent."`
	Title       plan.Opt[string]    `json:"title" maxLength:"300" example:"Gara aggiudicata" doc:"What is to be reached."`
	Description plan.Opt[string]    `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Aggiudicazione definitiva della gara." doc:"The same at length."`
	Office      plan.Opt[string]    `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that owns it."`
	Weight      plan.Opt[float64]   `json:"weight,omitempty" minimum:"0" exclusiveMinimum:"0" maximum:"1000000" example:"1" doc:"Its weight within the objective; 1 where it is absent."`
	StartOn     plan.Opt[plan.Date] `json:"start_on,omitempty" nullable:"true" example:"2026-02-01" doc:"When it begins."`
	DueOn       plan.Opt[plan.Date] `json:"due_on,omitempty" nullable:"true" example:"2026-06-30" doc:"When it is due."`
	AddedOn     plan.Opt[plan.Date] `json:"added_on,omitempty" nullable:"true" example:"2026-01-15" doc:"From which day it belongs to the plan; today where it is absent, not in the future."`
}

func (NewMilestone) hints() map[string]string {
	return reportedByUpdates(map[string]string{})
}

// MilestoneChange is what may change of a milestone beside its updates.
type MilestoneChange struct {
	Title       plan.Opt[string]    `json:"title,omitempty" maxLength:"300" example:"Gara aggiudicata" doc:"What is to be reached."`
	Description plan.Opt[string]    `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Aggiudicazione definitiva della gara." doc:"The same at length."`
	Office      plan.Opt[string]    `json:"office,omitempty" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that owns it, from today."`
	Weight      plan.Opt[float64]   `json:"weight,omitempty" minimum:"0" exclusiveMinimum:"0" maximum:"1000000" example:"2" doc:"Its weight within the objective, from today."`
	StartOn     plan.Opt[plan.Date] `json:"start_on,omitempty" nullable:"true" example:"2026-02-01" doc:"When it begins."`
}

func (MilestoneChange) hints() map[string]string {
	return reportedByUpdates(map[string]string{
		"due_on":          byUpdate,
		"number":          "stays as it is: other things point at it",
		"objective":       "stays as it is: other things point at it",
		"added_on":        "stays as it is: the history begins there",
		"baseline_due_on": "is never rewritten",
	})
}

const byUpdate = "changes by POST …/milestones/{milestone}/updates alone: the plan is a log of updates"

func reportedByUpdates(hints map[string]string) map[string]string {
	for _, field := range []string{"state", "percent", "completed_on", "evidence"} {
		hints[field] = byUpdate
	}
	return hints
}

type milestonesInput struct {
	InOrganization
	Objective string    `query:"objective" maxLength:"32" format:"pattern=^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"Only those of this objective."`
	Horizon   string    `query:"horizon" enum:"short,medium,long" example:"short" doc:"Only those of objectives of this horizon."`
	Office    string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those of this office."`
	State     string    `query:"state" enum:"planned,in_progress,blocked,done,cancelled" example:"in_progress" doc:"Only those in this state."`
	DueBefore DayParam  `query:"due_before" example:"2026-12-31" doc:"Only those due before this day."`
	Overdue   FlagParam `query:"overdue" doc:"Only those that are, or are not, past their date and unfinished."`
	Open      FlagParam `query:"open" doc:"Only those that are, or are not, unfinished: neither done nor cancelled."`
	View      string    `query:"view" enum:"overdue,soon,blocked,stale,undated,questions,in_review" example:"soon" doc:"One of the lists of the staff's table: overdue, due within 60 days, blocked, stale and undated ones of objectives that are active or completed; those with an open question, and those with updates that wait for a review, for the staff alone."`
	Q         string    `query:"q" maxLength:"100" example:"regolamento" doc:"Only those with all these words in their code, title or description, or in their objective's code or title; case and accents do not matter."`
	Sort      string    `query:"sort" enum:"due_on,-due_on,id,-id,title,-title,percent,-percent,position,-position,state,-state,office,-office,slippage_days,-slippage_days,recorded_at,-recorded_at" example:"due_on" doc:"The order; by due date where it is absent, undated ones last. position is that which the organization chose, office goes by the office's name, recorded_at by when the last update was recorded; those without a slippage come before all others."`
	AsOf
	Paging
}

type objectiveMilestonesInput struct {
	InObjective
	Office    string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those of this office."`
	State     string    `query:"state" enum:"planned,in_progress,blocked,done,cancelled" example:"in_progress" doc:"Only those in this state."`
	DueBefore DayParam  `query:"due_before" example:"2026-12-31" doc:"Only those due before this day."`
	Overdue   FlagParam `query:"overdue" doc:"Only those that are, or are not, past their date and unfinished."`
	Sort      string    `query:"sort" enum:"position,-position,due_on,-due_on,id,-id,title,-title,percent,-percent" example:"id" doc:"The order; that which the organization chose (position) where it is absent."`
	AsOf
	Paging
}

type milestoneInput struct {
	InMilestone
	AsOf
}

type milestoneChangeInput struct {
	InMilestone
	IfMatch
}

type newMilestoneInput struct {
	InObjective
	IdempotencyKey
}

func (s *server) milestoneOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/milestones", id: "milestones", tag: tagMilestones,
		title: "The milestones", text: "The milestones of all objectives of an organization.",
		answer: Page[Milestone]{}, csv: true,
	}, s.milestones)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives/{objective}/milestones", id: "objective-milestones", tag: tagMilestones,
		title: "The milestones of an objective", text: "The milestones of one objective.",
		answer: Page[Milestone]{}, csv: true,
	}, s.objectiveMilestones)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/objectives/{objective}/milestones", id: "milestone-creation", tag: tagMilestones,
		title: "Add a milestone", text: "Adds a milestone to an objective. It begins as planned, at 0 %: what happened since is reported by updates. For the editor and the admin.",
		answer: Milestone{}, status: http.StatusCreated, body: NewMilestone{},
	}, s.createMilestone)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/milestones/{milestone}", id: "milestone", tag: tagMilestones,
		title: "One milestone", text: "A milestone as it stands.",
		answer: Milestone{},
	}, s.milestone)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/milestones/{milestone}", id: "milestone-change", tag: tagMilestones,
		title: "Change a milestone", text: "Changes what describes a milestone. Office, weight and start count from today and keep their history. State, percent, due date, completion and evidence change by updates alone. For the editor and the admin.",
		answer: Milestone{}, body: MilestoneChange{},
	}, s.changeMilestone)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/milestones/{milestone}", id: "milestone-removal", tag: tagMilestones,
		title: "Remove a milestone", text: "Hides a milestone from today on; its past stays. For the editor and the admin.",
	}, s.removeMilestone)
}

// milestones shows rows; they are ordered as the staff's table orders them.
func (v view) milestones() list[*board.Milestone, Milestone] {
	l := milestoneList
	l.keys = map[string]func(*board.Milestone) string{}
	for _, o := range []desk.Order{
		desk.OrderCode, desk.OrderTitle, desk.OrderOffice, desk.OrderState, desk.OrderPercent, desk.OrderDue, desk.OrderSlip, desk.OrderRecorded,
	} {
		l.keys[string(o)] = func(m *board.Milestone) string { return textKey(o.Key(v.Content, m)) }
	}
	return l
}

var milestoneList = list[*board.Milestone, Milestone]{
	id:   desk.CodeKey,
	show: milestoneOf,
	columns: columns([]column[Milestone]{
		{"id", func(m Milestone) string { return m.ID }},
		{"objective", func(m Milestone) string { return m.Objective }},
		{"number", func(m Milestone) string { return intCell(m.Number) }},
		{"title", func(m Milestone) string { return cell(m.Title) }},
		{"description", func(m Milestone) string { return cell(m.Description) }},
		{"office", func(m Milestone) string { return m.Office }},
		{"weight", func(m Milestone) string { return floatCell(m.Weight) }},
		{"start_on", func(m Milestone) string { return optionalCell(m.StartOn) }},
		{"due_on", func(m Milestone) string { return optionalCell(m.DueOn) }},
		{"added_on", func(m Milestone) string { return m.AddedOn }},
		{"baseline_due_on", func(m Milestone) string { return optionalCell(m.BaselineDueOn) }},
		{"state", func(m Milestone) string { return m.State }},
		{"percent", func(m Milestone) string { return intCell(m.Percent) }},
		{"completed_on", func(m Milestone) string { return optionalCell(m.CompletedOn) }},
	}, evidenceColumns(func(m Milestone) *Evidence { return m.Evidence }), []column[Milestone]{
		{"slippage_days", func(m Milestone) string { return optionalIntCell(m.SlippageDays) }},
		{"slippage_reason", func(m Milestone) string { return optionalCell(m.SlippageReason) }},
		{"overdue", func(m Milestone) string { return boolCell(m.Overdue) }},
		{"days_overdue", func(m Milestone) string { return intCell(m.DaysOverdue) }},
		{"stale", func(m Milestone) string { return boolCell(m.Stale) }},
		{"updated_on", func(m Milestone) string { return optionalCell(m.UpdatedOn) }},
		{"revision", func(m Milestone) string { return intCell(m.Revision) }},
	}),
}

func milestoneOf(m *board.Milestone) Milestone {
	return Milestone{
		ID: m.ID, Objective: m.Objective, Number: m.Number, Title: m.Title, Description: m.Description,
		Office: m.Status.Office, Weight: m.Status.Weight, StartOn: day(m.Status.StartOn), DueOn: day(m.Status.DueOn),
		AddedOn: m.AddedOn.String(), BaselineDueOn: day(m.BaselineDueOn), State: string(m.Status.State),
		Percent: m.Status.Percent, CompletedOn: day(m.Status.CompletedOn), Evidence: evidenceOf(m.Status.Evidence),
		SlippageDays: m.SlippageDays, SlippageReason: optionalText(m.LastReason), Overdue: m.Overdue, DaysOverdue: m.DaysOverdue,
		Stale: m.Stale, UpdatedOn: day(m.UpdatedOn), Revision: m.Revision,
	}
}

func evidenceOf(e plan.Evidence) *Evidence {
	if e.IsZero() {
		return nil
	}
	out := &Evidence{URL: optionalText(e.URL), Note: optionalText(e.Note)}
	if e.Act != nil {
		out.Act = &Act{Kind: e.Act.Kind, Number: e.Act.Number, Date: e.Act.Date.String(), URL: optionalText(e.Act.URL)}
	}
	return out
}

// milestoneFilter is what both lists of milestones let through.
type milestoneFilter struct {
	office, state string
	dueBefore     plan.Date
	overdue, open FlagParam
}

func (f milestoneFilter) admits(m *board.Milestone) bool {
	return (f.office == "" || f.office == m.Status.Office) &&
		(f.state == "" || f.state == string(m.Status.State)) &&
		(f.dueBefore.IsZero() || m.Status.DueOn.Before(f.dueBefore)) &&
		f.overdue.Admits(m.Overdue) && f.open.Admits(m.Status.Open())
}

var milestoneResource = resource[*board.Milestone]{
	name: "milestone", collection: "milestones", find: view.Milestone,
	show: func(_ view, m *board.Milestone) (any, int64) { return milestoneOf(m), m.Revision },
}

func (s *server) milestones(ctx context.Context, in *milestonesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	if desk.View(in.View).StaffOnly() && v.staff == nil {
		return reply{}, tracker.Permit(plan.ActorFrom(ctx), tracker.OpStaffRead, in.Organization, "")
	}
	selected := desk.Selection{Words: in.Q, Objective: in.Objective, Horizon: plan.Horizon(in.Horizon), View: desk.View(in.View)}
	filter := milestoneFilter{in.Office, in.State, in.DueBefore.Day(), in.Overdue, in.Open}
	rows := appendAdmitted([]*board.Milestone{}, desk.Milestones(v.deskStaff(), selected), filter)
	l := v.milestones()
	if strings.TrimPrefix(in.Sort, "-") == byPlace {
		l = l.placed(desk.Milestones(v.deskStaff(), desk.Selection{}))
	}
	return paged(v, l, in.r, rows, in.Paging, orElse(in.Sort, "due_on"))
}

func (s *server) objectiveMilestones(ctx context.Context, in *objectiveMilestonesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	o, ok := v.Objective(in.Objective)
	if !ok {
		return reply{}, plan.NotFound("objective")
	}
	filter := milestoneFilter{in.Office, in.State, in.DueBefore.Day(), in.Overdue, ""}
	return paged(v, v.milestones().placed(o.InOrder()), in.r, appendAdmitted(nil, o.Milestones, filter), in.Paging, orElse(in.Sort, byPlace))
}

func appendAdmitted(rows, milestones []*board.Milestone, filter milestoneFilter) []*board.Milestone {
	for _, m := range milestones {
		if filter.admits(m) {
			rows = append(rows, m)
		}
	}
	return rows
}

func (s *server) milestone(ctx context.Context, in *milestoneInput) (reply, error) {
	return milestoneResource.read(ctx, s, in.Organization, in.Milestone, in.AsOf.Day())
}

func (s *server) createMilestone(ctx context.Context, in *newMilestoneInput) (reply, error) {
	ctx, body, err := readNew[NewMilestone](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	if body.Number.Set && body.Number.Value == 0 {
		// The tracker takes 0 for "the next free one", which is said by leaving it out.
		var p plan.Problems
		p.Add("number", "milestone.number", "must be between 1 and 99999", 1, plan.MaxMilestoneNumber)
		return reply{}, p.Err()
	}
	receipt, err := s.Tracker.CreateMilestone(ctx, tracker.CreateMilestone{
		Organization: in.Organization, Objective: in.Objective, Number: body.Number.Value, Title: body.Title.Value,
		Description: body.Description.Value, Office: body.Office.Value, Weight: body.Weight.Or(1),
		StartOn: body.StartOn.Value, DueOn: body.DueOn.Value, AddedOn: body.AddedOn.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return milestoneResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeMilestone(ctx context.Context, in *milestoneChangeInput) (reply, error) {
	revision, body, err := readChange[MilestoneChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeMilestone(ctx, tracker.ChangeMilestone{
		Organization: in.Organization, Milestone: in.Milestone, IfRevision: revision,
		Title: body.Title, Description: body.Description, Office: body.Office, Weight: body.Weight, StartOn: body.StartOn,
	})
	if err != nil {
		return reply{}, err
	}
	return milestoneResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeMilestone(ctx context.Context, in *milestoneChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveMilestone(ctx, in.Organization, in.Milestone, revision)
	})
}
