package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var origin = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

func dayOf(y, m, d int) int {
	return 1 + int(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Sub(origin).Hours()/24)
}

// testAxis writes ISO dates, cut to what the step needs.
func testAxis() Axis {
	return Axis{
		Date: func(day int) time.Time { return origin.AddDate(0, 0, day-1) },
		Label: func(t time.Time, step Step) string {
			return t.Format([]string{"2006-01-02", "2006-01", "2006"}[step])
		},
	}
}

func TestAxisTicks(t *testing.T) {
	for name, tc := range map[string]struct {
		from, to     int
		phone, wider []string
	}{
		"seven years": {dayOf(2022, 1, 1), dayOf(2029, 1, 1),
			[]string{"2023", "2024", "2025", "2026", "2027", "2028"},
			[]string{"2022", "2023", "2024", "2025", "2026", "2027", "2028", "2029"}},
		"two years": {dayOf(2025, 3, 3), dayOf(2027, 5, 1),
			[]string{"2025-07", "2026-01", "2026-07", "2027-01"},
			[]string{"2025-07", "2026-01", "2026-07", "2027-01"}},
		"half a year": {dayOf(2026, 1, 10), dayOf(2026, 7, 1),
			[]string{"2026-03", "2026-05", "2026-07"},
			[]string{"2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"}},
		"ten days": {dayOf(2026, 1, 10), dayOf(2026, 1, 20),
			[]string{"2026-01-10", "2026-01-17"}, []string{"2026-01-10", "2026-01-17"}},
		"a century":     {dayOf(1950, 1, 1), dayOf(2050, 1, 1), []string{"1950", "2000", "2050"}, []string{"1960", "1970", "1980", "1990", "2000", "2010", "2020", "2030", "2040"}},
		"five hundred":  {dayOf(1900, 1, 1), dayOf(1900, 1, 1) + 190_000, nil, nil},
		"out of reason": {1 << 60, 1<<60 + 100, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			ticks := testAxis().ticks(span{tc.from, tc.to})
			for _, v := range []struct {
				ticks []tick
				want  []string
			}{{ticks.phone, tc.phone}, {ticks.wider, tc.wider}} {
				var got []string
				for _, k := range v.ticks {
					if k.shown {
						got = append(got, k.label)
					}
				}
				if !slices.Equal(got, v.want) {
					t.Errorf("ticks = %q, want %q", got, v.want)
				}
			}
		})
	}
}

// burnUpSpec is a plan of 400 days that runs half a year late.
func burnUpSpec() BurnUpSpec {
	s := BurnUpSpec{
		ID: "bu", Title: "Fatto e previsto", Desc: "Due linee.",
		Today: 1200, ForecastEnd: 1600,
		TodayLabel: "oggi", ActualLabel: "fatto 40 %", PlannedLabel: "previsto 50 %", ForecastLabel: "fine a maggio",
		Percent: func(p int) string { return fmt.Sprintf("%d %%", p) },
		Axis:    testAxis(),
	}
	for d := 1000; d <= 1400; d++ {
		s.Planned = append(s.Planned, Point{d, float64(d-1000) / 400})
		if d <= 1250 { // beyond today on purpose
			s.Actual = append(s.Actual, Point{d, float64(d-1000) / 500})
		}
	}
	return s
}

func TestBurnUp(t *testing.T) {
	svg := mustParse(t, BurnUp(burnUpSpec()))
	svg.expect(t, map[string]string{"role": "img", "aria-labelledby": "bu-t bu-d"})
	// The days run from 1000 to the forecast's 1600: today lies at a third.
	svg.one(t, "t-chart__today").expect(t, map[string]string{"x1": "33.33%", "x2": "33.33%"})
	svg.one(t, "t-chart__plan").expect(t, map[string]string{"d": "M0 1000L666.7 0"})
	svg.one(t, "t-chart__act").expect(t, map[string]string{"d": "M0 1000L333.3 600"})
	svg.one(t, "t-chart__fore").expect(t, map[string]string{"d": "M333.3 600L1000 0"})
	// 40 % and 50 % of a plot of 300 pixels whose floor is at 344.
	svg.one(t, "t-chart__dotp").expect(t, map[string]string{"cx": "33.33%", "cy": "194"})
	dots := svg.all("t-chart__dot")
	if len(dots) != 2 {
		t.Fatalf("%d blue dots, want today's and the forecast's", len(dots))
	}
	dots[0].expect(t, map[string]string{"cx": "100%", "cy": "44"})
	dots[1].expect(t, map[string]string{"cx": "33.33%", "cy": "224"})
	var percents []string
	for _, n := range svg.named("text") {
		if strings.HasSuffix(n.text, " %") && n.attrs["class"] == "t-halo" {
			percents = append(percents, n.text)
		}
	}
	if want := []string{"0 %", "25 %", "50 %", "75 %", "100 %"}; !slices.Equal(percents, want) {
		t.Errorf("percent labels = %q, want %q", percents, want)
	}
}

