package board_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

var rome = mustRome()

func mustRome() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return loc
}

func day(s string) plan.Date {
	if s == "" {
		return plan.Date{}
	}
	d, err := plan.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// script writes a plan row by row, as its history went.
type script struct {
	rows board.Changes
	ids  int
}

func newScript() *script {
	return &script{rows: board.Changes{Organization: plan.Organization{ID: "c_test", Name: "Comune di prova", Revision: 1}}}
}

func (s *script) id(kind string) string {
	s.ids++
	return fmt.Sprintf("%s-%06d", kind, s.ids)
}

// at is the instant at which the next row is recorded: noon of the day, and a little
// later each time.
func (s *script) at(on string) time.Time {
	return day(on).Time().Add(12*time.Hour + time.Duration(s.ids)*time.Second)
}

func (s *script) office(code, name string) {
	s.rows.Offices = append(s.rows.Offices, plan.Office{Code: code, Name: name, Revision: s.rows.Organization.Revision})
}

func (s *script) objective(code, added string, terms plan.ObjectiveTerms) {
	if terms.Weight == 0 {
		terms.Weight = 1
	}
	if terms.Horizon == "" {
		terms.Horizon = plan.HorizonShort
	}
	if terms.State == "" {
		terms.State = plan.ObjectiveActive
	}
	s.rows.Objectives = append(s.rows.Objectives, plan.Objective{
		Code: code, Title: "Obiettivo " + code, AddedOn: day(added), Terms: terms, Revision: s.rows.Organization.Revision,
	})
	s.change(code, added, terms)
}

func (s *script) change(code, on string, terms plan.ObjectiveTerms) {
	s.rows.ObjectiveChanges = append(s.rows.ObjectiveChanges, plan.ObjectiveChange{
		ID: s.id("change"), Objective: code, EffectiveOn: day(on), RecordedAt: s.at(on), Terms: terms,
		Revision: s.rows.Organization.Revision,
	})
}

func (s *script) milestone(code string, number int, added, baseline, baselineSet string, status plan.MilestoneStatus) {
	if status.State == "" {
		status.State = plan.MilestonePlanned
	}
	if status.Weight == 0 {
		status.Weight = 1
	}
	s.rows.Milestones = append(s.rows.Milestones, plan.Milestone{
		Objective: code, Number: number, Title: fmt.Sprintf("Traguardo %d", number), AddedOn: day(added),
		BaselineDueOn: day(baseline), BaselineSetOn: day(baselineSet), Revision: s.rows.Organization.Revision,
	})
	s.update(code, number, added, added, plan.Update{Kind: plan.UpdateAdded, After: status})
}

func (s *script) update(code string, number int, effective, recorded string, u plan.Update) string {
	u.ID, u.Objective, u.Number = s.id("update"), code, number
	s.rows.Organization.Revision++
	u.EffectiveOn, u.RecordedAt, u.Revision = day(effective), s.at(recorded), s.rows.Organization.Revision
	u.By = plan.Signature{AccountID: "account-secret", Role: plan.RoleContributor}
	if u.Kind == "" {
		u.Kind = plan.UpdateReported
	}
	s.rows.Updates = append(s.rows.Updates, u)
	return u.ID
}

func (s *script) review(update, recorded string, verdict plan.Verdict) {
	s.rows.Reviews = append(s.rows.Reviews, plan.Review{
		ID: s.id("review"), UpdateID: update, Verdict: verdict, Note: "review-note-secret", RecordedAt: s.at(recorded),
		Revision: s.rows.Organization.Revision,
	})
}

func (s *script) board(t testing.TB, on, today string) *board.Board {
	t.Helper()
	ledger, err := board.NewLedger(s.rows)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.On(viewOf(on, today), nil)
}

func viewOf(on, today string) board.View {
	return board.View{Day: day(on), Today: day(today), Location: rome}
}

func mustMilestone(t testing.TB, c *board.Content, id string) *board.Milestone {
	t.Helper()
	m, ok := c.Milestone(id)
	if !ok {
		t.Fatalf("%s is not there on %s", id, c.Day)
	}
	return m
}

func status(state plan.MilestoneState, percent int, due string) plan.MilestoneStatus {
	s := plan.MilestoneStatus{Office: "tributi", Weight: 1, State: state, Percent: percent, DueOn: day(due)}
	return s
}

func done(due, completed string) plan.MilestoneStatus {
	s := status(plan.MilestoneDone, 100, due)
	s.CompletedOn, s.Evidence = day(completed), plan.Evidence{Note: "fatto"}
	return s
}
