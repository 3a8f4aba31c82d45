package board_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestStatusAsOfADay(t *testing.T) {
	for _, tc := range []struct {
		name    string
		write   func(s *script)
		percent map[string]int // by day; -1: not in the plan
	}{
		{
			name:    "before any report the added status holds, and before that nothing",
			write:   func(*script) {},
			percent: map[string]int{"2025-12-31": -1, "2026-01-01": 0, "2026-06-01": 0},
		},
		{
			name: "a report counts from its effective day on",
			write: func(s *script) {
				s.update("OB-01", 1, "2026-03-01", "2026-03-01", plan.Update{After: status(plan.MilestoneInProgress, 30, "2026-12-31")})
			},
			percent: map[string]int{"2026-02-28": 0, "2026-03-01": 30, "2026-06-01": 30},
		},
		{
			name: "a backdated report does not hide a later one",
			write: func(s *script) {
				s.update("OB-01", 1, "2026-04-01", "2026-04-01", plan.Update{After: status(plan.MilestoneInProgress, 60, "2026-12-31")})
				s.update("OB-01", 1, "2026-02-01", "2026-05-01", plan.Update{After: status(plan.MilestoneInProgress, 20, "2026-12-31")})
			},
			percent: map[string]int{"2026-01-31": 0, "2026-02-01": 20, "2026-03-31": 20, "2026-04-01": 60, "2026-06-01": 60},
		},
		{
			name: "of the same effective day the one recorded later holds, however the rows come",
			write: func(s *script) {
				s.update("OB-01", 1, "2026-03-01", "2026-03-02", plan.Update{After: status(plan.MilestoneInProgress, 40, "2026-12-31")})
				s.update("OB-01", 1, "2026-03-01", "2026-03-05", plan.Update{After: status(plan.MilestoneInProgress, 50, "2026-12-31")})
				slices.Reverse(s.rows.Updates)
			},
			percent: map[string]int{"2026-02-28": 0, "2026-03-01": 50},
		},
		{
			name: "of one write the one made later holds",
			write: func(s *script) {
				s.update("OB-01", 1, "2026-03-01", "2026-03-01", plan.Update{After: status(plan.MilestoneInProgress, 10, "2026-12-31")})
				s.update("OB-01", 1, "2026-03-01", "2026-03-01", plan.Update{After: status(plan.MilestoneInProgress, 20, "2026-12-31")})
				last := len(s.rows.Updates) - 1
				s.rows.Updates[last].Revision = s.rows.Updates[last-1].Revision
				s.rows.Updates[last].RecordedAt = s.rows.Updates[last-1].RecordedAt
				slices.Reverse(s.rows.Updates)
			},
			percent: map[string]int{"2026-03-01": 20},
		},
		{
			name: "a removed milestone is gone from that day on",
			write: func(s *script) {
				s.rows.Milestones[0].RemovedOn = day("2026-04-01")
			},
			percent: map[string]int{"2026-03-31": 0, "2026-04-01": -1, "2026-06-01": -1},
		},
		{
			name: "a removed objective takes its milestones along",
			write: func(s *script) {
				s.rows.Objectives[0].RemovedOn = day("2026-04-01")
			},
			percent: map[string]int{"2026-03-31": 0, "2026-04-01": -1},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newScript()
			s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
			s.milestone("OB-01", 1, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
			tc.write(s)
			for on, want := range tc.percent {
				m, ok := s.board(t, on, "2026-06-01").Public().Milestone("OB-01.1")
				switch {
				case !ok && want != -1:
					t.Errorf("%s: not in the plan, want %d %%", on, want)
				case ok && want == -1:
					t.Errorf("%s: in the plan, want it gone", on)
				case ok && m.Status.Percent != want:
					t.Errorf("%s: %d %%, want %d %%", on, m.Status.Percent, want)
				}
			}
		})
	}
}

