package app

import (
	"net/http"
	"sync/atomic"
)

// lateHandler says that the program is alive and not ready until its handler is set. The
// address is bound before the database is there: who watches the program can tell one that
// waits, or migrates, from one that died; and pages, which tell their own address, need it.
type lateHandler struct{ handler atomic.Pointer[http.Handler] }

func (l *lateHandler) set(h http.Handler) { l.handler.Store(&h) }

func (l *lateHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch h := l.handler.Load(); {
	case h != nil:
		(*h).ServeHTTP(w, r)
	case r.URL.Path == alivePath:
		alive(w, r)
	default:
		tell(w, http.StatusServiceUnavailable, wordStarting)
	}
}
