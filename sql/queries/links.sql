-- name: LinkByHash
SELECT id, hash, kind, account_id, proves_address, created_at, expires_at, used_at FROM links WHERE hash = $1

-- name: LinkAdd
INSERT INTO links (id, hash, kind, account_id, proves_address, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- Of any number of users at once, one gets the row.
-- name: LinkUse
UPDATE links SET used_at = $2
WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING id, hash, kind, account_id, proves_address, created_at, expires_at, used_at

-- name: LinksDeleteOf
DELETE FROM links WHERE account_id = $1 AND used_at IS NULL

-- name: LinksDeleteEnded
DELETE FROM links WHERE expires_at <= $1

-- name: LinksDeleteAll
DELETE FROM links
