package area

import (
	"html/template"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// workRow is one milestone of the list.
type workRow struct {
	ID        string // OB-01.3; the row has it as its id too, which letters and other pages lead to
	Title     string
	URL       string // of its public row; empty for what the public does not see
	Objective string
	Due       plan.Date
	When      template.HTML // "Scaduto da 12 giorni"
	State     plan.MilestoneState
	Percent   int
	Planned   int // -1: no date to plan by
	Bar       template.HTML
	Completed plan.Date
	// Evidence of a milestone that is done.
	Evidence    string
	EvidenceURL string
	Updated     plan.Date // the day from which the last update counts
	Signs       []template.HTML
	// Silent tells that today's "nessuna novità" is recorded, Saved what was recorded just
	// now.
	Silent, Saved template.HTML
	May           bool
	// MaySayNothing: there is somebody to say that there is nothing new, and something to
	// say it of.
	MaySayNothing bool
	Revision      int64
	OpenURL       string
	Nothing       part // the form of "nessuna novità"
	Form          *updateForm
}

func (v *visit) workRow(page *officeView, f *form, task *desk.Task) workRow {
	m := task.Milestone
	may := v.mayOn(tracker.OpMilestoneReport, m.Status.Office)
	row := workRow{
		ID: m.ID, Title: m.Title, URL: v.milestoneURL(task.Objective, m), Objective: task.Objective.Title,
		Due: m.Status.DueOn, When: v.whenDue(task), State: m.Status.State, Percent: m.Status.Percent, Planned: task.Planned,
		Bar: bar(m.Status.Percent, task.Planned), Completed: m.Status.CompletedOn, Updated: m.UpdatedOn, Signs: v.signsOf(task),
		May: may, MaySayNothing: may && task.Group.Open(), Revision: m.Revision,
		OpenURL: page.Action + query(paramOpen, m.ID) + "#" + m.ID,
		Nothing: v.part(f, partNothingNew, m.ID),
	}
	if row.State == plan.MilestoneDone {
		row.Evidence, row.EvidenceURL = v.evidenceText(m.Status.Evidence)
	}
	if task.SilentToday(v.today) {
		row.Silent = v.say.T("own.row.silent", "time", v.timeOf(task.Last.RecordedAt))
		row.MaySayNothing = false
	} else if v.asked(paramSaved) == m.ID && task.Last != nil {
		row.Saved = v.say.T("own.row.saved", "time", v.timeOf(task.Last.RecordedAt))
	}
	if may && v.opens(f, task) {
		row.Form = v.updateForm(f, task)
	}
	return row
}

// opens reports whether the form of a milestone is open: its address asks for it, or it was
// sent and is shown again.
func (v *visit) opens(f *form, task *desk.Task) bool {
	if !f.posted() {
		return v.asked(paramOpen) == task.Milestone.ID
	}
	switch f.text(fieldPart) {
	case partUpdate:
		return f.text(fieldObject) == task.Milestone.ID
	case partAnswer:
		return f.text(fieldStep) == stepOpen && v.asks(task, f.text(fieldObject))
	}
	return false
}

// bar draws what is done and what was planned of a milestone. The text beside it says the
// same.
func bar(percent, planned int) template.HTML {
	spec := chart.BarSpec{Actual: ratio(percent)}
	if planned >= 0 {
		spec.Planned = ratio(planned)
	}
	return chart.ThinBar(spec)
}

func ratio(percent int) *float64 {
	r := float64(percent) / 100
	return &r
}

// whenDue says how far off the date of an open milestone is.
func (v *visit) whenDue(task *desk.Task) template.HTML {
	m := task.Milestone
	switch {
	case task.Group == desk.GroupDone:
		return v.whenDone(m)
	case !task.Group.Open():
		return ""
	case m.Overdue:
		return sign("fl-overdue", v.say.Plain("own.row.overdue", "days", words.Days(m.DaysOverdue)), "a-bad")
	case task.Group == desk.GroupSoon:
		return v.inDays(m.Status.DueOn)
	}
	return ""
}

// whenDone says how far a finished milestone is from the date that it had first.
func (v *visit) whenDone(m *board.Milestone) template.HTML {
	switch slip := m.SlippageDays; {
	case slip == nil:
		return ""
	case *slip > 0:
		return v.say.T("own.row.late", "days", words.Days(*slip))
	case *slip < 0:
		return v.say.T("own.row.early", "days", words.Days(-*slip))
	}
	return v.say.T("own.row.on_time")
}

// evidenceText is what shows that something is done, in one line, with its address.
func (v *visit) evidenceText(e plan.Evidence) (text, address string) {
	switch {
	case e.Act != nil:
		text, address = v.actText(*e.Act), e.Act.URL
	case e.Note != "":
		text = e.Note
	case e.URL != "":
		text = v.say.Plain("own.row.evidence.link")
	}
	if address == "" {
		address = e.URL
	}
	return text, address
}

func (v *visit) actText(a plan.Act) string {
	return v.say.Plain("own.act", "kind", a.Kind, "number", a.Number, "day", v.say.Date(a.Date))
}

// inDays says how far off a day to come is.
func (v *visit) inDays(day plan.Date) template.HTML {
	switch n := day.DaysSince(v.today); {
	case n == 0:
		return v.say.T("own.in.today")
	case n == 1:
		return v.say.T("own.in.tomorrow")
	case n > 1:
		return v.say.T("own.in.days", "days", words.Days(n))
	}
	return ""
}

// signsOf are what asks for attention beside the date.
func (v *visit) signsOf(task *desk.Task) []template.HTML {
	var signs []template.HTML
	m := task.Milestone
	if n := len(task.Questions); n > 0 {
		signs = append(signs, sign("fl-ask", v.say.PlainN("own.row.questions", n), "a-warn"))
	}
	if m.Stale && task.Group.Open() {
		signs = append(signs, sign("fl-stale", v.say.Plain("own.row.stale", "days", words.Days(v.today.DaysSince(m.UpdatedOn))), "a-warn"))
	}
	switch {
	case task.Waiting > 0:
		signs = append(signs, sign("fl-review", v.say.Plain("own.row.waiting"), "a-dim"))
	case task.Last != nil && task.Last.Verdict == plan.VerdictConfirmed:
		signs = append(signs, sign("rw-saved", v.say.Plain("own.row.confirmed"), "a-ok"))
	}
	return signs
}

// timeOf is the time of day of an instant, as it is read here.
func (v *visit) timeOf(at time.Time) string {
	return v.say.TimeOfDay(at.In(v.site.Clock.Location).Format("15:04"))
}
