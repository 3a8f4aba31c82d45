-- name: CatalogueVersion
SELECT version FROM catalogue_version WHERE id = 1

-- The first statement of every import: it makes importers take turns.
-- name: CatalogueRaiseVersion
UPDATE catalogue_version SET version = version + 1 WHERE id = 1 RETURNING version

-- name: CatalogueEditions
SELECT code, name, published, version FROM catalogue_editions ORDER BY code

-- name: CatalogueEdition
SELECT code, name, published, version FROM catalogue_editions WHERE code = $1

-- name: CatalogueEditionExists
SELECT EXISTS (SELECT 1 FROM catalogue_editions WHERE code = $1)

-- name: CatalogueEditionSave
INSERT INTO catalogue_editions (code, name, published, version)
VALUES ($1, $2, $3, $4)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name, published = excluded.published, version = excluded.version

-- name: CatalogueLine
SELECT code, chapter, objective, result, from_month, by_month, addressed_to, concerns, text, cut, source, dropped
FROM catalogue_lines
WHERE edition = $1 AND code = $2

-- name: CatalogueLines
SELECT code, chapter, objective, result, from_month, by_month, addressed_to, concerns, text, cut, source, dropped
FROM catalogue_lines
WHERE edition = $1
ORDER BY code

-- name: CatalogueLineSave
INSERT INTO catalogue_lines (edition, code, chapter, objective, result, from_month, by_month, addressed_to, concerns,
    text, cut, source, dropped)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (edition, code) DO UPDATE
SET chapter = excluded.chapter, objective = excluded.objective, result = excluded.result,
    from_month = excluded.from_month, by_month = excluded.by_month, addressed_to = excluded.addressed_to,
    concerns = excluded.concerns, text = excluded.text, cut = excluded.cut, source = excluded.source,
    dropped = excluded.dropped

-- name: CatalogueObjectives
SELECT code, chapter, title, source, dropped
FROM catalogue_objectives
WHERE edition = $1
ORDER BY code

-- name: CatalogueObjectiveSave
INSERT INTO catalogue_objectives (edition, code, chapter, title, source, dropped)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (edition, code) DO UPDATE
SET chapter = excluded.chapter, title = excluded.title, source = excluded.source, dropped = excluded.dropped

-- name: CatalogueTargets
SELECT result, year, number, objective, indicator, target, source, dropped
FROM catalogue_targets
WHERE edition = $1
ORDER BY result, year, number

-- name: CatalogueTargetSave
INSERT INTO catalogue_targets (edition, result, year, number, objective, indicator, target, source, dropped)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (edition, result, year, number) DO UPDATE
SET objective = excluded.objective, indicator = excluded.indicator, target = excluded.target,
    source = excluded.source, dropped = excluded.dropped

-- Objectives that carry out lines of a national plan, and are in the plan. Which lines, the
-- JSON tells.
-- name: ObjectivesWithLines
SELECT code, lines
FROM objectives
WHERE organization_id = $1 AND removed_on IS NULL AND state <> 'cancelled' AND lines <> '[]'
ORDER BY code
