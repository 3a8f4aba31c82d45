package plan

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longest accepted texts, in characters (not bytes).
const (
	MaxTitle  = 300
	MaxText   = 10_000
	MaxNote   = 2_000
	MaxName   = 200
	MaxURL    = 2_000
	MaxShort  = 100
	MaxSector = 60
)

// checkText notes the rules that a text breaks: valid UTF-8, no control character,
// no bidirectional control (it can make a text read as something else), a length.
// Line breaks and tabs are allowed in multi-line texts.
func (p *Problems) checkText(location, s string, max int, multiline bool) {
	if !utf8.ValidString(s) {
		p.Add(location, "text.utf8", "must be valid UTF-8")
		return
	}
	if utf8.RuneCountInString(s) > max {
		p.Add(location, "text.length", "is too long", max)
		return
	}
	for _, r := range s {
		switch {
		case multiline && (r == '\n' || r == '\r' || r == '\t'):
		case unicode.IsControl(r):
			p.Add(location, "text.control", "must not contain control characters")
			return
		case isBidiControl(r):
			p.Add(location, "text.bidi", "must not contain bidirectional control characters")
			return
		case r == '\uFFFE' || r == '\uFFFF':
			p.Add(location, "text.utf8", "must not contain non-characters")
			return
		}
	}
}

// Legible gives a line of text as it can be shown and told, wherever it came from: line breaks and
// tabs are blanks in it, and what no text of a plan may hold (checkText) is U+FFFD.
func Legible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || isBidiControl(r) || r == '\uFFFE' || r == '\uFFFF':
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Line checks a one-line text; required refuses an empty one.
func (p *Problems) Line(location, s string, max int, required bool) {
	if strings.TrimSpace(s) == "" {
		if required {
			p.Add(location, "required", "is required")
		}
		if s == "" {
			return
		}
	}
	p.checkText(location, s, max, false)
}

// Lines checks a text of one or more lines.
func (p *Problems) Lines(location, s string, max int) {
	if s != "" {
		p.checkText(location, s, max, true)
	}
}

// isBidiControl tells the explicit directional formatting characters (Unicode
// Bidirectional Algorithm, section 2). The implicit marks LRM, RLM and ALM stay
// allowed: honest right-to-left text needs them.
func isBidiControl(r rune) bool {
	return (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
}
