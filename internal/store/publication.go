package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qTexts            = query("Texts")
	qTextsSince       = query("TextsSince")
	qTextsSave        = query("TextsSave")
	qPublication      = query("Publication")
	qPublicationSince = query("PublicationSince")
	qPublicationSave  = query("PublicationSave")
)

type textsRow struct {
	Introduction   string `db:"introduction"`
	PrivacyContact string `db:"privacy_contact"`
	DPOContact     string `db:"dpo_contact"`
	PrivacyNote    string `db:"privacy_note"`
	LegalNote      string `db:"legal_note"`
	Revision       int64  `db:"revision"`
}

func (r textsRow) value() plan.Texts { return plan.Texts(r) }

type publicationRow struct {
	HideRatings      bool  `db:"hide_ratings"`
	HideParticipants bool  `db:"hide_participants"`
	HideNotes        bool  `db:"hide_notes"`
	Revision         int64 `db:"revision"`
}

func (r publicationRow) value() plan.Publication { return plan.Publication(r) }

// Texts implements tracker.Tx.
func (t *planTx) Texts(ctx context.Context) (plan.Texts, error) {
	row, _, err := maybe[textsRow](ctx, t.transaction, qTexts, "texts", t.organization)
	return row.value(), err
}

// SaveTexts implements tracker.Tx.
func (t *planTx) SaveTexts(ctx context.Context, texts plan.Texts) error {
	return t.write(ctx, qTextsSave, "texts", t.organization, texts.Introduction, texts.PrivacyContact, texts.DPOContact,
		texts.PrivacyNote, texts.LegalNote, t.revision)
}

// Publication implements tracker.Tx.
func (t *planTx) Publication(ctx context.Context) (plan.Publication, error) {
	row, _, err := maybe[publicationRow](ctx, t.transaction, qPublication, "publication settings", t.organization)
	return row.value(), err
}

// SavePublication implements tracker.Tx.
func (t *planTx) SavePublication(ctx context.Context, p plan.Publication) error {
	return t.write(ctx, qPublicationSave, "publication settings", t.organization, p.HideRatings, p.HideParticipants, p.HideNotes, t.revision)
}
