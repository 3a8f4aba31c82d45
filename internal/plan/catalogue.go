package plan

import (
	"regexp"
	"strconv"
	"strings"
)

// LineRef names a line of action of one edition of a national plan.
type LineRef struct {
	Edition string `json:"edition"`
	Code    string `json:"code"` // CAP4.PA.01
}

// MaxLineRefs bounds the lines that one objective points at.
const MaxLineRefs = 50

// MaxCatalogueRows bounds the lines, the objectives and the targets of one edition, each.
const MaxCatalogueRows = 10_000

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

// CatalogueEdition is one edition of a national plan: the head of what it holds.
type CatalogueEdition struct {
	Code string `json:"code"` // pt-2024-2026
	Name string `json:"name"` // Piano triennale 2024-2026
	// Published is the month in which the edition came out; may be empty.
	Published Month `json:"published"`
	// Version is that of the catalogue at which the edition last changed.
	Version int64 `json:"version"`
}

// Check notes every rule that the edition breaks.
func (e CatalogueEdition) Check() error {
	var p Problems
	if !ValidEdition(e.Code) {
		p.Add("code", "line.edition", "must be kebab-case: lower-case letters, digits and single hyphens")
	}
	p.Line("name", e.Name, MaxName, true)
	p.checkMonth("published", e.Published)
	return p.Err()
}

// Concern is whether a line of action asks something of a comune: what an editor found, not
// the plan's own words.
type Concern string

// The degrees of concern: of every comune, of those that a condition fits (a size, having
// joined something), of none.
const (
	ConcernsAll         Concern = "yes"
	ConcernsConditional Concern = "conditional"
	ConcernsNone        Concern = "no"
)

// Concerns lists every degree.
var Concerns = []Concern{ConcernsAll, ConcernsConditional, ConcernsNone}

// CatalogueLine (linea di azione) is what an edition asks of administrations.
type CatalogueLine struct {
	Code      string `json:"code"` // CAP4.PA.01
	Chapter   string `json:"chapter"`
	Objective string `json:"objective"` // 4.1; may be empty
	// Result is the expected result as the plan names it, sometimes two of them
	// ("RA1.3.2 e RA1.3.3"); may be empty.
	Result string `json:"result"`
	// From is the month in which it begins to hold, By the month by whose end it is to be
	// done. A line with neither is in force and has no date.
	From        Month   `json:"from"`
	By          Month   `json:"by"`
	AddressedTo string  `json:"addressed_to"`
	Concerns    Concern `json:"concerns"`
	Text        string  `json:"text"`
	// Cut says that the text is the beginning of a longer one.
	Cut    bool   `json:"cut"`
	Source string `json:"source"`
	// Dropped lines are in the edition no more: hidden, and kept for what points at them.
	Dropped bool `json:"dropped"`
}

// Check notes every rule that the line breaks.
func (l CatalogueLine) Check() error {
	var p Problems
	if !ValidLineCode(l.Code) {
		p.Add("code", "line.code", "must be capitals and digits, in groups joined by dots")
	}
	p.Line("chapter", l.Chapter, MaxShort, true)
	p.Line("objective", l.Objective, MaxShort, false)
	p.Line("result", l.Result, MaxShort, false)
	p.checkMonth("from", l.From)
	p.checkMonth("by", l.By)
	if l.From != "" && l.By != "" && l.By < l.From {
		p.Add("by", "line.order", "must not be before the month from which the line holds")
	}
	p.Line("addressed_to", l.AddressedTo, MaxTitle, false)
	if !oneOf(l.Concerns, Concerns) {
		p.Add("concerns", "line.concerns", "must be yes, conditional or no")
	}
	p.required("text", l.Text)
	p.Lines("text", l.Text, MaxText)
	p.Line("source", l.Source, MaxURL, false)
	return p.Err()
}

// Due reports whether what the line asks is asked already on a day: the month from which it
// holds has begun, or the one by which it is to be done is over. A line without a date is
// in force.
func (l CatalogueLine) Due(day Date) bool {
	if l.From == "" && l.By == "" {
		return true
	}
	return l.From != "" && !day.Before(l.From.First()) || l.Expired(day)
}

