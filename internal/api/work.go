package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// WorkItem is a milestone on an office's list.
type WorkItem struct {
	Group          string    `json:"group" enum:"overdue,soon,further,undated,done,resting,cancelled" example:"soon" doc:"Where it is listed: past its date, due within 60 days, later, without a date, done, of an objective that is a draft or suspended, given up."`
	PlannedPercent *int      `json:"planned_percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"75" doc:"How much of it was planned by today; null without a date."`
	Waiting        int       `json:"waiting" format:"int32" minimum:"0" maximum:"1000000" example:"1" doc:"How many of its updates wait for a review."`
	Questions      int       `json:"questions" format:"int32" minimum:"0" maximum:"1000000" example:"0" doc:"How many questions about it nobody has answered."`
	NothingNew     bool      `json:"nothing_new" example:"false" doc:"Whether the last thing recorded is that today there is nothing new."`
	Milestone      Milestone `json:"milestone" doc:"The milestone."`
}

// Question is a questioned update.
type Question struct {
	ID         string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The update that was questioned."`
	Milestone  string  `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	Office     string  `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that is asked: the one that owns the milestone."`
	Text       string  `json:"text" maxLength:"2000" example:"Quale parte è già collaudata?" doc:"What is asked."`
	AskedAt    string  `json:"asked_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When."`
	AskedBy    string  `json:"asked_by" enum:"viewer,contributor,editor,reviewer,admin,system" example:"reviewer" doc:"The role of whoever asks."`
	Answer     *string `json:"answer" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The update that answers: the first one of the milestone that was recorded after the question and has a note; null while there is none."`
	AnswerText *string `json:"answer_text" nullable:"true" maxLength:"2000" example:"I primi due moduli, il 4 maggio." doc:"Its note."`
}

type workInput struct {
	InOffice
	Group string `query:"group" enum:"overdue,soon,further,undated,done,resting,cancelled" example:"overdue" doc:"Only those of this group."`
	Sort  string `query:"sort" enum:"group,-group,due_on,-due_on" example:"group" doc:"The order; as the office's list has it where it is absent."`
	Paging
}

type questionsInput struct {
	InOrganization
	Office string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those that this office is asked."`
	Open   FlagParam `query:"open" doc:"Only those that nobody has, or somebody has, answered."`
	Sort   string    `query:"sort" enum:"asked_at,-asked_at" example:"asked_at" doc:"The order; as they were asked where it is absent."`
	Paging
}

func (s *server) workOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/offices/{office}/work", id: "office-work", tag: tagOffices,
		title: "The work of an office", text: "What an office owns, in the groups and the order of its list, with what waits for it. What it is asked is in the questions and the actions. For members of the organization.",
		answer: Page[WorkItem]{}, csv: true, staff: true,
	}, s.work)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/questions", id: "questions", tag: tagUpdates,
		title: "The questions", text: "The updates that the reviewer questioned, with the answer where there is one. They are answered by an update of the same milestone with a note. For members of the organization.",
		answer: Page[Question]{}, csv: true, staff: true,
	}, s.questions)
}

// groupKey orders tasks as the office's list has them.
func groupKey(t *desk.Task) string {
	for i, group := range desk.ListGroups {
		if group != t.Group {
			continue
		}
		when := dateKey(t.Milestone.Status.DueOn)
		if group == desk.GroupDone { // the last completed first
			when = fmt.Sprintf("%06d %s", 999_999-t.Milestone.Status.CompletedOn.Ordinal(), when)
		}
		return fmt.Sprintf("%d %s", i, when)
	}
	return "~"
}

