package tracker_test

import (
	"context"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// aFunding is one that every rule allows, on OB-01.
func aFunding() plan.Funding {
	return plan.Funding{Objective: "OB-01", Measure: "1.4.3 Adozione PagoPA e AppIO", CUP: "G31F22000130006", AmountCents: 34_599_00}
}

// fundingWrites are the writes of a story on a funding.
func fundingWrites() []write {
	read := func(s *scene) int64 {
		return find(s.t, s.changes(0).Fundings, func(f plan.Funding) bool { return f.ID == s.known["funding"] }).Revision
	}
	return []write{
		{rule: "the editor adds a funding", op: tracker.OpFundingCreate, by: plan.RoleEditor, object: "funding", keep: "funding",
			do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
				return s.through.CreateFunding(ctx, s.id, aFunding())
			}},
		{rule: "the editor says that a funding was paid", op: tracker.OpFundingChange, by: plan.RoleEditor, object: "funding", id: "funding", read: read,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.ChangeFunding(ctx, tracker.ChangeFunding{Organization: s.id, ID: s.known["funding"], IfRevision: read, State: opt(plan.FundingPaid)})
			}},
		{rule: "the editor removes a funding", op: tracker.OpFundingRemove, by: plan.RoleEditor, object: "funding", id: "funding", read: read,
			do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
				return s.through.RemoveFunding(ctx, s.id, s.known["funding"], read)
			}},
	}
}

// TestAFundingIsToldAsItWasOnADay: assigned until the day of its payment, withdrawn ones
// apart from the sums, and nothing of a draft in public.
func TestAFundingIsToldAsItWasOnADay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveDraft)
		today := w.clock.today()
		add := func(change func(*plan.Funding)) string {
			t.Helper()
			f := aFunding()
			f.AssignedOn = today.AddDays(-100)
			change(&f)
			receipt, err := w.tracker.CreateFunding(e.editor(), e.id, f)
			must(t, err)
			return receipt.ID
		}
		paid := add(func(f *plan.Funding) {
			f.CUP, f.State, f.StateOn = " g31f22000120006 ", plan.FundingPaid, today.AddDays(-10)
		})
		add(func(f *plan.Funding) {
			f.Measure, f.State, f.StateOn, f.AmountCents = "1.2 Cloud", plan.FundingWithdrawn, today.AddDays(-50), 1_00
		})
		add(func(f *plan.Funding) { f.Objective, f.AmountCents = "OB-02", 5_00 })

		public := e.on(plan.Date{}).Public()
		if got, want := board.MoneyOf(public.Fundings), (plan.Money{Paid: 34_599_00, PaidCount: 1, Withdrawn: 1_00, WithdrawnCount: 1}); got != want {
			t.Errorf("today: %+v, want %+v", got, want)
		}
		if f, ok := public.Funding(paid); !ok || f.CUP != "G31F22000120006" {
			t.Errorf("the CUP is kept as %+v", f)
		}
		if n := len(e.on(plan.Date{}).Staff().Fundings); n != 3 {
			t.Errorf("the staff sees %d fundings, want that of the draft too", n)
		}
		by := board.MoneyByMeasure(public.Fundings)
		if len(by) != 2 || by[0].Measure != "1.2 Cloud" || by[0].Money.Granted() != 0 || by[1].Money.Granted() != 34_599_00 {
			t.Errorf("by measure: %+v", by)
		}
		// What it was on a day is told by its dates; its objective was added today alone, so
		// that the past day shows it once the objective is said to be older.
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", AddedOn: opt(today.AddDays(-90))}))
		past := e.on(today.AddDays(-60)).Public()
		if got := board.MoneyOf(past.Fundings); got.AssignedCount != 2 || got.PaidCount != 0 {
			t.Errorf("60 days ago: %+v, want both assigned", got)
		}

		_, err := w.tracker.ChangeFunding(e.editor(), tracker.ChangeFunding{Organization: e.id, ID: paid, CUP: opt("G31F2200012000O")})
		refusedField(t, "a letter for a digit", err, "cup", "funding.cup")
		_, err = w.tracker.ChangeFunding(e.editor(), tracker.ChangeFunding{Organization: e.id, ID: paid, Objective: opt("OB-99")})
		refusedField(t, "another plan's objective", err, "objective", "objective.unknown")
		_, err = w.tracker.RemoveObjective(e.editor(), e.id, "OB-01", 0)
		must(t, err)
		_, err = w.tracker.ChangeFunding(e.editor(), tracker.ChangeFunding{Organization: e.id, ID: paid, Decree: opt("n. 1")})
		refused(t, "a funding of a removed objective", err, plan.KindNotFound)
	})
}
