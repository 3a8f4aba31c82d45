package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

// NationalFormat is a plan in the order of the national one, in the shape of AgID's Format PT.
type NationalFormat struct {
	Edition string               `json:"edition" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition of the national plan."`
	Name    string               `json:"name" maxLength:"300" example:"Piano triennale 2024-2026" doc:"Its name."`
	AsOf    string               `json:"as_of" format:"date" maxLength:"10" example:"2026-11-22" doc:"The day."`
	Lines   []NationalFormatLine `json:"lines" minItems:"0" maxItems:"10000" doc:"The lines that the plan answers, and those that concern every comune, in the order of their codes."`
}

// NationalFormatLine is a line of action.
type NationalFormatLine struct {
	Code           string                 `json:"code" maxLength:"64" example:"CAP4.PA.06" doc:"Its code."`
	Chapter        string                 `json:"chapter" maxLength:"100" example:"4" doc:"The chapter."`
	ChapterName    string                 `json:"chapter_name" maxLength:"300" example:"Piattaforme" doc:"The chapter's name; empty where nobody knows it."`
	Objective      string                 `json:"national_objective" maxLength:"100" example:"4.1" doc:"The objective of the national plan; may be empty."`
	ObjectiveTitle string                 `json:"national_objective_title" maxLength:"20000" example:"Migliorare i servizi erogati da pubbliche amministrazioni" doc:"Its title; may be empty."`
	Text           string                 `json:"text" maxLength:"20000" example:"Le PA integrano SPID e CIE." doc:"What it asks; empty where the installation has not the edition."`
	From           *string                `json:"from" nullable:"true" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2024-03" doc:"The month from which it holds."`
	By             *string                `json:"by" nullable:"true" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2025-12" doc:"The month by whose end it is to be done."`
	Answers        []NationalFormatAnswer `json:"answers" minItems:"0" maxItems:"10000" doc:"The objectives of the administration that point at it; none where it is not covered."`
}

// NationalFormatAnswer is what the administration does for a line.
type NationalFormatAnswer struct {
	Objective  string      `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-04" doc:"The objective's code."`
	Title      string      `json:"title" maxLength:"300" example:"Accesso con SPID e CIE" doc:"Its title."`
	StartOn    *string     `json:"start_on" nullable:"true" format:"date" maxLength:"10" example:"2026-01-01" doc:"When it begins."`
	DueOn      *string     `json:"due_on" nullable:"true" format:"date" maxLength:"10" example:"2026-12-31" doc:"When it is due."`
	Milestones []Milestone `json:"milestones" minItems:"0" maxItems:"10000" doc:"Its milestones, in the plan's order."`
	Offices    []string    `json:"offices" minItems:"0" maxItems:"1000" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" doc:"Codes of the offices responsible: the lead office first." example:"[\"ufficio-europa\"]"`
	Fundings   []Funding   `json:"fundings" minItems:"0" maxItems:"10000" doc:"The money."`
}

type formatPTInput struct {
	InOrganization
	Edition string `query:"edition" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"pt-2024-2026" doc:"The edition; the one that most objectives point at where it is absent."`
}

func (s *server) formatPTOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/format-pt", id: "format-pt", tag: tagDesk,
		title:  "The plan in the shape of Format PT",
		text:   "For each line of action of an edition of the national plan: what the administration does, by when, which offices answer for it, with which money. Drafts and cancelled objectives are left out. For members.",
		answer: NationalFormat{}, staff: true,
	}, s.formatPT)
}

func (s *server) formatPT(ctx context.Context, in *formatPTInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	catalogue, err := s.Boards.Catalogue(ctx)
	if err != nil {
		return reply{}, err
	}
	heads := publish.DefaultFormatPT()
	if s.FormatPT != nil {
		heads = *s.FormatPT
	}
	doc, err := publish.FormatPTOf(v.Content, catalogue, in.Edition, heads)
	if err != nil {
		return reply{}, err
	}
	out := NationalFormat{
		Edition: doc.Edition.Code, Name: doc.Edition.Name, AsOf: doc.Day.String(), Lines: []NationalFormatLine{},
	}
	for _, c := range doc.Chapters {
		for _, o := range c.Objectives {
			for _, l := range o.Lines {
				line := NationalFormatLine{
					Code: l.Code, Chapter: c.Code, ChapterName: c.Name, Objective: o.Code, ObjectiveTitle: o.Title, Text: l.Text,
					From: optionalText(string(l.From)), By: optionalText(string(l.By)), Answers: []NationalFormatAnswer{},
				}
				for _, a := range l.Answers {
					line.Answers = append(line.Answers, formatPTAnswer(a))
				}
				out.Lines = append(out.Lines, line)
			}
		}
	}
	// The catalogue changes without the organization.
	return v.one(out, v.Revision+catalogue.Version), nil
}

func formatPTAnswer(a publish.FormatPTAnswer) NationalFormatAnswer {
	o := a.Objective
	out := NationalFormatAnswer{
		Objective: o.Code, Title: o.Title, StartOn: day(o.Terms.StartOn), DueOn: day(o.Terms.DueOn),
		Milestones: []Milestone{}, Offices: a.Offices, Fundings: []Funding{},
	}
	if out.Offices == nil {
		out.Offices = []string{}
	}
	for _, m := range o.InOrder() {
		if m.Status.State != plan.MilestoneCancelled {
			out.Milestones = append(out.Milestones, milestoneOf(m))
		}
	}
	for _, f := range a.Fundings {
		out.Fundings = append(out.Fundings, fundingOf(f))
	}
	return out
}
