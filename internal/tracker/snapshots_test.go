package tracker_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// numbers is what computes and stores the numbers of days in the program.
func (w *world) numbers() jobs.Snapshots {
	boards := board.NewBoards(w.store, board.Options{Clock: w.clock.clock()})
	return jobs.Snapshots{Numbers: boards, Keeper: w.tracker, Now: w.clock.now}
}

// fill brings the numbers up to date over boards made anew.
func (e *ente) fill() jobs.SnapshotCount {
	e.t.Helper()
	count, err := e.numbers().Fill(system, e.id)
	must(e.t, err)
	return count
}

func (e *ente) snapshots(from, to plan.Date) []plan.Snapshot {
	e.t.Helper()
	rows, _, err := e.tracker.SnapshotPage(context.Background(), tracker.SnapshotPageQuery{Organization: e.id, From: from, To: to, AllObjectives: true})
	must(e.t, err)
	return rows
}

func (w *world) at(text string) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, w.clock.rome)
	must(w.t, err)
	w.clock.set(at)
}

func day(t rapid.TB, text string) plan.Date {
	t.Helper()
	d, err := plan.ParseDate(text)
	must(t, err)
	return d
}

// A day ends at midnight in Rome: also the day of 23 hours and the one of 25.
func TestADaysNumbersBecomeFinalWhenItIsOver(t *testing.T) {
	tests := []struct {
		name, day string
		// before is the last second in which the day is not over, in UTC.
		before string
	}{
		{"winter", "2026-03-02", "2026-03-02T22:59:59Z"},
		{"summer", "2026-07-01", "2026-07-01T21:59:59Z"},
		{"the day before the clocks go forward", "2026-03-28", "2026-03-28T22:59:59Z"},
		{"the day of 23 hours", "2026-03-29", "2026-03-29T21:59:59Z"},
		{"the day before the clocks go back", "2026-10-24", "2026-10-24T21:59:59Z"},
		{"the day of 25 hours", "2026-10-25", "2026-10-25T22:59:59Z"},
		{"the last of the year", "2026-12-31", "2026-12-31T22:59:59Z"},
	}
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		row := func(d plan.Date, health string, at time.Time) []plan.Snapshot {
			return []plan.Snapshot{{Day: d, Scope: plan.ScopeOrganization, Health: health, Revision: 3, ComputedAt: at}}
		}
		store := func(rows []plan.Snapshot) {
			t.Helper()
			must(t, w.tracker.StoreSnapshots(system, e.id, rows))
		}
		for _, test := range tests {
			d := day(t, test.day)
			last, err := time.Parse(time.RFC3339, test.before)
			must(t, err)
			if got := w.tracker.EndOf(d); !got.Equal(last.Add(time.Second)) {
				t.Errorf("%s ends at %s", test.name, got.UTC())
			}
			first, second := row(d, "on_track", last), row(d, "late", last.Add(time.Second))
			store(row(d, "at_risk", last.Add(-time.Hour)))
			store(first)
			same(t, test.name+": numbers of a day that is not over give way", e.snapshots(d, d), first)
			store(second)
			same(t, test.name+": also to the first after it", e.snapshots(d, d), second)
			store(row(d, "completed", last.Add(48*time.Hour)))
			same(t, test.name+": which stay for ever", e.snapshots(d, d), second)
			days, err := w.tracker.SnapshotDays(t.Context(), e.id, d, d)
			must(t, err)
			same(t, test.name+": the instant", days, map[plan.Date]time.Time{d: last.Add(time.Second)})
		}
		w.told.take()
		before := w.dump()
		for who, ctx := range map[string]context.Context{"nobody": t.Context(), "the admin": e.as(plan.RoleAdmin)} {
			err := w.tracker.StoreSnapshots(ctx, e.id, row(day(t, "2026-08-01"), "late", w.clock.now()))
			refused(t, who, err, plan.KindForbidden)
		}
		w.untouched("numbers stored by people", before)
	})
}

