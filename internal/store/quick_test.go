package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// shortOp is one short write of a random sequence. What it does and whether it is refused depends
// on what it finds, so that one who saw anything but what the writes before left is found out.
type shortOp struct {
	ID        string
	Milestone int
	Day       int
	Key       string // idempotency
	Unless    int64  // refused where the milestone's revision modulo 3 is this
	Title     bool
	Meeting   bool
	How       string
}

var shortOps = rapid.Custom(func(t *rapid.T) shortOp {
	return shortOp{
		Milestone: rapid.IntRange(1, 3).Draw(t, "milestone"), Day: rapid.IntRange(-1, 1).Draw(t, "day"),
		Key: rapid.SampledFrom([]string{"", "", "k1", "k2"}).Draw(t, "key"), Unless: int64(rapid.IntRange(0, 8).Draw(t, "unless")),
		Title: rapid.IntRange(0, 4).Draw(t, "title") == 0, Meeting: rapid.IntRange(0, 4).Draw(t, "meeting") == 0,
		How: rapid.SampledFrom([]string{"", "", "", "", "", "", "", "", "", "", "", "", "poisoned", "twice", "earlier", "odd", "missing", "panic", "fails"}).Draw(t, "how"),
	}
})

func (op shortOp) write(tx tracker.Tx) error {
	if op.Key != "" {
		if _, done, err := tx.Replay(ctx, "a-1", op.Key); err != nil || done {
			return refusedIf(done, err)
		}
	}
	o, err := tx.Objective(ctx, objective)
	if err != nil {
		return err
	}
	number := op.Milestone
	if op.How == "missing" {
		number = 99
	}
	m, err := tx.Milestone(ctx, objective, number)
	if err != nil {
		return err
	}
	if m.Revision%3 == op.Unless {
		return plan.Errorf(plan.KindStale, "seen at another revision")
	}
	if op.Meeting {
		if _, err := tx.Meeting(ctx, meeting); err != nil {
			return err
		}
	}
	day := today.AddDays(op.Day)
	after, ok, err := tx.StatusOn(ctx, objective, op.Milestone, day)
	if err != nil {
		return err
	}
	if !ok {
		after = status()
	}
	// A mark of everything that was seen.
	after.Percent = (after.Percent*7 + m.Status.Percent*3 + int(m.Revision) + len(m.Title) + len(o.Title)) % 100
	after.Evidence.Note = fmt.Sprintf("è \"%s\"\n\\ %d", op.ID, after.Percent)
	if after.Percent%2 == 0 {
		after.Evidence.Act = &plan.Act{Kind: "determina", Number: op.ID, Date: day}
	}
	if op.Title {
		m.Title, m.BaselineDueOn, m.BaselineSetOn = m.Title+"'", day, today
	}
	if op.How == "poisoned" {
		after.Office = "nowhere"
	}
	u := update(op.ID, op.Milestone, day, after)
	u.Reason, u.AfterBaseline = "perché sì", op.Title
	if op.Meeting {
		u.DecidedIn = meeting
	}
	if err := tx.SaveMilestone(ctx, m); err != nil {
		return err
	}
	if err := tx.AddUpdate(ctx, u); err != nil {
		return err
	}
	switch op.How {
	case "twice":
		u.ID += "-again"
		if err := tx.AddUpdate(ctx, u); err != nil {
			return err
		}
	case "earlier":
		if _, _, err := tx.StatusOn(ctx, objective, op.Milestone, day.AddDays(-1)); err != nil {
			return err
		}
	case "odd":
		if err := tx.SaveOffice(ctx, plan.Office{Code: "dispari", Name: op.ID}); err != nil {
			return err
		}
	case "panic":
		panic("a fault")
	case "fails":
		return fmt.Errorf("%s fails", op.ID)
	}
	if op.Key != "" {
		if err := tx.SaveReplay(ctx, tracker.Replay{AccountID: "a-1", Key: op.Key, Fingerprint: "f", ObjectID: op.ID, At: now}); err != nil {
			return err
		}
	}
	sequence, hash, err := tx.LastAudit(ctx)
	if err != nil {
		return err
	}
	e := plan.AuditEntry{Organization: tx.Organization(), Sequence: sequence + 1, At: now, By: plan.Signature{AccountID: "a", Role: plan.RoleEditor},
		Action: "milestone.report", ObjectType: "update", ObjectID: op.ID, Revision: tx.Revision(),
		Detail: fmt.Sprintf(`{"percent":%d}`, after.Percent), PreviousHash: hash}
	e.Hash = e.ComputeHash()
	return tx.AddAudit(ctx, e)
}

func refusedIf(done bool, err error) error {
	if done {
		return plan.Errorf(plan.KindConflict, "already done")
	}
	return err
}

