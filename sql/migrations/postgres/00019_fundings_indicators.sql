-- +goose Up

-- Grants on objectives. What one was on a past day is told by its dates.
CREATE TABLE fundings (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C" NOT NULL,
    measure         TEXT COLLATE "C" NOT NULL,
    call_name       TEXT COLLATE "C" NOT NULL,
    decree          TEXT COLLATE "C" NOT NULL,
    cup             TEXT COLLATE "C" NOT NULL,
    amount_cents    BIGINT NOT NULL CHECK (amount_cents BETWEEN 0 AND 10000000000000),
    applied_on      TEXT COLLATE "C" CHECK (applied_on LIKE '____-__-__'),
    assigned_on     TEXT COLLATE "C" CHECK (assigned_on LIKE '____-__-__'),
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('assigned', 'paid', 'withdrawn')),
    state_on        TEXT COLLATE "C" CHECK (state_on LIKE '____-__-__'),
    source          TEXT COLLATE "C" NOT NULL,
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
);
CREATE INDEX fundings_revision ON fundings (organization_id, revision);

CREATE TABLE indicators (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id              TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C",
    title           TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL,
    unit            TEXT COLLATE "C" NOT NULL,
    direction       TEXT COLLATE "C" NOT NULL CHECK (direction IN ('up', 'down')),
    baseline        DOUBLE PRECISION NOT NULL,
    baseline_on     TEXT COLLATE "C" NOT NULL CHECK (baseline_on LIKE '____-__-__'),
    target          DOUBLE PRECISION NOT NULL,
    target_on       TEXT COLLATE "C" CHECK (target_on LIKE '____-__-__'),
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
);
CREATE INDEX indicators_revision ON indicators (organization_id, revision);

CREATE TABLE measurements (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    indicator       TEXT COLLATE "C" NOT NULL,
    measured_on     TEXT COLLATE "C" NOT NULL CHECK (measured_on LIKE '____-__-__'),
    value           DOUBLE PRECISION NOT NULL,
    note            TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT COLLATE "C" NOT NULL,
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, indicator) REFERENCES indicators (organization_id, id)
);
CREATE INDEX measurements_revision ON measurements (organization_id, revision);

-- What came from a file: the key that it has there, the object that stands for it here, and
-- what the last import left of it, so that the next one knows what people changed since.
CREATE TABLE origins (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    source          TEXT COLLATE "C" NOT NULL,
    key             TEXT COLLATE "C" NOT NULL,
    object_type     TEXT COLLATE "C" NOT NULL,
    object_id       TEXT COLLATE "C" NOT NULL,
    imported        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, source, key)
);

-- The lines of national plans that an objective carries out: a JSON array.
ALTER TABLE objectives ADD COLUMN lines TEXT COLLATE "C" NOT NULL DEFAULT '[]';
