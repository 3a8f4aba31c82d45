package api

import (
	"context"
	"net/http"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// Desk is what an assessore has to look at, beside the review queue.
type Desk struct {
	AsOf           string         `json:"as_of" format:"date" maxLength:"10" example:"2026-11-20" doc:"The day that it is of."`
	Since          *string        `json:"since" nullable:"true" format:"date" maxLength:"10" example:"2026-11-13" doc:"The day that off_course is compared with: the one asked for, else that of the account's last visit."`
	Waiting        int            `json:"waiting" format:"int32" minimum:"0" maximum:"2147483647" example:"9" doc:"How many updates wait for a review."`
	NothingNew     int            `json:"nothing_new" format:"int32" minimum:"0" maximum:"2147483647" example:"3" doc:"How many of them have nothing new."`
	OpenQuestions  int            `json:"open_questions" format:"int32" minimum:"0" maximum:"2147483647" example:"2" doc:"How many questions nobody has answered."`
	OffCourse      []CourseTurn   `json:"off_course" minItems:"0" maxItems:"100000" doc:"What stands worse than it did then, with the reasons: the organization first, then the objectives that stand worst."`
	BackOnCourse   []CourseTurn   `json:"back_on_course" minItems:"0" maxItems:"100000" doc:"What stands better."`
	OpenDecisions  []OpenDecision `json:"open_decisions" minItems:"0" maxItems:"100000" doc:"The decisions of meetings from which nothing has followed, oldest first."`
	OverdueActions []Action       `json:"overdue_actions" minItems:"0" maxItems:"100000" doc:"The actions past their date, longest first."`
	OfficesNotMet  []OfficeNotMet `json:"offices_not_met" minItems:"0" maxItems:"10000" doc:"The offices never met, then those not met for 90 days."`
	Ratings        []RatingPair   `json:"ratings" minItems:"0" maxItems:"100000" doc:"The reviewer's rating beside the office's, for each objective still to be delivered."`
	Revision       int64          `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision."`
}

// CourseTurn is something whose health is another than it was.
type CourseTurn struct {
	Objective *string  `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective; null for the organization."`
	Title     string   `json:"title" maxLength:"300" example:"Formazione digitale" doc:"Its title, or the organization's name."`
	Before    Standing `json:"before" doc:"How it stood."`
	Now       Standing `json:"now" doc:"How it stands."`
	Reasons   []Reason `json:"reasons" minItems:"0" maxItems:"100000" doc:"Why it stands so."`
}

// Standing is how something stands, in short.
type Standing struct {
	Health         string `json:"health" enum:"late,at_risk,on_track,completed,not_assessed" example:"at_risk" doc:"In one word."`
	Percent        *int   `json:"percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"61" doc:"What is done, as people read it."`
	PlannedPercent *int   `json:"planned_percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"81" doc:"What should be done by now, likewise."`
}

// OpenDecision is a decision from which nothing has followed.
type OpenDecision struct {
	Meeting string `json:"meeting" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that took it."`
	HeldOn  string `json:"held_on" format:"date" maxLength:"10" example:"2026-10-22" doc:"Its day."`
	Days    int    `json:"days" format:"int32" minimum:"0" maximum:"200000" example:"29" doc:"How many days ago."`
	Decision
}

// OfficeNotMet is an office that was never met, or not for long.
type OfficeNotMet struct {
	Office      string  `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"lavori-pubblici" doc:"The office."`
	Name        string  `json:"name" maxLength:"200" example:"Lavori pubblici" doc:"Its name."`
	LastMetOn   *string `json:"last_met_on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-12" doc:"When it was met last; null for never."`
	Days        *int    `json:"days" nullable:"true" format:"int32" minimum:"0" maximum:"200000" example:"161" doc:"How many days ago."`
	NextMeeting *string `json:"next_meeting" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The next meeting with it."`
	NextMeetOn  *string `json:"next_meeting_on" nullable:"true" format:"date" maxLength:"10" example:"2026-12-02" doc:"The day of that."`
}

// RatingPair is an objective with both its ratings.
type RatingPair struct {
	Objective string  `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective."`
	Agreement string  `json:"agreement" enum:"equal,different,missing" example:"different" doc:"How the two compare; missing where one of them was never given."`
	Office    *Rating `json:"office_rating" doc:"The lead office's."`
	Reviewer  *Rating `json:"reviewer_rating" doc:"The reviewer's."`
}

// DeskVisit is when an account was at the desk.
type DeskVisit struct {
	BeganAt    string  `json:"began_at" format:"date-time" maxLength:"35" example:"2026-11-20T09:00:00.000+01:00" doc:"The first look of this visit."`
	SeenAt     string  `json:"seen_at" format:"date-time" maxLength:"35" example:"2026-11-20T09:20:00.000+01:00" doc:"The last one, give or take five minutes."`
	PreviousAt *string `json:"previous_at" nullable:"true" format:"date-time" maxLength:"35" example:"2026-11-13T18:05:00.000+01:00" doc:"The last look of the visit before; null on the first one."`
}

// NewDeskVisit is a look at the desk.
type NewDeskVisit struct {
	Revision plan.Opt[int] `json:"revision,omitempty" format:"int32" minimum:"1" maximum:"2147483647" example:"1234" doc:"The organization's revision that was looked at, or a later one; the present one where it is absent."`
}

type deskInput struct {
	InOrganization
	Since DayParam `query:"since" example:"2026-11-13" doc:"The day to compare with, as the history tells it now; the account's last visit where it is absent."`
}

func (s *server) deskOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/desk", id: "desk", tag: tagDesk,
		title: "The desk", text: "What left its course since the last visit, decisions without action, actions overdue, offices never met, ratings. Reading it is no visit. For members.",
		answer: Desk{}, staff: true,
	}, s.desk)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/desk/visits", id: "desk-visit", tag: tagDesk,
		title: "Note a visit", text: "Notes that the account looks at the desk now: the first look after twelve hours away begins another visit, and what left its course is then told since the one before. It is no change of the plan. For members.",
		answer: DeskVisit{}, status: http.StatusOK, body: NewDeskVisit{},
	}, s.noteVisit)
}