// TestConcurrentShortWritesLeaveWhatTheyWouldOneByOne: those that wait together, whatever became of
// each, leave the very same rows as if every one had had a transaction of its own in the order
// in which they came; and each is told the same.
func TestConcurrentShortWritesLeaveWhatTheyWouldOneByOne(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			var quick atomic.Int64
			url := e.url(t)
			together, err := Open(ctx, Options{URL: url, Follow: func(ctx context.Context, name string) (context.Context, func(error)) {
				if len(name) >= len(qOrganizationRaiseFrom) && name[:len(qOrganizationRaiseFrom)] == string(qOrganizationRaiseFrom) {
					quick.Add(1)
				}
				return ctx, func(error) {}
			}})
			must(t, err)
			t.Cleanup(func() { must(t, together.Close()) })
			elsewhere, alone := openStore(t, url), openStore(t, e.url(t))
			must(t, together.Migrate(ctx))
			must(t, alone.Migrate(ctx))
			n := 0
			rapid.Check(t, func(rt *rapid.T) {
				n++
				id := fmt.Sprintf("c_%d", n)
				seedAs(t, together, id)
				seedAs(t, alone, id)
				first := shortOp{ID: "u-first", Milestone: 1, Unless: 9}
				change(t, together, id, first.write) // the memory begins with an audit entry
				change(t, alone, id, first.write)
				for burst := range rapid.IntRange(1, 3).Draw(rt, "bursts") {
					ops := rapid.SliceOfN(shortOps, 1, 6).Draw(rt, "writes")
					for i := range ops {
						ops[i].ID = fmt.Sprintf("u-%d-%d", burst, i)
					}
					got := inOneGo(t, together, id, ops)
					for i, op := range ops {
						want := settled(func() (int64, error) { return alone.Change(ctx, id, op.write) })
						if got[i] != want {
							rt.Fatalf("write %d was told %s, by itself %s", i, got[i], want)
						}
					}
					for i, op := range rapid.SliceOfN(shortOps, 0, 2).Draw(rt, "writes of another process") {
						op.ID = fmt.Sprintf("e-%d-%d", burst, i)
						got := settled(func() (int64, error) { return elsewhere.ChangeShort(ctx, id, op.write) })
						if want := settled(func() (int64, error) { return alone.Change(ctx, id, op.write) }); got != want {
							rt.Fatalf("write %d of another process was told %s, by itself %s", i, got, want)
						}
					}
					if rapid.Bool().Draw(rt, "a long write") {
						for _, s := range []*Store{together, alone} {
							change(t, s, id, func(tx tracker.Tx) error {
								m, err := tx.Milestone(ctx, objective, 1)
								m.Title += "+"
								return errorsJoin(err, tx.SaveMilestone(ctx, m))
							})
						}
					}
				}
				for _, table := range []string{"organizations", "objectives", "milestones", "updates", "audit_entries", "idempotency_keys", "offices"} {
					same(rt, table, tableRows(t, together, table, id), tableRows(t, alone, table, id))
				}
			})
			if quick.Load() < int64(n)/2 {
				t.Errorf("%d sequences were written quickly %d times", n, quick.Load())
			}
		})
	}
}

