-- +goose Up

-- The secret address of an account's calendar of an organization: one at a time.
CREATE TABLE calendar_addresses (
    account_id      TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id              TEXT COLLATE "C" NOT NULL,
    hash            TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL, -- the membership that it was made under
    office          TEXT COLLATE "C",
    created_at      TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);
CREATE UNIQUE INDEX calendar_addresses_hash ON calendar_addresses (hash);
