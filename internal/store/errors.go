package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/traguardi/traguardi/internal/plan"
)

// translate gives an error of the database the kind that package tracker promises.
// What names the object that was looked for or written, for whoever asked.
func translate(ctx context.Context, err error, what string) error {
	var refusal *plan.Error
	switch {
	case err == nil || errors.As(err, &refusal):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return plan.NotFound(what)
	case isConflict(err):
		return plan.Errorf(plan.KindConflict, "this %s is already there", what).WithCause(err)
	case isUnstorable(err):
		return plan.Errorf(plan.KindInvalid, "a text holds a character that cannot be stored").WithCause(err)
	case ctx.Err() != nil:
		// Whatever the driver says of a statement that was called off, this is why.
		err = errors.Join(ctx.Err(), err)
		if errors.Is(err, context.DeadlineExceeded) {
			return unavailable(err)
		}
		return err
	case isUnavailable(err):
		return unavailable(err)
	}
	return err
}

func unavailable(cause error) error {
	return plan.Errorf(plan.KindUnavailable, "the database does not answer; try again").WithCause(cause)
}

// Error codes of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	pgUniqueViolation      = "23505"
	pgNotInRepertoire      = "22021" // NUL, or not UTF-8
	pgUntranslatable       = "22P05"
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgLockNotAvailable     = "55P03"
	pgQueryCanceled        = "57014" // statement_timeout; a cancelled context is seen before
	pgReadOnly             = "25006" // a server that was demoted to a standby
	pgIdleInTransaction    = "25P03" // this program stood still in the middle of a write
	pgProtocolViolation    = "08P01"
	pgClassConnection      = "08"
	pgClassResources       = "53"
	pgClassShutdown        = "57P0"
)

func isConflict(err error) bool {
	var pg *pq.Error
	if errors.As(err, &pg) {
		return pg.Code == pgUniqueViolation
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return true
	}
	return false
}

func isUnstorable(err error) bool {
	var pg *pq.Error
	return errors.As(err, &pg) && (pg.Code == pgNotInRepertoire || pg.Code == pgUntranslatable)
}

func isUnavailable(err error) bool {
	var pg *pq.Error
	if errors.As(err, &pg) {
		switch code := string(pg.Code); code {
		case pgSerializationFailure, pgDeadlock, pgLockNotAvailable, pgQueryCanceled, pgReadOnly, pgIdleInTransaction:
			return true
		default:
			return strings.HasPrefix(code, pgClassConnection) || strings.HasPrefix(code, pgClassResources) ||
				strings.HasPrefix(code, pgClassShutdown)
		}
	}
	if code := sqliteCode(err); code != 0 {
		switch code & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
			sqlite3.SQLITE_IOERR: // a full disk too, where it is told of by the sync or by the shared index
			return true
		}
		return false
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

// sqliteCode is SQLite's extended result code, or 0 for errors that are not SQLite's.
func sqliteCode(err error) int {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()
	}
	return 0
}
