package plan

import "time"

// Verdict is what a reviewer says of an update.
type Verdict string

// The verdicts.
const (
	VerdictConfirmed  Verdict = "confirmed"
	VerdictQuestioned Verdict = "questioned"
)

// Review (verifica) is a reviewer's verdict on an update. A later review of the same
// update takes the place of an earlier one, which stays in the history. The note is
// never shown in public.
type Review struct {
	ID         string    `json:"id"`
	UpdateID   string    `json:"update_id"`
	Verdict    Verdict   `json:"verdict"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"`
	By         Signature `json:"by"`
	Revision   int64     `json:"revision"`
}

// Check notes every rule that the review breaks.
func (r Review) Check() error {
	var p Problems
	if r.Verdict != VerdictConfirmed && r.Verdict != VerdictQuestioned {
		p.Add("verdict", "review.verdict", "must be confirmed or questioned")
	}
	p.Lines("note", r.Note, MaxNote)
	if r.Verdict == VerdictQuestioned && isBlank(r.Note) {
		p.Add("note", "review.note", "is required to question an update")
	}
	return p.Err()
}
