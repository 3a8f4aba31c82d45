package board_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
)

// A change costs the list its own line: neither who there is nor any other plan is read again.
func TestAChangeCostsTheListItsOwnLine(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.MaxOrganizations = 1 })
	ids := f.many(300)
	before := f.list(t, allOf(f.clock.clock().Today()))
	_, was, err := f.Organizations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	listed, read := f.source.organizationReads, f.plansRead(ids)
	for i, tell := range []func(string, int64){
		f.Notify, f.Seen,
		func(string, int64) {
			if err := f.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		tell(ids[7+i], f.report(ids[7+i], 50+i))
		all, fresh, err := f.Organizations(t.Context())
		if err != nil || all[7+i].Shown != 50+i || all[7+i].Organization.Revision != 2 || fresh.List == was.List {
			t.Fatalf("way %d: %+v, %+v, %v", i, all[7+i], fresh, err)
		}
	}
	if f.source.organizationReads != listed || f.plansRead(ids) != read+3 {
		t.Errorf("%d readings of who there is, %d of plans", f.source.organizationReads-listed, f.plansRead(ids)-read)
	}
	if before[7].Shown != 0 || before[8].Shown != 0 {
		t.Error("a list that somebody holds has changed")
	}
}

// Whatever happens, and however it is told, the list is the one that would be made from nothing.
func TestTheListIsAsIfMadeFromNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		max := rapid.SampledFrom([]int{1, 100}).Draw(rt, "in memory")
		f := newFixture(t, func(o *board.Options) { o.MaxOrganizations = max })
		ids := f.many(5)
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			id := rapid.SampledFrom(ids).Draw(rt, "ente")
			revision := int64(0)
			switch what := rapid.SampledFrom([]string{"report", "report", "report", "rename", "another", "midnight", "gone", "restored"}).Draw(rt, "what"); {
			case what == "report" && f.source.rows[id] != nil:
				revision = f.report(id, rapid.IntRange(1, 98).Draw(rt, "percent"))
			case what == "rename" && f.source.rows[id] != nil:
				revision = f.source.write(id, func(rows *board.Changes, _ int64) {
					rows.Organization.Name = rapid.SampledFrom([]string{"A", "B", "Z"}).Draw(rt, "name") + " " + id
				})
			case what == "another":
				id = fmt.Sprintf("c_new%d", len(ids))
				ids = append(ids, id)
				f.plan(id)
				revision = 1
			case what == "midnight":
				f.clock.pass(24 * time.Hour)
			case what == "gone" && len(f.source.rows) > 1:
				f.source.remove(id)
			case what == "restored": // from a backup, at its first revision
				f.source.remove(id)
				f.plan(id)
				if err := f.Poll(t.Context()); err != nil {
					rt.Fatal(err)
				}
			}
			told := rapid.SampledFrom([]string{"notified", "seen", "polled"}).Draw(rt, "told")
			switch {
			case told == "notified" && revision > 0:
				f.Notify(id, revision)
			case told == "seen" && revision > 1:
				f.Seen(id, revision)
			default:
				if err := f.Poll(t.Context()); err != nil {
					rt.Fatal(err)
				}
			}
			got, _, err := f.Organizations(t.Context())
			if err != nil {
				rt.Fatal(err)
			}
			fresh := newFixture(t, nil)
			fresh.source.rows, fresh.clock = f.source.rows, f.clock
			fresh.Boards = board.NewBoards(fresh.source, board.Options{Clock: f.clock.clock()})
			want, _, err := fresh.Organizations(t.Context())
			if err != nil {
				rt.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				rt.Fatalf("after %s:\n%+v\nwant\n%+v", told, got, want)
			}
		}
	})
}

// Pages do not wait for a large roster while changes go on: the poll reads it, for a name may have
// changed.
func TestALargeRosterIsReadByThePoll(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(300)
	before, _, err := f.Roster(t.Context())
	if err == nil {
		err = f.Poll(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	poll := func(what string) *board.Roster {
		t.Helper()
		if err := f.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		read := f.source.organizationReads
		r, fresh, err := f.Roster(t.Context())
		if err != nil || fresh.Stale {
			t.Fatalf("%s: %+v, %v", what, fresh, err)
		}
		if f.source.organizationReads != read {
			t.Errorf("%s: a page reads the roster", what)
		}
		return r
	}
	f.report(ids[3], 50)
	if r := poll("a report"); r.Version != before.Version {
		t.Error("a report makes another roster")
	}
	f.source.write(ids[3], func(rows *board.Changes, _ int64) { rows.Organization.Name = "Zeta" })
	if r := poll("another name"); r.Version == before.Version || r.Organizations[299].Name != "Zeta" {
		t.Errorf("version %d as before, the last is %s", r.Version, r.Organizations[299].Name)
	}
}

// Once the lines of the new day are there, nothing is looked for any more.
func TestWhatTheJobMadeIsNotLookedForAgain(t *testing.T) {
	f := newFixture(t, nil)
	f.many(300)
	yesterday := f.clock.clock().Today()
	today := yesterday.AddDays(1)
	f.list(t, allOf(yesterday))
	f.clock.set(yesterday.String() + "T23:01") // in UTC: a minute past midnight in Rome
	if all, fresh, err := f.Organizations(t.Context()); err != nil || fresh.Stale || !allOf(yesterday)(all) {
		t.Fatalf("stale %v, %v, not all of yesterday", fresh.Stale, err)
	}
	f.keep(t, today) // what the job does
	f.clock.pass(time.Minute)
	f.list(t, allOf(today))
	looked := f.source.organizationReads
	for range 3 {
		f.clock.pass(time.Minute)
		if all, _, err := f.Organizations(t.Context()); err != nil || !allOf(today)(all) {
			t.Fatalf("%v, not all of today", err)
		}
	}
	if n := f.source.organizationReads - looked; n != 0 {
		t.Errorf("who there is was read %d times more", n)
	}
}
