package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
)

// numbers gives one row a day and remembers which were asked for.
type numbers struct {
	first   plan.Date
	asked   []string
	failing string // an organization whose board cannot be read
	ids     []string
}

// EachPlan hands over two at a time.
func (n *numbers) EachPlan(ctx context.Context, do func([]board.ReadPlan) error) error {
	for ids := range slices.Chunk(n.ids, 2) {
		var plans []board.ReadPlan
		for _, id := range ids {
			plans = append(plans, board.ReadPlan{
				Organization: id, FirstDay: n.first,
				Numbers: func(day plan.Date) ([]plan.Snapshot, error) { return n.Numbers(ctx, id, day) },
				Line:    func(day plan.Date) (plan.Line, error) { return plan.Line{Organization: id, Day: day, Revision: 1}, nil },
			})
		}
		if err := do(plans); err != nil {
			return err
		}
	}
	return nil
}

func (n *numbers) Line(_ context.Context, organization string) (plan.Line, error) {
	return plan.Line{Organization: organization}, nil
}

func (n *numbers) FirstDay(context.Context, string) (plan.Date, error) { return n.first, nil }

func (n *numbers) Numbers(_ context.Context, organization string, day plan.Date) ([]plan.Snapshot, error) {
	if organization == n.failing {
		return nil, errors.New("no board")
	}
	n.asked = append(n.asked, organization+" "+day.String())
	return []plan.Snapshot{{Day: day, Scope: plan.ScopeOrganization}}, nil
}

// keeper stores as the database does: what was computed after its day ended stays.
type keeper struct {
	mu     sync.Mutex
	clock  plan.Clock
	stored map[string]map[plan.Date]time.Time
	lines  map[string]plan.Line
	// refused is an organization whose numbers cannot be stored; together counts how many were
	// stored at once.
	refused  string
	together []int
	panics   bool
}

func (k *keeper) Today() plan.Date { return k.clock.Today() }

func (k *keeper) EndOf(day plan.Date) time.Time {
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, k.clock.Location)
}

func (k *keeper) StoreNumbers(_ context.Context, all []plan.Numbers) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.panics {
		panic("a fault in the store")
	}
	for _, n := range all {
		if n.Organization == k.refused {
			return errors.New("not to be stored")
		}
	}
	k.together = append(k.together, len(all))
	for _, n := range all {
		if k.stored[n.Organization] == nil {
			k.stored[n.Organization] = map[plan.Date]time.Time{}
		}
		for _, r := range n.Rows {
			k.stored[n.Organization][r.Day] = r.ComputedAt
		}
		if n.Line != nil {
			if k.lines == nil {
				k.lines = map[string]plan.Line{}
			}
			k.lines[n.Organization] = *n.Line
		}
	}
	return nil
}

func (k *keeper) NumbersKept(_ context.Context, from, to string, since plan.Date) (map[string]plan.NumbersState, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	states := map[string]plan.NumbersState{}
	for id, days := range k.stored {
		if id < from || id > to {
			continue
		}
		state := plan.NumbersState{Kept: k.lines[id].Kept, Days: map[plan.Date]time.Time{}}
		for day, at := range days {
			if !day.Before(since) {
				state.Days[day] = at
			}
		}
		states[id] = state
	}
	return states, nil
}

func (k *keeper) SnapshotDays(_ context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	days := map[plan.Date]time.Time{}
	for day, at := range k.stored[organization] {
		if !day.Before(from) && !day.After(to) {
			days[day] = at
		}
	}
	return days, nil
}

func TestFill(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_m403"}, first: plan.NewDate(2026, 11, 19)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	s := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}
	steps := []struct {
		name string
		now  time.Time
		want []string
	}{
		{"every day since the plan began", at.now(), []string{"19", "20", "21", "22"}},
		{"today again, as its day is not over", at.now().Add(time.Hour), []string{"22"}},
		{"after midnight the day before becomes final", time.Date(2026, 11, 23, 0, 10, 0, 0, loc), []string{"22", "23"}},
		{"and stays so", time.Date(2026, 11, 23, 8, 0, 0, 0, loc), []string{"23"}},
		{"days missed while nothing was up", time.Date(2026, 11, 26, 8, 0, 0, 0, loc), []string{"23", "24", "25", "26"}},
	}
	for _, step := range steps {
		at.set(step.now)
		n.asked = nil
		if _, err := s.FillAll(t.Context()); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		var days []string
		for _, a := range n.asked {
			days = append(days, a[len(a)-2:])
		}
		slices.Sort(days) // the present comes first
		if !slices.Equal(days, step.want) {
			t.Errorf("%s: computed %v, want %v", step.name, days, step.want)
		}
	}
}

