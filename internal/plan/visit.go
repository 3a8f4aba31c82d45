package plan

import "time"

// VisitAfter is how long somebody must have been away from the desk for the next look
// at it to be another visit.
const VisitAfter = 12 * time.Hour

// Visit is when an account was at an organization's desk, now and the time before, with
// what it saw.
type Visit struct {
	AccountID    string
	Organization string
	// BeganAt is the first look of this visit, SeenAt the last one.
	BeganAt, SeenAt time.Time
	Seen            Standings
	// PreviousAt is the last look of the visit before, and Previous what was seen then;
	// zero on the first visit.
	PreviousAt time.Time
	Previous   Standings
}

// Look gives the visit after a look at the desk; the receiver may be the zero Visit.
func (v Visit) Look(now time.Time, seen Standings) Visit {
	if v.SeenAt.IsZero() {
		v.BeganAt = now
	} else if now.Sub(v.SeenAt) >= VisitAfter {
		v.BeganAt, v.PreviousAt, v.Previous = now, v.SeenAt, v.Seen
	}
	v.SeenAt, v.Seen = now, seen
	return v
}
