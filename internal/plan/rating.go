package plan

import "time"

// Confidence is how sure somebody is that an objective will be delivered.
type Confidence string

// The three steps, high to low.
const (
	ConfidenceGreen Confidence = "green"
	ConfidenceAmber Confidence = "amber"
	ConfidenceRed   Confidence = "red"
)

// RatedBy is whose confidence it is.
type RatedBy string

// An objective has one rating by its lead office and one by the reviewer.
const (
	RatedByOffice   RatedBy = "office"
	RatedByReviewer RatedBy = "reviewer"
)

// Rating (giudizio) is the confidence in delivery of an objective, with a text.
// The latest of each side is shown; the earlier ones stay.
type Rating struct {
	ID         string     `json:"id"`
	Objective  string     `json:"objective"`
	RatedBy    RatedBy    `json:"rated_by"`
	Confidence Confidence `json:"confidence"`
	Text       string     `json:"text"`
	GivenOn    Date       `json:"given_on"`
	RecordedAt time.Time  `json:"recorded_at"`
	By         Signature  `json:"by"`
	Revision   int64      `json:"revision"`
}

// Check notes every rule that the rating breaks; today bounds GivenOn.
func (r Rating) Check(today Date) error {
	var p Problems
	if !oneOf(r.RatedBy, []RatedBy{RatedByOffice, RatedByReviewer}) {
		p.Add("rated_by", "rating.side", "must be office or reviewer")
	}
	if !oneOf(r.Confidence, []Confidence{ConfidenceGreen, ConfidenceAmber, ConfidenceRed}) {
		p.Add("confidence", "rating.confidence", "must be green, amber or red")
	}
	p.Lines("text", r.Text, MaxNote)
	if isBlank(r.Text) {
		p.Add("text", "required", "is required")
	}
	if r.GivenOn.After(today) {
		p.Add("given_on", "date.future", "must not be in the future")
	}
	return p.Err()
}
