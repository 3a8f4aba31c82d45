package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// TestStatusOn: what held on a day is what the last update effective by then left; of
// two with the same day, the one recorded later.
func TestStatusOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		number, id := 1, 0
		rapid.Check(t, func(rt *rapid.T) {
			number++
			var log []plan.Update // in the order in which they were recorded
			transactions := rapid.IntRange(1, 4).Draw(rt, "transactions")
			for range transactions {
				if _, err := s.Change(ctx, org, func(tx tracker.Tx) error {
					if err := tx.SaveMilestone(ctx, plan.Milestone{Objective: objective, Number: number, Title: "x", AddedOn: today}); err != nil {
						return err
					}
					for range rapid.IntRange(1, 3).Draw(rt, "updates") {
						id++
						after := status()
						after.Percent = len(log) % 100
						after.Weight = float64(id)
						u := update(fmt.Sprintf("u-%08d", id), number, today.AddDays(rapid.IntRange(-3, 3).Draw(rt, "day")), after)
						if err := tx.AddUpdate(ctx, u); err != nil {
							return err
						}
						log = append(log, u)
					}
					return nil
				}); err != nil {
					rt.Fatal(err)
				}
			}
			slices.SortStableFunc(log, func(a, b plan.Update) int { return a.EffectiveOn.Compare(b.EffectiveOn) })
			look(rt, s, func(tx tracker.Tx) error {
				for offset := -4; offset <= 4; offset++ {
					day := today.AddDays(offset)
					var want plan.MilestoneStatus
					var there bool
					for _, u := range log {
						if !u.EffectiveOn.After(day) {
							want, there = u.After, true
						}
					}
					got, ok, err := tx.StatusOn(ctx, objective, number, day)
					if err != nil {
						return err
					}
					same(rt, "status on "+day.String(), got, want)
					same(rt, "whether there was one on "+day.String(), ok, there)
				}
				m, err := tx.Milestone(ctx, objective, number)
				same(rt, "the milestone's status", m.Status, log[len(log)-1].After)
				return err
			})
		})
	})
}

// folded is what a board makes of changes: the newest of each object, and every entry of
// the history, which must come once.
type folded struct {
	organization plan.Organization
	objects      map[string]any
	history      map[string]any
	twice        []string
}

func (f *folded) fold(c board.Changes) {
	if f.objects == nil {
		f.objects, f.history = map[string]any{}, map[string]any{}
	}
	f.organization = c.Organization
	for _, o := range c.Offices {
		f.objects["office "+o.Code] = o
	}
	for _, o := range c.Objectives {
		f.objects["objective "+o.Code] = o
	}
	for _, m := range c.Milestones {
		f.objects["milestone "+m.ID()] = m
	}
	for _, m := range c.Meetings {
		f.objects["meeting "+m.ID] = m
	}
	for _, a := range c.Actions {
		f.objects["action "+a.ID] = a
	}
	for _, u := range c.Updates {
		f.add("update "+u.ID, u)
	}
	for _, o := range c.ObjectiveChanges {
		f.add("change "+o.ID, o)
	}
	for _, r := range c.Reviews {
		f.add("review "+r.ID, r)
	}
	for _, r := range c.Ratings {
		f.add("rating "+r.ID, r)
	}
}

func (f *folded) add(key string, entry any) {
	if _, there := f.history[key]; there {
		f.twice = append(f.twice, key)
	}
	f.history[key] = entry
}

