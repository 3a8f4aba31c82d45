package web_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ical "github.com/emersion/go-ical"
	"golang.org/x/net/html/atom"
)

// TestCalendars: each is there, is what it says, and is not sent twice to who has it.
func TestCalendars(t *testing.T) {
	site := sampleSite(t)
	for path, events := range map[string]int{
		"/enti/c_prova/calendario.ics":                           0,
		"/enti/c_prova/uffici/tributi/calendario.ics":            0,
		"/enti/c_prova/riunioni/m-2026-11-25/calendario.ics":     1,
		"/enti/c_prova/riunioni/m-2026-11-25/calendario.ics?x=1": 1,
	} {
		w := get(t, site, path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Fatalf("%s: %d, %s", path, w.Code, w.Header())
		}
		cal, err := ical.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if n := len(cal.Events()); events != 0 && n != events || n == 0 {
			t.Errorf("%s: %d events", path, n)
		}
		if strings.Contains(w.Body.String(), secret) {
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
	for _, path := range []string{
		"/enti/c_none/calendario.ics", "/enti/NO/calendario.ics", "/enti/c_prova/uffici/nessuno/calendario.ics",
		"/enti/c_prova/riunioni/m-segreta/calendario.ics", "/enti/c_prova/riunioni/nessuna/calendario.ics",
	} {
		if w := get(t, site, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// linkTo finds the first link of a page whose text begins so.
func linkTo(d *document, beginning string) string {
	for _, a := range d.All(atom.A) {
		if strings.HasPrefix(strings.TrimSpace(text(a)), beginning) {
			return attr(a, "href")
		}
	}
	return ""
}

func TestPagesLinkTheirCalendar(t *testing.T) {
	site := sampleSite(t)
	for path, want := range map[string]string{
		"/enti/c_prova":                       "/enti/c_prova/calendario.ics",
		"/enti/c_prova/riunioni":              "/enti/c_prova/calendario.ics",
		"/enti/c_prova/uffici/tributi":        "/enti/c_prova/uffici/tributi/calendario.ics",
		"/enti/c_prova/riunioni/m-2026-11-25": "/enti/c_prova/riunioni/m-2026-11-25/calendario.ics",
		"/enti/c_prova/riunioni/m-2026-05-12": "", // it was held
		"/enti/c_prova/riunioni/m-2026-10-07": "", // it was cancelled
		"/enti/c_prova?al=2026-06-30":         "", // no calendar shows a past day
	} {
		if got := linkTo(parse(t, get(t, site, path).Body.String()), "Aggiungi al calendario"); got != want {
			t.Errorf("%s links %q, want %q", path, got, want)
		}
	}
}

// TestAMeetingTellsTheDatesItMoved, and leads to them.
func TestAMeetingTellsTheDatesItMoved(t *testing.T) {
	site := sampleSite(t)
	page := get(t, site, "/enti/c_prova/riunioni/m-2026-05-12").Body.String()
	d := parse(t, page)
	section := d.ByID("spostamenti")
	if section == nil {
		t.Fatal("no dates that it moved")
	}
	told := text(section)
	for _, part := range []string{"Il capitolato va rifatto.", "OB-05.2", "da 29 maggio 2026", "a 31 luglio 2026", "+63"} {
		if !strings.Contains(told, part) {
			t.Errorf("%q is not in %q", part, told)
		}
	}
	if !strings.Contains(page, `href="/enti/c_prova/obiettivi/OB-05#t2"`) {
		t.Error("no way to the milestone")
	}
	if parse(t, get(t, site, "/enti/c_prova/riunioni/m-2021-03-16").Body.String()).ByID("spostamenti") != nil {
		t.Error("a meeting that moved nothing has the section")
	}
}