var workList = list[*desk.Task, WorkItem]{
	keys: map[string]func(*desk.Task) string{
		"group":  groupKey,
		"due_on": func(t *desk.Task) string { return dateKey(t.Milestone.Status.DueOn) },
	},
	id: func(t *desk.Task) string { return desk.CodeKey(t.Milestone) },
	columns: columns([]column[WorkItem]{
		{"group", func(i WorkItem) string { return i.Group }},
		{"planned_percent", func(i WorkItem) string { return optionalIntCell(i.PlannedPercent) }},
		{"waiting", func(i WorkItem) string { return intCell(i.Waiting) }},
		{"questions", func(i WorkItem) string { return intCell(i.Questions) }},
		{"nothing_new", func(i WorkItem) string { return boolCell(i.NothingNew) }},
	}, milestoneColumns()),
}

// milestoneColumns are those of the list of milestones.
func milestoneColumns() []column[WorkItem] {
	all := make([]column[WorkItem], 0, len(milestoneList.columns))
	for _, c := range milestoneList.columns {
		all = append(all, column[WorkItem]{c.name, func(i WorkItem) string { return c.value(i.Milestone) }})
	}
	return all
}

func workItem(v view, t *desk.Task) WorkItem {
	item := WorkItem{
		Group: string(t.Group), Waiting: t.Waiting, Questions: len(t.Questions), NothingNew: t.SilentToday(v.Day),
		Milestone: milestoneOf(t.Milestone),
	}
	if t.Planned >= 0 {
		item.PlannedPercent = &t.Planned
	}
	return item
}

func (s *server) work(ctx context.Context, in *workInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	if _, ok := v.Office(in.Office); !ok {
		return reply{}, plan.NotFound("office")
	}
	rows := []*desk.Task{}
	for _, t := range desk.Tasks(v.staff, in.Office) {
		if in.Group == "" || in.Group == string(t.Group) {
			rows = append(rows, t)
		}
	}
	l := workList
	l.show = func(t *desk.Task) WorkItem { return workItem(v, t) }
	return paged(v, l, in.r, rows, in.Paging, orElse(in.Sort, "group"))
}

var questionList = list[*desk.Question, Question]{
	keys: map[string]func(*desk.Question) string{
		"asked_at": func(q *desk.Question) string { return fmt.Sprintf("%020d", q.Review.Revision) },
	},
	id: func(q *desk.Question) string { return q.Review.ID },
	columns: []column[Question]{
		{"id", func(q Question) string { return q.ID }},
		{"milestone", func(q Question) string { return q.Milestone }},
		{"office", func(q Question) string { return q.Office }},
		{"text", func(q Question) string { return cell(q.Text) }},
		{"asked_at", func(q Question) string { return q.AskedAt }},
		{"asked_by", func(q Question) string { return q.AskedBy }},
		{"answer", func(q Question) string { return optionalCell(q.Answer) }},
		{"answer_text", func(q Question) string { return optionalCell(q.AnswerText) }},
	},
}

func (v view) question(q *desk.Question) Question {
	out := Question{
		ID: q.Update.ID, Milestone: q.Milestone.ID, Office: q.Office(), Text: q.Review.Note,
		AskedAt: instant(q.Review.RecordedAt, v.zone), AskedBy: string(q.Review.By.Role),
	}
	if q.Answer != nil {
		out.Answer, out.AnswerText = &q.Answer.ID, optionalText(q.Answer.Note)
	}
	return out
}

func (s *server) questions(ctx context.Context, in *questionsInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	rows := []*desk.Question{}
	for _, q := range desk.Questions(v.staff, in.Office) {
		if in.Open.Admits(q.Open()) {
			rows = append(rows, q)
		}
	}
	l := questionList
	l.show = v.question
	return paged(v, l, in.r, rows, in.Paging, orElse(in.Sort, "asked_at"))
}

// staffView is the view of what only members see; whoever is none is refused.
func (s *server) staffView(ctx context.Context, organization string) (view, error) {
	if err := tracker.Permit(plan.ActorFrom(ctx), tracker.OpStaffRead, organization, ""); err != nil {
		return view{}, err
	}
	return s.view(ctx, organization, plan.Date{})
}
