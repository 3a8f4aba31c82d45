-- +goose NO TRANSACTION
-- +goose Up

-- Files that were handed in to be imported in the background, and what became of them. The
-- content (compressed, in Base64) is there until the import ends.
CREATE TABLE imports (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    kind            TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    office          TEXT NOT NULL,
    measure         TEXT NOT NULL,
    dry_run         INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    state           TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT NOT NULL,
    content         TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    claimed_by      TEXT NOT NULL,
    lease_until     TEXT CHECK (lease_until LIKE '____-__-__T%Z'),
    finished_at     TEXT CHECK (finished_at LIKE '____-__-__T%Z'),
    reason          TEXT NOT NULL,
    report          TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX imports_open ON imports (recorded_at) WHERE state IN ('queued', 'running');
