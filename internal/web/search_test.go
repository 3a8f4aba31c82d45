package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

const searchAt = "/enti/c_prova/cerca"

// results are the links that a search page shows, as it is found in its main part.
func results(t *testing.T, body string) []string {
	t.Helper()
	var found []string
	for _, part := range strings.Split(body, `<ol class="t-rows t-found">`)[1:] {
		list, _, _ := strings.Cut(part, "</ol>")
		for _, one := range strings.Split(list, `<a class="t-title" href="`)[1:] {
			address, _, _ := strings.Cut(one, `"`)
			found = append(found, address)
		}
	}
	return found
}

func TestSearchOfThePlan(t *testing.T) {
	site := opener{t, sampleSite(t)}
	for _, c := range []struct {
		query  string
		wanted string   // the first result
		says   []string // somewhere on the page
	}{
		{"?q=INCONTRARE+uffici", "/enti/c_prova/riunioni/m-2021-03-16", []string{"<mark>incontrare</mark> ogni <mark>ufficio</mark>"}},
		{"?q=OB-04", "/enti/c_prova/obiettivi/OB-04", []string{"<mark>OB-04</mark>"}},
		{"?q=OB-05.2", "/enti/c_prova/obiettivi/OB-05#t2", nil},
		{"?q=riunioni&tipo=riunioni", "/enti/c_prova/riunioni/m-2026-12-16", []string{`aria-current="true">Riunioni e verbali`}},
		{"?q=riunioni&lang=en", "/enti/c_prova/riunioni/m-2026-12-16?lang=en", []string{"Meetings and minutes", `lang="it"`}},
		{"?q=ob-04&al=2026-06-30", "/enti/c_prova/obiettivi/OB-04?al=2026-06-30", []string{"t-band--past"}},
	} {
		body := site.page(searchAt + c.query)
		found := results(t, body)
		if len(found) == 0 || found[0] != c.wanted {
			t.Errorf("%s leads to %v, want %s first", c.query, found, c.wanted)
		}
		for _, want := range c.says {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", c.query, want)
			}
		}
		if !strings.Contains(body, `<meta name="robots" content="noindex">`) {
			t.Errorf("%s is for an index", c.query)
		}
	}
	// What was decided later is not there on a past day.
	if found := results(t, site.page(searchAt+"?q=OB-09&al=2026-06-30")); len(found) != 0 {
		t.Errorf("found before it was there: %v", found)
	}
	for query, want := range map[string]string{
		"":                               "Basta una parola",
		"?q=":                            "Basta una parola",
		"?q=%3F%21":                      "Basta una parola",
		"?q=xyzzy":                       "Nessun risultato per «xyzzy».",
		"?q=xyzzy&tipo=boh":              "Prova con meno parole",
		"?q=OB-04.1+&tipo=finanziamenti": "Qui non c’è niente che abbia tutte queste parole",
		"?q=" + strings.Repeat("a1+b2+c3+d4+", 4) + "e5+f6+g7+h8+i9+l1+m2+n3+o4+p5": "Le parole sono troppe: scrivine al più 12.",
		"?q=%3Cscript%3Ealert(1)%3C/script%3E":                                      "&lt;script&gt;",
	} {
		if body := site.page(searchAt + query); !strings.Contains(body, want) {
			t.Errorf("%s lacks %q", query, want)
		}
	}
	if w := get(t, site.site, "/enti/c_altrove/cerca?q=x"); w.Code != http.StatusNotFound {
		t.Errorf("of nobody: %d", w.Code)
	}
}

// The public finds nothing of what it may not see, whatever words of it are known.
func TestNothingSecretIsFound(t *testing.T) {
	site := opener{t, sampleSite(t)}
	for _, words := range []string{secret, "segreto", "OB-90", "obiettivo in bozza", "verbale non approvato", "riunione non pubblica", "nota di chi verifica", "Spostare la gara a luglio segreto", "segr"} {
		for _, day := range []string{"", "&al=2026-10-25"} {
			body := site.page(searchAt + "?q=" + url.QueryEscape(words) + day)
			if found := results(t, body); len(found) != 0 && words != "OB-90" {
				t.Errorf("%q%s finds %v", words, day, found)
			}
			if strings.Contains(body, "riunioni/m-segreta") || strings.Contains(body, "obiettivi/OB-90") {
				t.Errorf("%q%s leads to what is secret", words, day)
			}
		}
	}
}

