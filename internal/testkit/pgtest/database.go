package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	neturl "net/url"

	"github.com/lib/pq"
)

// emptyTemplate is what an empty database is a copy of; not template1: what an administrator added
// to that stays out of tests.
const emptyTemplate = "template0"

// createDatabase makes a database on the server of adminURL, a copy of template; it returns the URL
// that opens it, with the same user and parameters, and its name.
func createDatabase(ctx context.Context, adminURL, template string) (url, name string, err error) {
	target, err := neturl.Parse(adminURL)
	if err != nil {
		// The parse error would repeat the URL, password included.
		return "", "", errors.New("the server's address is not a URL")
	}
	name = "test_" + randomHex(8)
	if err := execAdmin(ctx, adminURL, "CREATE DATABASE "+pq.QuoteIdentifier(name)+" TEMPLATE "+pq.QuoteIdentifier(template)+" ENCODING 'UTF8'"); err != nil {
		return "", "", fmt.Errorf("create database %s: %w", name, err)
	}
	target.Path = "/" + name
	return target.String(), name, nil
}

// dropDatabase removes the database and ends the sessions still open on it.
func dropDatabase(ctx context.Context, adminURL, name string) error {
	if err := execAdmin(ctx, adminURL, "DROP DATABASE IF EXISTS "+pq.QuoteIdentifier(name)+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop database %s: %w", name, err)
	}
	return nil
}

// execAdmin opens a connection for one statement: a pool kept open would hold connections that a
// stopped server leaves dead.
func execAdmin(ctx context.Context, adminURL, statement string) (err error) {
	db, err := sql.Open("postgres", adminURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

func ping(ctx context.Context, url string) (err error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.PingContext(ctx)
}

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	// crypto/rand.Read never fails: since Go 1.24 it ends the program instead.
	rand.Read(buffer)
	return hex.EncodeToString(buffer)
}
