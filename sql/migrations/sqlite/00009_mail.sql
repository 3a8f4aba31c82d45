-- +goose NO TRANSACTION
-- +goose Up

-- Who is to be written to, never what is written nor at which address: both are looked up when the message is
-- sent, so that no link that lets anybody in lies about here.
CREATE TABLE outbox (
    id              TEXT NOT NULL PRIMARY KEY,
    key             TEXT NOT NULL, -- what may be written once
    kind            TEXT NOT NULL CHECK (kind IN ('digest', 'invitation', 'reset')),
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
CREATE UNIQUE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_open ON outbox (next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- What an account has turned off; no row: nothing.
CREATE TABLE notifications (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    turned_off TEXT NOT NULL, -- JSON array of kinds
    revision   INTEGER NOT NULL CHECK (revision >= 1),
    changed_at TEXT NOT NULL CHECK (changed_at LIKE '____-__-__T%Z')
) STRICT;

-- The link in a message that turns reminders off without a sign-in.
CREATE TABLE unsubscribe_tokens (
    hash       TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z')
) STRICT;
CREATE INDEX unsubscribe_tokens_created ON unsubscribe_tokens (created_at);
