package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// The page of the national plan follows the catalogue, and the objective shows the texts of
// its lines.
func TestTheNationalPlan(t *testing.T) {
	boards, source := boardsOf(t, samplePlan())
	site := newSite(t, boards)
	const page, objective = "/enti/c_prova/piano-nazionale", "/enti/c_prova/obiettivi/OB-01"
	look := func(address string, want ...string) string {
		t.Helper()
		answer := get(t, site, address)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", address, answer.Code)
		}
		body := answer.Body.String()
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s lacks %q", address, text)
			}
		}
		return body
	}
	look(page, "non è ancora caricato un piano nazionale")
	if body := look("/enti/c_prova"); strings.Contains(body, "piano-nazionale") {
		t.Error("the ente's page leads to a national plan that is not there")
	}
	source.mu.Lock()
	rows := source.rows["c_prova"]
	for i := range rows.Objectives {
		if rows.Objectives[i].Code == "OB-01" {
			rows.Objectives[i].Lines = []plan.LineRef{{Edition: "pt", Code: "CAP4.PA.01"}, {Edition: "altro", Code: "CAP9.PA.09"}}
		}
	}
	rows.Organization.Revision++
	source.rows["c_prova"] = rows
	source.catalogue = plan.Catalogue{Version: 1, Editions: []*plan.CatalogueContent{{
		Edition: plan.CatalogueEdition{Code: "pt", Name: "Piano di prova"},
		Lines: []plan.CatalogueLine{
			{Code: "CAP4.PA.01", Chapter: "4", By: "2020-12", Concerns: plan.ConcernsAll, Text: "Aderire a <pagoPA>"},
			{Code: "CAP5.PA.01", Chapter: "5", Concerns: plan.ConcernsConditional, AddressedTo: "comuni grandi", Text: "Pubblicare"},
		},
	}}}
	source.mu.Unlock()
	if err := boards.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	look(page, "Piano di prova", "una linea d’azione", "Aderire a &lt;pagoPA&gt;", "entro dicembre 2020", "in vigore, senza data", "vale per: comuni grandi", objective)
	look(page+"?lang=en", "by December 2020", "holds for: ", "one line of action")
	if body := look(page + "?stato=senza-obiettivo"); strings.Contains(body, "CAP4.PA.01") || !strings.Contains(body, "CAP5.PA.01") {
		t.Error("narrowed to the lines without an objective it shows others")
	}
	look("/enti/c_prova", page)
	look("/sitemap.xml", page)
	look(objective, "Aderire a &lt;pagoPA&gt;", "CAP9.PA.09", "altro")
	// A past day is told by the plan of that day.
	look(page+"?al=2021-01-02", "al=2021-01-02")
}
