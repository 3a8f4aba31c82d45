package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	ente    = "c_m403"
	another = "c_a662"
	root    = "/organizations/" + ente
)

// world is the API over a real database and real boards.
type world struct {
	t        testing.TB
	handler  http.Handler
	api      *server
	boards   *board.Boards
	tracker  *tracker.Tracker
	sessions *auth.Sessions
	mail     *postbox
	// people are actors with an account, by the name that a request goes by.
	people map[string]plan.Actor
	db     *store.Store
	cache  *prepared.Cache
	log    *bytes.Buffer
	// moved is by how many nanoseconds the clock went on: every look at it is later.
	moved atomic.Int64
}

var rome = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err)
	}
	return zone
}()

// theDay on which every test takes place.
const theDay = "2026-11-22"

func (w *world) now() time.Time {
	return time.Date(2026, time.November, 22, 10, 0, 0, int(w.moved.Add(int64(time.Millisecond))), rome)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOn(t, migrated.SQLite.URL(t))
}

func newWorldOn(t testing.TB, database string) *world {
	t.Helper()
	w := &world{t: t, people: map[string]plan.Actor{}, mail: &postbox{}, log: &bytes.Buffer{}, cache: prepared.NewCache(8 << 20)}
	clock := plan.Clock{Now: w.now, Location: rome}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelError}))
	ctx := context.Background()

	db, err := store.Open(ctx, store.Options{URL: database})
	w.must(err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.must(db.Migrate(ctx))
	w.db = db
	w.boards = board.NewBoards(db, board.Options{Clock: clock, Log: log})
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	w.tracker, err = tracker.New(tracker.Dependencies{
		Store: db, Clock: clock, Log: log, NewID: newID,
		OnCommit: []func(string, int64){w.boards.Notify, w.cache.DropOrganization},
	})
	w.must(err)
	w.sessions = auth.NewSessions(db, plan.SessionTerms{Idle: time.Hour, Lifetime: 12 * time.Hour}, w.now, newID)
	api, err := New(Dependencies{
		Boards: w.boards, Tracker: w.tracker, Sessions: w.sessions, Links: w.mail,
		LinkAddress: func(token string) string { return "https://traguardi.example/accesso/link/" + token }, Clock: clock, Log: log, Cache: w.cache,
		BaseURL: "https://traguardi.example", Version: "0.0.0-test",
	})
	w.must(err)
	w.api = api.(*server)
	w.handler = w.signingIn(api)

	system := plan.WithActor(ctx, plan.SystemActor)
	for _, id := range []string{ente, another} {
		_, err = w.tracker.CreateOrganization(system, plan.Organization{ID: id, Name: "Comune di " + id, Region: "Calabria"})
		w.must(err)
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// actorField stands for what package auth does with a token.
const actorField = "Test-Actor"

var actors = map[string]plan.Actor{
	"viewer":      member("viewer", plan.RoleViewer, ""),
	"contributor": member("contributor", plan.RoleContributor, "ufficio-europa"),
	"editor":      member("editor", plan.RoleEditor, ""),
	"reviewer":    member("reviewer", plan.RoleReviewer, ""),
	"admin":       member("admin", plan.RoleAdmin, ""),
	// The same admin with tokens that are narrower.
	"admin, reading":   withToken("admin", plan.TokenGrant{ID: "t-1", Scope: plan.TokenRead}),
	"admin, elsewhere": withToken("admin", plan.TokenGrant{ID: "t-2", Scope: plan.TokenWrite, Organization: another}),
	"stranger":         {AccountID: "stranger", Memberships: []plan.Membership{{Organization: another, Role: plan.RoleAdmin}}},
}

func member(account string, role plan.Role, office string) plan.Actor {
	return plan.Actor{AccountID: account, Memberships: []plan.Membership{{Organization: ente, Role: role, Office: office}}}
}

func withToken(account string, grant plan.TokenGrant) plan.Actor {
	a := member(account, plan.RoleAdmin, "")
	a.Memberships = append(a.Memberships, plan.Membership{Organization: another, Role: plan.RoleAdmin})
	a.Token = grant
	return a
}

func (w *world) signingIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if name := r.Header.Get(actorField); name != "" {
			actor, ok := w.people[name]
			if !ok {
				actor = actors[name]
			}
			r = r.WithContext(plan.WithActor(r.Context(), actor))
		}
		next.ServeHTTP(rw, r)
	})
}

func system(t testing.TB) context.Context {
	t.Helper()
	return plan.WithActor(t.Context(), plan.SystemActor)
}

// person makes an account with a role, and gives the name under which it asks when it is
// signed in.
func (w *world) person(name string, role plan.Role, office string) string {
	w.t.Helper()
	system := plan.WithActor(context.Background(), plan.SystemActor)
	account, err := w.tracker.CreateAccount(system, tracker.CreateAccount{
		Email: name + "@comune.example", PasswordHash: "hash of " + name, Organization: ente, Role: role, Office: office,
	})
	w.must(err)
	_, session, err := w.sessions.Begin(system, auth.NewSession{AccountID: account.ID, Method: plan.SignInPassword, Client: "Firefox, Linux"})
	w.must(err)
	w.people[name] = plan.Actor{AccountID: account.ID, SessionID: session.ID, Memberships: account.Memberships}
	return name
}

// postbox takes what is sent by mail; while it is off nothing is sent.
type postbox struct {
	on   bool
	sent []string
}

func (p *postbox) Enabled() bool { return p.on }

func (p *postbox) SendLink(_ context.Context, accountID string, kind plan.LinkKind) error {
	p.sent = append(p.sent, accountID+" "+string(kind))
	return nil
}

