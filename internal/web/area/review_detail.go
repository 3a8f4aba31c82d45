package area

import (
	"html/template"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/words"
)

// reviewDetail is one update, with what its verdict needs.
type reviewDetail struct {
	ID, Code, Title       string
	Objective             string
	ObjectiveURL, PageURL string
	Place                 string // "2 di 9"; empty for one that does not wait
	Recorded              template.HTML
	Late                  template.HTML // the milestone is past its date
	Superseded            bool
	Question              *questionShown
	Delta                 []deltaRow
	Reason                string
	Decided               template.HTML
	Evidence              []evidenceRow
	NoEvidence            bool
	Note                  string
	Effect                *effectShown
	// Verdict is the one given already; empty where the update waits.
	Verdict, VerdictBy template.HTML
	VerdictNote        string
	Known              int64
	PostURL            string
	NoteField          field
	SkipURL, Next      string
	Earlier            []earlierRow
	EarlierMore        int
	Prev, Following    string // addresses, for the keys
}

type questionShown struct {
	Text  string
	Asked template.HTML
}

type deltaRow struct {
	Label                string
	Before, After, Moved template.HTML
	Same                 bool
}

type evidenceRow struct {
	Label, Text, URL, More string
}

// effectShown is what the update does to its objective. Widths are hundredths of the bar.
type effectShown struct {
	Text                   template.HTML
	Title                  string
	Before, After, Planned int
	HasPlanned             bool
}

type earlierRow struct {
	On      string
	What    template.HTML
	Note    string
	Verdict template.HTML
}

// mostEarlier bounds the updates before one that are shown with it.
const mostEarlier = 6

func (v *visit) reviewDetail(f *form, staff *board.Staff, queue []*desk.Waiting, id string) *reviewDetail {
	w, ok := desk.Reviewable(staff, id)
	if !ok {
		return nil
	}
	u, m := w.Update, w.Milestone
	d := &reviewDetail{
		ID: u.ID, Code: m.ID, Title: m.Title, Objective: w.Objective.Code + " " + w.Objective.Title,
		ObjectiveURL: v.objectiveURL(w.Objective), PageURL: v.milestoneURL(w.Objective, m), Superseded: w.Superseded,
		Reason: u.Reason, Delta: v.delta(u), Evidence: v.evidence(u.After.Evidence), Note: u.Note, PostURL: v.at("/verifica"),
	}
	d.NoEvidence = len(d.Evidence) == 0
	recorded := u.RecordedAt.In(v.site.Clock.Location)
	day := plan.DateOf(u.RecordedAt, v.site.Clock.Location)
	who := v.say.Plain("area.role." + string(u.ActorRole))
	d.Recorded = v.say.T("review.recorded", "who", who, "office", v.officeName(m.Status.Office), "day", day, "time", v.say.TimeOfDay(recorded.Format("15:04")))
	if u.EffectiveOn != day {
		d.Recorded += " " + v.say.T("review.effective", "day", u.EffectiveOn)
	}
	if m.Overdue {
		d.Late = v.say.N("review.late", m.DaysOverdue)
	}
	if meeting, ok := staff.Meeting(u.DecidedIn); ok && u.DecidedIn != "" {
		d.Decided = v.say.T("review.decided", "meeting", v.linkOr(v.meetingURL(staff, meeting.ID), meeting.Title), "day", meeting.HeldOn)
	}
	if w.Answers != nil {
		d.Question = v.questionShown(w.Answers)
	}
	d.Effect = v.effectShown(&staff.Content, u)
	v.addVerdict(d, staff, u)
	v.addPlace(d, queue)
	d.NoteField = f.fill(field{
		Name: "note", Label: v.say.Plain("review.note"), Hint: v.say.T("review.note.hint"), Type: "textarea", Rows: 3, Max: plan.MaxNote,
		Value: "",
	})
	v.addEarlier(d, staff, w)
	return d
}

func (v *visit) questionShown(q *desk.Question) *questionShown {
	return &questionShown{
		Text:  q.Review.Note,
		Asked: v.say.T("review.question", "day", plan.DateOf(q.Review.RecordedAt, v.site.Clock.Location), "change", v.change(q.Update)),
	}
}

