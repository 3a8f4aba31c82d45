package app_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// standStill lets nobody write to an ente until the function that it returns is called, as a
// migration or a forgotten session would.
func standStill(t *testing.T, url, organization string) (goOn func()) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	if err := tx.QueryRowContext(t.Context(), "SELECT id FROM organizations WHERE id = $1 FOR UPDATE", organization).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

// writesOf sends n new offices at once and hands each answer on as it comes.
func writesOf(t *testing.T, offices, token, prefix string, n int) (answers chan answer, wait func()) {
	t.Helper()
	answers = make(chan answer, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			answers <- call(t, http.MethodPost, offices, fmt.Sprintf(`{"code":"%s-%d","name":"Ufficio"}`, prefix, i), "Authorization", "Bearer "+token)
		})
	}
	return answers, group.Wait
}

// waitingForLocks is how many statements of a database wait for a lock.
func waitingForLocks(t *testing.T, url string) (n int) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
	if err := db.QueryRowContext(t.Context(), waiting).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// wantShed fails unless an answer says, to a program or a person, to come again.
func wantShed(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("%s: %d, Retry-After %q: %s", what, a.status, a.header.Get("Retry-After"), a.body)
	}
}

// Writes that do not come to an end take the turns of the API and of staff: the next ones are told
// to come again. Public pages go on. When the database moves again, so does everything.
func TestFaultTheDatabaseStandsStill(t *testing.T) {
	url := migrated.Postgres.URL(t)
	c := settings(url)
	// A write stands still for longer than a loaded machine takes to look at it.
	c.MaxInFlight, c.AnswerTimeout = 4, 8*time.Second
	s := boot(t, c)
	site := "http://" + s.Address
	base := site + "/api/v1/organizations/c_prova"
	ente(t, s, "c_prova", "Comune di Prova")
	admin := staff(t, s, "c_prova", "admin")
	post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Tributi"}`)

	goOn := standStill(t, url, "c_prova")
	stuck, wait := writesOf(t, base+"/offices", admin, "fermo", 4)
	metric := func(line string) bool {
		return strings.Contains(call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body, line)
	}
	// Not only let in: while a body is still read, its turn is somebody else's.
	eventually(t, "four stand still", func() bool { return waitingForLocks(t, url) == 4 })
	if !metric(`traguardi_http_requests_in_flight{part="work"} 4`) {
		t.Error("the metrics do not tell that four are worked at")
	}

	// The API answers as a problem, also to programs on other sites; staff get a page.
	program := call(t, http.MethodGet, base+"/offices", "", "Origin", "https://altro.example")
	wantShed(t, "the API", program)
	if program.header.Get("Content-Type") != "application/problem+json" || program.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the API's refusal: %v %s", program.header, program.body)
	}
	person := call(t, http.MethodGet, site+"/accesso", "")
	wantShed(t, "the sign-in", person)
	if !strings.HasPrefix(person.header.Get("Content-Type"), "text/html") || !strings.Contains(person.body, `lang="it"`) {
		t.Errorf("staff's refusal: %v %s", person.header, person.body)
	}
	for _, path := range []string{"/", "/enti/c_prova", "/healthz", "/readyz"} {
		if a := call(t, http.MethodGet, site+path, ""); a.status != http.StatusOK {
			t.Errorf("%s while writes stand still: %d", path, a.status)
		}
	}
	if metric(`traguardi_http_requests_shed_total{part="work"} 0`) || !metric(`traguardi_http_requests_shed_total{part="pages"} 0`) {
		t.Error("the metrics do not tell what was shed")
	}
	// Those that stand still are told so, in their time.
	wait()
	for range 4 {
		wantShed(t, "a write that stood still", <-stuck)
	}

	goOn()
	answers, wait := writesOf(t, base+"/offices", admin, "dopo", 4)
	wait()
	for range 4 {
		if a := <-answers; a.status != http.StatusCreated {
			t.Errorf("afterwards: %d %s", a.status, a.body)
		}
	}
	offices := call(t, http.MethodGet, base+"/offices", "").body
	if strings.Contains(offices, "fermo-") || strings.Count(offices, "dopo-") < 4 {
		t.Errorf("what was refused is there, or what was accepted is not: %s", offices)
	}
	if !metric(`traguardi_http_requests_in_flight{part="work"} 0`) {
		t.Error("turns were not given back")
	}
}

// All connections to the database are taken: who needs one is told so in a bounded time, and
// readiness too tells in time that there is none.
func TestFaultEveryConnectionTaken(t *testing.T) {
	url := migrated.Postgres.URL(t)
	c := settings(url)
	c.MaxInFlight, c.AnswerTimeout = 0, 2*time.Second
	s := boot(t, c)
	site := "http://" + s.Address
	base := site + "/api/v1/organizations/c_prova"
	ente(t, s, "c_prova", "Comune di Prova")
	admin := staff(t, s, "c_prova", "admin")
	post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Tributi"}`)

	goOn := standStill(t, url, "c_prova")
	defer goOn()
	const writers = 30 // three times the connections
	began := time.Now()
	answers, wait := writesOf(t, base+"/offices", admin, "fermo", writers)
	if a := call(t, http.MethodGet, site+"/enti/c_prova", ""); a.status != http.StatusOK {
		t.Errorf("the page: %d", a.status)
	}
	if ready := call(t, http.MethodGet, site+"/readyz", ""); ready.status != http.StatusOK && ready.status != http.StatusServiceUnavailable {
		t.Errorf("ready: %d", ready.status)
	}
	wait()
	for range writers {
		wantShed(t, "a write", <-answers)
	}
	if took := time.Since(began); took > 5*c.AnswerTimeout {
		t.Errorf("it took %s until all had their answer", took)
	}
}
