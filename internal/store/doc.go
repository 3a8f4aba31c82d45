// Package store keeps everything that Traguardi knows in SQLite or PostgreSQL: it
// implements the ports of packages tracker and board, and the smaller ones of sign-in,
// jobs and retention. Both engines share one text of queries (package sql).
//
// It decides nothing: no rule, no default, no clock. Instants come in with the values.
//
// Its errors: a row that is not there is a *plan.Error of kind not_found; a clash with
// one that is there, of kind conflict; a database that is away, busy or asks to try
// again, of kind unavailable, with the cause kept for the log. Anything else is the
// machinery's own error and must not be shown.
package store
