-- The catalogues have nothing in common: each engine has its own.
-- name: SchemaExists
SELECT EXISTS (
    SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'
)
-- name: SchemaColumns
SELECT c.table_name, c.column_name, c.data_type, COALESCE(k.ordinal_position, 0) AS key_position
FROM information_schema.tables t
JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
LEFT JOIN information_schema.table_constraints p
    ON p.table_schema = t.table_schema AND p.table_name = t.table_name AND p.constraint_type = 'PRIMARY KEY'
LEFT JOIN information_schema.key_column_usage k
    ON k.table_schema = p.table_schema AND k.table_name = p.table_name AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name
WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND t.table_name <> 'goose_db_version'
ORDER BY c.table_name COLLATE "C", c.ordinal_position
-- name: SchemaReferences
SELECT DISTINCT t.relname AS table_name, r.relname AS referred_name
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_class r ON r.oid = k.confrelid
WHERE k.contype = 'f' AND n.nspname = current_schema()
ORDER BY t.relname, r.relname
