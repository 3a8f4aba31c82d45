package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/api"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/httpserver"
	"github.com/traguardi/traguardi/internal/metrics"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/web"
	"github.com/traguardi/traguardi/internal/web/area"
	"github.com/traguardi/traguardi/internal/web/feed"
	"github.com/traguardi/traguardi/ui"
)

// Where the program says how it is.
const (
	alivePath = "/healthz"
	readyPath = "/readyz"
)

// formRoom is what a form may have beside the file that is handed in with it. Whoever reads a
// file holds it to its own bound.
const formRoom = 64 << 10

// handler puts pages, API and operations behind the middlewares.
func (s *Server) handler() (http.Handler, error) {
	base := s.baseURL()
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		return nil, err
	}
	pages, err := s.pages(base, assets)
	if err != nil {
		return nil, err
	}
	cache := prepared.NewCache(s.cacheBytes())
	clients, err := httpserver.NewClientAddresses(s.settings.TrustedProxies, httpserver.XForwardedFor)
	if err != nil {
		return nil, err
	}
	access, err := s.access(base, clients)
	if err != nil {
		return nil, err
	}
	headings, err := formatPT(s.settings.FormatPT)
	if err != nil {
		return nil, err
	}
	staff, err := area.New(area.Dependencies{
		Boards: s.Boards, Tracker: s.Tracker, Access: access, Assets: assets, Clock: s.Clock, Log: s.log, BaseURL: base, Version: version,
		FormatPT: headings, ImportQueued: s.imports.queued,
		Watch: s.tracer.Parts(),
	})
	if err != nil {
		return nil, err
	}
	s.staffPages = staff.Patterns()
	answers, err := s.api(base, assets, cache, headings)
	if err != nil {
		return nil, err
	}
	// Nobody is told of a commit before the handler serves: until then nothing is kept.
	s.outdated = func(organization string, revision int64) {
		pages.DropOrganization(organization, revision)
		cache.DropOrganization(organization, revision)
	}
	measured, err := metrics.NewHTTP(s.registry)
	if err != nil {
		return nil, err
	}
	fail := func(w http.ResponseWriter, r *http.Request, status int) {
		if isAPI(r) {
			problem.Write(w, problem.FromStatus(r.Context(), status))
			return
		}
		if area.Serves(r.URL.Path) {
			staff.RenderError(w, r, status)
			return
		}
		pages.RenderError(w, r, status)
	}
	crossOrigin, err := httpserver.CrossOrigin([]string{base}, fail)
	if err != nil {
		return nil, err
	}

	guarded := func(h http.Handler) http.Handler {
		return httpserver.Chain(h, crossOrigin, httpserver.BodyLimit(0, fail), httpserver.ErrorPages(fail))
	}
	guardedFile := func(h http.Handler) http.Handler {
		return httpserver.Chain(h, crossOrigin, httpserver.BodyLimit(plan.MaxImportBytes+formRoom, fail), httpserver.ErrorPages(fail))
	}
	// A file to be imported may be longer than anything else that is sent.
	files := func(small, large http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if bringsFile(r) {
				large.ServeHTTP(w, r)
				return
			}
			small.ServeHTTP(w, r)
		})
	}
	// Public pages come from memory: what asks the database has turns of its own, so that they go
	// on when it is slow. Health checks need no turn.
	atPages, atWork := s.inFlight(fail), s.inFlight(fail)
	if err := metrics.NewInFlight(s.registry, map[string]metrics.Bounded{"pages": atPages, "work": atWork}); err != nil {
		return nil, err
	}
	working := func(h http.Handler) http.Handler {
		return httpserver.Chain(h, atWork.Guard, httpserver.Deadline(s.settings.AnswerTimeout, bringsFile))
	}
	root := http.NewServeMux()
	root.Handle("GET "+alivePath, http.HandlerFunc(alive))
	root.Handle("GET "+readyPath, &s.readiness)
	ownCookies := httpserver.OwnCookies([]string{base})
	if err := s.shareLimits(); err != nil {
		return nil, err
	}
	sessions := s.sessionLimit(clients, fail)
	root.Handle("/api/", api.AnyOrigin(working(ownCookies(s.counted(files(guarded(versions(answers)), guardedFile(versions(answers))), clients, fail)))))
	recognised := s.recognised(staff, sessions, clients, fail)
	people := working(files(guarded(recognised), guardedFile(recognised)))
	for _, prefix := range area.Prefixes {
		root.Handle(prefix, people)
		root.Handle(prefix+"/", people)
	}
	calendars, err := s.calendars(base, clients, fail)
	if err != nil {
		return nil, err
	}
	root.Handle(feed.Prefix, working(calendars))
	public := s.ownWrites(pages, sessions)
	root.Handle("/", atPages.Guard(guarded(public)))
	// Nothing of what is searched for is kept, so that each is some work: there is a limit to
	// how many a client may ask for.
	root.Handle("/enti/{ipa}/cerca", httpserver.Chain(guarded(public), atPages.Guard, httpserver.RateLimit(httpserver.RateLimitOptions{
		PerMinute: s.settings.RateLimit, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "search",
	})))

	return httpserver.Chain(root,
		httpserver.RequestID(),
		httpserver.AccessLog(httpserver.AccessLogOptions{
			Logger: s.accessLog(), Clients: clients, Now: s.Clock.Now, Quiet: isOperation, Observe: measured.Observe,
		}),
		httpserver.Spans(httpserver.SpansOptions{Clients: clients, Begin: s.tracer.Requests(), Quiet: isOperation}),
		httpserver.Recover(s.log, fail),
		httpserver.SecurityHeaders(httpserver.SecurityHeadersOptions{HTTPS: strings.HasPrefix(base, "https://"), API: api.Prefix}),
	), nil
}