func (v *visit) addVerdict(d *reviewDetail, staff *board.Staff, u *board.Update) {
	r, ok := staff.Reviews[u.ID]
	if !ok {
		return
	}
	d.Known, d.VerdictNote = r.Revision, r.Note
	d.Verdict = v.verdict(r.Verdict)
	d.VerdictBy = v.say.T("review.given", "who", v.say.Plain("area.role."+string(r.By.Role)), "when", v.moment(r.RecordedAt))
}

func (v *visit) verdict(given plan.Verdict) template.HTML {
	if given == plan.VerdictConfirmed {
		return sign("rw-saved", v.say.Plain("review.verdict.confirmed"), "a-ok")
	}
	return sign("fl-ask", v.say.Plain("review.verdict.questioned"), "a-warn")
}

// addPlace tells where the update is in the queue, and what comes next.
func (v *visit) addPlace(d *reviewDetail, queue []*desk.Waiting) {
	at := slices.IndexFunc(queue, func(w *desk.Waiting) bool { return w.Update.ID == d.ID })
	address := func(i int) string { return v.at("/verifica", paramUpdate, queue[i].Update.ID) }
	if at >= 0 {
		d.Place = v.say.Plain("review.place", "at", at+1, "of", len(queue))
		if at > 0 {
			d.Prev = address(at - 1)
		}
		if at+1 < len(queue) {
			d.Following = address(at + 1)
		}
	}
	if next := nextInQueue(queue, d.ID); next != "" {
		d.SkipURL = v.at("/verifica", paramUpdate, next)
		i := slices.IndexFunc(queue, func(w *desk.Waiting) bool { return w.Update.ID == next })
		d.Next = queue[i].Milestone.ID
	}
}

// delta compares what was there before with what the update left.
func (v *visit) delta(u *board.Update) []deltaRow {
	before, after := u.Before, u.After
	rows := []deltaRow{
		{
			Label: v.say.Plain("review.delta.state"), Before: v.state(before.State), After: v.state(after.State),
			Same: before.State == after.State,
		},
		{
			Label: v.say.Plain("review.delta.percent"), Before: text(v.say.Percent(before.Percent)), After: text(v.say.Percent(after.Percent)),
			Moved: v.pointsMoved(after.Percent - before.Percent), Same: before.Percent == after.Percent,
		},
	}
	if before.CompletedOn != (plan.Date{}) || after.CompletedOn != (plan.Date{}) {
		rows = append(rows, deltaRow{
			Label: v.say.Plain("review.delta.completed"), Before: v.dayOr(before.CompletedOn), After: v.dayOr(after.CompletedOn),
			Moved: v.fromDue(after), Same: before.CompletedOn == after.CompletedOn,
		})
	}
	due := deltaRow{
		Label: v.say.Plain("review.delta.due"), Before: v.dayOr(before.DueOn), After: v.dayOr(after.DueOn), Same: before.DueOn == after.DueOn,
	}
	if !due.Same && !before.DueOn.IsZero() && !after.DueOn.IsZero() {
		due.Moved = signedDays(v, after.DueOn.DaysSince(before.DueOn))
	}
	return append(rows, due)
}

func (v *visit) pointsMoved(n int) template.HTML {
	if n == 0 {
		return ""
	}
	if n > 0 {
		return text("+" + v.say.Language.Points(n))
	}
	return text("−" + v.say.Language.Points(-n))
}

// fromDue tells how far from its date a milestone was completed.
func (v *visit) fromDue(s plan.MilestoneStatus) template.HTML {
	if s.CompletedOn.IsZero() || s.DueOn.IsZero() {
		return ""
	}
	switch n := s.CompletedOn.DaysSince(s.DueOn); {
	case n > 0:
		return v.say.T("review.after_due", "days", words.Days(n))
	case n < 0:
		return v.say.T("review.before_due", "days", words.Days(-n))
	}
	return v.say.T("review.on_due")
}

