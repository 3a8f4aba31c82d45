package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Texts are what only the organization can say on its public pages.
type Texts struct {
	Introduction   string `json:"introduction" maxLength:"10000" example:"Questo piano dice che cosa fa il Comune per il digitale." doc:"Opens its page, Markdown."`
	PrivacyContact string `json:"privacy_contact" maxLength:"2000" example:"Comune di Corigliano-Rossano, piazza SS. Anargiri" doc:"Who answers for the treatment of personal data, and how to reach them."`
	DPOContact     string `json:"dpo_contact" maxLength:"2000" example:"Responsabile della protezione dei dati, piazza SS. Anargiri" doc:"The data protection officer, and how to reach them."`
	PrivacyNote    string `json:"privacy_note" maxLength:"10000" example:"Le riunioni non sono registrate." doc:"Added to the page on privacy, Markdown."`
	LegalNote      string `json:"legal_note" maxLength:"10000" example:"Il logo non si può riusare." doc:"Added to the legal notes, Markdown."`
	Revision       int64  `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which they last changed; what If-Match is held against."`
}

// TextsChange is what may change of the texts.
type TextsChange struct {
	Introduction   plan.Opt[string] `json:"introduction,omitempty" nullable:"true" maxLength:"10000" example:"Questo piano dice che cosa fa il Comune per il digitale." doc:"Opens its page, Markdown."`
	PrivacyContact plan.Opt[string] `json:"privacy_contact,omitempty" nullable:"true" maxLength:"2000" example:"Comune di Corigliano-Rossano, piazza SS. Anargiri" doc:"Who answers for the treatment of personal data."`
	DPOContact     plan.Opt[string] `json:"dpo_contact,omitempty" nullable:"true" maxLength:"2000" example:"Responsabile della protezione dei dati, piazza SS. Anargiri" doc:"The data protection officer."`
	PrivacyNote    plan.Opt[string] `json:"privacy_note,omitempty" nullable:"true" maxLength:"10000" example:"Le riunioni non sono registrate." doc:"Added to the page on privacy, Markdown."`
	LegalNote      plan.Opt[string] `json:"legal_note,omitempty" nullable:"true" maxLength:"10000" example:"Il logo non si può riusare." doc:"Added to the legal notes, Markdown."`
}

// Publication is what an organization shows to the public of what may be shown.
type Publication struct {
	Ratings      bool  `json:"ratings" example:"true" doc:"The confidence in delivery, of the office and of the reviewer."`
	Participants bool  `json:"participants" example:"true" doc:"Who takes part in meetings, by role. The offices invited are shown always."`
	Notes        bool  `json:"notes" example:"true" doc:"The notes of updates. The reasons of a moved date are shown always."`
	Revision     int64 `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// PublicationChange is what may change of the publication settings.
type PublicationChange struct {
	Ratings      plan.Opt[bool] `json:"ratings,omitempty" example:"false" doc:"Whether the public sees ratings."`
	Participants plan.Opt[bool] `json:"participants,omitempty" example:"false" doc:"Whether the public sees who takes part in meetings."`
	Notes        plan.Opt[bool] `json:"notes,omitempty" example:"false" doc:"Whether the public sees the notes of updates."`
}

func (s *server) publicationOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/texts", id: "texts", tag: tagOrganizations,
		title: "The texts of an organization", text: "What only the organization can say on its public pages.",
		answer: Texts{},
	}, s.texts)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/texts", id: "texts-change", tag: tagOrganizations,
		title: "Change the texts", text: "Changes what an organization says on its public pages. For its admin.",
		answer: Texts{}, body: TextsChange{},
	}, s.changeTexts)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/publication", id: "publication", tag: tagOrganizations,
		title: "What is published", text: "What an organization shows to the public of what may be shown. Drafts, unpublished meetings, minutes not approved, review notes and addresses never are.",
		answer: Publication{},
	}, s.publication)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/publication", id: "publication-change", tag: tagOrganizations,
		title: "Change what is published", text: "Changes what the public sees, on every day that is shown: pages, this API, feeds and files alike. For the admin.",
		answer: Publication{}, body: PublicationChange{},
	}, s.changePublication)
}

func (v view) texts() reply {
	t := v.Texts
	return v.one(Texts{
		Introduction: t.Introduction, PrivacyContact: t.PrivacyContact, DPOContact: t.DPOContact,
		PrivacyNote: t.PrivacyNote, LegalNote: t.LegalNote, Revision: t.Revision,
	}, t.Revision)
}

func (v view) publication() reply {
	p := v.Publication
	return v.one(Publication{Ratings: !p.HideRatings, Participants: !p.HideParticipants, Notes: !p.HideNotes, Revision: p.Revision}, p.Revision)
}

func (s *server) texts(ctx context.Context, in *InOrganization) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.texts(), nil
}

func (s *server) changeTexts(ctx context.Context, in *organizationChangeInput) (reply, error) {
	revision, body, err := readChange[TextsChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeTexts(ctx, tracker.ChangeTexts{
		Organization: in.Organization, IfRevision: revision, Introduction: body.Introduction, PrivacyContact: body.PrivacyContact,
		DPOContact: body.DPOContact, PrivacyNote: body.PrivacyNote, LegalNote: body.LegalNote,
	})
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.texts(), nil
}

func (s *server) publication(ctx context.Context, in *InOrganization) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.publication(), nil
}

func (s *server) changePublication(ctx context.Context, in *organizationChangeInput) (reply, error) {
	revision, body, err := readChange[PublicationChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangePublication(ctx, tracker.ChangePublication{
		Organization: in.Organization, IfRevision: revision,
		HideRatings: unlike(body.Ratings), HideParticipants: unlike(body.Participants), HideNotes: unlike(body.Notes),
	})
	if err != nil {
		return reply{}, err
	}
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.publication(), nil
}

// unlike is an optional flag the other way round.
func unlike(o plan.Opt[bool]) plan.Opt[bool] { return plan.Opt[bool]{Set: o.Set, Value: !o.Value} }
