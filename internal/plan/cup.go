package plan

import (
	"regexp"
	"strings"
)

// cupRE is the form of a CUP (codice unico di progetto): a letter, two digits of the year,
// a letter, eleven digits.
var cupRE = regexp.MustCompile(`^[A-Z][0-9]{2}[A-Z][0-9]{11}$`)

// NormalCUP is a CUP as it is kept: without blanks around it, in capitals.
func NormalCUP(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// ValidCUP reports whether a text, as NormalCUP gives it, has the form of a CUP.
func ValidCUP(s string) bool { return cupRE.MatchString(s) }

// UsualCUP reports whether a text is a valid CUP whose two letters are among those that are given out
// (B to J): others are not refused, but worth a second look.
func UsualCUP(s string) bool {
	return ValidCUP(s) && s[0] >= 'B' && s[0] <= 'J' && s[3] >= 'B' && s[3] <= 'J'
}
