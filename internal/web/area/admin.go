package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The pages of the administration.

func (s *Site) adminRoutes() []route {
	var all []route
	for _, some := range [][]route{
		{{pattern: "GET /area/{ipa}/amministrazione", op: tracker.OpOrganizationChange, handle: s.admin}},
		s.adminEnteRoutes(), s.adminOfficeRoutes(), s.adminSectorRoutes(), s.adminAuditRoutes(),
	} {
		all = append(all, some...)
	}
	return all
}

type adminView struct {
	frame
	Parts []adminPart
}

// adminPart is one part of the administration, with how it stands.
type adminPart struct {
	Name, URL string
	Text      string
	State     template.HTML
}

// admin is where the administration begins.
func (s *Site) admin(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	accounts, err := s.Tracker.Staff(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	chosen := 0
	for _, one := range staff.Sectors {
		if one.RemovedOn.IsZero() {
			chosen++
		}
	}
	page := &adminView{}
	for _, part := range []struct {
		name  string
		state template.HTML
	}{
		{"ente", text(staff.Organization.Name)},
		{"testi", v.textsState(&staff.Texts)},
		{"pubblicazione", v.publicationState(staff.Publication)},
		{"uffici", v.say.N("admin.uffici.count", len(staff.Offices))},
		{"account", v.say.N("admin.account.count", len(accounts))},
		{"settori", v.say.N("admin.settori.count", chosen)},
		{"registro", ""},
	} {
		page.Parts = append(page.Parts, adminPart{
			Name: v.say.Plain("admin." + part.name), URL: v.at("/amministrazione/" + part.name),
			Text: v.say.Plain("admin." + part.name + ".text"), State: part.state,
		})
	}
	page.frame = v.frame(v.say.Plain("admin.title"), sectionAdministration)
	return v.page("amministrazione", page)
}

// adminFrame begins a page of the administration, below the part and the pages that are
// given.
func (v *visit) adminFrame(title, lede string, above ...crumb) frame {
	f := v.frame(title, sectionAdministration)
	if lede != "" {
		f.Lede = v.say.T(lede)
	}
	f.Crumbs = append(v.administrationCrumbs(above...), crumb{Text: title})
	return f
}

func (v *visit) adminCrumb(part string) crumb {
	return crumb{v.say.Plain("admin." + part), v.at("/amministrazione/" + part)}
}

// editView is a page with one form and nothing else.
type editView struct {
	frame
	Edit *edit
	// Before and After are paragraphs around the form.
	Before, After []template.HTML
	Button, Back  string
}

func (v *visit) editPage(e *edit, page *editView) (reply, error) {
	page.Edit = e
	if page.Button == "" {
		page.Button = v.say.Plain("admin.save")
	}
	return v.page("modifica", page)
}

// newView is a page with the form of something new.
type newView struct {
	frame
	Fields       []field
	Before       []template.HTML
	Button, Back string
}

// askView asks before something is done that is not easily undone.
type askView struct {
	frame
	Text []template.HTML
	// Moves are what it concerns, in lists.
	Moves    []askList
	Fields   []field
	Revision int64
	Button   string
	Back     string
	Plain    bool // nothing is lost by it
	Blocked  bool // it cannot be done: there is nothing to press
}

type askList struct {
	Name  template.HTML
	Items []crumb
}

func (v *visit) textsState(t *plan.Texts) template.HTML {
	n := 0
	for _, one := range []string{t.Introduction, t.PrivacyContact, t.DPOContact, t.PrivacyNote, t.LegalNote} {
		if one != "" {
			n++
		}
	}
	return v.say.N("admin.testi.count", n)
}

func (v *visit) publicationState(p plan.Publication) template.HTML {
	hidden := 0
	for _, one := range []bool{p.HideRatings, p.HideParticipants, p.HideNotes} {
		if one {
			hidden++
		}
	}
	if hidden == 0 {
		return v.say.T("admin.pubblicazione.all")
	}
	return v.say.N("admin.pubblicazione.hidden", hidden)
}
