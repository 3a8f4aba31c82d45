package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// questionBox is a question that waits for an answer.
type questionBox struct {
	part
	Place     string
	Milestone string
	Title     string
	URL       string
	About     template.HTML // which update
	Said      string        // the update's own note
	Text      string
	AskedOn   plan.Date
	Answer    field
	May       bool
}

// answeredRow is a question with its answer.
type answeredRow struct {
	Milestone, Title, URL string
	AskedOn               plan.Date
	Text, Answer          string
	AnsweredOn            plan.Date
	Verdict               template.HTML
}

// asks reports whether an open question about a milestone is the one of an update.
func (v *visit) asks(task *desk.Task, update string) bool {
	for _, q := range task.Questions {
		if q.Update.ID == update {
			return true
		}
	}
	return false
}

func (v *visit) dayOf(u *board.Update) plan.Date {
	return plan.DateOf(u.RecordedAt, v.site.Clock.Location)
}

func (v *visit) questionBoxes(f *form, work *desk.Work) (open []questionBox, answered []answeredRow) {
	for _, q := range work.Questions {
		box := questionBox{
			part: v.part(f, partAnswer, q.Update.ID), Place: place("d", q.Update.ID), Milestone: q.Milestone.ID, Title: q.Milestone.Title,
			URL: v.milestoneURL(q.Objective, q.Milestone), About: v.aboutUpdate(q.Update), Said: q.Update.Note, Text: q.Review.Note,
			AskedOn: plan.DateOf(q.Review.RecordedAt, v.site.Clock.Location), May: v.mayOn(tracker.OpMilestoneReport, q.Office()),
		}
		box.Answer = box.fill(field{
			Name: "note", Label: v.say.Plain("own.field.answer"), Type: "textarea", Rows: 3, Max: plan.MaxNote, Required: true,
			Hint: v.say.T("own.hint.answer"),
		})
		open = append(open, box)
	}
	for _, q := range work.Answered[:min(len(work.Answered), shownDone)] {
		answered = append(answered, answeredRow{
			Milestone: q.Milestone.ID, Title: q.Milestone.Title, URL: v.milestoneURL(q.Objective, q.Milestone),
			AskedOn: plan.DateOf(q.Review.RecordedAt, v.site.Clock.Location), Text: q.Review.Note, Answer: q.Answer.Note,
			AnsweredOn: v.dayOf(q.Answer), Verdict: v.verdictOf(q.Answer),
		})
	}
	return open, answered
}

// verdictOf says what became of an answer.
func (v *visit) verdictOf(u *board.Update) template.HTML {
	switch u.Verdict {
	case plan.VerdictConfirmed:
		return sign("rw-saved", v.say.Plain("own.verdict.confirmed"), "a-ok")
	case plan.VerdictQuestioned:
		return sign("fl-ask", v.say.Plain("own.verdict.questioned"), "a-warn")
	}
	return sign("fl-review", v.say.Plain("own.row.waiting"), "a-dim")
}

// aboutUpdate says what a questioned update did.
func (v *visit) aboutUpdate(u *board.Update) template.HTML {
	day := v.dayOf(u)
	switch {
	case desk.NothingNew(u):
		return v.say.T("own.about.nothing", "day", day)
	case u.After.State != u.Before.State && u.Before.State != "":
		return v.say.T("own.about.state", "day", day, "before", v.say.Plain("milestone.state."+string(u.Before.State)),
			"after", v.say.Plain("milestone.state."+string(u.After.State)))
	case u.After.DueOn != u.Before.DueOn && !u.After.DueOn.IsZero() && !u.Before.DueOn.IsZero():
		return v.say.T("own.about.due_on", "day", day, "before", u.Before.DueOn, "after", u.After.DueOn)
	case u.After.Percent != u.Before.Percent:
		return v.say.T("own.about.percent", "day", day, "before", u.Before.Percent, "after", words.Percent(u.After.Percent))
	}
	return v.say.T("own.about.other", "day", day)
}

// saveAnswer records an answer: an update of the questioned milestone that has a note and
// changes nothing. It is not held against what the writer had read: it is about the
// question.
func (v *visit) saveAnswer(f *form, office, update string) (address string, err error) {
	work, err := v.officeWork(office)
	if err != nil {
		return "", err
	}
	milestone := ""
	for _, q := range append(work.Questions, work.Answered...) {
		if q.Update.ID == update {
			milestone = q.Milestone.ID
		}
	}
	if milestone == "" {
		return "", plan.NotFound("question")
	}
	if f.text("note") == "" {
		f.found.Add("note", "answer.required", "is required")
	}
	if err := f.err(); err != nil {
		return "", err
	}
	_, err = v.site.Tracker.ReportUpdate(v.write(f), tracker.ReportUpdate{
		Organization: v.ipa, Milestone: milestone, Report: plan.Report{Note: f.text("note")},
	})
	return v.here("answered", milestone, milestone), err
}

// askedRow is what a meeting asked of the office.
type askedRow struct {
	part
	Place      string
	Title      string
	About      string // the milestone or objective that it is about
	AboutURL   string
	Meeting    string
	MeetingURL string
	Due        plan.Date
	When       template.HTML
	Completed  plan.Date
	Revision   int64
	May        bool
	Saved      bool
}

