package area_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

const rapporto = "/area/c_m403/rapporto"

// briefingParts are the lists of the report, by title.
func briefingParts(t *testing.T, answer response) map[string]string {
	t.Helper()
	if answer.Code != http.StatusOK {
		t.Fatalf("%d: %s", answer.Code, answer.Body)
	}
	parts := map[string]string{}
	for _, part := range answer.page.ByClass("a-brief-part") {
		said := dom.Text(part)
		for title := range map[string]bool{"Fatto da allora": true, "In ritardo o fermo": true, "Date spostate": true, "Obiettivi che hanno cambiato rotta": true, "Deciso nelle riunioni": true, "Prossimi 60 giorni": true, "Azioni chieste agli uffici": true} {
			if strings.HasPrefix(said, title) {
				parts[title] = said
			}
		}
	}
	if len(parts) != 7 {
		t.Fatalf("the report has the parts %v", parts)
	}
	return parts
}

func TestTheReportTellsFromTheLastOne(t *testing.T) {
	w := newWorld(t)
	page := w.get(as(plan.RoleViewer, ""), rapporto)
	briefingParts(t, page)
	if len(page.page.ByClass("a-save")) != 0 {
		t.Error("a viewer is offered to save it")
	}
	page = w.get(reviewer, rapporto)
	if lede := dom.Text(page.page.ByClass("a-head")[0]); !strings.Contains(lede, "dal 21 ottobre 2026 al 20 novembre 2026") {
		t.Errorf("the first report, of thirty days, says %q", lede)
	}
	values := hidden(one(t, page.page.ByClass("a-save"), "forms to save it"))
	saved := w.post(reviewer, rapporto, values)
	if saved.Code != http.StatusSeeOther || saved.Header().Get("Location") != rapporto+"?dal=2026-10-21&esito=briefing" {
		t.Fatalf("%d to %q", saved.Code, saved.Header().Get("Location"))
	}
	if again := w.post(reviewer, rapporto, values); again.Code != http.StatusSeeOther {
		t.Errorf("the same form twice: %d", again.Code)
	}
	kept, err := w.tracker.Briefings(plan.WithActor(context.Background(), reviewer), ente)
	if err != nil || len(kept) != 1 || kept[0].SinceOn.String() != "2026-10-21" {
		t.Fatalf("kept: %+v, %v", kept, err)
	}
	if said := notice(t, w.get(reviewer, saved.Header().Get("Location"))); !strings.Contains(said, "Rapporto salvato") {
		t.Errorf("what was done: %q", said)
	}

	before := briefingParts(t, w.get(reviewer, rapporto))
	if !strings.HasPrefix(before["Fatto da allora"], "Fatto da allora 0") {
		t.Errorf("nothing happened since: %s", before["Fatto da allora"])
	}
	w.close()
	after := briefingParts(t, w.get(reviewer, rapporto))
	if !strings.HasPrefix(after["Fatto da allora"], "Fatto da allora 1") {
		t.Errorf("one milestone was completed since: %s", after["Fatto da allora"])
	}
	all := briefingParts(t, w.get(reviewer, rapporto+"?da=inizio"))
	if strings.HasPrefix(all["Fatto da allora"], "Fatto da allora 1 ") {
		t.Errorf("from the beginning: %s", all["Fatto da allora"])
	}
	if got := w.get(reviewer, rapporto+"?da="+kept[0].ID); briefingParts(t, got)["Fatto da allora"] != after["Fatto da allora"] {
		t.Error("the saved report by its id tells something else")
	}
	if got := w.get(reviewer, rapporto+"?da=0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f"); got.Code != http.StatusNotFound {
		t.Errorf("a report that there is not: %d", got.Code)
	}
}

// TestTheReportSaysWhy what is late is late, as far as anybody said it.
func TestTheReportSaysWhy(t *testing.T) {
	w := newWorld(t)
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	b := desk.BriefingOf(staff, desk.Since{})
	said := briefingParts(t, w.get(reviewer, rapporto))["In ritardo o fermo"]
	if len(b.Late) == 0 {
		t.Fatal("nothing in the demonstration is late")
	}
	first := b.Late[0]
	if !strings.Contains(said, first.Milestone.ID) || !strings.Contains(said, "Oltre la data di") {
		t.Errorf("late: %s", said)
	}
	if why := strings.Fields(first.Why); len(why) > 3 && !strings.Contains(said, strings.Join(why[:3], " ")) {
		t.Errorf("why %q is not told: %s", first.Why, said)
	}
}

