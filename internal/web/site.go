package web

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/markup"
	"github.com/traguardi/traguardi/internal/web/words"
	"github.com/traguardi/traguardi/ui"
)

// Dependencies is what the pages need. All but Settings are required.
type Dependencies struct {
	Boards board.Reader
	// Records is what no board holds: stored numbers and dated files.
	Records Records
	// Assets names the built files in Dist: ui.NewAssets(ui.Dist) and ui.Dist.
	Assets *ui.Assets
	Dist   fs.FS
	Clock  plan.Clock
	Log    *slog.Logger
	// Watch is told of each page that is rendered; nil: nobody is.
	Watch plan.Watch
	// BaseURL is the address of the installation as others see it, without a slash at
	// its end: https://traguardi.example.it.
	BaseURL string
	// Version of the program, for the footer.
	Version  string
	Settings Settings
}

// Settings are what an installation may choose; the zero value is usable.
type Settings struct {
	// CacheBytes bounds the rendered pages kept in memory; 0 means 64 MiB.
	CacheBytes int64
	// MaxAge is for how long a browser may show a page without asking; 0 means 30 s.
	MaxAge time.Duration
	// StaleAfterDays is the setting of package progress, told on the page on the method;
	// 0 means its default.
	StaleAfterDays int
	// EmbedFrom are the origins whose pages may show the card in a frame, or "*"; the ente's
	// own site always may.
	EmbedFrom []string
	// SourceURL is where the program's source is; the footer links it where it is set.
	SourceURL string
}

const (
	defaultCacheBytes = 64 << 20
	defaultMaxAge     = 30 * time.Second
)

// Site is the handler of all pages. It is safe for use by several goroutines.
type Site struct {
	boards    board.Reader
	records   Records
	assets    *ui.Assets
	clock     plan.Clock
	log       *slog.Logger
	base      string
	version   string
	settings  Settings
	speakers  words.Catalogue
	templates map[format.Language]*markup.Pages
	cache     *prepared.Cache
	files     assets
	html      http.Header // fields of every page that is kept
	mux       *http.ServeMux
	watch     plan.Watch
}

// New checks the dependencies, parses every template and reads every sentence, and
// returns the handler of the pages. It fails where a template names a sentence that does
// not exist or a sentence is not there in every language.
func New(d Dependencies) (*Site, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	speakers, err := words.Read(ui.Locales)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if d.Settings.CacheBytes == 0 {
		d.Settings.CacheBytes = defaultCacheBytes
	}
	if d.Settings.MaxAge == 0 {
		d.Settings.MaxAge = defaultMaxAge
	}
	s := &Site{
		boards: d.Boards, records: d.Records, assets: d.Assets, clock: d.Clock, log: d.Log, watch: d.Watch,
		base: strings.TrimSuffix(d.BaseURL, "/"), version: d.Version, settings: d.Settings,
		speakers: speakers, cache: prepared.NewCache(d.Settings.CacheBytes),
		html: pageHeader(fmt.Sprintf("public, max-age=%d, must-revalidate", int(d.Settings.MaxAge.Seconds()))),
	}
	if s.templates, err = parseTemplates(ui.Templates, speakers); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.files, err = readAssets(d.Dist); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.mux = s.routes()
	return s, nil
}

func (d Dependencies) check() error {
	switch {
	case d.Boards == nil:
		return errors.New("no boards")
	case d.Records == nil:
		return errors.New("no records")
	case d.Assets == nil || d.Dist == nil:
		return errors.New("no assets")
	case d.Clock.Now == nil || d.Clock.Location == nil:
		return errors.New("no clock")
	case d.Log == nil:
		return errors.New("no log")
	}
	u, err := url.Parse(d.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("base URL %q is not an absolute http or https address", d.BaseURL)
	}
	return nil
}

