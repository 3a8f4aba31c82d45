package httpserver

import (
	"log/slog"
	"net/http"
	"time"
)

// AccessLogOptions are what AccessLog needs.
type AccessLogOptions struct {
	Logger  *slog.Logger
	Clients *ClientAddresses
	Now     func() time.Time
	// Quiet requests, such as health checks, are logged at debug level; nil means none are.
	Quiet func(*http.Request) bool
	// Observe is told of every answer, for metrics: the pattern of its route ("" where the request
	// matched none), method, status (0 where the answer was cut off before it began) and duration.
	// nil means nobody is.
	Observe func(route, method string, status int, took time.Duration)
}

// noRoute stands in the log for requests that matched no route.
const noRoute = "none"

// AccessLog writes a line for every answer: method, route pattern, status, bytes, duration, and the
// network (never the whole address) of the client. Paths, query strings, header fields and bodies
// stay out of it: they may hold names, tokens or what somebody was looking for. Server errors and
// answers cut off are warnings, the rest is information.
func AccessLog(options AccessLogOptions) Middleware {
	handler := options.Logger.Handler()
	if naming, found := handler.(logHandler); found {
		handler = naming.Handler // the lines name the request themselves
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := track(w)
			start := options.Now()
			finished := false
			// Deferred: an answer that is cut off by a panic is logged as well.
			defer func() { options.account(handler, answer, r, start, finished) }()
			next.ServeHTTP(answer, r)
			finished = true
		})
	}
}

func (o *AccessLogOptions) account(handler slog.Handler, answer *tracked, r *http.Request, start time.Time, finished bool) {
	now := o.Now()
	route, status, took := routeOf(r), answer.outcome(finished), now.Sub(start)
	if o.Observe != nil {
		o.Observe(route, r.Method, status, took)
	}
	level, message := slog.LevelInfo, "request"
	switch {
	case !finished:
		level, message = slog.LevelWarn, "request cut off"
	case status >= 500:
		level = slog.LevelWarn
	case o.Quiet != nil && o.Quiet(r):
		level = slog.LevelDebug
	}
	if !handler.Enabled(r.Context(), level) {
		return
	}
	// A record made by hand, since Logger would look for the line of source that logs: it is always
	// this one.
	record := slog.NewRecord(now, level, message, 0)
	record.AddAttrs(
		slog.String("request_id", RequestIDOf(r.Context())),
		slog.String("method", knownMethod(r.Method)),
		slog.String("route", orDefault(route, noRoute)),
		slog.Int("status", status),
		slog.Int64("bytes", answer.bytes),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.String("client", network(o.Clients.Address(r))))
	// As Logger does: a log that cannot be written must not fail the request.
	_ = handler.Handle(r.Context(), record)
}

// knownMethod keeps what a client makes up for a method out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return method
	}
	return "other"
}
