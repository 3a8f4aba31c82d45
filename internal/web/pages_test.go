package web_test

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web"
	"github.com/traguardi/traguardi/ui"
)

var update = flag.Bool("update", false, "rewrite the golden page")

// paths of every sort of page, for the sample plan.
var paths = []string{
	"/", "/enti/c_prova", "/enti/c_prova/obiettivi", "/enti/c_prova/obiettivi/OB-01", "/enti/c_prova/obiettivi/OB-02",
	"/enti/c_prova/obiettivi/OB-03", "/enti/c_prova/obiettivi/OB-04", "/enti/c_prova/obiettivi/OB-05", "/enti/c_prova/obiettivi/OB-06",
	"/enti/c_prova/obiettivi/OB-08", "/enti/c_prova/obiettivi/OB-09", "/enti/c_prova/obiettivi/OB-10", "/enti/c_prova/obiettivi/OB-11",
	"/enti/c_prova/obiettivi?orizzonte=medio&salute=in-linea", "/enti/c_prova/obiettivi?parole=nulla+di+simile",
	"/enti/c_prova/cerca", "/enti/c_prova/cerca?q=riunione", "/enti/c_prova/cerca?q=cloud&tipo=traguardi", "/enti/c_prova/cerca?q=xyzzy",
	"/enti/c_prova/piano-nazionale", "/enti/c_prova/dati", "/enti/c_prova/dati/archivio", "/enti/c_prova/uffici", "/enti/c_prova/uffici/sistemi", "/enti/c_prova/uffici/suap", "/enti/c_prova/riunioni",
	"/enti/c_prova/riunioni/m-2021-03-16", "/enti/c_prova/riunioni/m-2026-05-12", "/enti/c_prova/riunioni/m-2026-11-25",
	"/enti/c_prova/riunioni/m-2026-10-07", "/metodo", "/accessibilita", "/privacy", "/note-legali",
}

// with adds parameters to an address.
func with(address, params string) string {
	if params == "" {
		return address
	}
	if strings.Contains(address, "?") {
		return address + "&" + params
	}
	return address + "?" + params
}

func TestEveryPageOfAFullPlan(t *testing.T) {
	site := sampleSite(t)
	for _, params := range []string{"", "lang=en", "al=2026-06-30", "al=2026-06-30&lang=en"} {
		for _, path := range paths {
			target := with(path, params)
			w := get(t, site, target)
			past := strings.Contains(params, "al=") && strings.Contains(path, "/OB-09")
			if past { // it was not there yet
				if w.Code != http.StatusNotFound {
					t.Errorf("%s: %d, want 404", target, w.Code)
				}
				continue
			}
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", target, w.Code)
				continue
			}
			checkPage(t, target, w.Body.String())
		}
	}
}

func TestEveryPageOfAnEmptyPlan(t *testing.T) {
	boards, _ := boardsOf(t, board.Changes{Organization: plan.Organization{ID: "c_vuoto", Name: "Unione dei Colli", Revision: 1}})
	site := newSite(t, boards)
	for _, params := range []string{"", "lang=en", "al=2020-02-29"} {
		for _, path := range []string{"/", "/enti/c_vuoto", "/enti/c_vuoto/obiettivi", "/enti/c_vuoto/uffici", "/enti/c_vuoto/riunioni", "/enti/c_vuoto/dati", "/metodo", "/note-legali"} {
			w := get(t, site, with(path, params))
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", with(path, params), w.Code)
				continue
			}
			checkPage(t, with(path, params), w.Body.String())
		}
	}
	d := parse(t, get(t, site, "/enti/c_vuoto").Body.String())
	if lead := text(d.ByClass("t-lead")[0]); lead != "Il piano non ha ancora obiettivi." {
		t.Errorf("lead of an empty plan: %q", lead)
	}
	for _, path := range []string{"/enti/c_vuoto/obiettivi", "/enti/c_vuoto/uffici", "/enti/c_vuoto/riunioni"} {
		d := parse(t, get(t, site, path).Body.String())
		if empty := d.ByClass("t-empty"); len(empty) == 0 || !strings.Contains(text(empty[0]), "compa") {
			t.Errorf("%s does not say what comes next", path)
		}
	}
}

