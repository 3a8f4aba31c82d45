package plan

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts comparable in a search: lower case, without accents.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// FoldSearch is Fold for what people type and read: it also knows one kind of apostrophe
// alone, and takes apart letters that a typesetter joined ("ﬁ"). Fold does not: keys of
// imports are made with it.
func FoldSearch(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', 'ʼ', '`', '´':
			return '\''
		}
		return r
	}, Fold(norm.NFKC.String(s)))
}

// Search is what is looked for: every word of it, in any order.
type Search []string

// NewSearch reads what somebody typed; blanks alone look for nothing.
func NewSearch(typed string) Search { return strings.Fields(FoldSearch(typed)) }

// Finds reports whether the texts together have every word. A search for nothing finds
// everything.
func (s Search) Finds(texts ...string) bool {
	return len(s) == 0 || s.In(FoldSearch(strings.Join(texts, "\n")))
}

// In is Finds for texts that were folded before, for what is searched again and again.
func (s Search) In(folded string) bool {
	for _, word := range s {
		if !strings.Contains(folded, word) {
			return false
		}
	}
	return true
}

// MaxSearch bounds what is looked for, in characters.
const MaxSearch = 100

// CleanSearch is a search text with single spaces and without what cannot be typed.
func CleanSearch(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > MaxSearch {
		s = string(r[:MaxSearch])
	}
	return s
}