func (v *visit) dayOr(d plan.Date) template.HTML {
	if d.IsZero() {
		return v.say.T("review.none")
	}
	return text(v.say.Date(d))
}

func (v *visit) state(s plan.MilestoneState) template.HTML {
	if s == "" {
		return v.say.T("review.none")
	}
	return sign("st-"+string(s), v.say.Plain("milestone.state."+string(s)), "a-st-"+string(s))
}

func (v *visit) evidence(e plan.Evidence) []evidenceRow {
	var rows []evidenceRow
	if e.Act != nil {
		rows = append(rows, evidenceRow{
			Label: v.say.Plain("review.evidence.act"), URL: e.Act.URL,
			Text: v.say.Plain("review.evidence.act.text", "kind", e.Act.Kind, "number", e.Act.Number, "day", e.Act.Date),
		})
	}
	if e.URL != "" {
		rows = append(rows, evidenceRow{Label: v.say.Plain("review.evidence.link"), Text: e.URL, URL: e.URL})
	}
	if e.Note != "" {
		rows = append(rows, evidenceRow{Label: v.say.Plain("review.evidence.note"), Text: e.Note})
	}
	return rows
}

func (v *visit) effectShown(c *board.Content, u *board.Update) *effectShown {
	e, ok := desk.EffectOf(c, u)
	if !ok || e.After.Shown < 0 {
		return nil
	}
	out := &effectShown{Before: max(e.Before.Shown, 0), After: e.After.Shown, Planned: e.After.ShownPlanned, HasPlanned: e.After.ShownPlanned >= 0}
	args := []any{"code", u.Objective, "before", words.Percent(out.Before), "after", words.Percent(out.After), "planned", words.Percent(max(out.Planned, 0))}
	key := "review.effect"
	if out.Before == out.After {
		key = "review.effect.same"
	}
	if !out.HasPlanned {
		key += ".unplanned"
	}
	out.Text, out.Title = v.say.T(key, args...), v.say.Plain(key, args...)
	return out
}

func (v *visit) addEarlier(d *reviewDetail, staff *board.Staff, w *desk.Waiting) {
	earlier := desk.EarlierThan(staff, w.Milestone, w.Update)
	d.EarlierMore = max(0, len(earlier)-mostEarlier)
	for _, e := range earlier[:min(mostEarlier, len(earlier))] {
		row := earlierRow{On: v.shortDay(e.Update.EffectiveOn), What: v.change(e.Update), Note: e.Update.Note}
		if e.Review != nil {
			row.Verdict = v.verdictOn(e)
		} else {
			row.Verdict = v.say.T("review.verdict.none")
		}
		d.Earlier = append(d.Earlier, row)
	}
}

func (v *visit) verdictOn(e desk.Earlier) template.HTML {
	day := func(t time.Time) string { return v.shortDay(plan.DateOf(t, v.site.Clock.Location)) }
	switch {
	case e.Review.Verdict == plan.VerdictConfirmed:
		return sign("rw-saved", v.say.Plain("review.earlier.confirmed", "day", day(e.Review.RecordedAt)), "a-ok")
	case e.Answer != nil:
		return sign("fl-ask", v.say.Plain("review.earlier.answered", "day", day(e.Review.RecordedAt), "answer", day(e.Answer.RecordedAt)), "a-warn")
	}
	return sign("fl-ask", v.say.Plain("review.earlier.asked", "day", day(e.Review.RecordedAt)), "a-warn")
}

// moment is an instant as people say it: "alle 16.20" of today, else the day.
func (v *visit) moment(t time.Time) string {
	day := plan.DateOf(t, v.site.Clock.Location)
	if day == v.today {
		return v.say.Plain("review.today_at", "time", v.say.TimeOfDay(t.In(v.site.Clock.Location).Format("15:04")))
	}
	return v.shortDay(day)
}

// shortDay is a day, without its year where that is this one.
func (v *visit) shortDay(d plan.Date) string {
	if d.Time().Year() == v.today.Time().Year() {
		return v.say.DayMonth(d)
	}
	return v.say.Date(d)
}
