package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// readiness answers /readyz: whether this replica can do all that it is there for. Anybody
// may ask, and as often as they like, so that one question to the database serves all who
// ask at about the same time, and none waits for long.
type readiness struct {
	check    func(context.Context) error // an *unready, or nil
	log      *slog.Logger
	now      func() time.Time
	stopping atomic.Bool

	mu      sync.Mutex // held while the check runs: the others get its answer
	checked time.Time
	word    string // of the last answer
}

const (
	// readyFor is how long an answer serves.
	readyFor = time.Second
	// readyTimeout is how long the database may take to answer.
	readyTimeout = 3 * time.Second
)

// The words of /readyz: for people, and for who looks at a balancer's log.
const (
	wordReady    = "ready"
	wordStarting = "starting"
	wordStopping = "stopping"
	wordDatabase = "database away"
	wordSchema   = "database of another release"
	wordBoards   = "boards not ready"
)

// unready is why a replica is not ready.
type unready struct {
	word string
	err  error
}

func (u *unready) Error() string { return fmt.Sprintf("%s: %v", u.word, u.err) }
func (u *unready) Unwrap() error { return u.err }

// answer is the word that holds now.
func (r *readiness) answer(ctx context.Context) string {
	if r.stopping.Load() {
		return wordStopping
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.word != "" && r.now().Sub(r.checked) < readyFor {
		return r.word
	}
	// The answer is for others too: whoever asked first may go away.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	err := r.check(ctx)
	word := wordReady
	var why *unready
	switch {
	case errors.As(err, &why):
		word = why.word
	case err != nil:
		word = wordDatabase
	}
	// Told once, not at every question.
	switch {
	case word != r.word && err != nil:
		r.log.WarnContext(ctx, "not ready", "error", err)
	case word != r.word && r.word != "":
		r.log.InfoContext(ctx, "ready again")
	}
	r.word, r.checked = word, r.now()
	return word
}

func (r *readiness) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	word := r.answer(request.Context())
	status := http.StatusServiceUnavailable
	if word == wordReady {
		status = http.StatusOK
	}
	tell(w, status, word)
}

// checkReady asks for what a request may need: a database that answers, with the schema that
// this program was made for, and the boards. It is false while the database is away although
// public pages are served: nobody can sign in or write, and the pages are of an earlier hour.
func (s *Server) checkReady(ctx context.Context) error {
	schema, err := s.Store.Status(ctx)
	if err != nil {
		return &unready{wordDatabase, err}
	}
	if schema.Current != schema.Known {
		return &unready{wordSchema, fmt.Errorf("its schema is %d, this program's is %d", schema.Current, schema.Known)}
	}
	if err := s.Boards.Ready(ctx); err != nil {
		return &unready{wordBoards, err}
	}
	return nil
}

// alive says that the process answers.
func alive(w http.ResponseWriter, _ *http.Request) { tell(w, http.StatusOK, "alive") }

// tell answers a health question; nothing may keep the answer.
func tell(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	// A client that went away cannot be told.
	_, _ = w.Write([]byte(word + "\n")) //nolint:gosec // our own words, as plain text
}