// TestChangesFold: changes read piece by piece add up to changes read at once.
func TestChangesFold(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		var pieces folded
		var at int64
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(0, 3).Draw(rt, "changes") {
				n++
				w := genWorld(rt, n)
				if rapid.Bool().Draw(rt, "again") {
					w.Office.Code, w.Meeting.ID = office, meeting // an object that is there already
					w.Action.Meeting = meeting
				}
				if _, err := s.Change(ctx, org, w.save); err != nil {
					rt.Fatal(err)
				}
			}
			c, err := s.Changes(ctx, org, at)
			if err != nil {
				rt.Fatal(err)
			}
			if c.Organization.Revision == at && (c.Offices != nil || c.Updates != nil) {
				rt.Fatal("changes although nothing changed")
			}
			at = c.Organization.Revision
			pieces.fold(c)
		})
		all, err := s.Changes(ctx, org, 0)
		must(t, err)
		var whole folded
		whole.fold(all)
		same(t, "the organization", pieces.organization, whole.organization)
		same(t, "the objects", pieces.objects, whole.objects)
		same(t, "the history", pieces.history, whole.history)
		if len(pieces.twice) > 0 {
			t.Errorf("entries that came twice: %v", pieces.twice)
		}
		if !slices.IsSortedFunc(all.Updates, func(a, b plan.Update) int { return cmp.Compare(a.Revision, b.Revision) }) {
			t.Error("updates do not come in the order in which they were recorded")
		}
	})
}

// TestOrganizationsDoNotMeet: the same codes in two organizations are different things.
func TestOrganizationsDoNotMeet(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_other")
		change(t, s, org, func(tx tracker.Tx) error {
			return errors.Join(tx.SaveOffice(ctx, plan.Office{Code: office, Name: "Changed"}), tx.AddUpdate(ctx, update("u-1", 1, today, status())))
		})
		change(t, s, "c_other", func(tx tracker.Tx) error {
			o, err := tx.Office(ctx, office)
			if o.Name != "Ufficio Europa" {
				t.Errorf("the other's office is now called %q", o.Name)
			}
			if _, err := tx.Update(ctx, "u-1"); plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("the other's update can be read: %v", err)
			}
			return errors.Join(err, tx.AddUpdate(ctx, update("u-1", 1, today, status())))
		})
		revisions, err := s.Revisions(ctx)
		must(t, err)
		same(t, "the revisions", revisions, map[string]int64{org: 3, "c_other": 3})
	})
}

func TestOfficeInUse(t *testing.T) {
	const other = "altro"
	open := status()
	open.Office = other
	done := open
	done.State, done.Percent, done.CompletedOn = plan.MilestoneDone, 100, today
	lead := func(state plan.ObjectiveState, removed plan.Date) plan.Objective {
		o := plan.Objective{Code: "X-1", Title: "x", AddedOn: today, RemovedOn: removed, Terms: terms()}
		o.Terms.State, o.Terms.LeadOffice = state, other
		return o
	}
	action := func(state plan.ActionState, removed plan.Date) plan.Action {
		return plan.Action{ID: "a", Meeting: meeting, Title: "x", Office: other, DueOn: today, State: state, RemovedOn: removed}
	}
	milestone := plan.Milestone{Objective: objective, Number: 1, Title: "x", AddedOn: today}
	removed := milestone
	removed.RemovedOn = today
	tests := []struct {
		name string
		do   func(tracker.Tx) error
		want bool
	}{
		{"nothing names it", func(tracker.Tx) error { return nil }, false},
		{"open milestone", func(tx tracker.Tx) error { return tx.AddUpdate(ctx, update("u1", 1, today, open)) }, true},
		{"done milestone", func(tx tracker.Tx) error { return tx.AddUpdate(ctx, update("u1", 1, today, done)) }, false},
		{"milestone that has gone to another", func(tx tracker.Tx) error {
			return errors.Join(tx.AddUpdate(ctx, update("u1", 1, today, open)), tx.AddUpdate(ctx, update("u2", 1, today, status())))
		}, false},
		{"milestone that came from another, recorded first", func(tx tracker.Tx) error {
			return errors.Join(tx.AddUpdate(ctx, update("u1", 1, today, open)), tx.AddUpdate(ctx, update("u2", 1, today.AddDays(-1), status())))
		}, true},
		{"removed milestone", func(tx tracker.Tx) error {
			return errors.Join(tx.AddUpdate(ctx, update("u1", 1, today, open)), tx.SaveMilestone(ctx, removed))
		}, false},
		{"open action", func(tx tracker.Tx) error { return tx.SaveAction(ctx, action(plan.ActionOpen, plan.Date{})) }, true},
		{"done action", func(tx tracker.Tx) error { return tx.SaveAction(ctx, action(plan.ActionDone, plan.Date{})) }, false},
		{"removed action", func(tx tracker.Tx) error { return tx.SaveAction(ctx, action(plan.ActionOpen, today)) }, false},
		{"lead of a draft", func(tx tracker.Tx) error { return tx.SaveObjective(ctx, lead(plan.ObjectiveDraft, plan.Date{})) }, true},
		{"lead of a suspended one", func(tx tracker.Tx) error {
			return tx.SaveObjective(ctx, lead(plan.ObjectiveSuspended, plan.Date{}))
		}, true},
		{"lead of a completed one", func(tx tracker.Tx) error {
			return tx.SaveObjective(ctx, lead(plan.ObjectiveCompleted, plan.Date{}))
		}, false},
		{"lead of a cancelled one", func(tx tracker.Tx) error {
			return tx.SaveObjective(ctx, lead(plan.ObjectiveCancelled, plan.Date{}))
		}, false},
		{"lead of a removed one", func(tx tracker.Tx) error { return tx.SaveObjective(ctx, lead(plan.ObjectiveActive, today)) }, false},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, func(tx tracker.Tx) error { return tx.SaveOffice(ctx, plan.Office{Code: other, Name: "x"}) })
		for _, test := range tests {
			look(t, s, func(tx tracker.Tx) error { // rolled back, so that the cases do not meet
				if err := test.do(tx); err != nil {
					return fmt.Errorf("%s: %w", test.name, err)
				}
				got, err := tx.OfficeInUse(ctx, other)
				if got != test.want {
					t.Errorf("%s: in use is %v, want %v", test.name, got, test.want)
				}
				return err
			})
		}
	})
}

