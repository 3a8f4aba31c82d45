// Package words holds the sentences of the pages in each language and fills in their
// figures. Sentences are HTML written by us; what is filled in is escaped.
//
// A sentence names its figures in braces: "{n} obiettivi". Italian articles follow the
// figure: "{il:done}{done}" becomes "il 42 %", "l’85 %" or "lo 0 %"; "{a:when}" is "a" or
// "ad" before a month. A sentence that depends on a number has a form for one and a form
// for other.
package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

// Figures that a sentence can take besides strings (escaped), template.HTML (as it is),
// integers (with thousands) and days (plan.Date, written out).
type (
	// Percent is a whole percentage.
	Percent int
	// Points is a difference of percentages, with its unit.
	Points int
	// Days is a number of days, with its unit.
	Days int
	// Months is a number of months, with its unit.
	Months int
	// Years is a number of years, with its unit.
	Years int
	// Signed is a difference, with its sign.
	Signed int
	// Month is the month of a day.
	Month plan.Date
	// Euros is an amount in cents.
	Euros int64
)

// Speaker says sentences in one language. It is immutable.
type Speaker struct {
	format.Language
	sentences map[string]sentence
}

type sentence struct{ one, other []piece }

// piece is a bit of a sentence: text as it is, or a figure, or the article of a figure.
type piece struct {
	html    string
	plain   string // html without its tags
	figure  string
	article string
}

// Catalogue has the sentences of every language.
type Catalogue map[format.Language]*Speaker

// Read reads <language>.json for every language. All must have the same sentences with
// the same figures, so that no page is half translated.
func Read(locales fs.FS) (Catalogue, error) {
	c := Catalogue{}
	for _, l := range format.Languages {
		name := string(l) + ".json"
		raw, err := fs.ReadFile(locales, name)
		if err != nil {
			return nil, fmt.Errorf("words: %w", err)
		}
		s, err := parse(l, raw)
		if err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
		c[l] = s
	}
	return c, c.compare()
}

// With adds the sentences of every *.json in a folder, one file for each topic, to those
// that the speaker has: for pages that are there in one language alone. A sentence that is
// there already is refused.
func (s *Speaker) With(locales fs.FS, folder string) (*Speaker, error) {
	names, err := fs.Glob(locales, folder+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("words: no sentences in %s", folder)
	}
	all := &Speaker{Language: s.Language, sentences: maps.Clone(s.sentences)}
	for _, name := range names {
		raw, err := fs.ReadFile(locales, name)
		if err != nil {
			return nil, fmt.Errorf("words: %w", err)
		}
		more, err := parse(s.Language, raw)
		if err != nil {
			return nil, fmt.Errorf("words: %s: %w", name, err)
		}
		for key, sentence := range more.sentences {
			if all.Has(key) {
				return nil, fmt.Errorf("words: %s: %q is there already", name, key)
			}
			all.sentences[key] = sentence
		}
	}
	return all, nil
}

func (c Catalogue) compare() error {
	var problems []error
	first := c[format.Languages[0]]
	for _, l := range format.Languages[1:] {
		for key, s := range first.sentences {
			other, ok := c[l].sentences[key]
			switch {
			case !ok:
				problems = append(problems, fmt.Errorf("words: %q is missing in %s", key, l))
			case !slices.Equal(s.figures(), other.figures()):
				problems = append(problems, fmt.Errorf("words: %q has the figures %v in %s and %v in %s",
					key, s.figures(), first.Language, other.figures(), l))
			}
		}
		for key := range c[l].sentences {
			if !first.Has(key) {
				problems = append(problems, fmt.Errorf("words: %q is in %s alone", key, l))
			}
		}
	}
	return errors.Join(problems...)
}

func parse(l format.Language, raw []byte) (*Speaker, error) {
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, err
	}
	s := &Speaker{Language: l, sentences: make(map[string]sentence, len(entries))}
	for key, entry := range entries {
		var one string
		forms := struct{ One, Other string }{}
		if err := json.Unmarshal(entry, &one); err == nil {
			forms.One, forms.Other = one, one
		} else if err := json.Unmarshal(entry, &forms); err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		if forms.One == "" || forms.Other == "" {
			return nil, fmt.Errorf("%q: empty", key)
		}
		var parsed sentence
		var err error
		if parsed.one, err = split(forms.One); err == nil {
			parsed.other, err = split(forms.Other)
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		s.sentences[key] = parsed
	}
	return s, nil
}

