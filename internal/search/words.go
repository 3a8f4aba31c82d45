package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/italian"

	"github.com/traguardi/traguardi/internal/plan"
)

// maxWord bounds what is kept of one word, in bytes: longer ones are told apart by their
// beginning alone.
const maxWord = 48

// word is one word of a text, folded, and the bytes of the text that it comes from.
type word struct {
	folded     string
	start, end int
	// parts is how many of the words behind this one are its parts, where it is several
	// joined ones in one piece.
	parts int
	// code: it is joined and has a digit.
	code bool
}

// letter reports whether a rune belongs to a word.
func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// joins reports whether a rune between two letters or digits may hold them together.
func joins(r rune) bool { return r == '-' || r == '.' || r == '/' || r == '_' }

// splitter takes a text apart, word by word, with buffers that it keeps.
type splitter struct{ words []word }

// split gives the words of a text; they are good until the next call.
func (s *splitter) split(text string) []word {
	s.words = s.words[:0]
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !letter(r) {
			at += size
			continue
		}
		at = s.run(text, at)
	}
	return s.words
}

// run adds the words that begin at a place and are joined to one another, and gives the
// place behind them.
func (s *splitter) run(text string, start int) (end int) {
	first := len(s.words)
	s.words = append(s.words, word{}) // filled below, or taken away
	part, digits := start, false
	var at int
	for at = start; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if letter(r) {
			digits = digits || unicode.IsDigit(r)
			at += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[at+size:])
		if !joins(r) || !letter(next) {
			break
		}
		s.add(text, part, at)
		at += size
		part = at
	}
	s.add(text, part, at)
	parts := len(s.words) - first - 1
	switch {
	case parts > 1 && digits:
		s.words[first] = word{folded: cut(fold(text[start:at])), start: start, end: at, parts: parts, code: true}
	case parts > 1 && joinedByHyphens(text[start:at]):
		joined := ""
		for _, w := range s.words[first+1:] {
			joined += w.folded
		}
		s.words[first] = word{folded: cut(joined), start: start, end: at, parts: parts}
	default:
		s.words = append(s.words[:first], s.words[first+1:]...)
	}
	return at
}

// joinedByHyphens tells "e-mail" from the end of a sentence that has no blank behind it.
func joinedByHyphens(text string) bool {
	for _, r := range text {
		if joins(r) && r != '-' {
			return false
		}
	}
	return true
}

func (s *splitter) add(text string, start, end int) {
	if folded := cut(fold(text[start:end])); folded != "" {
		s.words = append(s.words, word{folded: folded, start: start, end: end})
	}
}

// fold is plan.FoldSearch, without its cost for what has no accent.
func fold(s string) string {
	upper := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return plan.FoldSearch(s)
		case 'A' <= c && c <= 'Z':
			upper = true
		}
	}
	if !upper {
		return s
	}
	return plan.FoldSearch(s)
}

// cut keeps what is compared of a word.
func cut(s string) string {
	if len(s) <= maxWord {
		return s
	}
	end := maxWord
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// envs are the stemmer's own buffers.
var envs = sync.Pool{New: func() any { return snowballstem.NewEnv("") }}

// stem gives what the forms of an Italian word have in common. Accents were folded before:
// what the stemmer makes of a word without them need not be the stem of a grammar, as long as
// it is the same for texts and queries. What has a digit or a joint is left as it is.
func stem(folded string) string {
	if len(folded) < 4 {
		return folded
	}
	for i := range len(folded) {
		if c := folded[i]; c < 'a' || c > 'z' {
			return folded
		}
	}
	env := envs.Get().(*snowballstem.Env)
	defer envs.Put(env)
	env.SetCurrent(folded)
	italian.Stem(env)
	stemmed := env.Current()
	if stemmed == folded || len(stemmed) < 3 {
		return folded
	}
	return stemmed
}
