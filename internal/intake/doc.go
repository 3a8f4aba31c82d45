// Package intake reads files from elsewhere, row by row, and makes commands of the tracker
// out of them. What a file holds is believed only as far as it was checked: a row that
// cannot be taken is refused with its line and the reason, and the import goes on.
package intake
