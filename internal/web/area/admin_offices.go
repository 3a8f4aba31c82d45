package area

import (
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func (s *Site) adminOfficeRoutes() []route {
	const list = "/area/{ipa}/amministrazione/uffici"
	return []route{
		{pattern: "GET " + list, op: tracker.OpOfficeChange, handle: s.adminOffices},
		{pattern: "GET " + list + "/nuovo", op: tracker.OpOfficeCreate, handle: s.newOffice},
		{pattern: "POST " + list + "/nuovo", op: tracker.OpOfficeCreate, handle: s.newOffice},
		{pattern: "GET " + list + "/{ufficio}/modifica", op: tracker.OpOfficeChange, handle: s.editOffice},
		{pattern: "POST " + list + "/{ufficio}/modifica", op: tracker.OpOfficeChange, handle: s.editOffice},
		{pattern: "GET " + list + "/{ufficio}/unisci", op: tracker.OpOfficeMerge, handle: s.mergeOffices},
		{pattern: "POST " + list + "/{ufficio}/unisci", op: tracker.OpOfficeMerge, handle: s.mergeOffices},
		{pattern: "GET " + list + "/{ufficio}/togli", op: tracker.OpOfficeRemove, handle: s.removeOffice},
		{pattern: "POST " + list + "/{ufficio}/togli", op: tracker.OpOfficeRemove, handle: s.removeOffice},
	}
}

type officesView struct {
	frame
	Offices  []officeRow
	Former   []formerRow
	New      string
	MayMerge bool // there is another one to go into
}

type officeRow struct {
	Code, Name, Public  string
	Open, Leads, People string
	Edit, Merge, Remove string
}

type formerRow struct {
	Name, URL string
	On        plan.Date
	Into      template.HTML
}

// adminOffices lists the offices with what they have.
func (s *Site) adminOffices(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	accounts, err := s.Tracker.Staff(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	people := map[string]int{}
	for _, a := range accounts {
		people[a.Office]++
	}
	page := &officesView{New: v.at("/amministrazione/uffici/nuovo"), MayMerge: len(staff.Offices) > 1}
	for _, o := range staff.Offices {
		h := desk.HandoverOf(staff, o.Code)
		at := v.at("/amministrazione/uffici/" + o.Code)
		page.Offices = append(page.Offices, officeRow{
			Code: o.Code, Name: o.Name, Public: v.public("/uffici/" + o.Code),
			Open: v.say.Number(len(h.Milestones)), Leads: v.say.Number(len(h.Objectives)), People: v.say.Number(people[o.Code]),
			Edit: at + "/modifica", Merge: at + "/unisci", Remove: at + "/togli",
		})
	}
	for _, o := range staff.Former {
		row := formerRow{Name: o.Name, URL: v.public("/uffici/" + o.Code), On: o.RemovedOn}
		if o.MergedInto != "" {
			row.Into = v.say.T("uffici.into", "office", staff.OfficeName(o.MergedInto))
		}
		page.Former = append(page.Former, row)
	}
	page.frame = v.adminFrame(v.say.Plain("admin.uffici"), "admin.uffici.lede")
	return v.page("uffici", page)
}

// newOffice adds one.
func (s *Site) newOffice(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		_, err := s.Tracker.CreateOffice(v.write(f), v.ipa, plan.Office{Code: f.text("code"), Name: f.text("name"), Description: f.text("description")})
		return withNotice(v.at("/amministrazione/uffici"), "added"), err
	}, func(f *form) (reply, error) {
		if _, err := v.staff(); err != nil {
			return nil, err
		}
		page := &newView{Button: v.say.Plain("uffici.add"), Back: v.at("/amministrazione/uffici")}
		page.Fields = []field{
			f.fill(field{Name: "name", Label: v.say.Plain("uffici.name"), Hint: v.say.T("uffici.name.hint"), Max: plan.MaxName, Required: true}),
			f.fill(field{Name: "code", Label: v.say.Plain("uffici.code"), Hint: v.say.T("uffici.code.hint"), Max: plan.MaxOfficeCode, Required: true}),
			f.fill(field{Name: "description", Label: v.say.Plain("uffici.description"), Hint: v.say.T("uffici.description.hint"), Type: "textarea", Max: plan.MaxText}),
		}
		page.frame = v.adminFrame(v.say.Plain("uffici.new"), "", v.adminCrumb("uffici"))
		return v.page("nuovo", page)
	})
}

// officeArg is the office of the address.
func (v *visit) officeArg(staff *board.Staff) (*board.Office, error) {
	o, ok := staff.Office(v.arg("ufficio"))
	if !ok {
		return nil, plan.NotFound("office")
	}
	return o, nil
}

// editOffice renames an office, or describes it anew.
func (s *Site) editOffice(v *visit) (reply, error) {
	return v.editForm(func(staff *board.Staff) (int64, []field, error) {
		o, err := v.officeArg(staff)
		if err != nil {
			return 0, nil, err
		}
		return o.Revision, []field{
			{Name: "name", Label: v.say.Plain("uffici.name"), Hint: v.say.T("uffici.name.hint"), Value: o.Name, Max: plan.MaxName, Required: true},
			{Name: "description", Label: v.say.Plain("uffici.description"), Hint: v.say.T("uffici.description.hint"), Type: "textarea", Value: o.Description, Max: plan.MaxText},
		}, nil
	}, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeOffice{Organization: v.ipa, Code: v.arg("ufficio"), Name: e.text("name"), Description: e.text("description")}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeOffice(v.write(f), cmd)
			return err
		}
	}, v.at("/amministrazione/uffici"), func(*edit) *editView {
		page := &editView{
			frame: v.adminFrame(v.say.Plain("uffici.edit", "office", v.plan.OfficeName(v.arg("ufficio"))), "", v.adminCrumb("uffici")),
			Back:  v.at("/amministrazione/uffici"),
		}
		page.Before = append(page.Before, v.say.T("uffici.edit.lede", "code", v.arg("ufficio")))
		return page
	})
}

