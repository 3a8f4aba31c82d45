package tracker_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// together runs functions at once and gives their results in order.
func together[T any](n int, do func(i int) T) []T {
	results := make([]T, n)
	var running sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		running.Go(func() {
			<-start
			results[i] = do(i)
		})
	}
	close(start)
	running.Wait()
	return results
}

type outcome struct {
	receipt tracker.Receipt
	err     error
}

// Of two writers who read the same, one wins; the other is told, and what the winner
// wrote is all there.
func TestTwoWritersOfOneReading(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		e.objective("OB-01", plan.ObjectiveActive)
		milestone := e.milestone("OB-01", 60)
		meeting := e.meeting()
		receipt, err := e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: w.clock.today()})
		must(t, err)
		action := receipt.ID
		writers := []struct {
			name string
			read func() int64
			do   func(read int64, text string) (tracker.Receipt, error)
			left func() string
		}{
			{"a report", func() int64 { return e.stored(milestone).Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ReportUpdate(e.editor(), tracker.ReportUpdate{Organization: e.id, Milestone: milestone, IfRevision: read, Report: plan.Report{Note: text}})
			}, func() string { updates := e.changes(0).Updates; return updates[len(updates)-1].Note }},
			{"a milestone", func() int64 { return e.stored(milestone).Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeMilestone(admin, tracker.ChangeMilestone{Organization: e.id, Milestone: milestone, IfRevision: read, Title: opt(text)})
			}, func() string { return e.stored(milestone).Title }},
			{"an objective", func() int64 { return e.changes(0).Objectives[0].Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeObjective(admin, tracker.ChangeObjective{Organization: e.id, Code: "OB-01", IfRevision: read, Title: opt(text)})
			}, func() string { return e.changes(0).Objectives[0].Title }},
			{"a meeting", func() int64 { return e.changes(0).Meetings[0].Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, IfRevision: read, Title: opt(text)})
			}, func() string { return e.changes(0).Meetings[0].Title }},
			{"an action", func() int64 { return e.changes(0).Actions[0].Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: action, IfRevision: read, Title: opt(text)})
			}, func() string { return e.changes(0).Actions[0].Title }},
			{"an office", func() int64 { return e.changes(0).Offices[0].Revision }, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeOffice(admin, tracker.ChangeOffice{Organization: e.id, Code: "cultura", IfRevision: read, Name: opt(text)})
			}, func() string { return e.changes(0).Offices[0].Name }},
			{"the ente", e.revision, func(read int64, text string) (tracker.Receipt, error) {
				return e.tracker.ChangeOrganization(admin, tracker.ChangeOrganization{Organization: e.id, IfRevision: read, Region: opt(text)})
			}, func() string { return e.changes(0).Organization.Region }},
		}
		for _, writer := range writers {
			for round := range 3 {
				read, before := writer.read(), e.revision()
				text := func(i int) string { return fmt.Sprintf("writer %d of round %d", i, round) }
				results := together(2, func(i int) outcome {
					receipt, err := writer.do(read, text(i))
					return outcome{receipt, err}
				})
				winner := 0
				if results[0].err != nil {
					winner = 1
				}
				must(t, results[winner].err)
				refused(t, writer.name+": the other", results[1-winner].err, plan.KindStale)
				if got := writer.left(); got != text(winner) {
					t.Errorf("%s: %q is left of %q", writer.name, got, text(winner))
				}
				if now := e.revision(); now != before+1 || results[winner].receipt.Revision != now || writer.read() != now {
					t.Errorf("%s: revision %d after %d, receipt %+v, object at %d", writer.name, now, before, results[winner].receipt, writer.read())
				}
			}
		}
		w.whole()
	})
}

