-- The catalogues have nothing in common: each engine has its own.
-- name: SchemaExists
SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version')