func TestSearchesFillNoMemory(t *testing.T) {
	site := sampleSite(t)
	get(t, site, searchAt)
	entries := site.CacheStats().Entries
	for i := range 20 {
		for _, rest := range []string{"", "&lang=en", "&tipo=traguardi", "&pagina=2"} {
			if w := get(t, site, fmt.Sprintf("%s?q=parola%d%s", searchAt, i, rest)); w.Code != http.StatusOK {
				t.Fatal(w.Code)
			}
		}
		get(t, site, fmt.Sprintf("%s?pagina=%d", searchAt, i+2))
	}
	if got := site.CacheStats().Entries; got != entries {
		t.Errorf("%d pages kept, want still %d", got, entries)
	}
}

// Many results are paged, with the words and the kind kept; a page beyond the end is the last.
func TestSearchIsPaged(t *testing.T) {
	rows := board.Changes{Organization: plan.Organization{ID: "c_prova", Name: "Comune di Prova", Revision: 1}}
	for i := range 45 {
		code := fmt.Sprintf("OB-%02d", i+1)
		terms := plan.ObjectiveTerms{State: plan.ObjectiveActive, Horizon: plan.HorizonShort, Weight: 1}
		rows.Objectives = append(rows.Objectives, plan.Objective{Code: code, Title: "Sportello numero " + code, AddedOn: day("2026-01-01"), Terms: terms, Revision: 1})
		rows.ObjectiveChanges = append(rows.ObjectiveChanges, plan.ObjectiveChange{ID: "c" + code, Objective: code, EffectiveOn: day("2026-01-01"), Terms: terms, Revision: 1})
	}
	boards, _ := boardsOf(t, rows)
	site := opener{t, newSite(t, boards)}
	all := site.page(searchAt + "?q=sportelli")
	if found := results(t, all); len(found) != 5 || !strings.Contains(all, "Tutti i 45 obiettivi trovati") {
		t.Errorf("all kinds: %v", found)
	}
	var found []string
	for page := 1; page <= 3; page++ {
		found = append(found, results(t, site.page(fmt.Sprintf("%s?q=sportelli&tipo=obiettivi&pagina=%d", searchAt, page)))...)
	}
	slices.Sort(found)
	if len(slices.Compact(found)) != 45 {
		t.Errorf("three pages have %d", len(found))
	}
	last := site.page(searchAt + "?q=sportelli&tipo=obiettivi&pagina=900")
	if len(results(t, last)) != 5 || !strings.Contains(last, `href="/enti/c_prova/cerca?q=sportelli&amp;tipo=obiettivi&amp;pagina=2"`) || !strings.Contains(last, "Da 41 a 45 di 45") {
		t.Errorf("beyond the end: %v", results(t, last))
	}
}

// The way to the search stands in the header of every page of an ente, and keeps the day.
func TestTheWayToTheSearch(t *testing.T) {
	site := opener{t, sampleSite(t)}
	for page, want := range map[string]string{
		"/": searchAt, "/enti/c_prova/uffici": searchAt, "/enti/c_prova?al=2026-06-30&lang=en": searchAt + "?al=2026-06-30&amp;lang=en", "/metodo": searchAt,
	} {
		if body := site.page(page); !strings.Contains(body, `<a class="t-seek" href="`+want+`"`) {
			t.Errorf("%s has no way to %s", page, want)
		}
	}
	many, _ := boardsOf(t, manyPlans()...)
	if body := (opener{t, newSite(t, many)}).page("/metodo"); strings.Contains(body, "t-seek") {
		t.Error("a page of no ente leads to a search")
	}
	page := dom.Check(t, "the search", site.page(searchAt))
	if page == nil {
		t.Fatal("no page")
	}
}