// Expired reports whether the month by which it was to be done is over on a day.
func (l CatalogueLine) Expired(day Date) bool { return day.After(l.By.Last()) }

// CatalogueObjective is an objective of an edition, which lines and targets belong to.
type CatalogueObjective struct {
	Code    string `json:"code"` // 4.1
	Chapter string `json:"chapter"`
	Title   string `json:"title"`
	Source  string `json:"source"`
	Dropped bool   `json:"dropped"`
}

// Check notes every rule that the objective breaks.
func (o CatalogueObjective) Check() error {
	var p Problems
	p.Line("code", o.Code, MaxSector, true)
	p.Line("chapter", o.Chapter, MaxShort, true)
	p.Line("title", o.Title, MaxText, true)
	p.Line("source", o.Source, MaxURL, false)
	return p.Err()
}

// CatalogueTarget is what an expected result is to come to in a year.
type CatalogueTarget struct {
	Result string `json:"result"` // RA4.1.1
	Year   int    `json:"year"`
	// Number tells apart several targets of one result in one year: 1, 2, …
	Number    int    `json:"number"`
	Objective string `json:"objective"` // may be empty
	Indicator string `json:"indicator"`
	Target    string `json:"target"`
	Source    string `json:"source"`
	Dropped   bool   `json:"dropped"`
}

// Key names the target within its edition.
func (t CatalogueTarget) Key() string {
	return t.Result + " " + strconv.Itoa(t.Year) + " " + strconv.Itoa(t.Number)
}

// Check notes every rule that the target breaks.
func (t CatalogueTarget) Check() error {
	var p Problems
	p.Line("result", t.Result, MaxSector, true)
	p.Line("objective", t.Objective, MaxSector, false)
	if t.Year < 1900 || t.Year > 2199 {
		p.Add("year", "target.year", "must be a year between 1900 and 2199", 1900, 2199)
	}
	p.Line("indicator", t.Indicator, MaxText, true)
	p.required("target", t.Target)
	p.Lines("target", t.Target, MaxText)
	p.Line("source", t.Source, MaxURL, false)
	return p.Err()
}

func (p *Problems) required(location, s string) {
	if strings.TrimSpace(s) == "" {
		p.Add(location, "required", "is required")
	}
}

func (p *Problems) checkMonth(location string, m Month) {
	if m != "" && !m.Valid() {
		p.Add(location, "month.form", "must be a month, YYYY-MM")
	}
}

// CatalogueContent is everything that one edition holds, what it dropped too. Lists are in
// the order of their codes (Sort).
type CatalogueContent struct {
	Edition    CatalogueEdition
	Lines      []CatalogueLine
	Objectives []CatalogueObjective
	Targets    []CatalogueTarget
}

// Line gives a line of the edition, dropped ones too.
func (c *CatalogueContent) Line(code string) (CatalogueLine, bool) {
	for _, l := range c.Lines {
		if l.Code == code {
			return l, true
		}
	}
	return CatalogueLine{}, false
}

// Objective gives an objective of the edition, dropped ones too.
func (c *CatalogueContent) Objective(code string) (CatalogueObjective, bool) {
	for _, o := range c.Objectives {
		if o.Code == code {
			return o, true
		}
	}
	return CatalogueObjective{}, false
}

// Catalogue is every edition that the installation has, the latest first.
type Catalogue struct {
	Version  int64
	Editions []*CatalogueContent
}

// Edition gives one edition by its code; "" is the latest.
func (c *Catalogue) Edition(code string) (*CatalogueContent, bool) {
	for _, e := range c.Editions {
		if code == "" || e.Edition.Code == code {
			return e, true
		}
	}
	return nil, false
}

// Before gives the edition that came out before one.
func (c *Catalogue) Before(code string) (*CatalogueContent, bool) {
	for i, e := range c.Editions {
		if e.Edition.Code == code && i+1 < len(c.Editions) {
			return c.Editions[i+1], true
		}
	}
	return nil, false
}

// Line gives a line of any edition, dropped ones too.
func (c *Catalogue) Line(ref LineRef) (CatalogueLine, bool) {
	if ref.Edition == "" {
		return CatalogueLine{}, false
	}
	if e, ok := c.Edition(ref.Edition); ok {
		return e.Line(ref.Code)
	}
	return CatalogueLine{}, false
}
