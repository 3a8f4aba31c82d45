// Package sql carries the text that the databases are spoken to with: the migrations of
// each engine, in pairs of the same number, and the named queries that both share. What
// the text means is package store's business.
package sql

import "embed"

// Migrations holds migrations/postgres and migrations/sqlite, in goose's form.
//
//go:embed migrations/postgres/*.sql migrations/sqlite/*.sql
var Migrations embed.FS

// Queries holds queries/*.sql, shared by both engines, and queries/postgres and
// queries/sqlite with the few that must differ. Each query begins with a line
// `-- name: SomeName`.
//
//go:embed queries
var Queries embed.FS
