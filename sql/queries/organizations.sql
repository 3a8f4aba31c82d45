-- name: Organizations
SELECT id, name, type, istat_code, region, population, parent_body, website_url, contact_url, transparency_url,
       accessibility_url, demonstration, revision
FROM organizations
ORDER BY name, id

-- name: Organization
SELECT id, name, type, istat_code, region, population, parent_body, website_url, contact_url, transparency_url,
       accessibility_url, demonstration, revision
FROM organizations
WHERE id = $1

-- name: OrganizationExists
SELECT EXISTS (SELECT 1 FROM organizations WHERE id = $1)

-- name: OrganizationRevision
SELECT revision FROM organizations WHERE id = $1

-- name: OrganizationRevisions
SELECT id, revision FROM organizations

-- The first statement of every write: it makes the writers of one organization take turns.
-- name: OrganizationRaiseRevision
UPDATE organizations SET revision = revision + 1 WHERE id = $1 RETURNING revision

-- The first statement of short writes that were decided at a revision ($2, with its last audit
-- entry): the organization must stand there still.
-- name: OrganizationRaiseFrom
UPDATE organizations
SET revision = $3
WHERE id = $1 AND revision = $2
  AND EXISTS (SELECT 1 FROM audit_entries e WHERE e.organization_id = $1 AND e.sequence = $4 AND e.hash = $5)
RETURNING id, revision

-- name: OrganizationInsert
INSERT INTO organizations (id, name, type, istat_code, region, population, parent_body, website_url, contact_url,
    transparency_url, accessibility_url, demonstration, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)

-- name: OrganizationUpdate
UPDATE organizations
SET name = $2, type = $3, istat_code = $4, region = $5, population = $6, parent_body = $7, website_url = $8,
    contact_url = $9, transparency_url = $10, accessibility_url = $11, demonstration = $12
WHERE id = $1

-- Many at a time, for what reads every plan: the database says what comes after what.
-- name: OrganizationsAfter
SELECT id, name, type, istat_code, region, population, parent_body, website_url, contact_url, transparency_url,
       accessibility_url, demonstration, revision
FROM organizations
WHERE id > $1
ORDER BY id
LIMIT $2
