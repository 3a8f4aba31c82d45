package board_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// hand is a clock that a test moves.
type hand struct{ now atomic.Int64 }

func newHand(at string) *hand {
	h := &hand{}
	h.set(at)
	return h
}

// set moves the clock to an instant in UTC, 2026-03-28T22:30.
func (h *hand) set(at string) {
	t, err := time.Parse("2006-01-02T15:04", at)
	if err != nil {
		panic(err)
	}
	h.now.Store(t.UnixNano())
}

func (h *hand) pass(d time.Duration) { h.now.Add(int64(d)) }

func (h *hand) clock() plan.Clock {
	return plan.Clock{Now: func() time.Time { return time.Unix(0, h.now.Load()) }, Location: rome}
}

var away = plan.Errorf(plan.KindUnavailable, "the database is away")

type fixture struct {
	*board.Boards
	source *memory
	clock  *hand
}

func newFixture(t testing.TB, change func(*board.Options)) *fixture {
	t.Helper()
	f := &fixture{source: newMemory(), clock: newHand("2026-03-10T09:00")}
	options := board.Options{Clock: f.clock.clock(), Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&options)
	}
	f.Boards = board.NewBoards(f.source, options)
	return f
}

// plan writes an organization with one objective of one milestone.
func (f *fixture) plan(organization string) int64 {
	return f.source.write(organization, func(r *board.Changes, revision int64) {
		s := script{rows: board.Changes{Organization: plan.Organization{Revision: revision}}}
		s.office("tributi", "Tributi")
		s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
		s.milestone("OB-01", 1, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
		id := r.Organization
		*r = s.rows
		r.Organization = id
		for i := range r.Updates {
			r.Updates[i].Revision = revision
		}
	})
}

// report writes a percentage that the milestone has from today on.
func (f *fixture) report(organization string, percent int) int64 {
	return f.source.write(organization, func(r *board.Changes, revision int64) {
		u := r.Updates[len(r.Updates)-1]
		u.ID, u.Kind, u.Revision = u.ID+"x", plan.UpdateReported, revision
		u.EffectiveOn, u.RecordedAt = f.clock.clock().Today(), f.clock.clock().Now()
		u.After.State, u.After.Percent = plan.MilestoneInProgress, percent
		r.Updates = append(r.Updates, u)
	})
}

func (f *fixture) percent(t testing.TB, organization string, on plan.Date) (percent int, stale bool) {
	t.Helper()
	p, fresh, err := f.Public(t.Context(), organization, on)
	if err != nil {
		t.Fatal(err)
	}
	return mustMilestone(t, &p.Content, "OB-01.1").Status.Percent, fresh.Stale
}

func (f *fixture) want(t testing.TB, organization string, percent int, stale bool) {
	t.Helper()
	if got, isStale := f.percent(t, organization, plan.Date{}); got != percent || isStale != stale {
		t.Fatalf("%d %%, stale %v; want %d %%, stale %v", got, isStale, percent, stale)
	}
}

func TestReadsDoNotAskTheSource(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	for range 10 {
		f.want(t, "c_a", 0, false)
	}
	if n := f.source.readings("c_a"); n != 1 {
		t.Fatalf("%d readings of the source, want 1", n)
	}
	revision, today, fresh, err := f.Current(t.Context(), "c_a")
	if err != nil || revision != 1 || today != day("2026-03-10") || fresh.Stale {
		t.Fatalf("current: %d, %s, %v, %v", revision, today, fresh, err)
	}
}

func TestAChangeIsSeenAfterItsNotice(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	revision := f.report("c_a", 40)
	f.want(t, "c_a", 0, false) // nobody told
	f.Notify("c_a", revision)
	f.want(t, "c_a", 40, false)
	f.Notify("c_a", revision) // told again, by the other way
	f.want(t, "c_a", 40, false)
	f.source.mu.Lock()
	since := f.source.since
	f.source.mu.Unlock()
	if len(since) != 2 || since[0] != 0 || since[1] != 1 {
		t.Fatalf("read since %v, want what is newer than the revision at hand", since)
	}
}

func TestAwaitSeesTheRevision(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	if err := f.Await(t.Context(), "c_a", f.report("c_a", 55)); err != nil {
		t.Fatal(err)
	}
	f.want(t, "c_a", 55, false)
	// A revision that does not exist is told so, and does not make readers ask for it.
	if err := f.Await(t.Context(), "c_a", 99); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("a revision that never was: %v", err)
	}
	before := f.source.readings("c_a")
	f.want(t, "c_a", 55, false)
	if n := f.source.readings("c_a"); n != before {
		t.Fatalf("%d readings after it, want %d", n, before)
	}
}

