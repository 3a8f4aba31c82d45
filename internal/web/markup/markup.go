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

// CheckSentences sees that every sentence that a template names is there.
func (p *Pages) CheckSentences(say *words.Speaker) error {
	var problems []error
	for name, keys := range p.Sentences() {
		for _, key := range keys {
			if !say.Has(key) {
				problems = append(problems, fmt.Errorf("template %s: no sentence %q", name, key))
			}
		}
	}
	return errors.Join(problems...)
}

// Sentences lists the constant keys that calls of t, tn and plain name, by template.
func (p *Pages) Sentences() map[string][]string {
	keys := map[string][]string{}
	for _, one := range p.set.Templates() {
		if one.Tree == nil {
			continue
		}
		walk(one.Tree.Root, func(n parse.Node) {
			if command, ok := n.(*parse.CommandNode); ok {
				if key, ok := sentenceOf(command); ok {
					keys[one.Name()] = append(keys[one.Name()], key)
				}
			}
		})
	}
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
