-- name: SecondFactor
SELECT account_id, secret, created_at, confirmed_at, last_step FROM second_factors WHERE account_id = $1

-- One that is on stays as it is: to begin anew, at the same moment as it is turned on, must not turn it
-- off again.
-- name: SecondFactorSave
INSERT INTO second_factors (account_id, secret, created_at, confirmed_at, last_step)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id) DO UPDATE
SET secret = excluded.secret, created_at = excluded.created_at, confirmed_at = excluded.confirmed_at,
    last_step = excluded.last_step
WHERE second_factors.confirmed_at IS NULL

-- A code of a step that was used, or of an earlier one, changes nothing.
-- name: SecondFactorStep
UPDATE second_factors SET last_step = $2 WHERE account_id = $1 AND last_step < $2

-- name: SecondFactorDelete
DELETE FROM second_factors WHERE account_id = $1

-- name: RecoveryCodeAdd
INSERT INTO recovery_codes (account_id, hash) VALUES ($1, $2)

-- name: RecoveryCodeUse
UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND hash = $2 AND used_at IS NULL

-- name: RecoveryCodesLeft
SELECT COUNT(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL

-- name: RecoveryCodesDelete
DELETE FROM recovery_codes WHERE account_id = $1
