package demo

import (
	"slices"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// seen collects the values that occur.
type seen map[string]bool

func (s seen) all(t *testing.T, what string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !s[w] {
			t.Errorf("no %s is %s", what, w)
		}
	}
}

func names[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// A weekend, weekdays, a leap day, the last day of the years it is made for: script_test.go
// goes through the others without a database.
func TestLoadOnAnyDay(t *testing.T) {
	for _, today := range []plan.Date{
		draftsDay,                             // a Sunday
		plan.NewDate(2027, time.February, 28), // a Sunday
		plan.NewDate(2028, time.February, 29), // a Tuesday
		plan.NewDate(2029, time.June, 30),     // a Saturday
		plan.NewDate(2031, time.December, 31), // a Wednesday
		plan.NewDate(2035, time.December, 31), // a Monday
	} {
		t.Run(today.String(), func(t *testing.T) {
			t.Parallel()
			w := load(t, today)
			w.checkAudit(t)
			w.checkEveryStateOccurs(t)
			w.checkPublic(t)
			w.checkSomethingToShow(t)
			w.checkInstants(t)
		})
	}
}

func (w *world) checkAudit(t *testing.T) {
	reports, err := w.tracker.VerifyAudit(asSystem())
	if err != nil {
		t.Fatal(err)
	}
	steps := int64(len(history(w.today).steps))
	if len(reports) != 1 || reports[0].Broken != "" || reports[0].Entries != steps {
		t.Errorf("audit %+v, want one whole chain of %d entries", reports, steps)
	}
}

func (w *world) checkEveryStateOccurs(t *testing.T) {
	s := w.staff(t)
	objectiveStates, healths, milestones, evidence := seen{}, seen{}, seen{}, seen{}
	verdicts, ratings, meetings, actions, horizons := seen{}, seen{}, seen{}, seen{}, seen{}
	for _, o := range s.Objectives {
		objectiveStates[string(o.Terms.State)] = true
		horizons[string(o.Terms.Horizon)] = true
		if o.Terms.State.Counted() {
			healths[string(o.Figures.Health)] = true
		}
		for _, side := range []struct {
			by     string
			rating *board.Rating
		}{{"office ", o.OfficeRating}, {"reviewer ", o.ReviewerRating}} {
			if side.rating != nil {
				ratings[side.by+string(side.rating.Confidence)] = true
			}
		}
		for _, m := range o.Milestones {
			milestones[string(m.Status.State)] = true
			switch e := m.Status.Evidence; {
			case e.URL != "":
				evidence["link"] = true
			case e.Act != nil:
				evidence["act"] = true
			case e.Note != "":
				evidence["note"] = true
			}
		}
		for _, u := range o.News {
			verdicts["a verdict: "+string(u.Verdict)] = true
		}
	}
	for _, m := range s.Meetings {
		meetings[string(m.State)] = true
	}
	for _, a := range s.Actions {
		actions[string(a.State)] = true
		if a.Overdue {
			actions["overdue"] = true
		}
	}
	objectiveStates.all(t, "objective", names(plan.ObjectiveStates)...)
	horizons.all(t, "objective", names(plan.Horizons)...)
	healths.all(t, "objective", names(progress.Healths)...)
	milestones.all(t, "milestone", names(plan.MilestoneStates)...)
	evidence.all(t, "evidence", "link", "act", "note")
	verdicts.all(t, "update", "a verdict: ", "a verdict: confirmed", "a verdict: questioned")
	ratings.all(t, "rating", "office green", "office amber", "office red", "reviewer green", "reviewer amber", "reviewer red")
	meetings.all(t, "meeting", names(plan.MeetingStates)...)
	actions.all(t, "action", append(names(plan.ActionStates), "overdue")...)
	if len(s.Unpublished) == 0 || len(s.Drafts) == 0 {
		t.Errorf("%d unpublished meetings and %d minutes not approved, want some of each", len(s.Unpublished), len(s.Drafts))
	}
}

func (w *world) checkPublic(t *testing.T) {
	p, s := w.public(t), w.staff(t)
	if !p.Organization.Demonstration {
		t.Error("the ente is not marked as a demonstration")
	}
	if len(p.Objectives) != len(s.Objectives)-1 {
		t.Errorf("the public sees %d objectives of %d, want all but the draft", len(p.Objectives), len(s.Objectives))
	}
	for _, o := range p.Objectives {
		if o.Terms.State == plan.ObjectiveDraft {
			t.Errorf("the public sees the draft %s", o.Code)
		}
	}
	for _, m := range p.Meetings {
		if s.Unpublished[m.ID] || m.Minutes != "" && s.Drafts[m.ID] != "" {
			t.Errorf("the public sees the meeting %q or its minutes", m.Title)
		}
	}
	first := p.Meetings[0]
	if first.HeldOn.String() != "2021-03-16" || first.State != plan.MeetingHeld || first.DateNote == "" || len(first.Participants) != 4 {
		t.Errorf("the first meeting is %+v", first)
	}
}

// checkSomethingToShow: every part of the ente's page has rows.
func (w *world) checkSomethingToShow(t *testing.T) {
	p := w.public(t)
	soon := func(day plan.Date) bool { return !day.Before(w.today) && day.DaysSince(w.today) <= 60 }
	var milestones, overdue, withoutReason, dueSoon, stale, undated, early, onTime, late, news, verified, slippages, decidedIn int
	for _, o := range p.Objectives {
		slippages += len(o.Slippages)
		for _, s := range o.Slippages {
			if s.DecidedIn != nil {
				decidedIn++
			}
		}
		for _, u := range o.News {
			if w.today.DaysSince(u.EffectiveOn) <= 30 {
				news++
				if u.Verdict == plan.VerdictConfirmed {
					verified++
				}
			}
		}
		if !o.Terms.State.Counted() {
			continue
		}
		for _, m := range o.Milestones {
			milestones++
			if m.Overdue {
				overdue++
				if m.LastReason == "" {
					withoutReason++
				}
			}
			if m.Status.Open() && !m.Status.DueOn.IsZero() && soon(m.Status.DueOn) {
				dueSoon++
			}
			if m.Stale {
				stale++
			}
			if m.Status.DueOn.IsZero() {
				undated++
			}
			if m.Status.State == plan.MilestoneDone {
				switch days := *m.SlippageDays; {
				case days < 0:
					early++
				case days == 0:
					onTime++
				default:
					late++
				}
			}
		}
	}
	coming, neverMet := 0, 0
	for _, m := range p.Meetings {
		if m.State == plan.MeetingScheduled && soon(m.HeldOn) {
			coming++
		}
		if m.State == plan.MeetingScheduled && m.HeldOn.Before(w.today) {
			t.Errorf("%q of %s is still to come", m.Title, m.HeldOn)
		}
	}
	for _, o := range p.Offices {
		if o.LastMetOn.IsZero() {
			neverMet++
		}
	}
	for _, c := range []struct {
		what   string
		n, min int
	}{
		{"milestones that count", milestones, 53}, {"overdue", overdue, 5}, {"overdue without a reason", withoutReason, 1},
		{"due within 60 days", dueSoon, 5}, {"stale", stale, 2}, {"undated", undated, 1}, {"done early", early, 1},
		{"done late", late, 1}, {"updates of 30 days", news, 6}, {"verified of those", verified, 3},
		{"moved dates", slippages, 8}, {"moved by a meeting", decidedIn, 4}, {"coming meetings", coming, 4}, {"offices never met", neverMet, 1},
	} {
		if c.n < c.min {
			t.Errorf("%s: %d, want at least %d", c.what, c.n, c.min)
		}
	}
	// A completion moves off a weekend with its office, so on some days none falls on its date.
	if w.today == draftsDay && onTime == 0 {
		t.Error("none was done on its day")
	}
}

// checkInstants: what was recorded carries the instants of the time, and nothing is
// later than the present.
func (w *world) checkInstants(t *testing.T) {
	now := clockOn(t, w.today).Now()
	first := time.Date(2021, time.March, 16, 0, 0, 0, 0, time.UTC)
	for _, o := range w.staff(t).Objectives {
		for _, u := range o.News {
			if u.RecordedAt.After(now) || u.RecordedAt.Before(first) {
				t.Errorf("%s was recorded at %s", u.Milestone, u.RecordedAt)
			}
			if days := plan.DateOf(u.RecordedAt, time.UTC).DaysSince(u.EffectiveOn); days != 0 {
				t.Errorf("%s was recorded %d days after it took effect", u.Milestone, days)
			}
		}
	}
	numbers, err := w.boards.Numbers(asSystem(), ente, firstDay.on(w.today))
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{}
	for _, n := range numbers {
		if n.Scope == plan.ScopeObjective {
			codes = append(codes, n.Code)
		}
	}
	if want := []string{"OB-01", "OB-02", "OB-03"}; !slices.Equal(codes, want) {
		t.Errorf("on the first day the plan has %v, want %v", codes, want)
	}
}
