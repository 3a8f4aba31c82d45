package web

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/minutes"
	"github.com/traguardi/traguardi/internal/web/words"
	"github.com/traguardi/traguardi/ui"
)

// reader is a visit in a language, to a plan without objects.
func reader(t *testing.T, lang format.Language) *visit {
	t.Helper()
	speakers, err := words.Read(ui.Locales)
	if err != nil {
		t.Fatal(err)
	}
	today := plan.NewDate(2026, time.November, 22)
	return &visit{
		site: &Site{clock: plan.FixedClock(today.Time(), time.UTC)}, say: speakers[lang], today: today,
		links: links{organization: "c_x", lang: lang}, content: &board.Public{Content: board.Content{Day: today, Today: today}},
	}
}

func ratio(v float64) *float64 { return &v }

func plainText(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func TestReasons(t *testing.T) {
	limit := ratio(-0.10)
	behind := progress.Figures{Shown: 42, ShownPlanned: 60, Variance: ratio(-0.1862), DatedActual: ratio(0.4225)}
	undated := behind
	undated.DatedActual, undated.Counts.Undated = ratio(0.49), 1
	overdue := func(n int) []progress.Reason {
		var all []progress.Reason
		for i := range n {
			all = append(all, progress.Reason{Kind: progress.ReasonOverdue30, Code: plan.MilestoneID("OB-01", i+1), Days: 40 - i})
		}
		return all
	}
	link := func(n int) string {
		return `<a href="/enti/c_x/obiettivi/OB-01#t` + strconv.Itoa(n) + `">OB-01.` + strconv.Itoa(n) + `</a>`
	}
	for name, c := range map[string]struct {
		figures progress.Figures
		reasons []progress.Reason
		whole   bool
		it, en  string
	}{
		"all done, objectives": {
			reasons: []progress.Reason{{Kind: progress.ReasonAllDone, Count: 3}}, whole: true,
			it: "tutti gli obiettivi (3) sono raggiunti", en: "all 3 objectives have been reached",
		},
		"all done, one milestone": {
			reasons: []progress.Reason{{Kind: progress.ReasonAllDone, Count: 1}}, it: "l’unico traguardo è raggiunto", en: "its one milestone has been reached",
		},
		"no milestone": {reasons: []progress.Reason{{Kind: progress.ReasonNoMilestone}}, it: "non ci sono ancora traguardi", en: "there are no milestones yet"},
		"no milestone at all": {
			reasons: []progress.Reason{{Kind: progress.ReasonNoMilestone}}, whole: true,
			it: "nessun obiettivo ha ancora dei traguardi", en: "no objective has milestones yet",
		},
		"variance is taken from what is shown": {
			figures: behind, reasons: []progress.Reason{{Kind: progress.ReasonVariance, Value: ratio(-0.1862), Limit: limit}},
			it: "il fatto è 18 punti sotto il previsto (il limite è 10 punti)", en: "what is done is 18 points below what was planned (the limit is 10 points)",
		},
		"variance of the dated alone says so": {
			figures: undated, reasons: []progress.Reason{{Kind: progress.ReasonVariance, Value: ratio(-0.11), Limit: limit}},
			it: "fra i soli traguardi con una data (fatti al 49 %) il fatto è 11 punti sotto il previsto (il limite è 10 punti)",
			en: "among the dated milestones alone (49% done) what is done is 11 points below what was planned (the limit is 10 points)",
		},
		"one overdue": {
			reasons: []progress.Reason{{Kind: progress.ReasonOverdue, Code: "OB-01.1", Days: 1}},
			it:      "un traguardo ha passato la data (" + link(1) + " da 1 giorno)", en: "one milestone is past its date (",
		},
		"two overdue": {
			reasons: overdue(2), it: "2 traguardi hanno passato la data da più di 30 giorni (" + link(1) + " da 40 giorni e " + link(2) + " da 39 giorni)",
			en: "2 milestones are more than 30 days past their date (",
		},
		"six are all named": {reasons: overdue(6), it: link(6) + " da 35 giorni)", en: "OB-01.6"},
		"of more the rest is counted": {
			reasons: overdue(9), it: link(5) + " da 36 giorni e altri 4)", en: "and 4 more)",
		},
		"two kinds": {
			reasons: []progress.Reason{{Kind: progress.ReasonOverdue, Code: "OB-01.1", Days: 3}, {Kind: progress.ReasonBlocked, Code: "OB-01.2"}},
			it:      "un traguardo ha passato la data (" + link(1) + " da 3 giorni) e un traguardo è bloccato (" + link(2) + ")", en: " and one milestone is blocked (",
		},
		"late objectives": {
			reasons: []progress.Reason{{Kind: progress.ReasonLateObjectives, Count: 2, Value: ratio(0.38), Limit: ratio(1.0 / 3)}, {Kind: progress.ReasonLateObjective, Code: "OB-01"}}, whole: true,
			it: `2 obiettivi in ritardo pesano insieme il 38 % (il limite è un terzo) e un obiettivo è in ritardo (<a href="/enti/c_x/obiettivi/OB-01">OB-01</a>)`,
			en: "2 late objectives together carry 38% of the weight (the limit is a third)",
		},
		"overdue share": {
			reasons: []progress.Reason{{Kind: progress.ReasonOverdueShare, Count: 1, Value: ratio(0.8)}},
			it:      "un traguardo oltre la data da più di 30 giorni pesa l’80 % del lavoro (il limite è un terzo)", en: "carries 80% of the work",
		},
		"within limits, behind": {
			figures: progress.Figures{Shown: 77, ShownPlanned: 78, DatedActual: ratio(0.7714)}, reasons: []progress.Reason{{Kind: progress.ReasonWithinLimits}},
			it: "il fatto è vicino al previsto (1 punto sotto)", en: "(1 point below)",
		},
		"within limits, ahead": {
			figures: progress.Figures{Shown: 80, ShownPlanned: 78, DatedActual: ratio(0.8)}, reasons: []progress.Reason{{Kind: progress.ReasonWithinLimits}},
			it: "il fatto è 2 punti sopra il previsto", en: "what is done is 2 points above what was planned",
		},
		"within limits, equal": {
			figures: progress.Figures{Shown: 78, ShownPlanned: 78, DatedActual: ratio(0.78)}, reasons: []progress.Reason{{Kind: progress.ReasonWithinLimits}},
			it: "il fatto è uguale al previsto", en: "what is done is what was planned",
		},
		"within limits, nothing dated": {
			figures: progress.Figures{Shown: 78, ShownPlanned: -1}, reasons: []progress.Reason{{Kind: progress.ReasonWithinLimits}},
			it: "nessun traguardo è bloccato", en: "no milestone is blocked",
		},
		"an unknown kind says nothing": {reasons: []progress.Reason{{Kind: "other"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.figures.Reasons = c.reasons
			if got := plainText(string(reader(t, format.Italian).reasons(&c.figures, c.whole))); !strings.Contains(got, c.it) || c.it == "" && got != "" {
				t.Errorf("in Italian %q, want %q", got, c.it)
			}
			if got := plainText(string(reader(t, format.English).reasons(&c.figures, c.whole))); !strings.Contains(got, c.en) {
				t.Errorf("in English %q, want %q", got, c.en)
			}
		})
	}
	// Every kind that the figures can give has its words.
	for _, kind := range []progress.ReasonKind{
		progress.ReasonOverdue30, progress.ReasonOverdue, progress.ReasonBlocked, progress.ReasonVariance, progress.ReasonLateObjectives,
		progress.ReasonLateObjective, progress.ReasonOverdueShare, progress.ReasonAllDone, progress.ReasonNoMilestone, progress.ReasonWithinLimits,
	} {
		f := progress.Figures{Shown: 40, ShownPlanned: 60, DatedActual: ratio(0.4), Reasons: []progress.Reason{{Kind: kind, Code: "OB-01.1", Count: 1, Days: 2, Value: ratio(0.5), Limit: limit}}}
		if reader(t, format.Italian).reasons(&f, false) == "" {
			t.Errorf("no words for %s", kind)
		}
	}
}

func TestLead(t *testing.T) {
	day := plan.NewDate(2026, time.November, 22)
	end := plan.NewDate(2027, time.April, 30)
	base := progress.Figures{Day: day, Shown: 42, ShownPlanned: 51, PlannedEndOn: end, DatedActual: ratio(0.42)}
	change := func(f func(*progress.Figures)) progress.Figures {
		c := base
		f(&c)
		return c
	}
	forecast := func(on plan.Date) progress.Figures {
		return change(func(f *progress.Figures) { f.ForecastEndOn = on })
	}
	for _, c := range []struct {
		figures progress.Figures
		want    string
	}{
		{change(func(f *progress.Figures) { f.Shown, f.ShownPlanned = -1, -1 }), "Non ci sono ancora traguardi: non si può dire a che punto siamo."},
		{base, "Fatto il 42 %; a oggi era previsto il 51 %. Non si può ancora dire quando si finisce."},
		{change(func(f *progress.Figures) { f.Shown, f.ShownPlanned = 80, 0 }), "Fatto l’80 %; a oggi era previsto lo 0 %. Non si può ancora dire quando si finisce."},
		{change(func(f *progress.Figures) { f.Shown, f.ShownPlanned = 51, 51 }), "Fatto il 51 %: a oggi era previsto proprio il 51 %. Non si può ancora dire quando si finisce."},
		{change(func(f *progress.Figures) { f.ShownPlanned = -1 }), "Fatto il 42 %. Nessun traguardo ha una data: non si può dire quanto era previsto."},
		{
			change(func(f *progress.Figures) { f.Shown, f.ShownPlanned, f.StartOn = 0, 0, day.AddDays(8) }),
			"Si comincia il 30 novembre 2026; la fine è prevista ad aprile 2027.",
		},
		{forecast(plan.NewDate(2027, time.August, 2)), "Alla velocità attuale si finisce ad agosto 2027, 4 mesi dopo il previsto."},
		{forecast(plan.NewDate(2027, time.May, 1)), "a maggio 2027, 1 mese dopo il previsto."},
		{forecast(plan.NewDate(2027, time.April, 1)), "ad aprile 2027, come previsto."},
		{forecast(plan.NewDate(2027, time.January, 31)), "a gennaio 2027, 3 mesi prima del previsto."},
		{forecast(plan.NewDate(2029, time.April, 1)), "2 anni dopo il previsto."},
		{forecast(plan.NewDate(2030, time.February, 1)), "più di 2 anni dopo il previsto."},
		{
			change(func(f *progress.Figures) { f.Counts.Undated, f.DatedActual = 1, ratio(0.6) }),
			"Fatto il 42 %. Dei soli traguardi con una data è fatto il 60 %; a oggi era previsto il 51 %.",
		},
		{change(func(f *progress.Figures) { f.Counts.Undated, f.DatedActual = 1, ratio(0.45) }), "Fatto il 42 %; a oggi era previsto il 51 %."},
		{change(func(f *progress.Figures) { f.Shown = 100 }), "Fatto il 100 %: è tutto finito."},
		{change(func(f *progress.Figures) { f.Shown, f.ForecastEndOn = 100, end }), "Fatto il 100 %: finito il 30 aprile 2027, come previsto."},
		{change(func(f *progress.Figures) { f.Shown, f.ForecastEndOn = 100, end.AddDays(1) }), "finito il 1º maggio 2027, 1 giorno dopo il previsto."},
		{change(func(f *progress.Figures) { f.Shown, f.ForecastEndOn = 100, end.AddDays(-19) }), "finito l’11 aprile 2027, 19 giorni prima del previsto."},
	} {
		got := string(reader(t, format.Italian).lead(&c.figures))
		got = strings.NewReplacer("<b>", "", `<b class="t-lead__done">`, "", "</b>", "", "\u00a0", " ").Replace(got)
		if !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestChange(t *testing.T) {
	day := func(month time.Month, d int) plan.Date { return plan.NewDate(2026, month, d) }
	before := plan.MilestoneStatus{Office: "a", Weight: 1, StartOn: day(1, 1), DueOn: day(6, 8), State: plan.MilestoneInProgress, Percent: 20}
	for name, c := range map[string]struct {
		edit func(b, a *plan.MilestoneStatus)
		want string
	}{
		"nothing":         {func(_, _ *plan.MilestoneStatus) {}, "confermato, nessuna novità"},
		"percent":         {func(_, a *plan.MilestoneStatus) { a.Percent = 80 }, "dal 20 % all’<b>80 %</b>"},
		"percent from 8":  {func(b, _ *plan.MilestoneStatus) { b.Percent = 8 }, "dall’8 % al <b>20 %</b>"},
		"due":             {func(_, a *plan.MilestoneStatus) { a.DueOn = day(11, 1) }, "scadenza spostata dall’8 giugno 2026 al <b>1º novembre 2026</b>"},
		"due set":         {func(b, _ *plan.MilestoneStatus) { b.DueOn = plan.Date{} }, "nuova scadenza: <b>8 giugno 2026</b>"},
		"due taken off":   {func(_, a *plan.MilestoneStatus) { a.DueOn = plan.Date{} }, "tolta la scadenza (era l’8 giugno 2026)"},
		"start":           {func(_, a *plan.MilestoneStatus) { a.StartOn = day(2, 1) }, "inizio spostato dal 1º gennaio 2026 al <b>1º febbraio 2026</b>"},
		"start set":       {func(b, _ *plan.MilestoneStatus) { b.StartOn = plan.Date{} }, "inizio: <b>1º gennaio 2026</b>"},
		"start taken off": {func(_, a *plan.MilestoneStatus) { a.StartOn = plan.Date{} }, "tolta la data d’inizio (era il 1º gennaio 2026)"},
		"office":          {func(_, a *plan.MilestoneStatus) { a.Office = "<b>" }, "passa da a a <b>&lt;b&gt;</b>"},
		"weight":          {func(_, a *plan.MilestoneStatus) { a.Weight = 2.5 }, "peso da 1 a <b>2,5</b>"},
		"evidence":        {func(_, a *plan.MilestoneStatus) { a.Evidence.Note = "x" }, "aggiunta una prova"},
		"done": {func(_, a *plan.MilestoneStatus) {
			a.State, a.Percent, a.CompletedOn, a.Evidence.Note = plan.MilestoneDone, 100, day(6, 2), "x"
		}, "<b>raggiunto</b> il 2 giugno 2026"},
		"done on another day": {func(b, a *plan.MilestoneStatus) {
			b.State, a.State, b.CompletedOn, a.CompletedOn = plan.MilestoneDone, plan.MilestoneDone, day(6, 2), day(6, 3)
		}, "giorno in cui è finito: <b>3 giugno 2026</b>"},
		"cancelled": {func(_, a *plan.MilestoneStatus) { a.State = plan.MilestoneCancelled }, "<b>annullato</b>"},
		"blocked":   {func(_, a *plan.MilestoneStatus) { a.State = plan.MilestoneBlocked }, "<b>bloccato</b>, fermo al 20 %"},
		"resumed":   {func(b, _ *plan.MilestoneStatus) { b.State = plan.MilestoneBlocked }, "<b>ripreso</b>"},
		"reopened":  {func(b, _ *plan.MilestoneStatus) { b.State, b.Percent = plan.MilestoneDone, 20 }, "<b>riaperto</b>"},
		"restored":  {func(b, _ *plan.MilestoneStatus) { b.State = plan.MilestoneCancelled }, "<b>rimesso nel piano</b>"},
		"back":      {func(_, a *plan.MilestoneStatus) { a.State, a.Percent = plan.MilestonePlanned, 0 }, "tornato a «da iniziare»"},
		"started":   {func(b, _ *plan.MilestoneStatus) { b.State, b.Percent = plan.MilestonePlanned, 0 }, "<b>iniziato</b>; dallo 0 % al <b>20 %</b>"},
	} {
		t.Run(name, func(t *testing.T) {
			u := board.Update{Before: before, After: before}
			c.edit(&u.Before, &u.After)
			if got := plainText(string(reader(t, format.Italian).change(&u))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if got := reader(t, format.English).change(&u); got == "" {
				t.Error("nothing in English")
			}
		})
	}
}

func TestAskedDay(t *testing.T) {
	today := plan.NewDate(2026, time.November, 22)
	for asked, want := range map[string]struct {
		day string
		bad *badDay
	}{
		"":                   {},
		" ":                  {},
		"2026-11-22":         {},
		"2026-11-21":         {day: "2026-11-21"},
		"1900-01-01":         {day: "1900-01-01"},
		"2026-11-23":         {bad: &badDay{asked: "2026-11-23", future: true}},
		"2025-02-29":         {bad: &badDay{asked: "2025-02-29"}},
		"22/11/2026":         {bad: &badDay{asked: "22/11/2026"}},
		"1899-12-31":         {bad: &badDay{asked: "1899-12-31"}},
		"<script>":           {bad: &badDay{asked: "<script>"}},
		"2026-11-21T00:00Z ": {bad: &badDay{asked: "2026-11-21T00:00Z"}},
	} {
		day, bad := askedDay(url.Values{paramDay: {asked}}, today)
		if day.String() != want.day || (bad == nil) != (want.bad == nil) || bad != nil && *bad != *want.bad {
			t.Errorf("%q: %v %+v, want %+v", asked, day, bad, want)
		}
	}
}

func FuzzAskedDay(f *testing.F) {
	f.Add("2026-11-21")
	f.Add("99999999-1-1")
	today := plan.NewDate(2026, time.November, 22)
	f.Fuzz(func(t *testing.T, asked string) {
		day, bad := askedDay(url.Values{paramDay: {asked}}, today)
		if bad == nil && day.After(today) || bad != nil && !day.IsZero() {
			t.Errorf("%q gives %v, %+v", asked, day, bad)
		}
	})
}

func TestMinutes(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"# A\n\n### B\n\n# C":      "<h3>A</h3>\n<h4>B</h4>\n<h3>C</h3>\n",
		"### A\n\n# B":             "<h3>A</h3>\n<h3>B</h3>\n",
		"**x** _y_ `z`":            "<p><strong>x</strong> <em>y</em> <code>z</code></p>\n",
		"[x](https://a.it \"t\")":  "<p><a href=\"https://a.it\" title=\"t\">x</a></p>\n",
		"[x](javascript:alert(1))": "<p>x</p>\n",
		"[*x*](data:text/html,y)":  "<p><em>x</em></p>\n",
		"[x](//a.it)":              "<p>x</p>\n",
		"[x](/area)":               "<p>x</p>\n",
		"<javascript:alert(1)>":    "<p>javascript:alert(1)</p>\n",
		"<https://a.it/?a=1&b=2>":  "<p><a href=\"https://a.it/?a=1&amp;b=2\">https://a.it/?a=1&amp;b=2</a></p>\n",
		"<someone@example.it>":     "<p>someone@example.it</p>\n",
		"![alt](https://a.it/i)":   "<p>alt</p>\n",
		"a <b onclick=x>b</b>":     "<p>a b</p>\n",
		"<div>\nx\n</div>":         "",
		"a\n\n<script>x</script>":  "<p>a</p>\n",
		"1 < 2 & 3":                "<p>1 &lt; 2 &amp; 3</p>\n",
	} {
		got, err := minutes.HTML(in)
		if err != nil || string(got) != want {
			t.Errorf("%q: %q %v, want %q", in, got, err, want)
		}
	}
}

func FuzzMinutes(f *testing.F) {
	f.Add("# A\n[x](javascript:y) <b>z</b>")
	f.Add("[a][b]\n\n[b]: javascript:x")
	f.Fuzz(func(t *testing.T, source string) {
		got, err := minutes.HTML(source)
		if err != nil {
			t.Fatal(err)
		}
		lower := strings.ToLower(string(got))
		for _, never := range []string{"<script", "<img", "<iframe", "<style", "href=\"javascript", "href=\"data:", "href=\"/", "<!--"} {
			if strings.Contains(lower, never) {
				t.Errorf("%q gives %q", source, got)
			}
		}
	})
}

func TestShortTexts(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{shorten("corto", 10), "corto"},
		{shorten("una frase, piuttosto lunga", 12), "una frase…"},
		{shorten("unasolaparolalunghissima", 8), "unasolap…"},
		{strings.Join(paragraphs("uno\nancora\r\n\r\ndue\n\n\n"), "|"), "uno\nancora|due"},
		{host("https://www.example.it:8080/x"), "www.example.it"},
		{minutes.SafeLink("https://user@example.it"), ""},
		{minutes.SafeLink("ftp://example.it"), ""},
		{(links{organization: "c_x"}).milestone("OB-01.3"), "/enti/c_x/obiettivi/OB-01#t3"},
		{(links{organization: "c_x", lang: format.English, day: plan.NewDate(2026, 1, 2)}).objectives(paramWords, "a b&c"), "/enti/c_x/obiettivi?parole=a+b%26c&al=2026-01-02&lang=en"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestTemplatesNameNoUnknownSentence(t *testing.T) {
	speakers, err := words.Read(ui.Locales)
	if err != nil {
		t.Fatal(err)
	}
	sets, err := parseTemplates(ui.Templates, speakers)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, keys := range sets[format.Italian].Sentences() {
		found += len(keys)
	}
	if found < 300 {
		t.Errorf("only %d sentences found in the templates: is the check looking?", found)
	}
}
