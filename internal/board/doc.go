// Package board is the read model: everything that is shown is a pure function of a
// board.
//
// A Ledger is everything known of one organization at a revision, history included; it
// is immutable, and the next revision shares with it all that did not change. A Board
// is a Ledger seen on a day: its figures computed, its objects as they were. Content is
// what of a board one audience may see: Public for everybody, Staff for members.
package board
