package plan

// Office (ufficio) is a unit of an organization.
type Office struct {
	Code        string `json:"code"` // kebab-case, unique in the organization
	Name        string `json:"name"`
	Description string `json:"description"`
	RemovedOn   Date   `json:"removed_on"`
	// MergedInto is the office that it went into when the two were merged, on RemovedOn;
	// empty for one that is there, or was only removed.
	MergedInto string `json:"merged_into,omitempty"`
	Revision   int64  `json:"revision"`
}

// Check notes every rule that the office breaks.
func (o Office) Check() error {
	var p Problems
	if !ValidOfficeCode(o.Code) {
		p.Add("code", "office.code", "must be kebab-case: lower-case letters, digits and single hyphens", MaxOfficeCode)
	}
	p.Line("name", o.Name, MaxName, true)
	p.Lines("description", o.Description, MaxText)
	return p.Err()
}
