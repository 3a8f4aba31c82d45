package area

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/markup"
	"github.com/traguardi/traguardi/internal/web/words"
	"github.com/traguardi/traguardi/ui"
)

// Dependencies is what the staff's pages need; all are required.
type Dependencies struct {
	Boards  board.Reader
	Tracker *tracker.Tracker
	Access  Access
	Assets  *ui.Assets
	Clock   plan.Clock
	Log     *slog.Logger
	// Watch is told of each page that is rendered. Optional.
	Watch plan.Watch
	// BaseURL is the address of the installation as others see it, without a slash at its
	// end.
	BaseURL string
	Version string
	// FormatPT are the headings of Format PT. Optional: the program's own.
	FormatPT *publish.FormatPTHeadings
	// ImportQueued is told that a file waits to be imported. Optional: imports are looked for
	// now and then anyway.
	ImportQueued func()
}

// Site is the handler of the staff's pages. It is safe for use by several goroutines.
type Site struct {
	Dependencies
	say       *words.Speaker
	tokens    *auth.TokenMaker
	templates *markup.Pages
	mux       *http.ServeMux
	patterns  map[string]bool
}

// New checks the dependencies, parses every template and reads every sentence.
func New(d Dependencies) (*Site, error) {
	if d.Boards == nil || d.Tracker == nil || d.Access.Local == nil || d.Access.Sessions == nil || d.Access.Client == nil || d.Assets == nil || d.Clock.Now == nil || d.Clock.Location == nil || d.Log == nil {
		return nil, errors.New("area: a dependency is missing")
	}
	d.BaseURL = strings.TrimSuffix(d.BaseURL, "/")
	speakers, err := words.Read(ui.Locales)
	if err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	s := &Site{Dependencies: d, patterns: map[string]bool{}}
	if s.tokens, err = auth.NewTokenMaker(); err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	if s.say, err = speakers[format.Italian].With(ui.Locales, "area"); err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	if s.templates, err = parseTemplates(ui.Templates, s.say); err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	s.mux = http.NewServeMux()
	for _, r := range s.routes() {
		s.mux.Handle(r.pattern, s.serve(r))
		s.patterns[r.pattern] = true
	}
	s.mux.HandleFunc("/", s.unrouted)
	return s, nil
}

// ServeHTTP serves a page. It leaves the pattern that matched in r.Pattern.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Prefixes are the paths that belong to these pages, with everything below them.
var Prefixes = []string{"/area", "/accesso", "/avvisi"}

// Serves reports whether a path belongs to these pages.
func Serves(path string) bool {
	for _, prefix := range Prefixes {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

// unrouted answers to addresses that no page has, and to methods that a page has not.
func (s *Site) unrouted(w http.ResponseWriter, r *http.Request) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); method != r.Method && pattern != "/" {
			w.Header().Set("Allow", method)
			s.RenderError(w, r, http.StatusMethodNotAllowed)
			return
		}
	}
	s.RenderError(w, r, http.StatusNotFound)
}
