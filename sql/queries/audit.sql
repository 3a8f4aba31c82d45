-- name: AuditLast
SELECT sequence, hash
FROM audit_entries
WHERE organization_id = $1
ORDER BY sequence DESC
LIMIT 1

-- The hash of the entry before is looked up, and is NULL (which the column refuses) where the
-- entry before is not the one that this entry was chained to.
-- name: AuditAdd
INSERT INTO audit_entries (organization_id, sequence, at, account_id, role, action, object_type, object_id, revision,
    detail, previous_hash, hash)
VALUES ($1, CAST($2 AS BIGINT), $3, $4, $5, $6, $7, $8, $9, $10,
    CASE WHEN CAST($2 AS BIGINT) = 1 THEN $11 ELSE (
        SELECT p.hash
        FROM audit_entries p
        WHERE p.organization_id = $1 AND p.sequence = CAST($2 AS BIGINT) - 1 AND p.hash = $11
    ) END, $12)

-- An empty text or a zero leaves its column alone.
-- name: AuditNewest
SELECT organization_id, sequence, at, account_id, role, action, object_type, object_id, revision, detail,
       previous_hash, hash
FROM audit_entries
WHERE organization_id = $1
  AND ($2 = '' OR object_type = $2) AND ($3 = '' OR object_id = $3) AND ($4 = '' OR action = $4)
  AND ($5 = '' OR role = $5) AND at >= $6 AND ($7 = '' OR at < $7) AND (CAST($8 AS BIGINT) = 0 OR sequence < $8)
ORDER BY sequence DESC
LIMIT $9

-- name: AuditOldest
SELECT organization_id, sequence, at, account_id, role, action, object_type, object_id, revision, detail,
       previous_hash, hash
FROM audit_entries
WHERE organization_id = $1
  AND ($2 = '' OR object_type = $2) AND ($3 = '' OR object_id = $3) AND ($4 = '' OR action = $4)
  AND ($5 = '' OR role = $5) AND at >= $6 AND ($7 = '' OR at < $7) AND sequence > $8
ORDER BY sequence
LIMIT $9

-- What was written since an entry, with the milestones of reports.
-- name: AuditLater
SELECT o.revision AS organization_revision, e.sequence, e.revision, e.action, e.previous_hash, e.hash, u.objective, u.number
FROM organizations o
JOIN audit_entries e ON e.organization_id = o.id AND e.sequence > $2
LEFT JOIN updates u ON u.organization_id = e.organization_id AND u.id = e.object_id
WHERE o.id = $1
ORDER BY e.sequence
LIMIT $3

-- name: AuditCount
SELECT COUNT(*)
FROM audit_entries
WHERE organization_id = $1
  AND ($2 = '' OR object_type = $2) AND ($3 = '' OR object_id = $3) AND ($4 = '' OR action = $4)
  AND ($5 = '' OR role = $5) AND at >= $6 AND ($7 = '' OR at < $7)
