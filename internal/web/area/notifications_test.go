package area_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// account stores the account of an actor: what is its own hangs on it.
func (w *world) account(a plan.Actor) {
	w.t.Helper()
	ctx := w.t.Context()
	if err := w.store.Administer(ctx, func(tx tracker.AdminTx) error {
		return tx.SaveAccount(ctx, plan.Account{ID: a.AccountID, Email: "segreto" + a.AccountID + "@ente.example", CreatedAt: w.clock.Now(), Memberships: a.Memberships})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// off are the kinds that an account has turned off.
func (w *world) off(a plan.Actor) []plan.ReminderKind {
	w.t.Helper()
	n, err := w.store.Notifications(w.t.Context(), a.AccountID)
	if err != nil {
		w.t.Fatal(err)
	}
	return n.Off
}

func TestNotificationsPage(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	w.account(editor)
	const address = "/area/account/avvisi"

	page := w.get(editor, address)
	if body := page.Body.String(); strings.Count(body, ` checked`) != 4 || strings.Contains(body, "review_queue") || strings.Contains(body, "non manda posta") {
		t.Fatalf("at first: %s", body)
	}
	answer := w.post(editor, address, url.Values{"revisione": {"1"}, "overdue": {"si"}, "actions_due": {"si"}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != address+"?esito=saved" {
		t.Fatalf("%d to %s", answer.Code, answer.Header().Get("Location"))
	}
	if got, want := w.off(editor), []plan.ReminderKind{plan.RemindStale, plan.RemindQuestioned}; !slices.Equal(got, want) {
		t.Errorf("turned off %v, want %v", got, want)
	}
	if n := strings.Count(w.get(editor, address).Body.String(), ` checked`); n != 2 {
		t.Errorf("%d boxes are ticked afterwards", n)
	}

	// The same form sent twice writes once; another one made from an old page is held up,
	// filled as it was.
	if again := w.post(editor, address, url.Values{"revisione": {"1"}, "overdue": {"si"}, "actions_due": {"si"}}); again.Code != http.StatusSeeOther {
		t.Errorf("sent twice: %d", again.Code)
	}
	old := w.post(editor, address, url.Values{"revisione": {"1"}, "stale": {"si"}})
	if old.Code != http.StatusPreconditionFailed || strings.Count(old.Body.String(), ` checked`) != 1 || !strings.Contains(old.Body.String(), `name="revisione" value="2"`) {
		t.Errorf("an old page: %d %s", old.Code, old.Body)
	}
	if w.post(editor, address, url.Values{"stale": {"si"}}).Code != http.StatusUnprocessableEntity {
		t.Error("a form without its revision is written")
	}

	w.mail.off = true
	if body := w.get(editor, address).Body.String(); !strings.Contains(body, "non manda posta") {
		t.Error("an installation without mail does not say so")
	}
	viewer := as(plan.RoleViewer, "")
	if body := w.get(viewer, address).Body.String(); !strings.Contains(body, "non prevede promemoria") || strings.Contains(body, "<form class=\"a-form\"") {
		t.Error("a viewer is offered reminders that never come")
	}
	if got := w.get(nobody, address); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), "/accesso?") {
		t.Errorf("nobody: %d", got.Code)
	}
}

func TestUnsubscribePage(t *testing.T) {
	w := newWorld(t)
	editor := as(plan.RoleEditor, "")
	w.account(editor)
	token, hash, err := auth.NewToken()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.AddUnsubscribeToken(t.Context(), hash, editor.AccountID, w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	address := "/avvisi/" + token

	// Opening it does nothing, tells nobody's address, and hands the token to no other page.
	page := w.get(nobody, address)
	if page.Code != http.StatusOK || strings.Contains(page.Body.String(), "segreto") || page.Header().Get("Referrer-Policy") != "no-referrer" ||
		page.Header().Get("Cache-Control") != "no-store" || strings.Count(page.Body.String(), `name="avviso"`) != 4 {
		t.Errorf("%d %v %s", page.Code, page.Header(), page.Body)
	}
	if got := w.off(editor); got != nil {
		t.Fatalf("opening the page has turned off %v", got)
	}

	if got := w.post(nobody, address, url.Values{"scelti": {"si"}}); !strings.Contains(got.Body.String(), "Scegli almeno") || w.off(editor) != nil {
		t.Errorf("none chosen: %s", got.Body)
	}
	some := w.post(nobody, address, url.Values{"scelti": {"si"}, "avviso": {"stale"}})
	if got := w.off(editor); some.Code != http.StatusOK || !slices.Equal(got, []plan.ReminderKind{plan.RemindStale}) || strings.Count(some.Body.String(), `name="avviso"`) != 3 {
		t.Errorf("one chosen: %d, turned off %v", some.Code, got)
	}
	if got := w.post(nobody, address, url.Values{"scelti": {"si"}, "avviso": {"weather"}}); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a kind that there is not: %d", got.Code)
	}

	// One click, as mail programs do it: the fixed body, in either encoding, without a
	// cookie, answered without a redirect; and again.
	multipart := httptest.NewRequest(http.MethodPost, address, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"))
	multipart.Header.Set("Content-Type", `multipart/form-data; boundary=x`)
	for name, click := range map[string]func() response{
		"urlencoded": func() response { return w.post(nobody, address, url.Values{"List-Unsubscribe": {"One-Click"}}) },
		"multipart":  func() response { return w.do(nobody, multipart) },
	} {
		got := click()
		if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "Non ricevi più promemoria") || !slices.Equal(w.off(editor), plan.ReminderKinds) {
			t.Errorf("%s: %d, turned off %v", name, got.Code, w.off(editor))
		}
	}
	if body := w.get(nobody, address).Body.String(); !strings.Contains(body, "Non ricevi più promemoria") || strings.Contains(body, "<form class") {
		t.Errorf("afterwards: %s", body)
	}

	for _, r := range []response{w.get(nobody, "/avvisi/tgd_altro"), w.post(nobody, "/avvisi/tgd_altro", nil)} {
		if r.Code != http.StatusNotFound || !strings.Contains(r.Body.String(), "non vale più") {
			t.Errorf("a token that is not known: %d %s", r.Code, r.Body)
		}
	}
}