// history are the tables that nobody may change or shorten.
var history = []string{"updates", "objective_changes", "reviews", "ratings", "briefings", "audit_entries"}

func TestHistoryIsAppendOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		w := rapid.Custom(func(rt *rapid.T) world { return genWorld(rt, 1) }).Example(1)
		change(t, s, org, w.save)
		for _, table := range history {
			attempts := []string{
				"UPDATE " + table + " SET revision = revision",
				"UPDATE " + table + " SET role = 'admin' WHERE organization_id = '" + org + "'",
				"DELETE FROM " + table,
			}
			if s.Engine() == "postgres" {
				attempts = append(attempts, "TRUNCATE "+table+" CASCADE")
			}
			for _, attempt := range attempts {
				_, err := s.writes.db.ExecContext(ctx, attempt)
				if err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("%s: %v, want it refused", attempt, err)
				}
			}
			var rows int
			must(t, s.reads.db.Get(&rows, "SELECT COUNT(*) FROM "+table))
			if rows != 1 {
				t.Errorf("%s has %d rows, want 1", table, rows)
			}
		}
	})
}

func TestAuditEntries(t *testing.T) {
	entry := func(n int64, objectType, id, action string, role plan.Role) plan.AuditEntry {
		return plan.AuditEntry{Organization: org, Sequence: n, At: now.Add(time.Duration(n) * time.Hour), By: plan.Signature{AccountID: "a", Role: role},
			Action: action, ObjectType: objectType, ObjectID: id, Detail: "{}", Hash: fmt.Sprint("h", n), PreviousHash: map[bool]string{true: "", false: fmt.Sprint("h", n-1)}[n == 1]}
	}
	entries := []plan.AuditEntry{
		entry(1, "office", "o", "office.create", plan.RoleAdmin), entry(2, "milestone", "OB-01.1", "milestone.report", plan.RoleEditor),
		entry(3, "milestone", "OB-01.2", "milestone.report", plan.RoleContributor), entry(4, "milestone", "OB-01.1", "milestone.remove", plan.RoleEditor),
		entry(5, "office", "o", "office.update", plan.RoleAdmin),
	}
	tests := []struct {
		name  string
		q     tracker.AuditQuery
		want  []int64
		total int
	}{
		{"all, newest first", tracker.AuditQuery{}, []int64{5, 4, 3, 2, 1}, 5},
		{"all, oldest first", tracker.AuditQuery{Ascending: true}, []int64{1, 2, 3, 4, 5}, 5},
		{"a page", tracker.AuditQuery{Limit: 2}, []int64{5, 4}, 5},
		{"the next page", tracker.AuditQuery{Limit: 2, After: 4}, []int64{3, 2}, 5},
		{"the next page, oldest first", tracker.AuditQuery{Limit: 2, After: 4, Ascending: true}, []int64{5}, 5},
		{"a type", tracker.AuditQuery{ObjectType: "office"}, []int64{5, 1}, 2},
		{"an object", tracker.AuditQuery{ObjectType: "milestone", ObjectID: "OB-01.1", Limit: 1}, []int64{4}, 2},
		{"an action", tracker.AuditQuery{Action: "milestone.report"}, []int64{3, 2}, 2},
		{"a role", tracker.AuditQuery{Role: plan.RoleContributor}, []int64{3}, 1},
		{"from, included", tracker.AuditQuery{From: entries[3].At}, []int64{5, 4}, 2},
		{"to, not included", tracker.AuditQuery{To: entries[1].At}, []int64{1}, 1},
		{"from in another zone", tracker.AuditQuery{From: entries[3].At.In(time.FixedZone("", 7200))}, []int64{5, 4}, 2},
		{"far behind", tracker.AuditQuery{After: 1 << 40, Limit: 1}, []int64{5}, 5},
	}
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		revision := change(t, s, org, func(tx tracker.Tx) error {
			for _, e := range entries {
				if err := tx.AddAudit(ctx, e); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			sequence, hash, err := tx.LastAudit(ctx, org)
			if sequence != 5 || hash != "h5" {
				t.Errorf("head %d %q", sequence, hash)
			}
			return err
		}))
		for _, test := range tests {
			test.q.Organization = org
			uncounted, none, err := s.AuditEntries(ctx, test.q)
			must(t, err)
			test.q.WithTotal = true
			got, total, err := s.AuditEntries(ctx, test.q)
			must(t, err)
			same(t, test.name+": the same page without the total", uncounted, got)
			if none != 0 {
				t.Errorf("%s: counted %d without being asked", test.name, none)
			}
			var sequences []int64
			for _, e := range got {
				sequences = append(sequences, e.Sequence)
				want := entries[e.Sequence-1]
				want.Revision = revision
				same(t, test.name, e, want)
			}
			same(t, test.name, sequences, test.want)
			same(t, test.name+": total", total, test.total)
		}
		err := s.Administer(ctx, func(tx tracker.AdminTx) error { return tx.AddAudit(ctx, entries[4]) })
		if plan.KindOf(err) != plan.KindConflict {
			t.Errorf("a taken sequence number: %v, want a conflict", err)
		}
	})
}