// officeInQuestion is the office of the address, with how many accounts act for it.
func (v *visit) officeInQuestion() (staff *board.Staff, o *board.Office, people int, err error) {
	if staff, err = v.staff(); err != nil {
		return nil, nil, 0, err
	}
	if o, err = v.officeArg(staff); err != nil {
		return nil, nil, 0, err
	}
	people, err = v.site.Tracker.OfficeMembers(v.ctx(), v.ipa, o.Code)
	return staff, o, people, err
}

// mergeOffices lets an office go into another one, after telling what moves.
func (s *Site) mergeOffices(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.MergeOffices(v.write(f), tracker.MergeOffices{Organization: v.ipa, Code: v.arg("ufficio"), Into: f.text("into"), IfRevision: revision})
		return withNotice(v.at("/amministrazione/uffici"), "merged"), err
	}, func(f *form) (reply, error) {
		staff, o, people, err := v.officeInQuestion()
		if err != nil {
			return nil, err
		}
		page := &askView{Revision: o.Revision, Button: v.say.Plain("uffici.merge.go"), Back: v.at("/amministrazione/uffici")}
		page.Moves = v.handover(staff, desk.HandoverOf(staff, o.Code), people)
		page.Text = append(page.Text, v.say.T("uffici.merge.text"))
		if len(page.Moves) == 0 {
			page.Text = append(page.Text, v.say.T("uffici.merge.nothing"))
		}
		if n := desk.HandoverOf(staff, o.Code).Stays; n > 0 {
			page.Text = append(page.Text, v.say.N("uffici.merge.stays", n))
		}
		page.Fields = []field{f.fill(field{
			Name: "into", Label: v.say.Plain("uffici.merge.into"), Hint: v.say.T("uffici.merge.into.hint"), Type: "select", Required: true,
			Options: slices.DeleteFunc(officeChoices(staff, v.say.Plain("uffici.merge.choose")), func(c choice) bool { return c.Value == o.Code }),
		})}
		page.frame = v.adminFrame(v.say.Plain("uffici.merge", "office", o.Name), "", v.adminCrumb("uffici"))
		return v.page("domanda", page)
	})
}

// handover lists what an office hands over, with links.
func (v *visit) handover(staff *board.Staff, h desk.Handover, people int) []askList {
	var lists []askList
	add := func(key string, items []crumb) {
		if len(items) > 0 {
			lists = append(lists, askList{v.say.N("uffici.moves."+key, len(items)), items})
		}
	}
	var objectives, milestones, actions, meetings []crumb
	for _, o := range h.Objectives {
		objectives = append(objectives, crumb{o.Code + " " + o.Title, v.at(objectivesPath + "/" + o.Code)})
	}
	for _, m := range h.Milestones {
		milestones = append(milestones, crumb{m.ID + " " + m.Title, v.milestoneEditURL(m)})
	}
	for _, a := range h.Actions {
		actions = append(actions, crumb{a.Title, v.meetingURL(staff, a.Meeting)})
	}
	for _, m := range h.Meetings {
		meetings = append(meetings, crumb{v.say.Date(m.HeldOn) + ", " + m.Title, v.meetingURL(staff, m.ID)})
	}
	add("objectives", objectives)
	add("milestones", milestones)
	add("actions", actions)
	add("meetings", meetings)
	if people > 0 {
		lists = append(lists, askList{Name: v.say.N("uffici.moves.accounts", people)})
	}
	return lists
}

// removeOffice removes an office that has nothing open.
func (s *Site) removeOffice(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.RemoveOffice(v.write(f), v.ipa, v.arg("ufficio"), revision)
		return withNotice(v.at("/amministrazione/uffici"), "removed"), err
	}, func(*form) (reply, error) {
		staff, o, people, err := v.officeInQuestion()
		if err != nil {
			return nil, err
		}
		h := desk.HandoverOf(staff, o.Code)
		page := &askView{Revision: o.Revision, Button: v.say.Plain("uffici.remove.go"), Back: v.at("/amministrazione/uffici")}
		if len(h.Objectives)+len(h.Milestones)+len(h.Actions) > 0 {
			h.Meetings = nil // they do not stand in the way
			page.Blocked, page.Moves = true, v.handover(staff, h, 0)
			page.Text = append(page.Text, v.say.T("uffici.remove.blocked",
				"merge", v.link(v.at("/amministrazione/uffici/"+o.Code+"/unisci"), v.say.Plain("uffici.remove.merge"))))
		} else {
			page.Text = append(page.Text, v.say.T("uffici.remove.text"))
			if people > 0 {
				page.Text = append(page.Text, v.say.N("uffici.remove.people", people))
			}
		}
		page.frame = v.adminFrame(v.say.Plain("uffici.remove", "office", o.Name), "", v.adminCrumb("uffici"))
		return v.page("domanda", page)
	})
}
