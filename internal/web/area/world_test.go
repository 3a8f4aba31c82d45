package area_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/demo"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/testkit/sqlitetest"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
	"github.com/traguardi/traguardi/ui"
)

// world is the demonstration in a real SQLite database, with the staff's pages on it.
type world struct {
	t        *testing.T
	tracker  *tracker.Tracker
	boards   *board.Boards
	store    *store.Store
	site     *area.Site
	sessions *auth.Sessions
	clock    plan.Clock
	// fragments is set while answers are parts of pages: they are not held against the
	// rules for pages.
	fragments bool
	mail      postbox
	// wanted is what the site was made of, for tests that want another.
	wanted area.Dependencies
}

// postbox notes what would be sent by mail.
type postbox struct {
	off   bool
	links []string // "account kind"
}

func (p *postbox) Enabled() bool { return !p.off }

func (p *postbox) SendLink(_ context.Context, accountID string, kind plan.LinkKind) error {
	p.links = append(p.links, accountID+" "+string(kind))
	return nil
}

const ente = "c_m403"

// demonstration is a database with the demonstration in it, made once.
var demonstration = sqlitetest.NewTemplate(func(ctx context.Context, url string) (err error) {
	ctx = plan.WithActor(ctx, plan.SystemActor)
	clock, err := theHour()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{URL: url})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	return demo.Load(ctx, clock, func(c plan.Clock) (*tracker.Tracker, error) {
		return tracker.New(tracker.Dependencies{Store: db, Clock: c, Log: slog.New(slog.DiscardHandler), NewID: newID})
	})
})

// theHour is when all of these tests take place.
func theHour() (plan.Clock, error) {
	rome, err := time.LoadLocation("Europe/Rome")
	return plan.FixedClock(time.Date(2026, time.November, 20, 10, 30, 0, 0, rome), rome), err
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newWorld(t *testing.T) *world {
	t.Helper()
	clock, err := theHour()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	ctx := plan.WithActor(context.Background(), plan.SystemActor)
	db, err := store.Open(ctx, store.Options{URL: demonstration.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	boards := board.NewBoards(db, board.Options{Clock: clock, Log: log})
	w := &world{t: t, store: db, boards: boards, clock: clock}
	if w.tracker, err = tracker.New(tracker.Dependencies{
		Store: db, Clock: clock, Log: log, NewID: newID,
		OnCommit: []func(string, int64){boards.Notify}, OnCatalogue: []func(){boards.CatalogueChanged},
	}); err != nil {
		t.Fatal(err)
	}
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		t.Fatal(err)
	}
	vault, err := auth.NewVault(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.sessions = auth.NewSessions(db, plan.SessionTerms{Idle: time.Hour, Lifetime: 12 * time.Hour}, clock.Now, newID)
	local, err := auth.NewLocal(auth.LocalOptions{
		Store: db, Accounts: w.tracker, Sessions: w.sessions, Vault: vault, Now: clock.Now, Log: log, Issuer: "Traguardi",
	})
	if err != nil {
		t.Fatal(err)
	}
	w.wanted = area.Dependencies{
		Access: area.Access{Local: local, Sessions: w.sessions, Links: &w.mail, Client: func(*http.Request) netip.Addr { return netip.Addr{} }},
		Boards: boards, Tracker: w.tracker, Assets: assets, Clock: clock, Log: log, BaseURL: "https://traguardi.example", Version: "test",
	}
	w.open()
	return w
}

// open makes the site anew of what is wanted.
func (w *world) open() {
	w.t.Helper()
	var err error
	if w.site, err = area.New(w.wanted); err != nil {
		w.t.Fatal(err)
	}
}

// as is somebody with a role in the demonstration's ente; a contributor needs an office.
func as(role plan.Role, office string) plan.Actor {
	return plan.Actor{AccountID: "0190a5d2-0000-7000-8000-" + (string(role) + "000000000000")[:12], Memberships: []plan.Membership{
		{Organization: ente, Role: role, Office: office},
	}}
}

var nobody = plan.Actor{}

// response is an answer, with its page where it is one.
type response struct {
	*httptest.ResponseRecorder
	page *dom.Document
}

// get opens a page; every page is held against the rules for pages.
func (w *world) get(who plan.Actor, address string) response {
	w.t.Helper()
	return w.do(who, httptest.NewRequest(http.MethodGet, address, nil))
}

// post sends a form.
func (w *world) post(who plan.Actor, address string, values url.Values) response {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(who, r)
}

func (w *world) do(who plan.Actor, r *http.Request) response {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.site.ServeHTTP(recorder, r.WithContext(plan.WithActor(r.Context(), who)))
	answer := response{ResponseRecorder: recorder}
	if strings.HasPrefix(recorder.Header().Get("Content-Type"), "text/html") && recorder.Code != http.StatusSeeOther {
		if w.fragments {
			answer.page = dom.Parse(w.t, recorder.Body.String())
		} else {
			answer.page = dom.Check(w.t, r.Method+" "+r.URL.String(), recorder.Body.String())
		}
	}
	return answer
}

// rows looks at a part of a page, which is no page of its own.
func (w *world) rows(get func(plan.Actor, string) response, address string) response {
	w.t.Helper()
	w.fragments = true
	defer func() { w.fragments = false }()
	return get(europa, address)
}

// postRows sends a form that is answered with a part of a page.
func (w *world) postRows(address string, values url.Values) response {
	w.t.Helper()
	w.fragments = true
	defer func() { w.fragments = false }()
	return w.post(europa, address, values)
}
