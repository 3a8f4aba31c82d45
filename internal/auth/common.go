package auth

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.txt
var commonText string

// common is the list of passwords that people choose most.
var common = readCommon(commonText)

func readCommon(text string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(text) {
		if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "#") {
			words[word] = true
		}
	}
	return words
}

// isCommon refuses the long passwords that people choose most: a word of the list with
// whatever figures and signs around it, the same few characters over and over, the
// alphabet or the figures in a row.
func isCommon(password string) bool {
	s := fold(password)
	stem := strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, form := range []string{s, stem, squeeze(s), squeeze(stem)} {
		unit := period(form)
		if common[form] || common[unit] || form != "" && (len([]rune(unit)) <= 4 || inARow(form)) {
			return true
		}
	}
	return stem == "" // figures and signs alone: a date, a telephone number
}

// fold gives the form in which passwords are compared with the list: lower case, without
// accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// squeeze leaves the blanks and signs out that people put between words.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, s)
}

// period is the shortest part that a text is a repetition of, the last one perhaps cut
// short: the text itself where there is none.
func period(s string) string {
	runes := []rune(s)
	for n := 1; n <= len(runes)/2; n++ {
		repeats := true
		for i := n; i < len(runes) && repeats; i++ {
			repeats = runes[i] == runes[i-n]
		}
		if repeats {
			return string(runes[:n])
		}
	}
	return s
}

// inARow reports whether every character follows the one before, up or down, as in
// abcdef, 987654 and 1234567890.
func inARow(s string) bool {
	runes := []rune(s)
	for _, step := range []rune{1, -1} {
		row := len(runes) > 1
		for i := 1; i < len(runes) && row; i++ {
			row = runes[i] == runes[i-1]+step || step == 1 && runes[i-1] == '9' && runes[i] == '0' ||
				step == -1 && runes[i-1] == '0' && runes[i] == '9'
		}
		if row {
			return true
		}
	}
	return false
}
