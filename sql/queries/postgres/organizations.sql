-- Differs from the shared text in that it tells the other replicas, which only PostgreSQL can
-- do; in the same statement, to spare a round trip. The server delivers it at commit.
-- name: OrganizationRaiseRevision
WITH raised AS (
    UPDATE organizations SET revision = revision + 1 WHERE id = $1 RETURNING id, revision
), told AS (
    SELECT revision, pg_notify('traguardi_revision', id || ':' || revision) AS done FROM raised
)
SELECT revision FROM told WHERE done IS NOT NULL
