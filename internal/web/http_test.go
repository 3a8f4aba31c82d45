package web_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web"
	"github.com/traguardi/traguardi/ui"
)

func TestHeadersOfAPage(t *testing.T) {
	site := sampleSite(t)
	w := get(t, site, "/enti/c_prova")
	h := w.Header()
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=30, must-revalidate",
		"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, never := range []string{"unsafe", "http:", "*", "data:"} {
		if strings.Contains(h.Get("Content-Security-Policy"), never) {
			t.Errorf("the policy allows %s: %s", never, h.Get("Content-Security-Policy"))
		}
	}
	if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Set-Cookie") != "" {
		t.Errorf("policy %q, cookie %q", h.Get("Content-Security-Policy"), h.Get("Set-Cookie"))
	}

	r := httptest.NewRequest(http.MethodGet, "/enti/c_prova", nil)
	r.Header.Set("If-None-Match", h.Get("ETag"))
	again := httptest.NewRecorder()
	site.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("with its ETag: %d, %d bytes", again.Code, again.Body.Len())
	}

	r = httptest.NewRequest(http.MethodGet, "/enti/c_prova", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	zipped := httptest.NewRecorder()
	site.ServeHTTP(zipped, r)
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || string(body) != w.Body.String() {
		t.Errorf("the compressed page is another one (%v)", err)
	}

	r = httptest.NewRequest(http.MethodHead, "/enti/c_prova", nil)
	head := httptest.NewRecorder()
	site.ServeHTTP(head, r)
	if head.Code != http.StatusOK || head.Body.Len() != 0 {
		t.Errorf("HEAD: %d, %d bytes", head.Code, head.Body.Len())
	}
}

func TestUnknownParametersFillNoMemory(t *testing.T) {
	site := sampleSite(t)
	get(t, site, "/enti/c_prova/obiettivi")
	entries := site.CacheStats().Entries
	for _, query := range []string{
		"?utm_source=x", "?parole=uno", "?parole=due", "?a=1&b=2", "?lang=fr", "?lang=it", "?al=2026-11-22", "?orizzonte=boh",
		"?pagina=900000000", "?orizzonte=breve&salute=in-ritardo&settore=turismo",
	} {
		if w := get(t, site, "/enti/c_prova/obiettivi"+query); w.Code != http.StatusOK {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	if got := site.CacheStats().Entries; got != entries {
		t.Errorf("%d pages kept, want still %d", got, entries)
	}
	get(t, site, "/enti/c_prova/obiettivi?salute=in-ritardo&orizzonte=breve")
	get(t, site, "/enti/c_prova/obiettivi?orizzonte=breve&salute=in-ritardo&x=1")
	if got := site.CacheStats().Entries; got != entries+1 {
		t.Errorf("the same filters in another order: %d pages kept, want %d", got, entries+1)
	}
	for _, missing := range []string{"/enti/c_prova/obiettivi/OB-77", "/enti/c_altrove", "/nulla"} {
		get(t, site, missing)
	}
	if got := site.CacheStats().Entries; got != entries+1 {
		t.Error("a page that is not there is kept")
	}
}

func TestFailures(t *testing.T) {
	site := sampleSite(t)
	for _, c := range []struct {
		target string
		status int
		h1     string
	}{
		{"/nulla", 404, "Questa pagina non c’è"},
		{"/nulla?lang=en", 404, "This page is not here"},
		{"/enti/c_altrove", 404, "Questa pagina non c’è"},
		{"/enti/C%20%2F..", 404, "Questa pagina non c’è"},
		{"/enti/c_prova/obiettivi/OB-77", 404, "Questa pagina non c’è"},
		{"/enti/c_prova/obiettivi/%3Cscript%3E", 404, "Questa pagina non c’è"},
		{"/enti/c_prova/uffici/zero", 404, "Questa pagina non c’è"},
		{"/enti/c_prova/riunioni/x", 404, "Questa pagina non c’è"},
		{"/assets/nulla.css", 404, "Questa pagina non c’è"},
		{"/assets/.vite/manifest.json", 404, "Questa pagina non c’è"},
		{"/enti/c_prova?al=2026-02-30", 400, "Questo giorno non esiste"},
		{"/?al=ieri", 400, "Questo giorno non esiste"},
		{"/enti/c_prova/uffici?al=2027-01-01&lang=en", 422, "This day is still to come"},
	} {
		w := get(t, site, c.target)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.target, w.Code, c.status)
			continue
		}
		d := checkPage(t, c.target, w.Body.String())
		if got := text(d.All(atom.H1)[0]); got != c.h1 {
			t.Errorf("%s: %q, want %q", c.target, got, c.h1)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %s", c.target, w.Header().Get("Cache-Control"))
		}
	}
	for target, want := range map[string]string{
		"/enti/c_prova/obiettivi?al=2026-02-30&orizzonte=breve": "2026-02-30", "/enti/c_prova?al=2027-05-06": "2027-05-06",
		"/enti/c_prova?al=%3Cb%3E": "<b>",
	} {
		d := parse(t, get(t, site, target).Body.String())
		if field := d.ByID("al"); attr(field, "value") != want || attr(field, "aria-invalid") != "true" {
			t.Errorf("%s: the form comes back with %q, invalid %q", target, attr(field, "value"), attr(field, "aria-invalid"))
		}
	}
}