func TestOneBrokenOrganizationDoesNotHoldUpTheOthers(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a", "c_b", "c_c"}, failing: "c_b", first: plan.NewDate(2026, 11, 22)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	count, err := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}.FillAll(t.Context())
	if err == nil || count.Computed != 2 || strings.Count(err.Error(), "c_b") != 1 {
		t.Fatalf("computed %d, error %v", count.Computed, err)
	}
}

// What cannot be stored does not take along what is stored together with it.
func TestOneThatCannotBeStoredDoesNotTakeTheOthersAlong(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a", "c_b", "c_c"}, first: plan.NewDate(2026, 11, 21)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}, refused: "c_b"}
	count, err := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}.FillAll(t.Context())
	if err == nil || count.Computed != 4 || len(k.stored["c_a"]) != 2 || len(k.stored["c_c"]) != 2 {
		t.Fatalf("computed %d, stored %v, error %v", count.Computed, k.stored, err)
	}
}

// Numbers are stored while the next are computed: of as many organizations as go together, in their
// order, and all that was computed before the job ends.
func TestNumbersAreStoredMeanwhile(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{first: plan.NewDate(2026, 11, 22)}
	for i := range 1_201 {
		n.ids = append(n.ids, fmt.Sprintf("c_%04d", i))
	}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	count, err := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}.FillAll(t.Context())
	// The line of the last of a portion comes after its numbers, and goes with the next.
	if err != nil || count.Computed != 1_201 || len(k.stored) != 1_201 || !slices.Equal(k.together, []int{500, 500, 203}) {
		t.Fatalf("computed %d, stored %d together %v, error %v", count.Computed, len(k.stored), k.together, err)
	}
	k.panics = true
	at.t = at.t.AddDate(0, 0, 1)
	if count, err := (jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}).FillAll(t.Context()); err == nil || !strings.Contains(err.Error(), "a fault in the store") || count.Computed != 0 {
		t.Fatalf("a fault in the store: computed %d, error %v", count.Computed, err)
	}
}

// One organization's days are stored when it is said that they are, and what keeps them from it is told: the
// command that asked ends then.
func TestDaysOfOneAreStoredWhenTheyAreTold(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a"}, first: plan.NewDate(2026, 11, 20)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	s := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}
	count, err := s.Fill(t.Context(), "c_a")
	if err != nil || count.Computed != 3 || len(k.stored["c_a"]) != 3 {
		t.Fatalf("computed %d, stored %v, error %v", count.Computed, k.stored, err)
	}
	k.refused = "c_a"
	count, err = s.Range(t.Context(), "c_a", plan.NewDate(2026, 11, 22), plan.NewDate(2026, 11, 22))
	if err == nil || count.Computed != 0 {
		t.Fatalf("what could not be stored: computed %d, error %v", count.Computed, err)
	}
}

// A past of years is computed in portions, the present of everybody first and always; what is
// complete is not looked at again.
func TestThePastIsFilledInPortions(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a", "c_b"}, first: plan.NewDate(2026, 11, 12)} // ten days before
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	s := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now, PastDays: 12}
	for i, want := range []map[string]int{
		{"c_a": 9 + 2, "c_b": 3 + 2}, // nine are earlier than yesterday, three are left for the other
		{"c_a": 1, "c_b": 6 + 1},     // today again, and the rest
		{"c_a": 1, "c_b": 1},
	} {
		n.asked = nil
		if _, err := s.FillAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, a := range n.asked {
			got[a[:3]]++
		}
		if !maps.Equal(got, want) {
			t.Errorf("run %d computed %v, want %v", i+1, got, want)
		}
	}
	for _, id := range n.ids {
		if len(k.stored[id]) != 11 || k.lines[id].Kept != (plan.Kept{Since: n.first, Through: plan.NewDate(2026, 11, 21)}) {
			t.Errorf("%s has %d days, complete %v", id, len(k.stored[id]), k.lines[id].Kept)
		}
	}
}

