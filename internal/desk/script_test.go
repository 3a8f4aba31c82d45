package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

var rome = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return loc
}()

// day reads a day, for tables; the empty string is no date.
func day(s string) plan.Date {
	var d plan.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		panic(s + ": " + err.Error())
	}
	return d
}

// today is the day that the tests look at, unless they say otherwise.
const today = "2026-11-20"

// script writes a plan row by row, as its history went. Each write has a revision of
// its own and is recorded a second after the one before.
type script struct {
	rows board.Changes
	ids  int
}

func newScript() *script {
	s := &script{rows: board.Changes{Organization: plan.Organization{ID: "c_test", Name: "Comune di prova", Revision: 1}}}
	for code, name := range map[string]string{"anagrafe": "Anagrafe", "cultura": "Cultura", "tributi": "Tributi"} {
		s.rows.Offices = append(s.rows.Offices, plan.Office{Code: code, Name: name, Revision: 1})
	}
	return s
}

func (s *script) write(kind string) (id string, revision int64) {
	s.ids++
	s.rows.Organization.Revision++
	return fmt.Sprintf("%s-%06d", kind, s.ids), s.rows.Organization.Revision
}

func (s *script) at(on plan.Date) time.Time {
	return on.Time().Add(9*time.Hour + time.Duration(s.ids)*time.Second)
}

// objective adds one that began with the year; state "" is active.
func (s *script) objective(code string, state plan.ObjectiveState) {
	if state == "" {
		state = plan.ObjectiveActive
	}
	id, revision := s.write("change")
	terms := plan.ObjectiveTerms{State: state, Weight: 1, Horizon: plan.HorizonShort, StartOn: day("2026-01-01"), LeadOffice: "anagrafe"}
	s.rows.Objectives = append(s.rows.Objectives, plan.Objective{Code: code, Title: "Obiettivo " + code, AddedOn: day("2026-01-01"), Terms: terms, Revision: revision})
	s.rows.ObjectiveChanges = append(s.rows.ObjectiveChanges, plan.ObjectiveChange{
		ID: id, Objective: code, EffectiveOn: day("2026-01-01"), RecordedAt: s.at(day("2026-01-01")), Terms: terms, Revision: revision,
	})
}

// milestone adds one with its due date as baseline.
func (s *script) milestone(id string, status plan.MilestoneStatus) {
	code, number, ok := plan.ParseMilestoneID(id)
	if !ok {
		panic(id)
	}
	_, revision := s.write("milestone")
	m := plan.Milestone{Objective: code, Number: number, Title: "Traguardo " + id, AddedOn: day("2026-01-01"), BaselineDueOn: status.DueOn, Revision: revision}
	s.rows.Milestones = append(s.rows.Milestones, m)
	s.update(id, "2026-01-01", plan.Update{Kind: plan.UpdateAdded, After: status})
}

// update adds an update effective on a day and recorded on it.
func (s *script) update(milestone, on string, u plan.Update) string {
	u.Objective, u.Number, _ = plan.ParseMilestoneID(milestone)
	u.ID, u.Revision = s.write("update")
	u.EffectiveOn, u.By = day(on), plan.Signature{AccountID: "a", Role: plan.RoleContributor}
	if u.RecordedAt.IsZero() {
		u.RecordedAt = s.at(day(on))
	}
	if u.Kind == "" {
		u.Kind = plan.UpdateReported
	}
	s.rows.Updates = append(s.rows.Updates, u)
	return u.ID
}

// report adds an update that leaves a status, with a note.
func (s *script) report(milestone, on string, after plan.MilestoneStatus, note string) string {
	return s.update(milestone, on, plan.Update{After: after, Note: note})
}

func (s *script) review(update, on string, verdict plan.Verdict, note string) {
	id, revision := s.write("review")
	s.rows.Reviews = append(s.rows.Reviews, plan.Review{
		ID: id, UpdateID: update, Verdict: verdict, Note: note, RecordedAt: s.at(day(on)), Revision: revision,
		By: plan.Signature{AccountID: "r", Role: plan.RoleReviewer},
	})
}

func (s *script) rating(objective string, by plan.RatedBy, confidence plan.Confidence) {
	id, revision := s.write("rating")
	s.rows.Ratings = append(s.rows.Ratings, plan.Rating{
		ID: id, Objective: objective, RatedBy: by, Confidence: confidence, Text: "perché sì", GivenOn: day("2026-11-01"),
		RecordedAt: s.at(day("2026-11-01")), Revision: revision,
	})
}

func (s *script) meeting(m plan.Meeting) string {
	m.ID, m.Revision = s.write("meeting")
	if m.Title == "" {
		m.Title = "Riunione del " + m.HeldOn.String()
	}
	s.rows.Meetings = append(s.rows.Meetings, m)
	return m.ID
}

func (s *script) action(a plan.Action) string {
	a.ID, a.Revision = s.write("action")
	if a.State == "" {
		a.State = plan.ActionOpen
	}
	s.rows.Actions = append(s.rows.Actions, a)
	return a.ID
}

// staff is what the staff sees of the plan on a day.
func (s *script) staff(t testing.TB, on string) *board.Staff {
	t.Helper()
	ledger, err := board.NewLedger(s.rows)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.On(board.View{Day: day(on), Today: day(today), Location: rome}, nil).Staff()
}

// status is one of the office anagrafe, with weight 1.
func status(state plan.MilestoneState, percent int, due string) plan.MilestoneStatus {
	return plan.MilestoneStatus{Office: "anagrafe", Weight: 1, State: state, Percent: percent, DueOn: day(due)}
}

func done(due, completed string) plan.MilestoneStatus {
	s := status(plan.MilestoneDone, 100, due)
	s.CompletedOn, s.Evidence = day(completed), plan.Evidence{Note: "fatto"}
	return s
}

func owned(office string, s plan.MilestoneStatus) plan.MilestoneStatus { s.Office = office; return s }

func ids[T any](list []T, of func(T) string) string {
	names := make([]string, len(list))
	for i, entry := range list {
		names[i] = of(entry)
	}
	return strings.Join(names, " ")
}

func milestoneIDs(list []*board.Milestone) string {
	return ids(list, func(m *board.Milestone) string { return m.ID })
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
