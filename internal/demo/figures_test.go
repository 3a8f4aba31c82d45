package demo

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// draftsDay is the day that the drafts of the public pages show.
var draftsDay = plan.NewDate(2026, time.November, 22)

func TestOnTheDayOfTheDrafts(t *testing.T) {
	p := load(t, draftsDay).public(t)
	t.Run("figures", func(t *testing.T) { checkFigures(t, p) })
	t.Run("contributions of OB-05", func(t *testing.T) { checkContributions(t, p) })
	t.Run("moved dates of OB-05", func(t *testing.T) { checkLedger(t, p) })
	t.Run("burn-up", func(t *testing.T) { checkBurnUp(t, p) })
	t.Run("texts", func(t *testing.T) { checkTexts(t, p) })
}

// checkFigures holds the figures against those of the drafts.
func checkFigures(t *testing.T, p *board.Public) {
	type shown struct {
		actual, planned int
		health          progress.Health
	}
	of := func(f progress.Figures) shown { return shown{f.Shown, f.ShownPlanned, f.Health} }
	expect := func(what string, got, want shown) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	expect("the ente", of(p.Figures), shown{75, 85, progress.HealthAtRisk})
	expect("short", of(p.Horizons[0].Figures), shown{78, 90, progress.HealthLate})
	expect("medium", of(p.Horizons[1].Figures), shown{77, 85, progress.HealthAtRisk})
	expect("long", of(p.Horizons[2].Figures), shown{62, 73, progress.HealthLate})
	for code, want := range map[string]shown{
		"OB-01": {78, 84, progress.HealthOnTrack},
		"OB-02": {60, 95, progress.HealthLate},
		"OB-03": {51, 90, progress.HealthLate},
		"OB-04": {100, 100, progress.HealthCompleted},
		"OB-05": {42, 60, progress.HealthAtRisk},
		"OB-06": {98, 97, progress.HealthOnTrack},
		"OB-07": {100, 100, progress.HealthCompleted},
		"OB-08": {76, 98, progress.HealthLate},
		"OB-09": {100, 100, progress.HealthCompleted},
		"OB-10": {100, 100, progress.HealthCompleted},
		"OB-11": {75, 76, progress.HealthOnTrack},
		"OB-12": {48, 55, progress.HealthOnTrack},
		"OB-13": {47, 47, progress.HealthOnTrack},
		"OB-14": {-1, -1, progress.HealthNotAssessed},
	} {
		o, ok := p.Objective(code)
		if !ok {
			t.Errorf("no %s", code)
			continue
		}
		expect(code, of(o.Figures), want)
	}
	if got := p.Figures.Counts.Overdue; got != 5 {
		t.Errorf("%d milestones are overdue, want 5", got)
	}
	if got := p.Figures.PlannedEndOn.String()[:7] + " " + p.Figures.ForecastEndOn.String()[:7]; got != "2028-06 2028-10" {
		t.Errorf("planned end and forecast %s", got)
	}
}

func checkContributions(t *testing.T, p *board.Public) {
	o, ok := p.Objective("OB-05")
	if !ok {
		t.Fatal("no OB-05")
	}
	want := []float64{5, 10, 20, 5.25, 2, 0, 0, 0}
	sum := 0.0
	for i, c := range o.Figures.Contributions {
		sum += 100 * c.Points
		if i >= len(want) || math.Abs(100*c.Points-want[i]) > 1e-9 {
			t.Errorf("%s contributes %.4f", c.Code, 100*c.Points)
		}
	}
	if math.Abs(sum-42.25) > 1e-9 {
		t.Errorf("the contributions add up to %.4f, want 42.25", sum)
	}
}

func checkLedger(t *testing.T, p *board.Public) {
	o, ok := p.Objective("OB-05")
	if !ok {
		t.Fatal("no OB-05")
	}
	var ledger []string
	for _, s := range o.Slippages {
		ledger = append(ledger, fmt.Sprintf("%s %s %s %+d %t", s.EffectiveOn, s.Milestone, s.To, s.Days, s.DecidedIn != nil))
	}
	wantLedger := []string{
		"2025-09-22 OB-05.2 2025-10-24 +24 true", "2026-04-20 OB-05.3 2026-05-29 +29 true", "2026-05-25 OB-05.3 2026-06-12 +14 false",
		"2026-09-16 OB-05.4 2026-10-31 +31 true", "2026-11-10 OB-05.5 2027-01-15 +31 false",
	}
	if fmt.Sprint(ledger) != fmt.Sprint(wantLedger) {
		t.Errorf("moved dates\n%q, want\n%q", ledger, wantLedger)
	}
}

// checkBurnUp: it rises without a fall worth seeing, a little below the plan.
func checkBurnUp(t *testing.T, p *board.Public) {
	highest := 0.0
	for _, c := range p.Curve {
		if c.Actual == nil {
			continue
		}
		if *c.Actual < highest-0.02 {
			t.Errorf("on %s it falls from %.3f to %.3f", c.Day, highest, *c.Actual)
		}
		highest = max(highest, *c.Actual)
		if c.Planned == nil || math.Abs(*c.Actual-*c.Planned) > 0.12 {
			t.Errorf("on %s actual and planned lie far apart", c.Day)
		}
	}
	if len(p.Curve) == 0 || highest < 0.7 {
		t.Errorf("%d points up to %.3f", len(p.Curve), highest)
	}
}
