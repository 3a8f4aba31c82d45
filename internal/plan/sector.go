package plan

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Sector (settore) is an entry of an organization's catalogue: what its objectives may be
// about. Objectives name its code, so that a rename changes none of them.
type Sector struct {
	// Code is kebab-case for those added to the catalogue; tags that objectives had before
	// there was one are codes as they were.
	Code string `json:"code"`
	Name string `json:"name"`
	// Position orders the catalogue; of equal ones by name.
	Position int `json:"position"`
	// Hidden keeps it from being chosen anew; objectives that have it keep it.
	Hidden    bool  `json:"hidden"`
	RemovedOn Date  `json:"removed_on"`
	Revision  int64 `json:"revision"`
}

// MaxSectorList bounds a catalogue: people choose from it.
const MaxSectorList = 200

// Check notes every rule that a sector breaks. Codes of tags of old are not held against
// the form.
func (s Sector) Check() error {
	var p Problems
	p.Line("name", s.Name, MaxSector, true)
	return p.Err()
}

// CheckCode notes a code that a new sector must not have.
func (s Sector) CheckCode() error {
	var p Problems
	if len(s.Code) > MaxSector || !officeRE.MatchString(s.Code) {
		p.Add("code", "sector.code", "must be kebab-case: lower-case letters, digits and single hyphens", MaxSector)
	}
	return p.Err()
}

var notInCode = regexp.MustCompile(`[^a-z0-9]+`)

// SectorCode makes a code of a name: "Beni culturali e società" is
// beni-culturali-e-societa. It is empty where nothing of the name is left.
func SectorCode(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
	code := notInCode.ReplaceAllString(plain, "-")
	return strings.Trim(code[:min(len(code), MaxSector)], "-")
}

// SortSectors puts a catalogue in its order.
func SortSectors(all []Sector) {
	slices.SortFunc(all, func(a, b Sector) int {
		return cmp.Or(a.Position-b.Position, cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Code, b.Code))
	})
}
