package tracker_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// anApplication is a row as the open data have it: funded, nothing paid yet.
func anApplication() tracker.Application {
	return tracker.Application{
		Line: 2, MeasureCode: "1.4.3", Measure: "1.4.3 Adozione PagoPA e AppIO", Call: "1.4.3 - pagoPA - Comuni - Aprile 2022",
		Decree: "Decreto n.23 - 1 / 2022 - PNRR", CUP: "G31F22000130006", AmountCents: 34_599_00,
		AppliedOn: plan.NewDate(2022, 4, 29), AssignedOn: plan.NewDate(2022, 7, 13), State: plan.FundingAssigned, StateOn: plan.NewDate(2022, 7, 13),
	}
}

// importWrites are the writes of a story on imports.
func importWrites() []write {
	return []write{{rule: "the editor imports an application", op: tracker.OpImportRun, by: plan.RoleEditor, object: "import", keep: "import", id: "import",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			done, err := s.through.ImportApplications(ctx, tracker.ImportApplications{
				Organization: s.id, Source: "candidature_finanziate_143.csv", Rows: []tracker.Application{anApplication()}})
			if err == nil {
				s.known["import"] = done.Receipt.ID
			}
			return done.Receipt, err
		}}}
}

// imports takes rows over as the editor and gives what became of them.
func (e *ente) imports(rows ...tracker.Application) []tracker.ImportedApplication {
	e.t.Helper()
	done, err := e.tracker.ImportApplications(e.editor(), tracker.ImportApplications{Organization: e.id, Source: "test.csv", Rows: rows})
	must(e.t, err)
	if len(done.Rows) != len(rows) {
		e.t.Fatalf("%d rows came to %d outcomes", len(rows), len(done.Rows))
	}
	return done.Rows
}

func (e *ente) wantOutcome(what string, want plan.ImportOutcome, rows ...tracker.Application) {
	e.t.Helper()
	for _, r := range e.imports(rows...) {
		if r.Outcome != want {
			e.t.Errorf("%s: %s (%s), want %s", what, r.Outcome, r.Why, want)
		}
	}
}

// standings is how the milestones of an objective stand, in their order.
func (e *ente) standings(objective string, on plan.Date) []string {
	e.t.Helper()
	var all []string
	for _, o := range e.on(on).Staff().Objectives {
		if o.Code != objective {
			continue
		}
		for _, m := range o.Milestones {
			all = append(all, fmt.Sprintf("%s %s", m.Status.State, m.Status.CompletedOn))
		}
	}
	return all
}

func (e *ente) money() plan.Money { return board.MoneyOf(e.on(plan.Date{}).Staff().Fundings) }

// TestAnApplicationBecomesWhatItsRowSays: state by state, with the days of the data and no
// others.
func TestAnApplicationBecomesWhatItsRowSays(t *testing.T) {
	paid := func(a *tracker.Application) { a.State, a.StateOn = plan.FundingPaid, plan.NewDate(2023, 10, 26) }
	for _, tc := range []struct {
		rule   string
		change func(*tracker.Application)
		want   []string
		money  plan.Money
	}{
		{"assigned: two steps done, three open without a date", func(*tracker.Application) {},
			[]string{"done 2022-04-29", "done 2022-07-13", "planned ", "planned ", "planned "},
			plan.Money{Assigned: 34_599_00, AssignedCount: 1}},
		{"paid: three steps done", paid,
			[]string{"done 2022-04-29", "done 2022-07-13", "done 2023-10-26"}, plan.Money{Paid: 34_599_00, PaidCount: 1}},
		{"withdrawn: nothing counts", func(a *tracker.Application) { a.State, a.StateOn = plan.FundingWithdrawn, plan.NewDate(2023, 1, 2) },
			[]string{"cancelled ", "cancelled "}, plan.Money{Withdrawn: 34_599_00, WithdrawnCount: 1}},
		{"withdrawn, nobody knows when", func(a *tracker.Application) { a.State, a.StateOn = plan.FundingWithdrawn, plan.Date{} },
			[]string{"cancelled ", "cancelled "}, plan.Money{Withdrawn: 34_599_00, WithdrawnCount: 1}},
		{"paid, nobody knows when: on the day of the import", func(a *tracker.Application) { paid(a); a.StateOn = plan.Date{} },
			[]string{"done 2022-04-29", "done 2022-07-13", "done 2026-03-02"}, plan.Money{Paid: 34_599_00, PaidCount: 1}},
		{"the application's day is not known", func(a *tracker.Application) { a.AppliedOn = plan.Date{} },
			[]string{"done 2022-07-13", "planned ", "planned ", "planned "}, plan.Money{Assigned: 34_599_00, AssignedCount: 1}},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			onBoth(t, func(t *testing.T, w *world) {
				e := w.ente("c_m403")
				a := anApplication()
				tc.change(&a)
				e.wantOutcome("first", plan.RowCreated, a)
				same(t, "the milestones", e.standings("PNRR-1-4-3", plan.Date{}), tc.want)
				same(t, "the money", e.money(), tc.money)
				before := w.dump()
				w.told.take()
				w.clock.days(1)
				e.wantOutcome("again", plan.RowUnchanged, a)
				w.untouched("the second run", before)
				e.whole()
			})
		})
	}
}

