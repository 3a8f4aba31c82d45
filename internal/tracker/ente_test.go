package tracker_test

import (
	"context"
	"errors"
	"slices"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ente is one organization of a world, with the offices tributi and cultura.
type ente struct {
	*world
	id string
}

func (w *world) ente(id string) *ente {
	w.t.Helper()
	_, err := w.tracker.CreateOrganization(system, plan.Organization{ID: id, Name: "Comune di " + id})
	must(w.t, err)
	e := &ente{w, id}
	for _, code := range []string{"tributi", "cultura"} {
		e.office(code)
	}
	w.told.take()
	return e
}

// as is the context of somebody with a role in the ente; a contributor belongs to tributi.
func (e *ente) as(role plan.Role) context.Context {
	if role == plan.RoleSystem {
		return system
	}
	office := ""
	if role == plan.RoleContributor {
		office = "tributi"
	}
	return e.asOf(role, office, "account-"+string(role))
}

func (e *ente) asOf(role plan.Role, office, account string) context.Context {
	return plan.WithActor(context.Background(), plan.Actor{AccountID: account, Memberships: []plan.Membership{
		{Organization: e.id, Role: role, Office: office},
	}})
}

func (e *ente) editor() context.Context { return e.as(plan.RoleEditor) }

func (e *ente) office(code string) {
	e.t.Helper()
	_, err := e.tracker.CreateOffice(e.as(plan.RoleAdmin), e.id, plan.Office{Code: code, Name: "Ufficio " + code})
	must(e.t, err)
}

// objective adds one in a state, led by tributi.
func (e *ente) objective(code string, state plan.ObjectiveState) {
	e.t.Helper()
	_, err := e.tracker.CreateObjective(e.editor(), e.id, plan.Objective{Code: code, Title: "Obiettivo " + code, Terms: plan.ObjectiveTerms{
		State: state, Weight: 1, Horizon: plan.HorizonShort, LeadOffice: "tributi",
	}})
	must(e.t, err)
}

// milestone adds one of tributi, due so many days from today; 0 is no due date.
func (e *ente) milestone(objective string, dueIn int) string {
	e.t.Helper()
	cmd := e.newMilestone(objective)
	if dueIn != 0 {
		cmd.DueOn = e.clock.today().AddDays(dueIn)
	}
	receipt, err := e.tracker.CreateMilestone(e.editor(), cmd)
	must(e.t, err)
	return receipt.ID
}

func (e *ente) newMilestone(objective string) tracker.CreateMilestone {
	return tracker.CreateMilestone{Organization: e.id, Objective: objective, Title: "Un traguardo", Office: "tributi", Weight: 1}
}

func (e *ente) meeting() string {
	e.t.Helper()
	receipt, err := e.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "Una riunione", HeldOn: e.clock.today()})
	must(e.t, err)
	return receipt.ID
}

// report records an update as the editor.
func (e *ente) report(milestone string, r plan.Report) (tracker.Receipt, error) {
	return e.tracker.ReportUpdate(e.editor(), tracker.ReportUpdate{Organization: e.id, Milestone: milestone, Report: r})
}

func (e *ente) reported(milestone string, r plan.Report) tracker.Receipt {
	e.t.Helper()
	receipt, err := e.report(milestone, r)
	must(e.t, err)
	return receipt
}

// patchObjective changes an objective as the editor.
func (e *ente) patchObjective(cmd tracker.ChangeObjective) error {
	cmd.Organization = e.id
	_, err := e.tracker.ChangeObjective(e.editor(), cmd)
	return err
}

// patchMilestone changes a milestone as the editor.
func (e *ente) patchMilestone(cmd tracker.ChangeMilestone) error {
	cmd.Organization = e.id
	_, err := e.tracker.ChangeMilestone(e.editor(), cmd)
	return err
}

// changes are all rows of the ente newer than a revision.
func (e *ente) changes(since int64) board.Changes {
	e.t.Helper()
	c, err := e.store.Changes(context.Background(), e.id, since)
	must(e.t, err)
	return c
}

func (e *ente) revision() int64 {
	e.t.Helper()
	r, err := e.store.Revision(context.Background(), e.id)
	must(e.t, err)
	return r
}

// on is the board of a day, read anew; the zero day is today.
func (e *ente) on(day plan.Date) *board.Board {
	e.t.Helper()
	ledger, err := board.NewLedger(e.changes(0))
	must(e.t, err)
	today := e.clock.today()
	if day.IsZero() {
		day = today
	}
	return ledger.On(board.View{Day: day, Today: today, Location: e.clock.rome}, nil)
}

// milestoneOn is a milestone as the board shows it on a day.
func (e *ente) milestoneOn(id string, day plan.Date) *board.Milestone {
	e.t.Helper()
	m, ok := e.on(day).Staff().Milestone(id)
	if !ok {
		e.t.Fatalf("milestone %s is not on the board of %s", id, day)
	}
	return m
}

// stored is a milestone as it is in the database; its status is not in it.
func (e *ente) stored(id string) plan.Milestone {
	e.t.Helper()
	changes := e.changes(0)
	all := changes.Milestones
	i := slices.IndexFunc(all, func(m plan.Milestone) bool { return m.ID() == id })
	if i < 0 {
		e.t.Fatalf("there is no milestone %s", id)
	}
	for _, u := range changes.Updates { // its revision is that of its row, or of the update recorded last
		if u.Milestone() == id {
			all[i].Revision = max(all[i].Revision, u.Revision)
		}
	}
	return all[i]
}

// whole fails unless every chain of the installation verifies.
func (w *world) whole() {
	w.t.Helper()
	reports, err := w.tracker.VerifyAudit(system)
	must(w.t, err)
	for _, r := range reports {
		if r.Broken != "" {
			w.t.Errorf("the audit chain of %s: %s", r.Organization, r.Broken)
		}
	}
}

func blames(err error, location, rule string) bool {
	var refusal *plan.Error
	return errors.As(err, &refusal) && slices.ContainsFunc(refusal.Fields, func(f plan.FieldError) bool {
		return f.Location == location && f.Rule == rule
	})
}

func opt[T any](v T) plan.Opt[T] { return plan.Some(v) }

func evidence(note string) plan.Opt[plan.Evidence] { return plan.Some(plan.Evidence{Note: note}) }

// value fails unless a figure is there and is the one wanted.
func value(t rapid.TB, what string, got *float64, want float64) {
	t.Helper()
	if got == nil || *got < want-1e-12 || *got > want+1e-12 {
		if got == nil {
			t.Errorf("%s is not assessed, want %v", what, want)
			return
		}
		t.Errorf("%s is %v, want %v", what, *got, want)
	}
}
