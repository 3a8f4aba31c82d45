package plan_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func aLine() plan.CatalogueLine {
	return plan.CatalogueLine{
		Code: "CAP4.PA.01", Chapter: "4", Objective: "4.1", Result: "RA4.1.1", By: "2026-12", AddressedTo: "PA", Concerns: plan.ConcernsAll,
		Text: "Le PA aderiscono.", Source: "capitolo-4.rst:12",
	}
}

func TestMonths(t *testing.T) {
	for text, want := range map[string]string{
		"2024-02": "2024-02-01 2024-02-29", "2023-02": "2023-02-01 2023-02-28", "2026-12": "2026-12-01 2026-12-31",
		"": " ", "2024-13": " ", "2024-1": " ", "1899-12": " ", "2024-02-01": " ",
	} {
		m := plan.Month(text)
		same(t, text, m.First().String()+" "+m.Last().String(), want)
		same(t, text+" is a month", m.Valid(), want != " ")
	}
}

func TestCatalogueEdition(t *testing.T) {
	check(t, func() plan.CatalogueEdition {
		return plan.CatalogueEdition{Code: "pt-2024-2026", Name: "Piano triennale 2024-2026", Published: "2024-01"}
	}, plan.CatalogueEdition.Check, map[string]row[plan.CatalogueEdition]{
		"no month":       {func(e *plan.CatalogueEdition) { e.Published = "" }, ""},
		"a day":          {func(e *plan.CatalogueEdition) { e.Published = "2024-01-15" }, "published month.form"},
		"capitals":       {func(e *plan.CatalogueEdition) { e.Code = "PT" }, "code line.edition"},
		"no name":        {func(e *plan.CatalogueEdition) { e.Name = " " }, "name required"},
		"a name too far": {func(e *plan.CatalogueEdition) { e.Name = long(201) }, "name text.length"},
	})
}

func TestCatalogueLine(t *testing.T) {
	check(t, aLine, plan.CatalogueLine.Check, map[string]row[plan.CatalogueLine]{
		"no date":           {func(l *plan.CatalogueLine) { l.By = "" }, ""},
		"from and by":       {func(l *plan.CatalogueLine) { l.From = "2026-12" }, ""},
		"two results":       {func(l *plan.CatalogueLine) { l.Result = "RA1.3.2 e RA1.3.3" }, ""},
		"no result":         {func(l *plan.CatalogueLine) { l.Result = "" }, ""},
		"by before from":    {func(l *plan.CatalogueLine) { l.From = "2027-01" }, "by line.order"},
		"not a month":       {func(l *plan.CatalogueLine) { l.From, l.By = "marzo", "2026" }, "by line.order, by month.form, from month.form"},
		"small letters":     {func(l *plan.CatalogueLine) { l.Code = "cap4" }, "code line.code"},
		"nobody's concern":  {func(l *plan.CatalogueLine) { l.Concerns = "" }, "concerns line.concerns"},
		"no text":           {func(l *plan.CatalogueLine) { l.Text = "\n" }, "text required"},
		"a NUL in the text": {func(l *plan.CatalogueLine) { l.Text = "a\x00" }, "text text.control"},
		"no chapter":        {func(l *plan.CatalogueLine) { l.Chapter = "" }, "chapter required"},
	})
}

func TestCatalogueObjectiveAndTarget(t *testing.T) {
	check(t, func() plan.CatalogueObjective {
		return plan.CatalogueObjective{Code: "4.1", Chapter: "4", Title: "Migliorare i servizi"}
	}, plan.CatalogueObjective.Check, map[string]row[plan.CatalogueObjective]{
		"no code":  {func(o *plan.CatalogueObjective) { o.Code = "" }, "code required"},
		"no title": {func(o *plan.CatalogueObjective) { o.Title = "" }, "title required"},
	})
	check(t, func() plan.CatalogueTarget {
		return plan.CatalogueTarget{Result: "RA4.1.1", Year: 2024, Number: 1, Indicator: "Adesioni", Target: "100"}
	}, plan.CatalogueTarget.Check, map[string]row[plan.CatalogueTarget]{
		"no result": {func(g *plan.CatalogueTarget) { g.Result = "" }, "result required"},
		"no target": {func(g *plan.CatalogueTarget) { g.Target = "" }, "target required"},
		"year 24":   {func(g *plan.CatalogueTarget) { g.Year = 24 }, "year target.year"},
	})
}

func TestWhenALineIsDue(t *testing.T) {
	for name, c := range map[string]struct {
		from, by     plan.Month
		day          string
		due, expired bool
	}{
		"in force":                      {"", "", "2024-01-01", true, false},
		"by, its last day":              {"", "2026-02", "2026-02-28", false, false},
		"by, the day after":             {"", "2026-02", "2026-03-01", true, true},
		"from, the day before":          {"2026-03", "", "2026-02-28", false, false},
		"from, its first day":           {"2026-03", "", "2026-03-01", true, false},
		"both, in between":              {"2026-03", "2026-06", "2026-04-01", true, false},
		"both, afterwards":              {"2026-03", "2026-06", "2026-07-01", true, true},
		"from, long after: no deadline": {"2020-01", "", "2026-07-01", true, false},
	} {
		l := plan.CatalogueLine{From: c.from, By: c.by}
		same(t, name+": due", l.Due(d(c.day)), c.due)
		same(t, name+": expired", l.Expired(d(c.day)), c.expired)
	}
}

