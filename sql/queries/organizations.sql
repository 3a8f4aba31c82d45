-- name: Organizations
SELECT id, name, istat_code, region, population, parent_body, website_url, contact_url, transparency_url,
       accessibility_url, demonstration, revision
FROM organizations
ORDER BY name, id

-- name: Organization
SELECT id, name, istat_code, region, population, parent_body, website_url, contact_url, transparency_url,
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

-- name: OrganizationInsert
INSERT INTO organizations (id, name, istat_code, region, population, parent_body, website_url, contact_url,
    transparency_url, accessibility_url, demonstration, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)

-- name: OrganizationUpdate
UPDATE organizations
SET name = $2, istat_code = $3, region = $4, population = $5, parent_body = $6, website_url = $7, contact_url = $8,
    transparency_url = $9, accessibility_url = $10, demonstration = $11
WHERE id = $1
