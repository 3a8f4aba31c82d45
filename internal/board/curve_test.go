package board_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

func closeTo(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) < 1e-9
}

func value(f *float64) any {
	if f == nil {
		return "nothing"
	}
	return *f
}

// Every point of a burn-up is the figure that its day's board shows, and on the day
// itself the planned line is the planned figure.
func TestTheBurnUpIsTheFiguresOfItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(1, 15).Draw(t, "writes") {
			w.step(t)
		}
		ledger := mustLedger(t, newer(&w.rows, 0))
		on := drawDay(t, "day")
		b := ledger.On(viewOf(on.String(), worldToday.String()), nil)
		public, staff := &b.Public().Content, &b.Staff().Content
		for i, point := range staff.Curve {
			then := ledger.On(viewOf(plan.Earliest(point.Day, on).String(), worldToday.String()), nil)
			if point.Day.After(on) {
				if point.Actual != nil || public.Curve[i].Actual != nil {
					t.Fatalf("on %s the burn-up knows of %s", on, point.Day)
				}
				continue
			}
			if want := then.Staff().Figures.Actual; !closeTo(point.Actual, want) {
				t.Fatalf("staff, %s: %v, its board says %v", point.Day, value(point.Actual), value(want))
			}
			if want := then.Public().Figures.Actual; i < len(public.Curve) && public.Curve[i].Day == point.Day && !closeTo(public.Curve[i].Actual, want) {
				t.Fatalf("public, %s: %v, its board says %v", point.Day, value(public.Curve[i].Actual), value(want))
			}
		}
		plannedOnTheDay(t, staff.Curve, &staff.Figures)
		plannedOnTheDay(t, public.Curve, &public.Figures)
		for _, o := range staff.Objectives {
			plannedOnTheDay(t, o.Curve, &o.Figures)
			for _, point := range o.Curve {
				if point.Day.After(on) {
					continue
				}
				var want *float64
				if then, ok := ledger.On(viewOf(point.Day.String(), worldToday.String()), nil).Staff().Objective(o.Code); ok {
					want = then.Figures.Actual
				}
				if !closeTo(point.Actual, want) {
					t.Fatalf("%s, %s: %v, its board says %v", o.Code, point.Day, value(point.Actual), value(want))
				}
			}
		}
	})
}

func plannedOnTheDay(t rapid.TB, curve []board.CurvePoint, f *progress.Figures) {
	t.Helper()
	found := false
	for i, point := range curve {
		if i > 0 && !curve[i-1].Day.Before(point.Day) {
			t.Fatalf("%s comes after %s", point.Day, curve[i-1].Day)
		}
		found = found || point.Day == f.Day
		want := f.Planned
		if f.Day.After(f.PlannedEndOn) {
			want = nil
		}
		if point.Day == f.Day && !closeTo(point.Planned, want) {
			t.Fatalf("planned by %s: %v, the figure says %v", f.Day, value(point.Planned), value(want))
		}
	}
	if !found || len(curve) > board.MaxCurvePoints {
		t.Fatalf("%d points, the day among them: %v", len(curve), found)
	}
}

func TestSampledDays(t *testing.T) {
	for _, tc := range []struct {
		name               string
		start, due, on     string
		first, last        string
		points, mostPoints int
	}{
		{"every day of a short plan", "2026-01-01", "2026-01-20", "2026-01-10", "2026-01-01", "2026-01-20", 20, 20},
		{"a long plan", "2020-01-01", "2030-12-31", "2026-01-13", "2020-01-01", "2030-12-31", 0, board.MaxCurvePoints},
		{"past its end it goes on to the day", "2020-01-01", "2022-12-31", "2026-01-13", "2020-01-01", "2026-01-13", 0, board.MaxCurvePoints},
		{"not begun it starts with the day", "2026-02-01", "2026-02-10", "2026-01-25", "2026-01-25", "2026-02-10", 17, 17},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newScript()
			s.objective("OB-01", "2020-01-01", plan.ObjectiveTerms{})
			m := status(plan.MilestonePlanned, 0, tc.due)
			m.StartOn = day(tc.start)
			s.milestone("OB-01", 1, "2020-01-01", tc.due, "2020-01-01", m)
			c := s.board(t, tc.on, tc.on).Public().Curve
			n := len(c)
			if n > tc.mostPoints || (tc.points > 0 && n != tc.points) || c[0].Day != day(tc.first) || c[n-1].Day != day(tc.last) {
				t.Fatalf("%d points from %s to %s", n, c[0].Day, c[n-1].Day)
			}
			for _, p := range c {
				if past := p.Day.After(day(tc.due)); past != (p.Planned == nil) {
					t.Errorf("%s: planned %v", p.Day, value(p.Planned))
				}
			}
		})
	}
}
