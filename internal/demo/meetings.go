package demo

import "slices"

// meetings are all of them, in the order in which they were recorded.
func meetings() []meeting {
	return slices.Concat(foundingMeetings, pastMeetings, recentMeetings, comingMeetings)
}
