package board_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// world is a plan to which anything may happen, one write after another, over a
// quarter of a year: short enough for days to coincide.
type world struct {
	rows  board.Changes
	today plan.Date
	ids   int
	// secret, if set, makes the texts that may never be published: it is told what the
	// text is, and what it says is unlike anything else.
	secret func(what string) string
}

var (
	worldStart = day("2026-01-01")
	worldToday = day("2026-03-31")
)

func newWorld() *world {
	return &world{
		rows:  board.Changes{Organization: plan.Organization{ID: "c_test", Name: "Comune di prova"}},
		today: worldToday, secret: func(what string) string { return "secret " + what },
	}
}

func (w *world) id(kind string) string {
	w.ids++
	return fmt.Sprintf("%s-%06d", kind, w.ids)
}

func drawDay(t *rapid.T, label string) plan.Date {
	return worldStart.AddDays(rapid.IntRange(0, worldToday.DaysSince(worldStart)).Draw(t, label))
}

func maybeDay(t *rapid.T, label string) plan.Date {
	if rapid.IntRange(0, 3).Draw(t, label+" there") == 0 {
		return plan.Date{}
	}
	return drawDay(t, label)
}

// recorded is an instant of the last day: history is written today, about any day.
func (w *world) recorded() time.Time {
	return w.today.Time().Add(10*time.Hour + time.Duration(w.ids)*time.Second)
}

var officeCodes = []string{"anagrafe", "cultura", "tributi"}

func (w *world) drawTerms(t *rapid.T) plan.ObjectiveTerms {
	return plan.ObjectiveTerms{
		State:   rapid.SampledFrom(append(slices.Clone(plan.ObjectiveStates), plan.ObjectiveActive, plan.ObjectiveActive)).Draw(t, "state"),
		Weight:  rapid.Float64Range(0.1, 10).Draw(t, "weight"),
		Horizon: rapid.SampledFrom(plan.Horizons).Draw(t, "horizon"),
		StartOn: maybeDay(t, "objective start"), DueOn: maybeDay(t, "objective due"),
		LeadOffice: rapid.SampledFrom(officeCodes).Draw(t, "lead office"),
	}
}

// changeOfTerms changes one thing of the terms, as most changes do, or all of them.
func (w *world) changeOfTerms(t *rapid.T, of plan.Objective) plan.ObjectiveTerms {
	terms, drawn := of.Terms, w.drawTerms(t)
	switch rapid.IntRange(0, 3).Draw(t, "change") {
	case 0:
		terms.Weight = drawn.Weight
	case 1:
		terms.State = drawn.State
	case 2:
		terms.StartOn = drawn.StartOn
	default:
		terms = drawn
	}
	return terms
}

func (w *world) drawStatus(t *rapid.T) plan.MilestoneStatus {
	s := plan.MilestoneStatus{
		Office: rapid.SampledFrom(officeCodes).Draw(t, "office"), Weight: rapid.Float64Range(0.1, 10).Draw(t, "weight"),
		StartOn: maybeDay(t, "start"), DueOn: maybeDay(t, "due"),
		State: rapid.SampledFrom(plan.MilestoneStates).Draw(t, "state"), Percent: rapid.IntRange(0, 99).Draw(t, "percent"),
	}
	if s.State == plan.MilestoneDone {
		s.Percent, s.CompletedOn, s.Evidence = 100, drawDay(t, "completed"), plan.Evidence{Note: "prova"}
	}
	return s
}

// step makes one write, with one or a few rows.
func (w *world) step(t *rapid.T) {
	w.rows.Organization.Revision++
	for range rapid.IntRange(1, 3).Draw(t, "rows") {
		w.row(t)
	}
}