// What somebody read of the source with who they are is seen from then on; where it is no news it
// makes nobody read or list anything again.
func TestARevisionThatWasSeen(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.Seen("c_a", 1) // nobody looks at it yet
	f.want(t, "c_a", 0, false)
	if _, _, err := f.Organizations(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Seen("c_a", f.report("c_a", 35))
	f.want(t, "c_a", 35, false)
	if all, _, err := f.Organizations(t.Context()); err != nil || all[0].Shown != 35 {
		t.Fatalf("the list: %+v, %v", all, err)
	}
	before := f.source.readings("c_a")
	for range 3 {
		f.Seen("c_a", 2)
		f.Seen("c_a", 1)
		f.Seen("c_b", 9) // somebody else's
		f.want(t, "c_a", 35, false)
	}
	if n := f.source.readings("c_a"); n != before {
		t.Errorf("%d readings for no news", n-before)
	}
	if n := testing.AllocsPerRun(100, func() { f.Seen("c_a", 2) }); n != 0 {
		t.Errorf("no news costs %v allocations", n)
	}
}

func TestPollFindsWhatNobodyTold(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	f.report("c_a", 70)
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.want(t, "c_a", 70, false)
}

func TestASourceThatWentBackIsReadAnew(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.report("c_a", 30)
	f.report("c_a", 60)
	f.want(t, "c_a", 60, false)
	// A backup is restored: the last write is gone.
	f.source.mu.Lock()
	rows := f.source.rows["c_a"]
	rows.Updates, rows.Organization.Revision = rows.Updates[:len(rows.Updates)-1], 2
	f.source.mu.Unlock()
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.want(t, "c_a", 30, false)
}

func TestAnOrganizationThatIsNotThere(t *testing.T) {
	f := newFixture(t, nil)
	for _, id := range []string{"c_none", "not an id", ""} {
		if _, _, err := f.Public(t.Context(), id, plan.Date{}); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("%q: %v, want not_found", id, err)
		}
	}
	f.plan("c_none") // it is created
	f.want(t, "c_none", 0, false)
	f.source.mu.Lock()
	delete(f.source.rows, "c_none")
	f.source.mu.Unlock()
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Staff(t.Context(), "c_none", plan.Date{}); plan.KindOf(err) != plan.KindNotFound {
		t.Fatalf("after it left: %v, want not_found", err)
	}
}

func TestDaysThatCannotBeShown(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	for _, on := range []plan.Date{day("2026-03-11"), day("2199-12-31"), plan.DateFromOrdinal(-1)} {
		if _, _, err := f.Public(t.Context(), "c_a", on); plan.KindOf(err) != plan.KindInvalid {
			t.Errorf("%s: %v, want invalid", on, err)
		}
	}
}

func TestOneReadingForManyReaders(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	const readers = 50
	asked, gate := make(chan struct{}), make(chan struct{})
	f.source.before = func(string, int64) { close(asked); <-gate }
	var wg sync.WaitGroup
	errs := make(chan error, readers)
	for range readers {
		wg.Go(func() {
			_, _, err := f.Public(t.Context(), "c_a", plan.Date{})
			errs <- err
		})
	}
	<-asked
	close(gate)
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := f.source.readings("c_a"); n != 1 {
		t.Fatalf("%d readings for %d readers", n, readers)
	}
}

