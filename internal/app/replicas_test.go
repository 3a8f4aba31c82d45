package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
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
	url := migrated.Postgres.URL(t)
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

// The bound on what one client may ask holds for the installation, whichever replicas it turns to:
// the limit, and a tenth of it more for each replica but one.
func TestLimitsHoldAcrossReplicas(t *testing.T) {
	const limit, servers = 60, 3
	url := migrated.Postgres.URL(t)
	limited := settings(url)
	limited.RateLimit = limit
	limited.TrustedProxies = []string{"127.0.0.1/32"}
	var all []*app.Server
	for range servers {
		all = append(all, boot(t, limited))
	}
	ente(t, all[0], "c_prova", "Comune di Prova")
	eventually(t, "all know the ente", func() bool {
		for _, s := range all {
			if call(t, http.MethodGet, "http://"+s.Address+"/enti/c_prova", "").status != http.StatusOK {
				return false
			}
		}
		return true
	})
	for n, tc := range []struct {
		name, path, token string
		most              int
	}{
		{name: "API", path: "/api/v1/organizations/c_prova/offices", most: limit},
		{name: "search", path: "/enti/c_prova/cerca?q=parola", most: limit},
		{name: "sign-in", path: "/accesso", most: limit},
		{name: "secret calendars", path: "/calendario/" + strings.Repeat("A", 43) + ".ics", most: limit},
		{name: "tokens that are refused", path: "/api/v1/organizations/c_prova", token: "tgd_" + strings.Repeat("A", 43), most: limit},
	} {
		t.Run(tc.name, func(t *testing.T) {
			passed := 0
			var last answer
			for i := range 4 * tc.most {
				header := []string{"X-Forwarded-For", fmt.Sprint("192.0.2.", n+1)} // another client each time
				if tc.token != "" {
					header = append(header, "Authorization", "Bearer "+tc.token)
				}
				last = call(t, http.MethodGet, "http://"+all[i%servers].Address+tc.path, "", header...)
				if last.status != http.StatusTooManyRequests {
					passed++
				}
			}
			if most := tc.most + (servers-1)*tc.most/10; passed < tc.most || passed > most {
				t.Errorf("%d requests passed, want %d to %d", passed, tc.most, most)
			}
			if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
				t.Errorf("the last got %d, Retry-After %q", last.status, last.header.Get("Retry-After"))
			}
			t.Logf("%d of %d passed", passed, 4*tc.most)
		})
	}
}

// Who makes up sessions is stopped before each costs the database a question, whichever replicas it
// turns to: at as many as one replica would take, and a tenth of it more for each but one. A session
// that is known goes on at the same address, on each of them, and so do others' addresses.
func TestUnknownSessionsAreLimitedAcrossReplicas(t *testing.T) {
	const limit, servers = 300, 3 // of the program
	url := migrated.Postgres.URL(t)
	clock := newHour() // stands still: all of it is one minute
	c := settings(url)
	c.TrustedProxies = []string{"127.0.0.1/32"}
	var all []*app.Server
	for range servers {
		s, _ := bootOn(t, c, clock.now)
		all = append(all, s)
	}
	ente(t, all[0], "c_prova", "Comune di Prova")
	staff(t, all[0], "c_prova", "admin")
	person := newBrowser(t, all[0])
	if in := person.post("/accesso", "email", "admin@c-prova.example", "password", "una lunga frase d'ordine"); in.status != http.StatusSeeOther {
		t.Fatalf("sign-in: %d %s", in.status, in.body)
	}
	still := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(s *app.Server, client, token string) answer {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Address+"/area/account", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Forwarded-For", client)
		request.AddCookie(&http.Cookie{Name: "traguardi", Value: token})
		response, err := still.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer{response.StatusCode, response.Header, string(body)}
	}
	madeUp := func(n int) string { return fmt.Sprintf("tgs_%042dA", n) }
	known := func(when string) {
		t.Helper()
		for i, s := range all {
			if a := ask(s, "192.0.2.1", person.token()); a.status != http.StatusOK {
				t.Errorf("%s: a session that is known, on replica %d: %d", when, i, a.status)
			}
		}
	}
	known("before") // whichever replica has seen it knows it among those that are made up
	passed := 0
	var last answer
	for i := range 2 * limit {
		last = ask(all[i%servers], "192.0.2.1", madeUp(i))
		switch last.status {
		case http.StatusSeeOther: // to the way in
			passed++
		case http.StatusTooManyRequests:
		default:
			t.Fatalf("a made-up session: %d %s", last.status, last.body)
		}
	}
	if most := limit + (servers-1)*limit/10; passed < limit || passed > most {
		t.Errorf("%d made-up sessions were looked up, want %d to %d", passed, limit, most)
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
		t.Errorf("the last got %d, Retry-After %q", last.status, last.header.Get("Retry-After"))
	}
	known("afterwards")
	if a := ask(all[0], "192.0.2.2", madeUp(2*limit)); a.status != http.StatusSeeOther {
		t.Errorf("somebody else: %d", a.status)
	}
	clock.pass(time.Minute)
	if a := ask(all[1], "192.0.2.1", madeUp(2*limit+1)); a.status != http.StatusSeeOther {
		t.Errorf("a minute later: %d", a.status)
	}
	t.Logf("%d of %d were looked up", passed, 2*limit)
}

