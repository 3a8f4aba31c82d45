-- name: OutboxAdd
INSERT INTO outbox (id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts,
                    claimed_by, reason)
VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $9, 0, '', '')
ON CONFLICT (key) DO NOTHING
RETURNING id

-- name: OutboxMessage
SELECT id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by,
       lease_until, settled_at, reason
FROM outbox
WHERE id = $1

-- Somebody waits for a link; a digest can wait.
-- name: OutboxDue
SELECT id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by,
       lease_until, settled_at, reason
FROM outbox
WHERE state = 'queued' AND next_at <= $1 AND expires_at > $1 AND (lease_until IS NULL OR lease_until <= $1)
ORDER BY CASE kind WHEN 'digest' THEN 1 ELSE 0 END, next_at, id
LIMIT $2

-- name: OutboxClaim
UPDATE outbox
SET claimed_by = $2, lease_until = $4
WHERE id = $1 AND state = 'queued' AND next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
RETURNING id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by,
          lease_until, settled_at, reason

-- From here on the server may know of the message: only whoever still holds the claim may go on.
-- name: OutboxHandOver
UPDATE outbox
SET state = 'sending', lease_until = $4
WHERE id = $1 AND state = 'queued' AND claimed_by = $2 AND lease_until > $3
RETURNING id

-- name: OutboxSettle
UPDATE outbox
SET state = $3, settled_at = $4, reason = $5, lease_until = NULL
WHERE id = $1 AND claimed_by = $2 AND state IN ('queued', 'sending')
RETURNING id

-- name: OutboxRetry
UPDATE outbox
SET state = 'queued', next_at = $3, attempts = $4, reason = $5, claimed_by = '', lease_until = NULL
WHERE id = $1 AND claimed_by = $2 AND state IN ('queued', 'sending')
RETURNING id

-- name: OutboxAbandoned
SELECT id, key, kind, account_id, organization_id, day, state, created_at, next_at, expires_at, attempts, claimed_by,
       lease_until, settled_at, reason
FROM outbox
WHERE state = 'sending' AND lease_until <= $1
ORDER BY id
LIMIT $2

-- name: OutboxExpire
UPDATE outbox
SET state = 'failed', settled_at = $1, lease_until = NULL, reason = CASE reason WHEN '' THEN $2 ELSE reason END
WHERE state = 'queued' AND expires_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
RETURNING kind

-- name: OutboxDeleteBefore
DELETE FROM outbox WHERE settled_at < $1

-- name: Notifications
SELECT account_id, turned_off, revision FROM notifications WHERE account_id = $1

-- Saved over the revision before alone: of two changes at once the later one is told.
-- name: NotificationsSave
INSERT INTO notifications (account_id, turned_off, revision, changed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE
SET turned_off = excluded.turned_off, revision = excluded.revision, changed_at = excluded.changed_at
WHERE notifications.revision = excluded.revision - 1
RETURNING revision

-- name: UnsubscribeTokenAdd
INSERT INTO unsubscribe_tokens (hash, account_id, created_at) VALUES ($1, $2, $3)

-- name: UnsubscribeTokenAccount
SELECT account_id FROM unsubscribe_tokens WHERE hash = $1

-- name: UnsubscribeTokensDeleteBefore
DELETE FROM unsubscribe_tokens WHERE created_at < $1
