package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// document is a page as a browser sees it.
type document struct {
	root *html.Node
	ids  map[string]int
}

func parse(t testing.TB, body string) *document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	d := &document{root: root, ids: map[string]int{}}
	for n := range root.Descendants() {
		if id := attr(n, "id"); id != "" {
			d.ids[id]++
		}
	}
	return d
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// all gives the elements of a name, in order.
func (d *document) all(name atom.Atom) []*html.Node {
	var found []*html.Node
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == name {
			found = append(found, n)
		}
	}
	return found
}

// byID gives an element by its id.
func (d *document) byID(id string) *html.Node {
	for n := range d.root.Descendants() {
		if attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// byClass gives the elements that have a class, in order.
func (d *document) byClass(class string) []*html.Node {
	var found []*html.Node
	for n := range d.root.Descendants() {
		for _, c := range strings.Fields(attr(n, "class")) {
			if c == class {
				found = append(found, n)
			}
		}
	}
	return found
}

// text is what of an element is read, with single spaces.
func text(n *html.Node) string {
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

// links gives the addresses that a page leads to, as written.
func (d *document) links() []string {
	var found []string
	for _, n := range d.all(atom.A) {
		found = append(found, attr(n, "href"))
	}
	return found
}

// checkPage holds a page against the rules that all pages keep.
func checkPage(t *testing.T, where, body string) *document {
	t.Helper()
	d := parse(t, body)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(where+": "+format, args...)
	}
	if n := len(d.all(atom.H1)); n != 1 {
		fail("%d h1", n)
	}
	root := d.all(atom.Html)[0]
	if lang := attr(root, "lang"); lang != "it" && lang != "en" {
		fail("lang is %q", lang)
	}
	if titles := d.all(atom.Title); len(titles) == 0 || text(titles[0]) == "" {
		fail("no title")
	}
	for _, name := range []atom.Atom{atom.Main, atom.Header, atom.Footer} {
		if n := len(d.all(name)); n != 1 {
			fail("%d %s", n, name)
		}
	}
	for _, name := range []atom.Atom{atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Img} {
		if n := len(d.all(name)); n != 0 {
			fail("%d %s", n, name)
		}
	}
	for id, n := range d.ids {
		if n > 1 {
			fail("id %q is there %d times", id, n)
		}
	}
	described := false
	for _, n := range d.all(atom.Meta) {
		described = described || attr(n, "name") == "description" && attr(n, "content") != ""
	}
	if !described {
		fail("no description")
	}
	for n := range d.root.Descendants() {
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
					if d.ids[id] == 0 {
						fail("%s points at %q, which is not there", a.Key, id)
					}
				}
			case a.Key == "href" || a.Key == "src" || a.Key == "action":
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
					fail("address %q", a.Val)
				}
				if fragment, ok := strings.CutPrefix(a.Val, "#"); ok && d.ids[fragment] == 0 {
					fail("no place %q in the page", a.Val)
				}
			}
		}
	}
	for _, table := range d.all(atom.Table) {
		checkTable(table, fail)
	}
	for _, n := range d.byClass("t-section") {
		if n.Data == "section" && attr(n, "aria-labelledby") == "" {
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
			caption = caption || text(n) != ""
		case atom.Th:
			if s := attr(n, "scope"); s != "col" && s != "row" {
				fail("a heading cell without scope: %q", text(n))
			}
		}
	}
	if !caption {
		fail("a table without a caption")
	}
}

// checkHeadings sees that no level is skipped on the way down.
func checkHeadings(d *document, fail func(string, ...any)) {
	last := 0
	levels := map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}
	for n := range d.root.Descendants() {
		level, ok := levels[n.DataAtom]
		if !ok || n.Type != html.ElementNode {
			continue
		}
		if last != 0 && level > last+1 {
			fail("heading %q goes from level %d to %d", text(n), last, level)
		}
		if text(n) == "" {
			fail("an empty heading")
		}
		last = level
	}
}
