-- The catalogues have nothing in common: each engine has its own.
-- name: SchemaExists
SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version')
-- name: SchemaColumns
SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS data_type, c.pk AS key_position
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND t.name <> 'goose_db_version'
ORDER BY t.name, c.cid
-- name: SchemaReferences
SELECT DISTINCT t.name AS table_name, r."table" AS referred_name
FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) r
WHERE t.type = 'table'
ORDER BY t.name, r."table"