func (w *world) row(t *rapid.T) {
	r, revision := &w.rows, w.rows.Organization.Revision
	kind := rapid.SampledFrom([]string{
		"office", "objective", "milestone", "milestone", "terms", "update", "update", "update", "describe objective",
		"describe milestone", "review", "rating", "meeting", "meeting", "action", "order", "milestone order", "sector", "texts", "publication",
	}).Draw(t, "row")
	switch {
	case kind == "office":
		o := plan.Office{Code: rapid.SampledFrom(officeCodes).Draw(t, "code"), Revision: revision}
		o.Name = fmt.Sprintf("Ufficio %d", rapid.IntRange(0, 5).Draw(t, "name"))
		if rapid.IntRange(0, 4).Draw(t, "remove") == 0 {
			o.RemovedOn = drawDay(t, "removed")
			o.MergedInto = rapid.SampledFrom(append([]string{""}, officeCodes...)).Draw(t, "into")
		}
		put(&r.Offices, o, func(a plan.Office) bool { return a.Code == o.Code })
	case kind == "objective" || len(r.Objectives) == 0:
		o := plan.Objective{
			Code: fmt.Sprintf("OB-%02d", rapid.IntRange(1, 30).Draw(t, "code")), AddedOn: drawDay(t, "added"),
			Terms: w.drawTerms(t), Revision: revision,
		}
		if slices.ContainsFunc(r.Objectives, func(a plan.Objective) bool { return a.Code == o.Code }) {
			return
		}
		o.Title = "Obiettivo " + o.Code
		r.Objectives = append(r.Objectives, o)
		w.addTerms(o.Code, o.AddedOn, o.Terms)
	case kind == "milestone" || len(r.Milestones) == 0:
		of := rapid.SampledFrom(r.Objectives).Draw(t, "objective")
		m := plan.Milestone{Objective: of.Code, Number: rapid.IntRange(1, 12).Draw(t, "number"), AddedOn: drawDay(t, "added"), Revision: revision}
		if slices.ContainsFunc(r.Milestones, func(a plan.Milestone) bool { return a.ID() == m.ID() }) {
			return
		}
		m.Title = "Traguardo " + m.ID()
		r.Milestones = append(r.Milestones, m)
		w.addUpdate(t, m, plan.UpdateAdded, m.AddedOn)
	case kind == "sector":
		s := plan.Sector{
			Code: rapid.SampledFrom([]string{"turismo", "cultura", "imprese"}).Draw(t, "sector"), Name: fmt.Sprintf("Settore %d", revision),
			Position: rapid.IntRange(1, 3).Draw(t, "position"), Hidden: rapid.Bool().Draw(t, "hidden"), Revision: revision,
		}
		put(&r.Sectors, s, func(a plan.Sector) bool { return a.Code == s.Code })
	case kind == "texts":
		r.Texts = &plan.Texts{Introduction: fmt.Sprintf("Testo %d", revision), Revision: revision}
	case kind == "publication":
		r.Publication = &plan.Publication{
			HideRatings: rapid.Bool().Draw(t, "hide ratings"), HideParticipants: rapid.Bool().Draw(t, "hide participants"),
			HideNotes: rapid.Bool().Draw(t, "hide notes"), Revision: revision,
		}
	case kind == "order":
		codes := rapid.Permutation(w.rows.Objectives).Draw(t, "order")
		order := plan.ObjectiveOrder{Revision: revision}
		for _, o := range codes[:rapid.IntRange(0, len(codes)).Draw(t, "named")] {
			order.Codes = append(order.Codes, o.Code)
		}
		r.ObjectiveOrder = &order
	case kind == "milestone order":
		o := &r.Objectives[rapid.IntRange(0, len(r.Objectives)-1).Draw(t, "objective")]
		o.MilestoneOrder, o.Revision = rapid.SliceOfDistinct(rapid.IntRange(1, 12), rapid.ID).Draw(t, "milestones"), revision
	case kind == "terms":
		of := rapid.SampledFrom(r.Objectives).Draw(t, "objective")
		w.addTerms(of.Code, drawDay(t, "effective"), w.changeOfTerms(t, of))
	case kind == "describe objective":
		i := rapid.IntRange(0, len(r.Objectives)-1).Draw(t, "objective")
		r.Objectives[i].Title, r.Objectives[i].Revision = fmt.Sprintf("Titolo %d", revision), revision
		r.Objectives[i].RemovedOn = w.drawRemoval(t)
	case kind == "describe milestone":
		m := &r.Milestones[rapid.IntRange(0, len(r.Milestones)-1).Draw(t, "milestone")]
		m.Title, m.Revision = fmt.Sprintf("Titolo %d", revision), revision
		m.RemovedOn = w.drawRemoval(t)
		if m.BaselineDueOn.IsZero() {
			m.BaselineDueOn = drawDay(t, "baseline")
			m.BaselineSetOn = drawDay(t, "baseline set")
		}
	case kind == "review" && len(r.Updates) > 0:
		u := rapid.SampledFrom(r.Updates).Draw(t, "update")
		review := plan.Review{
			ID: w.id("review"), UpdateID: u.ID, Verdict: rapid.SampledFrom([]plan.Verdict{plan.VerdictConfirmed, plan.VerdictQuestioned}).Draw(t, "verdict"),
			Note: w.secret("review note"), RecordedAt: drawDay(t, "reviewed").Time().Add(9 * time.Hour), Revision: revision,
			By: plan.Signature{AccountID: w.secret("account"), Role: plan.RoleReviewer},
		}
		r.Reviews = append(r.Reviews, review)
	case kind == "rating":
		r.Ratings = append(r.Ratings, plan.Rating{
			ID: w.id("rating"), Objective: rapid.SampledFrom(r.Objectives).Draw(t, "objective").Code,
			RatedBy:    rapid.SampledFrom([]plan.RatedBy{plan.RatedByOffice, plan.RatedByReviewer}).Draw(t, "side"),
			Confidence: plan.ConfidenceAmber, Text: "giudizio", GivenOn: drawDay(t, "given"), RecordedAt: w.recorded(), Revision: revision,
			By: plan.Signature{AccountID: w.secret("account"), Role: plan.RoleReviewer},
		})
	case kind == "meeting" || len(r.Meetings) == 0:
		w.putMeeting(t)
	case kind == "action":
		w.putAction(t)
	default:
		w.addUpdate(t, rapid.SampledFrom(r.Milestones).Draw(t, "milestone"), plan.UpdateReported, drawDay(t, "effective"))
	}
}

