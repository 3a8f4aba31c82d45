package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// The page puts the ente beside others of its size and region, tells how many they are, and
// nothing of too few.
func TestAnEnteBesideOthers(t *testing.T) {
	boards, source := boardsOf(t, samplePlan())
	site := newSite(t, boards)
	const page = "/enti/c_prova/confronto"
	look := func(address string, want ...string) string {
		t.Helper()
		answer := get(t, site, address)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", address, answer.Code)
		}
		body := strings.ReplaceAll(answer.Body.String(), "\u00a0", " ")
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s lacks %q", address, text)
			}
		}
		return body
	}
	look(page, "ci sono i dati di 0 enti: per un confronto ne servono almeno 5", "L’ente è una dimostrazione")
	source.mu.Lock()
	own := source.rows["c_prova"]
	own.Organization.Type, own.Organization.Region, own.Organization.Population = plan.TypeComuni, "Calabria", 75_000
	own.Organization.Revision++
	source.rows["c_prova"] = own
	for n := 1; n <= 6; n++ {
		o := plan.Organization{ID: fmt.Sprintf("c_a%03d", n), Name: "Comune", Type: plan.TypeComuni, Region: "Calabria", Population: 70_000, Revision: 1}
		source.rows[o.ID] = board.Changes{Organization: o, Fundings: []plan.Funding{{
			ID: "f", Objective: "OB-01", Measure: "1.4.1 Sito e servizi", AmountCents: int64(n) * 1_000_000, AssignedOn: day("2023-01-01"),
			State: plan.FundingPaid, StateOn: day("2023-01-01").AddDays(100 * n), Source: plan.OpenDataName,
		}}}
	}
	source.mu.Unlock()
	before := get(t, site, page).Body.String()
	if err := boards.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	body := look(page, "Comuni da 60.001 a 100.000 abitanti, regione Calabria", "Comuni, tutta Italia", "Questo ente: <strong>328.160,00 €</strong>",
		"circa metà degli enti ha ricevuto tra <strong>", `class="t-strip__own"`, "CC BY 4.0", "quartili, definizione 7", `href="/enti/c_prova/confronto" aria-current="page"`)
	if body == before {
		t.Error("the page is the one of before")
	}
	look(page+"?lang=en", "Municipalities of 60,001 to 100,000 inhabitants, region Calabria", "It is no ranking")
	// One measure; one that nobody has is as if none were asked for.
	look(page+"?misura=1.4.1", "<strong >1.4.1 Sito e servizi</strong> <span class=\"t-quiet\">(6 enti)</span>", "misura=1.4.1")
	if look(page+"?misura=9.9") == "" || strings.Contains(look(page+"?misura=9.9"), "misura=9.9") {
		t.Error("a measure that nobody has is kept in the address")
	}
	// A past day, when the ente had nothing yet, and one when nothing was paid.
	look(page+"?al=2021-01-02", "non c’è ancora nulla di questo ente")
	look(page+"?al=2023-01-02", "Questo ente non ha ancora un valore.", "come stavano allora", "as_of=2023-01-02")
	look("/enti/c_prova", page)
	look("/sitemap.xml", page)
	for _, gone := range []string{"c_a001", "c_none"} {
		if answer := get(t, site, "/enti/"+gone+"/confronto"); gone == "c_none" && answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", gone, answer.Code)
		}
	}
}

// Without anything from the open data there is a page that says so, and no way to it.
func TestAnEnteThatTheOpenDataDoNotTellOf(t *testing.T) {
	rows := samplePlan()
	rows.Fundings = nil
	boards, _ := boardsOf(t, rows)
	site := newSite(t, boards)
	if body := get(t, site, "/enti/c_prova/confronto").Body.String(); !strings.Contains(body, "non c’è ancora nulla di questo ente") {
		t.Error("the page does not say that there is nothing")
	}
	for _, address := range []string{"/enti/c_prova", "/sitemap.xml"} {
		if body := get(t, site, address).Body.String(); strings.Contains(body, "/confronto") {
			t.Errorf("%s leads to a comparison that is not there", address)
		}
	}
}