// TestTheObjectiveOfAMeasure: its code, its office, its health without any due date, and the
// past that the data tell.
func TestTheObjectiveOfAMeasure(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.imports(anApplication())
		staff := e.on(plan.Date{}).Staff()
		o := find(t, staff.Objectives, func(o *board.Objective) bool { return o.Code == "PNRR-1-4-3" })
		if o.Title != "1.4.3 Adozione PagoPA e AppIO" || o.Terms.State != plan.ObjectiveActive ||
			o.Terms.Horizon != plan.HorizonMedium || o.Terms.LeadOffice != tracker.PlaceholderOffice {
			t.Errorf("the objective is %+v", o)
		}
		if p := e.on(plan.Date{}).Report().Organization; p.Actual == nil || *p.Actual != 0.4 || p.Planned != nil || p.Counts.Undated != 5 {
			t.Errorf("the ente's figures: %+v", p)
		}
		same(t, "before the decree", e.standings("PNRR-1-4-3", plan.NewDate(2022, 5, 1)), []string{"done 2022-04-29", "planned ", "planned ", "planned ", "planned "})
		if got := e.standings("PNRR-1-4-3", plan.NewDate(2022, 4, 28)); got != nil {
			t.Errorf("before the application there is %v", got)
		}
		older := anApplication()
		older.CUP, older.AppliedOn = "G31F22000140006", plan.NewDate(2022, 4, 4)
		e.wantOutcome("one that came before", plan.RowCreated, older)
		if got := e.standings("PNRR-1-4-3", plan.NewDate(2022, 4, 5)); len(got) != 5 {
			t.Errorf("the objective does not begin with its earliest application: %v", got)
		}
		_, err := w.tracker.ImportApplications(e.editor(), tracker.ImportApplications{Organization: e.id, Office: "nessuno", Rows: []tracker.Application{older}})
		refusedField(t, "an office that is not there", err, "office", "office.unknown")
		given := anApplication()
		given.MeasureCode, given.Measure, given.Call = "1.2", "1.2 Cloud", "1.2 Abilitazione al cloud"
		_, err = w.tracker.ImportApplications(e.editor(), tracker.ImportApplications{Organization: e.id, Office: "tributi", Rows: []tracker.Application{given}})
		must(t, err)
		if o := find(t, e.on(plan.Date{}).Staff().Objectives, func(o *board.Objective) bool { return o.Code == "PNRR-1-2" }); o.Terms.LeadOffice != "tributi" {
			t.Errorf("the office that was given is not the lead: %s", o.Terms.LeadOffice)
		}
	})
}