// bringsFile tells a request that hands in a file to be imported: it takes as long as the file.
func bringsFile(r *http.Request) bool {
	return r.Method == http.MethodPost && (strings.HasSuffix(r.URL.Path, "/imports") || strings.HasSuffix(r.URL.Path, area.ImportsPath))
}

func (s *Server) inFlight(fail httpserver.ErrorRenderer) *httpserver.InFlight {
	return httpserver.NewInFlight(httpserver.InFlightOptions{Most: s.settings.MaxInFlight, Render: fail})
}

// calendars serves those at secret addresses. Each is a question to the database, so that
// there is a limit to how many a client may ask.
func (s *Server) calendars(base string, clients *httpserver.ClientAddresses, fail httpserver.ErrorRenderer) (http.Handler, error) {
	calendars, err := feed.New(feed.Dependencies{
		Boards: s.Boards, Clock: s.Clock, Log: s.log, BaseURL: base,
		Reader: func(ctx context.Context, secret string) (plan.Actor, string, error) {
			return auth.CalendarReader(ctx, s.Store, secret)
		},
	})
	if err != nil {
		return nil, err
	}
	return httpserver.Chain(calendars, httpserver.RateLimit(httpserver.RateLimitOptions{
		PerMinute: s.settings.RateLimit, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "calendars",
	})), nil
}

// versions sends what is below the API's prefix to the API; what is beside it matches
// nothing.
func versions(answers http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", answers)
	return mux
}

// maxRefusedTokens is how many tokens of one client may be refused in a minute.
const maxRefusedTokens = 60

// counted finds out who asks, counts those who did not prove it, and only then turns
// away what is refused: refusals count, and carry the RateLimit fields too. A token is a
// question to the database, asked before the count knows whom it counts; so whoever
// sends tokens that are refused has a limit of its own, held before the question. It is
// a separate count because staff and public share addresses: what neighbours read
// without a token must not keep staff out.
func (s *Server) counted(next http.Handler, clients *httpserver.ClientAddresses, fail httpserver.ErrorRenderer) http.Handler {
	refuse := func(w http.ResponseWriter, r *http.Request, err error) {
		problem.Write(w, problem.Report(r.Context(), s.log, err))
	}
	tokens := httpserver.NewFailureLimit(httpserver.FailureLimitOptions{
		PerMinute: maxRefusedTokens, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "tokens",
	})
	return httpserver.Chain(next,
		tokens.Guard,
		s.identify(),
		tokens.Settle(tokenOutcome),
		httpserver.RateLimit(httpserver.RateLimitOptions{
			PerMinute: s.settings.RateLimit, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "api",
			Authenticated: func(r *http.Request) bool { return !plan.ActorFrom(r.Context()).Anonymous() },
			Announced:     isAPI,
		}),
		auth.Refuse(refuse),
	)
}

// StaffPages lists the addresses of the staff's pages, "GET /area/{ipa}".
func (s *Server) StaffPages() []string { return s.staffPages }

// maxUnknownSessions is how many cookies of one client may lead to no session in a minute:
// those of a whole office on a morning, and too few to be a burden.
const maxUnknownSessions = 300

func (s *Server) sessionLimit(clients *httpserver.ClientAddresses, fail httpserver.ErrorRenderer) *httpserver.FailureLimit {
	cookies := s.cookies()
	return httpserver.NewFailureLimit(httpserver.FailureLimitOptions{
		PerMinute: maxUnknownSessions, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "sessions",
		Credential: func(r *http.Request) string {
			token, _ := cookies.Read(r)
			return token
		},
	})
}

const (
	// glanceTimeout is how long a public page waits to learn what its reader has written elsewhere.
	glanceTimeout = time.Second
	// glanceShare is the part of the turns for public pages that may wait so: a database that stands
	// still, or a crowd with made-up cookies, leaves the rest to readers.
	glanceShare = 8
	// glancesAtMost is how many may where turns are not limited.
	glancesAtMost = 32
)

