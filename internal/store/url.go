package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// engine is the database that a URL names; also the folder of its files in package sql.
type engine string

const (
	engineSQLite   engine = "sqlite"
	enginePostgres engine = "postgres"
)

// errURL does not repeat the URL: it may hold a password.
var errURL = errors.New(`a database is named as "sqlite:path/to/file.db" or "postgres://user@host/database?sslmode=verify-full"`)

// address is a database URL taken apart.
type address struct {
	engine engine
	path   string // of SQLite's file
	dsn    string // of PostgreSQL, as lib/pq takes it
	shown  string // for people: without the password
	// secrets must not appear in any error: the password as given and as encoded.
	secrets []string
}

// parseURL reads sqlite:path and postgres://… . Everything that lib/pq takes in a URL
// is left to it (sslmode, sslrootcert, sslcert, sslkey, connect_timeout …).
func parseURL(raw string) (address, error) {
	if path, ok := strings.CutPrefix(raw, "sqlite:"); ok {
		return parseSQLite(path)
	}
	if strings.HasPrefix(raw, "postgres://") || strings.HasPrefix(raw, "postgresql://") {
		return parsePostgres(raw, postgresSettings)
	}
	return address{}, errURL
}

func parseSQLite(path string) (address, error) {
	path = strings.TrimPrefix(path, "//")
	switch {
	case path == "" || strings.ContainsRune(path, 0):
		return address{}, errURL
	case strings.HasPrefix(path, ":memory:"):
		return address{}, errors.New("a SQLite database needs a file: one in memory is not shared by its connections and is lost at the end")
	}
	return address{engine: engineSQLite, path: path, shown: "sqlite:" + path}, nil
}

// Settings of a PostgreSQL connection where the URL does not name them.
var postgresSettings = map[string]string{
	"application_name": "traguardi",
	// In seconds: lib/pq would wait for ever.
	"connect_timeout": "10",
	// In milliseconds: a replica whose machine dies in the middle of a write tells nobody,
	// and would hold its organization's turn for as long as TCP believes in it.
	"idle_in_transaction_session_timeout": "30000",
}

// pooledSettings are those of a connection through a pooler. It takes few settings; and a statement
// with its parameters goes as one message, since two might meet two connections of the server.
var pooledSettings = map[string]string{
	"application_name":  "traguardi",
	"connect_timeout":   "10",
	"binary_parameters": "yes",
}

// errDirect does not repeat the URL either.
var errDirect = errors.New(`the direct way to a PostgreSQL behind a pooler is a postgres:// address, or none`)

// parseURLs reads a database's URL, and the way to the server where that leads through a pooler:
// without one the two are the same, and direct is nil where there is no such way.
func parseURLs(raw, rawDirect string) (a address, direct *address, err error) {
	if a, err = parseURL(raw); err != nil || rawDirect == "" {
		return a, &a, err
	}
	if a.engine != enginePostgres {
		return a, nil, errors.New("a direct way goes with a PostgreSQL behind a pooler: this is " + a.shown)
	}
	if a, err = parsePostgres(raw, pooledSettings); err != nil || rawDirect == DirectNone {
		return a, nil, err
	}
	d, err := parseURL(rawDirect)
	if err != nil || d.engine != enginePostgres {
		return a, nil, errDirect
	}
	return a, &d, nil
}

func parsePostgres(raw string, preset map[string]string) (address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return address{}, errURL // err repeats the URL
	}
	settings := u.Query()
	shown := *u
	shown.RawQuery = ""
	var secrets []string
	if u.User != nil {
		shown.User = url.User(u.User.Username())
		if password, ok := u.User.Password(); ok && password != "" {
			secrets = append(secrets, password, url.QueryEscape(password), url.PathEscape(password))
		}
	}
	if password := settings.Get("password"); password != "" {
		secrets = append(secrets, password, url.QueryEscape(password))
	}
	for name, value := range preset {
		if !settings.Has(name) {
			settings.Set(name, value)
		}
	}
	u.RawQuery = settings.Encode()
	return address{engine: enginePostgres, dsn: u.String(), shown: shown.String(), secrets: secrets}, nil
}

// sqliteDSN names the file with the settings that every connection must have: they go
// into the DSN because a PRAGMA run by hand reaches one connection of a pool alone.
func sqliteDSN(path string, settings ...string) string {
	// SQLite reads the name as a URI: these three would end or change it.
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return fmt.Sprintf("file:%s?%s", escaped, strings.Join(settings, "&"))
}
