package board_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// many makes plans of so many organizations, and tells their codes in order.
func (f *fixture) many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("c_%05d", i)
		f.plan(ids[i])
	}
	return ids
}

// keep has the source keep the line of every organization of a day, as the snapshot job does.
func (f *fixture) keep(t *testing.T, day plan.Date) {
	t.Helper()
	var lines []plan.Line
	err := f.EachPlan(t.Context(), func(plans []board.ReadPlan) error {
		for _, p := range plans {
			line, err := p.Line(day)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f.source.keepLines(lines)
}

// What is computed of plans that are read together is what the boards tell of each; nothing of it
// stays in memory.
func TestPlansReadTogetherTellTheSame(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(230)
	today := f.clock.clock().Today()
	f.report(ids[7], 40)
	var got []string
	err := f.EachPlan(t.Context(), func(plans []board.ReadPlan) error {
		for _, p := range plans {
			got = append(got, p.Organization)
			if p.Organization != ids[7] {
				continue
			}
			rows, err := p.Numbers(today)
			if err != nil {
				return err
			}
			want, err := f.Numbers(t.Context(), ids[7], today)
			if err != nil {
				return err
			}
			same(t, "numbers", rows, want)
			line, err := p.Line(today)
			if err != nil {
				return err
			}
			wantLine, err := f.Line(t.Context(), ids[7])
			if err != nil {
				return err
			}
			same(t, "line", line, wantLine)
			if _, err := p.Numbers(today.AddDays(1)); err == nil {
				t.Error("tomorrow has numbers")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "organizations", got, ids)
}

// A plan that cannot be read with the others is found out; the others are computed.
func TestOnePlanThatCannotBeRead(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(5)
	f.source.poisoned = ids[2]
	f.source.before = func(read string, since int64) {
		if read == ids[2] {
			f.source.fail(fmt.Errorf("a row cannot be read"))
		} else {
			f.source.fail(nil)
		}
	}
	failed := map[string]bool{}
	err := f.EachPlan(t.Context(), func(plans []board.ReadPlan) error {
		for _, p := range plans {
			failed[p.Organization] = p.Err != nil
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		if was, told := failed[id]; !told || was != (i == 2) {
			t.Errorf("%s: told of %v, failed %v", id, told, was)
		}
	}
}

// While some plans are computed, the next are read, and no more than those; who gives up is not read
// for any longer.
func TestPlansAreReadOnePortionAhead(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(450)
	enough := errors.New("enough")
	portions := 0
	err := f.EachPlan(t.Context(), func([]board.ReadPlan) error {
		if portions++; portions == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Fatalf("ended with %v", err)
	}
	if n := f.plansRead(ids); n > 300 {
		t.Errorf("%d plans were read for the sake of 200", n)
	}
	ctx, stop := context.WithCancel(t.Context())
	err = f.EachPlan(ctx, func([]board.ReadPlan) error { stop(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, it ended with %v", err)
	}
	f.source.before = func(string, int64) { panic("a fault in the source") }
	if err := f.EachPlan(t.Context(), func([]board.ReadPlan) error { return nil }); err == nil || !strings.Contains(err.Error(), "a fault in the source") {
		t.Errorf("a fault in the source: %v", err)
	}
}

// list waits until the list is whole.
func (f *fixture) list(t *testing.T, whole func([]board.Summary) bool) []board.Summary {
	t.Helper()
	for range 3 { // one may be under way that began before a change
		if err := f.MakeList(); err != nil {
			t.Fatal(err)
		}
		all, _, err := f.Organizations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if whole(all) {
			return all
		}
	}
	t.Fatal("the list does not become whole")
	return nil
}

func (f *fixture) plansRead(ids []string) int {
	n := 0
	for _, id := range ids {
		n += f.source.readings(id)
	}
	return n
}

func allOf(day plan.Date) func([]board.Summary) bool {
	return func(all []board.Summary) bool {
		for i := range all {
			if all[i].Day != day {
				return false
			}
		}
		return true
	}
}

// The list of a large installation is made of the lines that are kept: no plan is read for it.
func TestTheListIsMadeOfKeptLines(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(300)
	today := f.clock.clock().Today()
	f.report(ids[3], 50)
	f.keep(t, today)
	read := f.plansRead(ids)
	again := newFixture(t, nil)
	again.source.rows, again.source.lines = f.source.rows, f.source.lines
	all := again.list(t, allOf(today))
	if n := again.plansRead(ids); len(all) != 300 || all[3].Shown != 50 || n != 0 {
		t.Fatalf("%d lines, %+v, %d plans read (%d to keep the lines)", len(all), all[3], n, read)
	}
	// What changed since is computed, and that alone.
	again.Notify(ids[4], again.report(ids[4], 60))
	all = again.list(t, allOf(today))
	if n := again.plansRead(ids); all[4].Shown != 60 || n != 1 {
		t.Fatalf("%+v, %d plans read", all[4], n)
	}
}

// A line that was made with another setting is computed anew.
func TestALineMadeInAnotherWayIsNotShown(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(20)
	f.keep(t, f.clock.clock().Today())
	again := newFixture(t, func(o *board.Options) { o.StaleAfterDays = 7 })
	again.source.rows, again.source.lines = f.source.rows, f.source.lines
	again.list(t, allOf(f.clock.clock().Today()))
	if n := again.plansRead(ids); n != 20 {
		t.Fatalf("%d plans were read", n)
	}
}

// In the first hour of a day the lines of a large installation are left to the job that makes them
// with the day's numbers; those of the day before are shown meanwhile, and nobody waits.
func TestTheNewDaysLinesAreLeftToTheJob(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(300)
	yesterday := f.clock.clock().Today()
	f.keep(t, yesterday)
	again := newFixture(t, nil)
	again.source.rows, again.source.lines = f.source.rows, f.source.lines
	again.list(t, allOf(yesterday))
	today := yesterday.AddDays(1)
	again.clock.set(yesterday.String() + "T23:05") // in UTC: five past midnight in Rome
	all, fresh, err := again.Organizations(t.Context())
	if err != nil || fresh.Stale || !allOf(yesterday)(all) {
		t.Fatalf("stale %v, %v, not all of yesterday", fresh.Stale, err)
	}
	f.clock.set(yesterday.String() + "T23:05")
	f.keep(t, today)
	again.source.keepLines(f.source.lines)
	again.clock.set(yesterday.String() + "T23:12")
	again.list(t, allOf(today))
	if n := again.plansRead(ids); n != 0 {
		t.Fatalf("%d plans were read", n)
	}
	// A job that did not run is not waited for all day.
	tomorrow := today.AddDays(1)
	again.clock.set(tomorrow.String() + "T01:00")
	again.list(t, allOf(tomorrow))
}

// Somebody walks over every plan of a large installation: what is kept stays within its bound, and
// so does the memory that is really held.
func TestAWalkOverEveryPlanStaysWithinItsMemory(t *testing.T) {
	const enti, bound = 3_000, 4 << 20
	f := newFixture(t, func(o *board.Options) { o.MaxBytes = bound })
	ids := f.many(enti)
	held := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := held()
	for _, id := range ids {
		if _, _, err := f.Public(t.Context(), id, plan.Date{}); err != nil {
			t.Fatal(err)
		}
	}
	grown := held() - before
	runtime.KeepAlive(f)
	kept := 0
	for i := len(ids) - 1; i >= 0; i-- { // those asked for last are there still
		before := f.source.readings(ids[i])
		if _, _, err := f.Public(t.Context(), ids[i], plan.Date{}); err != nil {
			t.Fatal(err)
		}
		if f.source.readings(ids[i]) > before {
			break
		}
		kept++
	}
	if kept == 0 || kept > enti/2 {
		t.Errorf("%d of %d plans were kept in %d bytes", kept, enti, bound)
	}
	if grown > 2*bound {
		t.Errorf("%d plans kept within %d bytes hold %d", kept, bound, grown)
	}
	t.Logf("%d kept, %d bytes held of %d", kept, grown, bound)
}
