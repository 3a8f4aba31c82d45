// Package backup is the file that a whole installation is kept in, whichever database it came from
// and whichever it goes into: what is written, how it is read back, and how nobody takes half of
// one, or one that was changed, for a whole. It knows no database; package store hands it rows and
// takes them.
//
// The file is text, one JSON value a line, compressed with gzip, so that zcat shows it in thirty
// years too:
//
//	{"format":"traguardi-backup","version":1,"schema":22,…}
//	{"table":"organizations","columns":[{"name":"id","type":"text"},…],"key":["id"]}
//	["c_m403","Comune di Corigliano-Rossano",…]
//	{"end":"organizations","rows":1,"sha256":"…"}
//	…
//	{"complete":true,"tables":40,"rows":12345}
//	{"seal":"…"}
//
// Tables come in the order in which they can be filled (what is referred to comes first), rows by
// primary key. A value has one way to be written, and a table's SHA-256 is of its line and its
// rows as they are written: two databases of either engine hold the same exactly where the sums
// agree. The last line, a gzip member of its own, is the SHA-256 of every byte of the file before
// it: a file that is cut off or changed anywhere is refused before a database is touched.
package backup
