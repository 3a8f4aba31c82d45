-- +goose Up

CREATE TABLE sessions (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash         TEXT COLLATE "C" NOT NULL,
    account_id   TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    method       TEXT COLLATE "C" NOT NULL,
    pending      BOOLEAN NOT NULL,
    client       TEXT COLLATE "C" NOT NULL,
    created_at   TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    last_seen_at TEXT COLLATE "C" NOT NULL CHECK (last_seen_at LIKE '____-__-__T%Z'),
    expires_at   TEXT COLLATE "C" NOT NULL CHECK (expires_at LIKE '____-__-__T%Z')
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE links (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash       TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" REFERENCES accounts (id), -- none for the first set-up
    created_at TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    expires_at TEXT COLLATE "C" NOT NULL CHECK (expires_at LIKE '____-__-__T%Z'),
    used_at    TEXT COLLATE "C" CHECK (used_at LIKE '____-__-__T%Z')
);
CREATE UNIQUE INDEX links_hash ON links (hash);
CREATE INDEX links_account ON links (account_id);

CREATE TABLE second_factors (
    account_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES accounts (id),
    secret       TEXT COLLATE "C" NOT NULL, -- sealed, where the installation has a key
    created_at   TEXT COLLATE "C" NOT NULL CHECK (created_at LIKE '____-__-__T%Z'),
    confirmed_at TEXT COLLATE "C" CHECK (confirmed_at LIKE '____-__-__T%Z'),
    last_step    BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    hash       TEXT COLLATE "C" NOT NULL,
    used_at    TEXT COLLATE "C" CHECK (used_at LIKE '____-__-__T%Z'),
    PRIMARY KEY (account_id, hash)
);

-- the key is a hash: neither addresses nor e-mail are kept here
CREATE TABLE sign_in_attempts (
    key           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    last_at       TEXT COLLATE "C" NOT NULL CHECK (last_at LIKE '____-__-__T%Z'),
    blocked_until TEXT COLLATE "C" CHECK (blocked_until LIKE '____-__-__T%Z')
);
CREATE INDEX sign_in_attempts_last_at ON sign_in_attempts (last_at);
