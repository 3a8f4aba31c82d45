package area_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

func TestWhoeverIsNotSignedInIsAskedWhoItIs(t *testing.T) {
	w := newWorld(t)
	answer := w.get(nobody, "/area/c_m403/obiettivi?parole=spid")
	if answer.Code == http.StatusNotFound {
		answer = w.get(nobody, "/area/c_m403?parole=spid")
	}
	location := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(location, "/accesso?prosegui=%2Farea%2Fc_m403") {
		t.Fatalf("got %d %q", answer.Code, location)
	}
	page := w.get(nobody, location)
	if page.Code != http.StatusOK || page.page.ByID("f-email") == nil || page.page.ByID("f-password") == nil {
		t.Errorf("no sign-in form: %d %s", page.Code, page.Body)
	}
}

func TestAnAddressOfNoPageSaysSo(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		address string
		who     plan.Actor
		status  int
	}{
		{"/area/questa-no", as(plan.RoleEditor, ""), http.StatusNotFound},
		{"/area/C_M403", as(plan.RoleEditor, ""), http.StatusNotFound},
		{"/area/c_m403/niente/del/tutto", as(plan.RoleEditor, ""), http.StatusNotFound},
		{"/area/c_h501", as(plan.RoleEditor, ""), http.StatusForbidden},
		{"/area/c_m403", plan.Actor{AccountID: "x"}, http.StatusForbidden},
	} {
		answer := w.get(c.who, c.address)
		if answer.Code != c.status {
			t.Errorf("%s: %d, want %d", c.address, answer.Code, c.status)
		}
		if answer.page == nil || len(answer.page.All(atom.H1)) != 1 {
			t.Errorf("%s: no page: %s", c.address, answer.Body)
		}
	}
}

func TestPagesOfTheStaffAreNeverKept(t *testing.T) {
	w := newWorld(t)
	for _, answer := range []response{
		w.get(nobody, "/accesso"), w.get(as(plan.RoleEditor, ""), "/area/c_m403/no"), w.get(as(plan.RoleEditor, ""), "/area"),
	} {
		if got := answer.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control is %q", got)
		}
		if answer.page != nil && !strings.Contains(answer.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("the policy is %q", answer.Header().Get("Content-Security-Policy"))
		}
	}
}

// While the database is away a session cannot be looked up: the page says so, instead of
// asking for a password.
func TestASessionThatCannotBeLookedUp(t *testing.T) {
	w := newWorld(t)
	away := auth.Identify(auth.Identity{
		Store: awayStore{}, Cookies: auth.NewCookies(false), Idle: time.Hour, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler),
	})(w.site)
	token := "tgs_" + strings.Repeat("A", 43)
	r := httptest.NewRequest(http.MethodGet, "/area/c_m403", nil)
	r.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
	recorder := httptest.NewRecorder()
	away.ServeHTTP(recorder, r)
	if recorder.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", recorder.Code, recorder.Body)
	}
}

// awayStore is a database that does not answer.
type awayStore struct{}

func (awayStore) AccountByTokenHash(context.Context, string) (plan.Account, plan.Token, error) {
	return plan.Account{}, plan.Token{}, plan.Errorf(plan.KindUnavailable, "away")
}

func (awayStore) AccountBySessionHash(context.Context, string) (plan.Account, plan.Session, error) {
	return plan.Account{}, plan.Session{}, plan.Errorf(plan.KindUnavailable, "away")
}

func (awayStore) SecondFactor(context.Context, string) (plan.SecondFactor, bool, error) {
	return plan.SecondFactor{}, false, plan.Errorf(plan.KindUnavailable, "away")
}

func (awayStore) TouchSession(context.Context, string, time.Time, time.Time) error {
	return plan.Errorf(plan.KindUnavailable, "away")
}

func TestAnAccountOfSeveralEntiChooses(t *testing.T) {
	w := newWorld(t)
	who := as(plan.RoleEditor, "")
	who.Memberships = append(who.Memberships, plan.Membership{Organization: "c_h501", Role: plan.RoleViewer})
	answer := w.get(who, "/area")
	if answer.Code != http.StatusOK {
		t.Fatalf("got %d", answer.Code)
	}
	links := strings.Join(answer.page.Links(), " ")
	if !strings.Contains(links, "/area/c_m403") || !strings.Contains(links, "/area/c_h501") {
		t.Errorf("links: %s", links)
	}
	if !strings.Contains(dom.Text(answer.page.All(atom.Main)[0]), "Corigliano-Rossano") {
		t.Error("the ente is not named")
	}
}
