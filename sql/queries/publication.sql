-- name: Texts
SELECT introduction, privacy_contact, dpo_contact, privacy_note, legal_note, revision
FROM organization_texts
WHERE organization_id = $1

-- name: TextsSince
SELECT introduction, privacy_contact, dpo_contact, privacy_note, legal_note, revision
FROM organization_texts
WHERE organization_id = $1 AND revision > $2

-- name: TextsSave
INSERT INTO organization_texts (organization_id, introduction, privacy_contact, dpo_contact, privacy_note, legal_note,
    revision)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organization_id) DO UPDATE
SET introduction = excluded.introduction, privacy_contact = excluded.privacy_contact,
    dpo_contact = excluded.dpo_contact, privacy_note = excluded.privacy_note, legal_note = excluded.legal_note,
    revision = excluded.revision

-- name: Publication
SELECT hide_ratings, hide_participants, hide_notes, revision FROM publication_settings WHERE organization_id = $1

-- name: PublicationSince
SELECT hide_ratings, hide_participants, hide_notes, revision
FROM publication_settings
WHERE organization_id = $1 AND revision > $2

-- name: PublicationSave
INSERT INTO publication_settings (organization_id, hide_ratings, hide_participants, hide_notes, revision)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organization_id) DO UPDATE
SET hide_ratings = excluded.hide_ratings, hide_participants = excluded.hide_participants,
    hide_notes = excluded.hide_notes, revision = excluded.revision
