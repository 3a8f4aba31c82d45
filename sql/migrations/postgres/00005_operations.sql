-- +goose Up

CREATE TABLE idempotency_keys (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    account_id      TEXT COLLATE "C" NOT NULL,
    key             TEXT COLLATE "C" NOT NULL,
    fingerprint     TEXT COLLATE "C" NOT NULL,
    object_id       TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    at              TEXT COLLATE "C" NOT NULL CHECK (at LIKE '____-__-__T%Z'),
    PRIMARY KEY (organization_id, account_id, key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

CREATE TABLE job_runs (
    job           TEXT COLLATE "C" NOT NULL,
    scheduled_for TEXT COLLATE "C" NOT NULL CHECK (scheduled_for LIKE '____-__-__T%Z'),
    claimed_by    TEXT COLLATE "C" NOT NULL,
    started_at    TEXT COLLATE "C" NOT NULL CHECK (started_at LIKE '____-__-__T%Z'),
    lease_until   TEXT COLLATE "C" NOT NULL CHECK (lease_until LIKE '____-__-__T%Z'),
    finished_at   TEXT COLLATE "C" CHECK (finished_at LIKE '____-__-__T%Z'),
    outcome       TEXT COLLATE "C" NOT NULL, -- empty until finished
    message       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (job, scheduled_for)
);