// ownWrites lets somebody who is signed in see on the public pages too what they have just
// changed through another replica. Readers without a session's cookie pay nothing for it; where
// the database does not answer, or is not to be asked, the page is what this replica knows.
func (s *Server) ownWrites(pages http.Handler, sessions *httpserver.FailureLimit) http.Handler {
	identity := s.identity()
	most := glancesAtMost
	if s.settings.MaxInFlight > 0 {
		most = max(1, s.settings.MaxInFlight/glanceShare)
	}
	turns := make(chan struct{}, most)
	glance := func(r *http.Request) {
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		default:
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), glanceTimeout)
		defer cancel()
		switch known, err := identity.Glance(r.WithContext(ctx)); {
		case err != nil:
			s.log.DebugContext(r.Context(), "a reader's own changes may not be shown", "error", err)
		case known:
			sessions.Note(r, httpserver.Passed)
		default:
			sessions.Note(r, httpserver.Failed)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, signedIn := identity.Cookies.Read(r); signedIn && sessions.Allows(r) {
			glance(r)
		}
		pages.ServeHTTP(w, r)
	})
}

// recognised finds out whose page it is. As with tokens, whoever makes sessions up is
// stopped before the database is asked. The pages that are there for whoever is not signed
// in ask the database too (one-time links, the way in): they are counted as the API's
// anonymous requests are, by themselves.
func (s *Server) recognised(staff http.Handler, sessions *httpserver.FailureLimit, clients *httpserver.ClientAddresses, fail httpserver.ErrorRenderer) http.Handler {
	return httpserver.Chain(staff, sessions.Guard, s.identify(), sessions.Settle(sessionOutcome),
		httpserver.RateLimit(httpserver.RateLimitOptions{
			PerMinute: s.settings.RateLimit, Clients: clients, Now: s.Clock.Now, Render: fail, Sharing: s.sharing, Scope: "staff",
			Authenticated: func(r *http.Request) bool { return !plan.ActorFrom(r.Context()).Anonymous() },
		}))
}

func sessionOutcome(r *http.Request) httpserver.Outcome {
	if _, known := auth.VisitFrom(r.Context()); known {
		return httpserver.Passed
	}
	if auth.Refusal(r.Context()) != nil {
		return httpserver.Unsettled
	}
	return httpserver.Failed
}

// identify finds out who asks, by an API token or by the cookie of a session.
func (s *Server) identify() httpserver.Middleware { return auth.Identify(s.identity()) }

func (s *Server) identity() auth.Identity {
	return auth.Identity{
		Store: s.Store, Cookies: s.cookies(), Idle: s.settings.SessionIdle, Now: s.Clock.Now, Log: s.log, Seen: s.Boards.Seen,
		Demand: s.settings.FactorRoles(), Proves: api.ReportsOnMilestone,
	}
}

// sessions are where people are signed in.
func (s *Server) sessions() *auth.Sessions {
	return auth.NewSessions(s.Store, s.sessionTerms(), s.Clock.Now, newID)
}

func (s *Server) cookies() auth.Cookies {
	return auth.NewCookies(strings.HasPrefix(s.baseURL(), "https://"))
}

// tokenOutcome leaves a token open that could not be looked up: while the database is
// away nobody's token is known to be wrong.
func tokenOutcome(r *http.Request) httpserver.Outcome {
	switch err := auth.Refusal(r.Context()); {
	case err == nil:
		return httpserver.Passed
	case plan.KindOf(err) == plan.KindUnauthenticated:
		return httpserver.Failed
	}
	return httpserver.Unsettled
}

func (s *Server) pages(base string, assets *ui.Assets) (*web.Site, error) {
	return web.New(web.Dependencies{
		Boards: s.Boards, Records: timedRecords{s.Tracker, s.settings.AnswerTimeout}, Assets: assets, Dist: ui.Dist, Clock: s.Clock, Log: s.log, BaseURL: base, Version: version,
		Watch:    s.tracer.Parts(),
		Settings: web.Settings{CacheBytes: s.cacheBytes(), StaleAfterDays: s.settings.StaleAfter, EmbedFrom: s.settings.EmbedFrom},
	})
}

func (s *Server) api(base string, assets *ui.Assets, cache *prepared.Cache, headings *publish.FormatPTHeadings) (http.Handler, error) {
	d := api.Dependencies{
		Boards: s.Boards, Tracker: s.Tracker, Sessions: s.sessions(), Links: s.post, Clock: s.Clock, Log: s.log, Cache: cache,
		BaseURL: base, Version: version, Mail: s.settings.Mail(), FormatPT: headings, ImportQueued: s.imports.queued,
	}
	if s.settings.LocalSignIn {
		d.LinkAddress = func(token string) string { return base + area.LinkPath + token }
	}
	if sheets := assets.Stylesheets(); len(sheets) > 0 {
		d.Stylesheet = sheets[0]
	}
	return api.New(d)
}

// cacheBytes is the memory of each of the two caches, pages and API.
func (s *Server) cacheBytes() int64 { return int64(s.settings.CacheMegabytes) << 20 / 2 }

// baseURL is the public address, without a slash at its end.
func (s *Server) baseURL() string {
	if s.settings.BaseURL == "" {
		return (&url.URL{Scheme: "http", Host: s.Address}).String()
	}
	return strings.TrimSuffix(s.settings.BaseURL, "/")
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

func isOperation(r *http.Request) bool {
	return r.URL.Path == alivePath || r.URL.Path == readyPath
}
