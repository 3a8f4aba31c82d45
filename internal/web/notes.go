package web

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/minutes"
)

// The pages of the installation itself: accessibility, privacy, legal notes. Their texts
// are templates of their own, one in each language. Privacy and legal notes are pages of
// every ente too, with what it has to add; where there is one ente alone, its words are in
// the installation's.
var (
	accessibilityPage = notePage("accessibilita")
	privacyPage       = notePage("privacy")
	legalPage         = notePage("note-legali")
)

type noteView struct {
	frame
	// OneOrganization tells whether the page speaks for one ente.
	OneOrganization bool
	Base            string
	// Controller and DPO are contacts that the ente gives, by lines.
	Controller, DPO []string
	// Privacy and Legal are what the ente adds, as HTML.
	Privacy, Legal template.HTML
}

func notePage(name string) page {
	return page{template: name, build: func(v *visit) (view, error) {
		page := &noteView{
			frame: v.frame(v.say.Plain("note."+name+".title"), v.say.Plain("note."+name+".description"), "", false),
			Base:  v.site.base,
		}
		// It is about no day, on an ente's address either.
		page.AsOf, page.Past, page.Day = nil, nil, plan.Date{}
		page.OneOrganization = page.Institution.IPA != ""
		page.Crumbs = []crumb{{page.Institution.Name, page.Institution.Home}, {Text: page.Title}}
		return page, page.addTexts(v)
	}}
}

// addTexts adds what the one ente that the page speaks for has to say.
func (n *noteView) addTexts(v *visit) error {
	if !n.OneOrganization {
		return nil
	}
	content := v.content
	if content == nil {
		var err error
		if content, _, err = v.site.boards.Public(v.ctx, n.Institution.IPA, plan.Date{}); err != nil {
			return err
		}
	}
	texts := &content.Texts
	n.Controller, n.DPO = contact(texts.PrivacyContact), contact(texts.DPOContact)
	var err error
	if n.Privacy, err = minutes.HTML(texts.PrivacyNote); err != nil {
		return err
	}
	n.Legal, err = minutes.HTML(texts.LegalNote)
	return err
}

// contact is a contact by its lines.
func contact(text string) []string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}