func (w *world) drawRemoval(t *rapid.T) plan.Date {
	if rapid.IntRange(0, 2).Draw(t, "remove") > 0 {
		return plan.Date{}
	}
	return drawDay(t, "removed")
}

func (w *world) addTerms(code string, on plan.Date, terms plan.ObjectiveTerms) {
	w.rows.ObjectiveChanges = append(w.rows.ObjectiveChanges, plan.ObjectiveChange{
		ID: w.id("change"), Objective: code, EffectiveOn: on, RecordedAt: w.recorded(), Terms: terms,
		Revision: w.rows.Organization.Revision, By: plan.Signature{AccountID: w.secret("account"), Role: plan.RoleEditor},
	})
}

func (w *world) addUpdate(t *rapid.T, m plan.Milestone, kind plan.UpdateKind, on plan.Date) {
	if kind == plan.UpdateReported && rapid.IntRange(0, 3).Draw(t, "revised") == 0 {
		kind = plan.UpdateRevised
	}
	u := plan.Update{
		ID: w.id("update"), Objective: m.Objective, Number: m.Number, Kind: kind, RecordedAt: w.recorded(),
		EffectiveOn: plan.Latest(on, m.AddedOn), After: w.drawStatus(t), Revision: w.rows.Organization.Revision,
		Reason: rapid.SampledFrom([]string{"", "motivo"}).Draw(t, "reason"), Note: "nota", Source: rapid.SampledFrom([]string{"", "piano.csv"}).Draw(t, "source"), AfterBaseline: rapid.Bool().Draw(t, "after the baseline"),
		By: plan.Signature{AccountID: w.secret("account"), Role: plan.RoleContributor},
	}
	if len(w.rows.Meetings) > 0 && rapid.Bool().Draw(t, "decided") {
		u.DecidedIn = rapid.SampledFrom(w.rows.Meetings).Draw(t, "decided in").ID
	}
	w.rows.Updates = append(w.rows.Updates, u)
}

