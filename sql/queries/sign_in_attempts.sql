-- The row is there and locked until the transaction ends; its values are those before.
-- name: AttemptsToChange
INSERT INTO sign_in_attempts (key, failures, last_at)
VALUES ($1, 0, '0001-01-01T00:00:00.000000000Z')
ON CONFLICT (key) DO UPDATE SET failures = sign_in_attempts.failures
RETURNING failures, last_at, blocked_until

-- name: AttemptsSave
UPDATE sign_in_attempts SET failures = $2, last_at = $3, blocked_until = $4 WHERE key = $1

-- name: AttemptsDelete
DELETE FROM sign_in_attempts WHERE key = $1

-- name: AttemptsDeleteBefore
DELETE FROM sign_in_attempts WHERE last_at <= $1 AND (blocked_until IS NULL OR blocked_until <= $2)
