package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The staff's calendar at a secret address: it has what is not public, ends at once with
// the role and with the account, and neither log nor metric tells where it is.
func TestTheCalendarOfTheStaff(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		c := settings(url)
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		log := &syncBuffer{}
		s, err := app.Start(t.Context(), c, log, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		stopped := false
		stop := func() {
			if !stopped {
				stopped = true
				if err := s.Stop(t.Context()); err != nil {
					t.Errorf("stop: %v", err)
				}
			}
		}
		defer stop()
		site := "http://" + s.Address
		ente(t, s, "c_prova", "Comune di Prova")
		editor := staff(t, s, "c_prova", "editor")
		post(t, site+"/api/v1/organizations/c_prova/meetings", editor, `{"title":"Incontro riservato","held_on":"2099-11-20","starts_at":"10:00"}`)
		account, err := s.Store.AccountByEmail(t.Context(), "editor@c-prova.example")
		if err != nil {
			t.Fatal(err)
		}
		me := plan.WithActor(t.Context(), plan.Actor{AccountID: account.ID, Memberships: account.Memberships})
		system := plan.WithActor(t.Context(), plan.SystemActor)
		address := func() string {
			t.Helper()
			secret, hash, err := auth.NewCalendar()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Tracker.CreateCalendarAddress(me, "c_prova", hash); err != nil {
				t.Fatal(err)
			}
			return publish.SecretAddress(site, secret)
		}
		read := func(what, address string, status int) answer {
			t.Helper()
			a := call(t, http.MethodGet, address, "")
			if a.status != status {
				t.Errorf("%s: %d, want %d: %s", what, a.status, status, a.body)
			}
			return a
		}
		first := address()
		a := read("the calendar", first, http.StatusOK)
		if !strings.Contains(a.body, "SUMMARY:Incontro riservato\r\n") || a.header.Get("Content-Type") != publish.CalendarContentType ||
			!strings.Contains(a.header.Get("Cache-Control"), "private") {
			t.Errorf("%v: %s", a.header, a.body)
		}
		if again := call(t, http.MethodGet, first, "", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("with its ETag: %d", again.status)
		}
		if public := call(t, http.MethodGet, site+"/enti/c_prova/calendario.ics", ""); strings.Contains(public.body, "riservato") {
			t.Error("the public's calendar has it too")
		}
		second := address()
		read("one that another has taken the place of", first, http.StatusNotFound)
		read("the other", second, http.StatusOK)
		for _, wrong := range []string{second[:len(second)-5] + "x.ics", strings.TrimSuffix(second, ".ics"), site + "/calendario/x.ics", site + "/calendario/"} {
			read("a wrong address", wrong, http.StatusNotFound)
		}
		ref := tracker.AccountRef{Organization: "c_prova", ID: account.ID}
		if err := s.Tracker.ChangeMembership(system, tracker.ChangeMembership{Account: ref, Role: plan.RoleViewer}); err != nil {
			t.Fatal(err)
		}
		read("after the role has changed", second, http.StatusNotFound)
		third := address()
		read("made under the new role", third, http.StatusOK)
		if err := s.Tracker.DisableAccount(system, ref); err != nil {
			t.Fatal(err)
		}
		read("of a disabled account", third, http.StatusNotFound)

		metrics := call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body
		if !strings.Contains(metrics, `route="GET /calendario/{secret}"`) {
			t.Error("the route has no name in the metrics")
		}
		stop()
		for what, text := range map[string]string{"the log": log.String(), "the metrics": metrics} {
			if strings.Contains(text, "tgc_") {
				t.Errorf("%s tells the secret", what)
			}
		}
	})
}
