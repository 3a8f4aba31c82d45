-- The account's row is read, and locked, by AccountToChangeByID.
-- name: IdentityAccount
SELECT account_id FROM account_identities WHERE issuer = $1 AND subject = $2

-- name: IdentitiesOf
SELECT issuer, subject, account_id, created_at FROM account_identities WHERE account_id = $1 ORDER BY issuer

-- name: IdentityAdd
INSERT INTO account_identities (issuer, subject, account_id, created_at) VALUES ($1, $2, $3, $4)

-- name: IdentitiesDelete
DELETE FROM account_identities WHERE account_id = $1

-- name: SessionIDTokenSave
INSERT INTO session_id_tokens (session_id, id_token) VALUES ($1, $2)
ON CONFLICT (session_id) DO UPDATE SET id_token = excluded.id_token

-- name: SessionIDToken
SELECT id_token FROM session_id_tokens WHERE session_id = $1
