package web_test

import (
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/testkit/dom"
)

// document is a page as a browser sees it.
type document = dom.Document

var (
	parse = dom.Parse
	attr  = dom.Attr
	has   = dom.Has
	text  = dom.Text
)

// checkPage holds a page against the rules that all pages keep, and the public ones: no
// script, a description.
func checkPage(t *testing.T, where, body string) *document {
	t.Helper()
	d := dom.Check(t, where, body)
	for _, n := range d.All(atom.Script) {
		if attr(n, "type") != "application/ld+json" { // data, which no browser runs
			t.Errorf("%s: a script", where)
		}
	}
	for _, n := range d.All(atom.Meta) {
		if attr(n, "name") == "description" && attr(n, "content") != "" {
			return d
		}
	}
	t.Errorf("%s: no description", where)
	return d
}
