// Package desk computes what the staff's desks, reminders and reports show: what waits
// for a review, which questions are open, what is overdue, what left its course. It is
// pure: every function is of a board's content (board.Staff or the board.Content in it)
// and of nothing else, asks for no clock and changes nothing that it is handed. The day
// of everything is the content's.
//
// Whether who asks may see a board is the caller's to ask (tracker.MayRead); wherever an
// office is a parameter, "" stands for the whole organization.
package desk
