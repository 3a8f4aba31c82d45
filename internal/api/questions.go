package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/traguardi/traguardi/internal/desk"
)

// Question is a questioned update, with its answer where somebody has given one.
type Question struct {
	AskedQuestion
	Milestone string  `json:"milestone" maxLength:"38" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The milestone that it is about."`
	Title     string  `json:"title" maxLength:"300" example:"Gara aggiudicata" doc:"The milestone's title."`
	Office    string  `json:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office that is asked: the one that owns the milestone now."`
	Open      bool    `json:"open" example:"true" doc:"Whether nobody has answered yet."`
	Answer    *Update `json:"answer" doc:"The first update of the milestone recorded after the question that has a note."`
}

type questionsInput struct {
	InOrganization
	Office string    `query:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those to this office."`
	Open   FlagParam `query:"open" doc:"Only those that are, or are not, open."`
	Sort   string    `query:"sort" enum:"asked_at,-asked_at" example:"asked_at" doc:"The order; what waits longest first where it is absent."`
	Paging
}

func (s *server) questionOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/questions", id: "questions", tag: tagDesk,
		title: "The questions", text: "The updates that a reviewer has questioned. A question is answered by a later update of the milestone with a note, and never taken back but by another verdict. For members.",
		answer: Page[Question]{}, csv: true, staff: true,
	}, s.questions)
}

func (v view) questions() list[*desk.Question, Question] {
	return list[*desk.Question, Question]{
		keys: map[string]func(*desk.Question) string{
			"asked_at": func(q *desk.Question) string { return fmt.Sprintf("%020d", q.Review.Revision) },
		},
		id:      func(q *desk.Question) string { return q.Review.ID },
		show:    v.question,
		columns: questionColumns,
	}
}

var questionColumns = []column[Question]{
	{"milestone", func(q Question) string { return q.Milestone }},
	{"title", func(q Question) string { return cell(q.Title) }},
	{"office", func(q Question) string { return q.Office }},
	{"update", func(q Question) string { return q.Update }},
	{"note", func(q Question) string { return cell(q.Note) }},
	{"asked_at", func(q Question) string { return q.AskedAt }},
	{"actor_role", func(q Question) string { return q.ActorRole }},
	{"open", func(q Question) string { return boolCell(q.Open) }},
	{"answer", func(q Question) string {
		if q.Answer == nil {
			return ""
		}
		return optionalCell(q.Answer.Note)
	}},
}

func (v view) question(q *desk.Question) Question {
	out := Question{
		AskedQuestion: v.asked(q), Milestone: q.Milestone.ID, Title: q.Milestone.Title, Office: q.Office(), Open: q.Open(),
	}
	if q.Answer != nil {
		answer := v.update(q.Answer)
		out.Answer = &answer
	}
	return out
}

func (s *server) questions(ctx context.Context, in *questionsInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	var rows []*desk.Question
	for _, q := range desk.Questions(v.staff, in.Office) {
		if in.Open.Admits(q.Open()) {
			rows = append(rows, q)
		}
	}
	return paged(v, v.questions(), in.r, rows, in.Paging, orElse(in.Sort, "asked_at"))
}
