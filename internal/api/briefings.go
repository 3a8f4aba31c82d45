package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Briefing (rapporto per la Giunta) is what the executive board is told: what happened
// since the last one, what is late and why, what was decided, what comes next.
type Briefing struct {
	On             string             `json:"on" format:"date" maxLength:"10" example:"2026-11-20" doc:"Its day."`
	SinceOn        *string            `json:"since_on" nullable:"true" format:"date" maxLength:"10" example:"2026-11-06" doc:"The day that it tells from; null for the first one, which tells everything."`
	Organization   BriefingProgress   `json:"organization" doc:"How far the plan was, and is."`
	Horizons       []BriefingProgress `json:"horizons" minItems:"0" maxItems:"3" doc:"The same of each horizon that has objectives."`
	Done           []BriefingDone     `json:"done" minItems:"0" maxItems:"100000" doc:"The milestones completed since, by day."`
	Moved          []BriefingMove     `json:"moved" minItems:"0" maxItems:"100000" doc:"The due dates moved since, the longest move first."`
	OffCourse      []CourseTurn       `json:"off_course" minItems:"0" maxItems:"100000" doc:"The objectives that stand worse than they did."`
	BackOnCourse   []CourseTurn       `json:"back_on_course" minItems:"0" maxItems:"100000" doc:"The objectives that stand better."`
	Late           []BriefingDelay    `json:"late" minItems:"0" maxItems:"100000" doc:"The milestones past their date, longest first."`
	Blocked        []BriefingDelay    `json:"blocked" minItems:"0" maxItems:"100000" doc:"Those that are blocked and not past their date."`
	Decided        []Meeting          `json:"decided" minItems:"0" maxItems:"100000" doc:"The meetings held since that decided something."`
	Next           []Milestone        `json:"next" minItems:"0" maxItems:"100000" doc:"The milestones due within 60 days."`
	Meetings       []Meeting          `json:"meetings" minItems:"0" maxItems:"100000" doc:"The meetings scheduled within 60 days."`
	Actions        []Action           `json:"actions" minItems:"0" maxItems:"100000" doc:"The actions due within 30 days."`
	OverdueActions int                `json:"overdue_actions" format:"int32" minimum:"0" maximum:"2147483647" example:"4" doc:"How many actions are past their date."`
	Money          BriefingMoney      `json:"money" doc:"What the fundings come to, and what of them changed since."`
	Revision       int64              `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that it was made of; what saving it asks for."`
}

// BriefingProgress is how far something was, and is.
type BriefingProgress struct {
	Code   string   `json:"code" maxLength:"64" example:"short" doc:"The organization's, or the horizon's."`
	Before Standing `json:"before" doc:"How it stood; not assessed where nobody knows."`
	Now    Standing `json:"now" doc:"How it stands."`
}

// BriefingDone is a milestone that was completed.
type BriefingDone struct {
	Milestone Milestone `json:"milestone" doc:"The milestone."`
	Verdict   *string   `json:"verdict" nullable:"true" enum:"confirmed,questioned" example:"confirmed" doc:"The verdict on the update that closed it."`
}

// BriefingMove is a due date that was moved.
type BriefingMove struct {
	Milestone string  `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"Of which milestone."`
	Title     string  `json:"title" maxLength:"300" example:"Gara aggiudicata" doc:"Its title."`
	From      *string `json:"from" nullable:"true" format:"date" maxLength:"10" example:"2026-10-31" doc:"From."`
	To        *string `json:"to" nullable:"true" format:"date" maxLength:"10" example:"2026-11-30" doc:"To."`
	Days      int     `json:"days" format:"int32" minimum:"-200000" maximum:"200000" example:"30" doc:"By how many days; positive is later."`
	Reason    *string `json:"reason" nullable:"true" maxLength:"2000" example:"Ricorso al TAR." doc:"Why."`
	DecidedIn *string `json:"decided_in" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that decided it."`
}

// BriefingDelay is a milestone that is late or blocked.
type BriefingDelay struct {
	Milestone Milestone `json:"milestone" doc:"The milestone."`
	Why       *string   `json:"why" nullable:"true" maxLength:"2000" example:"Ricorso al TAR." doc:"The stated reason of the last move of its date, else its office's last note."`
	Asked     bool      `json:"asked" example:"false" doc:"Whether a reviewer has asked and nobody has answered."`
}

// BriefingMoney is what the fundings came to, and come to.
type BriefingMoney struct {
	Before  Money           `json:"before" doc:"What they came to on the day that the report tells from, by their own days."`
	Now     Money           `json:"now" doc:"What they come to."`
	Changed []BriefingGrant `json:"changed" minItems:"0" maxItems:"100000" doc:"Those that were assigned, paid or withdrawn since, the latest first."`
}