func TestBurnUpWithoutSomething(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*BurnUpSpec)
		absent []string
	}{
		"no forecast":      {func(s *BurnUpSpec) { s.ForecastEnd = 0 }, []string{"t-chart__fore"}},
		"forecast past":    {func(s *BurnUpSpec) { s.ForecastEnd = s.Today - 1 }, []string{"t-chart__fore"}},
		"no actual":        {func(s *BurnUpSpec) { s.Actual = nil }, []string{"t-chart__act", "t-chart__lact", "t-chart__fore"}},
		"no plan":          {func(s *BurnUpSpec) { s.Planned = nil }, []string{"t-chart__plan", "t-chart__lplan", "t-chart__dotp"}},
		"one point":        {func(s *BurnUpSpec) { s.Planned = s.Planned[:1] }, []string{"t-chart__plan"}},
		"no today":         {func(s *BurnUpSpec) { s.Today = 0 }, []string{"t-chart__today", "t-chart__lnow", "t-chart__lact"}},
		"today off screen": {func(s *BurnUpSpec) { s.From, s.To = 1300, 1500 }, []string{"t-chart__today", "t-chart__act"}},
		"nothing at all":   {func(s *BurnUpSpec) { *s = BurnUpSpec{} }, []string{"t-chart__act", "t-chart__plan", "t-chart__today"}},
		"only NaN": {func(s *BurnUpSpec) {
			for i := range s.Actual {
				s.Actual[i].Value = nan
			}
		}, []string{"t-chart__act", "t-chart__lact"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := burnUpSpec()
			tc.change(&s)
			svg := mustParse(t, BurnUp(s))
			for _, class := range tc.absent {
				if n := len(svg.all(class)); n != 0 {
					t.Errorf("%d of %s, want none", n, class)
				}
			}
		})
	}
}

func TestBurnUpValueLabelsKeepApart(t *testing.T) {
	for _, tc := range []struct{ actual, planned float64 }{
		{0, 0}, {.01, .02}, {.5, .5}, {.5, .505}, {.505, .5}, {1, 1}, {.99, 1}, {.97, .96}, {0, 1}, {1, 0},
	} {
		s := burnUpSpec()
		s.Actual = []Point{{1000, 0}, {1200, tc.actual}}
		s.Planned = []Point{{1000, 0}, {1200, tc.planned}, {1400, 1}}
		svg := mustParse(t, BurnUp(s))
		a, p := svg.all("t-chart__lact")[0].at(t, "y", 0), svg.all("t-chart__lplan")[0].at(t, "y", 0)
		if d := a - p; d < 19.9 && d > -19.9 {
			t.Errorf("%v: labels at %v and %v", tc, a, p)
		}
		if (tc.actual > tc.planned) != (a < p) {
			t.Errorf("%v: the higher value is labelled lower (%v, %v)", tc, a, p)
		}
		for _, y := range []float64{a, p} {
			if y < burnTop-10 || y > burnBase+16 {
				t.Errorf("%v: a label at %v leaves the plot", tc, y)
			}
		}
	}
}

func TestForecastLeavesTheSpanOnItsLine(t *testing.T) {
	got := forecast(vertex{500, 500}, span{0, 100}, 150)
	if len(got) != 2 || got[1] != (vertex{1000, 250}) {
		t.Errorf("forecast = %v, want it to cross the edge at 250", got)
	}
}