// TestAuditChainIsGuarded: an entry that is not chained to the last one is refused by the
// database itself, also where this program remembers the last one wrongly.
func TestAuditChainIsGuarded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, report("u-1"))
		for name, e := range map[string]plan.AuditEntry{
			"another hash":   {Sequence: 2, PreviousHash: "none", Hash: "x", At: now},
			"no hash":        {Sequence: 2, Hash: "x", At: now},
			"a gap":          {Sequence: 3, PreviousHash: "none", Hash: "x", At: now},
			"a second first": {Sequence: 1, Hash: "x", At: now},
		} {
			if _, err := s.Change(ctx, org, func(tx tracker.Tx) error { return tx.AddAudit(ctx, e) }); err == nil {
				t.Errorf("%s: the entry was taken", name)
			}
		}
		checkChain(t, s, org, 1)
		change(t, s, org, report("u-2"))
		revision, err := s.Revision(ctx, org)
		must(t, err)
		s.memory.remember(org, revision+1, &auditHead{Sequence: 1, Hash: "wrong"}, nil) // in place of what it knows
		change(t, s, org, func(tx tracker.Tx) error { return tx.SaveOffice(ctx, plan.Office{Code: office, Name: "x"}) })
		if _, err := s.Change(ctx, org, report("u-3")); err == nil {
			t.Error("an entry chained to a wrong memory was taken")
		}
		change(t, s, org, report("u-3")) // forgotten, and read again
		checkChain(t, s, org, 3)
	})
}