func TestNoEnteAndManyEnti(t *testing.T) {
	none, _ := boardsOf(t)
	d := checkPage(t, "no ente", get(t, newSite(t, none), "/").Body.String())
	if !strings.Contains(text(d.ByClass("t-empty")[0]), "organization create") {
		t.Error("the empty list of enti does not say how to add one")
	}

	many, _ := boardsOf(t, manyPlans()...)
	site := newSite(t, many)
	rows := func(target string) int {
		w := get(t, site, target)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", target, w.Code)
		}
		d := checkPage(t, target, w.Body.String())
		bodies := d.All(atom.Tbody)
		if len(bodies) == 0 {
			return 0
		}
		n := 0
		for c := range bodies[0].ChildNodes() {
			if c.DataAtom == atom.Tr {
				n++
			}
		}
		return n
	}
	for target, want := range map[string]int{
		"/": 50, "/?pagina=3": 21, "/?pagina=99": 21, "/?pagina=x": 50, "/?parole=borgo": 1, "/?parole=MOLÌSE": 50,
		"/?parole=nessuno": 0, "/?parole=borgo&lang=en": 1,
	} {
		if got := rows(target); got != want {
			t.Errorf("%s: %d enti, want %d", target, got, want)
		}
	}
	if w := get(t, site, "/enti/c_prova"); !strings.Contains(w.Body.String(), "Tutti gli enti") {
		t.Error("with more than one ente, its page does not lead back to the list")
	}
}

// isFile tells an address of open data from one of a page.
func isFile(address string) bool {
	return strings.Contains(address, "/dati/") && !strings.HasSuffix(strings.Split(address, "?")[0], "/archivio") || strings.Contains(address, "/novita.atom")
}

// crawl follows every link of the site from some addresses on and returns the pages.
func crawl(t *testing.T, site *web.Site, from ...string) map[string]string {
	t.Helper()
	pages := map[string]string{}
	queue := append([]string{}, from...)
	for len(queue) > 0 {
		target := queue[0]
		queue = queue[1:]
		address, _, _ := strings.Cut(target, "#")
		if _, seen := pages[address]; seen {
			continue
		}
		w := get(t, site, address)
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d", address, w.Code)
		}
		pages[address] = w.Body.String()
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range parse(t, pages[address]).Links() {
			if strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "/api/") && link != staffArea {
				queue = append(queue, link)
			}
		}
	}
	return pages
}

// staffArea begins the pages of the staff, which are another handler's.
const staffArea = "/area"

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	site := sampleSite(t)
	for _, from := range []string{"/", "/?al=2026-03-01&lang=en"} {
		pages := crawl(t, site, from)
		if len(pages) < 40 {
			t.Errorf("from %s only %d pages are reached", from, len(pages))
		}
		documents := map[string]*document{}
		for address, body := range pages {
			if !isFile(address) {
				documents[address] = parse(t, body)
			}
		}
		for address, d := range documents {
			for _, link := range d.Links() {
				target, fragment, ok := strings.Cut(link, "#")
				if target == "" {
					target = address
				}
				if other := documents[target]; ok && other != nil && other.IDs[fragment] == 0 {
					t.Errorf("%s: link %s leads to no place of that page", address, link)
				}
			}
		}
	}
}

func TestLinksKeepDayAndLanguage(t *testing.T) {
	site := sampleSite(t)
	for _, path := range []string{"/enti/c_prova", "/enti/c_prova/obiettivi/OB-04", "/enti/c_prova/uffici", "/enti/c_prova/riunioni/m-2021-03-16"} {
		d := parse(t, get(t, site, path+"?al=2026-06-30&lang=en").Body.String())
		for _, link := range d.Links() {
			u, err := url.Parse(link)
			if err != nil || !strings.HasPrefix(link, "/enti/") {
				continue
			}
			q := u.Query()
			if isFile(link) { // has one language
				q.Set("lang", "en")
			}
			italian := q.Get("lang") == "" && q.Get("al") == "2026-06-30" && u.Path == path
			today := q.Get("al") == "" && q.Get("lang") == "en" && u.Path == path
			if !italian && !today && (q.Get("al") != "2026-06-30" || q.Get("lang") != "en") {
				t.Errorf("%s: link %s forgets the day or the language", path, link)
			}
		}
	}
}

