-- +goose Up

-- How much clients have asked for in their minute, from all replicas together: what each of them
-- adds a share at a time (ADR 31). A row is of no use after a minute, so it is neither logged nor
-- replicated nor backed up; after a crash or a failover it is as if nobody had asked.
CREATE UNLOGGED TABLE rate_counts (
    scope    TEXT COLLATE "C" NOT NULL,
    client   TEXT COLLATE "C" NOT NULL, -- a hash: no address lies here
    began_ms BIGINT NOT NULL,           -- milliseconds since 1970
    count    BIGINT NOT NULL CHECK (count >= 0),
    PRIMARY KEY (scope, client)
);
CREATE INDEX rate_counts_began ON rate_counts (began_ms);
