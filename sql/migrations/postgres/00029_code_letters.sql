-- +goose Up

-- Whoever's code of the second factor is used a second time is told so by a letter.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('digest', 'invitation', 'reset', 'password_changed', 'factor_on', 'factor_off', 'codes_renewed', 'code_reused'));
