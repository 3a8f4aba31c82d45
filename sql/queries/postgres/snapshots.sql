-- Two who store the same days at once would each wait for rows of the other. The lock is nobody
-- else's, so that people's writes do not wait for it; it goes with the transaction.
-- name: SnapshotLock
SELECT CAST(COUNT(CAST(pg_advisory_xact_lock(hashtext('snapshots'), hashtext(k.key)) AS TEXT)) AS TEXT) FROM json_each($1) k
