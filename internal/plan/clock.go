package plan

import "time"

// Clock tells the instant and the civil day. Days follow one time zone
// (Europe/Rome unless set otherwise) whatever the machine's own.
type Clock struct {
	// Now returns the present instant; tests hand in a fixed one.
	Now func() time.Time
	// Location is the zone in which a day begins and ends.
	Location *time.Location
}

// Today is the civil day of the present instant.
func (c Clock) Today() Date { return DateOf(c.Now(), c.Location) }

// FixedClock always says the same instant.
func FixedClock(t time.Time, loc *time.Location) Clock {
	return Clock{Now: func() time.Time { return t }, Location: loc}
}
