package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestWhoAsks(t *testing.T) {
	w := newWorld(t)
	w.basics()
	anna := w.person("anna", plan.RoleContributor, "ufficio-europa")
	a := w.get(anna, "/account")
	for field, want := range map[string]any{
		"id": w.people[anna].AccountID, "email": "anna@comune.example", "has_password": true, "second_factor": false, "came_by": "session", "scope": "write",
		"narrowed_to": nil,
	} {
		if got := a.json[field]; got != want {
			t.Errorf("%s is %v, want %v", field, got, want)
		}
	}
	memberships := a.json["memberships"].([]any)
	if len(memberships) != 1 || dig(memberships[0], "organization") != ente || dig(memberships[0], "role") != "contributor" || dig(memberships[0], "office") != "ufficio-europa" {
		t.Errorf("memberships %v", memberships)
	}
	if strings.Contains(a.Body.String(), "hash of") || a.Header().Get("Cache-Control") != cachePrivate {
		t.Errorf("%s %v", a.Body, a.Header())
	}
	token := w.get(w.byToken(anna, plan.TokenGrant{ID: "t", Scope: plan.TokenRead, Organization: ente}), "/account")
	if token.json["came_by"] != "bearer" || token.json["scope"] != "read" || token.json["narrowed_to"] != ente {
		t.Errorf("with a token: %s", token.Body)
	}
}

// Nothing of an account is there for the public; and an API token, however much it may
// write of the plan, changes nothing of it.
func TestTheOwnAccountIsItsOwners(t *testing.T) {
	w := newWorld(t)
	w.basics()
	anna := w.person("anna", plan.RoleAdmin, "")
	byToken := w.byToken(anna, plan.TokenGrant{ID: "t", Scope: plan.TokenWrite})
	made := w.create(anna, "/account/tokens", object{"name": "uno", "scope": "read"})
	session, token := w.people[anna].SessionID, made.json["id"].(string)
	operations := 0
	for _, o := range operationsOf(t, "openapi.json") {
		if o.path != "/account" && !strings.HasPrefix(o.path, "/account/sessions") && !strings.HasPrefix(o.path, "/account/tokens") {
			continue
		}
		operations++
		path := strings.NewReplacer("{session}", session, "{id}", token).Replace(o.path)
		q := request{method: strings.ToUpper(o.method), path: path}
		if o.method == "post" {
			q.body = object{"name": "due", "scope": "write"}
		}
		w.expect(http.StatusUnauthorized, q)
		q.as = byToken
		if o.method == "get" {
			w.expect(http.StatusOK, q)
			continue
		}
		w.expect(http.StatusForbidden, q)
	}
	if operations != 7 {
		t.Errorf("%d operations", operations)
	}
	if all := w.get(anna, "/account/tokens").json["total"]; all != float64(1) {
		t.Errorf("%v tokens", all)
	}
}

func TestOwnSessions(t *testing.T) {
	w := newWorld(t)
	w.basics()
	anna, bruno := w.person("anna", plan.RoleEditor, ""), w.person("bruno", plan.RoleEditor, "")
	first := w.people[anna].SessionID
	begin := func() string {
		t.Helper()
		_, session, err := w.sessions.Begin(t.Context(), authSession(w.people[anna].AccountID))
		w.must(err)
		return session.ID
	}
	second, third := begin(), begin()
	ids := func(sort string) []string {
		t.Helper()
		var ids []string
		for _, item := range w.get(anna, "/account/sessions?sort="+sort).json["items"].([]any) {
			ids = append(ids, dig(item, "id").(string))
			if current := dig(item, "current") == true; current != (dig(item, "id") == first) {
				t.Errorf("the current session is %v", item)
			}
			if strings.Contains(dig(item, "client").(string), "hash") {
				t.Errorf("%v", item)
			}
		}
		return ids
	}
	if got := ids("created_at"); !slices.Equal(got, []string{first, second, third}) {
		t.Errorf("the sessions are %v", got)
	}
	w.expect(http.StatusNotFound, request{as: bruno, method: "DELETE", path: "/account/sessions/" + second})
	w.expect(http.StatusNoContent, request{as: anna, method: "DELETE", path: "/account/sessions/" + second})
	w.expect(http.StatusNotFound, request{as: anna, method: "DELETE", path: "/account/sessions/" + second})
	if got := ids("-created_at"); !slices.Equal(got, []string{third, first}) {
		t.Errorf("the sessions are %v", got)
	}
	w.expect(http.StatusNoContent, request{as: anna, method: "DELETE", path: "/account/sessions"})
	if got := ids("last_seen_at"); !slices.Equal(got, []string{first}) {
		t.Errorf("the sessions are %v", got)
	}
	if n := w.get(bruno, "/account/sessions").json["total"]; n != float64(1) {
		t.Errorf("the other person has %v sessions", n)
	}
}

