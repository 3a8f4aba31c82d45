package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Update (aggiornamento) is one recorded change of a milestone, with everything that it
// left and what was there before.
type Update struct {
	ID          string       `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Milestone   string       `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" readOnly:"true" example:"OB-01.3" doc:"The milestone that changed."`
	Kind        string       `json:"kind" enum:"reported,revised" readOnly:"true" example:"reported" doc:"Reported by an office, or a change of what describes the milestone."`
	EffectiveOn string       `json:"effective_on" format:"date" maxLength:"10" example:"2026-05-10" doc:"The day from which it counts."`
	RecordedAt  string       `json:"recorded_at" format:"date-time" maxLength:"35" readOnly:"true" example:"2026-05-11T09:30:00.000+02:00" doc:"When it was recorded."`
	ActorRole   string       `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" readOnly:"true" example:"contributor" doc:"The role of whoever recorded it."`
	State       string       `json:"state" enum:"planned,in_progress,blocked,done,cancelled" example:"in_progress" doc:"The state that it left."`
	Percent     int          `json:"percent" format:"int32" minimum:"0" maximum:"100" example:"60" doc:"How much was done."`
	DueOn       *string      `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-30" doc:"When the milestone was due after it."`
	CompletedOn *string      `json:"completed_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-20" doc:"When the milestone was completed."`
	Evidence    *Evidence    `json:"evidence" doc:"What shows that it is done."`
	Office      string       `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" readOnly:"true" example:"ufficio-europa" doc:"The office that owned it."`
	Weight      float64      `json:"weight" minimum:"0" maximum:"1000000" readOnly:"true" example:"1" doc:"Its weight."`
	StartOn     *string      `json:"start_on" nullable:"true" format:"date" maxLength:"10" readOnly:"true" example:"2026-02-01" doc:"When it began."`
	Before      UpdateBefore `json:"before" readOnly:"true" doc:"What was there before."`
	Reason      *string      `json:"reason" nullable:"true" maxLength:"2000" example:"Ricorso al TAR." doc:"Why the due date moved."`
	DecidedIn   *string      `json:"decided_in" nullable:"true" maxLength:"100" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that decided it."`
	Note        *string      `json:"note" nullable:"true" maxLength:"2000" example:"Pubblicato il bando." doc:"A note."`
	Source      *string      `json:"source" nullable:"true" maxLength:"200" readOnly:"true" example:"candidature_finanziate_143.csv" doc:"The file that tells it, where it was imported; such updates wait for no review."`
	Review      *Review      `json:"review" readOnly:"true" doc:"The last verdict on it. The public sees confirmations alone, without the note."`
	Revision    int64        `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision that it made; the milestone has the same one after it."`
}

// UpdateBefore is how a milestone stood before an update.
type UpdateBefore struct {
	State       *string  `json:"state" nullable:"true" maxLength:"20" pattern:"^[a-z_]+$" example:"planned" doc:"Its state; null where the milestone was new."`
	Percent     int      `json:"percent" format:"int32" minimum:"0" maximum:"100" example:"0" doc:"How much was done."`
	DueOn       *string  `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-05-31" doc:"When it was due."`
	CompletedOn *string  `json:"completed_on" nullable:"true" format:"date" maxLength:"10" example:"2026-05-20" doc:"When it was completed."`
	Office      *string  `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that owned it."`
	Weight      *float64 `json:"weight" nullable:"true" minimum:"0" maximum:"1000000" example:"1" doc:"Its weight."`
	StartOn     *string  `json:"start_on" nullable:"true" format:"date" maxLength:"10" example:"2026-02-01" doc:"When it began."`
}