func TestAReaderWhoLeavesDoesNotEndTheFlight(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	asked, gate := make(chan struct{}), make(chan struct{})
	f.source.before = func(string, int64) { close(asked); <-gate }
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := f.Public(ctx, "c_a", plan.Date{})
		left <- err
	}()
	<-asked
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Fatalf("who leaves gets %v", err)
	}
	close(gate)
	f.want(t, "c_a", 0, false)
	if n := f.source.readings("c_a"); n != 1 {
		t.Fatalf("%d readings, want the first to serve", n)
	}
}

func TestWhileTheSourceIsAway(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.plan("c_b")
	f.want(t, "c_a", 0, false)
	revision := f.report("c_a", 20)
	f.source.fail(away)

	f.Notify("c_a", revision)
	f.want(t, "c_a", 0, true) // the last board, and it says so
	if _, _, err := f.Public(t.Context(), "c_b", plan.Date{}); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("what was never read: %v, want unavailable", err)
	}
	if err := f.Await(t.Context(), "c_a", revision); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("waiting for a change: %v, want unavailable", err)
	}
	if _, err := f.Numbers(t.Context(), "c_a", plan.Date{}); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("numbers to keep: %v, want unavailable", err)
	}
	if err := f.Poll(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("poll: %v", err)
	}
	// It is not asked again for every reader.
	before := f.source.readings("c_a")
	for range 20 {
		f.want(t, "c_a", 0, true)
	}
	if n := f.source.readings("c_a"); n != before {
		t.Fatalf("%d readings while it is away", n-before)
	}
	// Past days are still shown.
	if percent, stale := f.percent(t, "c_a", day("2026-03-01")); percent != 0 || !stale {
		t.Fatalf("past day: %d %%, stale %v", percent, stale)
	}

	f.source.fail(nil)
	f.clock.pass(2 * time.Second)
	f.want(t, "c_a", 20, false) // by itself, as people read
	f.want(t, "c_b", 0, false)
}

func TestThePollNoticesOutageAndRecovery(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	f.source.fail(away)
	if err := f.Poll(t.Context()); err == nil {
		t.Fatal("the poll saw no outage")
	}
	f.want(t, "c_a", 0, true) // nothing changed, but who knows
	f.source.fail(nil)
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.want(t, "c_a", 0, false)
}

func TestASlowSourceDoesNotHoldUpReaders(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.Patience = time.Millisecond })
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	gate := make(chan struct{})
	f.source.before = func(string, int64) { <-gate }
	f.Notify("c_a", f.report("c_a", 20))
	f.want(t, "c_a", 0, true)
	close(gate)
	if err := f.Await(t.Context(), "c_a", 2); err != nil {
		t.Fatal(err)
	}
	f.want(t, "c_a", 20, false)
}

