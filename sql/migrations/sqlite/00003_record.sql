-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE audit_entries (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence        INTEGER NOT NULL CHECK (sequence >= 1),
    at              TEXT NOT NULL CHECK (at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL,
    role            TEXT NOT NULL,
    action          TEXT NOT NULL,
    object_type     TEXT NOT NULL,
    object_id       TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    detail          TEXT NOT NULL, -- JSON, hashed as it stands: never reformatted
    previous_hash   TEXT NOT NULL,
    hash            TEXT NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) STRICT;

CREATE TABLE snapshots (
    organization_id        TEXT NOT NULL REFERENCES organizations (id),
    day                    TEXT NOT NULL CHECK (day LIKE '____-__-__'),
    scope                  TEXT NOT NULL CHECK (scope IN ('organization', 'horizon', 'office', 'objective')),
    code                   TEXT NOT NULL,
    actual                 REAL,
    planned                REAL,
    variance               REAL,
    spi                    REAL,
    spi_t                  REAL,
    forecast_end_on        TEXT CHECK (forecast_end_on LIKE '____-__-__'),
    milestones_planned     INTEGER NOT NULL,
    milestones_in_progress INTEGER NOT NULL,
    milestones_blocked     INTEGER NOT NULL,
    milestones_done        INTEGER NOT NULL,
    milestones_cancelled   INTEGER NOT NULL,
    milestones_overdue     INTEGER NOT NULL,
    milestones_stale       INTEGER NOT NULL,
    milestones_undated     INTEGER NOT NULL,
    health                 TEXT NOT NULL,
    revision               INTEGER NOT NULL,
    computed_at            TEXT NOT NULL CHECK (computed_at LIKE '____-__-__T%Z'),
    PRIMARY KEY (organization_id, day, scope, code)
) STRICT;
