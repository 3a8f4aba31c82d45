package plan

import "time"

// OpenDataDay is what was published as open data on one day: files that are never
// rewritten, and the head of the audit chain as it was then, so that whoever kept them can
// tell that the chain was not.
type OpenDataDay struct {
	Organization string
	Day          Date
	MadeAt       time.Time
	// Revision of the plan that the files show.
	Revision int64
	// AuditSequence and AuditHash are those of the last audit entry; 0 and empty for none.
	AuditSequence int64
	AuditHash     string
	Files         []OpenDataFile // by name
}

// OpenDataFile is one of the files.
type OpenDataFile struct {
	Name   string // traguardi.csv
	SHA256 string // of Content, in lower-case hex
	Size   int    // of Content, in bytes
	// Content is nil where only the list was asked for.
	Content []byte
}

// OpenDataLast tells of an organization which files are kept of it last.
type OpenDataLast struct {
	Organization string
	Present      int64 // its present revision
	Day          Date  // of the last files; zero where there are none
	Revision     int64 // that those tell of
}