func TestTimeline(t *testing.T) {
	svg := mustParse(t, Timeline(TimelineSpec{
		ID: "tl", Title: "I traguardi", From: 1000, To: 2000, Today: 1500, TodayLabel: "oggi", Axis: testAxis(),
		Rows: []TimelineRow{
			{Number: "1", Name: "Finito in ritardo", BaselineStart: 1000, BaselineEnd: 1100, Start: 1000, End: 1150, CompletedOn: 1150, Done: 1, SlipLabel: "+50 giorni"},
			{Number: "2", Name: "Oltre la data", BaselineStart: 1200, BaselineEnd: 1300, Start: 1200, End: 1400, Done: .25, Overdue: true, SlipLabel: "100 giorni oltre"},
			{Number: "3", Name: "Da fare, senza inizio", BaselineEnd: 1900, End: 1900},
			{Number: "4", Name: "Senza data"},
		},
	}))
	svg.one(t, "t-tl__now").expect(t, map[string]string{"x1": "50%"})
	ghosts := svg.all("t-tl__ghost")
	if len(ghosts) != 2 {
		t.Fatalf("%d ghosts, want 2", len(ghosts))
	}
	ghosts[0].expect(t, map[string]string{"x": "0%", "width": "10%"})
	ghosts[1].expect(t, map[string]string{"x": "20%", "width": "10%"})
	ends := svg.all("t-tl__ghostend")
	if len(ends) != 3 {
		t.Fatalf("%d ends of a baseline, want 3", len(ends))
	}
	ends[2].expect(t, map[string]string{"x1": "90%"})
	done := svg.all("t-tl__done")
	if len(done) != 2 {
		t.Fatalf("%d done parts, want 2", len(done))
	}
	done[0].expect(t, map[string]string{"x": "0%", "width": "15%"})
	done[1].expect(t, map[string]string{"x": "20%", "width": "5%"})
	svg.one(t, "t-tl__over").expect(t, map[string]string{"x1": "40%", "x2": "50%"})
	svg.one(t, "t-tl__slip--over").expect(t, map[string]string{"x": "50%", "dx": "8"})
	if names := svg.all("t-tl__name"); len(names) != 4 || names[3].whole != "4 Senza data" {
		t.Errorf("names = %v", names)
	}
}

func TestTimelineCutsLongNamesForAPhoneAlone(t *testing.T) {
	long := "Iscrizione online alla mensa scolastica e allo scuolabus comunale"
	svg := mustParse(t, Timeline(TimelineSpec{From: 1, To: 100, Rows: []TimelineRow{{Number: "4", Name: long, Start: 10, End: 20}}}))
	if got := svg.all(onlyWide)[0].whole; got != "4 "+long {
		t.Errorf("long name = %q", got)
	}
	short := svg.all(onlyNarrow)[0].whole
	if !strings.HasSuffix(short, "…") || measure(short, 16) > narrow {
		t.Errorf("short name = %q", short)
	}
}

func TestTimelineSlipFindsRoom(t *testing.T) {
	for name, tc := range map[string]struct {
		start, end int
		x, anchor  string
	}{
		"after the bar":      {1000, 1200, "20%", ""},
		"before the bar":     {1600, 1900, "60%", "end"},
		"at the name's line": {1000, 2000, "100%", "end"},
	} {
		t.Run(name, func(t *testing.T) {
			svg := mustParse(t, Timeline(TimelineSpec{From: 1000, To: 2000, Rows: []TimelineRow{{Name: "N", Start: tc.start, End: tc.end, SlipLabel: "+31 giorni"}}}))
			svg.one(t, "t-tl__slip").expect(t, map[string]string{"x": tc.x, "text-anchor": tc.anchor})
		})
	}
}

func TestStair(t *testing.T) {
	for name, tc := range map[string]struct {
		spec   StairSpec
		before string
		x, w   string // of the step; empty for a tick at x
	}{
		"first":             {StairSpec{Offset: 0, Length: .05, Total: 1}, "", "0%", "5%"},
		"in hundredths":     {StairSpec{Offset: 35, Length: 5.25, Total: 100}, "35%", "35%", "5.25%"},
		"nothing":           {StairSpec{Offset: .4225, Total: 1}, "42.25%", "42.25%", ""},
		"too much":          {StairSpec{Offset: .9, Length: .5, Total: 1}, "90%", "90%", "10%"},
		"no total":          {StairSpec{Offset: .5, Length: .25}, "50%", "50%", "25%"},
		"nonsense":          {StairSpec{Offset: nan, Length: nan, Total: nan}, "", "0%", ""},
		"infinite":          {StairSpec{Offset: .5, Length: inf, Total: inf}, "50%", "50%", "50%"},
		"negative":          {StairSpec{Offset: -1, Length: -1, Total: -1}, "", "0%", ""},
		"beyond everything": {StairSpec{Offset: 3, Length: 1, Total: 1}, "100%", "100%", ""},
	} {
		t.Run(name, func(t *testing.T) {
			svg := mustParse(t, Stair(tc.spec))
			if before := svg.all("t-stair__before"); tc.before == "" != (len(before) == 0) {
				t.Errorf("%d parts before", len(before))
			} else if tc.before != "" {
				before[0].expect(t, map[string]string{"x": "0%", "width": tc.before})
			}
			if tc.w == "" {
				svg.one(t, "t-stair__nil").expect(t, map[string]string{"x1": tc.x})
				return
			}
			svg.one(t, "t-stair__done").expect(t, map[string]string{"x": tc.x, "width": tc.w})
		})
	}
}

