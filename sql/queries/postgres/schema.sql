-- The catalogues have nothing in common: each engine has its own.
-- name: SchemaExists
SELECT EXISTS (
    SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'
)
