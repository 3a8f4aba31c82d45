-- name: Accounts
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts ORDER BY email, id

-- name: AccountByEmail
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE email = $1

-- The same in a write transaction, whose lock SQLite has taken already.
-- name: AccountToChange
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE email = $1

-- name: AccountByID
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE id = $1

-- As AccountToChange.
-- name: AccountToChangeByID
SELECT id, email, password_hash, address_proven, disabled, created_at FROM accounts WHERE id = $1

-- name: AccountsAny
SELECT EXISTS (SELECT 1 FROM accounts)

-- name: AdminsOf
SELECT a.id
FROM memberships m
JOIN accounts a ON a.id = m.account_id
WHERE m.organization_id = $1 AND m.role = $2 AND NOT a.disabled
ORDER BY a.id

-- Another hash of the same password: nothing that the audit trail would tell.
-- name: AccountRehash
UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2

-- name: AccountSave
INSERT INTO accounts (id, email, password_hash, address_proven, disabled, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE
SET email = excluded.email, password_hash = excluded.password_hash, address_proven = excluded.address_proven,
    disabled = excluded.disabled, created_at = excluded.created_at

-- name: Memberships
SELECT account_id, organization_id, role, office FROM memberships ORDER BY account_id, organization_id

-- name: MembershipsOf
SELECT account_id, organization_id, role, office FROM memberships WHERE account_id = $1 ORDER BY organization_id

-- name: MembershipsDelete
DELETE FROM memberships WHERE account_id = $1

-- name: MembershipAdd
INSERT INTO memberships (account_id, organization_id, role, office) VALUES ($1, $2, $3, $4)

-- name: TokensOf
SELECT id, account_id, name, hash, scope, organization_id, created_at, expires_at, revoked_at
FROM tokens
WHERE account_id = $1
ORDER BY created_at, id

-- name: TokensDeleteEnded
DELETE FROM tokens WHERE expires_at <= $1 OR revoked_at <= $1

-- name: TokenSave
INSERT INTO tokens (id, account_id, name, hash, scope, organization_id, created_at, expires_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE
SET account_id = excluded.account_id, name = excluded.name, hash = excluded.hash, scope = excluded.scope,
    organization_id = excluded.organization_id, created_at = excluded.created_at, expires_at = excluded.expires_at,
    revoked_at = excluded.revoked_at

-- One row for each membership, at least one: every authenticated request asks this. A token needs no
-- password, so its hash stays in the database.
-- name: AccountByTokenHash
SELECT a.id, a.email, a.disabled, a.created_at, t.id AS token_id, t.name AS token_name,
       t.scope AS token_scope, t.organization_id AS token_organization,
       t.created_at AS token_created_at, t.expires_at AS token_expires_at, t.revoked_at AS token_revoked_at,
       m.organization_id, m.role, m.office, COALESCE(o.revision, 0) AS organization_revision
FROM tokens t
JOIN accounts a ON a.id = t.account_id
LEFT JOIN memberships m ON m.account_id = a.id
LEFT JOIN organizations o ON o.id = m.organization_id
WHERE t.hash = $1
ORDER BY m.organization_id

-- name: Staff
SELECT a.id, a.email, m.role, m.office, a.disabled, a.password_hash <> '' AS has_password,
       EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS second_factor,
       EXISTS (SELECT 1 FROM memberships o WHERE o.account_id = a.id AND o.organization_id <> m.organization_id) AS elsewhere,
       EXISTS (SELECT 1 FROM account_identities i WHERE i.account_id = a.id) AS external,
       a.created_at, COALESCE(r.revision, 0) AS revision
FROM memberships m
JOIN accounts a ON a.id = m.account_id
LEFT JOIN (
    SELECT object_id, MAX(revision) AS revision
    FROM audit_entries
    WHERE organization_id = $1 AND object_type = 'account'
    GROUP BY object_id
) r ON r.object_id = a.id
WHERE m.organization_id = $1
ORDER BY a.email, a.id

-- name: AccountRevision
SELECT COALESCE(MAX(revision), 0)
FROM audit_entries
WHERE organization_id = $1 AND object_type = 'account' AND object_id = $2
