package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every field that somebody can type into says how much it takes, on every page of the staff, whoever looks at it, and
// on the public pages with a form. (That the server holds to it is in the rules' own tests.)
func TestEveryFieldIsBounded(t *testing.T) {
	c := settings("sqlite:" + t.TempDir() + "/fields.db")
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