// NewUpdate is what an office reports. Fields left out keep the value that they had on
// the effective day; null makes one empty.
type NewUpdate struct {
	State       plan.Opt[string]      `json:"state,omitempty" enum:"planned,in_progress,blocked,done,cancelled" example:"in_progress" doc:"The new state; done and 100 percent come together, and one brings the other."`
	Percent     plan.Opt[int]         `json:"percent,omitempty" format:"int32" minimum:"0" maximum:"100" example:"60" doc:"How much is done."`
	DueOn       plan.Opt[plan.Date]   `json:"due_on,omitempty" nullable:"true" example:"2026-06-30" doc:"The new due date; once the baseline is set it needs a reason."`
	CompletedOn plan.Opt[plan.Date]   `json:"completed_on,omitempty" nullable:"true" example:"2026-06-20" doc:"When it was completed; the effective day where it is absent, not in the future."`
	EffectiveOn plan.Opt[plan.Date]   `json:"effective_on,omitempty" nullable:"true" example:"2026-05-10" doc:"The day from which it counts; today where it is absent, not in the future."`
	Evidence    plan.Opt[NewEvidence] `json:"evidence,omitempty" doc:"What shows that it is done: a link, an act or a note. Required with done."`
	Reason      plan.Opt[string]      `json:"reason,omitempty" nullable:"true" maxLength:"2000" example:"Ricorso al TAR." doc:"Why the due date moves."`
	DecidedIn   plan.Opt[string]      `json:"decided_in,omitempty" nullable:"true" maxLength:"100" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that decided it."`
	Note        plan.Opt[string]      `json:"note,omitempty" nullable:"true" maxLength:"2000" example:"Pubblicato il bando." doc:"A note."`
}

func (NewUpdate) hints() map[string]string {
	hints := map[string]string{}
	for _, field := range []string{"office", "weight", "start_on", "title", "description"} {
		hints[field] = "changes by PATCH …/milestones/{milestone}"
	}
	return hints
}

// report is the body as the tracker takes it.
func (b NewUpdate) report() plan.Report {
	return plan.Report{
		State: as[plan.MilestoneState](b.State), Percent: b.Percent, DueOn: b.DueOn, CompletedOn: b.CompletedOn,
		Evidence:    plan.Opt[plan.Evidence]{Set: b.Evidence.Set, Value: b.Evidence.Value.evidence()},
		EffectiveOn: b.EffectiveOn.Value, Reason: b.Reason.Value, DecidedIn: b.DecidedIn.Value, Note: b.Note.Value,
	}
}

// NewEvidence is evidence as it is given.
type NewEvidence struct {
	URL  plan.Opt[string] `json:"url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/atti/123" doc:"A link."`
	Note plan.Opt[string] `json:"note,omitempty" nullable:"true" maxLength:"2000" example:"Collaudo del 20 giugno." doc:"A note."`
	Act  plan.Opt[NewAct] `json:"act,omitempty" doc:"An administrative act."`
}

// NewAct is an administrative act as it is given.
type NewAct struct {
	Kind   plan.Opt[string]    `json:"kind" maxLength:"100" example:"determina" doc:"What sort of act."`
	Number plan.Opt[string]    `json:"number" maxLength:"100" example:"123" doc:"Its number."`
	Date   plan.Opt[plan.Date] `json:"date" example:"2026-06-18" doc:"Its day, not in the future."`
	URL    plan.Opt[string]    `json:"url,omitempty" nullable:"true" format:"uri" maxLength:"2000" example:"https://www.comune.example.it/atti/123" doc:"Where it is published."`
}

func (e NewEvidence) evidence() plan.Evidence {
	out := plan.Evidence{URL: e.URL.Value, Note: e.Note.Value}
	if act := e.Act.Value; e.Act.Set && act != (NewAct{}) {
		out.Act = &plan.Act{Kind: act.Kind.Value, Number: act.Number.Value, Date: act.Date.Value, URL: act.URL.Value}
	}
	return out
}

type updatesInput struct {
	InMilestone
	Sort string `query:"sort" enum:"recorded_at,-recorded_at,effective_on,-effective_on" example:"-recorded_at" doc:"The order; newest first where it is absent."`
	AsOf
	Paging
}

type objectiveUpdatesInput struct {
	InObjective
	Sort string `query:"sort" enum:"recorded_at,-recorded_at,effective_on,-effective_on" example:"-recorded_at" doc:"The order; newest first where it is absent."`
	AsOf
	Paging
}

type updateInput struct{ InUpdate }