// BriefingGrant is a funding that changed.
type BriefingGrant struct {
	Funding Funding `json:"funding" doc:"The funding."`
	Before  *string `json:"before" nullable:"true" enum:"assigned,paid,withdrawn" example:"assigned" doc:"Where it stood; null where it was not there."`
}

// SavedBriefing is a report that was kept.
type SavedBriefing struct {
	ID            string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	On            string  `json:"on" format:"date" maxLength:"10" example:"2026-11-06" doc:"Its day."`
	SinceOn       *string `json:"since_on" nullable:"true" format:"date" maxLength:"10" example:"2026-10-23" doc:"The day that it told from."`
	ShownRevision int64   `json:"shown_revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that it was made of."`
	RecordedAt    string  `json:"recorded_at" format:"date-time" maxLength:"35" example:"2026-11-06T11:00:00.000+01:00" doc:"When it was saved."`
	ActorRole     string  `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"reviewer" doc:"By whom."`
	Revision      int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1235" doc:"The organization's revision that saving it made."`
}

// NewBriefing is a report to be kept.
type NewBriefing struct {
	Revision plan.Opt[int]       `json:"revision" format:"int32" minimum:"1" maximum:"2147483647" example:"1234" doc:"The organization's revision that the report was made of: it must be the present one."`
	SinceOn  plan.Opt[plan.Date] `json:"since_on,omitempty" nullable:"true" example:"2026-11-06" doc:"The day that it told from."`
}

type briefingInput struct {
	InOrganization
	Since   DayParam `query:"since" example:"2026-11-06" doc:"The day to tell from, by what took effect after it."`
	SinceID string   `query:"since_briefing" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The saved report to tell from, by what was recorded after it; the last one where neither is given."`
}

type briefingsInput struct {
	InOrganization
	Sort string `query:"sort" enum:"recorded_at,-recorded_at" example:"-recorded_at" doc:"The order; the last one first where it is absent."`
	Paging
}

func (s *server) briefingOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/briefing", id: "briefing", tag: tagDesk,
		title: "The report for the Giunta", text: "What happened since the last saved report, what is late and why, what was decided, what comes next. For members.",
		answer: Briefing{}, staff: true,
	}, s.briefing)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/briefings", id: "briefings", tag: tagDesk,
		title: "The saved reports", text: "The reports that were given to the Giunta. For members.",
		answer: Page[SavedBriefing]{}, csv: true, staff: true,
	}, s.briefings)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/briefings", id: "briefing-creation", tag: tagDesk,
		title: "Save a report", text: "Keeps that a report was given today: the next one tells what was recorded after it. For the reviewer, the editor and the admin.",
		answer: SavedBriefing{}, status: http.StatusCreated, body: NewBriefing{}, overtaken: true,
	}, s.saveBriefing)
}

func (s *server) briefing(ctx context.Context, in *briefingInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	since, err := s.briefingSince(ctx, in)
	if err != nil {
		return reply{}, err
	}
	return v.one(v.briefing(desk.BriefingOf(v.staff, since)), v.Revision), nil
}

func (s *server) briefingSince(ctx context.Context, in *briefingInput) (desk.Since, error) {
	if day := in.Since.Day(); !day.IsZero() && in.SinceID == "" {
		then, err := s.staffOn(ctx, in.Organization, day)
		if err != nil {
			return desk.Since{}, err
		}
		return desk.SinceDay(&then.Content), nil
	}
	saved, err := s.Tracker.Briefings(ctx, in.Organization)
	if err != nil {
		return desk.Since{}, err
	}
	for _, b := range saved { // the last one first
		if in.SinceID == "" || in.SinceID == b.ID {
			return desk.SinceBriefing(b), nil
		}
	}
	if in.SinceID != "" {
		return desk.Since{}, plan.NotFound("briefing")
	}
	return desk.Since{}, nil
}

