-- Whoever changes an account saves all of it: two at once would undo each other's change.
-- name: AccountToChange
SELECT id, email, password_hash, disabled, created_at FROM accounts WHERE email = $1 FOR UPDATE

-- name: AccountToChangeByID
SELECT id, email, password_hash, disabled, created_at FROM accounts WHERE id = $1 FOR UPDATE