// TestReadsSeeWhatWasWritten in the same transaction, sent or not.
func TestReadsSeeWhatWasWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		change(t, s, org, func(tx tracker.Tx) error {
			for i := range 5 {
				after := status()
				after.Percent = i
				must(t, tx.AddUpdate(ctx, update(fmt.Sprint("u-", i), 1, today.AddDays(i/2), after)))
				if i%2 == 0 {
					m, err := tx.Milestone(ctx, objective, 1)
					must(t, err)
					same(t, "the milestone's status", m.Status, after)
				}
				got, ok, err := tx.StatusOn(ctx, objective, 1, today.AddDays(10))
				if err != nil || !ok {
					t.Errorf("no status: %v", err)
				}
				same(t, "the status", got, after)
				must(t, tx.SaveOffice(ctx, plan.Office{Code: "new", Name: fmt.Sprint(i)})) // the same row again
			}
			early, _, err := tx.StatusOn(ctx, objective, 1, today)
			if early.Percent != 1 {
				t.Errorf("status on an earlier day: %+v", early)
			}
			o, err2 := tx.Office(ctx, "new")
			same(t, "the office", o, plan.Office{Code: "new", Name: "4", Revision: tx.Revision()})
			return errors.Join(err, err2)
		})
	})
}

func TestCompose(t *testing.T) {
	p := &pool{texts: map[query]string{"A": "INSERT INTO a VALUES ($1, $2, $1)", "B": "INSERT INTO b VALUES ($12, $1)", "C": "UPDATE c SET x = $1"}}
	tests := []struct {
		writes []write
		name   query
		text   string
		args   []any
	}{
		{[]write{{q: "B", args: []any{1}}}, "B", "INSERT INTO b VALUES ($12, $1)", []any{1}},
		{[]write{{q: "A", args: []any{1, 2}}, {q: "C", args: []any{3}}}, "A+C", "WITH w0 AS (\nINSERT INTO a VALUES ($1, $2, $1)\n)\nUPDATE c SET x = $3", []any{1, 2, 3}},
		{[]write{{q: "A", args: []any{1, 2}}, {q: "B", args: []any{3}}, {q: "C", args: []any{4}}}, "A+B+C",
			"WITH w0 AS (\nINSERT INTO a VALUES ($1, $2, $1)\n), w1 AS (\nINSERT INTO b VALUES ($14, $3)\n)\nUPDATE c SET x = $4", []any{1, 2, 3, 4}},
	}
	for _, test := range tests {
		name, text, args, err := p.compose(test.writes)
		must(t, err)
		same(t, "the name", name, test.name)
		same(t, "the text", text, test.text)
		same(t, "the arguments", args, test.args)
	}
	if _, _, _, err := p.compose([]write{{q: "none"}}); err == nil {
		t.Error("a query that is not there was composed")
	}
}

func TestRepeatValues(t *testing.T) {
	const text = "INSERT INTO a (x, y) VALUES ($1, $2) ON CONFLICT (x) DO UPDATE SET y = excluded.y WHERE a.y < $3"
	same(t, "one row", repeatValues(text, 2, 1), text)
	same(t, "three rows", repeatValues(text, 2, 3),
		"INSERT INTO a (x, y) VALUES ($1, $2), ($3, $4), ($5, $6) ON CONFLICT (x) DO UPDATE SET y = excluded.y WHERE a.y < $7")
}
