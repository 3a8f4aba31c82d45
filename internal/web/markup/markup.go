// Package markup is what every page's templates have in common: the functions that they
// can call, and the check that each sentence they name is there.
package markup

import (
	"errors"
	"fmt"
	"html/template"
	"slices"
	"text/template/parse"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/words"
)

// Functions are what templates can call, in one language. They write; they do not decide.
func Functions(say *words.Speaker) template.FuncMap {
	return template.FuncMap{
		"t":       say.T,
		"tn":      func(key string, n int, args ...any) template.HTML { return say.N(key, n, args...) },
		"plain":   say.Plain,
		"date":    say.Date,
		"iso":     plan.Date.String,
		"percent": say.Percent,
		"number":  say.Number,
		"days":    say.Language.Days,
		"euros":   say.Euros,
		// it marks what people wrote in Italian on a page in another language.
		"it": func() template.HTMLAttr {
			if say.Language == format.Italian {
				return ""
			}
			return `lang="it"`
		},
	}
}

// CheckSentences sees that every sentence that a template of a set names is there.
func CheckSentences(sets map[string]*template.Template, say *words.Speaker) error {
	var problems []error
	for name, set := range sets {
		for _, key := range Sentences(set) {
			if !say.Has(key) {
				problems = append(problems, fmt.Errorf("template %s: no sentence %q", name, key))
			}
		}
	}
	return errors.Join(problems...)
}

// Sentences lists the constant keys that a template and those beside it name.
func Sentences(set *template.Template) []string {
	var keys []string
	for _, one := range set.Templates() {
		if one.Tree != nil {
			keys = append(keys, sentencesIn(one.Tree.Root)...)
		}
	}
	return keys
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
