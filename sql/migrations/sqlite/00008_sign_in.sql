-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE sessions (
    id           TEXT NOT NULL PRIMARY KEY,
    hash         TEXT NOT NULL,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    method       TEXT NOT NULL,
    pending      INTEGER NOT NULL CHECK (pending IN (0, 1)),
    client       TEXT NOT NULL,
    created_at   TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    last_seen_at TEXT NOT NULL CHECK (last_seen_at LIKE '____-__-__T%Z'),
    expires_at   TEXT NOT NULL CHECK (expires_at LIKE '____-__-__T%Z')
) STRICT;
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE links (
    id         TEXT NOT NULL PRIMARY KEY,
    hash       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id), -- none for the first set-up
    created_at TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    expires_at TEXT NOT NULL CHECK (expires_at LIKE '____-__-__T%Z'),
    used_at    TEXT CHECK (used_at LIKE '____-__-__T%Z')
) STRICT;
CREATE UNIQUE INDEX links_hash ON links (hash);
CREATE INDEX links_account ON links (account_id);

CREATE TABLE second_factors (
    account_id   TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    secret       TEXT NOT NULL, -- sealed, where the installation has a key
    created_at   TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    confirmed_at TEXT CHECK (confirmed_at LIKE '____-__-__T%Z'),
    last_step    INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    hash       TEXT NOT NULL,
    used_at    TEXT CHECK (used_at LIKE '____-__-__T%Z'),
    PRIMARY KEY (account_id, hash)
) STRICT;

-- the key is a hash: neither addresses nor e-mail are kept here
CREATE TABLE sign_in_attempts (
    key           TEXT NOT NULL PRIMARY KEY,
    failures      INTEGER NOT NULL,
    last_at       TEXT NOT NULL CHECK (last_at LIKE '____-__-__T%Z'),
    blocked_until TEXT CHECK (blocked_until LIKE '____-__-__T%Z')
) STRICT;
CREATE INDEX sign_in_attempts_last_at ON sign_in_attempts (last_at);
