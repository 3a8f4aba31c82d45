package board_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

func mustLedger(t rapid.TB, rows board.Changes) *board.Ledger {
	ledger, err := board.NewLedger(rows)
	if err != nil {
		t.Fatal(err)
	}
	return ledger
}

func dump(t rapid.TB, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// same compares what two boards show, to the last bit.
func same(t rapid.TB, what string, got, want any) {
	a, b := dump(t, got), dump(t, want)
	if bytes.Equal(a, b) {
		return
	}
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(at-300, 0)
	t.Fatalf("%s differ at byte %d:\n got …%s\nwant …%s", what, at, a[from:min(at+200, len(a))], b[from:min(at+200, len(b))])
}

// A ledger brought up to date change by change shows what one read at once shows, on
// any day, whatever has been looked at in between.
func TestApplyingChangesIsReadingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		past := drawDay(t, "past day")
		days := []plan.Date{worldToday, past}
		var ledger *board.Ledger
		earlier := make([]*board.Board, len(days))
		for range rapid.IntRange(1, 8).Draw(t, "readings") {
			since := w.rows.Organization.Revision
			for range rapid.IntRange(1, 4).Draw(t, "writes") {
				w.step(t)
			}
			if ledger == nil {
				ledger = mustLedger(t, newer(&w.rows, 0))
			} else {
				next, err := ledger.Apply(newer(&w.rows, since))
				if err != nil {
					t.Fatal(err)
				}
				ledger = next
			}
			anew := mustLedger(t, newer(&w.rows, 0))
			for i, on := range days {
				view := viewOf(on.String(), worldToday.String())
				got, want := ledger.On(view, earlier[i]), anew.On(view, nil)
				earlier[i] = got
				same(t, "reports", got.Report(), want.Report())
				// What nobody asks for is not made: the next revision has to do without.
				if rapid.Bool().Draw(t, "public asked") {
					same(t, "public contents", got.Public(), want.Public())
				}
				if rapid.Bool().Draw(t, "staff asked") {
					same(t, "staff contents", got.Staff(), want.Staff())
					consistent(t, &got.Staff().Content)
				}
			}
		}
	})
}

// sameSet fails where a list in another order lost something or has it twice.
func sameSet[T comparable](t rapid.TB, what string, got, want []T) {
	seen := map[T]int{}
	for _, v := range want {
		seen[v]++
	}
	for _, v := range got {
		seen[v]--
	}
	for _, n := range seen {
		if n != 0 {
			t.Fatalf("%s: %d of them, want the same %d", what, len(got), len(want))
		}
	}
}

// consistent holds a content against itself: whatever is found by a key is the object
// that the lists have.
func consistent(t rapid.TB, c *board.Content) {
	for _, o := range c.Objectives {
		if found, ok := c.Objective(o.Code); !ok || found != o {
			t.Fatalf("objective %s is not found", o.Code)
		}
		for _, m := range o.Milestones {
			if found, ok := c.Milestone(m.ID); !ok || found != m {
				t.Fatalf("milestone %s is not found", m.ID)
			}
		}
		for _, m := range o.Meetings {
			if found, ok := c.Meeting(m.ID); !ok || found != m {
				t.Fatalf("meeting %s of %s is not in the list", m.ID, o.Code)
			}
		}
	}
	for _, most := range []int{0, 1, 3, 1000} {
		for _, span := range [][2]plan.Date{{}, {c.Day}, {plan.Date{}, c.Day.AddDays(-1)}, {c.Day.AddDays(-20), c.Day.AddDays(20)}} {
			got, of := c.Due(span[0], span[1], most)
			want := walkedDue(c, span[0], span[1])
			if of != len(want) || !slices.Equal(got, want[:min(most, len(want))]) {
				t.Fatalf("due from %s to %s: %d, %d of %d, want of %d", span[0], span[1], most, len(got), of, len(want))
			}
		}
	}
	sameSet(t, "the objectives in order", c.InOrder(), c.Objectives)
	for _, o := range c.Objectives {
		sameSet(t, "the milestones of "+o.Code+" in order", o.InOrder(), o.Milestones)
	}
	for _, o := range c.Offices {
		if found, ok := c.Office(o.Code); !ok || found != o {
			t.Fatalf("office %s is not found", o.Code)
		}
		for _, m := range o.Milestones {
			if found, ok := c.Milestone(m.ID); !ok || found != m || m.Status.Office != o.Code {
				t.Fatalf("milestone %s of office %s is not the objective's", m.ID, o.Code)
			}
		}
		if next := o.NextMeeting; next != nil {
			if found, ok := c.Meeting(next.ID); !ok || found != next {
				t.Fatalf("next meeting of %s is not in the list", o.Code)
			}
		}
	}
	for _, m := range c.Meetings {
		for _, a := range m.Actions {
			if found, ok := c.Action(a.ID); !ok || found != a || a.Meeting != m.ID {
				t.Fatalf("action %s of meeting %s is not found", a.ID, m.ID)
			}
		}
	}
}