func TestCodesAreInTheOrderOfTheirNumbers(t *testing.T) {
	want := []string{"1.1", "1.2", "1.10", "2.1", "CAP1.PA.01", "CAP2.PA.02", "CAP2.PA.10", "CAP10.PA.01", "RA1.1.1", "RA1.1.2"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, plan.CompareCatalogueCodes)
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	code := rapid.StringMatching(`[A-Z0-9.]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := code.Draw(t, "a"), code.Draw(t, "b"), code.Draw(t, "c")
		ab, ba, bc, ac := plan.CompareCatalogueCodes(a, b), plan.CompareCatalogueCodes(b, a), plan.CompareCatalogueCodes(b, c), plan.CompareCatalogueCodes(a, c)
		if ab != -ba || (ab == 0) != (a == b) {
			t.Fatalf("%q and %q: %d and %d", a, b, ab, ba)
		}
		if ab <= 0 && bc <= 0 && ac > 0 {
			t.Fatalf("%q ≤ %q ≤ %q, and not %q ≤ %q", a, b, c, a, c)
		}
	})
}

func TestWhatAnEditionChanged(t *testing.T) {
	line := func(code string, from, by plan.Month, text string) plan.CatalogueLine {
		return plan.CatalogueLine{Code: code, From: from, By: by, Text: text}
	}
	gone := line("CAP1.PA.09", "", "", "tolta già allora")
	gone.Dropped = true
	back := gone
	back.Dropped = false
	earlier := &plan.CatalogueContent{Edition: plan.CatalogueEdition{Code: "pt-2024-2026"}, Lines: []plan.CatalogueLine{
		line("CAP1.PA.01", "2024-03", "", "come prima"),
		line("CAP1.PA.02", "2024-03", "", "spostata"),
		line("CAP1.PA.03", "", "2024-12", "riscritta"),
		line("CAP1.PA.04", "", "2024-12", "spostata e riscritta"),
		line("CAP1.PA.05", "", "", "tolta"),
		line("CAP10.PA.01", "", "", "tolta anche questa"),
		gone,
	}}
	dropped := line("CAP1.PA.05", "", "", "tolta")
	dropped.Dropped = true
	later := &plan.CatalogueContent{Edition: plan.CatalogueEdition{Code: "pt-2026-2028"}, Lines: []plan.CatalogueLine{
		line("CAP1.PA.01", "2024-03", "", "come prima"),
		line("CAP1.PA.02", "", "2026-09", "spostata"),
		line("CAP1.PA.03", "", "2024-12", "riscritta meglio"),
		line("CAP1.PA.04", "", "2025-06", "spostata e riscritta da capo"),
		dropped,
		line("CAP1.PA.06", "", "", "nuova"),
		back,
	}}
	c := later.ChangesSince(earlier)
	codes := func(lines []plan.CatalogueLine) (all []string) {
		for _, l := range lines {
			all = append(all, l.Code)
		}
		return all
	}
	if got, want := codes(c.Added), []string{"CAP1.PA.06", "CAP1.PA.09"}; !slices.Equal(got, want) {
		t.Errorf("added: %v", got)
	}
	if got, want := codes(c.Dropped), []string{"CAP1.PA.05", "CAP10.PA.01"}; !slices.Equal(got, want) {
		t.Errorf("dropped: %v", got)
	}
	if len(c.Moved) != 2 || c.Moved[0].Before.From != "2024-03" || c.Moved[0].After.By != "2026-09" || c.Moved[1].After.By != "2025-06" {
		t.Errorf("moved: %+v", c.Moved)
	}
	if len(c.Reworded) != 2 || c.Reworded[0].After.Text != "riscritta meglio" || c.Reworded[1].Before.Code != "CAP1.PA.04" {
		t.Errorf("reworded: %+v", c.Reworded)
	}
	if same := later.ChangesSince(later); len(same.Added)+len(same.Dropped)+len(same.Moved)+len(same.Reworded) != 0 {
		t.Errorf("an edition differs from itself: %+v", same)
	}
}

// Whatever two editions hold, the comparison the other way round tells the same.
func TestChangesTurnAround(t *testing.T) {
	lines := rapid.Custom(func(t *rapid.T) *plan.CatalogueContent {
		c := &plan.CatalogueContent{}
		for _, code := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"A", "B", "C", "D", "E"}), rapid.ID[string]).Draw(t, "codes") {
			c.Lines = append(c.Lines, plan.CatalogueLine{
				Code: code, By: plan.Month(rapid.SampledFrom([]string{"", "2024-01", "2025-01"}).Draw(t, "by")), Text: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "text"),
				Dropped: rapid.Bool().Draw(t, "dropped"),
			})
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := lines.Draw(t, "a"), lines.Draw(t, "b")
		there, back := b.ChangesSince(a), a.ChangesSince(b)
		if !slices.Equal(there.Added, back.Dropped) || !slices.Equal(there.Dropped, back.Added) || len(there.Moved) != len(back.Moved) || len(there.Reworded) != len(back.Reworded) {
			t.Fatalf("%+v and back %+v", there, back)
		}
	})
}

func TestTheCatalogueFindsItsEditionsAndLines(t *testing.T) {
	c := plan.Catalogue{Editions: []*plan.CatalogueContent{
		{Edition: plan.CatalogueEdition{Code: "pt-2024-2026", Published: "2024-01"}, Lines: []plan.CatalogueLine{{Code: "B10"}, {Code: "B9"}}},
		{Edition: plan.CatalogueEdition{Code: "pt-2026-2028", Published: "2026-01"}, Objectives: []plan.CatalogueObjective{{Code: "1.1"}}},
	}}
	plan.SortCatalogue(c.Editions)
	latest, ok := c.Edition("")
	if !ok || latest.Edition.Code != "pt-2026-2028" {
		t.Errorf("the latest: %v %v", latest, ok)
	}
	if _, ok := c.Edition("pt-1999"); ok {
		t.Error("an edition that is not there was found")
	}
	if l, ok := c.Line(plan.LineRef{Edition: "pt-2024-2026", Code: "B9"}); !ok || l.Code != "B9" {
		t.Errorf("the line: %v %v", l, ok)
	}
	for _, ref := range []plan.LineRef{{Edition: "", Code: "B9"}, {Edition: "pt-2026-2028", Code: "B9"}, {Edition: "pt", Code: "B9"}} {
		if _, ok := c.Line(ref); ok {
			t.Errorf("%v was found", ref)
		}
	}
	if o, ok := latest.Objective("1.1"); !ok || o.Code != "1.1" {
		t.Errorf("the objective: %v %v", o, ok)
	}
	if _, ok := latest.Objective("1.2"); ok {
		t.Error("an objective that is not there was found")
	}
	if before, ok := c.Before("pt-2026-2028"); !ok || before.Edition.Code != "pt-2024-2026" {
		t.Errorf("the one before: %v %v", before, ok)
	}
	if _, ok := c.Before("pt-2024-2026"); ok {
		t.Error("something came before the first")
	}
	if got := c.Editions[1].Lines[0].Code; got != "B9" {
		t.Errorf("the first line is %s", got)
	}
}

func TestTheObjectiveOfALine(t *testing.T) {
	l := aLine()
	l.From, l.By = "2026-01", "2026-06"
	l.Text = "Le PA, che non lo abbiano fatto ancora, aderiscono alle piattaforme nazionali e integrano i propri servizi digitali, secondo le regole e nei tempi stabiliti."
	o := plan.ObjectiveOfLine("pt-2024-2026", l, today)
	if err := o.Check(today); err != nil {
		t.Fatal(err)
	}
	same(t, "code", o.Code, "PT-CAP4-PA-01")
	same(t, "title", o.Title, "Le PA, che non lo abbiano fatto ancora, aderiscono alle piattaforme nazionali e integrano i propri servizi digitali…")
	same(t, "description", o.Description, l.Text)
	same(t, "state", o.Terms.State, plan.ObjectiveDraft)
	same(t, "start", o.Terms.StartOn, d("2026-01-01"))
	same(t, "due", o.Terms.DueOn, d("2026-06-30"))
	same(t, "line", o.Lines[0], plan.LineRef{Edition: "pt-2024-2026", Code: "CAP4.PA.01"})
	for by, want := range map[plan.Month]plan.Horizon{
		"": plan.HorizonMedium, "2020-01": plan.HorizonShort, "2027-02": plan.HorizonShort, "2027-03": plan.HorizonMedium,
		"2029-02": plan.HorizonMedium, "2029-03": plan.HorizonLong,
	} {
		l.From, l.By = "", by
		same(t, "horizon by "+string(by), plan.ObjectiveOfLine("pt", l, today).Terms.Horizon, want)
	}
}

// Any line that the catalogue takes becomes an objective that the plan takes.
func TestEveryLineCanBeAdopted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := aLine()
		l.Code = rapid.StringMatching(`[A-Z0-9]{1,6}(\.[A-Z0-9]{1,6}){0,3}`).Draw(t, "code")
		l.Text = rapid.String().Draw(t, "text")
		l.From = plan.Month(rapid.SampledFrom([]string{"", "2024-03", "2026-01"}).Draw(t, "from"))
		l.By = plan.Month(rapid.SampledFrom([]string{"", "2026-01", "2031-12"}).Draw(t, "by"))
		if l.Check() != nil {
			return
		}
		if err := plan.ObjectiveOfLine("pt-2024-2026", l, today).Check(today); err != nil {
			t.Fatalf("%q: %v", l.Text, err)
		}
	})
}