func (s *Site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /enti/{ipa}", s.planPage(entePage))
	mux.HandleFunc("GET /enti/{ipa}"+searchPath, s.planPage(searchPage))
	mux.HandleFunc("GET /enti/{ipa}/obiettivi", s.planPage(objectivesPage))
	mux.HandleFunc("GET /enti/{ipa}/obiettivi/{code}", s.planPage(objectivePage))
	mux.HandleFunc("GET /enti/{ipa}/uffici", s.planPage(officesPage))
	mux.HandleFunc("GET /enti/{ipa}/uffici/{code}", s.planPage(officePage))
	mux.HandleFunc("GET /enti/{ipa}/riunioni", s.planPage(meetingsPage))
	mux.HandleFunc("GET /enti/{ipa}/riunioni/{id}", s.planPage(meetingPage))
	mux.HandleFunc("GET /enti/{ipa}"+calendarFile, s.calendar(wholeCalendar))
	mux.HandleFunc("GET /enti/{ipa}/uffici/{code}"+calendarFile, s.calendar(officeCalendar))
	mux.HandleFunc("GET /enti/{ipa}/riunioni/{id}"+calendarFile, s.calendar(meetingCalendar))
	mux.HandleFunc("GET /enti/{ipa}"+dataFolder, s.planPage(dataPage))
	mux.HandleFunc("GET /enti/{ipa}"+dataFolder+"/{file}", s.dataFile)
	mux.HandleFunc("GET /enti/{ipa}"+archiveFolder, s.planPage(archivePage))
	mux.HandleFunc("GET /enti/{ipa}"+archiveFolder+".json", anyOrigin(s.archiveList))
	mux.HandleFunc("GET /enti/{ipa}"+archiveFolder+"/{day}/{file}", anyOrigin(s.archivedFile))
	mux.HandleFunc("GET /enti/{ipa}"+feedFile, s.planFile(feedFileOf(enteFeed)))
	mux.HandleFunc("GET /enti/{ipa}/obiettivi/{code}"+feedFile, s.planFile(feedFileOf(objectiveFeed)))
	mux.HandleFunc("GET /enti/{ipa}/uffici/{code}"+feedFile, s.planFile(feedFileOf(officeFeed)))
	mux.HandleFunc("GET /enti/{ipa}"+cardFile, s.planPage(enteCardPage))
	mux.HandleFunc("GET /enti/{ipa}/obiettivi/{code}"+cardFile, s.planPage(objectiveCardPage))
	mux.HandleFunc("GET /enti/{ipa}"+nationalPath, s.planPage(nationalPage))
	mux.HandleFunc("GET /enti/{ipa}"+peersPath, s.planPage(peersPage))
	mux.HandleFunc("GET /enti/{ipa}/privacy", s.planPage(privacyPage))
	mux.HandleFunc("GET /enti/{ipa}/note-legali", s.planPage(legalPage))
	mux.HandleFunc("GET /metodo", s.generalPage(methodPage))
	mux.HandleFunc("GET /accessibilita", s.generalPage(accessibilityPage))
	mux.HandleFunc("GET /privacy", s.generalPage(privacyPage))
	mux.HandleFunc("GET /note-legali", s.generalPage(legalPage))
	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("GET /sitemap.xml", s.sitemap)
	mux.HandleFunc("GET /favicon.ico", s.favicon)
	mux.HandleFunc("GET "+ui.AssetPrefix+"{file...}", s.asset)
	mux.HandleFunc("/", s.unrouted)
	return mux
}

// ServeHTTP serves a page, or the page that says why there is none. It leaves the
// pattern that matched in r.Pattern, so that metrics can go by it ("/" is no page).
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// DropOrganization lets go of what was rendered of an organization before a revision.
// It may be called whenever a revision is announced; pages are right without it too.
func (s *Site) DropOrganization(organization string, olderThan int64) {
	s.cache.DropOrganization(organization, olderThan)
}

// CacheStats tells what the cache of rendered pages holds.
func (s *Site) CacheStats() prepared.Stats { return s.cache.Stats() }