func TestNothingSecretIsPublic(t *testing.T) {
	site := sampleSite(t)
	pages := crawl(t, site, "/", "/?lang=en", "/?al=2026-06-30", "/?al=2026-10-25", "/enti/c_prova/obiettivi?parole="+secret, "/sitemap.xml")
	for address, body := range pages {
		if strings.Contains(address, "parole="+secret) { // what was asked for comes back
			body = strings.ReplaceAll(body, "parole="+secret, "")
			body = strings.ReplaceAll(body, `value="`+secret+`"`, "")
			body = strings.ReplaceAll(body, "«"+secret+"»", "")
		}
		nevers := []string{secret, "OB-90", "m-segreta", "account-"}
		if !isFile(address) { // which nobody shows as a page: what is written is text there
			nevers = append(nevers, "javascript:", "alert(1)", "altrove.example")
		}
		for _, never := range nevers {
			if strings.Contains(body, never) {
				t.Errorf("%s has %q", address, never)
			}
		}
	}
	for _, hidden := range []string{"/enti/c_prova/obiettivi/OB-90", "/enti/c_prova/riunioni/m-segreta"} {
		if w := get(t, site, hidden); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", hidden, w.Code)
		}
	}
}

func TestWhatPeopleWriteIsText(t *testing.T) {
	p := samplePlan()
	bad := `<script>alert("x")</script>&amp;<b>'"`
	p.Organization.Name = "Comune " + bad
	p.Organization.ContactURL = "https://example.it/?a=\"><script>"
	for i := range p.Objectives {
		p.Objectives[i].Title, p.Objectives[i].Description, p.Objectives[i].Sectors = bad, bad, []string{bad}
	}
	for i := range p.Milestones {
		p.Milestones[i].Title = bad
	}
	for i := range p.Offices {
		p.Offices[i].Name = bad
	}
	for i := range p.Updates {
		p.Updates[i].Note, p.Updates[i].Reason = bad, bad
	}
	for i := range p.Meetings {
		p.Meetings[i].Title, p.Meetings[i].Agenda, p.Meetings[i].Place = bad, bad, bad
	}
	boards, _ := boardsOf(t, p)
	site := newSite(t, boards)
	for _, path := range paths {
		checkPage(t, path, get(t, site, path).Body.String())
	}
	d := parse(t, get(t, site, "/enti/c_prova/obiettivi/OB-04").Body.String())
	if got := text(d.ByID("h")); got != strings.Join(strings.Fields(bad), " ") {
		t.Errorf("the title comes back as %q", got)
	}
}

func TestPageWithoutBuiltAssets(t *testing.T) {
	site := unbuiltSite(t)
	w := get(t, site, "/")
	d := checkPage(t, "unbuilt", w.Body.String())
	for _, n := range d.All(atom.Link) {
		if rel := attr(n, "rel"); rel == "stylesheet" || rel == "preload" || rel == "icon" {
			t.Errorf("links %s though nothing is built", attr(n, "href"))
		}
	}
	if !strings.Contains(w.Body.String(), "make assets") {
		t.Error("the page does not say how to build the assets")
	}
	if w := get(t, site, "/favicon.ico"); w.Code != http.StatusNotFound {
		t.Errorf("favicon: %d", w.Code)
	}
}

func unbuiltSite(t testing.TB) *web.Site {
	t.Helper()
	files := fstest.MapFS{".keep": {}}
	assets, err := ui.NewAssets(files)
	if err != nil {
		t.Fatal(err)
	}
	boards, _ := boardsOf(t, samplePlan())
	site, err := web.New(web.Dependencies{
		Boards: boards, Records: noRecords{}, Assets: assets, Dist: files, Clock: clock(), Log: testLog(t), BaseURL: base, Version: "0.1.0",
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestGoldenEnte shows in a diff what a change does to the page that everybody sees. It
// is rendered without built assets, whose names change with what is in them.
func TestGoldenEnte(t *testing.T) {
	got := get(t, unbuiltSite(t), "/enti/c_prova").Body.String()
	name := filepath.Join("testdata", "ente.golden.html")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; go test ./internal/web -run Golden -update writes it", err)
	}
	if got != string(want) {
		line := 1
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				break
			}
			if got[i] == '\n' {
				line++
			}
		}
		t.Errorf("the ente's page differs from %s from line %d on; look at it, then: go test ./internal/web -run Golden -update", name, line)
	}
}