func errorsJoin(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// inOneGo has writes wait for one that was there before, in their order, and tells what each was told.
func inOneGo(t *testing.T, s *Store, organization string, ops []shortOp) []string {
	t.Helper()
	told := make([]string, len(ops))
	var group sync.WaitGroup
	release := holdTurn(t, s, organization, &group)
	for i, op := range ops {
		group.Go(func() { told[i] = settled(func() (int64, error) { return s.ChangeShort(ctx, organization, op.write) }) })
		s.waiting(t, i+1)
	}
	release()
	group.Wait()
	return told
}

// holdTurn has a short write of the group keep its turn until it is released: others wait for it.
func holdTurn(t *testing.T, s *Store, organization string, group *sync.WaitGroup) (release func()) {
	t.Helper()
	released, begun := make(chan struct{}), make(chan struct{})
	var once sync.Once
	group.Go(func() {
		_, err := s.ChangeShort(ctx, organization, func(tracker.Tx) error {
			once.Do(func() { close(begun) })
			<-released
			return plan.Errorf(plan.KindConflict, "it only waits")
		})
		if plan.KindOf(err) != plan.KindConflict {
			t.Errorf("the one that only waits: %v", err)
		}
	})
	<-begun
	return func() { close(released) }
}

// settled is what a writer is told: a panic is one to the caller alone, and an error to who waits.
func settled(write func() (int64, error)) (told string) {
	defer func() {
		if p := recover(); p != nil {
			told = "an error"
		}
	}()
	revision, err := write()
	switch kind := plan.KindOf(err); {
	case err == nil:
		return fmt.Sprint("revision ", revision)
	case kind != "":
		return string(kind)
	}
	return "an error"
}

// tableRows are an organization's rows of a table as text.
func tableRows(t *testing.T, s *Store, table, organization string) (all []string) {
	t.Helper()
	column := "organization_id"
	if table == "organizations" {
		column = "id"
	}
	rows, err := s.reads.db.QueryxContext(ctx, fmt.Sprintf("SELECT * FROM %s WHERE %s = $1 ORDER BY 1, 2, 3", table, column), organization)
	must(t, err)
	for rows.Next() {
		row, err := rows.SliceScan()
		must(t, err)
		for i, value := range row {
			if b, ok := value.([]byte); ok {
				row[i] = string(b)
			}
		}
		all = append(all, fmt.Sprintf("%v", row))
	}
	must(t, rows.Err())
	must(t, rows.Close())
	return all
}

// TestAQuickWriteIsDoneOnce: where its answer was lost and the statement is sent again, it is seen
// that it was carried out; where somebody else wrote, that it was not.
func TestAQuickWriteIsDoneOnce(t *testing.T) {
	s := openStore(t, migratedPostgres.URL(t)) // SQLite has no connection to lose
	seed(t, s)
	change(t, s, org, report("u-1"))
	decided := func(id string) *flight {
		f := s.newFlight(ctx, org)
		if f.decide(&shortWrite{ctx: ctx, organization: org, fn: report(id)}); len(f.accepted) != 1 {
			t.Fatalf("%d accepted", len(f.accepted))
		}
		return f
	}
	f := decided("u-2")
	for range 3 {
		if done, err := s.writeFlight(ctx, f); !done || err != nil {
			t.Fatalf("done %v, %v", done, err)
		}
	}
	f.land(func(w *shortWrite, r shortResult) { w.short = r })
	overtaken := decided("u-3")
	change(t, s, org, report("u-4"))
	if done, err := s.writeFlight(ctx, overtaken); done || !errors.Is(err, errOvertaken) {
		t.Fatalf("written over somebody else's: done %v, %v", done, err)
	}
	checkChain(t, s, org, 3)
	for id, want := range map[string]plan.Kind{"u-2": "", "u-3": plan.KindNotFound, "u-4": ""} {
		if _, err := s.Change(ctx, org, func(tx tracker.Tx) error { _, err := tx.Update(ctx, id); return err }); plan.KindOf(err) != want {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestReplicasWriteByTurns: each is behind the other's write, catches up, and takes no lock; what the
// other left is seen. Where something else was written, or too much, the usual way is gone.
func TestReplicasWriteByTurns(t *testing.T) {
	url := migratedPostgres.URL(t)
	var locks atomic.Int64
	open := func() *Store {
		s, err := Open(ctx, Options{URL: url, Follow: func(ctx context.Context, name string) (context.Context, func(error)) {
			if name == string(qOrganizationRaiseRevision) {
				locks.Add(1)
			}
			return ctx, func(error) {}
		}})
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		return s
	}
	replicas := []*Store{open(), open()}
	seed(t, replicas[0])
	n, last := 0, int64(0)
	write := func(s *Store) {
		t.Helper()
		n++
		var seen plan.Milestone
		revision, err := s.ChangeShort(ctx, org, func(tx tracker.Tx) (err error) {
			if seen, err = tx.Milestone(ctx, objective, 1); err != nil {
				return err
			}
			return report(fmt.Sprintf("u-%d", n))(tx)
		})
		must(t, err)
		if n > 1 && seen.Revision != last {
			t.Errorf("write %d saw revision %d of the milestone, the last made %d", n, seen.Revision, last)
		}
		last = revision
	}
	turns := func(what string, want int64, writes ...int) {
		t.Helper()
		before := locks.Load()
		for _, replica := range writes {
			write(replicas[replica])
		}
		if got := locks.Load() - before; got != want {
			t.Errorf("%s: the lock was taken %d times, want %d", what, got, want)
		}
	}
	turns("the first of each", 2, 0, 1)
	turns("by turns", 0, 0, 1, 0, 1, 1, 0, 0, 0, 1)
	many := make([]int, catchUpMost+2)
	for i := range many {
		many[i] = 1
	}
	turns("many of one", 0, many...)
	turns("the other is too far behind", 1, 0)
	change(t, replicas[1], org, func(tx tracker.Tx) error { return tx.SaveOffice(ctx, plan.Office{Code: "altro", Name: "Altro"}) })
	turns("something else was written", 1, 0)
	checkChain(t, replicas[0], org, n)
}

// TestRowsAsJSON: whatever a column may hold comes out as it went in; what is not UTF-8 is said to be.
func TestRowsAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(texts, rapid.String()).Draw(t, "text")
		number := rapid.Float64Range(-plan.MaxValue, plan.MaxValue).Draw(t, "number")
		whole := rapid.Int64().Draw(t, "whole")
		b, err := appendRow(nil, []string{"a", "b", "c", "d", "e"}, []any{text, number, whole, optional(""), text == ""})
		must2(t, err)
		var got struct {
			A string
			B float64
			C int64
			D *string
			E bool
		}
		must2(t, json.Unmarshal(b, &got))
		if got.A != text || got.B != number || got.C != whole || got.D != nil || got.E != (text == "") {
			t.Fatalf("%q became %s", text, b)
		}
	})
	if _, err := appendText(nil, "\xff"); err == nil {
		t.Error("what is not UTF-8 was taken")
	}
}

func must2(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}