// TestANewerFileMovesThePlan: what changed between two files is an update of the data's day;
// an older file takes nothing back.
func TestANewerFileMovesThePlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		old := anApplication()
		e.imports(old)
		paid := old
		paid.State, paid.StateOn = plan.FundingPaid, plan.NewDate(2023, 10, 26)
		e.wantOutcome("paid since", plan.RowUpdated, paid)
		want := []string{"done 2022-04-29", "done 2022-07-13", "done 2023-10-26", "done 2023-10-26", "done 2023-10-26", "done 2023-10-26"}
		same(t, "today", e.standings("PNRR-1-4-3", plan.Date{}), want)
		same(t, "the day before", e.standings("PNRR-1-4-3", plan.NewDate(2023, 10, 25)), []string{"done 2022-04-29", "done 2022-07-13", "planned ", "planned ", "planned "})
		same(t, "the money", e.money(), plan.Money{Paid: 34_599_00, PaidCount: 1})
		before := w.dump()
		w.told.take()
		e.wantOutcome("the same file", plan.RowUnchanged, paid)
		e.wantOutcome("the older file", plan.RowUnchanged, old)
		w.untouched("neither", before)

		gone := anApplication()
		gone.CUP = "G31F22000140006"
		e.imports(gone)
		gone.State, gone.StateOn = plan.FundingWithdrawn, plan.NewDate(2024, 1, 2)
		e.wantOutcome("withdrawn since", plan.RowUpdated, gone)
		if got := e.standings("PNRR-1-4-3", plan.Date{}); len(got) != 11 || slices.ContainsFunc(got[6:], func(s string) bool { return s != "cancelled " }) {
			t.Errorf("the withdrawn one's steps: %v", got)
		}
		again := gone
		again.AssignedOn, again.State, again.StateOn = plan.NewDate(2024, 6, 1), plan.FundingAssigned, plan.NewDate(2024, 6, 1)
		e.wantOutcome("the same CUP, funded again", plan.RowCreated, again)
		same(t, "the money", e.money(), plan.Money{Paid: 34_599_00, PaidCount: 1, Withdrawn: 34_599_00, WithdrawnCount: 1, Assigned: 34_599_00, AssignedCount: 1})
		e.whole()
	})
}

// TestWhatPeopleChangedStays, field by field; the rest follows the file.
func TestWhatPeopleChangedStays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a := anApplication()
		e.imports(a)
		f := e.changes(0).Fundings[0]
		_, err := w.tracker.ChangeFunding(e.editor(), tracker.ChangeFunding{Organization: e.id, ID: f.ID, AmountCents: opt(int64(30_000_00))})
		must(t, err)
		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: "PNRR-1-4-3.3", Title: opt("Contratto firmato"), Office: opt("tributi")}))
		e.reported("PNRR-1-4-3.4", plan.Report{Percent: opt(40)})
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "PNRR-1-4-3", Title: opt("Pagare online"), LeadOffice: opt("cultura")}))

		a.State, a.StateOn, a.AmountCents = plan.FundingPaid, plan.NewDate(2025, 10, 26), 34_000_00
		rows := e.imports(a)
		if rows[0].Outcome != plan.RowUpdated || rows[0].Why == "" {
			t.Errorf("the outcome does not tell what stayed: %+v", rows[0])
		}
		same(t, "the milestones", e.standings("PNRR-1-4-3", plan.Date{}),
			[]string{"done 2022-04-29", "done 2022-07-13", "done 2025-10-26", "in_progress ", "done 2025-10-26", "done 2025-10-26"})
		same(t, "the money", e.money(), plan.Money{Paid: 30_000_00, PaidCount: 1})
		staff := e.on(plan.Date{}).Staff()
		milestone := func(id string) *board.Milestone {
			return find(t, find(t, staff.Objectives, func(o *board.Objective) bool { return o.Code == "PNRR-1-4-3" }).Milestones,
				func(m *board.Milestone) bool { return m.ID == id })
		}
		for _, u := range milestone("PNRR-1-4-3.6").Updates {
			if u.Source == "" {
				t.Errorf("nothing says that a file tells the update %+v", u)
			}
		}
		contract := milestone("PNRR-1-4-3.3")
		if contract.Title != "Contratto firmato" || contract.Status.Office != "tributi" {
			t.Errorf("the contract is %+v", contract)
		}
		if paid := milestone("PNRR-1-4-3.6"); paid.Status.Office != "cultura" {
			t.Errorf("a new step goes to %s, want the lead office", paid.Status.Office)
		}
		if o := find(t, e.changes(0).Objectives, func(o plan.Objective) bool { return o.Code == "PNRR-1-4-3" }); o.Title != "Pagare online" {
			t.Errorf("the title is %q again", o.Title)
		}
		before := w.dump()
		w.told.take()
		e.wantOutcome("again", plan.RowUnchanged, a)
		w.untouched("the second run", before)

		_, err = w.tracker.RemoveFunding(e.editor(), e.id, f.ID, 0)
		must(t, err)
		a.StateOn = plan.NewDate(2025, 11, 1)
		e.wantOutcome("a funding that was removed", plan.RowUnchanged, a)
		_, err = w.tracker.RemoveObjective(e.editor(), e.id, "PNRR-1-4-3", 0)
		must(t, err)
		other := anApplication()
		other.CUP = "G31F22000140006"
		e.wantOutcome("an application of a measure that was removed", plan.RowRefused, other)
		e.whole()
	})
}