// Sixteen offices at once: nobody is refused, every revision is there once, every update
// is kept.
func TestSixteenWritersAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const writers, writes = 16, 4
		e, other := w.ente("c_m403"), w.ente("c_h501")
		for _, o := range []*ente{e, other} {
			o.objective("OB-01", plan.ObjectiveActive)
			o.milestone("OB-01", 60)
			o.milestone("OB-01", 60)
		}
		base := e.revision()
		w.told.take()
		results := together(writers, func(i int) []outcome {
			o := []*ente{e, other}[i%2]
			var all []outcome
			for n := range writes {
				receipt, err := o.tracker.ReportUpdate(o.editor(), tracker.ReportUpdate{Organization: o.id,
					Milestone: plan.MilestoneID("OB-01", 1+n%2), Report: plan.Report{Note: fmt.Sprintf("%d/%d", i, n)}})
				all = append(all, outcome{receipt, err})
			}
			return all
		})
		for part, o := range []*ente{e, other} {
			var revisions, want []int64
			for i, all := range results {
				if i%2 != part {
					continue
				}
				for _, r := range all {
					must(t, r.err)
					revisions = append(revisions, r.receipt.Revision)
				}
			}
			slices.Sort(revisions)
			for n := range writers / 2 * writes {
				want = append(want, base+int64(n)+1)
			}
			same(t, o.id+": the revisions", revisions, want)
			notes := map[string]bool{}
			for _, u := range o.changes(base).Updates {
				notes[u.Note] = true
			}
			if len(notes) != len(want) {
				t.Errorf("%s: %d updates are kept of %d", o.id, len(notes), len(want))
			}
		}
		if told := w.told.take(); len(told) != writers*writes {
			t.Errorf("%d commits were told of %d", len(told), writers*writes)
		}
		w.whole()
	})
}

// Milestones added at once get numbers of their own.
func TestNumbersAreGivenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		results := together(6, func(int) outcome {
			receipt, err := e.tracker.CreateMilestone(e.editor(), e.newMilestone("OB-01"))
			return outcome{receipt, err}
		})
		var ids []string
		for _, r := range results {
			must(t, r.err)
			ids = append(ids, r.receipt.ID)
		}
		slices.Sort(ids)
		same(t, "the numbers", ids, []string{"OB-01.1", "OB-01.2", "OB-01.3", "OB-01.4", "OB-01.5", "OB-01.6"})

		codes := together(6, func(int) outcome {
			receipt, err := e.tracker.CreateOffice(e.as(plan.RoleAdmin), e.id, plan.Office{Code: "anagrafe", Name: "Anagrafe"})
			return outcome{receipt, err}
		})
		made := 0
		for _, r := range codes {
			if r.err == nil {
				made++
			} else {
				refused(t, "a code that somebody else took just now", r.err, plan.KindConflict)
			}
		}
		if made != 1 {
			t.Errorf("%d offices were made of one code", made)
		}
		w.whole()
	})
}

// Accounts of several enti change at once, and offices report meanwhile: nobody waits for
// somebody who waits for him.
func TestAccountsOfSeveralEntiAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		enti := []*ente{w.ente("c_m403"), w.ente("c_h501"), w.ente("c_a001")}
		for i := range 4 {
			for n := range enti { // each account enters the enti in an order of its own
				cmd := account(enti[(i+n)%3].id, plan.RoleViewer)
				cmd.Email = fmt.Sprintf("nome%d@example.it", i)
				_, err := w.tracker.CreateAccount(system, cmd)
				must(t, err)
			}
		}
		before := enti[0].revision()
		for _, err := range together(12, func(i int) error {
			if i < 4 {
				return enti[i%3].patchOffice()
			}
			_, err := w.tracker.CreateToken(system, token(fmt.Sprintf("nome%d@example.it", i%4), fmt.Sprint("token ", i), fmt.Sprint("hash ", i), w.clock.now().AddDate(1, 0, 0)))
			return err
		}) {
			must(t, err)
		}
		if got := enti[0].revision() - before; got != 8+2 {
			t.Errorf("%d writes are counted of 8 tokens and 2 offices", got)
		}
		w.whole()
	})
}

func (e *ente) patchOffice() error {
	_, err := e.tracker.ChangeOffice(e.as(plan.RoleAdmin), tracker.ChangeOffice{Organization: e.id, Code: "tributi", Name: opt("Tributi")})
	return err
}

// Replicas that compute the same days at once leave the rows of one.
func TestNumbersStoredAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.milestone("OB-01", 60)
		first := w.clock.today()
		w.clock.days(9)
		for range 3 {
			for _, err := range together(4, func(int) error { _, err := e.numbers().Fill(system, e.id); return err }) {
				must(t, err)
			}
		}
		if rows := e.snapshots(first, w.clock.today()); len(rows) != 10*(1+3+2+1) {
			t.Errorf("%d rows for 10 days", len(rows))
		}
	})
}