// Every day since the plan began has its numbers, whenever they were computed; computing
// them again gives the same rows.
func TestMissingDaysAreFilled(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		if count := e.fill(); count != (jobs.SnapshotCount{}) {
			t.Errorf("an empty plan: %s", count)
		}
		first := w.clock.today()
		must(t, func() error {
			_, err := e.tracker.CreateObjective(e.editor(), e.id, plan.Objective{Code: "OB-01", Title: "x", AddedOn: first,
				Terms: plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort, StartOn: first}})
			return err
		}())
		id := e.milestone("OB-01", 20)
		e.objective("OB-02", plan.ObjectiveDraft)
		e.milestone("OB-02", 20)
		w.clock.days(4)
		e.reported(id, plan.Report{Percent: opt(50)})
		w.clock.days(2)
		e.reported(id, plan.Report{Percent: opt(100), Evidence: evidence("x"), EffectiveOn: first.AddDays(5)})

		if count := e.fill(); count.Computed != 7 || count.Kept != 0 {
			t.Errorf("the first time: %s", count)
		}
		rows := e.snapshots(first, w.clock.today())
		// The ente, three horizons, two offices and the objective that is no draft.
		if len(rows) != 7*(1+3+2+1) {
			t.Fatalf("%d rows for 7 days", len(rows))
		}
		for _, r := range rows {
			if r.Scope == plan.ScopeObjective && r.Code != "OB-01" {
				t.Errorf("a draft has numbers: %+v", r)
			}
			if r.Scope != plan.ScopeObjective {
				continue
			}
			done := map[int]float64{4: 0.5, 5: 1, 6: 1}[r.Day.DaysSince(first)]
			value(t, r.Day.String()+": actual", r.Actual, done)
			value(t, r.Day.String()+": planned", r.Planned, float64(r.Day.DaysSince(first))/20)
		}

		if count := e.fill(); count.Computed != 1 || count.Kept != 6 {
			t.Errorf("the second time: %s", count)
		}
		same(t, "the rows of the second time", e.snapshots(first, w.clock.today()), rows)

		// What is reported late is in the figures of that day, and not in what was stored.
		e.reported(id, plan.Report{State: opt(plan.MilestoneInProgress), Percent: opt(90), EffectiveOn: first.AddDays(5)})
		w.at("2026-03-09 00:00:00")
		if count := e.fill(); count.Computed != 2 {
			t.Errorf("after midnight: %s", count)
		}
		same(t, "the numbers of days that were over", e.snapshots(first, first.AddDays(5)), rows[:6*7])
		value(t, "the same day, as it is known now", find(t, e.on(first.AddDays(5)).Numbers(), func(r plan.Snapshot) bool { return r.Code == "OB-01" }).Actual, 0.9)
		value(t, "yesterday, which was not over", find(t, e.snapshots(first.AddDays(6), first.AddDays(6)), func(r plan.Snapshot) bool { return r.Code == "OB-01" }).Actual, 0.9)

		w.clock.days(30) // nothing was up for a month
		if count := e.fill(); count.Computed != 31 {
			t.Errorf("after a month: %s", count)
		}
		days, err := w.tracker.SnapshotDays(t.Context(), e.id, first, w.clock.today())
		must(t, err)
		if want := w.clock.today().DaysSince(first) + 1; len(days) != want {
			t.Errorf("%d days have numbers, want %d", len(days), want)
		}
	})
}

// A plan that is loaded with its past gets its numbers from its first day on, however
// complete those of the last weeks are.
func TestThePastOfALoadedPlanIsFilled(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.milestone("OB-01", 20)
		first := w.clock.today()
		w.clock.days(60)
		e.fill()
		kept := e.snapshots(first, w.clock.today().AddDays(-1))
		_, err := e.tracker.CreateObjective(e.editor(), e.id, plan.Objective{Code: "OB-02", Title: "x", AddedOn: first.AddDays(-10),
			Terms: plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonLong}})
		must(t, err)
		if count := e.fill(); count.Computed != 11 || count.Kept != 60 {
			t.Errorf("after the past was loaded: %s", count)
		}
		same(t, "the numbers that were final", e.snapshots(first, w.clock.today().AddDays(-1)), kept)
		if count := e.fill(); count.Computed != 1 {
			t.Errorf("the time after: %s", count)
		}
	})
}

// slow computes numbers while something else happens.
type slow struct {
	boards    *board.Boards
	meanwhile func()
}

func (s slow) EachPlan(ctx context.Context, do func([]board.ReadPlan) error) error {
	return s.boards.EachPlan(ctx, do)
}

func (s slow) Line(ctx context.Context, organization string) (plan.Line, error) {
	return s.boards.Line(ctx, organization)
}

func (s slow) FirstDay(ctx context.Context, organization string) (plan.Date, error) {
	return s.boards.FirstDay(ctx, organization)
}

func (s slow) Numbers(ctx context.Context, organization string, day plan.Date) ([]plan.Snapshot, error) {
	rows, err := s.boards.Numbers(ctx, organization, day)
	s.meanwhile()
	return rows, err
}

// Numbers computed while the day was not over are not final, even where the clock strikes
// midnight before they are stored: what came in between would be lost for ever.
func TestNumbersComputedAcrossMidnightAreNotFinal(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 20)
		today := w.clock.today()
		w.at("2026-03-02 23:59:59")
		boards := board.NewBoards(w.store, board.Options{Clock: w.clock.clock()})
		s := jobs.Snapshots{Keeper: w.tracker, Now: w.clock.now, Numbers: slow{boards, func() {
			e.reported(id, plan.Report{Percent: opt(50)})
			w.at("2026-03-03 00:00:01")
		}}}
		must(t, s.Day(system, e.id, today))
		e.fill()
		row := find(t, e.snapshots(today, today), func(r plan.Snapshot) bool { return r.Scope == plan.ScopeObjective })
		value(t, "actual of the day, its last report included", row.Actual, 0.5)
	})
}

// What is removed during a day leaves no numbers of that day behind, though some were
// stored before.
func TestWhatIsRemovedDuringADayHasNoNumbersOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveActive)
		e.office("spare")
		today := w.clock.today()
		w.clock.days(1)
		e.fill()
		before := e.snapshots(today, today)
		admin := e.as(plan.RoleAdmin)
		_, err := e.tracker.RemoveObjective(admin, e.id, "OB-02", 0)
		must(t, err)
		_, err = e.tracker.RemoveOffice(admin, e.id, "spare", 0)
		must(t, err)
		e.fill()
		for _, row := range e.snapshots(w.clock.today(), w.clock.today()) {
			if row.Code == "OB-02" || row.Code == "spare" {
				t.Errorf("what was removed today has numbers of today: %+v", row)
			}
		}
		same(t, "the numbers of the day before", e.snapshots(today, today), before)
	})
}
