package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// deaf are the settings of a replica that nobody tells of changes, and that does not look for them
// within the time of a test.
func deaf(t *testing.T, url string) app.ServeSettings {
	t.Helper()
	s := settings(url)
	// As an installation behind a pooler is brought up to date: by the way that migrations need.
	if _, err := app.MigrateUp(t.Context(), s.Common, io.Discard); err != nil {
		t.Fatal(err)
	}
	s.DatabaseDirect, s.PollInterval = "none", time.Hour
	return s
}

// Whoever is signed in, or has a token, sees their own change on any replica, at once, though no
// notification arrives there and no poll has been: pages, API and public pages alike. Readers
// whom nobody knows see what their replica knows.
func TestAWriterSeesItsOwnWriteOnEveryReplica(t *testing.T) {
	url := pgtest.URL(t)
	one, other := boot(t, deaf(t, url)), boot(t, deaf(t, url))
	ente(t, one, "c_prova", "Comune di Prova")
	token := staff(t, one, "c_prova", "admin")
	api := func(s *app.Server) string { return "http://" + s.Address + "/api/v1/organizations/c_prova" }
	public := func(s *app.Server) string { return "http://" + s.Address + "/enti/c_prova/uffici" }
	post(t, api(one)+"/offices", token, `{"code":"personale","name":"Ufficio Personale"}`)

	person := newBrowser(t, one)
	if in := person.post("/accesso", "email", "admin@c-prova.example", "password", "una lunga frase d'ordine"); in.status != http.StatusSeeOther {
		t.Fatalf("sign-in: %d %s", in.status, in.body)
	}
	elsewhere := *person
	elsewhere.site = "http://" + other.Address

	// Both replicas have their boards now.
	for _, s := range []*app.Server{one, other} {
		for _, path := range []string{api(s) + "/offices", public(s)} {
			if a := call(t, http.MethodGet, path, ""); a.status != http.StatusOK || !strings.Contains(a.body, "Ufficio Personale") {
				t.Fatalf("%s: %d %s", path, a.status, a.body)
			}
		}
	}

	// replicas take turns: a write on one, the first read on the other.
	turns := []struct {
		name       string
		writes, on *app.Server
		read       func(s *app.Server) answer
	}{
		{"API by token", one, other, func(s *app.Server) answer {
			return call(t, http.MethodGet, api(s)+"/offices", "", "Authorization", "Bearer "+token)
		}},
		{"API by session", other, one, func(*app.Server) answer { return person.get("/api/v1/organizations/c_prova/offices") }},
		{"staff page", one, other, func(*app.Server) answer { return elsewhere.get("/area/c_prova/amministrazione/uffici") }},
		{"public page while signed in", one, other, func(*app.Server) answer { return elsewhere.get("/enti/c_prova/uffici") }},
	}
	for i, turn := range turns {
		name := fmt.Sprintf("Ufficio numero %d", i)
		if i == 2 { // by the page that people use
			made := person.post("/area/c_prova/amministrazione/uffici/nuovo", "code", fmt.Sprintf("ufficio-%d", i), "name", name)
			if made.status != http.StatusSeeOther {
				t.Fatalf("%s: the form gave %d: %s", turn.name, made.status, made.body)
			}
		} else {
			post(t, api(turn.writes)+"/offices", token, fmt.Sprintf(`{"code":"ufficio-%d","name":%q}`, i, name))
		}
		if a := call(t, http.MethodGet, public(turn.on), ""); strings.Contains(a.body, name) {
			t.Fatalf("%s: an anonymous reader of the other replica sees it: notifications are not cut, the test proves nothing", turn.name)
		}
		if a := turn.read(turn.on); a.status != http.StatusOK || !strings.Contains(a.body, name) {
			t.Errorf("%s: %d, and the change is not there: %s", turn.name, a.status, a.body)
		}
	}
}
