-- One row for each membership, at least one: every request of a signed-in person asks this. A session
-- needs no password, so its hash stays in the database.
-- name: AccountBySessionHash
SELECT a.id, a.email, a.disabled, a.created_at, s.id AS session_id, s.method, s.pending, s.client,
       s.created_at AS session_created_at, s.last_seen_at, s.expires_at,
       m.organization_id, m.role, m.office, COALESCE(o.revision, 0) AS organization_revision
FROM sessions s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN memberships m ON m.account_id = a.id
LEFT JOIN organizations o ON o.id = m.organization_id
WHERE s.hash = $1
ORDER BY m.organization_id

-- name: SessionsOf
SELECT id, hash, account_id, method, pending, client, created_at, last_seen_at, expires_at
FROM sessions
WHERE account_id = $1
ORDER BY last_seen_at DESC, id

-- name: SessionAdd
INSERT INTO sessions (id, hash, account_id, method, pending, client, created_at, last_seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: SessionRotate
UPDATE sessions
SET hash = $3, pending = $4, last_seen_at = $5, expires_at = $6
WHERE id = $1 AND hash = $2

-- Whoever came first wrote it; replicas do not write one another's minute again.
-- name: SessionTouch
UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3

-- name: SessionDelete
DELETE FROM sessions WHERE account_id = $1 AND id = $2

-- name: SessionsDeleteOf
DELETE FROM sessions WHERE account_id = $1 AND id <> $2

-- name: SessionsDeleteEnded
DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $2

-- name: SessionsDeleteAll
DELETE FROM sessions
