package area_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

// The secret address of the own calendar is told once, replaced by the next one, and revoked.
func TestTheOwnCalendar(t *testing.T) {
	w := newWorld(t)
	referent := as(plan.RoleContributor, "tributi")
	w.account(referent)
	const path = "/area/c_m403/calendario"
	page := w.get(referent, path)
	if text := page.mainText(); !strings.Contains(text, "del tuo ufficio: Tributi") || !strings.Contains(page.Body.String(), "https://traguardi.example/enti/c_m403/uffici/tributi/calendario.ics") {
		t.Errorf("at first: %s", text)
	}
	holds := func(address string) bool {
		secret := strings.TrimSuffix(strings.TrimPrefix(address, "https://traguardi.example/calendario/"), ".ics")
		kept, account, err := w.store.CalendarByHash(t.Context(), auth.HashToken(secret))
		return err == nil && kept.Holds(account) && kept.Role == plan.RoleContributor
	}
	made := w.press(referent, path, page.theForm(t), "passo", "crea")
	first := dom.Attr(made.page.ByID("indirizzo"), "value")
	if made.Code != http.StatusOK || !holds(first) {
		t.Fatalf("%d: the address %q leads nowhere", made.Code, first)
	}
	page = w.get(referent, path)
	if page.page.ByID("indirizzo") != nil || strings.Contains(page.Body.String(), first) {
		t.Error("the address is told twice")
	}
	if !strings.Contains(page.mainText(), "L’hai creato il 20 novembre 2026.") {
		t.Errorf("once it was made: %s", page.mainText())
	}
	renewed := w.press(referent, path, page.theForm(t), "passo", "crea")
	second := dom.Attr(renewed.page.ByID("indirizzo"), "value")
	if holds(first) || !holds(second) {
		t.Error("a new address does not end the old one")
	}
	w.press(referent, path, page.theForm(t), "passo", "revoca").refused(t, http.StatusPreconditionFailed)
	revoked := w.follow(referent, w.press(referent, path, w.get(referent, path).theForm(t), "passo", "revoca"))
	if holds(second) || !strings.Contains(revoked.mainText(), "L’indirizzo non vale più.") {
		t.Errorf("revoked: %s", revoked.mainText())
	}
	for _, b := range revoked.page.All(atom.Button) {
		if dom.Attr(b, "value") == "revoca" {
			t.Error("what is not there can be revoked")
		}
	}
}

func (r response) refused(t *testing.T, status int) {
	t.Helper()
	if r.Code != status {
		t.Errorf("%d instead of %d: %s", r.Code, status, r.mainText())
	}
}
