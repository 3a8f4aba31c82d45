-- The numbers of a day are stored together, so the organization's one row tells for all.
-- name: SnapshotDays
SELECT day, computed_at
FROM snapshots
WHERE organization_id = $1 AND day >= $2 AND day <= $3 AND scope = 'organization'

-- Whoever stores the numbers of organizations (the keys of the JSON object $1) takes turns; the lock of
-- a write on SQLite sees to it.
-- name: SnapshotLock
SELECT CAST($1 AS TEXT)

-- name: SnapshotPresent
SELECT DISTINCT s.organization_id, s.day
FROM json_each($1) k
JOIN snapshots s ON s.organization_id = k.key AND s.day >= $2 AND s.day <= $3

-- What was computed before the day was over goes when the day is computed again: it may be about
-- something that was removed later that day. What a newer revision ($4) gave stays.
-- name: SnapshotDrop
DELETE FROM snapshots WHERE organization_id = $1 AND day = $2 AND computed_at < $3 AND revision <= $4

-- name: SnapshotNewer
SELECT COUNT(*) FROM snapshots WHERE organization_id = $1 AND day = $2 AND revision > $3

-- Numbers computed after their day was over ($22) are kept for ever; a slow computation does not undo
-- one of a newer revision that overtook it while this one was stored.
-- name: SnapshotSave
INSERT INTO snapshots (organization_id, day, scope, code, actual, planned, variance, spi, spi_t, forecast_end_on,
    milestones_planned, milestones_in_progress, milestones_blocked, milestones_done, milestones_cancelled,
    milestones_overdue, milestones_stale, milestones_undated, health, revision, computed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (organization_id, day, scope, code) DO UPDATE
SET actual = excluded.actual, planned = excluded.planned, variance = excluded.variance, spi = excluded.spi,
    spi_t = excluded.spi_t, forecast_end_on = excluded.forecast_end_on,
    milestones_planned = excluded.milestones_planned, milestones_in_progress = excluded.milestones_in_progress,
    milestones_blocked = excluded.milestones_blocked, milestones_done = excluded.milestones_done,
    milestones_cancelled = excluded.milestones_cancelled, milestones_overdue = excluded.milestones_overdue,
    milestones_stale = excluded.milestones_stale, milestones_undated = excluded.milestones_undated,
    health = excluded.health, revision = excluded.revision, computed_at = excluded.computed_at
WHERE snapshots.computed_at < $22 AND snapshots.revision <= excluded.revision

-- A page begins behind the place $6, $7, $8. Of objectives come all ($9 is 1) or those that are
-- keys of the JSON object $10.
-- name: SnapshotsOldest
SELECT day, scope, code, actual, planned, variance, spi, spi_t, forecast_end_on, milestones_planned,
       milestones_in_progress, milestones_blocked, milestones_done, milestones_cancelled, milestones_overdue,
       milestones_stale, milestones_undated, health, revision, computed_at
FROM snapshots
WHERE organization_id = $1 AND day >= $2 AND day <= $3 AND ($4 = '' OR scope = $4) AND ($5 = '' OR code = $5)
  AND (day, scope, code) > ($6, $7, $8)
  AND (scope <> 'objective' OR CAST($9 AS BIGINT) = 1 OR code IN (SELECT key FROM json_each($10)))
ORDER BY day, scope, code
LIMIT $11

-- name: SnapshotsNewest
SELECT day, scope, code, actual, planned, variance, spi, spi_t, forecast_end_on, milestones_planned,
       milestones_in_progress, milestones_blocked, milestones_done, milestones_cancelled, milestones_overdue,
       milestones_stale, milestones_undated, health, revision, computed_at
FROM snapshots
WHERE organization_id = $1 AND day >= $2 AND day <= $3 AND ($4 = '' OR scope = $4) AND ($5 = '' OR code = $5)
  AND (day, scope, code) < ($6, $7, $8)
  AND (scope <> 'objective' OR CAST($9 AS BIGINT) = 1 OR code IN (SELECT key FROM json_each($10)))
ORDER BY day DESC, scope DESC, code DESC
LIMIT $11

-- name: SnapshotCount
SELECT COUNT(*)
FROM snapshots
WHERE organization_id = $1 AND day >= $2 AND day <= $3 AND ($4 = '' OR scope = $4) AND ($5 = '' OR code = $5)
  AND (scope <> 'objective' OR CAST($6 AS BIGINT) = 1 OR code IN (SELECT key FROM json_each($7)))