type newUpdateInput struct {
	InMilestone
	IfMatch
	IdempotencyKey
}

func (s *server) updateOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/milestones/{milestone}/updates", id: "updates", tag: tagUpdates,
		title: "The updates of a milestone", text: "The history of a milestone: every change that counts on the day. It is never edited.",
		answer: Page[Update]{}, csv: true,
	}, s.updates)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/objectives/{objective}/updates", id: "objective-updates", tag: tagUpdates,
		title: "The updates of an objective", text: "The history of all milestones of an objective together: what happened to it, newest first.",
		answer: Page[Update]{}, csv: true,
	}, s.objectiveUpdates)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/milestones/{milestone}/updates", id: "update-creation", tag: tagUpdates,
		title: "Report on a milestone", text: "Records an update: the only way in which state, percent, due date, completion and evidence change. If-Match is the milestone's. For a contributor of the office that owns the milestone, the editor and the admin.",
		answer: Update{}, status: http.StatusCreated, body: NewUpdate{}, ifMatch: true,
	}, s.report)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/updates/{update}", id: "update", tag: tagUpdates,
		title: "One update", text: "An update, with what was there before.",
		answer: Update{},
	}, s.update)
}

// updates shows rows with the reviews that the view may see.
func (v view) updates() list[*board.Update, Update] {
	return list[*board.Update, Update]{
		keys: map[string]func(*board.Update) string{
			"recorded_at":  func(u *board.Update) string { return u.RecordedAt.UTC().Format("2006-01-02T15:04:05.000000000") },
			"effective_on": func(u *board.Update) string { return dateKey(u.EffectiveOn) },
		},
		id:      func(u *board.Update) string { return u.ID },
		show:    v.update,
		columns: updateColumns,
	}
}

var updateColumns = columns([]column[Update]{
	{"id", func(u Update) string { return u.ID }},
	{"milestone", func(u Update) string { return u.Milestone }},
	{"kind", func(u Update) string { return u.Kind }},
	{"effective_on", func(u Update) string { return u.EffectiveOn }},
	{"recorded_at", func(u Update) string { return u.RecordedAt }},
	{"actor_role", func(u Update) string { return u.ActorRole }},
	{"before_state", func(u Update) string { return optionalCell(u.Before.State) }},
	{"state", func(u Update) string { return u.State }},
	{"before_percent", func(u Update) string { return intCell(u.Before.Percent) }},
	{"percent", func(u Update) string { return intCell(u.Percent) }},
	{"before_due_on", func(u Update) string { return optionalCell(u.Before.DueOn) }},
	{"due_on", func(u Update) string { return optionalCell(u.DueOn) }},
	{"completed_on", func(u Update) string { return optionalCell(u.CompletedOn) }},
	{"office", func(u Update) string { return u.Office }},
	{"weight", func(u Update) string { return floatCell(u.Weight) }},
	{"start_on", func(u Update) string { return optionalCell(u.StartOn) }},
}, evidenceColumns(func(u Update) *Evidence { return u.Evidence }), []column[Update]{
	{"reason", func(u Update) string { return optionalCell(u.Reason) }},
	{"decided_in", func(u Update) string { return optionalCell(u.DecidedIn) }},
	{"note", func(u Update) string { return optionalCell(u.Note) }},
	{"verdict", func(u Update) string {
		if u.Review == nil {
			return ""
		}
		return u.Review.Verdict
	}},
	{"revision", func(u Update) string { return intCell(u.Revision) }},
	{"source", func(u Update) string { return optionalCell(u.Source) }},
})

func (v view) update(u *board.Update) Update {
	return Update{
		ID: u.ID, Milestone: u.Milestone, Kind: string(u.Kind), EffectiveOn: u.EffectiveOn.String(),
		RecordedAt: instant(u.RecordedAt, v.zone), ActorRole: string(u.ActorRole), State: string(u.After.State),
		Percent: u.After.Percent, DueOn: day(u.After.DueOn), CompletedOn: day(u.After.CompletedOn),
		Evidence: evidenceOf(u.After.Evidence), Office: u.After.Office, Weight: u.After.Weight, StartOn: day(u.After.StartOn),
		Before: beforeOf(u.Before), Reason: optionalText(u.Reason), DecidedIn: optionalText(u.DecidedIn),
		Note: optionalText(u.Note), Source: optionalText(u.Source), Review: v.review(u), Revision: u.Revision,
	}
}

