// Package minutes shows the minutes of meetings, which people write in Markdown, as HTML
// that is safe to put into a page: on the public's pages and in the preview of the staff's.
package minutes

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown reads minutes: headings, paragraphs, lists, emphasis, quotations, code and
// links. HTML inside them is left out, and so is what the page may not show (see tame).
var markdown = goldmark.New(goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(tame{}, 100))))

// HTML is Markdown as HTML that is safe to put into a page.
func HTML(source string) (template.HTML, error) {
	if source == "" {
		return "", nil
	}
	var b bytes.Buffer
	if err := markdown.Convert([]byte(source), &b); err != nil {
		return "", fmt.Errorf("minutes: %w", err)
	}
	return template.HTML(b.String()), nil //nolint:gosec // goldmark escapes, and leaves raw HTML out
}

// tame takes out of a document what would leave the page (images and links that are
// not http or https) and puts its headings below the page's own.
type tame struct{}

// minutesHeading is the level in the page of the highest heading of minutes: they stand
// in a section of level 2.
const minutesHeading = 3

// Transform implements parser.ASTTransformer.
func (tame) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var unwrap, drop []ast.Node
	var headings []*ast.Heading
	// The walker returns no error, so neither does the walk.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Link:
			if SafeLink(string(n.Destination)) == "" {
				unwrap = append(unwrap, n)
			}
		case *ast.AutoLink:
			if SafeLink(string(n.URL(reader.Source()))) == "" {
				unwrap = append(unwrap, n)
			}
		case *ast.Image:
			unwrap = append(unwrap, n)
		case *ast.RawHTML, *ast.HTMLBlock:
			drop = append(drop, n)
		}
		return ast.WalkContinue, nil
	})
	settle(headings)
	for _, n := range unwrap {
		replaceByText(n, reader.Source())
	}
	for _, n := range drop {
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// settle gives headings the levels of the page, without a gap on the way down: whoever
// wrote the minutes took those that looked right.
func settle(headings []*ast.Heading) {
	var used []int
	for _, h := range headings {
		used = append(used, h.Level)
	}
	slices.Sort(used)
	used = slices.Compact(used)
	last := minutesHeading - 1
	for _, h := range headings {
		h.Level = min(minutesHeading+slices.Index(used, h.Level), last+1, 6)
		last = h.Level
	}
}

// replaceByText leaves a link's or an image's text in its place.
func replaceByText(n ast.Node, source []byte) {
	parent := n.Parent()
	if auto, ok := n.(*ast.AutoLink); ok {
		parent.ReplaceChild(parent, n, ast.NewString(auto.Label(source)))
		return
	}
	for child := n.FirstChild(); child != nil; {
		next := child.NextSibling()
		parent.InsertBefore(parent, n, child)
		child = next
	}
	parent.RemoveChild(parent, n)
}

// SafeLink is an absolute http or https address, or nothing.
func SafeLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return address
}