func TestADayThatTheReportCannotTellFrom(t *testing.T) {
	w := newWorld(t)
	for day, want := range map[string]string{"2026-02-30": "Scrivi una data che esiste", "2026-11-21": "La data non può essere nel futuro"} {
		answer := w.get(reviewer, rapporto+"?da=&dal="+day)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(dom.Text(answer.page.ByID("errori")), want) {
			t.Errorf("%s: %d %s", day, answer.Code, dom.Text(answer.page.ByID("errori")))
		}
		if field := answer.page.ByID("f-dal"); dom.Attr(field, "value") != day || dom.Attr(field, "aria-invalid") != "true" {
			t.Errorf("%s: the field holds %q", day, dom.Attr(field, "value"))
		}
	}
	if answer := w.get(reviewer, rapporto+"?da=&dal=6/11/2026"); answer.Code != http.StatusOK {
		t.Errorf("a day as people write it: %d", answer.Code)
	}
}

// TestAReportOfAPlanThatMovedOn is shown again before it can be saved.
func TestAReportOfAPlanThatMovedOn(t *testing.T) {
	w := newWorld(t)
	page := w.get(reviewer, rapporto+"?da=inizio")
	values := hidden(one(t, page.page.ByClass("a-save"), "forms to save it"))
	w.close()
	stale := w.post(reviewer, rapporto, values)
	if stale.Code != http.StatusPreconditionFailed || stale.page.ByID("errori") == nil {
		t.Fatalf("%d: %s", stale.Code, stale.Body)
	}
	if lede := dom.Text(stale.page.ByClass("a-head")[0]); !strings.Contains(lede, "dall’inizio del piano") {
		t.Errorf("another report is shown: %s", lede)
	}
	saved := w.post(reviewer, rapporto, hidden(one(t, stale.page.ByClass("a-save"), "forms to save it")))
	if saved.Code != http.StatusSeeOther {
		t.Errorf("once it was read again: %d", saved.Code)
	}
	if refused := w.post(as(plan.RoleContributor, "tributi"), rapporto, url.Values{}); refused.Code != http.StatusForbidden {
		t.Errorf("an office saves it: %d", refused.Code)
	}
}

func TestTheReportAsAWorkbook(t *testing.T) {
	w := newWorld(t)
	if _, err := w.tracker.ReportUpdate(plan.WithActor(context.Background(), plan.SystemActor), tracker.ReportUpdate{
		Organization: ente, Milestone: w.queue()[0].Milestone.ID, Report: plan.Report{Note: "=HYPERLINK(\"https://example.org\")"},
	}); err != nil {
		t.Fatal(err)
	}
	page := w.get(reviewer, rapporto+"?da=inizio")
	file := ""
	for _, a := range page.page.All(atom.A) {
		if strings.Contains(dom.Text(a), "XLSX") {
			file = dom.Attr(a, "href")
		}
	}
	answer := w.get(as(plan.RoleViewer, ""), file)
	if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Content-Disposition"), `filename="rapporto-c_m403-2026-11-20.xlsx"`) {
		t.Fatalf("%s: %d %v", file, answer.Code, answer.Header())
	}
	book, err := excelize.OpenReader(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}()
	staff, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		t.Fatal(err)
	}
	b := desk.BriefingOf(staff, desk.Since{})
	for sheet, want := range map[string]int{"Fatto": len(b.Done), "In ritardo e bloccati": len(b.Late) + len(b.Blocked), "Date spostate": len(b.Moved)} {
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) != want+1 {
			t.Errorf("%s has %d rows, want %d and a header; %v", sheet, len(rows), want, err)
		}
	}
	if got := w.get(nobody, file); got.Code != http.StatusSeeOther {
		t.Errorf("for nobody: %d", got.Code)
	}
}
