-- +goose NO TRANSACTION
-- +goose Up

-- Whoever's code of the second factor is used a second time is told so by a letter. SQLite changes no CHECK of a
-- table that is there: the table is made anew.
CREATE TABLE outbox_new (
    id              TEXT NOT NULL PRIMARY KEY,
    key             TEXT NOT NULL, -- what may be written once
    kind            TEXT NOT NULL CHECK (kind IN ('digest', 'invitation', 'reset',
                        'password_changed', 'factor_on', 'factor_off', 'codes_renewed', 'code_reused')),
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organization_id TEXT REFERENCES organizations (id),
    day             TEXT CHECK (day LIKE '____-__-__'),
    state           TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    created_at      TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    next_at         TEXT NOT NULL CHECK (next_at LIKE '____-__-__T%Z'),
    expires_at      TEXT NOT NULL CHECK (expires_at LIKE '____-__-__T%Z'),
    attempts        INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_by      TEXT NOT NULL,
    lease_until     TEXT CHECK (lease_until LIKE '____-__-__T%Z'),
    settled_at      TEXT CHECK (settled_at LIKE '____-__-__T%Z'),
    reason          TEXT NOT NULL,
    CHECK ((kind = 'digest') = (organization_id IS NOT NULL AND day IS NOT NULL)),
    CHECK ((settled_at IS NULL) = (state IN ('queued', 'sending')))
) STRICT;
INSERT INTO outbox_new (id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by, lease_until, settled_at, reason)
SELECT id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by, lease_until, settled_at, reason FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE UNIQUE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_open ON outbox (next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
