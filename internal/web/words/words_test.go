package words_test

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/words"
)

func catalogue(t *testing.T, it, en string) (words.Catalogue, error) {
	t.Helper()
	return words.Read(fstest.MapFS{"it.json": {Data: []byte(it)}, "en.json": {Data: []byte(en)}})
}

func TestSentences(t *testing.T) {
	c, err := catalogue(t,
		`{"done":"Fatto {il:done}<b>{done}</b>","moved":"dal {from} {al:to}{to}","end":"si finisce {a:when}{when}","late":{"one":"{n} traguardo","other":"{n} traguardi"},"who":"di {who}"}`,
		`{"done":"<b>{done}</b> done","moved":"from {from} to {to}","end":"ends in {when}","late":{"one":"{n} milestone","other":"{n} milestones"},"who":"by {who}"}`)
	if err != nil {
		t.Fatal(err)
	}
	it, en := c[format.Italian], c[format.English]
	day := plan.NewDate(2027, time.August, 8)
	for _, x := range []struct {
		got  template.HTML
		want string
	}{
		{it.T("done", "done", words.Percent(42)), "Fatto il <b>42\u00a0%</b>"},
		{it.T("done", "done", words.Percent(85)), "Fatto l’<b>85\u00a0%</b>"},
		{it.T("done", "done", words.Percent(0)), "Fatto lo <b>0\u00a0%</b>"},
		{en.T("done", "done", words.Percent(42)), "<b>42%</b> done"},
		{template.HTML(it.Plain("done", "done", words.Percent(42))), "Fatto il 42\u00a0%"},
		{it.T("moved", "from", "ieri", "to", day), "dal ieri all’8\u00a0agosto 2027"},
		{it.T("end", "when", words.Month(day)), "si finisce ad agosto 2027"},
		{it.N("late", 1), "1 traguardo"},
		{it.N("late", 1234), "1.234 traguardi"},
		{template.HTML(en.PlainN("late", 0)), "0 milestones"},
		{it.T("who", "who", "<b>&"), "di &lt;b&gt;&amp;"},
		{it.T("who", "who", template.HTML("<i>x</i>")), "di <i>x</i>"},
		{template.HTML(it.Plain("who", "who", "<b>&")), "di <b>&"},
	} {
		if string(x.got) != x.want {
			t.Errorf("%q, want %q", x.got, x.want)
		}
	}
}

func TestBadCatalogues(t *testing.T) {
	for name, c := range map[string]struct{ it, en, want string }{
		"not JSON":              {`{`, `{}`, "it.json"},
		"missing in English":    {`{"a":"x"}`, `{}`, `"a" is missing in en`},
		"missing in Italian":    {`{}`, `{"a":"x"}`, `"a" is in en alone`},
		"other figures":         {`{"a":"{n}"}`, `{"a":"{m}"}`, "has the figures [n]"},
		"open brace":            {`{"a":"{n"}`, `{"a":"{n}"}`, "not closed"},
		"unknown article":       {`{"a":"{lo:n}{n}"}`, `{"a":"{n}"}`, "no article"},
		"figure in a tag":       {`{"a":"<a href={n}>"}`, `{"a":"{n}"}`, "do not belong inside tags"},
		"entity":                {`{"a":"x&nbsp;y"}`, `{"a":"x"}`, "instead of an entity"},
		"empty":                 {`{"a":""}`, `{"a":"x"}`, "empty"},
		"neither text nor form": {`{"a":3}`, `{"a":"x"}`, `"a"`},
	} {
		if _, err := catalogue(t, c.it, c.en); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want one with %q", name, err, c.want)
		}
	}
	if _, err := words.Read(fstest.MapFS{}); err == nil {
		t.Error("no files, no error")
	}
}

func TestMistakesOfTheProgramAreLoud(t *testing.T) {
	c, err := catalogue(t, `{"a":"{n}"}`, `{"a":"{n}"}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, say := range map[string]func(){
		"no sentence":     func() { c[format.Italian].T("b") },
		"no figure":       func() { c[format.Italian].T("a") },
		"odd figure":      func() { c[format.Italian].T("a", "n", struct{}{}) },
		"markup in plain": func() { c[format.Italian].Plain("a", "n", template.HTML("x")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			say()
		}()
	}
}
