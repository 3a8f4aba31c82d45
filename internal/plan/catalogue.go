package plan

import "regexp"

// LineRef names a line of action of one edition of a national plan.
type LineRef struct {
	Edition string `json:"edition"`
	Code    string `json:"code"` // CAP4.PA.01
}

// MaxLineRefs bounds the lines that one objective points at.
const MaxLineRefs = 50

var (
	editionRE = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	lineRE    = regexp.MustCompile(`^[A-Z0-9]+(\.[A-Z0-9]+)*$`)
)

// ValidEdition reports whether a text may name an edition: kebab-case, as in pt-2024-2026.
func ValidEdition(s string) bool { return len(s) <= MaxSector && editionRE.MatchString(s) }

// ValidLineCode reports whether a text has the form of a line's code.
func ValidLineCode(s string) bool { return len(s) <= MaxSector && lineRE.MatchString(s) }

func (p *Problems) checkLines(lines []LineRef) {
	if len(lines) > MaxLineRefs {
		p.Add("lines", "list.length", "has too many entries", MaxLineRefs)
		return
	}
	seen := map[LineRef]bool{}
	for i, l := range lines {
		location := indexed("lines", i)
		if !ValidEdition(l.Edition) {
			p.Add(location+".edition", "line.edition", "must be kebab-case: lower-case letters, digits and single hyphens")
		}
		if !ValidLineCode(l.Code) {
			p.Add(location+".code", "line.code", "must be capitals and digits, in groups joined by dots")
		}
		if seen[l] {
			p.Add(location, "list.unique", "is given twice")
		}
		seen[l] = true
	}
}