func TestSpark(t *testing.T) {
	for name, tc := range map[string]struct {
		spec SparkSpec
		d    string // of the line; empty for none
		goal string // y; empty for none
		dot  string // cx; empty for none
	}{
		"rising": {SparkSpec{From: 100, To: 200, Points: []Point{{100, 0}, {150, 2}}, Target: ratio(4)}, "M0 1000L500 500", "8", "50%"},
		"falling is better": {SparkSpec{From: 100, To: 200, Points: []Point{{150, 980}, {100, 1240}}, Target: ratio(700)},
			"M0 0L500 481.5", "52", "50%"},
		"flat":            {SparkSpec{Points: []Point{{1, 7}, {3, 7}}}, "M0 500L1000 500", "", "100%"},
		"one measurement": {SparkSpec{Points: []Point{{5, 3}}, Target: ratio(4)}, "", "8", "0%"},
		"none":            {SparkSpec{Target: ratio(4)}, "", "30", ""},
		"nothing":         {SparkSpec{}, "", "", ""},
		"huge":            {SparkSpec{Points: []Point{{1, -1.7e308}, {2, 1.7e308}}}, "M0 1000L1000 0", "", "100%"},
		"not numbers":     {SparkSpec{Points: []Point{{1, nan}, {2, inf}}, Target: ratio(nan)}, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			svg := mustParse(t, Spark(tc.spec))
			for class, want := range map[string][2]string{
				"t-spark__line": {"d", tc.d}, "t-spark__goal": {"y1", tc.goal}, "t-spark__dot": {"cx", tc.dot},
			} {
				if want[1] == "" {
					if len(svg.all(class)) != 0 {
						t.Errorf("%s where there is none", class)
					}
					continue
				}
				svg.one(t, class).expect(t, map[string]string{want[0]: want[1]})
			}
		})
	}
}

func TestHealth(t *testing.T) {
	shapes := map[string]string{}
	for _, key := range []string{"completed", "on_track", "at_risk", "late", "not_assessed"} {
		span := mustParse(t, Health(key, "A & B"))
		span.expect(t, map[string]string{"class": "t-health t-health--" + key})
		if span.text != "A & B" {
			t.Errorf("%s: word = %q", key, span.text)
		}
		svg := span.named("svg")[0]
		svg.expect(t, map[string]string{"aria-hidden": "true"})
		var shape strings.Builder
		for _, n := range svg.children {
			shape.WriteString(n.name + n.attrs["d"] + n.attrs["r"])
		}
		shapes[key] = shape.String()
	}
	shapes["not_assessed"] = "dashed by the style sheet" // same disc as on_track, not filled
	for a, sa := range shapes {
		for b, sb := range shapes {
			if a != b && sa == sb {
				t.Errorf("%s and %s have the same shape", a, b)
			}
		}
	}
	mustParse(t, Health(`late" onclick="x`, "?")).expect(t, map[string]string{"class": "t-health t-health--not_assessed", "onclick": ""})
}

func TestRating(t *testing.T) {
	for key, off := range map[string]int{"green": 0, "amber": 1, "red": 2, "": 3, "blue": 3} {
		span := mustParse(t, Rating(key, "Fiducia"))
		if got := len(span.all("t-conf__off")); got != off {
			t.Errorf("%q: %d steps empty, want %d", key, got, off)
		}
		if got := len(span.named("rect")); got != 3 {
			t.Errorf("%q: %d steps, want 3", key, got)
		}
		if span.whole != "Fiducia" {
			t.Errorf("%q: word = %q", key, span.whole)
		}
	}
}

func TestKey(t *testing.T) {
	ul := mustParse(t, Key(KeyItem{MarkBaseline, "date iniziali"}, KeyItem{MarkToday, "oggi"}, KeyItem{"?", "altro <b>"}))
	if got := len(ul.named("li")); got != 3 {
		t.Errorf("%d items, want 3", got)
	}
	if got := len(ul.named("svg")); got != 2 {
		t.Errorf("%d signs, want 2", got)
	}
	if got := ul.named("li")[2].text; got != "altro <b>" {
		t.Errorf("text = %q", got)
	}
}
