-- +goose Up

CREATE TABLE audit_entries (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    sequence        BIGINT NOT NULL CHECK (sequence >= 1),
    at              TEXT COLLATE "C" NOT NULL CHECK (at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL,
    action          TEXT COLLATE "C" NOT NULL,
    object_type     TEXT COLLATE "C" NOT NULL,
    object_id       TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    detail          TEXT COLLATE "C" NOT NULL, -- JSON, hashed as it stands: never reformatted
    previous_hash   TEXT COLLATE "C" NOT NULL,
    hash            TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, sequence)
);

CREATE TABLE snapshots (
    organization_id        TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    day                    TEXT COLLATE "C" NOT NULL CHECK (day LIKE '____-__-__'),
    scope                  TEXT COLLATE "C" NOT NULL CHECK (scope IN ('organization', 'horizon', 'office', 'objective')),
    code                   TEXT COLLATE "C" NOT NULL,
    actual                 DOUBLE PRECISION,
    planned                DOUBLE PRECISION,
    variance               DOUBLE PRECISION,
    spi                    DOUBLE PRECISION,
    spi_t                  DOUBLE PRECISION,
    forecast_end_on        TEXT COLLATE "C" CHECK (forecast_end_on LIKE '____-__-__'),
    milestones_planned     BIGINT NOT NULL,
    milestones_in_progress BIGINT NOT NULL,
    milestones_blocked     BIGINT NOT NULL,
    milestones_done        BIGINT NOT NULL,
    milestones_cancelled   BIGINT NOT NULL,
    milestones_overdue     BIGINT NOT NULL,
    milestones_stale       BIGINT NOT NULL,
    milestones_undated     BIGINT NOT NULL,
    health                 TEXT COLLATE "C" NOT NULL,
    revision               BIGINT NOT NULL,
    computed_at            TEXT COLLATE "C" NOT NULL CHECK (computed_at LIKE '____-__-__T%Z'),
    PRIMARY KEY (organization_id, day, scope, code)
);
