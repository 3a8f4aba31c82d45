package chart

import (
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"strconv"
	"strings"
	"testing"
)

// node is an element of the parsed output.
type node struct {
	name     string
	attrs    map[string]string
	text     string // of the element itself, not of its children
	whole    string // with its children's, in the order of the page
	children []*node
}

// parse reads a graphic as strict XML and returns its root element.
func parse(html template.HTML) (*node, error) {
	dec := xml.NewDecoder(strings.NewReader(string(html)))
	top := &node{}
	stack := []*node{top}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		here := stack[len(stack)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			here.children = append(here.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			here.text += string(t)
			for _, n := range stack {
				n.whole += string(t)
			}
		}
	}
	if len(top.children) != 1 || strings.TrimSpace(top.text) != "" {
		return nil, errors.New("not exactly one root element")
	}
	return top.children[0], nil
}

func mustParse(t *testing.T, html template.HTML) *node {
	t.Helper()
	n, err := parse(html)
	if err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, html)
	}
	return n
}

// walk visits the element and all below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, c := range n.children {
		c.walk(visit)
	}
}

// all returns the elements that have the class.
func (n *node) all(class string) []*node {
	var found []*node
	n.walk(func(m *node) {
		for _, c := range strings.Fields(m.attrs["class"]) {
			if c == class {
				found = append(found, m)
			}
		}
	})
	return found
}

func (n *node) one(t *testing.T, class string) *node {
	t.Helper()
	found := n.all(class)
	if len(found) != 1 {
		t.Fatalf("%d elements of class %s, want 1", len(found), class)
	}
	return found[0]
}

func (n *node) named(name string) []*node {
	var found []*node
	n.walk(func(m *node) {
		if m.name == name {
			found = append(found, m)
		}
	})
	return found
}

func (n *node) expect(t *testing.T, attrs map[string]string) {
	t.Helper()
	for name, want := range attrs {
		if got := n.attrs[name]; got != want {
			t.Errorf("%s.%s: %s = %q, want %q", n.name, n.attrs["class"], name, got, want)
		}
	}
}

// at resolves an attribute to pixels in a graphic of the given width.
func (n *node) at(t interface{ Fatalf(string, ...any) }, attr string, width float64) float64 {
	s := n.attrs[attr]
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatalf("%s: %s=%q is no number", n.name, attr, s)
	}
	if strings.HasSuffix(s, "%") {
		return f / 100 * width
	}
	return f
}

// textSpan is what a text takes from left to right in a graphic of the given width.
func (n *node) textSpan(t interface{ Fatalf(string, ...any) }, size, width float64) (left, right float64) {
	x := n.at(t, "x", width) + n.at(t, "dx", width)
	w := measure(n.whole, size)
	switch n.attrs["text-anchor"] {
	case "end":
		return x - w, x
	case "middle":
		return x - w/2, x + w/2
	}
	return x, x + w
}

func ratio(f float64) *float64 { return &f }
