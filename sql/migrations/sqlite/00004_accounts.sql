-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE accounts (
    id            TEXT NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL, -- normalised in Go: SQLite's lower() knows ASCII alone
    password_hash TEXT NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created_at    TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z')
) STRICT;
-- an account whose personal data were erased has no address
CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email <> '';

CREATE TABLE memberships (
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    role            TEXT NOT NULL,
    office          TEXT,
    PRIMARY KEY (account_id, organization_id),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code)
) STRICT;

CREATE TABLE tokens (
    id         TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    hash       TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    expires_at TEXT CHECK (expires_at LIKE '____-__-__T%Z'),
    revoked_at TEXT CHECK (revoked_at LIKE '____-__-__T%Z')
) STRICT;
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_account ON tokens (account_id);
