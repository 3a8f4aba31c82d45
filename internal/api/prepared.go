package api

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
)

// maxKeptQuery bounds the query strings whose answers are kept: longer ones are rendered
// each time, so that nobody can fill the cache with padding.
const maxKeptQuery = 512

// staleWarning says that the database is away and what is shown is the last known state
// (RFC 9111 retired the field without another in its place; clients that do not know it
// lose nothing).
const staleWarning = `110 - "the database is away: this is the last known state"`

// servePrepared answers an anonymous read from the prepared bytes, rendering them where
// they are not there yet. It reports false for requests that go another way.
func (s *server) servePrepared(w http.ResponseWriter, r *http.Request) bool {
	if s.Cache == nil || (r.Method != http.MethodGet && r.Method != http.MethodHead) || len(r.URL.RawQuery) > maxKeptQuery {
		return false
	}
	if !plan.ActorFrom(r.Context()).Anonymous() {
		return false
	}
	key, fresh, ok := s.preparedKey(r)
	if !ok {
		return false // not of this kind, or a refusal, which the operation itself tells
	}
	answer, err := s.Cache.Get(r.Context(), key, func(ctx context.Context) (*prepared.Answer, error) {
		return s.render(ctx, r)
	})
	var refused *recorder
	switch {
	case errors.As(err, &refused):
		refused.replay(w)
		return true
	case err != nil:
		s.refuse(w, r, err)
		return true
	}
	if fresh.Stale {
		w.Header().Set("Warning", staleWarning)
	}
	prepared.Serve(w, r, answer)
	return true
}

// preparedKey tells what an answer depends on beside the request itself; ok is false for
// the addresses where that is more than a revision and a day.
func (s *server) preparedKey(r *http.Request) (key prepared.Key, fresh board.Freshness, ok bool) {
	key = prepared.Key{Path: r.URL.Path + "?" + r.URL.RawQuery, Variant: mediaType(r)}
	if r.URL.Path == Prefix+"/organizations" {
		_, fresh, err := s.Boards.Organizations(r.Context())
		key.Revision, key.Day = fresh.List, s.Clock.Today().String()
		return key, fresh, err == nil
	}
	key.Organization, ok = preparedFor(r.URL.Path)
	if !ok {
		return key, fresh, false
	}
	content, fresh, err := s.Boards.Public(r.Context(), key.Organization, plan.Date{})
	if err != nil {
		return key, fresh, false
	}
	peers, ok := s.peersVersion(r.Context(), r.URL.Path, key.Organization)
	if !ok {
		return key, fresh, false
	}
	key.Variant += peers
	key.Revision, key.Day = content.Revision, content.Today.String()
	return key, fresh, true
}

// revisionOfAll tells states of the list of organizations apart: every write raises the
// revision of one of them, and none is ever taken away.
func revisionOfAll(all []board.Summary) int64 {
	var sum int64
	for _, o := range all {
		sum += o.Organization.Revision
	}
	return sum
}

// preparedFor gives the organization of the addresses whose answers depend on nothing
// but its revision and the day (and, for a comparison, on the peers). The history depends on what the snapshot job stored,
// the audit trail is nobody's without a sign-in, coverage follows from the catalogue too, and
// there is no end to what people search for.
func preparedFor(path string) (organization string, ok bool) {
	rest, found := strings.CutPrefix(path, Prefix+"/organizations/")
	if !found {
		return "", false
	}
	organization, below, _ := strings.Cut(rest, "/")
	if below == "progress/history" || below == "search" || strings.HasPrefix(below, "coverage") || strings.HasPrefix(below, "audit-") {
		return "", false
	}
	return organization, plan.ValidOrganizationID(organization)
}

// render runs the operation once and takes the answer that it prepared. An answer that
// must not be kept comes back as an error that carries it.
func (s *server) render(ctx context.Context, r *http.Request) (*prepared.Answer, error) {
	plain := r.Clone(ctx)
	plain.Method = http.MethodGet
	for _, conditional := range []string{"If-None-Match", "If-Modified-Since", "Accept-Encoding"} {
		plain.Header.Del(conditional)
	}
	rec := &recorder{header: http.Header{}}
	s.mux.ServeHTTP(rec, plain)
	if rec.answer == nil {
		return nil, rec
	}
	return rec.answer, nil
}

// recorder is a ResponseWriter that keeps what it gets. It is an error so that an
// answer not worth keeping can travel through the cache.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
	answer *prepared.Answer
}

func (rec *recorder) Header() http.Header { return rec.header }

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
}

func (rec *recorder) Write(b []byte) (int, error) {
	rec.WriteHeader(http.StatusOK)
	return rec.body.Write(b)
}

func (rec *recorder) Error() string { return "an answer that is not kept" }

func (rec *recorder) replay(w http.ResponseWriter) {
	maps.Copy(w.Header(), rec.header.Clone())
	w.WriteHeader(rec.status)
	// The client has gone if this fails: there is nobody left to tell.
	_, _ = w.Write(rec.body.Bytes())
}