func TestOwnTokensAreToldOnce(t *testing.T) {
	w := newWorld(t)
	w.basics()
	anna := w.person("anna", plan.RoleEditor, "")
	made := w.create(anna, "/account/tokens", object{"name": "Cruscotto", "scope": "read", "organization": ente, "expires_on": "2027-03-01"})
	value := made.json["value"].(string)
	if !strings.HasPrefix(value, "tgd_") || made.json["organization"] != ente || made.json["expires_at"] != "2027-03-02T00:00:00.000+01:00" {
		t.Errorf("made %s", made.Body)
	}
	if got, want := made.Header().Get("Location"), Prefix+"/account/tokens/"+made.json["id"].(string); got != want {
		t.Errorf("Location %s, want %s", got, want)
	}
	list := w.get(anna, "/account/tokens")
	if list.json["total"] != float64(1) || strings.Contains(list.Body.String(), value) || strings.Contains(list.Body.String(), "tgd_") {
		t.Errorf("the list: %s", list.Body)
	}
	year := w.create(anna, "/account/tokens", object{"name": "senza data", "scope": "write"})
	if year.json["expires_at"] != "2027-11-23T00:00:00.000+01:00" || year.json["organization"] != nil {
		t.Errorf("without a date: %s", year.Body)
	}
	for name, c := range map[string]struct {
		body           object
		status         int
		location, rule string
	}{
		"no name":        {object{"scope": "read"}, 422, "name", "required"},
		"no scope":       {object{"name": "x"}, 422, "scope", "token.scope"},
		"no known scope": {object{"name": "x", "scope": "all"}, 422, "scope", "token.scope"},
		"in the past":    {object{"name": "x", "scope": "read", "expires_on": "2026-11-21"}, 422, "expires_on", "token.expiry"},
		"too long":       {object{"name": "x", "scope": "read", "expires_on": "2028-11-23"}, 422, "expires_on", "token.expiry_max"},
		"another ente":   {object{"name": "x", "scope": "read", "organization": another}, 422, "organization", "token.organization"},
		"the same name":  {object{"name": "Cruscotto", "scope": "read"}, 409, "name", "unique"},
		"a field more":   {object{"name": "x", "scope": "read", "value": "tgd_mine"}, 422, "value", "field.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			w.try(request{as: anna, method: "POST", path: "/account/tokens", body: c.body}).refused(t, c.status, c.location, c.rule)
		})
	}
	path := "/account/tokens/" + made.json["id"].(string)
	w.expect(http.StatusNoContent, request{as: anna, method: "DELETE", path: path})
	w.expect(http.StatusNotFound, request{as: anna, method: "DELETE", path: path})
	if n := w.get(anna, "/account/tokens").json["total"]; n != float64(1) {
		t.Errorf("%v tokens left", n)
	}
}

func authSession(account string) auth.NewSession {
	return auth.NewSession{AccountID: account, Method: plan.SignInOIDC, Client: "Chrome, Android"}
}
