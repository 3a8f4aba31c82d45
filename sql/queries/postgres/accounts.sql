-- Whoever changes an account saves all of it: two at once would undo each other's change.
-- name: AccountToChange
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE email = $1 FOR UPDATE

-- name: AccountToChangeByID
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE id = $1 FOR UPDATE

-- Locks the accounts, as AccountToChange does: who is changing one saves its memberships as they
-- were before.
-- name: OfficeMembers
SELECT m.account_id
FROM memberships m
JOIN accounts a ON a.id = m.account_id
WHERE m.organization_id = $1 AND m.office = $2
ORDER BY m.account_id
FOR UPDATE OF a