func TestOtherMethods(t *testing.T) {
	site := sampleSite(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(method, "/enti/c_prova", strings.NewReader("x")))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
		checkPage(t, method, w.Body.String())
		w = httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(method, "/nulla", nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s of nothing: %d", method, w.Code)
		}
	}
}

func TestASlashTooMany(t *testing.T) {
	site := sampleSite(t)
	for target, want := range map[string]string{
		"/metodo/": "/metodo", "/enti/c_prova/?lang=en": "/enti/c_prova?lang=en", "/enti/c_prova/uffici//": "/enti/c_prova/uffici/",
	} {
		w := get(t, site, target)
		if w.Code/100 != 3 || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", target, w.Code, w.Header().Get("Location"), want)
		}
	}
	for _, target := range []string{"/nulla/", "//evil.example/", "/\\evil.example/", "/%2Fevil.example/"} {
		w := get(t, site, target)
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.HasPrefix(to, "http") {
			t.Errorf("%s leads away, to %q", target, to)
		}
	}
}

func TestRenderError(t *testing.T) {
	site := sampleSite(t)
	for status, h1 := range map[int]string{
		400: "Questa richiesta non si capisce", 404: "Questa pagina non c’è", 405: "Qui si può solo leggere", 413: "Questa richiesta non si capisce",
		429: "Troppe richieste", 500: "Qualcosa si è rotto", 502: "Qualcosa si è rotto", 503: "Un momento di pazienza",
	} {
		w := httptest.NewRecorder()
		w.Header().Set("Retry-After", "7")
		site.RenderError(w, httptest.NewRequest(http.MethodGet, "/enti/c_prova", nil), status)
		d := checkPage(t, "error", w.Body.String())
		if w.Code != status || text(d.All(atom.H1)[0]) != h1 || w.Header().Get("Retry-After") != "7" {
			t.Errorf("%d: %d %q", status, w.Code, text(d.All(atom.H1)[0]))
		}
	}
}

// away is what a store says while its database cannot be reached.
func away() error {
	return plan.Errorf(plan.KindUnavailable, "the database does not answer").WithCause(errors.New("connection refused to host db.internal"))
}

func TestDatabaseAway(t *testing.T) {
	boards, source := boardsOf(t, samplePlan())
	site := newSite(t, boards)
	fresh := get(t, site, "/enti/c_prova")
	if strings.Contains(fresh.Body.String(), "t-band--away") {
		t.Fatal("a fresh page says that the database is away")
	}

	source.fail(away())
	if err := boards.Poll(t.Context()); err == nil {
		t.Fatal("the poll does not notice")
	}
	for _, path := range []string{"/", "/enti/c_prova", "/enti/c_prova/obiettivi/OB-04", "/metodo"} {
		w := get(t, site, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d while the database is away", path, w.Code)
			continue
		}
		d := checkPage(t, path, w.Body.String())
		if len(d.ByClass("t-band--away")) != 1 {
			t.Errorf("%s does not say that the database is away", path)
		}
	}

	instant := now
	ticking := clock()
	ticking.Now = func() time.Time { return instant }
	source = &memory{rows: map[string]board.Changes{enteID: samplePlan()}}
	source.fail(away())
	site = newSite(t, board.NewBoards(source, board.Options{Clock: ticking, Log: testLog(t)}))
	w := get(t, site, "/enti/c_prova")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("without any board: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	checkPage(t, "503", w.Body.String())
	if strings.Contains(w.Body.String(), "db.internal") {
		t.Error("the page tells what went wrong inside")
	}

	source.fail(nil)
	instant = instant.Add(time.Minute)
	if w := get(t, site, "/enti/c_prova"); w.Code != http.StatusOK {
		t.Errorf("after the database is back: %d", w.Code)
	}
}

func TestANewRevisionIsANewPage(t *testing.T) {
	boards, source := boardsOf(t, samplePlan())
	site := newSite(t, boards)
	before := get(t, site, "/enti/c_prova/uffici")
	source.mu.Lock()
	rows := source.rows[enteID]
	rows.Organization.Revision++
	rows.Offices[0].Name = "Affari rinnovati"
	rows.Offices[0].Revision = rows.Organization.Revision
	source.rows[enteID] = rows
	source.mu.Unlock()
	boards.Notify(enteID, rows.Organization.Revision)
	if err := boards.Await(t.Context(), enteID, rows.Organization.Revision); err != nil {
		t.Fatal(err)
	}
	after := get(t, site, "/enti/c_prova/uffici")
	if before.Header().Get("ETag") == after.Header().Get("ETag") || !strings.Contains(after.Body.String(), "Affari rinnovati") {
		t.Error("the page still shows the revision before")
	}
}

func TestAssets(t *testing.T) {
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		t.Fatal(err)
	}
	if !assets.Built() {
		t.Skip("the assets are not built: make assets")
	}
	site := sampleSite(t)
	for _, target := range append(assets.Stylesheets(), assets.URL("assets/icons/favicon.svg"), assets.Fonts()[0], "/favicon.ico") {
		w := get(t, site, target)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %s", target, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	if got := get(t, site, assets.Stylesheets()[0]).Header().Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("the style sheet is %s", got)
	}
	// Its copy in Brotli is one of its encodings, and nothing by itself.
	packed := get(t, site, assets.Stylesheets()[0]+".br")
	if packed.Code != http.StatusNotFound {
		t.Errorf("the packed style sheet by itself: %d", packed.Code)
	}
}

