-- +goose NO TRANSACTION
-- +goose Up

-- Where several replicas serve on PostgreSQL they count their clients here, together (ADR 31).
-- One process serves on SQLite, and counts in memory: the table stays empty.
CREATE TABLE rate_counts (
    scope    TEXT NOT NULL,
    client   TEXT NOT NULL, -- a hash: no address lies here
    began_ms INTEGER NOT NULL, -- milliseconds since 1970
    count    INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (scope, client)
);
CREATE INDEX rate_counts_began ON rate_counts (began_ms);
