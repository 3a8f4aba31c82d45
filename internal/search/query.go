package search

import (
	"strings"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

// MaxWords bounds the words of a query, in number: what a query costs grows with them.
const MaxWords = 12

// minBeginning is how long what was typed of a last word must be, in letters, to find words that
// begin with it: what begins with one letter is nearly everything.
const minBeginning = 2

// Query is what somebody looks for. The zero Query finds nothing.
type Query struct{ terms []term }

// term is one thing that an item must have.
type term struct {
	folded, stem string
	// beginning: words that begin with it are found too.
	beginning bool
	// code: so are codes that go on behind a joint, "OB-01.3" for "OB-01".
	code bool
	// parts stand in for a joined word where no text has it in one piece.
	parts []term
}

// Parse reads what somebody typed (plan.CleanSearch before where it comes from a form). More
// words than MaxWords, and more letters than plan.MaxSearch, are a *plan.Error of the parameter q.
func Parse(typed string) (Query, error) {
	if utf8.RuneCountInString(typed) > plan.MaxSearch {
		var p plan.Problems
		p.Add("query.q", "text.length", "is too long", plan.MaxSearch)
		return Query{}, p.Err()
	}
	var s splitter
	words := s.split(typed)
	// The last word may still be being typed, unless something stands behind it.
	open := -1
	if n := len(words); n > 0 && words[n-1].end == len(typed) {
		open = words[n-1].end
	}
	var terms []term
	for i := 0; i < len(words); i++ {
		w := words[i]
		t := termOf(w, open)
		for _, part := range words[i+1 : i+1+w.parts] {
			t.parts = append(t.parts, termOf(part, open))
		}
		i += w.parts
		terms = add(terms, t)
	}
	terms = withoutLittle(terms)
	if len(terms) > MaxWords {
		var p plan.Problems
		p.Add("query.q", "search.words", "has too many words", MaxWords)
		return Query{}, p.Err()
	}
	return Query{terms}, nil
}

func termOf(w word, open int) term {
	folded := strings.Clone(w.folded)
	return term{folded: folded, stem: stem(folded), code: w.code, beginning: w.end == open && utf8.RuneCountInString(folded) >= minBeginning}
}

// add leaves out what is there already.
func add(terms []term, t term) []term {
	for i := range terms {
		if terms[i].folded == t.folded {
			terms[i].beginning = terms[i].beginning || t.beginning
			return terms
		}
	}
	return append(terms, t)
}

// withoutLittle leaves out the words that nearly every text has, unless there are no others.
func withoutLittle(terms []term) []term {
	var kept []term
	for _, t := range terms {
		if !little[t.folded] {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return terms
	}
	return kept
}

// little are articles, prepositions and conjunctions, with what an apostrophe leaves of them.
var little = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
		a ad al allo alla ai agli alle all con col coi da dal dallo dalla dai dagli dalle dall
		di del dello della dei degli delle dell d e ed o od in nel nello nella nei negli nelle nell
		il lo la l i gli le un uno una per su sul sullo sulla sui sugli sulle sull tra fra che
		the of and for to`) {
		words[w] = true
	}
	return words
}()

// Empty reports whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.terms) == 0 }