// byToken gives the name under which somebody asks with a token.
func (w *world) byToken(name string, grant plan.TokenGrant) string {
	actor := w.people[name]
	actor.SessionID, actor.Token = "", grant
	as := name + ", " + grant.ID
	w.people[as] = actor
	return as
}

// request is one request of a test.
type request struct {
	as, method, path string
	body             any // a string as it is, nil none, anything else as JSON
	header           map[string]string
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	json object
}

func (a answer) tag() string { return a.Header().Get("ETag") }

// try sends a request, and checks what holds for every answer.
func (w *world) try(q request) answer {
	w.t.Helper()
	var body io.Reader
	contentType := mediaJSON
	switch b := q.body.(type) {
	case nil:
		contentType = ""
	case string:
		body = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		w.must(err)
		body = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(q.method, Prefix+q.path, body)
	if contentType != "" {
		if q.method == http.MethodPatch {
			contentType = mediaMergePatch
		}
		r.Header.Set("Content-Type", contentType)
	}
	if q.as != "" {
		r.Header.Set(actorField, q.as)
	}
	for name, value := range q.header {
		if value == "" {
			r.Header.Del(name)
			continue
		}
		r.Header.Set(name, value)
	}
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	w.handler.ServeHTTP(a, r)
	w.checkAnswer(q, a)
	if strings.Contains(a.Header().Get("Content-Type"), "json") && a.Body.Len() > 0 && a.Header().Get("Content-Encoding") == "" {
		if err := json.Unmarshal(a.Body.Bytes(), &a.json); err != nil {
			w.t.Fatalf("%s %s: %v in %s", q.method, q.path, err, a.Body)
		}
	}
	conforms(w.t, q, a)
	return a
}

func (w *world) checkAnswer(q request, a answer) {
	w.t.Helper()
	at := fmt.Sprintf("%s %s as %q", q.method, q.path, q.as)
	if a.Header().Get("Access-Control-Allow-Origin") != "*" {
		w.t.Errorf("%s: no Access-Control-Allow-Origin", at)
	}
	if a.Header().Get("Cache-Control") == "" {
		w.t.Errorf("%s: no Cache-Control", at)
	}
	if a.Code >= 400 && a.Header().Get("Content-Type") != problem.ContentType {
		w.t.Errorf("%s: %d is %q", at, a.Code, a.Header().Get("Content-Type"))
	}
	if a.Code >= 400 && a.Header().Get("Cache-Control") != cachePrivate {
		w.t.Errorf("%s: a refusal may be kept", at)
	}
	if a.Code == http.StatusInternalServerError {
		w.t.Errorf("%s: 500, log: %s", at, w.log)
	}
}

// expect sends a request and wants a status.
func (w *world) expect(status int, q request) answer {
	w.t.Helper()
	a := w.try(q)
	if a.Code != status {
		w.t.Fatalf("%s %s as %q: %d, want %d: %s", q.method, q.path, q.as, a.Code, status, a.Body)
	}
	return a
}

func (w *world) get(as, path string) answer {
	w.t.Helper()
	return w.expect(http.StatusOK, request{as: as, method: "GET", path: path})
}

// create posts an object and gives it back.
func (w *world) create(as, path string, body any) answer {
	w.t.Helper()
	return w.expect(http.StatusCreated, request{as: as, method: "POST", path: path, body: body})
}

// report posts an update against the milestone as it is. What it answers is what a read of the
// update gives from then on, ETag included.
func (w *world) report(as, milestone string, body any) answer {
	w.t.Helper()
	tag := w.get("editor", root+"/milestones/"+milestone).tag()
	a := w.expect(http.StatusCreated, request{
		as: as, method: "POST", path: root + "/milestones/" + milestone + "/updates", body: body, header: map[string]string{"If-Match": tag},
	})
	location, _ := strings.CutPrefix(a.Header().Get("Location"), Prefix)
	if read := w.get(as, location); !reflect.DeepEqual(read.json, a.json) || read.tag() != a.tag() {
		w.t.Errorf("the answer to the report is %s (%s), the update %s (%s)", a.Body, a.tag(), read.Body, read.tag())
	}
	return a
}

// basics makes two offices, an active objective with a milestone and a draft with one.
func (w *world) basics() {
	w.t.Helper()
	for code, name := range map[string]string{"ufficio-europa": "Ufficio Europa", "lavori-pubblici": "Lavori pubblici"} {
		w.create("admin", root+"/offices", object{"code": code, "name": name})
	}
	w.create("admin", root+"/sectors", object{"name": "Cittadini"})
	w.create("editor", root+"/objectives", object{
		"code": "OB-01", "title": "Digitalizzare gli sportelli", "horizon": "short", "state": "active", "lead_office": "ufficio-europa",
		"start_on": "2026-01-01", "due_on": "2026-12-31", "sectors": []string{"cittadini"}, "added_on": "2026-01-01",
	})
	w.create("editor", root+"/objectives/OB-01/milestones", object{
		"title": "Gara aggiudicata", "office": "ufficio-europa", "start_on": "2026-02-01", "due_on": "2026-10-31", "added_on": "2026-01-01",
	})
	w.create("editor", root+"/objectives", object{"code": "OB-02", "title": "Bozza segreta", "horizon": "long"})
	w.create("editor", root+"/objectives/OB-02/milestones", object{"title": "Passo segreto", "office": "lavori-pubblici"})
}

// refused checks that an answer is a refusal of a field by a rule.
func (a answer) refused(t testing.TB, status int, location, rule string) {
	t.Helper()
	if a.Code != status {
		t.Fatalf("%d, want %d: %s", a.Code, status, a.Body)
	}
	fields, _ := a.json["errors"].([]any)
	for _, f := range fields {
		if dig(f, "location") == location && dig(f, "rule") == rule {
			return
		}
	}
	t.Errorf("no %s at %s in %s", rule, location, a.Body)
}