func beforeOf(b plan.MilestoneStatus) UpdateBefore {
	out := UpdateBefore{
		State: optionalText(string(b.State)), Percent: b.Percent, DueOn: day(b.DueOn), CompletedOn: day(b.CompletedOn),
		Office: optionalText(b.Office), StartOn: day(b.StartOn),
	}
	if b.Weight > 0 {
		out.Weight = &b.Weight
	}
	return out
}

func (s *server) updates(ctx context.Context, in *updatesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	m, ok := v.Milestone(in.Milestone)
	if !ok {
		return reply{}, plan.NotFound("milestone")
	}
	return paged(v, v.updates(), in.r, m.Updates, in.Paging, orElse(in.Sort, "-recorded_at"))
}

func (s *server) objectiveUpdates(ctx context.Context, in *objectiveUpdatesInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	o, ok := v.Objective(in.Objective)
	if !ok {
		return reply{}, plan.NotFound("objective")
	}
	return paged(v, v.updates(), in.r, o.News, in.Paging, orElse(in.Sort, "-recorded_at"))
}

func (s *server) update(ctx context.Context, in *updateInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	u, ok := v.findUpdate(in.Update)
	if !ok {
		return reply{}, plan.NotFound("update")
	}
	return v.one(v.update(u), u.Revision), nil
}

// findUpdate looks through the news of every objective: updates are asked for one by
// one too seldom to keep an index of them.
func (v view) findUpdate(id string) (*board.Update, bool) {
	for _, o := range v.Objectives {
		for _, m := range o.Milestones {
			if u, ok := updateIn(m, id); ok {
				return u, true
			}
		}
	}
	return nil, false
}

func updateIn(m *board.Milestone, id string) (*board.Update, bool) {
	for _, u := range m.Updates {
		if u.ID == id {
			return u, true
		}
	}
	return nil, false
}

// ReportsOnMilestone tells by its address a request whose whole answer is that of
// tracker.ReportUpdate, and of which organization.
func ReportsOnMilestone(r *http.Request) (organization string, ok bool) {
	rest, ok := strings.CutPrefix(r.URL.Path, Prefix+"/organizations/")
	if !ok || r.Method != http.MethodPost {
		return "", false
	}
	organization, rest, _ = strings.Cut(rest, "/")
	kind, rest, _ := strings.Cut(rest, "/")
	_, what, _ := strings.Cut(rest, "/")
	return organization, kind == "milestones" && what == "updates"
}

func (s *server) report(ctx context.Context, in *newUpdateInput) (reply, error) {
	revision, err := ifMatch(in.r)
	if err != nil {
		return reply{}, err
	}
	ctx, body, err := readNew[NewUpdate](ctx, in.Request, nullEmpties)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ReportUpdate(ctx, tracker.ReportUpdate{
		Organization: in.Organization, Milestone: in.Milestone, IfRevision: revision,
		Report: body.report(),
	})
	if err != nil {
		return reply{}, err
	}
	if r := receipt.Reported; r != nil {
		// It is told as it was recorded: whoever writes need not wait for the plan to be
		// computed anew. A reader does, so that the writer's next read shows it.
		u := board.UpdateOf(&r.Update, r.Before, r.Title)
		rep := reply{revision: u.Revision, day: s.Clock.Today(), body: view{zone: s.Clock.Location}.update(u)}
		return rep.at("/organizations/%s/updates/%s", in.Organization, u.ID), nil
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	m, ok := v.Milestone(in.Milestone)
	if !ok {
		return reply{}, vanished("milestone")
	}
	u, ok := updateIn(m, receipt.ID)
	if !ok {
		return reply{}, vanished("update")
	}
	return v.created(v.update(u), u.Revision, "/organizations/%s/updates/%s", in.Organization, u.ID), nil
}
