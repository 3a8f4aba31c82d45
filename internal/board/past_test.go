package board

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// onePlan is a source of one organization with one objective since 2026-01-10, one
// office and one published meeting.
type onePlan struct{}

func (onePlan) row() plan.Organization {
	return plan.Organization{ID: "c_a", Name: "Comune", Revision: 1}
}

func (o onePlan) Organizations(context.Context) ([]plan.Organization, error) {
	return []plan.Organization{o.row()}, nil
}
func (onePlan) Revision(context.Context, string) (int64, error) { return 1, nil }
func (onePlan) Revisions(context.Context) (map[string]int64, error) {
	return map[string]int64{"c_a": 1}, nil
}
func (onePlan) CatalogueVersion(context.Context) (int64, error) { return 0, nil }
func (onePlan) Catalogue(context.Context) (plan.Catalogue, error) {
	return plan.Catalogue{}, nil
}
func (o onePlan) Plans(ctx context.Context, after string, _ int) ([]Changes, error) {
	if after >= o.row().ID {
		return nil, nil
	}
	c, err := o.Changes(ctx, o.row().ID, 0)
	return []Changes{c}, err
}
func (onePlan) After(context.Context, string, int) ([]string, error)    { return nil, nil }
func (onePlan) Lines(context.Context, plan.Date, func(plan.Line)) error { return nil }
func (onePlan) Grants(context.Context, string, func(Grant)) error       { return nil }
func (o onePlan) Changes(context.Context, string, int64) (Changes, error) {
	added := plan.NewDate(2026, time.January, 10)
	return Changes{
		Organization: o.row(),
		Offices:      []plan.Office{{Code: "tributi", Name: "Tributi", Revision: 1}},
		Objectives:   []plan.Objective{{Code: "OB-01", Title: "Obiettivo", AddedOn: added, Terms: plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1}, Revision: 1}},
		Meetings:     []plan.Meeting{{ID: "m1", Title: "Riunione", State: plan.MeetingScheduled, HeldOn: added, Published: true, Revision: 1}},
	}, nil
}

func newOnePlan(t *testing.T) *Boards {
	t.Helper()
	now := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	b := NewBoards(onePlan{}, Options{Clock: plan.Clock{Now: func() time.Time { return now }, Location: time.UTC}, PastWorkers: 2})
	if _, _, err := b.Public(t.Context(), "c_a", plan.Date{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// While every slot is taken, a past day that has to be made waits as long as its reader
// does; what is known, today and the days before the plan do not.
func TestPastBoardsWaitForASlot(t *testing.T) {
	b := newOnePlan(t)
	known, wanted, before := plan.NewDate(2026, time.March, 1), plan.NewDate(2026, time.March, 2), plan.NewDate(1999, time.May, 1)
	if _, _, err := b.Public(t.Context(), "c_a", known); err != nil {
		t.Fatal(err)
	}
	for range cap(b.past) {
		if err := b.past.take(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, read := range map[string]func(context.Context, plan.Date) error{
		"public":  func(ctx context.Context, day plan.Date) error { _, _, err := b.Public(ctx, "c_a", day); return err },
		"figures": func(ctx context.Context, day plan.Date) error { _, _, err := b.Board(ctx, "c_a", day); return err },
	} {
		if err := read(gone, wanted); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: a reader who left gets %v", name, err)
		}
		for _, day := range []plan.Date{{}, known, before} {
			if err := read(t.Context(), day); err != nil {
				t.Errorf("%s of %s: %v", name, day, err)
			}
		}
	}
	if _, _, err := b.Staff(gone, "c_a", known); !errors.Is(err, context.Canceled) {
		t.Errorf("content that nobody asked for yet: %v, want it to wait", err)
	}
	waiting := make(chan error, 1)
	go func() {
		_, _, err := b.Public(t.Context(), "c_a", wanted)
		waiting <- err
	}()
	b.past.give()
	if err := <-waiting; err != nil {
		t.Errorf("once there is a slot: %v", err)
	}
	b.past.give()
	if n := len(b.past); n != 0 {
		t.Errorf("%d slots are still taken", n)
	}
}

// Days before the plan neither push out other past days nor pile up.
func TestDaysBeforeThePlanAreNotKept(t *testing.T) {
	b := newOnePlan(t)
	known := plan.NewDate(2026, time.March, 1)
	first, _, err := b.Public(t.Context(), "c_a", known)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		day := plan.NewDate(2026, time.January, 9).AddDays(-i)
		p, _, err := b.Public(t.Context(), "c_a", day)
		if err != nil || p.Day != day || len(p.Objectives) != 0 || len(p.Offices) != 1 || len(p.Meetings) != 1 {
			t.Fatalf("%s: %+v, %v", day, p, err)
		}
		if again, _, err := b.Public(t.Context(), "c_a", day); err != nil || again != p {
			t.Fatalf("%s was made twice, %v", day, err)
		}
	}
	if again, _, err := b.Public(t.Context(), "c_a", known); err != nil || again != first {
		t.Fatalf("a past day of the plan was made again, %v", err)
	}
	if v := b.entries["c_a"].view.Load(); len(v.past.boards) != 1 {
		t.Fatalf("%d past days are kept", len(v.past.boards))
	}
}
