-- +goose Up

CREATE TABLE accounts (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email         TEXT COLLATE "C" NOT NULL, -- normalised in Go: SQLite's lower() knows ASCII alone
    password_hash TEXT COLLATE "C" NOT NULL,
    disabled      BOOLEAN NOT NULL,
    created_at    TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z')
);
-- an account whose personal data were erased has no address
CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email <> '';

CREATE TABLE memberships (
    account_id      TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    role            TEXT COLLATE "C" NOT NULL,
    office          TEXT COLLATE "C",
    PRIMARY KEY (account_id, organization_id),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code)
);

CREATE TABLE tokens (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    name       TEXT COLLATE "C" NOT NULL,
    hash       TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    expires_at TEXT COLLATE "C" CHECK (expires_at LIKE '____-__-__T%Z'),
    revoked_at TEXT COLLATE "C" CHECK (revoked_at LIKE '____-__-__T%Z')
);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_account ON tokens (account_id);
