package httpserver

import (
	"context"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net/http"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/problem"
)

// requestIDField is the header field that carries the id, in both directions.
const requestIDField = "Request-Id"

const uuidLength = 36

type exchangeKey struct{}

// exchange is one request and its answer, as the middlewares tell each other about them. It is the
// request's context itself, and holds the writer that all of them share: one allocation for what
// every request needs. It is reached through the context, since middlewares between may hand on a
// copy of the request.
type exchange struct {
	context.Context
	answer  tracked
	id      string
	routed  bool   // the request came back from an ErrorPages
	pattern string // of the route it matched there; "" for none
}

func (e *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return e
	}
	return e.Context.Value(key)
}

func exchangeOf(ctx context.Context) *exchange {
	found, _ := ctx.Value(exchangeKey{}).(*exchange)
	return found
}

// RequestID gives every request an id: the one it came with, if that is a UUID in its usual form
// (lower case, hyphens), else a random one. The answer carries it as Request-Id, a problem as its
// instance, log lines by way of LogHandler.
func RequestID() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id := r.Header.Get(requestIDField)
			if !wellFormedID(id) {
				id = newID()
			}
			w.Header()[requestIDField] = []string{id}
			e := &exchange{Context: problem.WithInstance(r.Context(), id), id: id, answer: tracked{ResponseWriter: w}}
			next.ServeHTTP(&e.answer, r.WithContext(e))
		})
	}
}

// newID makes a random UUID (version 4). It names a request and protects nothing, so the fast source
// of randomness will do.
func newID() string {
	var id uuid.UUID
	binary.NativeEndian.PutUint64(id[:8], rand.Uint64()) //nolint:gosec // not a secret
	binary.NativeEndian.PutUint64(id[8:], rand.Uint64()) //nolint:gosec // not a secret
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// RequestIDOf returns the id of the request that the context belongs to, or "".
func RequestIDOf(ctx context.Context) string {
	if e := exchangeOf(ctx); e != nil {
		return e.id
	}
	return ""
}

func wellFormedID(id string) bool {
	if len(id) != uuidLength {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return false
		}
	}
	return true
}

// LogHandler adds the request's id, as request_id, to every record logged with a request's context.
func LogHandler(next slog.Handler) slog.Handler { return logHandler{next} }

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestIDOf(ctx); id != "" {
		record = record.Clone() // it may share its attributes with copies in other handlers
		record.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, record)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}
