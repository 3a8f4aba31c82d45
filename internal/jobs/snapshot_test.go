package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

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

func (n *numbers) OrganizationIDs(context.Context) ([]string, error) { return n.ids, nil }

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
	clock  plan.Clock
	stored map[string]map[plan.Date]time.Time
}

func (k *keeper) Today() plan.Date { return k.clock.Today() }

func (k *keeper) EndOf(day plan.Date) time.Time {
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, k.clock.Location)
}

func (k *keeper) StoreSnapshots(_ context.Context, organization string, rows []plan.Snapshot) error {
	if k.stored[organization] == nil {
		k.stored[organization] = map[plan.Date]time.Time{}
	}
	for _, r := range rows {
		k.stored[organization][r.Day] = r.ComputedAt
	}
	return nil
}

func (k *keeper) SnapshotDays(_ context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error) {
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
	if err == nil || count.Computed != 2 {
		t.Fatalf("computed %d, error %v", count.Computed, err)
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
	for _, job := range []jobs.Job{jobs.NightlySnapshot(jobs.Snapshots{}), jobs.Retention(nil), jobs.DailyReminders(jobs.Reminders{}), jobs.DailyOpenData(jobs.OpenData{}), jobs.DailyBackup(nil)} {
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
