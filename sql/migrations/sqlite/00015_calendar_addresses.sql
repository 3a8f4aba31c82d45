-- +goose NO TRANSACTION
-- +goose Up

-- The secret address of an account's calendar of an organization: one at a time.
CREATE TABLE calendar_addresses (
    account_id      TEXT NOT NULL REFERENCES accounts (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    hash            TEXT NOT NULL,
    role            TEXT NOT NULL, -- the membership that it was made under
    office          TEXT,
    created_at      TEXT NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (account_id, organization_id)
) STRICT;
CREATE UNIQUE INDEX calendar_addresses_hash ON calendar_addresses (hash);
