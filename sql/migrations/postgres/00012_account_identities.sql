-- +goose Up

-- whom an OpenID Connect provider knows an account by
CREATE TABLE account_identities (
    issuer     TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    created_at TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    PRIMARY KEY (issuer, subject)
);
-- a provider knows an account by one identity: another person who got the address is another account
CREATE UNIQUE INDEX account_identities_account ON account_identities (account_id, issuer);

-- what the provider wants to see again when a session ends: kept as long as the session, sealed where the
-- installation has a key
CREATE TABLE session_id_tokens (
    session_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    id_token   TEXT COLLATE "C" NOT NULL
);
