// Package feed serves the calendars of the staff, each at a secret address: whoever has
// the address reads what the account that made it sees, and nothing else.
package feed

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Prefix is where the addresses begin.
const Prefix = publish.SecretPrefix

// Dependencies are what the handler needs; all are required.
type Dependencies struct {
	Boards board.Reader
	Clock  plan.Clock
	Log    *slog.Logger
	// BaseURL is the address of the installation, without a slash at its end.
	BaseURL string
	// Reader says for whom a secret reads, and of which organization: not_found where it
	// stands for nothing (auth.CalendarReader).
	Reader func(ctx context.Context, secret string) (reader plan.Actor, organization string, err error)
}

// New checks the dependencies and gives the handler. The pattern that it leaves in
// Request.Pattern names no secret, so that neither log nor metric does.
func New(d Dependencies) (http.Handler, error) {
	if d.Boards == nil || d.Clock.Now == nil || d.Clock.Location == nil || d.Log == nil || d.Reader == nil {
		return nil, errors.New("feed: a dependency is missing")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"{secret}", d.serve)
	return mux, nil
}

func (d Dependencies) serve(w http.ResponseWriter, r *http.Request) {
	answer, err := d.answer(r)
	if err != nil {
		status := problem.Report(r.Context(), d.Log, err).Status
		w.Header().Set("Cache-Control", "no-store")
		if status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "60")
		}
		http.Error(w, "Questo calendario non c’è, o in questo momento non si può leggere.", status)
		return
	}
	prepared.Serve(w, r, answer)
}

func (d Dependencies) answer(r *http.Request) (*prepared.Answer, error) {
	secret, ok := strings.CutSuffix(r.PathValue("secret"), publish.SecretSuffix)
	if !ok {
		return nil, plan.NotFound("calendar")
	}
	reader, organization, err := d.Reader(r.Context(), secret)
	if err != nil {
		return nil, err
	}
	if !tracker.MayRead(reader, organization) {
		return nil, plan.NotFound("calendar")
	}
	staff, _, err := d.Boards.Staff(r.Context(), organization, plan.Date{})
	if err != nil {
		return nil, err
	}
	calendar := publish.Calendar{Content: &staff.Content, Staff: staff, BaseURL: d.BaseURL, Zone: d.Clock.Location}
	// A referent follows its own office.
	if m, _ := reader.In(organization); m.Role == plan.RoleContributor {
		calendar.Office = m.Office
	}
	body, err := calendar.Write()
	if err != nil {
		return nil, err
	}
	return prepared.New(prepared.Content{ContentType: publish.CalendarContentType, Body: body, Header: http.Header{
		"Cache-Control": {"private, no-cache"}, "X-Robots-Tag": {"noindex"}, "Referrer-Policy": {"no-referrer"},
		"X-Content-Type-Options": {"nosniff"}, "Content-Disposition": {`attachment; filename="calendario.ics"`},
	}})
}