func TestCrawlers(t *testing.T) {
	site := sampleSite(t)
	w := get(t, site, "/robots.txt")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Sitemap: "+base+"/sitemap.xml") {
		t.Errorf("robots.txt: %d %q", w.Code, w.Body)
	}
	w = get(t, site, "/sitemap.xml")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("sitemap.xml: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	n := 0
	for _, part := range strings.Split(w.Body.String(), "<loc>")[1:] {
		address, _, _ := strings.Cut(part, "</loc>")
		path, ok := strings.CutPrefix(address, base)
		if !ok {
			t.Errorf("%s is not here", address)
			continue
		}
		if w := get(t, site, path); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		n++
	}
	if n < 30 {
		t.Errorf("%d pages in the sitemap", n)
	}
}

func TestPatternIsLeftForMetrics(t *testing.T) {
	site := sampleSite(t)
	for target, want := range map[string]string{
		"/enti/c_prova/obiettivi/OB-01": "GET /enti/{ipa}/obiettivi/{code}", "/": "GET /{$}", "/nulla": "/", "/assets/x": "GET /assets/{file...}",
	} {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		site.ServeHTTP(httptest.NewRecorder(), r)
		if r.Pattern != want {
			t.Errorf("%s: pattern %q, want %q", target, r.Pattern, want)
		}
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	boards, _ := boardsOf(t)
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		t.Fatal(err)
	}
	good := web.Dependencies{Boards: boards, Records: noRecords{}, Assets: assets, Dist: ui.Dist, Clock: clock(), Log: testLog(t), BaseURL: base}
	if _, err := web.New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*web.Dependencies){
		"boards": func(d *web.Dependencies) { d.Boards = nil }, "assets": func(d *web.Dependencies) { d.Assets = nil },
		"dist": func(d *web.Dependencies) { d.Dist = nil }, "clock": func(d *web.Dependencies) { d.Clock.Now = nil },
		"log": func(d *web.Dependencies) { d.Log = nil }, "base": func(d *web.Dependencies) { d.BaseURL = "traguardi" },
		"base scheme": func(d *web.Dependencies) { d.BaseURL = "ftp://x" },
	} {
		d := good
		spoil(&d)
		if _, err := web.New(d); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
}

func BenchmarkEnteFromCache(b *testing.B) {
	site := sampleSite(b)
	get(b, site, "/enti/c_prova")
	r := httptest.NewRequest(http.MethodGet, "/enti/c_prova", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	for b.Loop() {
		site.ServeHTTP(&discard{header: http.Header{}}, r)
	}
}

func BenchmarkNew(b *testing.B) {
	boards, _ := boardsOf(b, samplePlan())
	for b.Loop() {
		newSite(b, boards)
	}
}

func BenchmarkObjectivesRendered(b *testing.B) {
	site := sampleSite(b)
	// Free text is never kept, so every request renders the list.
	r := httptest.NewRequest(http.MethodGet, "/enti/c_prova/obiettivi?parole=o", nil)
	b.ReportAllocs()
	for b.Loop() {
		site.ServeHTTP(&discard{header: http.Header{}}, r)
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
