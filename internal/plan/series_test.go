package plan_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestSeriesCheck(t *testing.T) {
	right := func() plan.Series {
		return plan.Series{From: today, StartsAt: "10:00", EndsAt: "11:00", Weekdays: []time.Weekday{time.Monday, time.Friday}}
	}
	check(t, right, func(s plan.Series) error { return s.Check(today) }, map[string]row[plan.Series]{
		"no day":           {func(s *plan.Series) { s.From = plan.Date{} }, "from required"},
		"yesterday":        {func(s *plan.Series) { s.From = today.AddDays(-1) }, "from date.past"},
		"in four years":    {func(s *plan.Series) { s.From = today.AddDays(4 * 366) }, "from series.far"},
		"a Saturday":       {func(s *plan.Series) { s.Weekdays = []time.Weekday{time.Monday, time.Saturday} }, "weekdays[1] series.weekday"},
		"a Sunday":         {func(s *plan.Series) { s.Weekdays = []time.Weekday{time.Sunday} }, "weekdays[0] series.weekday"},
		"no hour":          {func(s *plan.Series) { s.StartsAt, s.EndsAt = "", "" }, "starts_at required"},
		"it ends first":    {func(s *plan.Series) { s.EndsAt = "09:00" }, "ends_at time.order"},
		"an office twice":  {func(s *plan.Series) { s.Offices = []string{"a", "a"} }, "offices[1] list.unique"},
		"too many days":    {func(s *plan.Series) { s.Except = repeat(today, plan.MaxSeriesExcept+1) }, "except list.length"},
		"a long title":     {func(s *plan.Series) { s.Title = long(301) }, "title text.length"},
		"nobody's role":    {func(s *plan.Series) { s.Participants = []plan.Participant{{}} }, "participants[0].role required"},
		"too many of them": {func(s *plan.Series) { s.Participants = repeat(plan.Participant{Role: "a"}, plan.MaxParticipants) }, "participants list.length"},
	})
}

// told writes a plan in a line: the meetings, the offices and the days left out.
func told(p plan.SeriesPlan) string {
	var parts []string
	for _, m := range p.Meetings {
		parts = append(parts, m.HeldOn.String()[5:]+" "+strings.Join(m.Offices, "+"))
	}
	for _, o := range p.Offices {
		parts = append(parts, "not "+o.Office)
	}
	for _, day := range p.Days {
		parts = append(parts, "no "+day.Day.String()[5:]+" "+string(day.Why))
	}
	return strings.Join(parts, ", ")
}

func TestSeriesPlan(t *testing.T) {
	offices := []plan.Office{{Code: "a", Name: "Zeta"}, {Code: "b", Name: "Alfa"}, {Code: "c", Name: "Delta"}}
	meeting := func(on, from, to string, with ...string) plan.Meeting {
		return plan.Meeting{HeldOn: d(on), StartsAt: from, EndsAt: to, Offices: with, State: plan.MeetingScheduled}
	}
	for _, tc := range []struct {
		what      string
		series    plan.Series
		scheduled []plan.Meeting
		want      string
	}{
		{"all offices by name, a day each", plan.Series{From: d("2026-03-10")}, nil, "03-10 b, 03-11 c, 03-12 a"},
		{"the offices chosen, in that order", plan.Series{From: d("2026-03-10"), Offices: []string{"a", "b"}}, nil, "03-10 a, 03-11 b"},
		{"over a weekend", plan.Series{From: d("2026-03-13")}, nil, "03-13 b, 03-16 c, 03-17 a"},
		{"from a Saturday", plan.Series{From: d("2026-03-14"), Offices: []string{"a"}}, nil, "03-16 a"},
		{"Easter and its Monday", plan.Series{From: d("2026-04-03")}, nil, "04-03 b, 04-07 c, 04-08 a, no 04-06 holiday"},
		{"on Tuesdays", plan.Series{From: d("2026-05-25"), Weekdays: []time.Weekday{time.Tuesday}}, nil,
			"05-26 b, 06-09 c, 06-16 a, no 06-02 holiday"},
		{"not on the patron's day", plan.Series{From: d("2026-03-10"), Except: []plan.Date{d("2026-03-11"), d("2026-05-01")}}, nil,
			"03-10 b, 03-12 c, 03-13 a, no 03-11 excepted"},
		{"an office with a meeting to come", plan.Series{From: d("2026-03-10")}, []plan.Meeting{meeting("2026-07-01", "", "", "c")},
			"03-10 b, 03-11 a, not c"},
		{"a meeting of two offices", plan.Series{From: d("2026-03-10")}, []plan.Meeting{meeting("2026-07-01", "", "", "c", "b")},
			"03-10 a, not b, not c"},
		{"a meeting that was not told of", plan.Series{From: d("2026-03-10")}, []plan.Meeting{meeting("2026-03-09", "", "", "c")},
			"03-10 b, 03-11 c, 03-12 a"},
		{"a general meeting", plan.Series{From: d("2026-03-10")}, []plan.Meeting{meeting("2026-07-01", "", "", "a", "b", "c", "d")},
			"03-10 b, 03-11 c, 03-12 a"},
		{"another at that hour", plan.Series{From: d("2026-03-10")}, []plan.Meeting{
			meeting("2026-03-10", "10:30", "12:00", "x"), meeting("2026-03-11", "09:00", "10:00", "x"),
			meeting("2026-03-12", "09:30", "", "x"), meeting("2026-03-13", "", "", "x"),
		}, "03-11 b, 03-13 c, 03-16 a, no 03-10 taken, no 03-12 taken"},
		{"nobody left", plan.Series{From: d("2026-04-06"), Offices: []string{"a"}}, []plan.Meeting{meeting("2026-07-01", "", "", "a")}, "not a"},
	} {
		tc.series.StartsAt, tc.series.EndsAt = "10:00", "11:00"
		same(t, tc.what, told(tc.series.Plan(offices, tc.scheduled, today)), tc.want)
	}
}

