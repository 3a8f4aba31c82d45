package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Prefix is the path under which the handler that New makes wants to be mounted, with
// everything below it.
const Prefix = "/api/v1"

// Dependencies are what the API needs. Those marked optional may be left zero.
type Dependencies struct {
	Boards  board.Reader
	Tracker *tracker.Tracker
	// Sessions are where people are signed in.
	Sessions *auth.Sessions
	// Links sends one-time links. Optional: without it, or where it is not enabled, the
	// API answers with the links that it makes.
	Links LinkSender
	// LinkAddress is where the link of a token is opened. Optional: without it nobody
	// chooses a password here.
	LinkAddress func(token string) string
	Clock       plan.Clock
	Log         *slog.Logger
	// Cache keeps the prepared public answers; it may be shared with other rooms, since
	// the keys name the whole path. Whoever owns it drops what is older than a commit
	// (DropOrganization). Optional: without it every answer is rendered anew.
	Cache *prepared.Cache
	// BaseURL is the public address of the installation, https://traguardi.example,
	// without a path.
	BaseURL string
	// Version of the program, for GET /status.
	Version string
	// Mail says whether the installation sends mail.
	Mail bool
	// ContactName, ContactURL and ContactEmail say whom users of the API turn to.
	// Optional: the address of the installation stands in.
	ContactName  string
	ContactURL   string
	ContactEmail string
	// FormatPT are the headings of Format PT. Optional: the program's own.
	FormatPT *publish.FormatPTHeadings
	// Stylesheet is the address of the style sheet of the documentation page. Optional.
	Stylesheet string
	// ImportQueued is told that a file was handed in. Optional.
	ImportQueued func()
}

// server answers the API's requests.
type server struct {
	Dependencies
	mux  *http.ServeMux
	huma huma.API
	// describing: it is there for the document alone, and answers nothing.
	describing bool
}

// New checks the dependencies and registers every operation. The handler expects whole
// paths, Prefix included.
func New(d Dependencies) (http.Handler, error) {
	if d.Boards == nil || d.Tracker == nil || d.Sessions == nil || d.Clock.Now == nil || d.Clock.Location == nil || d.Log == nil {
		return nil, errors.New("api: a dependency is missing")
	}
	base, err := url.Parse(d.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("api: the base URL must be absolute: %w", errors.Join(err))
	}
	s := newServer(d, base, false)
	s.finishParameters()
	s.publish(base)
	return s, nil
}

func newServer(d Dependencies, base *url.URL, describing bool) *server {
	s := &server{Dependencies: d, mux: http.NewServeMux(), describing: describing}
	s.huma = humago.NewWithPrefix(s.mux, Prefix, s.config(base))
	s.operations()
	return s
}

// operations registers every resource.
func (s *server) operations() {
	s.statusOperations()
	s.organizationOperations()
	s.officeOperations()
	s.officeMergeOperations()
	s.sectorOperations()
	s.publicationOperations()
	s.objectiveOperations()
	s.orderOperations()
	s.ratingOperations()
	s.milestoneOperations()
	s.updateOperations()
	s.updateBatchOperations()
	s.reviewOperations()
	s.meetingOperations()
	s.decisionOperations()
	s.seriesOperations()
	s.calendarOperations()
	s.actionOperations()
	s.fundingOperations()
	s.comparisonOperations()
	s.catalogueOperations()
	s.coverageOperations()
	s.importOperations()
	s.planFileOperations()
	s.indicatorOperations()
	s.measurementOperations()
	s.completionOperations()
	s.workOperations()
	s.progressOperations()
	s.searchOperations()
	s.formatPTOperations()
	s.historyOperations()
	s.reviewQueueOperations()
	s.deskOperations()
	s.briefingOperations()
	s.auditOperations()
	s.accountOperations()
	s.auditChainOperations()
	s.ownOperations()
	s.notificationOperations()
}

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// What is published is open data: any page may read it. Cookies are never sent
	// along with that, and no preflight is answered, so nothing else opens up.
	w.Header()["Access-Control-Allow-Origin"] = anyOrigin
	if clean := path.Clean(r.URL.Path); clean != r.URL.Path || !strings.HasPrefix(clean, Prefix+"/") {
		// The mux would redirect, repeating the path in a page of its own.
		s.refuse(w, r, plan.NotFound("address"))
		return
	}
	handler, pattern := s.mux.Handler(r)
	if pattern == "" {
		s.refuseUnmatched(w, r, handler)
		return
	}
	r.Pattern = pattern
	if s.servePrepared(w, r) {
		return
	}
	s.mux.ServeHTTP(w, r)
}

var anyOrigin = []string{"*"}

// refuse answers with a problem.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, problem.Report(r.Context(), s.Log, err))
}

// refuseUnmatched asks the mux's own answer whether the address or the method is
// wrong, and says so as a problem.
func (s *server) refuseUnmatched(w http.ResponseWriter, r *http.Request, unmatched http.Handler) {
	probe := &recorder{header: http.Header{}}
	unmatched.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.refuse(w, r, problem.MethodNotAllowed())
		return
	}
	s.refuse(w, r, plan.NotFound("address"))
}

// AnyOrigin lets pages of any origin read the answers of next, as the document says of
// every answer: it goes around what stands before the API (who asks, how often), so
// that refusals from there can be read as well.
func AnyOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Access-Control-Allow-Origin"] = anyOrigin
		next.ServeHTTP(w, r)
	})
}