// drawTarget is what a decision or an action points at.
func (w *world) drawTarget(t *rapid.T) (objective, milestone string) {
	if len(w.rows.Objectives) > 0 && rapid.Bool().Draw(t, "about an objective") {
		objective = rapid.SampledFrom(w.rows.Objectives).Draw(t, "objective").Code
	}
	if len(w.rows.Milestones) > 0 && rapid.Bool().Draw(t, "about a milestone") {
		milestone = rapid.SampledFrom(w.rows.Milestones).Draw(t, "milestone").ID()
	}
	return objective, milestone
}

func (w *world) putMeeting(t *rapid.T) {
	m := plan.Meeting{
		ID: w.id("meeting"), State: rapid.SampledFrom(plan.MeetingStates).Draw(t, "state"), HeldOn: drawDay(t, "held"),
		Offices: rapid.SliceOfDistinct(rapid.SampledFrom(officeCodes), rapid.ID).Draw(t, "offices"),
		Minutes: "verbale", MinutesApproved: rapid.Bool().Draw(t, "approved"), Published: rapid.Bool().Draw(t, "published"),
		RemovedOn: w.drawRemoval(t), Revision: w.rows.Organization.Revision,
	}
	if n := len(w.rows.Meetings); n > 0 && rapid.Bool().Draw(t, "change one") {
		m.ID = w.rows.Meetings[rapid.IntRange(0, n-1).Draw(t, "meeting")].ID
	}
	m.Title, m.Agenda = "Riunione "+m.ID, "ordine del giorno"
	if !m.MinutesApproved {
		m.Minutes = w.secret("minutes")
	}
	if !m.Published {
		m.Title, m.Agenda, m.Place = w.secret("title"), w.secret("agenda"), w.secret("place")
	}
	m.Notes = []plan.PointNotes{{Text: w.secret("notes")}}
	m.Participants = []plan.Participant{{Role: "dirigente", Attendance: plan.AttendancePresent}, {Role: "altro", Attendance: plan.AttendanceAbsent}}
	for range rapid.IntRange(0, 2).Draw(t, "decisions") {
		d := plan.Decision{ID: w.id("decision"), Text: "decisione", Revision: m.Revision}
		if !m.Published || m.State == plan.MeetingScheduled {
			d.Text = w.secret("decision")
		}
		d.Objective, d.Milestone = w.drawTarget(t)
		m.Decisions = append(m.Decisions, d)
	}
	put(&w.rows.Meetings, m, func(a plan.Meeting) bool { return a.ID == m.ID })
}

func (w *world) putAction(t *rapid.T) {
	a := plan.Action{
		ID: w.id("action"), Meeting: rapid.SampledFrom(w.rows.Meetings).Draw(t, "meeting").ID, Title: "azione",
		Office: rapid.SampledFrom(officeCodes).Draw(t, "office"), DueOn: drawDay(t, "due"),
		State:     rapid.SampledFrom(plan.ActionStates).Draw(t, "state"),
		RemovedOn: w.drawRemoval(t), Revision: w.rows.Organization.Revision,
	}
	if a.State == plan.ActionDone {
		a.CompletedOn = drawDay(t, "completed")
	}
	if n := len(w.rows.Actions); n > 0 && rapid.Bool().Draw(t, "change one") {
		a.ID = w.rows.Actions[rapid.IntRange(0, n-1).Draw(t, "action")].ID
	}
	a.Objective, a.Milestone = w.drawTarget(t)
	of := w.rows.Meetings[slices.IndexFunc(w.rows.Meetings, func(m plan.Meeting) bool { return m.ID == a.Meeting })]
	if len(of.Decisions) > 0 {
		a.Decision = rapid.SampledFrom(of.Decisions).Draw(t, "decision").ID
	}
	put(&w.rows.Actions, a, func(b plan.Action) bool { return b.ID == a.ID })
}

func put[T any](rows *[]T, row T, same func(T) bool) {
	if i := slices.IndexFunc(*rows, same); i >= 0 {
		(*rows)[i] = row
		return
	}
	*rows = append(*rows, row)
}