func TestReadyOnceTheSourceWasReached(t *testing.T) {
	f := newFixture(t, nil)
	f.source.fail(away)
	if err := f.Ready(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("ready before the source: %v", err)
	}
	f.source.fail(nil)
	if err := f.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.source.fail(away) // the last boards go on being served
	if err := f.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAPanicIsAnErrorOfThoseWhoWait(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	var once sync.Once
	f.source.before = func(string, int64) { once.Do(func() { panic("a bug") }) }
	if _, _, err := f.Public(t.Context(), "c_a", plan.Date{}); err == nil || !strings.Contains(err.Error(), "a bug") {
		t.Fatalf("error %v, want the panic", err)
	}
	f.want(t, "c_a", 0, false) // the next reader tries again
}

func TestRowsThatDoNotFitAreReadAnew(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	// An objective comes whose own row the last reading missed.
	revision := f.source.write("c_a", func(r *board.Changes, revision int64) {
		s := script{rows: board.Changes{Organization: plan.Organization{Revision: 1}}, ids: 100}
		s.objective("OB-02", "2026-01-01", plan.ObjectiveTerms{})
		s.milestone("OB-02", 1, "2026-01-01", "", "", status(plan.MilestonePlanned, 0, ""))
		r.Objectives = append(r.Objectives, s.rows.Objectives...)
		r.ObjectiveChanges = append(r.ObjectiveChanges, s.rows.ObjectiveChanges...)
		r.Milestones = append(r.Milestones, s.rows.Milestones...)
		s.rows.Updates[0].Revision = revision
		r.Updates = append(r.Updates, s.rows.Updates...)
	})
	f.Notify("c_a", revision)
	p, _, err := f.Public(t.Context(), "c_a", plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	mustMilestone(t, &p.Content, "OB-02.1")
}

func TestEviction(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.MaxOrganizations = 2 })
	for _, id := range []string{"c_a", "c_b", "c_c"} {
		f.plan(id)
	}
	f.want(t, "c_a", 0, false)
	f.want(t, "c_b", 0, false)
	f.want(t, "c_a", 0, false)
	f.want(t, "c_c", 0, false) // c_b was not asked for the longest
	f.want(t, "c_a", 0, false)
	if a, b := f.source.readings("c_a"), f.source.readings("c_b"); a != 1 || b != 1 {
		t.Fatalf("%d and %d readings", a, b)
	}
	f.want(t, "c_b", 0, false)
	if b := f.source.readings("c_b"); b != 2 {
		t.Fatalf("%d readings of what had left, want 2", b)
	}
}

func TestEvictionByMemory(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.MaxBytes = 1 })
	f.plan("c_a")
	f.plan("c_b")
	f.want(t, "c_a", 0, false)
	f.want(t, "c_a", 0, false) // one stays, whatever its size
	f.want(t, "c_b", 0, false)
	f.want(t, "c_a", 0, false)
	if n := f.source.readings("c_a"); n != 2 {
		t.Fatalf("%d readings, want 2", n)
	}
}

func TestTheDayChangesAtMidnightInRome(t *testing.T) {
	for _, tc := range []struct{ name, before, after, day, next string }{
		{"winter", "2026-01-14T22:59", "2026-01-14T23:00", "2026-01-14", "2026-01-15"},
		{"summer", "2026-07-14T21:59", "2026-07-14T22:00", "2026-07-14", "2026-07-15"},
		{"into the spring change", "2026-03-28T22:59", "2026-03-28T23:00", "2026-03-28", "2026-03-29"},
		{"out of the spring change", "2026-03-29T21:59", "2026-03-29T22:00", "2026-03-29", "2026-03-30"},
		{"into the autumn change", "2026-10-24T21:59", "2026-10-24T22:00", "2026-10-24", "2026-10-25"},
		{"out of the autumn change", "2026-10-25T22:59", "2026-10-25T23:00", "2026-10-25", "2026-10-26"},
	} {
		for _, outage := range []bool{false, true} {
			f := newFixture(t, nil)
			f.clock.set(tc.before)
			f.plan("c_a")
			p, _, err := f.Public(t.Context(), "c_a", plan.Date{})
			if err != nil || p.Day != day(tc.day) || p.Today != day(tc.day) {
				t.Fatalf("%s: %s, %v", tc.name, p.Day, err)
			}
			if outage {
				f.source.fail(away)
			}
			f.clock.set(tc.after)
			p, _, err = f.Public(t.Context(), "c_a", plan.Date{})
			if err != nil || p.Day != day(tc.next) || p.Figures.Day != day(tc.next) || p.Revision != 1 {
				t.Fatalf("%s, outage %v: %s, %v", tc.name, outage, p.Day, err)
			}
			if n := f.source.readings("c_a"); n != 1 {
				t.Fatalf("%s: a new day read the source %d times", tc.name, n-1)
			}
			past, _, err := f.Public(t.Context(), "c_a", day(tc.day))
			if err != nil || !past.Past() || past.Today != day(tc.next) {
				t.Fatalf("%s: yesterday is %s of %s, %v", tc.name, past.Day, past.Today, err)
			}
		}
	}
}