// walkedDue is what Content.Due gives, found by a walk over everything.
func walkedDue(c *board.Content, from, until plan.Date) (all []*board.Milestone) {
	for _, o := range c.Objectives {
		for _, m := range o.Milestones {
			due := m.Status.DueOn
			if o.Terms.State.Counted() && m.Status.Open() && !due.IsZero() && !due.Before(from) && (until.IsZero() || !due.After(until)) {
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *board.Milestone) int { return a.Status.DueOn.Compare(b.Status.DueOn) })
	return all
}

// What happens from a day on does not change what the days before show of the plan.
func TestThePastStaysAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			w.step(t)
		}
		past := worldStart.AddDays(rapid.IntRange(0, 60).Draw(t, "past day"))
		view := viewOf(past.String(), worldToday.String())
		before := mustLedger(t, newer(&w.rows, 0)).On(view, nil)
		w.later(t, past.AddDays(1))
		after := mustLedger(t, newer(&w.rows, 0)).On(view, nil)
		same(t, "reports", after.Report(), before.Report())
		same(t, "objectives", withoutRevisions(t, after.Staff().Objectives), withoutRevisions(t, before.Staff().Objectives))
	})
}

// later writes changes of the plan that are effective from a day on: reports, terms,
// new and removed milestones and objectives, baselines.
func (w *world) later(t *rapid.T, from plan.Date) {
	draw := func(label string) plan.Date {
		return from.AddDays(rapid.IntRange(0, worldToday.DaysSince(from)).Draw(t, label))
	}
	w.rows.Organization.Revision++
	revision := w.rows.Organization.Revision
	for i := range w.rows.Objectives {
		o := &w.rows.Objectives[i]
		w.addTerms(o.Code, draw("terms"), w.drawTerms(t))
		if o.RemovedOn.IsZero() && rapid.Bool().Draw(t, "remove objective") {
			o.RemovedOn, o.Revision = draw("removed"), revision
		}
	}
	for i := range w.rows.Milestones {
		m := &w.rows.Milestones[i]
		w.addUpdate(t, *m, plan.UpdateReported, draw("effective"))
		if m.RemovedOn.IsZero() && rapid.Bool().Draw(t, "remove milestone") {
			m.RemovedOn, m.Revision = draw("removed"), revision
		}
		if m.BaselineDueOn.IsZero() {
			m.BaselineDueOn, m.BaselineSetOn, m.Revision = drawDay(t, "baseline"), draw("baseline set"), revision
		}
	}
	for _, o := range w.rows.Objectives {
		m := plan.Milestone{Objective: o.Code, Number: 99, Title: "nuovo", AddedOn: draw("added"), Revision: revision}
		w.rows.Milestones = append(w.rows.Milestones, m)
		w.addUpdate(t, m, plan.UpdateAdded, m.AddedOn)
	}
}

// withoutRevisions leaves out the rows' own revisions: they tell that something was
// written, whatever it was.
func withoutRevisions(t rapid.TB, v any) any {
	var tree any
	if err := json.Unmarshal(dump(t, v), &tree); err != nil {
		t.Fatal(err)
	}
	var strip func(any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "Revision")
			for _, child := range v {
				strip(child)
			}
		case []any:
			for _, child := range v {
				strip(child)
			}
		}
	}
	strip(tree)
	return tree
}
