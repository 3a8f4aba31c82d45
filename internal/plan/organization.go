package plan

import "regexp"

// MaxPopulation bounds an organization's population.
const MaxPopulation = 100_000_000

// Organization (ente) is one public body, known by its IPA code in lower case.
type Organization struct {
	ID   string `json:"id"` // IPA code, `c_m403`
	Name string `json:"name"`
	// Type is the type of body in the words of the open data: Comuni, ASL, Scuole; may be empty.
	Type       string `json:"type"`
	ISTATCode  string `json:"istat_code"` // six digits, leading zeros kept; may be empty
	Region     string `json:"region"`
	Population int    `json:"population"`
	// ParentBody is shown in the slim header of the pages (the region).
	ParentBody string `json:"parent_body"`
	// Links that only the organization can give; empty ones are not shown.
	WebsiteURL       string `json:"website_url"`
	ContactURL       string `json:"contact_url"`
	TransparencyURL  string `json:"transparency_url"`  // Amministrazione trasparente
	AccessibilityURL string `json:"accessibility_url"` // declaration on form.agid.gov.it
	// Demonstration marks invented data; every page says so.
	Demonstration bool `json:"demonstration"`
	// Revision counts the writes to anything of this organization.
	Revision int64 `json:"revision"`
}

// Check notes every rule that the organization breaks.
func (o Organization) Check() error {
	var p Problems
	if !ValidOrganizationID(o.ID) {
		p.Add("id", "organization.id", "must be an IPA code in lower case: letters, digits and underscores")
	}
	p.Line("name", o.Name, MaxName, true)
	if o.ISTATCode != "" && !istatRE.MatchString(o.ISTATCode) {
		p.Add("istat_code", "organization.istat", "must be six digits")
	}
	p.Line("type", o.Type, MaxShort, false)
	p.Line("region", o.Region, MaxShort, false)
	p.Line("parent_body", o.ParentBody, MaxName, false)
	if o.Population < 0 || o.Population > MaxPopulation {
		p.Add("population", "organization.population", "must be between 0 and 100000000", 0, MaxPopulation)
	}
	p.Link("website_url", o.WebsiteURL)
	p.Link("contact_url", o.ContactURL)
	p.Link("transparency_url", o.TransparencyURL)
	p.Link("accessibility_url", o.AccessibilityURL)
	return p.Err()
}

// TypeComuni is the type of a municipality, as the open data write it.
const TypeComuni = "Comuni"

// Comune reports whether the organization is a municipality: its type says so, or nobody told
// the type and the IPA code is the one that municipalities have, c_ and the land registry's
// code. (Some have another one: of them the type alone tells.)
func (o Organization) Comune() bool {
	return o.Type == TypeComuni || o.Type == "" && comuneRE.MatchString(o.ID)
}

var comuneRE = regexp.MustCompile(`^c_[a-z][0-9]{3}$`)