func TestBaselineCountsFromTheDayItWasSet(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveDraft})
	s.change("OB-01", "2026-02-01", plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort})
	s.milestone("OB-01", 1, "2026-01-01", "2026-06-30", "2026-02-01", status(plan.MilestonePlanned, 0, "2026-05-31"))
	s.update("OB-01", 1, "2026-01-20", "2026-01-20", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-06-30")})
	s.update("OB-01", 1, "2026-03-10", "2026-03-10", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-07-31"), Reason: "gara deserta"})

	for on, want := range map[string]string{"2026-01-31": "", "2026-02-01": "2026-06-30", "2026-04-01": "2026-06-30"} {
		m := mustMilestone(t, &s.board(t, on, "2026-06-01").Staff().Content, "OB-01.1")
		if m.BaselineDueOn != day(want) {
			t.Errorf("%s: baseline %s, want %s", on, m.BaselineDueOn, want)
		}
	}
	o, _ := s.board(t, "2026-06-01", "2026-06-01").Public().Objective("OB-01")
	if len(o.Slippages) != 1 || o.Slippages[0].Days != 31 || o.Slippages[0].Reason != "gara deserta" {
		t.Fatalf("slippages %+v, want the move after the baseline alone", o.Slippages)
	}
	m := o.Milestones[0]
	if m.SlippageDays == nil || *m.SlippageDays != 31 || m.LastReason != "gara deserta" {
		t.Errorf("slippage %v for %q", m.SlippageDays, m.LastReason)
	}
	if len(m.Updates) != 2 || m.Updates[0].Before.DueOn != day("2026-06-30") || m.Updates[1].Before.DueOn != day("2026-05-31") {
		t.Errorf("updates %+v: want the two changes, newest first, each with what was before", m.Updates)
	}
}

func TestSlippageOnTheDayOfTheBaseline(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-06-30", "2026-02-01", status(plan.MilestonePlanned, 0, "2026-05-31"))
	move := func(to, reason string) {
		s.update("OB-01", 1, "2026-02-01", "2026-02-01", plan.Update{After: status(plan.MilestonePlanned, 0, to), Reason: reason})
	}
	move("2026-06-30", "prima")    // becomes the baseline that day
	move("2026-07-10", "ritardo")  // away from it
	move("2026-06-30", "recupero") // and back
	o, _ := s.board(t, "2026-03-01", "2026-03-01").Public().Objective("OB-01")
	if len(o.Slippages) != 2 || o.Slippages[0].Days != 10 || o.Slippages[1].Days != -10 {
		t.Fatalf("slippages %+v, want +10 and -10", o.Slippages)
	}
}

// What is recorded later about a day before the baseline's moves the date away from it; what
// was recorded before the baseline does not, whatever was written beside it, nor does the
// first date of a milestone that had none.
func TestSlippagesBeforeTheBaselinesDay(t *testing.T) {
	for _, late := range []bool{true, false} {
		s := newScript()
		s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
		s.milestone("OB-01", 1, "2026-01-01", "2026-06-30", "2026-03-01", status(plan.MilestonePlanned, 0, ""))
		s.update("OB-01", 1, "2026-02-01", "2026-05-02", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-07-10"), Reason: "gara", AfterBaseline: late})
		s.update("OB-01", 1, "2026-03-01", "2026-05-01", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-06-30"), Reason: "calendario"})
		o, _ := s.board(t, "2026-05-20", "2026-05-20").Public().Objective("OB-01")
		want := 0
		if late {
			want = 1
		}
		if len(o.Slippages) != want {
			t.Errorf("recorded after the baseline %t: %+v, want %d moves", late, o.Slippages, want)
		}
	}
}

func TestSlippagesAddUpToTheSlippage(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-06-30", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-06-30"))
	s.update("OB-01", 1, "2026-03-01", "2026-03-01", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-07-30"), Reason: "a"})
	s.update("OB-01", 1, "2026-04-01", "2026-04-01", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-07-15"), Reason: "b"})
	s.update("OB-01", 1, "2026-02-01", "2026-05-01", plan.Update{After: status(plan.MilestonePlanned, 0, "2026-07-01"), Reason: "c"})
	o, _ := s.board(t, "2026-05-20", "2026-05-20").Public().Objective("OB-01")
	sum := 0
	for _, slip := range o.Slippages {
		sum += slip.Days
	}
	if got := o.Milestones[0].SlippageDays; got == nil || sum != *got || len(o.Slippages) != 3 {
		t.Fatalf("%d moves add up to %d days, the milestone slipped by %v", len(o.Slippages), sum, got)
	}
}

func TestTermsAsOfADay(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{Weight: 1, StartOn: day("2026-01-01")})
	s.milestone("OB-01", 1, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
	later := plan.ObjectiveTerms{Weight: 5, State: plan.ObjectiveActive, Horizon: plan.HorizonLong, StartOn: day("2026-07-01")}
	s.change("OB-01", "2026-05-01", later)

	before, _ := s.board(t, "2026-04-30", "2026-06-01").Public().Objective("OB-01")
	after, _ := s.board(t, "2026-05-01", "2026-06-01").Public().Objective("OB-01")
	if before.Terms.Weight != 1 || before.Terms.Horizon != plan.HorizonShort || after.Terms != later {
		t.Errorf("terms %+v then %+v", before.Terms, after.Terms)
	}
	// The milestone has no start of its own: the objective's, as of the day, stands in.
	if before.Figures.StartOn != day("2026-01-01") || after.Figures.StartOn != day("2026-07-01") {
		t.Errorf("planned from %s, then from %s", before.Figures.StartOn, after.Figures.StartOn)
	}
}

func TestAPatchOfTheWeightCountsFromToday(t *testing.T) {
	s := newScript()
	s.office("tributi", "Tributi")
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-12-31", "2026-01-01", done("2026-02-01", "2026-02-01"))
	s.milestone("OB-01", 2, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
	heavier := done("2026-02-01", "2026-02-01")
	heavier.Weight = 3
	s.update("OB-01", 1, "2026-06-01", "2026-06-01", plan.Update{Kind: plan.UpdateRevised, After: heavier})
	for on, want := range map[string]float64{"2026-05-31": 0.5, "2026-06-01": 0.75} {
		p := s.board(t, on, "2026-06-01").Public()
		if got := p.Figures.Actual; got == nil || *got != want {
			t.Errorf("%s: actual %v, want %v", on, got, want)
		}
	}
}

func TestReviewsAreKnownFromTheDayTheyWereGiven(t *testing.T) {
	s := newScript()
	s.objective("OB-01", "2026-01-01", plan.ObjectiveTerms{})
	s.milestone("OB-01", 1, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
	u := s.update("OB-01", 1, "2026-02-01", "2026-02-01", plan.Update{After: status(plan.MilestoneInProgress, 10, "2026-12-31")})
	s.review(u, "2026-03-01", plan.VerdictQuestioned)
	s.review(u, "2026-04-01", plan.VerdictConfirmed)
	for on, want := range map[string][2]plan.Verdict{
		"2026-02-15": {"", ""},
		"2026-03-15": {"", plan.VerdictQuestioned},
		"2026-04-15": {plan.VerdictConfirmed, plan.VerdictConfirmed},
	} {
		b := s.board(t, on, "2026-06-01")
		public := mustMilestone(t, &b.Public().Content, "OB-01.1").Updates[0].Verdict
		staff := mustMilestone(t, &b.Staff().Content, "OB-01.1").Updates[0].Verdict
		if public != want[0] || staff != want[1] {
			t.Errorf("%s: public %q, staff %q, want %q", on, public, staff, want)
		}
	}
}

// What is shown of the days before the plan, which is made without looking at the
// objectives, is what the whole plan shows of them.
func TestDaysBeforeThePlanShowWhatTheWholePlanDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			w.step(t)
		}
		first := worldToday.AddDays(1)
		for i := range w.rows.Objectives {
			first = plan.Earliest(first, w.rows.Objectives[i].AddedOn)
		}
		on := first.AddDays(-rapid.IntRange(1, 40).Draw(t, "days before"))
		f := &fixture{source: newMemory(), clock: newHand(worldToday.String() + "T09:00")}
		f.source.rows["c_test"] = &w.rows
		f.Boards = board.NewBoards(f.source, board.Options{Clock: f.clock.clock(), Log: slog.New(slog.DiscardHandler)})
		got, _, err := f.Board(context.Background(), "c_test", on)
		if err != nil {
			t.Fatal(err)
		}
		want := mustLedger(t, newer(&w.rows, 0)).On(viewOf(on.String(), worldToday.String()), nil)
		same(t, "public", got.Public(), want.Public())
		same(t, "staff", got.Staff(), want.Staff())
		same(t, "report", got.Report(), want.Report())
	})
}
