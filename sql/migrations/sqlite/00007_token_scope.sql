-- +goose NO TRANSACTION
-- +goose Up

-- Tokens made before there were scopes keep what they could do.
ALTER TABLE tokens ADD COLUMN scope TEXT NOT NULL DEFAULT 'write' CHECK (scope IN ('read', 'write'));
-- the only organization that the token reaches; none: every one in which its account has a role
ALTER TABLE tokens ADD COLUMN organization_id TEXT REFERENCES organizations (id);
