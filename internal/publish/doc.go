// Package publish writes what people and programs take away: files made of a board, and
// of nothing else. Its writers are pure: the same board gives the same bytes, whatever
// the clock says.
package publish
