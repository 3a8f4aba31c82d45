package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// nation is an installation of so many enti, whose lines are kept.
func nation(t *testing.T, enti int) (http.Handler, *memory) {
	t.Helper()
	source := &memory{rows: map[string]board.Changes{}}
	for i := range enti {
		id := fmt.Sprintf("c_%05d", i)
		source.rows[id] = board.Changes{Organization: plan.Organization{ID: id, Name: fmt.Sprintf("Comune numero %05d", i), Region: "Calabria", Revision: 1}}
	}
	keeping := board.NewBoards(source, board.Options{Clock: clock(), Log: testLog(t)})
	err := keeping.EachPlan(t.Context(), func(plans []board.ReadPlan) error {
		for _, p := range plans {
			line, err := p.Line(clock().Today())
			if err != nil {
				return err
			}
			source.lines = append(source.lines, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	source.reads = 0
	boards := board.NewBoards(source, board.Options{Clock: clock(), Log: testLog(t)})
	return newSite(t, boards), source
}

// The list of all of Italy is paged and searched without a plan being read, and what it costs grows
// no faster than the number of enti. No other page asks for it.
func TestTheListOfThousandsOfEnti(t *testing.T) {
	site, source := nation(t, 8_000)
	for path, wants := range map[string][]string{
		"/":                          {"Comune numero 00000", "Comune numero 00049"},
		"/?pagina=160":               {"Comune numero 07950", "Comune numero 07999"},
		"/?parole=numero+04321":      {"Comune numero 04321"},
		"/?parole=C_07777":           {"Comune numero 07777"},
		"/?parole=calabria&pagina=2": {"Comune numero 00050"},
	} {
		w := get(t, site, path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		checkPage(t, path, w.Body.String())
		rows := strings.Count(w.Body.String(), `href="/enti/c_`)
		for _, want := range wants {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s does not list %s", path, want)
			}
		}
		if most := 2 * 50; rows == 0 || rows > most || (strings.Contains(path, "parole=") && !strings.Contains(path, "calabria") && rows > 2) {
			t.Errorf("%s has %d links to enti", path, rows)
		}
	}
	if source.reads > 0 {
		t.Errorf("%d plans were read for the list", source.reads)
	}

	small, _ := nation(t, 800)
	cost := func(site http.Handler) time.Duration {
		least := time.Hour
		for i := range 7 {
			began := time.Now()
			if w := get(t, site, fmt.Sprintf("/?parole=comune+numero+007%02d", i)); w.Code != http.StatusOK {
				t.Fatal(w.Code)
			}
			least = min(least, time.Since(began))
		}
		return least
	}
	few, many := cost(small), cost(site)
	if ratio := float64(many) / float64(few); ratio > 30 {
		t.Errorf("to search ten times as many enti costs %.1f times as much", ratio)
	}
}

// A page that belongs to no list does not wait for one.
func TestPagesDoNotAskForTheList(t *testing.T) {
	site, source := nation(t, 300)
	source.lines = nil // the list would have to read every plan
	for _, path := range []string{"/metodo", "/privacy", "/sitemap.xml", "/niente", "/enti/c_00005", "/enti/c_00005/obiettivi"} {
		get(t, site, path)
	}
	if source.reads != 1 {
		t.Errorf("%d plans were read, where one was asked for", source.reads)
	}
}
