package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// Every field that somebody can type into says how much it takes, on every page of the staff, whoever looks at it, and
// on the public pages with a form. (That the server holds to it is in the rules' own tests.)
func TestEveryFieldIsBounded(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	c := settings(migrated.SQLite.URL(t))
	c.Demo = true
	s := boot(t, c)
	w := newWalk(t, s)
	w.everyValue()
	found := 0
	look := func(name, page string) {
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for node := range root.Descendants() {
			if bounded, field := isBounded(node); field {
				found++
				if !bounded {
					t.Errorf("%s: the field %q takes any length", name, attribute(node, "name"))
				}
			}
		}
	}
	for _, target := range w.pages() {
		if target.method != http.MethodGet || strings.Contains(target.name, ".csv") || strings.Contains(target.name, ".xlsx") {
			continue
		}
		for _, who := range []string{"nobody", "contributor", "reviewer", "admin"} {
			if a := w.send(target, who, ""); a.status == http.StatusOK {
				look(target.name+" as "+who, a.body)
			}
		}
	}
	for _, path := range []string{"/enti", "/enti/c_m403", "/enti/c_m403/obiettivi", "/enti/c_m403/traguardi", "/enti/c_m403/riunioni"} {
		look(path, call(t, http.MethodGet, w.site+path, "").body)
	}
	if found < 250 {
		t.Errorf("only %d fields were found", found)
	}
}

// isBounded tells of a field that takes text whether its length is bounded.
func isBounded(node *html.Node) (bounded, field bool) {
	if node.Type != html.ElementNode {
		return false, false
	}
	kind := attribute(node, "type")
	switch {
	case node.Data == "textarea", node.Data == "input" && slices.Contains([]string{"", "text", "search", "email", "url", "tel", "password"}, kind):
		return attribute(node, "maxlength") != "", true
	case node.Data == "input" && kind == "number":
		return attribute(node, "max") != "", true
	}
	return false, false
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Whatever the API answers to whom, a browser keeps it as a file and shows none of it as a page; its documentation is one.
func TestAnswersOfTheAPIAreDownloads(t *testing.T) {
	s := boot(t, settings(migrated.SQLite.URL(t)))
	ente(t, s, "c_prova", "Comune di Prova")
	admin := staff(t, s, "c_prova", "admin")
	const list = "/api/v1/organizations/c_prova/objectives"
	const json, csv = `attachment; filename="api.json"`, `attachment; filename="api.csv"`
	for _, c := range []struct {
		name, method, path, accept string
		token                      string
		status                     int
		want                       string
	}{
		{"a list", "GET", list, "", "", 200, json},
		{"as a browser asks", "GET", list, "text/html,application/xhtml+xml,*/*;q=0.8", "", 200, json},
		{"a table", "GET", list, "text/csv", "", 200, csv},
		{"the document", "GET", "/api/v1/openapi.json", "", "", 200, json},
		{"the documentation", "GET", "/api/v1/docs", "text/html", "", 200, ""},
		{"nothing there", "GET", list + "/run.bat", "text/html", "", 404, json},
		{"no operation", "GET", "/api/v1/run.bat", "text/html", "", 404, json},
		{"nobody", "POST", list, "", "", 401, json},
		{"broken", "POST", list, "", admin, 415, json},
		{"another method", "DELETE", list, "", admin, 405, json},
		{"a page", "GET", "/enti/c_prova", "text/html", "", 200, ""},
	} {
		header := []string{"Accept", c.accept}
		if c.token != "" {
			header = append(header, "Authorization", "Bearer "+c.token)
		}
		a := call(t, c.method, "http://"+s.Address+c.path, "", header...)
		if got := a.header.Get("Content-Disposition"); a.status != c.status || got != c.want {
			t.Errorf("%s: %d with Content-Disposition %q, want %d with %q: %.200s", c.name, a.status, got, c.status, c.want, a.body)
		}
	}
}
