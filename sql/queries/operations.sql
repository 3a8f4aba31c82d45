-- name: Replay
SELECT account_id, key, fingerprint, object_id, revision, at
FROM idempotency_keys
WHERE organization_id = $1 AND account_id = $2 AND key = $3

-- name: ReplaySave
INSERT INTO idempotency_keys (organization_id, account_id, key, fingerprint, object_id, revision, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organization_id, account_id, key) DO UPDATE
SET fingerprint = excluded.fingerprint, object_id = excluded.object_id, revision = excluded.revision, at = excluded.at

-- name: ReplaysDeleteBefore
DELETE FROM idempotency_keys WHERE at < $1

-- Absent: the claim is ours. Present: only if whoever claimed it neither finished nor renewed, or
-- if it ended otherwise than $6 at or before $7.
-- name: JobRunClaim
INSERT INTO job_runs (job, scheduled_for, claimed_by, started_at, lease_until, outcome, message)
VALUES ($1, $2, $3, $4, $5, '', '')
ON CONFLICT (job, scheduled_for) DO UPDATE
SET claimed_by = excluded.claimed_by, started_at = excluded.started_at, lease_until = excluded.lease_until,
    finished_at = NULL, outcome = '', message = ''
WHERE (job_runs.finished_at IS NULL AND job_runs.lease_until <= excluded.started_at)
   OR (job_runs.outcome <> $6 AND job_runs.finished_at <= $7)
RETURNING claimed_by

-- name: JobRunRelease
UPDATE job_runs
SET lease_until = $4, message = $5
WHERE job = $1 AND scheduled_for = $2 AND claimed_by = $3 AND finished_at IS NULL
RETURNING claimed_by

-- name: JobRunFinish
UPDATE job_runs
SET finished_at = $4, outcome = $5, message = $6
WHERE job = $1 AND scheduled_for = $2 AND claimed_by = $3 AND finished_at IS NULL
RETURNING claimed_by

-- name: JobRunLast
SELECT scheduled_for, outcome, finished_at
FROM job_runs
WHERE job = $1
ORDER BY scheduled_for DESC
LIMIT 1

-- name: JobRunLastWithOutcome
SELECT scheduled_for, outcome, finished_at
FROM job_runs
WHERE job = $1 AND outcome = $2
ORDER BY scheduled_for DESC
LIMIT 1

-- name: Ping
SELECT 1
