package format

import (
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Article is an Italian definite article, alone or joined with a preposition, named by
// the form that it takes before a plain consonant.
type Article string

// The articles that the sentences need.
const (
	Il   Article = "il"
	Al   Article = "al"
	Dal  Article = "dal"
	Del  Article = "del"
	Nel  Article = "nel"
	Sul  Article = "sul"
	IlUp Article = "Il" // at the beginning of a sentence
)

// articles gives for each the forms before a consonant, before a vowel, and before the z
// of "zero". Those before a vowel take no space.
var articles = map[Article][3]string{
	Il:   {"il ", "l’", "lo "},
	IlUp: {"Il ", "L’", "Lo "},
	Al:   {"al ", "all’", "allo "},
	Dal:  {"dal ", "dall’", "dallo "},
	Del:  {"del ", "dell’", "dello "},
	Nel:  {"nel ", "nell’", "nello "},
	Sul:  {"sul ", "sull’", "sullo "},
}

// sound is how the first word of something begins when it is read aloud.
type sound int

const (
	consonant sound = iota
	vowel
	zed
)

func (a Article) before(s sound) string {
	forms, ok := articles[a]
	if !ok {
		return ""
	}
	return forms[s]
}

// Known reports whether the article is one of those above.
func (a Article) Known() bool {
	_, ok := articles[a]
	return ok
}

// BeforeNumber is the article with the space or apostrophe that belongs before a number
// as it is read aloud: "il " 42, "l’" 85, "lo " 0.
func (a Article) BeforeNumber(n int) string { return a.before(soundOfNumber(n)) }

// BeforeDay is the article before a day: "dal " 15 dicembre, "dall’" 8 marzo; the first
// of the month is read "primo".
func (a Article) BeforeDay(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	n := d.Time().Day()
	if n == 1 {
		return a.before(consonant)
	}
	return a.before(soundOfNumber(n))
}

// soundOfNumber tells how an Italian numeral begins: uno, otto, undici, ottanta…,
// ottocento… and their thousands begin with a vowel, mille does not.
func soundOfNumber(n int) sound {
	if n < 0 { // "meno …"
		return consonant
	}
	if n == 0 {
		return zed
	}
	lead, thousands := n, 0
	for lead >= 1000 {
		lead /= 1000
		thousands++
	}
	switch {
	case lead == 1:
		if thousands == 1 { // mille
			return consonant
		}
		return vowel // uno; un milione
	case lead == 8, lead == 11, lead >= 80 && lead <= 89, lead >= 800 && lead <= 899:
		return vowel
	}
	return consonant
}

// AtMonth is the preposition "a" before a month: "ad" before another a.
func AtMonth(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	if m := d.Time().Month(); m == time.April || m == time.August {
		return "ad "
	}
	return "a "
}
