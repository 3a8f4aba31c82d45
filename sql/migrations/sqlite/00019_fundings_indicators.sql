-- +goose NO TRANSACTION
-- +goose Up

-- Grants on objectives. What one was on a past day is told by its dates.
CREATE TABLE fundings (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    objective       TEXT NOT NULL,
    measure         TEXT NOT NULL,
    call_name       TEXT NOT NULL,
    decree          TEXT NOT NULL,
    cup             TEXT NOT NULL,
    amount_cents    INTEGER NOT NULL CHECK (amount_cents BETWEEN 0 AND 10000000000000),
    applied_on      TEXT CHECK (applied_on LIKE '____-__-__'),
    assigned_on     TEXT CHECK (assigned_on LIKE '____-__-__'),
    state           TEXT NOT NULL CHECK (state IN ('assigned', 'paid', 'withdrawn')),
    state_on        TEXT CHECK (state_on LIKE '____-__-__'),
    source          TEXT NOT NULL,
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
) STRICT;
CREATE INDEX fundings_revision ON fundings (organization_id, revision);

CREATE TABLE indicators (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    objective       TEXT,
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    unit            TEXT NOT NULL,
    direction       TEXT NOT NULL CHECK (direction IN ('up', 'down')),
    baseline        REAL NOT NULL,
    baseline_on     TEXT NOT NULL CHECK (baseline_on LIKE '____-__-__'),
    target          REAL NOT NULL,
    target_on       TEXT CHECK (target_on LIKE '____-__-__'),
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
) STRICT;
CREATE INDEX indicators_revision ON indicators (organization_id, revision);

CREATE TABLE measurements (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    indicator       TEXT NOT NULL,
    measured_on     TEXT NOT NULL CHECK (measured_on LIKE '____-__-__'),
    value           REAL NOT NULL,
    note            TEXT NOT NULL,
    source          TEXT NOT NULL,
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT NOT NULL,
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, indicator) REFERENCES indicators (organization_id, id)
) STRICT;
CREATE INDEX measurements_revision ON measurements (organization_id, revision);

-- What came from a file: the key that it has there, the object that stands for it here, and
-- what the last import left of it, so that the next one knows what people changed since.
CREATE TABLE origins (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    source          TEXT NOT NULL,
    key             TEXT NOT NULL,
    object_type     TEXT NOT NULL,
    object_id       TEXT NOT NULL,
    imported        TEXT NOT NULL,
    PRIMARY KEY (organization_id, source, key)
) STRICT;

-- The lines of national plans that an objective carries out: a JSON array.
ALTER TABLE objectives ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';