func TestPastDaysAreKept(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.PastDays = 2 })
	f.plan("c_a")
	read := func(on string) *board.Public {
		p, _, err := f.Public(t.Context(), "c_a", day(on))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := read("2026-03-01")
	if read("2026-03-01") != first {
		t.Fatal("a past day is made twice")
	}
	read("2026-03-02")
	read("2026-03-03")
	if read("2026-03-01") == first {
		t.Fatal("three past days are kept, two were to be")
	}
	f.Notify("c_a", f.report("c_a", 10))
	if p := read("2026-03-01"); p.Revision != 2 {
		t.Fatalf("a past day of revision %d after the change", p.Revision)
	}
}

func TestReadersWritersAndOutages(t *testing.T) {
	f := newFixture(t, func(o *board.Options) { o.RetryAfter, o.MaxOrganizations = time.Nanosecond, 2 })
	ids := []string{"c_a", "c_b", "c_c"}
	for _, id := range ids {
		f.plan(id)
	}
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for _, id := range ids {
		writers.Go(func() {
			for i := range 60 {
				revision := f.report(id, i+1)
				f.Notify(id, revision)
				switch i % 10 {
				case 3:
					f.source.fail(away)
				case 6:
					f.source.fail(nil)
				case 8:
					if err := f.Poll(t.Context()); err != nil && plan.KindOf(err) != plan.KindUnavailable {
						t.Error(err)
					}
				}
				f.clock.pass(time.Millisecond)
			}
		})
		for range 3 {
			readers.Go(func() {
				last := int64(0)
				for i := 0; ; i++ {
					select {
					case <-done:
						return
					default:
					}
					on := plan.Date{}
					if i%5 == 0 {
						on = day("2026-03-01")
					}
					p, fresh, err := f.Public(t.Context(), id, on)
					switch {
					case plan.KindOf(err) == plan.KindUnavailable:
						continue
					case err != nil:
						t.Error(err)
						return
					}
					if p.Revision < last && !fresh.Stale {
						t.Errorf("revision %d was shown after %d", p.Revision, last)
						return
					}
					last = max(last, p.Revision)
					if i%7 == 0 {
						if _, _, err := f.Staff(t.Context(), id, plan.Date{}); err != nil && plan.KindOf(err) != plan.KindUnavailable {
							t.Error(err)
						}
						if _, _, err := f.Organizations(t.Context()); err != nil && plan.KindOf(err) != plan.KindUnavailable {
							t.Error(err)
						}
					}
				}
			})
		}
	}
	writers.Wait()
	close(done)
	readers.Wait()
	f.source.fail(nil)
	f.clock.pass(time.Hour)
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		f.want(t, id, 60, false)
	}
}

