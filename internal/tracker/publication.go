package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// ChangeTexts is what may change of an organization's texts.
type ChangeTexts struct {
	Organization   string
	IfRevision     int64 // the texts' own
	Introduction   plan.Opt[string]
	PrivacyContact plan.Opt[string]
	DPOContact     plan.Opt[string]
	PrivacyNote    plan.Opt[string]
	LegalNote      plan.Opt[string]
}

// ChangeTexts changes what an organization says on its public pages. For its admin. The
// receipt's ID is the organization's.
func (t *Tracker) ChangeTexts(ctx context.Context, cmd ChangeTexts) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpTextsChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		before, err := c.Texts(ctx)
		if err != nil {
			return err
		}
		before.Revision = max(before.Revision, plan.FirstRevision)
		if err := current(cmd.IfRevision, before.Revision); err != nil {
			return err
		}
		after := before
		after.Introduction = cmd.Introduction.Or(after.Introduction)
		after.PrivacyContact = cmd.PrivacyContact.Or(after.PrivacyContact)
		after.DPOContact = cmd.DPOContact.Or(after.DPOContact)
		after.PrivacyNote = cmd.PrivacyNote.Or(after.PrivacyNote)
		after.LegalNote = cmd.LegalNote.Or(after.LegalNote)
		if err := after.Check(); err != nil {
			return err
		}
		c.wrote("texts", cmd.Organization, textsDetail(before, after))
		return c.SaveTexts(ctx, after)
	})
}

// textsDetail is the audit detail of a change of texts: the notes that changed, in full,
// and that a contact changed. Contacts are addresses of people, which have no place in a
// trail that is never erased.
func textsDetail(before, after plan.Texts) map[string]any {
	detail := map[string]any{}
	for name, text := range map[string][2]string{
		"introduction": {before.Introduction, after.Introduction},
		"privacy_note": {before.PrivacyNote, after.PrivacyNote},
		"legal_note":   {before.LegalNote, after.LegalNote},
	} {
		if text[0] != text[1] {
			detail[name] = text[1]
		}
	}
	for name, text := range map[string][2]string{
		"privacy_contact": {before.PrivacyContact, after.PrivacyContact},
		"dpo_contact":     {before.DPOContact, after.DPOContact},
	} {
		if text[0] != text[1] {
			detail[name] = true
		}
	}
	return detail
}

// ChangePublication is what may change of the publication settings.
type ChangePublication struct {
	Organization     string
	IfRevision       int64 // the settings' own
	HideRatings      plan.Opt[bool]
	HideParticipants plan.Opt[bool]
	HideNotes        plan.Opt[bool]
}

// ChangePublication changes what an organization keeps from the public, on every day
// that is shown. For its admin. The receipt's ID is the organization's.
func (t *Tracker) ChangePublication(ctx context.Context, cmd ChangePublication) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpPublicationChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		p, err := c.Publication(ctx)
		if err != nil {
			return err
		}
		p.Revision = max(p.Revision, plan.FirstRevision)
		if err := current(cmd.IfRevision, p.Revision); err != nil {
			return err
		}
		p.HideRatings = cmd.HideRatings.Or(p.HideRatings)
		p.HideParticipants = cmd.HideParticipants.Or(p.HideParticipants)
		p.HideNotes = cmd.HideNotes.Or(p.HideNotes)
		c.wrote("publication", cmd.Organization, p)
		return c.SavePublication(ctx, p)
	})
}
