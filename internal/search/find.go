package search

import "strings"

// likeness is how a word of a text is what was looked for.
type likeness uint8

const (
	asBeginning likeness = iota // it begins with it
	asStem                      // another form of it
	asWritten
)

// points are what one word of the query brings an item, by where it stands and how. A word
// in the title is worth more than the same in a text however it is written there; a code
// more than both.
var points = [...][3]uint16{
	InText:  {asBeginning: 1, asStem: 2, asWritten: 3},
	InTitle: {asBeginning: 5, asStem: 6, asWritten: 8},
	InCode:  {asBeginning: 10, asStem: 10, asWritten: 20},
}

// Match is an item that was found, with its points.
type Match struct {
	Item  int
	Score uint16
}

// Finder asks segments for a query, with buffers that it keeps: one for each question.
type Finder struct {
	terms   []term
	scores  []uint16 // of each item, over the terms so far
	best    []uint16 // the same, of the present term
	have    []uint8  // how many terms each item has
	matches []Match
}

// NewFinder prepares to ask the segments that yield gives. A joined word that none of them
// has in one piece is looked for by its parts.
func NewFinder(q Query, segments func(yield func(*Segment) bool)) *Finder {
	f := &Finder{}
	for _, t := range q.terms {
		if len(t.parts) == 0 || anyHas(segments, t) {
			f.terms = append(f.terms, t)
			continue
		}
		for _, part := range t.parts {
			f.terms = add(f.terms, part)
		}
	}
	return f
}

func anyHas(segments func(yield func(*Segment) bool), t term) (found bool) {
	segments(func(s *Segment) bool {
		found = s.has(t)
		return !found
	})
	return found
}

func (s *Segment) has(t term) bool {
	for at := s.firstFrom(t.folded); at < len(s.entries) && strings.HasPrefix(s.entries[at].folded, t.folded); at++ {
		if t.begins(s.entries[at].folded) {
			return true
		}
	}
	at := s.firstStem(t.stem)
	return at < len(s.byStem) && s.entries[s.byStem[at]].stem == t.stem
}

// Find gives the items of a segment that have every word, by number; good until the next
// call.
func (f *Finder) Find(s *Segment) []Match {
	f.matches = f.matches[:0]
	if len(f.terms) == 0 {
		return nil
	}
	for _, t := range f.terms {
		if !s.has(t) {
			return nil
		}
	}
	f.scores, f.best, f.have = cleared(f.scores, s.items), cleared(f.best, s.items), cleared(f.have, s.items)
	for n, t := range f.terms {
		f.score(s, t, uint8(n))
	}
	for item, n := range f.have {
		if int(n) == len(f.terms) {
			f.matches = append(f.matches, Match{Item: item, Score: f.scores[item]})
		}
	}
	return f.matches
}

func cleared[T any](buffer []T, n int) []T {
	if cap(buffer) < n {
		return make([]T, n)
	}
	buffer = buffer[:n]
	clear(buffer)
	return buffer
}

// score notes the items that have the n-th term, of those that have all before it.
func (f *Finder) score(s *Segment, t term, n uint8) {
	s.alike(t, func(entry int, how likeness) {
		for _, p := range s.postingsOf(entry) {
			item, won := p.item(), points[p.place()][how]
			switch f.have[item] {
			case n:
				f.have[item], f.best[item] = n+1, won
				f.scores[item] += won
			case n + 1:
				if won > f.best[item] {
					f.scores[item] += won - f.best[item]
					f.best[item] = won
				}
			}
		}
	})
}

// alike visits the entries that a term finds; one may come twice, the better likeness counts.
func (s *Segment) alike(t term, visit func(entry int, how likeness)) {
	for at := s.firstFrom(t.folded); at < len(s.entries) && strings.HasPrefix(s.entries[at].folded, t.folded); at++ {
		switch e := s.entries[at].folded; {
		case e == t.folded:
			visit(at, asWritten)
		case t.begins(e):
			visit(at, asBeginning)
		}
	}
	for at := s.firstStem(t.stem); at < len(s.byStem) && s.entries[s.byStem[at]].stem == t.stem; at++ {
		if i := int(s.byStem[at]); s.entries[i].folded != t.folded {
			visit(i, asStem)
		}
	}
}

// Span is a part of a text, in bytes.
type Span struct{ From, To int }

// Marks are the parts of a text that a query found, in order and apart from each other.
func (q Query) Marks(text string) []Span {
	var s splitter
	var spans []Span
	words := s.split(text)
	for i := 0; i < len(words); i++ {
		if w := words[i]; q.finds(w.folded) {
			spans = append(spans, Span{w.start, w.end})
			i += w.parts // in it
		}
	}
	return spans
}

func (q Query) finds(folded string) bool {
	stemmed := ""
	for _, t := range q.terms {
		if stemmed == "" {
			stemmed = stem(folded)
		}
		if t.finds(folded, stemmed) {
			return true
		}
		for _, part := range t.parts {
			if part.finds(folded, stemmed) {
				return true
			}
		}
	}
	return false
}

func (t term) finds(folded, stemmed string) bool { return stemmed == t.stem || t.begins(folded) }

// begins reports whether a word is the one looked for, or goes on in a way that was asked for.
func (t term) begins(folded string) bool {
	rest, found := strings.CutPrefix(folded, t.folded)
	return found && (rest == "" || t.beginning || t.code && joins(rune(rest[0])))
}
