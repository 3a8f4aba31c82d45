-- +goose Up

-- Files that were handed in to be imported in the background, and what became of them. The
-- content (compressed, in Base64) is there until the import ends.
CREATE TABLE imports (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id              TEXT COLLATE "C" NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    file_name       TEXT COLLATE "C" NOT NULL,
    office          TEXT COLLATE "C" NOT NULL,
    measure         TEXT COLLATE "C" NOT NULL,
    dry_run         BOOLEAN NOT NULL,
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT COLLATE "C" NOT NULL,
    content         TEXT COLLATE "C" NOT NULL,
    attempts        BIGINT NOT NULL,
    claimed_by      TEXT COLLATE "C" NOT NULL,
    lease_until     TEXT COLLATE "C" CHECK (lease_until LIKE '____-__-__T%Z'),
    finished_at     TEXT COLLATE "C" CHECK (finished_at LIKE '____-__-__T%Z'),
    reason          TEXT COLLATE "C" NOT NULL,
    report          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX imports_open ON imports (recorded_at) WHERE state IN ('queued', 'running');