// split cuts a sentence at its braces.
func split(text string) ([]piece, error) {
	var pieces []piece
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			plain, err := stripTags(before)
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, piece{html: before, plain: plain})
		}
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed || inside == "" {
			return nil, errors.New("a brace is not closed")
		}
		article, figure, has := strings.Cut(inside, ":")
		switch {
		case !has:
			pieces = append(pieces, piece{figure: inside})
		case article == "a" || format.Article(article).Known():
			pieces = append(pieces, piece{figure: figure, article: article})
		default:
			return nil, fmt.Errorf("%q is no article", article)
		}
		text = after
	}
	return pieces, nil
}

func stripTags(s string) (string, error) {
	var b strings.Builder
	for s != "" {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			break
		}
		_, after, closed := strings.Cut(rest, ">")
		if !closed {
			return "", errors.New("a tag is not closed before a figure: figures do not belong inside tags")
		}
		s = after
	}
	if strings.Contains(b.String(), "&") {
		return "", errors.New("write the character itself instead of an entity")
	}
	return b.String(), nil
}

func (s sentence) figures() []string {
	var names []string
	for _, form := range [][]piece{s.one, s.other} {
		for _, p := range form {
			if p.figure != "" && p.article == "" {
				names = append(names, p.figure)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Has reports whether there is a sentence of that name.
func (s *Speaker) Has(key string) bool {
	_, ok := s.sentences[key]
	return ok
}

// Keys lists the names of all sentences.
func (s *Speaker) Keys() []string {
	keys := make([]string, 0, len(s.sentences))
	for key := range s.sentences {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// T says a sentence; args are its figures, name and value in turn. A sentence or a
// figure that is not there is a mistake of the program: it panics, and tests that
// render every page find it.
func (s *Speaker) T(key string, args ...any) template.HTML {
	return template.HTML(s.say(s.form(key, 2), key, args, true)) //nolint:gosec // sentences are ours, figures are escaped
}

// N says the form of a sentence for a number, which it takes as the figure n.
func (s *Speaker) N(key string, n int, args ...any) template.HTML {
	return template.HTML(s.say(s.form(key, n), key, append(args, "n", n), true)) //nolint:gosec // as above
}

// Plain says a sentence as text without markup, for titles and descriptions.
func (s *Speaker) Plain(key string, args ...any) string {
	return s.say(s.form(key, 2), key, args, false)
}

// PlainN is N without markup.
func (s *Speaker) PlainN(key string, n int, args ...any) string {
	return s.say(s.form(key, n), key, append(args, "n", n), false)
}

func (s *Speaker) form(key string, n int) []piece {
	found, ok := s.sentences[key]
	if !ok {
		panic("words: no sentence " + key)
	}
	if n == 1 {
		return found.one
	}
	return found.other
}

func (s *Speaker) say(form []piece, key string, args []any, markup bool) string {
	var b strings.Builder
	for _, p := range form {
		switch {
		case p.figure == "" && markup:
			b.WriteString(p.html)
		case p.figure == "":
			b.WriteString(p.plain)
		default:
			value, ok := lookup(args, p.figure)
			if !ok {
				panic(fmt.Sprintf("words: %s wants the figure %s", key, p.figure))
			}
			if p.article != "" {
				b.WriteString(articleOf(p.article, value))
			} else {
				b.WriteString(s.write(value, markup))
			}
		}
	}
	return b.String()
}

func lookup(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func (s *Speaker) write(value any, markup bool) string {
	switch v := value.(type) {
	case template.HTML:
		if !markup {
			panic("words: markup does not belong in plain text")
		}
		return string(v)
	case string:
		if markup {
			return template.HTMLEscapeString(v)
		}
		return v
	case int:
		return s.Number(v)
	case Percent:
		return s.Percent(int(v))
	case Points:
		return s.Language.Points(int(v))
	case Days:
		return s.Language.Days(int(v))
	case Months:
		return s.Language.Months(int(v))
	case Years:
		return s.Language.Years(int(v))
	case Signed:
		return s.Language.Signed(int(v))
	case plan.Date:
		return s.Date(v)
	case Month:
		return s.Language.Month(plan.Date(v))
	case Euros:
		return s.Language.Euros(int64(v))
	}
	panic(fmt.Sprintf("words: cannot write a %T", value))
}

func articleOf(article string, value any) string {
	if article == "a" {
		switch v := value.(type) {
		case Month:
			return format.AtMonth(plan.Date(v))
		case plan.Date:
			return format.AtMonth(v)
		}
		return "a "
	}
	a := format.Article(article)
	switch v := value.(type) {
	case int:
		return a.BeforeNumber(v)
	case Percent:
		return a.BeforeNumber(int(v))
	case plan.Date:
		return a.BeforeDay(v)
	}
	panic(fmt.Sprintf("words: no article before a %T", value))
}
