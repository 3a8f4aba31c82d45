package plan

import "time"

// Line is an organization's line in the list of organizations, as it was computed of a revision for
// a day: kept so that the list needs no plans.
type Line struct {
	Organization string
	Revision     int64
	Day          Date
	// Content is written and read by the boards alone.
	Content string
	// Kept is how far the organization's numbers are complete; the zero value says nothing
	// of it.
	Kept Kept
}

// Numbers are what is kept of an organization at one time: rows of days, and its line.
type Numbers struct {
	Organization string
	// Rows of a day follow one another.
	Rows []Snapshot
	// Line is nil where none was computed.
	Line *Line
}

// Kept are the first and the last of days that follow one another and whose numbers are final.
type Kept struct{ Since, Through Date }

// NumbersState is what numbers an organization has.
type NumbersState struct {
	Kept
	// Days are when those of each day were computed, from the day that was asked for.
	Days map[Date]time.Time
}
