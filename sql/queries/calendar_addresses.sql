-- name: CalendarAddress
SELECT account_id, organization_id, id, hash, role, office, created_at, revision
FROM calendar_addresses
WHERE account_id = $1 AND organization_id = $2

-- name: CalendarAddressByHash
SELECT account_id, organization_id, id, hash, role, office, created_at, revision
FROM calendar_addresses
WHERE hash = $1

-- name: CalendarAddressSave
INSERT INTO calendar_addresses (account_id, organization_id, id, hash, role, office, created_at, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (account_id, organization_id) DO UPDATE
SET id = excluded.id, hash = excluded.hash, role = excluded.role, office = excluded.office,
    created_at = excluded.created_at, revision = excluded.revision

-- name: CalendarAddressDelete
DELETE FROM calendar_addresses WHERE account_id = $1 AND organization_id = $2

-- Those made under a membership that is no more, and all of a disabled account ($2).
-- name: CalendarAddressesEnd
DELETE FROM calendar_addresses
WHERE account_id = $1 AND ($2 OR NOT EXISTS (
    SELECT 1
    FROM memberships m
    WHERE m.account_id = calendar_addresses.account_id AND m.organization_id = calendar_addresses.organization_id
      AND m.role = calendar_addresses.role AND COALESCE(m.office, '') = COALESCE(calendar_addresses.office, '')
))
