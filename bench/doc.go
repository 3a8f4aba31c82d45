// Bench measures the program against the ceilings of one run on one machine: how near its pages
// and answers come to net/http serving the same bytes, its writes to a bare durable commit, its
// snapshots to reading the rows, and how all of it grows with the plan and with the number of
// organizations, and how three servers share one database with all of Italy, over a midnight too.
// `make bench` runs it; docs/performance.md tells what came out.
//
// It knows the program as everybody outside does: by its command line and its HTTP interface. It
// makes the data itself, the same in every run. Figures are ratios of one run, never times to be
// compared with those of another.
package main
