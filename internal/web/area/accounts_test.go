package area_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

const accountsAt = "/area/c_m403/amministrazione/account"

func systemContext() context.Context {
	return plan.WithActor(context.Background(), plan.SystemActor)
}

// member makes an account with a role.
func (w *world) member(email string, role plan.Role, office string) plan.Account {
	w.t.Helper()
	a, err := w.tracker.CreateAccount(systemContext(), tracker.CreateAccount{
		Email: email, PasswordHash: "$argon2id$made-up", Organization: ente, Role: role, Office: office,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) membership(accountID string) tracker.StaffMember {
	w.t.Helper()
	m, err := w.tracker.StaffMember(systemContext(), ente, accountID)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func TestTheAdminInvitesSomebody(t *testing.T) {
	w := newWorld(t)
	admin := as(plan.RoleAdmin, "")
	refused := w.post(admin, accountsAt, url.Values{"email": {"chi@"}, "role": {"contributor"}})
	if refused.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong address: %d", refused.Code)
	}
	if got := dom.Attr(refused.page.ByID("f-email"), "value"); got != "chi@" {
		t.Errorf("the address comes back as %q", got)
	}
	for _, said := range []string{"Scrivi un indirizzo e-mail.", "Un referente ha un ufficio: sceglilo."} {
		if !strings.Contains(dom.Text(refused.page.ByID("errori")), said) {
			t.Errorf("the summary lacks %q: %s", said, dom.Text(refused.page.ByID("errori")))
		}
	}
	invited := w.post(admin, accountsAt, url.Values{"email": {"Nuova@Comune.example"}, "role": {"contributor"}, "office": {"tributi"}})
	if invited.Code != http.StatusOK && invited.Code != http.StatusSeeOther {
		t.Fatalf("the invitation: %d %s", invited.Code, invited.Body)
	}
	list := w.get(admin, accountsAt)
	text := dom.Text(list.page.All(atom.Main)[0])
	if !strings.Contains(text, "nuova@comune.example") || !strings.Contains(text, "Invitato") {
		t.Errorf("the list: %s", text)
	}
	again := w.post(admin, accountsAt, url.Values{"email": {"nuova@comune.example"}, "role": {"viewer"}})
	if again.Code != http.StatusConflict || !strings.Contains(again.Body.String(), "È già in uso.") {
		t.Errorf("invited twice: %d", again.Code)
	}
}

func TestTheAdminChangesAnAccount(t *testing.T) {
	w := newWorld(t)
	admin := as(plan.RoleAdmin, "")
	w.member("capo@comune.example", plan.RoleAdmin, "")
	account := w.member("chi@comune.example", plan.RoleViewer, "")
	at := accountsAt + "/" + account.ID
	opened := w.get(admin, at)
	revision := ""
	for _, input := range opened.page.All(atom.Input) {
		if dom.Attr(input, "name") == "revisione" {
			revision = dom.Attr(input, "value")
		}
	}
	saved := w.post(admin, at, url.Values{"revisione": {revision}, "role": {"contributor"}, "office": {"tributi"}})
	if m := w.membership(account.ID); saved.Code != http.StatusSeeOther || m.Role != plan.RoleContributor || m.Office != "tributi" {
		t.Fatalf("%d, and it is %+v", saved.Code, m)
	}
	// Somebody else's page is of before that: it is refused, and what was chosen is still there.
	stale := w.post(admin, at, url.Values{"revisione": {revision}, "role": {"editor"}})
	if stale.Code != http.StatusPreconditionFailed || !strings.Contains(stale.Body.String(), `<option value="editor" selected>`) {
		t.Errorf("a stale change: %d", stale.Code)
	}
	for _, act := range []struct {
		name string
		done func(tracker.StaffMember) bool
	}{
		{"disabilita", func(m tracker.StaffMember) bool { return m.Disabled }},
		{"riabilita", func(m tracker.StaffMember) bool { return !m.Disabled }},
	} {
		if asked := w.get(admin, at+"/"+act.name); asked.Code != http.StatusOK || act.done(w.membership(account.ID)) {
			t.Fatalf("%s: only looking at the question answers %d, or does it", act.name, asked.Code)
		}
		now := w.membership(account.ID).Revision
		if did := w.post(admin, at+"/"+act.name, url.Values{"revisione": {strconv.FormatInt(now, 10)}}); did.Code != http.StatusSeeOther || !act.done(w.membership(account.ID)) {
			t.Errorf("%s: %d", act.name, did.Code)
		}
	}
}

func TestALinkThatIsHandedOverIsShownOnce(t *testing.T) {
	w := newWorld(t)
	w.mail.off = true
	admin := as(plan.RoleAdmin, "")
	account := w.member("chi@comune.example", plan.RoleViewer, "")
	at := accountsAt + "/" + account.ID + "/collegamento"
	shown := w.post(admin, at, url.Values{})
	link := dom.Attr(shown.page.ByID("f-link"), "value")
	if shown.Code != http.StatusOK || !strings.HasPrefix(link, "https://traguardi.example/accesso/link/tgl_") {
		t.Fatalf("%d, link %q", shown.Code, link)
	}
	if strings.Contains(w.get(admin, accountsAt+"/"+account.ID).Body.String(), "tgl_") {
		t.Error("the link is shown again")
	}
}

// A double click, without a script: the second answer is the one that is seen, and has the
// link that the first one made.
func TestAnInvitationPostedTwiceIsOne(t *testing.T) {
	w := newWorld(t)
	w.mail.off = true
	admin := as(plan.RoleAdmin, "")
	invitation := url.Values{"chiave": {"un-modulo"}, "email": {"Chi@comune.example"}, "role": {"viewer"}}
	link := dom.Attr(w.post(admin, accountsAt, invitation).page.ByID("f-link"), "value")
	again := w.post(admin, accountsAt, invitation)
	if again.Code != http.StatusOK || link == "" || dom.Attr(again.page.ByID("f-link"), "value") != link {
		t.Errorf("the second time: %d, and the link is another than %q", again.Code, link)
	}
	if list := w.get(admin, accountsAt); strings.Count(dom.Text(list.page.All(atom.Main)[0]), "chi@comune.example") != 1 {
		t.Errorf("the list: %s", dom.Text(list.page.All(atom.Main)[0]))
	}
	invitation.Set("chiave", "un-altro")
	if other := w.post(admin, accountsAt, invitation); other.Code != http.StatusConflict || other.page.ByID("f-link") != nil {
		t.Errorf("another form: %d", other.Code)
	}
}

// The last admin of an organization stays, whoever asks.
func TestTheLastAdminStays(t *testing.T) {
	w := newWorld(t)
	account := w.member("capo@comune.example", plan.RoleAdmin, "")
	for _, act := range []string{"disabilita", "togli", "cancella"} {
		now := strconv.FormatInt(w.membership(account.ID).Revision, 10)
		answer := w.post(as(plan.RoleAdmin, ""), accountsAt+"/"+account.ID+"/"+act, url.Values{"revisione": {now}})
		if answer.Code != http.StatusConflict || answer.page.ByID("errori") == nil {
			t.Errorf("%s: %d", act, answer.Code)
		}
	}
	if m := w.membership(account.ID); m.Disabled || m.Email == "" {
		t.Errorf("it is %+v", m)
	}
}
