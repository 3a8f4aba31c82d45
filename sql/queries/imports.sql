-- name: ImportRunAdd
INSERT INTO imports (organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role,
    content, attempts, claimed_by, reason, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10, $11, 0, '', '', '{}')

-- name: ImportRun
SELECT organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role, attempts,
       finished_at, reason, report
FROM imports
WHERE organization_id = $1 AND id = $2

-- name: ImportRuns
SELECT organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role, attempts,
       finished_at, reason, report
FROM imports
WHERE organization_id = $1
ORDER BY id DESC
LIMIT $2

-- An import whose claim ran out is anybody's again.
-- name: ImportRunDue
SELECT id
FROM imports
WHERE state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until <= $1)
ORDER BY recorded_at, id
LIMIT 1

-- name: ImportRunClaim
UPDATE imports
SET state = 'running', claimed_by = $2, lease_until = $4, attempts = attempts + 1
WHERE id = $1 AND state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until <= $3)
RETURNING organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role, attempts,
          finished_at, reason, report, content

-- name: ImportRunRenew
UPDATE imports
SET lease_until = $3
WHERE id = $1 AND claimed_by = $2 AND state = 'running'
RETURNING id

-- name: ImportRunRelease
UPDATE imports
SET state = 'queued', claimed_by = '', lease_until = NULL
WHERE id = $1 AND claimed_by = $2 AND state = 'running'
RETURNING id

-- name: ImportRunFinish
UPDATE imports
SET state = $3, finished_at = $4, reason = $5, report = $6, content = '', lease_until = NULL
WHERE id = $1 AND claimed_by = $2 AND state = 'running'
RETURNING id