// TestRowsAreRefusedOneByOne: a broken row takes no other with it, and leaves nothing.
func TestRowsAreRefusedOneByOne(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		bad := func(change func(*tracker.Application)) tracker.Application {
			a := anApplication()
			a.MeasureCode, a.Measure = "9.9", "9.9 Nessuna"
			change(&a)
			return a
		}
		before := w.dump()
		w.told.take()
		e.wantOutcome("broken", plan.RowRefused,
			bad(func(a *tracker.Application) { a.CUP = "" }),
			bad(func(a *tracker.Application) { a.CUP = "G31F2200013000O" }),
			bad(func(a *tracker.Application) { a.AmountCents = -1 }),
			bad(func(a *tracker.Application) { a.StateOn = plan.NewDate(2022, 7, 12) }),
			bad(func(a *tracker.Application) { a.StateOn = w.clock.today().AddDays(1) }),
			bad(func(a *tracker.Application) { a.Measure = "" }))
		w.untouched("refused rows", before)

		twin, other := anApplication(), anApplication()
		twin.Line, other.Line, other.AmountCents = 3, 4, 1
		rows := e.imports(anApplication(), twin, other)
		got := []plan.ImportOutcome{rows[0].Outcome, rows[1].Outcome, rows[2].Outcome}
		same(t, "twice in one file", got, []plan.ImportOutcome{plan.RowCreated, plan.RowUnchanged, plan.RowRefused})
		e.whole()
	})
}

// TestATrialRunWritesNothing, and tells what the real one then does; in an ente that is not
// there yet too.
func TestATrialRunWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		cmd := tracker.ImportApplications{Organization: e.id, Rows: []tracker.Application{anApplication()}, DryRun: true}
		before := w.dump()
		trial, err := w.tracker.ImportApplications(e.editor(), cmd)
		must(t, err)
		w.untouched("a trial run", before)
		cmd.DryRun = false
		real, err := w.tracker.ImportApplications(e.editor(), cmd)
		must(t, err)
		same(t, "the trial", trial.Rows, real.Rows)

		cmd.Organization, cmd.DryRun = "c_h501", true
		_, err = w.tracker.ImportApplications(system, cmd)
		refused(t, "an ente that is not there", err, plan.KindNotFound)
		cmd.New = &plan.Organization{ID: "c_h501", Name: "Comune di prova", ISTATCode: "058091", Region: "Lazio"}
		w.told.take()
		before = w.dump()
		trial, err = w.tracker.ImportApplications(system, cmd)
		must(t, err)
		w.untouched("a trial run for a new ente", before)
		cmd.DryRun = false
		real, err = w.tracker.ImportApplications(system, cmd)
		must(t, err)
		same(t, "the trial for a new ente", trial.Rows, real.Rows)
		cmd.New = &plan.Organization{ID: "c_h501", Name: "Un altro nome"}
		_, err = w.tracker.ImportApplications(system, cmd)
		must(t, err)
		if o := (&ente{w, "c_h501"}).changes(0).Organization; o.Name != "Comune di prova" || o.ISTATCode != "058091" {
			t.Errorf("the ente is %+v", o)
		}
	})
}

// TestImportingInPartsComesToTheSame: whatever states a row goes through from file to file,
// the money is that of the last one, a second run writes nothing, and the history is whole.
func TestImportingInPartsComesToTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			e := w.ente(fmt.Sprintf("c_%d", n))
			a := anApplication()
			days := a.AssignedOn
			for i := range rapid.IntRange(1, 4).Draw(r, "files") {
				if i > 0 {
					days = days.AddDays(rapid.IntRange(1, 200).Draw(r, "later"))
					a.State, a.StateOn = rapid.SampledFrom(plan.FundingStates).Draw(r, "state"), days
				}
				e.imports(a)
				var want plan.Money
				want.Add(a.State, a.AmountCents)
				same(r, "the money", e.money(), want)
				e.wantOutcome("the same file again", plan.RowUnchanged, a)
			}
		})
	})
}
