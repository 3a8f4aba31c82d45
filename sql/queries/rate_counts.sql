-- What clients have asked for in their minute, all replicas together.

-- name: RateCountAdd
INSERT INTO rate_counts (scope, client, began_ms, count)
VALUES ($1, $2, $3, $4)
ON CONFLICT (scope, client) DO UPDATE SET
    began_ms = CASE WHEN rate_counts.began_ms <= $5 OR rate_counts.began_ms >= $6 THEN excluded.began_ms ELSE rate_counts.began_ms END,
    count = CASE WHEN rate_counts.began_ms <= $5 OR rate_counts.began_ms >= $6 THEN excluded.count ELSE rate_counts.count + excluded.count END
RETURNING began_ms, count

-- name: RateCountsDeleteBefore
DELETE FROM rate_counts WHERE began_ms <= $1