func (s *server) desk(ctx context.Context, in *deskInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	since, before, err := s.since(ctx, in)
	if err != nil {
		return reply{}, err
	}
	queue := desk.ReviewQueue(v.staff)
	out := Desk{
		AsOf: v.Day.String(), Since: day(since), Waiting: len(queue), OpenQuestions: len(desk.OpenQuestions(v.staff, "")),
		OffCourse: []CourseTurn{}, BackOnCourse: []CourseTurn{}, OpenDecisions: []OpenDecision{}, OverdueActions: []Action{},
		OfficesNotMet: []OfficeNotMet{}, Ratings: []RatingPair{}, Revision: v.Revision,
	}
	for _, w := range queue {
		if w.Weight == desk.WeightNothingNew {
			out.NothingNew++
		}
	}
	if before != nil {
		out.OffCourse, out.BackOnCourse = v.turns(desk.OffCourse(before, v.Content)), v.turns(desk.BackOnCourse(before, v.Content))
	}
	for _, d := range desk.DecisionsWithoutAction(v.Content) {
		out.OpenDecisions = append(out.OpenDecisions, OpenDecision{
			Meeting: d.Meeting.ID, HeldOn: d.Meeting.HeldOn.String(), Days: d.Days, Decision: decisionOf(d.Decision),
		})
	}
	for _, a := range desk.OverdueActions(v.Content, "") {
		out.OverdueActions = append(out.OverdueActions, actionOf(a))
	}
	for _, o := range desk.OfficesNotMet(v.Content, desk.NotMetDays) {
		out.OfficesNotMet = append(out.OfficesNotMet, officeNotMet(o))
	}
	for _, p := range desk.Ratings(v.Content) {
		out.Ratings = append(out.Ratings, ratingPair(p))
	}
	return v.one(out, v.Revision), nil
}

// since is what the desk is compared with: the day asked for, else the account's last
// visit. Nil standings: there is nothing to compare with.
func (s *server) since(ctx context.Context, in *deskInput) (plan.Date, plan.Standings, error) {
	if day := in.Since.Day(); !day.IsZero() {
		then, err := s.staffOn(ctx, in.Organization, day)
		if err != nil {
			return plan.Date{}, nil, err
		}
		return day, desk.StandingsOf(&then.Content), nil
	}
	if plan.ActorFrom(ctx).AccountID == "" {
		return plan.Date{}, nil, nil
	}
	visit, err := s.Tracker.Visit(ctx, in.Organization)
	if err != nil || visit.PreviousAt.IsZero() {
		return plan.Date{}, nil, err
	}
	return plan.DateOf(visit.PreviousAt, s.Clock.Location), visit.Previous, nil
}

