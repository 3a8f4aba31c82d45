// Package dom looks at pages as a browser sees them, and holds them against the rules that
// all pages keep.
package dom

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Document is a page as a browser sees it.
type Document struct {
	Root *html.Node
	// IDs counts how often each id is there.
	IDs map[string]int
}

// Parse reads a page; one that is no HTML fails the test.
func Parse(t testing.TB, body string) *Document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	d := &Document{Root: root, IDs: map[string]int{}}
	for n := range root.Descendants() {
		if id := Attr(n, "id"); id != "" {
			d.IDs[id]++
		}
	}
	return d
}

// Attr is an attribute of a node, "" where it has none of that name.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has reports whether a node has an attribute, be it empty.
func Has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// All gives the elements of a name, in order.
func (d *Document) All(name atom.Atom) []*html.Node {
	var found []*html.Node
	for n := range d.Root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == name {
			found = append(found, n)
		}
	}
	return found
}

// ByID gives an element by its id.
func (d *Document) ByID(id string) *html.Node {
	for n := range d.Root.Descendants() {
		if Attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// ByClass gives the elements that have a class, in order.
func (d *Document) ByClass(class string) []*html.Node {
	var found []*html.Node
	for n := range d.Root.Descendants() {
		for _, c := range strings.Fields(Attr(n, "class")) {
			if c == class {
				found = append(found, n)
			}
		}
	}
	return found
}

// Text is what of an element is read, with single spaces.
func Text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u00a0", " ")), " ")
}

// Links gives the addresses that a page leads to, as written.
func (d *Document) Links() []string {
	var found []string
	for _, n := range d.All(atom.A) {
		found = append(found, Attr(n, "href"))
	}
	return found
}

// Check holds a page against the rules that all pages keep: one h1, headings in order, ids
// once, what is pointed at is there, no inline style or handler, tables with captions and
// heading cells with scopes.
func Check(t *testing.T, where, body string) *Document {
	t.Helper()
	d := Parse(t, body)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(where+": "+format, args...)
	}
	if n := len(d.All(atom.H1)); n != 1 {
		fail("%d h1", n)
	}
	root := d.All(atom.Html)[0]
	if lang := Attr(root, "lang"); lang != "it" && lang != "en" {
		fail("lang is %q", lang)
	}
	if titles := d.All(atom.Title); len(titles) == 0 || Text(titles[0]) == "" {
		fail("no title")
	}
	for _, name := range []atom.Atom{atom.Main, atom.Header, atom.Footer} {
		if n := len(d.All(name)); n != 1 {
			fail("%d %s", n, name)
		}
	}
	for _, name := range []atom.Atom{atom.Style, atom.Iframe, atom.Object, atom.Img} {
		if n := len(d.All(name)); n != 0 {
			fail("%d %s", n, name)
		}
	}
	for id, n := range d.IDs {
		if n > 1 {
			fail("id %q is there %d times", id, n)
		}
	}
	for n := range d.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style":
				fail("a style attribute on %s", n.Data)
			case strings.HasPrefix(a.Key, "on"):
				fail("a handler %s on %s", a.Key, n.Data)
			case a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "for":
				for _, id := range strings.Fields(a.Val) {
					if d.IDs[id] == 0 {
						fail("%s points at %q, which is not there", a.Key, id)
					}
				}
			case a.Key == "href" || a.Key == "src" || a.Key == "action":
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
					fail("address %q", a.Val)
				}
				if fragment, ok := strings.CutPrefix(a.Val, "#"); ok && d.IDs[fragment] == 0 {
					fail("no place %q in the page", a.Val)
				}
			}
		}
	}
	for _, table := range d.All(atom.Table) {
		checkTable(table, fail)
	}
	for _, n := range d.All(atom.Script) {
		if Attr(n, "src") == "" && Attr(n, "type") != "application/ld+json" { // a block of data runs nowhere
			fail("an inline script")
		}
	}
	for _, n := range d.All(atom.Section) {
		if Attr(n, "aria-labelledby") == "" && Attr(n, "aria-label") == "" {
			fail("a section without a name")
		}
	}
	checkHeadings(d, fail)
	return d
}

func checkTable(table *html.Node, fail func(string, ...any)) {
	caption := false
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Caption:
			caption = caption || Text(n) != ""
		case atom.Th:
			if s := Attr(n, "scope"); s != "col" && s != "row" {
				fail("a heading cell without scope: %q", Text(n))
			}
		}
	}
	if !caption {
		fail("a table without a caption")
	}
}

// checkHeadings sees that no level is skipped on the way down.
func checkHeadings(d *Document, fail func(string, ...any)) {
	last := 0
	levels := map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}
	for n := range d.Root.Descendants() {
		level, ok := levels[n.DataAtom]
		if !ok || n.Type != html.ElementNode {
			continue
		}
		if last != 0 && level > last+1 {
			fail("heading %q goes from level %d to %d", Text(n), last, level)
		}
		if Text(n) == "" {
			fail("an empty heading")
		}
		last = level
	}
}
