package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const accounts = root + "/accounts"

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	w.basics()
	admin := w.person("capo", plan.RoleAdmin, "")
	body := object{"email": " Nome.Cognome@Comune.Example ", "role": "contributor", "office": "ufficio-europa"}
	made := w.create(admin, accounts, body)
	link, _ := made.json["link"].(object)
	address, _ := link["url"].(string)
	if made.json["email"] != "nome.cognome@comune.example" || made.json["has_password"] != false || link["sent"] != false || link["kind"] != "invitation" ||
		!strings.HasPrefix(address, "https://traguardi.example/accesso/link/tgl_") {
		t.Fatalf("invited: %s", made.Body)
	}
	path := made.json["id"].(string)
	if got := made.Header().Get("Location"); got != Prefix+accounts+"/"+path {
		t.Errorf("Location %s", got)
	}
	stored, err := w.db.LinkByHash(t.Context(), auth.HashToken(strings.TrimPrefix(address, "https://traguardi.example/accesso/link/")))
	w.must(err)
	if stored.AccountID != path {
		t.Errorf("the link is %+v", stored)
	}
	one := w.get(admin, accounts+"/"+path)
	if one.json["revision"] != made.json["revision"] || strings.Contains(one.Body.String(), "tgl_") {
		t.Errorf("read again: %s", one.Body)
	}
	w.try(request{as: admin, method: "POST", path: accounts, body: body}).refused(t, 409, "email", "unique")

	// With mail the link is nobody's but the account's owner's.
	w.mail.on = true
	sent := w.create(admin, accounts, object{"email": "altro@comune.example", "role": "viewer"})
	if link := sent.json["link"].(object); link["sent"] != true || link["url"] != nil || len(w.mail.sent) != 1 || w.mail.sent[0] != sent.json["id"].(string)+" invitation" {
		t.Errorf("sent: %s, %v", sent.Body, w.mail.sent)
	}
	// Who signs in already gets a role and no link.
	_, err = w.tracker.CreateAccount(system(t), tracker.CreateAccount{Email: "altrove@comune.example", PasswordHash: "x", Organization: another, Role: plan.RoleViewer})
	w.must(err)
	if known := w.create(admin, accounts, object{"email": "altrove@comune.example", "role": "viewer"}); known.json["link"] != nil || known.json["elsewhere"] != true {
		t.Errorf("somebody who is there already: %s", known.Body)
	}
	for name, c := range map[string]struct {
		body           object
		location, rule string
	}{
		"no address":   {object{"role": "viewer"}, "email", "required"},
		"bad address":  {object{"email": "x", "role": "viewer"}, "email", "email.form"},
		"no role":      {object{"email": "x@y.example"}, "role", "account.role"},
		"the system's": {object{"email": "x@y.example", "role": "system"}, "role", "account.role"},
		"no office":    {object{"email": "x@y.example", "role": "contributor"}, "office", "account.office"},
		"no such one":  {object{"email": "x@y.example", "role": "contributor", "office": "nessuno"}, "office", "office.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			w.try(request{as: admin, method: "POST", path: accounts, body: c.body}).refused(t, 422, c.location, c.rule)
		})
	}
}

func TestAccountsOfAnOrganization(t *testing.T) {
	w := newWorld(t)
	w.basics()
	admin := w.person("capo", plan.RoleAdmin, "")
	w.person("anna", plan.RoleEditor, "")
	w.person("bruno", plan.RoleContributor, "ufficio-europa")
	for query, want := range map[string]float64{"": 3, "?q=ANNA": 1, "?role=contributor": 1, "?office=ufficio-europa": 1, "?disabled=true": 0, "?disabled=false": 3} {
		if got := w.get(admin, accounts+query).json["total"]; got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	if a := w.get(admin, accounts); strings.Contains(a.Body.String(), "hash of") || a.Header().Get("Cache-Control") != cachePrivate {
		t.Errorf("%v %s", a.Header(), a.Body)
	}
	anna := accounts + "/" + w.people["anna"].AccountID
	patch := func(tag string, body object, want int) answer {
		t.Helper()
		return w.expect(want, request{as: admin, method: "PATCH", path: anna, body: body, header: map[string]string{"If-Match": tag}})
	}
	first := w.get(admin, anna)
	changed := patch(first.tag(), object{"role": "contributor", "office": "lavori-pubblici"}, 200)
	if changed.json["role"] != "contributor" || changed.json["office"] != "lavori-pubblici" || changed.tag() == first.tag() {
		t.Errorf("changed: %s", changed.Body)
	}
	patch(first.tag(), object{"role": "admin"}, 412)
	patch("", object{"role": "admin"}, 428)
	w.try(request{as: admin, method: "PATCH", path: anna, body: object{"office": nil}, header: map[string]string{"If-Match": "*"}}).refused(t, 422, "office", "account.office")
	both := patch(changed.tag(), object{"role": "viewer", "office": nil, "disabled": true}, 200)
	if both.json["disabled"] != true || both.json["role"] != "viewer" || both.json["office"] != nil {
		t.Errorf("both at once: %s", both.Body)
	}
	if again := patch(both.tag(), object{"disabled": false}, 200); again.json["disabled"] != false {
		t.Errorf("enabled: %s", again.Body)
	}
	// A refusal leaves both halves as they were.
	capo := accounts + "/" + w.people["capo"].AccountID
	w.expect(http.StatusConflict, request{as: admin, method: "PATCH", path: capo, body: object{"role": "viewer", "disabled": true}, header: map[string]string{"If-Match": "*"}})
	if a := w.get(admin, capo); a.json["role"] != "admin" || a.json["disabled"] != false {
		t.Errorf("the last admin: %s", a.Body)
	}

	reset := w.create(admin, anna+"/links", object{"kind": "reset"})
	if reset.json["kind"] != "reset" || reset.json["sent"] != false || reset.json["url"] == nil {
		t.Errorf("the link: %s", reset.Body)
	}
	w.expect(http.StatusConflict, request{as: admin, method: "POST", path: anna + "/links", body: object{"kind": "invitation"}})
	w.try(request{as: admin, method: "POST", path: anna + "/links", body: object{"kind": "demo"}}).refused(t, 422, "kind", "link.kind")
	w.expect(http.StatusConflict, request{as: admin, method: "DELETE", path: anna + "/second-factor", header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNoContent, request{as: admin, method: "DELETE", path: accounts + "/" + w.people["bruno"].AccountID, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNotFound, request{as: admin, method: "GET", path: accounts + "/" + w.people["bruno"].AccountID})
	w.expect(http.StatusNoContent, request{as: admin, method: "DELETE", path: anna + "/personal-data", header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNotFound, request{as: admin, method: "GET", path: anna})
	if got := w.get(admin, accounts).json["total"]; got != float64(1) {
		t.Errorf("%v accounts left", got)
	}
}

// An installation whose staff signs in with a provider alone makes no links.
func TestNoLinksWithoutPasswords(t *testing.T) {
	w := newWorld(t)
	w.basics()
	admin := w.person("capo", plan.RoleAdmin, "")
	w.api.LinkAddress = nil
	made := w.create(admin, accounts, object{"email": "x@comune.example", "role": "viewer"})
	if made.json["link"] != nil {
		t.Errorf("invited: %s", made.Body)
	}
	w.expect(http.StatusConflict, request{as: admin, method: "POST", path: accounts + "/" + made.json["id"].(string) + "/links", body: object{}})
}