func TestSeriesMeetings(t *testing.T) {
	s := plan.Series{
		From: today, StartsAt: "09:00", Title: "Avanzamento: {ufficio}", Place: "Sala", Agenda: "Uno", Published: true,
		Participants: []plan.Participant{{Role: "Assessore"}},
	}
	p := s.Plan([]plan.Office{{Code: "a", Name: "Anagrafe"}, {Code: "b", Name: "Bilancio"}}, nil, today)
	if len(p.Meetings) != 2 {
		t.Fatalf("got %s", told(p))
	}
	m := p.Meetings[1]
	same(t, "the title", m.Title, "Avanzamento: Bilancio")
	same(t, "where", m.Place, "Sala")
	same(t, "the state", m.State, plan.MeetingScheduled)
	same(t, "who", len(m.Participants), 2)
	same(t, "the office", m.Participants[1], plan.Participant{Role: plan.SeriesOfficeRole, Office: "b"})
	same(t, "the first's own", p.Meetings[0].Participants[1].Office, "a")
	if err := m.Check(today); err != nil || !m.Published || m.Agenda != "Uno" || m.StartsAt != "09:00" {
		t.Errorf("%+v: %v", m, err)
	}
	s.Title = ""
	same(t, "the title where none is given", s.Plan([]plan.Office{{Code: "a", Name: "Anagrafe"}}, nil, today).Meetings[0].Title, "Riunione con Anagrafe")
	same(t, "a long name is cut", len([]rune(s.Plan([]plan.Office{{Code: "a", Name: long(300)}}, nil, today).Meetings[0].Title)), plan.MaxTitle)
}

// Whatever is asked for: no meeting on a day that is not one for it, one a day, one for
// each office.
func TestSeriesKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var offices []plan.Office
		for i := range rapid.IntRange(1, 12).Draw(rt, "offices") {
			offices = append(offices, plan.Office{Code: string(rune('a' + i)), Name: string(rune('z' - i))})
		}
		s := plan.Series{
			From: today.AddDays(rapid.IntRange(0, 900).Draw(rt, "from")), StartsAt: "10:00",
			Weekdays: rapid.SliceOfDistinct(rapid.SampledFrom([]time.Weekday{1, 2, 3, 4, 5}), rapid.ID).Draw(rt, "weekdays"),
		}
		if err := s.Check(today); err != nil {
			rt.Fatal(err)
		}
		p := s.Plan(offices, nil, today)
		if len(p.Meetings) != len(offices) {
			rt.Fatalf("%d meetings for %d offices", len(p.Meetings), len(offices))
		}
		last := s.From.AddDays(-1)
		met := map[string]bool{}
		for _, m := range p.Meetings {
			if plan.Weekend(m.HeldOn) || plan.Holiday(m.HeldOn) || !m.HeldOn.After(last) || met[m.Offices[0]] {
				rt.Fatalf("%s: %s", s.From, told(p))
			}
			last, met[m.Offices[0]] = m.HeldOn, true
		}
	})
}
