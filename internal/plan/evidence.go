package plan

// Evidence (prova) is what shows that a milestone is done: a link, an
// administrative act or a note. Any one of them is enough.
type Evidence struct {
	URL  string `json:"url"`
	Note string `json:"note"`
	Act  *Act   `json:"act"`
}

// Act (atto) is an administrative act: delibera, determina, decreto, contratto.
type Act struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
	Date   Date   `json:"date"`
	URL    string `json:"url"`
}

// IsZero reports whether nothing is given: a note of blanks alone says nothing.
func (e Evidence) IsZero() bool { return e.URL == "" && isBlank(e.Note) && e.Act == nil }

func (e Evidence) check(p *Problems, today Date) {
	p.Link("evidence.url", e.URL)
	p.Lines("evidence.note", e.Note, MaxNote)
	if e.Act == nil {
		return
	}
	p.Line("evidence.act.kind", e.Act.Kind, MaxShort, true)
	p.Line("evidence.act.number", e.Act.Number, MaxShort, true)
	p.Link("evidence.act.url", e.Act.URL)
	switch {
	case e.Act.Date.IsZero():
		p.Add("evidence.act.date", "required", "is required")
	case e.Act.Date.After(today):
		p.Add("evidence.act.date", "date.future", "must not be in the future")
	}
}
