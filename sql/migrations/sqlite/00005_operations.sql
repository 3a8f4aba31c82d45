-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE idempotency_keys (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    account_id      TEXT NOT NULL,
    key             TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,
    object_id       TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    at              TEXT NOT NULL CHECK (at LIKE '____-__-__T%Z'),
    PRIMARY KEY (organization_id, account_id, key)
) STRICT;
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);

CREATE TABLE job_runs (
    job           TEXT NOT NULL,
    scheduled_for TEXT NOT NULL CHECK (scheduled_for LIKE '____-__-__T%Z'),
    claimed_by    TEXT NOT NULL,
    started_at    TEXT NOT NULL CHECK (started_at LIKE '____-__-__T%Z'),
    lease_until   TEXT NOT NULL CHECK (lease_until LIKE '____-__-__T%Z'),
    finished_at   TEXT CHECK (finished_at LIKE '____-__-__T%Z'),
    outcome       TEXT NOT NULL, -- empty until finished
    message       TEXT NOT NULL,
    PRIMARY KEY (job, scheduled_for)
) STRICT;
