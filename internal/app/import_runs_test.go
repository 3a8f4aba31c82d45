package app_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// handing is somebody who hands files in over the API.
type handing struct {
	t          *testing.T
	api, token string
	ente       string
}

func (h handing) send(method, path, media, body string, header ...string) answer {
	h.t.Helper()
	header = append([]string{"Authorization", "Bearer " + h.token, "Content-Type", media}, header...)
	return call(h.t, method, h.api+"/api/v1/organizations/"+h.ente+path, body, header...)
}

// post sends a file or a body to the imports and gives the import once it has ended.
func (h handing) post(path, media, body string, header ...string) map[string]any {
	h.t.Helper()
	a := h.send(http.MethodPost, "/imports"+path, media, body, header...)
	if a.status != http.StatusAccepted {
		h.t.Fatalf("POST /imports%s: %d %s", path, a.status, a.body)
	}
	for range 600 {
		found := call(h.t, http.MethodGet, h.api+a.header.Get("Location"), "", "Authorization", "Bearer "+h.token).json(h.t)
		if found["state"] == "done" || found["state"] == "failed" {
			return found
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatal("the import does not end")
	return nil
}

func (h handing) milestones() float64 {
	h.t.Helper()
	return h.send(http.MethodGet, "/milestones", "", "").json(h.t)["total"].(float64)
}

func id(found map[string]any) string { return found["id"].(string) }

// redmine is what Redmine writes in Italian: semicolons, Windows-1252, persons as assignees.
const redmine = "#;Progetto;Stato;Oggetto;Assegnato a;Versione prevista;Scadenza;% fatto;Priorit\xe0\n" +
	"12;Sito;Chiusa;Gara per il sito;Anna;Servizi in rete;30/09/2026;100;Normale\n" +
	"13;Sito;In corso;Verifica dell\x92accessibilit\xe0;Bruno;Servizi in rete;31/12/2027;40;Alta\n"

// TestAPlanIsImportedInTheBackground on both engines: tried, its columns told apart, confirmed
// without another upload; what somebody changes in between stays; the file that comes back is
// the one that the command line writes.
func TestAPlanIsImportedInTheBackground(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := boot(t, settings(url))
		ente(t, s, "c_prova", "Comune di Prova")
		h := handing{t, "http://" + s.Address, staff(t, s, "c_prova", "admin"), "c_prova"}
		if a := h.send(http.MethodPost, "/offices", "application/json", `{"code":"tributi","name":"Tributi"}`); a.status != http.StatusCreated {
			t.Fatalf("an office: %d %s", a.status, a.body)
		}
		h.token = staff(t, s, "c_prova", "editor")

		trial := h.post("?kind=plan&dry_run=true&file_name=issues.csv", "text/csv", redmine)
		if trial["state"] != "done" || trial["refused"] != 2.0 || trial["file_kept"] != true || h.milestones() != 0 {
			t.Fatalf("the trial is %+v", trial)
		}
		taken := map[string]any{}
		for _, c := range trial["columns"].([]any) {
			c := c.(map[string]any)
			taken[c["title"].(string)] = c["column"]
		}
		if taken["Oggetto"] != "title" || taken["Versione prevista"] != "objective_title" || taken["Assegnato a"] != "office" || taken["Progetto"] != nil {
			t.Errorf("the columns were taken for %+v", taken)
		}
		mapping := `{"columns":[{"column":"office","title":"","default":"tributi"},{"column":"lead_office","default":"tributi"},{"column":"evidence_note","default":"Chiusa in Redmine"}]}`
		mapped := h.post("/"+id(trial)+"/mapping", "application/json", mapping)
		if mapped["state"] != "done" || mapped["created"] != 2.0 || mapped["refused"] != 0.0 || mapped["dry_run"] != true || h.milestones() != 0 {
			t.Fatalf("with the columns told apart it is %+v", mapped)
		}
		before := h.send(http.MethodGet, "/imports/"+id(trial), "", "").json(t)
		if before["followed_by"] != id(mapped) || before["file_kept"] != false || len(before["columns"].([]any)) != 0 {
			t.Errorf("the first trial is %+v", before)
		}
		done := h.post("/"+id(mapped)+"/confirmation", "application/json", `{}`, "Idempotency-Key", "confirm-1")
		if done["dry_run"] != false || done["created"] != 2.0 || h.milestones() != 2 {
			t.Fatalf("confirmed it is %+v", done)
		}
		for range 2 {
			again := h.post("/"+id(mapped)+"/confirmation", "application/json", `{}`)
			if id(again) != id(done) || h.milestones() != 2 {
				t.Errorf("confirmed again it is %+v", again)
			}
		}

		// Somebody changes a milestone between a trial and its confirmation.
		changed := strings.ReplaceAll(redmine, "31/12/2027;40", "31/12/2027;70")
		query := "?kind=plan&dry_run=true&file_name=issues.csv&mapping=" + escaped(mapping)
		trial = h.post(query, "text/csv", changed)
		if trial["updated"] != 1.0 {
			t.Fatalf("the second file tells of %+v", trial)
		}
		items := h.send(http.MethodGet, "/milestones?state=in_progress", "", "").json(t)["items"].([]any)
		milestone := items[0].(map[string]any)
		a := h.send(http.MethodPost, "/milestones/"+id(milestone)+"/updates", "application/json", `{"percent":55}`, "If-Match", h.send(http.MethodGet, "/milestones/"+id(milestone), "", "").header.Get("ETag"))
		if a.status != http.StatusCreated {
			t.Fatalf("the update: %d %s", a.status, a.body)
		}
		done = h.post("/"+id(trial)+"/confirmation", "application/json", `{}`)
		now := h.send(http.MethodGet, "/milestones/"+id(milestone), "", "").json(t)
		if done["updated"] != 0.0 || now["percent"] != 55.0 {
			t.Errorf("the import is %+v, and the milestone at %v", done, now["percent"])
		}

		// A retry with its key is the same import, and with another file or other wishes a mistake.
		first := h.post(query, "text/csv", changed, "Idempotency-Key", "k-1")
		if again := h.post(query, "text/csv", changed, "Idempotency-Key", "k-1"); id(again) != id(first) {
			t.Errorf("a retry is another import: %s and %s", id(again), id(first))
		}
		if a := h.send(http.MethodPost, "/imports?kind=plan", "text/csv", changed, "Idempotency-Key", "k-1"); a.status != http.StatusConflict {
			t.Errorf("the key for something else: %d", a.status)
		}

		for format, name := range map[string]string{"csv": "piano.csv", "xlsx": "piano.xlsx"} {
			var want bytes.Buffer
			file := t.TempDir() + "/" + name
			if err := s.ExportPlan(t.Context(), "c_prova", file, &want); err != nil {
				t.Fatal(err)
			}
			a := h.send(http.MethodGet, "/plan-file?format="+format, "", "")
			if format == "csv" {
				if written := fileText(t, file); a.status != http.StatusOK || a.body != written {
					t.Errorf("the plan as CSV: %d, %d bytes for %d", a.status, len(a.body), len(written))
				}
			}
			media := map[string]string{"csv": "text/csv", "xlsx": xlsx}[format]
			back := h.post("?kind=plan&dry_run=true", media, a.body)
			if back["state"] != "done" || back["unchanged"] != 2.0 || back["created"] != 0.0 {
				t.Errorf("%s that comes back is %+v", format, back)
			}
		}

		entries := h.send(http.MethodGet, "/audit-entries?limit=100", "", "").json(t)["items"].([]any)
		var actions []string
		for _, e := range entries {
			actions = append(actions, e.(map[string]any)["action"].(string))
		}
		for _, action := range []string{"import.queue", "import.map", "import.confirm", "import.run"} {
			if !slices.Contains(actions, action) {
				t.Errorf("the trail has no %s: %v", action, actions)
			}
		}
	})
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func escaped(s string) string {
	return strings.NewReplacer(`"`, "%22", " ", "%20", "{", "%7B", "}", "%7D", "[", "%5B", "]", "%5D").Replace(s)
}

// TestFilesThatAreNoPlan end with a reason that says what to do, and leave nothing behind.
func TestFilesThatAreNoPlan(t *testing.T) {
	s := boot(t, settings(migrated.SQLite.URL(t)))
	ente(t, s, "c_prova", "Comune di Prova")
	ente(t, s, "c_altro", "Comune Altro")
	h := handing{t, "http://" + s.Address, staff(t, s, "c_prova", "editor"), "c_prova"}
	for what, c := range map[string]struct {
		media, file, reason string
		kept                bool
	}{
		"a picture":               {"text/csv", "\x89PNG\r\n\x1a\n\x00\x00", "this is neither a text nor a workbook (.xlsx)", false},
		"a workbook of old":       {xlsx, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", "this is a workbook of the old kind, or one with a password: save it as .xlsx or .csv", false},
		"a broken workbook":       {xlsx, "PK\x03\x04nothing", "the workbook cannot be read: it is damaged, or has a password", false},
		"a bomb":                  {xlsx, bomb(t), "the workbook unfolds to more than 64 MB", false},
		"titles that say nothing": {"text/csv", "Cosa;Quando\nGara;domani\n", "no row of the file has the titles of a plan: at least that of the milestone or of the objective", true},
	} {
		got := h.post("?kind=plan&dry_run=true", c.media, c.file)
		if got["state"] != "failed" || got["reason"] != c.reason || got["file_kept"] != c.kept {
			t.Errorf("%s: %v, kept %v", what, got["reason"], got["file_kept"])
		}
	}
	kept := h.post("?kind=plan&dry_run=true", "text/csv", "Cosa;Quando\nGara;domani\n")
	wrong := h.post("/"+id(kept)+"/mapping", "application/json", `{"columns":[{"column":"title","title":"Come"}]}`)
	if wrong["state"] != "failed" || wrong["file_kept"] != true {
		t.Errorf("a title that the file has not: %+v", wrong)
	}
	for what, c := range map[string]struct {
		path, media, body string
		status            int
	}{
		"too large":                    {"/imports?kind=plan", "text/csv", strings.Repeat("a;b\n", 3<<20), http.StatusRequestEntityTooLarge},
		"a workbook of applications":   {"/imports", xlsx, "PK\x03\x04", http.StatusUnsupportedMediaType},
		"another kind":                 {"/imports?kind=altro", "text/csv", "a", http.StatusUnprocessableEntity},
		"a mapping of applications":    {"/imports?mapping=" + escaped(`{"sheet":"a"}`), "text/csv", "a", http.StatusUnprocessableEntity},
		"a mapping that is none":       {"/imports?kind=plan&mapping=a", "text/csv", "a", http.StatusBadRequest},
		"a column that a plan has not": {"/imports/" + id(wrong) + "/mapping", "application/json", `{"columns":[{"column":"colour"}]}`, http.StatusUnprocessableEntity},
		"offices, by the editor":       {"/imports/" + id(wrong) + "/mapping", "application/json", `{"create_offices":true}`, http.StatusForbidden},
		"confirming what failed":       {"/imports/" + id(wrong) + "/confirmation", "application/json", `{}`, http.StatusConflict},
		"confirming what there is not": {"/imports/0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f/confirmation", "application/json", `{}`, http.StatusNotFound},
	} {
		if a := h.send(http.MethodPost, c.path, c.media, c.body); a.status != c.status {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	other := handing{t, h.api, staff(t, s, "c_altro", "editor"), "c_altro"}
	fine := h.post("?kind=plan&dry_run=true", "text/csv", "Obiettivo;Traguardo\nServizi;Gara\n")
	if a := other.send(http.MethodPost, "/imports/"+id(fine)+"/confirmation", "application/json", `{}`); a.status != http.StatusNotFound {
		t.Errorf("another ente confirms: %d", a.status)
	}
	other.ente = "c_prova"
	if a := other.send(http.MethodPost, "/imports/"+id(fine)+"/confirmation", "application/json", `{}`); a.status != http.StatusForbidden {
		t.Errorf("its editor does so here: %d", a.status)
	}
	if n := h.milestones(); n != 0 {
		t.Errorf("%v milestones came of it", n)
	}
}

// bomb is a workbook that unfolds to far more than it should.
func bomb(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	part, err := archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for range 80 {
		if _, err := part.Write(blanks); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
