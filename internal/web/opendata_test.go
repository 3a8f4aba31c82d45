package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// noRecords stands for a database without stored numbers.
type noRecords struct{}

func (noRecords) SnapshotPage(context.Context, tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error) {
	return nil, 0, nil
}

func (noRecords) SnapshotDays(context.Context, string, plan.Date, plan.Date) (map[plan.Date]time.Time, error) {
	return nil, nil
}

func (noRecords) OpenDataDays(context.Context, string, plan.Date, int) ([]plan.OpenDataDay, error) {
	return nil, nil
}

func (noRecords) OpenDataFile(context.Context, string, plan.Date, string) (plan.OpenDataFile, error) {
	return plan.OpenDataFile{}, plan.NotFound("file")
}

// TestEveryFileOfTheDataPage: each is there as what the page says it is, readable from every
// site, not sent twice to who has it, and tells nothing that is not public.
func TestEveryFileOfTheDataPage(t *testing.T) {
	site := sampleSite(t)
	w := get(t, site, "/enti/c_prova/dati")
	d := parse(t, w.Body.String())
	files := 0
	for _, a := range d.All(atom.A) {
		path := attr(a, "href")
		if !strings.HasPrefix(path, "/enti/c_prova/dati/") || strings.HasSuffix(path, "/archivio") {
			continue
		}
		files++
		w := get(t, site, path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), attr(a, "type")) {
			t.Errorf("%s: %d, %s", path, w.Code, w.Header())
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s is not for every site: %v", path, w.Header())
		}
		if bytes.Contains(w.Body.Bytes(), []byte(secret)) {
			t.Errorf("%s tells what is not public", path)
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		again := httptest.NewRecorder()
		site.ServeHTTP(again, r)
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s again: %d", path, again.Code)
		}
	}
	if want := 3*len(publish.Datasets()) + 2; files != want {
		t.Errorf("%d files are linked of %d", files, want)
	}
}

func TestDataOfAPastDay(t *testing.T) {
	site := sampleSite(t)
	path := "/enti/c_prova/dati/traguardi.csv?al=2026-06-30"
	if got := get(t, site, "/enti/c_prova/dati?al=2026-06-30").Body.String(); !strings.Contains(got, path) {
		t.Errorf("the page of a past day does not link %s", path)
	}
	then, now := get(t, site, path), get(t, site, "/enti/c_prova/dati/traguardi.csv")
	if then.Code != http.StatusOK || then.Body.String() == now.Body.String() {
		t.Errorf("%d, the same as of today", then.Code)
	}
	if got := then.Header().Get("Content-Disposition"); got != `attachment; filename="c_prova-traguardi-2026-06-30.csv"` {
		t.Error(got)
	}
	if records, err := csv.NewReader(then.Body).ReadAll(); err != nil || len(records) < 2 {
		t.Errorf("%v, %d rows", err, len(records))
	}
}

func TestDataThatAreNotThere(t *testing.T) {
	site := sampleSite(t)
	for _, path := range []string{
		"/enti/c_none/dati", "/enti/c_none/dati/traguardi.csv", "/enti/c_prova/dati/traguardi.pdf", "/enti/c_prova/dati/nessuna.csv",
		"/enti/c_prova/dati/traguardi.csv.csv", "/enti/c_prova/dati/traguardi.csv?al=2999-01-01", "/enti/c_prova/dati/catalogo.xml",
	} {
		if w := get(t, site, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for path, want := range map[string]string{
		"/enti/c_prova/dati/traguardi": "/enti/c_prova/dati#traguardi", "/enti/c_prova/dati/catalogo": "/enti/c_prova/dati#catalogo",
	} {
		if w := get(t, site, path); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d, %s", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// The page describes itself to search engines, with the addresses of its files.
func TestTheDataPageAsSchemaOrg(t *testing.T) {
	d := parse(t, get(t, sampleSite(t), "/enti/c_prova/dati").Body.String())
	blocks := d.All(atom.Script)
	if len(blocks) != 1 || attr(blocks[0], "type") != "application/ld+json" {
		t.Fatalf("%d blocks", len(blocks))
	}
	var said struct {
		Type    string `json:"@type"`
		Dataset []struct {
			Type         string `json:"@type"`
			Name         string
			Description  string
			License      string
			Distribution []struct{ ContentURL string }
		}
	}
	if err := json.Unmarshal([]byte(text(blocks[0])), &said); err != nil {
		t.Fatal(err)
	}
	if said.Type != "DataCatalog" || len(said.Dataset) != len(publish.Datasets()) {
		t.Errorf("%+v", said)
	}
	for _, s := range said.Dataset {
		if s.Type != "Dataset" || s.Name == "" || len(s.Description) < 30 || s.License == "" || len(s.Distribution) != 3 ||
			!strings.HasPrefix(s.Distribution[0].ContentURL, base+"/enti/c_prova/dati/") {
			t.Errorf("%+v", s)
		}
	}
}