// A plan that is loaded with an earlier past has numbers of that too.
func TestAnEarlierFirstDayIsFilled(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a"}, first: plan.NewDate(2026, 11, 20)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	s := jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}
	for _, first := range []int{20, 15} {
		n.first = plan.NewDate(2026, 11, first)
		if _, err := s.FillAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(k.stored["c_a"]) != 8 {
		t.Errorf("%d days, want 8: %v", len(k.stored["c_a"]), n.asked)
	}
}

func TestAfterChangeStoresOnceForManyChanges(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a"}, first: plan.NewDate(2026, 11, 1)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	rec := &recorder{}
	a := jobs.NewAfterChange(jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}, time.Hour, rec, slog.New(slog.DiscardHandler))
	for revision := range int64(50) {
		a.Committed("c_a", revision)
	}
	a.Committed("c_b", 1)
	a.Flush()
	slices.Sort(n.asked)
	if want := []string{"c_a 2026-11-22", "c_b 2026-11-22"}; !slices.Equal(n.asked, want) {
		t.Fatalf("computed %v, want %v", n.asked, want)
	}
	a.Committed("c_a", 51)
	a.Stop(t.Context()) // what is waiting is stored before the end
	a.Committed("c_a", 52)
	a.Flush()
	if len(n.asked) != 3 || rec.count(jobs.OutcomeSuccess) != 3 {
		t.Fatalf("computed %v, recorded %v", n.asked, rec.runs)
	}
}

// What fails after a change is tried once more, then left to the night; the next change
// begins anew. None of it counts as the nightly job.
func TestAfterChangeTriesOnceMore(t *testing.T) {
	loc := rome(t)
	at := &clock{t: time.Date(2026, 11, 22, 9, 0, 0, 0, loc)}
	n := &numbers{ids: []string{"c_a"}, failing: "c_a", first: plan.NewDate(2026, 11, 1)}
	k := &keeper{clock: plan.Clock{Now: at.now, Location: loc}, stored: map[string]map[plan.Date]time.Time{}}
	rec := &recorder{}
	a := jobs.NewAfterChange(jobs.Snapshots{Numbers: n, Keeper: k, Now: at.now}, time.Hour, rec, slog.New(slog.DiscardHandler))
	want := func(when string, failures, successes int) {
		t.Helper()
		if f, s := rec.count(jobs.OutcomeFailure), rec.count(jobs.OutcomeSuccess); f != failures || s != successes {
			t.Errorf("%s: %d failures and %d successes, want %d and %d", when, f, s, failures, successes)
		}
	}
	a.Committed("c_a", 1)
	a.Flush()
	want("the first try", 1, 0)
	a.Flush()
	want("the second", 2, 0)
	a.Flush()
	want("there is no third", 2, 0)
	a.Committed("c_a", 2)
	a.Flush()
	want("the next change", 3, 0)
	n.failing = ""
	a.Flush()
	want("its second try", 3, 1)
	a.Flush()
	want("a success is not repeated", 3, 1)

	n.failing = "c_a"
	a.Committed("c_a", 3)
	a.Stop(t.Context())
	a.Flush()
	want("a stop does not wait for a second try", 4, 1)
	for _, name := range rec.names {
		if name != jobs.SnapshotAfterChangeName {
			t.Errorf("recorded as %s", name)
		}
	}
}

// Every job is known by a name of its own: the metrics are registered by them.
func TestTheNamesOfJobs(t *testing.T) {
	var scheduled []string
	for _, job := range []jobs.Job{jobs.DailyLines(jobs.Snapshots{}), jobs.NightlySnapshot(jobs.Snapshots{}), jobs.Retention(nil), jobs.DailyReminders(jobs.Reminders{}), jobs.DailyOpenData(jobs.OpenData{}), jobs.DailyBackup(nil)} {
		scheduled = append(scheduled, job.Name)
	}
	if !slices.Equal(scheduled, jobs.ScheduledNames()) {
		t.Errorf("the jobs are %v, their names %v", scheduled, jobs.ScheduledNames())
	}
	names := jobs.Names()
	slices.Sort(names)
	if len(slices.Compact(names)) != len(scheduled)+1 {
		t.Errorf("names %v", jobs.Names())
	}
}