func (v *visit) askedRows(f *form, work *desk.Work) (open, completed []askedRow) {
	for _, a := range work.Actions {
		row := v.askedRow(f, partComplete, a)
		row.When = v.inDays(a.DueOn)
		if a.Overdue {
			row.When = sign("fl-overdue", v.say.Plain("own.row.overdue", "days", words.Days(v.today.DaysSince(a.DueOn))), "a-bad")
		}
		open = append(open, row)
	}
	for _, a := range work.Completed[:min(len(work.Completed), shownDone)] {
		completed = append(completed, v.askedRow(f, partReopen, a))
	}
	return open, completed
}

func (v *visit) askedRow(f *form, name string, a *board.Action) askedRow {
	row := askedRow{
		part: v.part(f, name, a.ID), Place: place("a", a.ID), Title: a.Title, Due: a.DueOn, Completed: a.CompletedOn, Revision: a.Revision,
		May: v.mayOn(tracker.OpActionComplete, a.Office), Saved: v.asked(paramSaved) == a.ID, MeetingURL: v.meetingURL(v.plan, a.Meeting),
	}
	if m, ok := v.plan.Meeting(a.Meeting); ok {
		row.Meeting = v.say.Plain("own.asked.meeting", "title", m.Title, "day", m.HeldOn)
	}
	if m, ok := v.plan.Milestone(a.Milestone); ok {
		o, _ := v.plan.Objective(m.Objective)
		row.About, row.AboutURL = m.ID+" "+m.Title, v.milestoneURL(o, m)
	} else if o, ok := v.plan.Objective(a.Objective); ok {
		row.About = o.Code + " " + o.Title
		row.AboutURL = v.objectiveURL(o)
	}
	return row
}

// saveAction marks an action as done, or takes it back.
func (v *visit) saveAction(f *form, action string) (address string, err error) {
	revision := f.revision()
	if err := f.err(); err != nil {
		return "", err
	}
	if f.text(fieldPart) == partReopen {
		_, err = v.site.Tracker.ReopenAction(v.write(f), v.ipa, action, revision)
		return v.here("reopened", action, place("a", action)), err
	}
	_, err = v.site.Tracker.CompleteAction(v.write(f), tracker.CompleteAction{Organization: v.ipa, ID: action, IfRevision: revision})
	return v.here("completed", action, place("a", action)), err
}

// leadRow is an objective that the office leads, with both ratings.
type leadRow struct {
	Code, Title, URL string
	Place            string
	Shown, Planned   int
	Health           progress.Health
	Office, Reviewer *ratingCell
	Differ           bool
	May              bool
	OpenURL          string
	Form             *ratingForm
	Saved            bool
}

type ratingCell struct {
	Confidence plan.Confidence
	Text       string
	On         plan.Date
}

type ratingForm struct {
	part
	Confidence plan.Confidence // what is ticked
	Choices    []plan.Confidence
	ID         string
	Errors     []template.HTML
	Text       field
	CloseURL   string
}

func (v *visit) leadRows(page *officeView, f *form, work *desk.Work) []leadRow {
	var rows []leadRow
	for _, pair := range work.Leads {
		o := pair.Objective
		row := leadRow{
			Code: o.Code, Title: o.Title, URL: v.objectiveURL(o), Place: place("o", o.Code), Shown: o.Figures.Shown,
			Planned: o.Figures.ShownPlanned, Health: o.Figures.Health, Office: cellOf(pair.Office), Reviewer: cellOf(pair.Reviewer),
			Differ: pair.Agreement == desk.RatingsDifferent, May: v.mayOn(tracker.OpRateForOffice, o.Terms.LeadOffice),
			OpenURL: page.Action + query(paramRating, o.Code) + "#" + place("o", o.Code), Saved: v.asked(paramSaved) == o.Code,
		}
		p := v.part(f, partRating, o.Code)
		if row.May && (p.sent || !f.posted() && v.asked(paramRating) == o.Code) {
			row.Form = v.ratingForm(p, pair.Office)
		}
		rows = append(rows, row)
	}
	return rows
}

func cellOf(r *board.Rating) *ratingCell {
	if r == nil {
		return nil
	}
	return &ratingCell{r.Confidence, r.Text, r.GivenOn}
}

func (v *visit) ratingForm(p part, now *board.Rating) *ratingForm {
	form := &ratingForm{
		part: p, Choices: []plan.Confidence{plan.ConfidenceGreen, plan.ConfidenceAmber, plan.ConfidenceRed},
		ID: p.ID("confidence"), Errors: p.errorsAt("confidence", v.say.Plain("own.field.confidence")), CloseURL: v.r.URL.Path + "#" + place("o", p.Object),
	}
	stored := ""
	if now != nil {
		stored = string(now.Confidence)
	}
	form.Confidence = plan.Confidence(p.value("confidence", stored))
	form.Text = p.fill(field{
		Name: "text", Label: v.say.Plain("own.field.rating"), Type: "textarea", Rows: 3, Max: plan.MaxNote, Required: true, Hint: v.say.T("own.hint.rating"),
	})
	return form
}

// saveRating gives the office's rating of an objective that it leads.
func (v *visit) saveRating(f *form, objective string) (address string, err error) {
	_, err = v.site.Tracker.RateObjective(v.write(f), tracker.RateObjective{
		Organization: v.ipa, Objective: objective, RatedBy: plan.RatedByOffice, Confidence: plan.Confidence(f.text("confidence")), Text: f.text("text"),
	})
	return v.here("rated", objective, place("o", objective)), err
}
