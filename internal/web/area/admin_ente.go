package area

import (
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func (s *Site) adminEnteRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/amministrazione/ente", op: tracker.OpOrganizationChange, handle: s.adminEnte},
		{pattern: "POST /area/{ipa}/amministrazione/ente", op: tracker.OpOrganizationChange, handle: s.adminEnte},
		{pattern: "GET /area/{ipa}/amministrazione/testi", op: tracker.OpTextsChange, handle: s.adminTexts},
		{pattern: "POST /area/{ipa}/amministrazione/testi", op: tracker.OpTextsChange, handle: s.adminTexts},
		{pattern: "GET /area/{ipa}/amministrazione/pubblicazione", op: tracker.OpPublicationChange, handle: s.adminPublication},
		{pattern: "POST /area/{ipa}/amministrazione/pubblicazione", op: tracker.OpPublicationChange, handle: s.adminPublication},
	}
}

// editForm is one edit of an object of which there is one in the organization.
func (v *visit) editForm(load func(*board.Staff) (int64, []field, error), write func(*form, *edit) func(int64) error, address string, page func(*edit) *editView) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	e, err := v.edit(f, load)
	if err != nil {
		return nil, err
	}
	return v.submit(func(f *form) (string, error) {
		return withNotice(address, "saved"), e.save(write(f, e))
	}, func(f *form) (reply, error) {
		e.f = f
		e.fill()
		return v.editPage(e, page(e))
	})
}

func (v *visit) enteFields(staff *board.Staff) (int64, []field, error) {
	o := &staff.Organization
	population := ""
	if o.Population > 0 {
		population = strconv.Itoa(o.Population)
	}
	line := func(name, value string, max int) field {
		return field{Name: name, Label: v.say.Plain("ente." + name), Hint: v.say.T("ente." + name + ".hint"), Value: value, Max: max}
	}
	url := func(name, value string) field {
		one := line(name, value, plan.MaxURL)
		one.Type = "url"
		return one
	}
	name := line("name", o.Name, plan.MaxName)
	name.Required, name.Autocomplete = true, "organization"
	istat, people := line("istat_code", o.ISTATCode, 6), line("population", population, 0)
	istat.Short, people.Short, people.Type, people.Min, people.Most = true, true, "number", "0", strconv.Itoa(plan.MaxPopulation)
	return staff.Revision, []field{
		name, line("parent_body", o.ParentBody, plan.MaxName), line("type", o.Type, plan.MaxShort), line("region", o.Region, plan.MaxShort), istat, people,
		url("website_url", o.WebsiteURL), url("contact_url", o.ContactURL), url("transparency_url", o.TransparencyURL), url("accessibility_url", o.AccessibilityURL),
	}, nil
}

// adminEnte changes what describes the ente, and its links.
func (s *Site) adminEnte(v *visit) (reply, error) {
	return v.editForm(v.enteFields, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeOrganization{
			Organization: v.ipa, Name: e.text("name"), Type: e.text("type"), ISTATCode: e.text("istat_code"), Region: e.text("region"), Population: e.number("population"),
			ParentBody: e.text("parent_body"), WebsiteURL: e.text("website_url"), ContactURL: e.text("contact_url"),
			TransparencyURL: e.text("transparency_url"), AccessibilityURL: e.text("accessibility_url"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeOrganization(v.write(f), cmd)
			return err
		}
	}, v.at("/amministrazione/ente"), func(*edit) *editView {
		return &editView{frame: v.adminFrame(v.say.Plain("admin.ente"), "admin.ente.lede"), Back: v.at("/amministrazione")}
	})
}

func (v *visit) textFields(staff *board.Staff) (int64, []field, error) {
	t := &staff.Texts
	area := func(name, value string, max, rows int) field {
		return field{Name: name, Label: v.say.Plain("testi." + name), Hint: v.say.T("testi." + name + ".hint"), Type: "textarea", Value: value, Max: max, Rows: rows}
	}
	return t.Revision, []field{
		area("introduction", t.Introduction, plan.MaxText, 8), area("privacy_contact", t.PrivacyContact, plan.MaxNote, 3),
		area("dpo_contact", t.DPOContact, plan.MaxNote, 3), area("privacy_note", t.PrivacyNote, plan.MaxText, 6),
		area("legal_note", t.LegalNote, plan.MaxText, 6),
	}, nil
}

// adminTexts changes what the ente says on its public pages.
func (s *Site) adminTexts(v *visit) (reply, error) {
	return v.editForm(v.textFields, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeTexts{
			Organization: v.ipa, Introduction: e.text("introduction"), PrivacyContact: e.text("privacy_contact"), DPOContact: e.text("dpo_contact"),
			PrivacyNote: e.text("privacy_note"), LegalNote: e.text("legal_note"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeTexts(v.write(f), cmd)
			return err
		}
	}, v.at("/amministrazione/testi"), func(*edit) *editView {
		page := &editView{frame: v.adminFrame(v.say.Plain("admin.testi"), "admin.testi.lede"), Back: v.at("/amministrazione")}
		page.Before = append(page.Before, v.say.T("testi.markdown"))
		page.After = append(page.After, v.say.T("testi.see", "ente", v.link(v.public(""), v.say.Plain("testi.see.ente")),
			"privacy", v.link(v.public("/privacy"), v.say.Plain("testi.see.privacy")), "legal", v.link(v.public("/note-legali"), v.say.Plain("testi.see.legal"))))
		return page
	})
}

// publicationFields are boxes for what is shown: a box that is ticked shows.
func (v *visit) publicationFields(staff *board.Staff) (int64, []field, error) {
	p := staff.Publication
	box := func(name string, shown bool) field {
		return field{Name: name, Label: v.say.Plain("pubblicazione." + name), Hint: v.say.T("pubblicazione." + name + ".hint"), Type: "checkbox", Checked: shown}
	}
	return p.Revision, []field{box("ratings", !p.HideRatings), box("participants", !p.HideParticipants), box("notes", !p.HideNotes)}, nil
}

// adminPublication changes what the public sees.
func (s *Site) adminPublication(v *visit) (reply, error) {
	hide := func(e *edit, name string) plan.Opt[bool] {
		shown := e.flag(name)
		return plan.Opt[bool]{Set: shown.Set, Value: !shown.Value}
	}
	return v.editForm(v.publicationFields, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangePublication{
			Organization: v.ipa, HideRatings: hide(e, "ratings"), HideParticipants: hide(e, "participants"), HideNotes: hide(e, "notes"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangePublication(v.write(f), cmd)
			return err
		}
	}, v.at("/amministrazione/pubblicazione"), func(*edit) *editView {
		page := &editView{frame: v.adminFrame(v.say.Plain("admin.pubblicazione"), "admin.pubblicazione.lede"), Back: v.at("/amministrazione")}
		page.After = append(page.After, v.say.T("pubblicazione.never"))
		return page
	})
}
