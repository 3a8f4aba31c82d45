package plan

import "time"

// Briefing (rapporto per la Giunta) is a report that was given to the executive board:
// what it says is computed from the plan; what is kept of it tells the next one where to
// begin.
type Briefing struct {
	ID string `json:"id"`
	// On is its day.
	On Date `json:"on"`
	// SinceOn is the day that it tells from; zero for the first one.
	SinceOn Date `json:"since_on"`
	// Shown is the organization's revision that it was made of, Standings how things
	// stood by it.
	Shown      int64     `json:"shown_revision"`
	Standings  Standings `json:"standings"`
	RecordedAt time.Time `json:"recorded_at"`
	By         Signature `json:"by"`
	Revision   int64     `json:"revision"`
}

// Check notes every rule that the briefing breaks.
func (b Briefing) Check() error {
	var p Problems
	if b.SinceOn.After(b.On) {
		p.Add("since_on", "date.future", "must not be in the future")
	}
	return p.Err()
}
