package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a part of an excerpt; Found ones are what was looked for.
type Piece struct {
	Text  string
	Found bool
}

// Pieces gives a whole text in pieces.
func (q Query) Pieces(text string) []Piece { return pieces(text, q.Marks(text), 0, len(text)) }

// Excerpt gives about so many letters of a text, around the place with most of what was looked
// for; found is how many words of it are in there. A shorter text comes whole. White space is
// as between words.
func (q Query) Excerpt(text string, letters int) (excerpt []Piece, found int) {
	text = strings.Join(strings.Fields(text), " ")
	spans := q.Marks(text)
	if utf8.RuneCountInString(text) <= letters {
		return pieces(text, spans, 0, len(text)), len(spans)
	}
	from, to := window(text, spans, letters)
	excerpt = pieces(text, spans, from, to)
	if from > 0 {
		excerpt = append([]Piece{{Text: "… "}}, excerpt...)
	}
	if to < len(text) {
		excerpt = append(excerpt, Piece{Text: " …"})
	}
	for _, s := range spans {
		if s.From >= from && s.To <= to {
			found++
		}
	}
	return excerpt, found
}

// window chooses the part of a text: that of so many bytes which has most spans, the first
// where several do, with some of what is before; cut between words.
func window(text string, spans []Span, size int) (from, to int) {
	most := 0
	start := 0
	for i := range spans {
		n := 0
		for _, s := range spans[i:] {
			if s.To > spans[i].From+size*3/4 {
				break
			}
			n++
		}
		if n > most {
			most, start = n, spans[i].From
		}
	}
	from = max(0, start-size/4)
	to = min(len(text), from+size)
	from = max(0, min(from, to-size))
	if from > 0 {
		from = afterBlank(text, from, start)
	}
	if to < len(text) {
		to = beforeBlank(text, from, to)
	}
	return from, to
}

// afterBlank gives the first place behind a blank, at most limit.
func afterBlank(text string, at, limit int) int {
	if i := strings.IndexByte(text[at:max(at, limit)], ' '); i >= 0 {
		return at + i + 1
	}
	return runeStart(text, at)
}

// beforeBlank gives the last place before a blank, or where a letter begins.
func beforeBlank(text string, from, at int) int {
	if i := strings.LastIndexByte(text[from:at], ' '); i > 0 {
		return from + i
	}
	return runeStart(text, at)
}

func runeStart(text string, at int) int {
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// pieces cuts a part of a text at the spans.
func pieces(text string, spans []Span, from, to int) []Piece {
	var all []Piece
	at := from
	for _, s := range spans {
		if s.From < at || s.To > to {
			continue
		}
		if s.From > at {
			all = append(all, Piece{Text: text[at:s.From]})
		}
		all = append(all, Piece{Text: text[s.From:s.To], Found: true})
		at = s.To
	}
	if at < to {
		all = append(all, Piece{Text: text[at:to]})
	}
	return all
}

// Plain takes the signs of Markdown out of a text, which an excerpt would show as they are.
func Plain(markdown string) string {
	var b strings.Builder
	for line := range strings.Lines(markdown) {
		line = strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("#>*+-", r) })
		b.WriteString(strings.NewReplacer("**", "", "__", "", "`", "").Replace(line))
		if !strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String())
}
