// Package plan holds the vocabulary of Traguardi and the rules that hold for it
// whatever the way in: page, API, import or command line.
//
// It does no I/O and imports nothing of ours. A rule that needs only the objects
// themselves lives here; a rule that needs to look something up (does the office
// exist?) lives in package tracker.
package plan
