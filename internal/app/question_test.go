package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

// TestTheOfficeIsTold: a question of the assessore is at the head of the office's list, and
// counted in its menu, with the next page that it opens, and in its next reminders, until
// it is answered; a meeting that is planned with the office is on its list and in its
// calendar, published or not. Another office hears of neither.
func TestTheOfficeIsTold(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, rome)
	}
	onBoth(t, func(t *testing.T, url string) {
		mail := smtptest.Start(t, smtptest.Options{})
		s := settings(url)
		s.SMTPHost, s.SMTPPort, s.SMTPTLS, s.MailFrom, s.ReminderDays = mail.Host, mail.Port, "none", "traguardi@ente.example", "working"

		// Friday morning, after the reminders of the day.
		server, stop := bootAt(t, s, at(20, 9, 0))
		ente(t, server, "c_m403", "Comune di Prova")
		api := "http://" + server.Address + "/api/v1/organizations/c_m403"
		admin, editor, reviewer := staff(t, server, "c_m403", "admin"), staff(t, server, "c_m403", "editor"), staff(t, server, "c_m403", "reviewer")
		tokens := map[string]string{}
		for _, office := range []string{"tributi", "cultura"} {
			post(t, api+"/offices", admin, `{"code":"`+office+`","name":"`+office+`"}`)
			email := office + "@c-m403.example"
			if _, err := server.CreateUser(t.Context(), app.User{Email: email, Password: staffPassword, Role: "contributor", Organization: "c_m403", Office: office}); err != nil {
				t.Fatal(err)
			}
			if tokens[office], err = server.CreateToken(t.Context(), app.NewToken{Email: email, Name: "test", Scope: "write", Expires: 240 * time.Hour}); err != nil {
				t.Fatal(err)
			}
		}
		post(t, api+"/objectives", editor, `{"code":"OB-01","title":"Servizi","horizon":"short","state":"active","start_on":"2026-11-20","lead_office":"tributi"}`)
		made := post(t, api+"/objectives/OB-01/milestones", editor, `{"title":"Sportello","office":"tributi","due_on":"2027-10-10"}`)
		report := func(body string, made answer) answer {
			t.Helper()
			a := call(t, http.MethodPost, api+"/milestones/OB-01.1/updates", body, "Authorization", "Bearer "+tokens["tributi"], "If-Match", made.header.Get("ETag"))
			if a.status != http.StatusCreated {
				t.Fatalf("reported: %d %s", a.status, a.body)
			}
			return a
		}
		var update struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal([]byte(report(`{"state":"in_progress","percent":40}`, made).body), &update); err != nil {
			t.Fatal(err)
		}

		list := func(office string) string {
			t.Helper()
			b := newBrowser(t, server)
			if a := b.post("/accesso", "email", office+"@c-m403.example", "password", staffPassword); a.status != http.StatusSeeOther {
				t.Fatalf("%s does not get in: %d", office, a.status)
			}
			return b.get("/area/c_m403/ufficio").body
		}
		const question, counted, meeting = "Con quale atto?", `<span class="a-vh"> domanda a cui rispondere</span>`, "Incontro riservato"
		if page := list("tributi"); strings.Contains(page, question) || strings.Contains(page, counted) || strings.Contains(page, meeting) {
			t.Error("it is told before it is asked")
		}
		post(t, api+"/updates/"+update.ID+"/review", reviewer, `{"verdict":"questioned","note":"`+question+`"}`)
		post(t, api+"/meetings", editor, `{"title":"`+meeting+`","held_on":"2026-12-03","starts_at":"10:00","offices":["tributi"]}`)
		for office, told := range map[string]bool{"tributi": true, "cultura": false} {
			page := list(office)
			for what, text := range map[string]string{"the question": question, "how many there are": counted, "the meeting": meeting} {
				if strings.Contains(page, text) != told {
					t.Errorf("the list of %s has %s: %v", office, what, !told)
				}
			}
			account, err := server.Store.AccountByEmail(t.Context(), office+"@c-m403.example")
			if err != nil {
				t.Fatal(err)
			}
			secret, hash, err := auth.NewCalendar()
			if err != nil {
				t.Fatal(err)
			}
			me := plan.WithActor(t.Context(), plan.Actor{AccountID: account.ID, Memberships: account.Memberships})
			if _, err := server.Tracker.CreateCalendarAddress(me, "c_m403", hash); err != nil {
				t.Fatal(err)
			}
			if a := call(t, http.MethodGet, publish.SecretAddress("http://"+server.Address, secret), ""); strings.Contains(a.body, meeting) != told {
				t.Errorf("the calendar of %s has the meeting: %v (%d)", office, !told, a.status)
			}
		}
		stop()
		if n := len(mail.Mails()); n != 0 {
			t.Fatalf("%d messages on Friday", n)
		}

		// Monday morning: the office, and the Ufficio Europa, which sees that it is answered.
		server, stop = bootAt(t, s, at(23, 7, 31))
		eventually(t, "the messages arrive", func() bool { return len(mail.Mails()) >= 2 })
		api = "http://" + server.Address + "/api/v1/organizations/c_m403"
		asked := map[string]bool{}
		for _, m := range mail.Mails() {
			_, text, html := m.Read(t)
			if strings.Contains(text, question) && strings.Contains(html, question) && strings.Contains(m.Subject(t), "1 domanda") {
				asked[m.To[0]] = true
			}
		}
		if len(asked) != 2 || !asked["tributi@c-m403.example"] || !asked["editor@c-m403.example"] {
			t.Errorf("told by mail: %v", asked)
		}
		now := call(t, http.MethodGet, api+"/milestones/OB-01.1", "", "Authorization", "Bearer "+tokens["tributi"])
		report(`{"note":"Con la determina 12."}`, now)
		if page := list("tributi"); strings.Contains(page, counted) {
			t.Error("what is answered is still counted")
		}
		sent := len(mail.Mails())
		stop()

		// Tuesday: an answer waits for the assessore, nobody is asked any more.
		_, stop = bootAt(t, s, at(24, 7, 31))
		eventually(t, "the assessore's message arrives", func() bool {
			for _, m := range mail.Mails()[sent:] {
				if m.To[0] == "reviewer@c-m403.example" {
					return true
				}
			}
			return false
		})
		stop()
		for _, m := range mail.Mails()[sent:] {
			if _, text, _ := m.Read(t); strings.Contains(text, "Domande senza risposta") {
				t.Errorf("%s is told of a question that has its answer", m.To[0])
			}
		}
	})
}
