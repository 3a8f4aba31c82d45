package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/words"
)

const contentTypeHTML = "text/html; charset=utf-8"

// contentSecurityPolicy allows the pages their own style sheet, fonts and images and
// nothing else: they have no script.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pageHeader is what every page is sent with.
func pageHeader(cacheControl string) http.Header {
	return http.Header{
		"Cache-Control":           {cacheControl},
		"Content-Security-Policy": {contentSecurityPolicy},
		"Referrer-Policy":         {"same-origin"},
		"X-Content-Type-Options":  {"nosniff"},
	}
}

// templates are the pages of one language by name: "ente", "obiettivo".
type templates map[string]*template.Template

// Folders of the templates: pages, one file each; what they share; and the long texts,
// which are written once in each language.
const (
	pagesFolder = "pages"
	sharedGlob  = "shared/*.html"
	textsFolder = "texts"
)

func parseTemplates(files fs.FS, speakers words.Catalogue) (map[format.Language]templates, error) {
	all := map[format.Language]templates{}
	for _, l := range format.Languages {
		shared, err := template.New("").Funcs(functions(speakers[l])).ParseFS(files, sharedGlob)
		if err != nil {
			return nil, err
		}
		all[l] = templates{}
		for _, folder := range []string{pagesFolder, textsFolder + "/" + string(l)} {
			if err := all[l].parseFolder(files, folder, shared); err != nil {
				return nil, err
			}
		}
		if err := all[l].checkSentences(speakers[l]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (t templates) parseFolder(files fs.FS, folder string, shared *template.Template) error {
	names, err := fs.Glob(files, folder+"/*.html")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no templates in %s", folder)
	}
	for _, name := range names {
		page, err := shared.Clone()
		if err != nil {
			return err
		}
		if page, err = page.ParseFS(files, name); err != nil {
			return err
		}
		t[strings.TrimSuffix(path.Base(name), ".html")] = page
	}
	return nil
}

// functions are what templates can call, in one language. They write; they do not decide.
func functions(say *words.Speaker) template.FuncMap {
	return template.FuncMap{
		"t":       say.T,
		"tn":      func(key string, n int, args ...any) template.HTML { return say.N(key, n, args...) },
		"plain":   say.Plain,
		"date":    say.Date,
		"iso":     plan.Date.String,
		"percent": say.Percent,
		"number":  say.Number,
		"days":    say.Language.Days,
		// it marks what people wrote in Italian on a page in another language.
		"it": func() template.HTMLAttr {
			if say.Language == format.Italian {
				return ""
			}
			return `lang="it"`
		},
	}
}

// checkSentences sees that every sentence that a template names is there.
func (t templates) checkSentences(say *words.Speaker) error {
	var problems []error
	for _, set := range t {
		for _, one := range set.Templates() {
			if one.Tree == nil {
				continue
			}
			for _, key := range sentencesIn(one.Tree.Root) {
				if !say.Has(key) {
					problems = append(problems, fmt.Errorf("template %s: no sentence %q", one.Name(), key))
				}
			}
		}
	}
	return errors.Join(problems...)
}

// sentencesIn lists the constant keys that calls of t, tn and plain below a node name.
func sentencesIn(node parse.Node) []string {
	var keys []string
	var walk func(parse.Node)
	lists := func(nodes ...*parse.ListNode) {
		for _, n := range nodes {
			if n != nil {
				walk(n)
			}
		}
	}
	branch := func(n *parse.BranchNode) {
		walk(n.Pipe)
		lists(n.List, n.ElseList)
	}
	walk = func(node parse.Node) {
		switch n := node.(type) {
		case *parse.ListNode:
			for _, child := range n.Nodes {
				walk(child)
			}
		case *parse.ActionNode:
			walk(n.Pipe)
		case *parse.TemplateNode:
			if n.Pipe != nil {
				walk(n.Pipe)
			}
		case *parse.PipeNode:
			for _, command := range n.Cmds {
				walk(command)
			}
		case *parse.CommandNode:
			if key, ok := sentenceOf(n); ok {
				keys = append(keys, key)
			}
			for _, arg := range n.Args {
				walk(arg)
			}
		case *parse.IfNode:
			branch(&n.BranchNode)
		case *parse.RangeNode:
			branch(&n.BranchNode)
		case *parse.WithNode:
			branch(&n.BranchNode)
		}
	}
	walk(node)
	return keys
}

func sentenceOf(n *parse.CommandNode) (string, bool) {
	if len(n.Args) < 2 {
		return "", false
	}
	function, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok || !slices.Contains([]string{"t", "tn", "plain"}, function.Ident) {
		return "", false
	}
	key, ok := n.Args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return key.Text, true
}

// execute renders a page.
func (s *Site) execute(v *visit, name string, page view) ([]byte, error) {
	t, ok := s.templates[v.say.Language][name]
	if !ok {
		return nil, fmt.Errorf("web: no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", page); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return b.Bytes(), nil
}
