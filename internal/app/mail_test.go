package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

// bootAt starts a server at an hour that stands still, and gives what stops it.
func bootAt(t *testing.T, s app.ServeSettings, at time.Time) (server *app.Server, stop func()) {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	log := &logged{t: t}
	server, err := app.Start(t.Context(), s, log, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		ctx, cancel := context.WithTimeout(context.Background(), s.ShutdownTimeout)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		if text := log.String(); strings.Contains(text, "ente.example") || strings.Contains(text, "c-m403.example") {
			t.Error("the log tells an address")
		}
		log.tell()
	}
	t.Cleanup(stop)
	return server, stop
}

var sentMail = regexp.MustCompile(`(?m)^traguardi_mail_messages_total\{outcome="sent"\} (\d+)$`)

// TestRemindersReachPeople: what a plan has to say in the morning reaches people once,
// however many replicas there are and however often they start; the next day once more.
func TestRemindersReachPeople(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	friday := func(hour, minute int) time.Time { return time.Date(2026, time.November, 20, hour, minute, 0, 0, rome) }
	onBoth(t, func(t *testing.T, url string) {
		post := smtptest.Start(t, smtptest.Options{})
		s := settings(url)
		s.SMTPHost, s.SMTPPort, s.SMTPTLS, s.MailFrom, s.ReminderDays = post.Host, post.Port, "none", "Traguardi <traguardi@ente.example>", "working"

		// Before half past seven the plan is made; yesterday's run, which nobody made, is
		// not made up for.
		early, stop := bootAt(t, s, friday(7, 0))
		ente(t, early, "c_m403", "Comune di Corigliano-Rossano")
		ente(t, early, "c_h501", "Comune senza piano")
		token := staff(t, early, "c_m403", "editor")
		staff(t, early, "c_m403", "viewer")
		staff(t, early, "c_h501", "editor")
		gone := "gone@c-m403.example"
		if _, err := early.CreateUser(t.Context(), app.User{Email: gone, Password: "una lunga frase d'ordine", Role: "editor", Organization: "c_m403"}); err != nil {
			t.Fatal(err)
		}
		if err := early.DisableUser(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		admin := staff(t, early, "c_m403", "admin")
		api := "http://" + early.Address + "/api/v1/organizations/c_m403"
		add := func(path, token, body string) { postOK(t, api+path, token, body) }
		add("/offices", admin, `{"code":"tributi","name":"Tributi"}`)
		add("/objectives", token, `{"code":"OB-01","title":"Servizi","horizon":"short","state":"active","added_on":"2026-01-12","start_on":"2026-01-12","lead_office":"tributi"}`)
		add("/objectives/OB-01/milestones", token, `{"title":"Sportello","office":"tributi","added_on":"2026-01-12","due_on":"2026-11-10"}`)
		stop()
		if n := len(post.Mails()); n != 0 {
			t.Fatalf("%d messages before the hour", n)
		}

		// Two replicas start at nine, both with the morning's run to make up for.
		one, stopOne := bootAt(t, s, friday(9, 0))
		two, stopTwo := bootAt(t, s, friday(9, 0))
		eventually(t, "the message is counted as sent", func() bool {
			total := 0
			for _, server := range []*app.Server{one, two} {
				if m := sentMail.FindStringSubmatch(call(t, http.MethodGet, "http://"+server.MetricsAddress+"/metrics", "").body); m != nil && m[1] == "1" {
					total++
				}
			}
			return total == 1
		})
		stopOne()
		stopTwo()
		mails := post.Mails()
		if len(mails) != 1 || !slices.Equal(mails[0].To, []string{"editor@c-m403.example"}) {
			t.Fatalf("sent %+v", mails)
		}
		if got := mails[0].Subject(t); !strings.HasPrefix(got, "Promemoria: 1 scaduto – Comune di Corigliano") {
			t.Errorf("the subject is %q", got)
		}

		// A start later that day sends nothing again; Saturday neither; Monday does.
		for _, c := range []struct {
			at   time.Time
			sent int
		}{{friday(18, 0), 1}, {friday(7, 31).AddDate(0, 0, 1), 1}, {friday(7, 31).AddDate(0, 0, 3), 2}, {friday(7, 31).AddDate(0, 0, 4), 2}} {
			server, stop := bootAt(t, s, c.at)
			eventually(t, "the run is made", func() bool {
				slot, _, ok, err := server.Store.LastSuccess(t.Context(), "reminders")
				if err != nil {
					t.Fatal(err)
				}
				y, m, d := slot.In(rome).Date()
				wantY, wantM, wantD := c.at.Date()
				return ok && y == wantY && m == wantM && d == wantD
			})
			if c.sent > 1 {
				eventually(t, "the next message arrives", func() bool { return len(post.Mails()) >= c.sent })
			}
			if n := len(post.Mails()); n != c.sent {
				t.Errorf("%s: %d messages in all, want %d", c.at, n, c.sent)
			}
			if c.sent > 1 {
				// One click on Monday: Tuesday has nothing to say to this person.
				unsubscribe(t, server, post.Mails()[c.sent-1])
			}
			stop()
		}
	})
}

func postOK(t *testing.T, url, token, body string) {
	t.Helper()
	post(t, url, token, body)
}

// unsubscribe does what a mail program does with a message, on whichever replica answers.
func unsubscribe(t *testing.T, s *app.Server, m smtptest.Mail) {
	t.Helper()
	header, _, _ := m.Read(t)
	address, err := url.Parse(strings.Trim(header.Get("List-Unsubscribe"), "<>"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.Address+address.Path, strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Error(err)
	}
	if response.StatusCode != http.StatusOK || len(response.Cookies()) != 0 {
		t.Errorf("one click: %d, cookies %v", response.StatusCode, response.Cookies())
	}
}

var anAddress = regexp.MustCompile(`https?://\S+`)

// TestLinksOfRemindersLead: whoever gets the demonstration's reminders signs in and opens
// what they lead to: each address is a page that the role may see, about what was told.
func TestLinksOfRemindersLead(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	post := smtptest.Start(t, smtptest.Options{})
	s := settings(migrated.SQLite.URL(t))
	s.Demo = true
	s.SMTPHost, s.SMTPPort, s.SMTPTLS, s.MailFrom, s.ReminderDays = post.Host, post.Port, "none", "traguardi@ente.example", "working"
	early, stop := bootAt(t, s, time.Date(2026, time.November, 20, 7, 0, 0, 0, rome))
	people := map[string]app.User{
		"contributor": {Role: "contributor", Organization: "c_m403", Office: ownOffice},
		"editor":      {Role: "editor", Organization: "c_m403"},
		"reviewer":    {Role: "reviewer", Organization: "c_m403"},
	}
	for name, user := range people {
		user.Email, user.Password = name+"@c-m403.example", staffPassword
		if _, err := early.CreateUser(t.Context(), user); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	server, _ := bootAt(t, s, time.Date(2026, time.November, 20, 7, 31, 0, 0, rome))
	eventually(t, "everybody has a message", func() bool { return len(post.Mails()) == len(people) })
	for _, m := range post.Mails() {
		_, text, _ := m.Read(t)
		b := newBrowser(t, server)
		if a := b.post("/accesso", "email", m.To[0], "password", staffPassword); a.status != http.StatusSeeOther {
			t.Fatalf("%s does not get in: %d", m.To[0], a.status)
		}
		opened := 0
		for _, address := range anAddress.FindAllString(text, -1) {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			a := b.get(u.RequestURI())
			if u.Path == "/area/c_m403" { // leads on to the role's desk
				if a.status != http.StatusSeeOther {
					t.Errorf("%s: the desk: %d", m.To[0], a.status)
				}
				continue
			}
			if a.status != http.StatusOK || u.Fragment != "" && !strings.Contains(a.body, `id="`+u.Fragment+`"`) {
				t.Errorf("%s: %s: %d, and the place is there: %v", m.To[0], address, a.status, strings.Contains(a.body, u.Fragment))
			}
			opened++
		}
		if opened < 2 { // its notifications, the address to unsubscribe
			t.Errorf("%s: only %d addresses in\n%s", m.To[0], opened, text)
		}
	}
}