// Guessing a password is slowed down though each attempt meets another replica.
func TestGuessingIsSlowedDownAcrossReplicas(t *testing.T) {
	url := migrated.Postgres.URL(t)
	clock := newHour() // stands still: who is slowed down once is for all of the test
	one, _ := bootOn(t, settings(url), clock.now)
	other, _ := bootOn(t, settings(url), clock.now)
	ente(t, one, "c_prova", "Comune di Prova")
	staff(t, one, "c_prova", "admin")
	var statuses []int
	for i := range 12 {
		guesser := newBrowser(t, []*app.Server{one, other}[i%2])
		a := guesser.post("/accesso", "email", "admin@c-prova.example", "password", fmt.Sprint("una frase sbagliata ", i))
		statuses = append(statuses, a.status)
	}
	slowed := 0
	for _, status := range statuses {
		if status == http.StatusTooManyRequests {
			slowed++
		}
	}
	if slowed != 12-plan.SlowDownAccount.Free {
		t.Errorf("of 12 attempts %d were slowed down: %v", slowed, statuses)
	}
	right := newBrowser(t, other)
	if a := right.post("/accesso", "email", "admin@c-prova.example", "password", "una lunga frase d'ordine"); a.status != http.StatusTooManyRequests {
		t.Errorf("the right password while it is slowed down, on the other replica: %d", a.status)
	}
}

// A program that writes one update after another is not looked up for each; who it is no longer, it
// is refused all the same at once, whichever process revoked the token.
func TestARevokedTokenWritesNothingMore(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		settings := settings(url)
		if strings.HasPrefix(url, "postgres") {
			settings = deaf(t, url)
		}
		one, other := boot(t, settings), boot(t, settings)
		ente(t, one, "c_prova", "Comune di Prova")
		token, another := staff(t, one, "c_prova", "editor"), staff(t, one, "c_prova", "admin")
		api := "http://" + one.Address + "/api/v1/organizations/c_prova"
		post(t, api+"/offices", another, `{"code":"personale","name":"Ufficio Personale"}`)
		post(t, api+"/objectives", another, `{"code":"OB-01","title":"Formare","horizon":"short","lead_office":"personale","state":"active"}`)
		post(t, api+"/objectives/OB-01/milestones", another, `{"title":"Corso","office":"personale"}`)
		updates := api + "/milestones/OB-01.1/updates"
		report := func(token string) answer {
			return call(t, http.MethodPost, updates, `{"percent":5}`, "Authorization", "Bearer "+token, "If-Match", "*")
		}
		for range 3 {
			if a := report(token); a.status != http.StatusCreated {
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		if err := other.RevokeToken(t.Context(), "editor@c-prova.example", "test"); err != nil {
			t.Fatal(err)
		}
		a := report(token)
		if a.status != http.StatusUnauthorized || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%d %v %s", a.status, a.header, a.body)
		}
		if a := report(another); a.status != http.StatusCreated {
			t.Errorf("somebody else: %d %s", a.status, a.body)
		}
		list := call(t, http.MethodGet, updates, "").json(t)
		if items, _ := list["items"].([]any); len(items) != 4 {
			t.Errorf("%d updates are recorded, want 4: %v", len(items), list)
		}
	})
}