func TestTheListOfOrganizations(t *testing.T) {
	for _, tc := range []struct {
		name string
		max  int
	}{{"all in memory", 10}, {"hardly any in memory", 1}} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t, func(o *board.Options) { o.MaxOrganizations = tc.max })
			for _, id := range []string{"c_b", "c_a", "c_c"} {
				f.plan(id)
			}
			list := func(stale bool) []board.Summary {
				t.Helper()
				all, fresh, err := f.Organizations(t.Context())
				if err != nil || fresh.Stale != stale {
					t.Fatalf("stale %v, %v", fresh.Stale, err)
				}
				return all
			}
			all := list(false)
			if len(all) != 3 || all[0].Organization.ID != "c_a" || all[0].Shown != 0 || all[0].Objectives != 1 || all[0].Health != "on_track" {
				t.Fatalf("%+v", all)
			}
			before := f.source.readings("c_a")
			list(false)
			f.Notify("c_b", f.report("c_b", 50))
			if all = list(false); all[1].Shown != 50 || all[1].Organization.Revision != 2 {
				t.Fatalf("after a change: %+v", all[1])
			}
			if n := f.source.readings("c_a"); n != before {
				t.Fatalf("a change of c_b read c_a %d times", n-before)
			}
			f.plan("c_d") // made by another process
			if len(list(false)) != 3 {
				t.Fatal("it was seen before anybody could know")
			}
			if err := f.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(list(false)) != 4 {
				t.Fatal("a new organization is not in the list")
			}
			f.source.fail(away)
			f.Notify("c_a", 7)
			if len(list(true)) != 4 {
				t.Fatal("the last list is not served while the source is away")
			}
		})
	}
}

func TestNumbersToKeep(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.report("c_a", 50)
	for on, want := range map[string]float64{"2026-03-09": 0, "2026-03-10": 0.5} {
		rows, err := f.Numbers(t.Context(), "c_a", day(on))
		if err != nil {
			t.Fatal(err)
		}
		scopes := map[plan.Scope]int{}
		for _, r := range rows {
			scopes[r.Scope]++
			if r.Day != day(on) || r.Revision != 2 {
				t.Fatalf("%+v", r)
			}
			if r.Scope != plan.ScopeHorizon && (r.Actual == nil || *r.Actual != want) {
				t.Errorf("%s, %s %s: %v, want %v", on, r.Scope, r.Code, value(r.Actual), want)
			}
		}
		if scopes[plan.ScopeOrganization] != 1 || scopes[plan.ScopeHorizon] != 3 || scopes[plan.ScopeOffice] != 1 || scopes[plan.ScopeObjective] != 1 {
			t.Errorf("%s: rows by scope %v", on, scopes)
		}
	}
	first, err := f.FirstDay(t.Context(), "c_a")
	if err != nil || first != day("2026-01-01") {
		t.Errorf("first day %s, %v", first, err)
	}
	ids, err := f.OrganizationIDs(t.Context())
	if err != nil || len(ids) != 1 || ids[0] != "c_a" {
		t.Errorf("organizations %v, %v", ids, err)
	}
}

func TestAKnownBoardCostsNoMemory(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	f.want(t, "c_a", 0, false)
	ctx := t.Context()
	if n := testing.AllocsPerRun(1000, func() {
		if _, _, err := f.Public(ctx, "c_a", plan.Date{}); err != nil {
			t.Error(err)
		}
		if _, _, _, err := f.Current(ctx, "c_a"); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Fatalf("%v allocations to get what is known", n)
	}
}

// TestABoardIsNotMadeOfEveryWrite: where writes follow one another, boards are made ahead of readers
// for a part of the time alone, of all organizations together; who comes to read does not wait for it.
func TestABoardIsNotMadeOfEveryWrite(t *testing.T) {
	f := newFixture(t, nil)
	ids := f.many(10)
	for _, id := range ids {
		f.want(t, id, 0, false)
	}
	f.source.before = func(string, int64) { f.clock.pass(10 * time.Second) } // what a loading takes: the longest rest follows
	awaitReadings := func(n int) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Second); f.plansRead(ids) < n; runtime.Gosched() {
			if time.Now().After(deadline) {
				t.Fatalf("%d readings, want %d", f.plansRead(ids), n)
			}
		}
	}
	for percent := range 20 {
		for _, id := range ids {
			f.Notify(id, f.report(id, percent))
		}
	}
	awaitReadings(11)
	f.want(t, ids[9], 19, false)
	if n := f.plansRead(ids); n != 12 {
		t.Fatalf("%d readings, want ten, one ahead and the reader's", n)
	}
	awaitReadings(13) // after the rest the next is made ahead
}
