package plan

// Texts are what only the organization can say on its public pages. An empty one is not
// shown, or what the program can say stands in for it.
type Texts struct {
	// Introduction opens the organization's page, Markdown.
	Introduction string `json:"introduction"`
	// PrivacyContact is who answers for the treatment of personal data, and how to reach
	// them; DPOContact the same of the data protection officer (RPD).
	PrivacyContact string `json:"privacy_contact"`
	DPOContact     string `json:"dpo_contact"`
	// PrivacyNote and LegalNote are added to the pages of these names, Markdown.
	PrivacyNote string `json:"privacy_note"`
	LegalNote   string `json:"legal_note"`
	Revision    int64  `json:"revision"`
}

// Check notes every rule that the texts break.
func (t Texts) Check() error {
	var p Problems
	p.Lines("introduction", t.Introduction, MaxText)
	p.Lines("privacy_contact", t.PrivacyContact, MaxNote)
	p.Lines("dpo_contact", t.DPOContact, MaxNote)
	p.Lines("privacy_note", t.PrivacyNote, MaxText)
	p.Lines("legal_note", t.LegalNote, MaxText)
	return p.Err()
}

// Publication is what an organization keeps from the public beyond what nobody may see.
// The zero value shows everything that may be shown.
type Publication struct {
	// HideRatings: the confidence in delivery, of the office and of the reviewer.
	HideRatings bool `json:"hide_ratings"`
	// HideParticipants: who took part in meetings. The offices invited are shown.
	HideParticipants bool `json:"hide_participants"`
	// HideNotes: the notes of updates. The reasons of a moved date are always shown.
	HideNotes bool  `json:"hide_notes"`
	Revision  int64 `json:"revision"`
}
