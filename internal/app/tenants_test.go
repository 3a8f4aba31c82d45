package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// The admin of another ente, at their own address, with the identifiers of the first one's objects: nothing is there,
// nothing of it is told, nothing of it is written, whichever the operation of the API or the page of the staff. (What
// an admin of another ente gets at the first one's address is in roles.tsv: the column stranger.)
func TestIdentifiersOfAnotherEnteLeadNowhere(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	c := settings(migrated.SQLite.URL(t))
	c.Demo = true
	s := boot(t, c)
	w := newWalk(t, s)
	w.everyValue()
	// Of no ente: everybody's own account, the national catalogue, links that are sent to one person.
	ofNobody := []string{"session", "id", "edition", "token"}
	home := w.targets()
	w.values["organization"], w.values["ipa"] = "c_h501", "c_h501"
	away := w.targets()
	before := w.state()
	asked := 0
	for i, there := range away {
		here := home[i]
		if here.url == there.url {
			continue // not below an ente
		}
		inner := w.inner(there.name)
		for _, name := range inner {
			if _, known := w.values[name]; !known && !slices.Contains(ofNobody, name) {
				t.Errorf("%s: give everyValue a {%s} that exists, or this says nothing", there.name, name)
			}
		}
		if here.method == http.MethodGet {
			if a := w.sendAs(here, "", "admin", "reviewer"); a.status >= 400 {
				t.Errorf("%s is %d for its own admin: then this says nothing about it", here.name, a.status)
			}
		}
		a := w.sendAs(there, "*", "stranger", "stranger-reviewer")
		asked++
		for _, secret := range w.secrets() {
			if strings.Contains(a.body, secret) && !strings.Contains(there.url, secret) {
				t.Errorf("%s tells another ente of %s: %d", there.name, secret, a.status)
			}
		}
		if len(inner) > 0 && a.status != http.StatusNotFound {
			t.Errorf("%s with identifiers of another ente: %d %.300s", there.name, a.status, a.body)
		}
		if a.status >= http.StatusInternalServerError {
			t.Errorf("%s: %d", there.name, a.status)
		}
	}
	if asked < 150 {
		t.Errorf("only %d were asked", asked)
	}
	if after := w.state(); after != before {
		t.Errorf("the first ente was\n%s\nand is now\n%s", before, after)
	}
}

// sendAs sends as an admin, and again as a reviewer what an admin has no right to either.
func (w *walk) sendAs(target target, precondition, admin, reviewer string) answer {
	w.t.Helper()
	a := w.send(target, admin, precondition)
	if a.status == http.StatusForbidden {
		a = w.send(target, reviewer, precondition)
	}
	return a
}

// targets are the operations of the API and the pages of the staff, in one order.
func (w *walk) targets() []target { return append(w.operations(), w.pages()...) }

// inner are the variables of an address beside the ente's.
func (w *walk) inner(name string) []string {
	var out []string
	for _, v := range variable.FindAllStringSubmatch(name, -1) {
		if v[1] != "organization" && v[1] != "ipa" {
			out = append(out, v[1])
		}
	}
	return out
}

// everyValue finds, or makes, one object of the first ente for each variable.
func (w *walk) everyValue() {
	w.t.Helper()
	root := w.site + "/api/v1/organizations/c_m403"
	w.values["account"] = w.accounts["editor"]
	sector := w.first("/sectors?limit=1", nil)["code"].(string)
	w.values["sector"], w.values["settore"] = sector, sector
	w.values["obiettivo"] = w.values["objective"]
	var decision map[string]any
	meeting := w.first("/meetings?limit=100", func(item map[string]any) bool {
		decision = w.first("/meetings/"+item["id"].(string)+"/decisions?limit=1", nil)
		return decision != nil
	})["id"].(string)
	w.values["meeting"], w.values["riunione"], w.values["decision"] = meeting, meeting, decision["id"].(string)
	w.values["voce"], w.values["act"] = w.values["decision"], "disabilita"
	address := target{name: "POST /organizations/{organization}/calendar-address", method: http.MethodPost, url: root + "/calendar-address", body: "{}", media: "application/json"}
	if a := w.send(address, "admin", ""); a.status != http.StatusCreated {
		w.t.Fatalf("%s: %d %s", address.name, a.status, a.body)
	}
	catalogue(w.t, w.server)
	w.account("stranger-reviewer", app.User{Role: "reviewer", Organization: "c_h501"})
	post(w.t, root+"/offices", w.tokens["admin"], `{"code":"ufficio-segreto","name":"Ufficio segreto"}`)
	series := w.create(root+"/meeting-series", `{"title":"Tavolo segreto","offices":["ufficio-segreto"],"from":"`+time.Now().AddDate(0, 0, 8).Format(time.DateOnly)+`","weekdays":["tuesday"],"starts_at":"10:00","ends_at":"11:30","published":false}`, "application/json")
	w.values["series"] = series
	imported := w.create(root+"/imports?kind=plan&dry_run=true&file_name=segreto.csv", "Obiettivo;Traguardo\nx;y\n", "text/csv")
	w.values["import"], w.values["importazione"] = imported, imported
}

// create makes something as the admin of the first ente, and gives its identifier, where it has one.
func (w *walk) create(url, body, media string) string {
	w.t.Helper()
	a := call(w.t, http.MethodPost, url, body, "Authorization", "Bearer "+w.tokens["admin"], "Content-Type", media)
	id, _ := a.json(w.t)["id"].(string)
	if a.status >= 300 {
		w.t.Fatalf("POST %s: %d %s", url, a.status, a.body)
	}
	return id
}

// secrets are the identifiers that nobody outside of the first ente comes upon by chance.
func (w *walk) secrets() []string {
	out := []string{"editor@walk.example", "Tavolo segreto", "segreto.csv"}
	for _, value := range w.values {
		if len(value) > 30 {
			out = append(out, value)
		}
	}
	return out
}

// state is what the first ente's admin sees of what was written: its trail.
func (w *walk) state() string {
	w.t.Helper()
	return call(w.t, http.MethodGet, w.site+"/api/v1/organizations/c_m403/audit-entries?limit=1", "", "Authorization", "Bearer "+w.tokens["admin"]).body
}
