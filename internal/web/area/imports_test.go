package area_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

const importsAt = "/area/c_m403/importazioni"

// hand hands a file in as a browser does.
func (w *world) hand(who plan.Actor, name string, content []byte, fields map[string]string) response {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		if err := form.WriteField(field, value); err != nil {
			w.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, importsAt, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return w.do(who, r)
}

// work runs the import that waits, as the server does behind the pages.
func (w *world) work() plan.ImportRun {
	w.t.Helper()
	ctx := context.Background()
	run, content, ok, err := w.store.ClaimImportRun(ctx, w.clock.Now(), time.Minute, "test")
	if err != nil || !ok {
		w.t.Fatalf("nothing to do: %v %v", ok, err)
	}
	sheets, err := intake.ReadSheets(bytes.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	mapping := intake.PlanMapping{Columns: run.Mapping.Columns, Defaults: run.Mapping.Defaults, Dates: intake.DateOrder(run.Mapping.DateOrder), Sheet: run.Mapping.Sheet}
	report := intake.NewReport(intake.KeptLines, nil)
	_, err = intake.ImportPlanSheets(plan.WithActor(ctx, europa), w.tracker, sheets, intake.PlanOptions{
		Organization: ente, Name: run.FileName, Mapping: mapping, DryRun: run.DryRun,
	}, report)
	run.State, run.FinishedAt, run.FileKept = plan.ImportDone, w.clock.Now(), run.DryRun
	if err != nil {
		run.State, run.Report.Rule = plan.ImportFailed, "file.titles"
	}
	if run.DryRun {
		run.Columns = intake.SurveyPlan(sheets, mapping)
	}
	run.Report.Counts, run.Report.Lines, run.Report.Changed = report.Counts, report.Lines, report.Changed
	if _, err := w.store.FinishImportRun(ctx, run, "test"); err != nil {
		w.t.Fatal(err)
	}
	return run
}

// led goes where an answer leads to.
func (w *world) led(answer response) (string, response) {
	w.t.Helper()
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("it leads nowhere: %d\n%s", answer.Code, answer.Body)
	}
	address := answer.Header().Get("Location")
	return address, w.get(europa, address)
}

// TestAListIsImportedThroughItsPages: handed in, tried, its columns told apart, confirmed.
func TestAListIsImportedThroughItsPages(t *testing.T) {
	w := newWorld(t)
	file := []byte("Cosa;Dove;Entro quando\nPrimo passo;Tributi;31/12/2027\nSecondo passo;Tributi;31/01/2028\n")
	trial, waiting := w.led(w.hand(europa, `C:\Documenti\elenco.csv`, file, map[string]string{"modulo": "piano", "chiave": "a"}))
	if text := dom.Text(waiting.page.Root); !strings.Contains(text, "elenco.csv") || !strings.Contains(text, "Guarda a che punto è") || strings.Contains(text, "Documenti") {
		t.Errorf("the page of a file that waits:\n%s", text)
	}
	again, _ := w.led(w.hand(europa, "elenco.csv", file, map[string]string{"modulo": "piano", "chiave": "a"}))
	if again != trial {
		t.Errorf("posted twice it is two imports: %s and %s", trial, again)
	}
	w.work()
	failed := w.get(europa, trial)
	if text := dom.Text(failed.page.Root); !strings.Contains(text, "In nessuna riga del file ci sono i titoli") || strings.Contains(text, "Importa davvero") {
		t.Errorf("the page of a file that nobody understands:\n%s", text)
	}

	columns := w.get(europa, trial+"/colonne")
	if text := dom.Text(columns.page.Root); !strings.Contains(text, "Primo passo · Secondo passo") {
		t.Errorf("the page of columns does not show the first values:\n%s", text)
	}
	values := url.Values{"modulo": {"colonne"}, "chiave": {"b"}, "colonna[0]": {"title"}, "colonna[1]": {"title"}, "colonna[2]": {"due_on"}, "defaults.objective_title": {"Dal foglio"}}
	wrong := w.post(europa, trial+"/colonne", values)
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(dom.Text(wrong.page.Root), "Un’altra colonna è già questa") {
		t.Errorf("a column twice: %d", wrong.Code)
	}
	if !strings.Contains(wrong.Body.String(), `value="Dal foglio"`) {
		t.Error("what was typed is not there any more")
	}
	nothing := w.post(europa, trial+"/colonne", url.Values{"modulo": {"colonne"}, "colonna[2]": {"due_on"}})
	if nothing.Code != http.StatusUnprocessableEntity || !strings.Contains(dom.Text(nothing.page.Root), "Una delle colonne deve essere") {
		t.Errorf("without a title: %d", nothing.Code)
	}
	values.Set("colonna[1]", "office")
	mapped, _ := w.led(w.post(europa, trial+"/colonne", values))
	w.work()
	preview := w.get(europa, mapped)
	text := dom.Text(preview.page.Root)
	for _, want := range []string{"Che cosa cambierebbe", "2 righe aggiungono qualcosa di nuovo", "Importa davvero", "Secondo passo"} {
		if !strings.Contains(text, want) {
			t.Errorf("the preview does not say %q:\n%s", want, text)
		}
	}
	if old := dom.Text(w.get(europa, trial).page.Root); !strings.Contains(old, "provato di nuovo, con altre colonne") {
		t.Errorf("the first trial does not lead to the second:\n%s", old)
	}
	if back := w.get(europa, trial+"/colonne"); back.Code != http.StatusSeeOther {
		t.Errorf("the columns of a file that went on: %d", back.Code)
	}

	real, _ := w.led(w.post(europa, mapped, url.Values{"chiave": {"c"}}))
	if twice, _ := w.led(w.post(europa, mapped, url.Values{"chiave": {"d"}})); twice != real {
		t.Errorf("confirmed twice it is two imports: %s and %s", real, twice)
	}
	w.work()
	if text := dom.Text(w.get(europa, real).page.Root); !strings.Contains(text, "2 righe hanno aggiunto") || strings.Contains(text, "Importa davvero") {
		t.Errorf("the result:\n%s", text)
	}
	if text := dom.Text(w.get(europa, importsAt).page.Root); !strings.Contains(text, "Importato: 2 nuove") {
		t.Errorf("the list:\n%s", text)
	}
	export := w.get(as(plan.RoleViewer, ""), "/area/c_m403/piano.csv")
	if export.Code != http.StatusOK || !strings.Contains(export.Body.String(), "Secondo passo") {
		t.Errorf("the plan as a file: %d", export.Code)
	}
	if book := w.get(as(plan.RoleViewer, ""), "/area/c_m403/piano.xlsx"); book.Code != http.StatusOK || !bytes.HasPrefix(book.Body.Bytes(), []byte("PK")) {
		t.Errorf("the plan as a workbook: %d", book.Code)
	}
}

// TestFilesThatAreNotTaken are refused at their field.
func TestFilesThatAreNotTaken(t *testing.T) {
	w := newWorld(t)
	for what, c := range map[string]struct {
		content []byte
		part    string
		says    string
	}{
		"none":                  {nil, "piano", "Scegli un file"},
		"a plan that is large":  {make([]byte, plan.MaxPlanFileBytes+1), "piano", "più grande di 10 MB"},
		"none, of applications": {nil, "candidature", "Scegli un file"},
	} {
		answer := w.hand(europa, "a.csv", c.content, map[string]string{"modulo": c.part})
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(dom.Text(answer.page.Root), c.says) {
			t.Errorf("%s: %d", what, answer.Code)
		}
	}
	if answer := w.hand(as(plan.RoleReviewer, ""), "a.csv", []byte("a"), nil); answer.Code != http.StatusForbidden {
		t.Errorf("the assessore: %d", answer.Code)
	}
	if answer := w.get(europa, importsAt+"/0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f"); answer.Code != http.StatusNotFound {
		t.Errorf("an import that is not there: %d", answer.Code)
	}
	broken := httptest.NewRequest(http.MethodPost, importsAt, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nCosa;"))
	broken.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if answer := w.do(europa, broken); answer.Code != http.StatusBadRequest {
		t.Errorf("a form that breaks off: %d", answer.Code)
	}
}
