-- name: ImportRunAdd
INSERT INTO imports (organization_id, id, kind, file_name, office, measure, mapping, dry_run, state, recorded_at, account_id,
    role, content, attempts, claimed_by, reason, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $10, $11, $12, 0, '', '', '{}')

-- The file goes from a trial run to the one that follows it.
-- name: ImportRunFollow
INSERT INTO imports (organization_id, id, kind, file_name, office, measure, mapping, dry_run, state, recorded_at, account_id,
    role, content, attempts, claimed_by, reason, report)
SELECT organization_id, $3, kind, file_name, office, measure, $4, $5, 'queued', $6, $7, $8, content, 0, '', '', '{}'
FROM imports
WHERE organization_id = $1 AND id = $2

-- name: ImportRunFollowed
UPDATE imports
SET content = '', file_columns = '{}', followed_by = $3
WHERE organization_id = $1 AND id = $2 AND followed_by = ''

-- name: ImportRun
SELECT organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role, attempts,
       finished_at, reason, report, mapping, file_columns, followed_by, content <> '' AS file_kept
FROM imports
WHERE organization_id = $1 AND id = $2

-- name: ImportRuns
SELECT organization_id, id, kind, file_name, office, measure, dry_run, state, recorded_at, account_id, role, attempts,
       finished_at, reason, report, mapping, file_columns, followed_by, content <> '' AS file_kept
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
          finished_at, reason, report, mapping, file_columns, followed_by, content <> '' AS file_kept, content

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
SET state = $3, finished_at = $4, reason = $5, report = $6, file_columns = $7, content = CASE WHEN $8 THEN content ELSE '' END,
    lease_until = NULL
WHERE id = $1 AND claimed_by = $2 AND state = 'running'
RETURNING id

-- Files of trial runs that nobody took over.
-- name: ImportFilesDelete
UPDATE imports
SET content = '', file_columns = '{}'
WHERE state IN ('done', 'failed') AND content <> '' AND finished_at < $1

-- name: ImportTrialsDelete
DELETE FROM imports
WHERE state IN ('done', 'failed') AND dry_run AND finished_at < $1

-- Identifiers sort in the order in which they were made.
-- name: ImportRunsDelete
DELETE FROM imports
WHERE state IN ('done', 'failed') AND NOT dry_run
  AND (SELECT COUNT(*) FROM imports AS later
       WHERE later.organization_id = imports.organization_id AND NOT later.dry_run AND later.id > imports.id) >= $1