// staffOn is the board of a past day; the caller has asked the policy.
func (s *server) staffOn(ctx context.Context, organization string, day plan.Date) (*board.Staff, error) {
	staff, _, err := s.Boards.Staff(ctx, organization, day)
	return staff, err
}

func (v view) turns(list []desk.Turn) []CourseTurn {
	out := make([]CourseTurn, len(list))
	for i, t := range list {
		out[i] = CourseTurn{
			Title: v.Organization.Name, Before: standingOf(t.Before), Reasons: reasons(t.Now.Reasons),
			Now: Standing{Health: string(t.Now.Health), Percent: percentage(t.Now.Shown), PlannedPercent: percentage(t.Now.ShownPlanned)},
		}
		if t.Objective != nil {
			out[i].Objective, out[i].Title = &t.Objective.Code, t.Objective.Title
		}
	}
	return out
}

func standingOf(s plan.Standing) Standing {
	return Standing{Health: s.Health, Percent: percentage(s.Shown), PlannedPercent: percentage(s.Planned)}
}

func officeNotMet(n desk.NotMet) OfficeNotMet {
	out := OfficeNotMet{Office: n.Office.Code, Name: n.Office.Name, LastMetOn: day(n.Office.LastMetOn)}
	if !n.Never {
		out.Days = &n.Days
	}
	if next := n.Office.NextMeeting; next != nil {
		out.NextMeeting, out.NextMeetOn = &next.ID, day(next.HeldOn)
	}
	return out
}

func ratingPair(p desk.RatingPair) RatingPair {
	out := RatingPair{Objective: p.Objective.Code, Agreement: string(p.Agreement)}
	for _, r := range ratingsOf(p.Objective) {
		switch plan.RatedBy(r.RatedBy) {
		case plan.RatedByOffice:
			out.Office = &r
		case plan.RatedByReviewer:
			out.Reviewer = &r
		}
	}
	return out
}

func (s *server) noteVisit(ctx context.Context, in *newInOrganization) (reply, error) {
	ctx, body, err := readNew[NewDeskVisit](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	// What is noted is what this process shows: a revision that nobody has made yet is
	// nothing to wait for.
	_ = s.Boards.Await(ctx, in.Organization, int64(body.Revision.Value))
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	visit, err := s.Tracker.NoteVisit(ctx, in.Organization, desk.StandingsOf(v.Content))
	if err != nil {
		return reply{}, err
	}
	at := func(t time.Time) string { return instant(t, v.zone) }
	out := DeskVisit{BeganAt: at(visit.BeganAt), SeenAt: at(visit.SeenAt)}
	if !visit.PreviousAt.IsZero() {
		previous := at(visit.PreviousAt)
		out.PreviousAt = &previous
	}
	return v.one(out, v.Revision), nil
}

// deskText describes the objects of the desk in the document, as schemaText does the rest.
var deskText = map[string]string{
	"Briefing":          "What the executive board is told (rapporto per la Giunta).",
	"BriefingDelay":     "A milestone that is late or blocked, with what is known of why.",
	"BriefingDone":      "A milestone that was completed.",
	"BriefingMove":      "A due date that was moved.",
	"BriefingProgress":  "How far something was, and is.",
	"Confirmation":      "What became of one of several updates.",
	"Confirmations":     "What became of each of several updates.",
	"CourseTurn":        "Something whose health is another than it was.",
	"Desk":              "What an assessore has to look at.",
	"DeskVisit":         "When an account was at the desk.",
	"NewBriefing":       "A report to be kept.",
	"NewConfirmations":  "Updates to be confirmed together.",
	"NewDeskVisit":      "A look at the desk.",
	"ObjectiveEffect":   "What an update does to its objective.",
	"OfficeNotMet":      "An office that was never met, or not for long.",
	"OpenDecision":      "A decision from which nothing has followed.",
	"PageSavedBriefing": "One page of saved reports.",
	"PageWaitingUpdate": "One page of the review queue.",
	"RatingPair":        "An objective with both its ratings.",
	"SavedBriefing":     "A report that was kept.",
	"Standing":          "How something stands, in short.",
	"WaitingUpdate":     "An update that waits for a review.",
}
