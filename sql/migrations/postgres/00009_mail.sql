-- +goose Up

-- Who is to be written to, never what is written nor at which address: both are looked up when the message is
-- sent, so that no link that lets anybody in lies about here.
CREATE TABLE outbox (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key             TEXT COLLATE "C" NOT NULL, -- what may be written once
    kind            TEXT COLLATE "C" NOT NULL CHECK (kind IN ('digest', 'invitation', 'reset')),
    account_id      TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    organization_id TEXT COLLATE "C" REFERENCES organizations (id),
    day             TEXT COLLATE "C" CHECK (day LIKE '____-__-__'),
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    created_at      TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    next_at         TEXT COLLATE "C" NOT NULL CHECK (next_at LIKE '____-__-__T%Z'),
    expires_at      TEXT COLLATE "C" NOT NULL CHECK (expires_at LIKE '____-__-__T%Z'),
    attempts        BIGINT NOT NULL CHECK (attempts >= 0),
    claimed_by      TEXT COLLATE "C" NOT NULL,
    lease_until     TEXT COLLATE "C" CHECK (lease_until LIKE '____-__-__T%Z'),
    settled_at      TEXT COLLATE "C" CHECK (settled_at LIKE '____-__-__T%Z'),
    reason          TEXT COLLATE "C" NOT NULL,
    CHECK ((kind = 'digest') = (organization_id IS NOT NULL AND day IS NOT NULL)),
    CHECK ((settled_at IS NULL) = (state IN ('queued', 'sending')))
);
CREATE UNIQUE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_open ON outbox (next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- What an account has turned off; no row: nothing.
CREATE TABLE notifications (
    account_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES accounts (id),
    turned_off TEXT COLLATE "C" NOT NULL, -- JSON array of kinds
    revision   BIGINT NOT NULL CHECK (revision >= 1),
    changed_at TEXT COLLATE "C" NOT NULL CHECK (changed_at LIKE '____-__-__T%Z')
);

-- The link in a message that turns reminders off without a sign-in.
CREATE TABLE unsubscribe_tokens (
    hash       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z')
);
CREATE INDEX unsubscribe_tokens_created ON unsubscribe_tokens (created_at);