func (v view) briefing(b desk.Briefing) Briefing {
	out := Briefing{
		On: b.Day.String(), SinceOn: day(b.Since.Day), Organization: v.progressed(b.Whole), Horizons: []BriefingProgress{},
		Done: []BriefingDone{}, Moved: []BriefingMove{}, OffCourse: v.turns(b.OffCourse), BackOnCourse: v.turns(b.BackOnCourse),
		Late: delays(b.Late), Blocked: delays(b.Blocked), Decided: []Meeting{}, Next: []Milestone{}, Meetings: []Meeting{}, Actions: []Action{},
		OverdueActions: len(b.Overdue), Revision: v.Revision,
		Money: BriefingMoney{Before: moneyOf(b.Money.Before), Now: moneyOf(b.Money.Now), Changed: []BriefingGrant{}},
	}
	for _, n := range b.Money.Changed {
		out.Money.Changed = append(out.Money.Changed, BriefingGrant{fundingOf(n.Funding), optionalText(string(n.Before))})
	}
	for _, h := range b.Horizons {
		out.Horizons = append(out.Horizons, v.progressed(h))
	}
	for _, r := range b.Done {
		out.Done = append(out.Done, BriefingDone{milestoneOf(r.Milestone), optionalText(string(r.Verdict))})
	}
	for _, m := range b.Moved {
		out.Moved = append(out.Moved, moved(m))
	}
	for _, m := range b.Decided {
		out.Decided = append(out.Decided, v.meeting(m))
	}
	for _, m := range b.Next {
		out.Next = append(out.Next, milestoneOf(m))
	}
	for _, m := range b.Meetings {
		out.Meetings = append(out.Meetings, v.meeting(m))
	}
	for _, a := range b.Actions {
		out.Actions = append(out.Actions, actionOf(a))
	}
	return out
}

func (v view) progressed(p desk.Progressed) BriefingProgress {
	return BriefingProgress{Code: orElse(string(p.Horizon), v.Organization.ID), Before: standingOf(p.Before), Now: standingOf(p.Now)}
}

func moved(s board.Slippage) BriefingMove {
	out := BriefingMove{Milestone: s.Milestone, Title: s.Title, From: day(s.From), To: day(s.To), Days: s.Days, Reason: optionalText(s.Reason)}
	if s.DecidedIn != nil {
		out.DecidedIn = &s.DecidedIn.ID
	}
	return out
}

func delays(list []desk.Delayed) []BriefingDelay {
	out := make([]BriefingDelay, len(list))
	for i, d := range list {
		out[i] = BriefingDelay{milestoneOf(d.Milestone), optionalText(d.Why), d.Asked}
	}
	return out
}

func (v view) savedBriefings() list[plan.Briefing, SavedBriefing] {
	return list[plan.Briefing, SavedBriefing]{
		keys: map[string]func(plan.Briefing) string{
			"recorded_at": func(b plan.Briefing) string { return fmt.Sprintf("%020d", b.Revision) },
		},
		id:   func(b plan.Briefing) string { return b.ID },
		show: v.savedBriefing,
		columns: []column[SavedBriefing]{
			{"id", func(b SavedBriefing) string { return b.ID }},
			{"on", func(b SavedBriefing) string { return b.On }},
			{"since_on", func(b SavedBriefing) string { return optionalCell(b.SinceOn) }},
			{"shown_revision", func(b SavedBriefing) string { return intCell(b.ShownRevision) }},
			{"recorded_at", func(b SavedBriefing) string { return b.RecordedAt }},
			{"actor_role", func(b SavedBriefing) string { return b.ActorRole }},
			{"revision", func(b SavedBriefing) string { return intCell(b.Revision) }},
		},
	}
}

func (v view) savedBriefing(b plan.Briefing) SavedBriefing {
	return SavedBriefing{
		ID: b.ID, On: b.On.String(), SinceOn: day(b.SinceOn), ShownRevision: b.Shown, RecordedAt: instant(b.RecordedAt, v.zone),
		ActorRole: string(b.By.Role), Revision: b.Revision,
	}
}

func (s *server) briefings(ctx context.Context, in *briefingsInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	saved, err := s.Tracker.Briefings(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	return paged(v, v.savedBriefings(), in.r, saved, in.Paging, orElse(in.Sort, "-recorded_at"))
}

func (s *server) saveBriefing(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewBriefing](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	// What is kept is how things stand at that revision. Whether it is the present one is
	// the tracker's to say, whatever this process has seen.
	_ = s.Boards.Await(ctx, in.Organization, int64(body.Revision.Value))
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.SaveBriefing(ctx, tracker.SaveBriefing{
		Organization: in.Organization, SinceOn: body.SinceOn.Value, Shown: int64(body.Revision.Value), Standings: desk.StandingsOf(v.Content),
	})
	if err != nil {
		return reply{}, err
	}
	saved, err := s.Tracker.Briefings(ctx, in.Organization)
	if err != nil {
		return reply{}, unseen(err)
	}
	if v, err = s.after(ctx, in.Organization, receipt); err != nil {
		return reply{}, err
	}
	for _, b := range saved {
		if b.ID == receipt.ID {
			return v.created(v.savedBriefing(b), b.Revision, "/organizations/%s/briefings", in.Organization), nil
		}
	}
	return reply{}, vanished("briefing")
}
