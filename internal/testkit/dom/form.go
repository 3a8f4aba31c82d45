package dom

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Form is a form as a browser would send it if nothing were typed: where to, and its
// successful controls. Buttons are left out: which one is pressed is the test's to say.
func Form(form *html.Node) (action string, values url.Values) {
	values = url.Values{}
	for n := range form.Descendants() {
		name := Attr(n, "name")
		if n.Type != html.ElementNode || name == "" || Has(n, "disabled") {
			continue
		}
		switch n.DataAtom {
		case atom.Input:
			switch Attr(n, "type") {
			case "submit", "button", "file", "image", "reset":
			case "checkbox", "radio":
				if Has(n, "checked") {
					values.Add(name, Attr(n, "value"))
				}
			default:
				values.Add(name, Attr(n, "value"))
			}
		case atom.Textarea:
			values.Add(name, textareaValue(n))
		case atom.Select:
			values.Add(name, selectValue(n))
		}
	}
	return Attr(form, "action"), values
}

// textareaValue is its text without the line break that a browser drops after the tag; the
// parser has dropped it already.
func textareaValue(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func selectValue(n *html.Node) string {
	var options []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == atom.Option {
			options = append(options, c)
		}
	}
	for _, o := range options {
		if Has(o, "selected") {
			return Attr(o, "value")
		}
	}
	if len(options) == 0 {
		return ""
	}
	return Attr(options[0], "value") // a browser takes the first
}
