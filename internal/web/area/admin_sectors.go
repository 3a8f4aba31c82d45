package area

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func (s *Site) adminSectorRoutes() []route {
	const list = "/area/{ipa}/amministrazione/settori"
	return []route{
		{pattern: "GET " + list, op: tracker.OpSectorChange, handle: s.adminSectors},
		{pattern: "POST " + list, op: tracker.OpSectorOrder, handle: s.adminSectors},
		{pattern: "GET " + list + "/nuovo", op: tracker.OpSectorCreate, handle: s.newSector},
		{pattern: "POST " + list + "/nuovo", op: tracker.OpSectorCreate, handle: s.newSector},
		{pattern: "GET " + list + "/{settore}/modifica", op: tracker.OpSectorChange, handle: s.editSector},
		{pattern: "POST " + list + "/{settore}/modifica", op: tracker.OpSectorChange, handle: s.editSector},
		{pattern: "GET " + list + "/{settore}/togli", op: tracker.OpSectorRemove, handle: s.removeSector},
		{pattern: "POST " + list + "/{settore}/togli", op: tracker.OpSectorRemove, handle: s.removeSector},
	}
}

type sectorsView struct {
	frame
	Sectors []sectorRow
	New     string
}

type sectorRow struct {
	orderRow
	Code, Name   string
	Hidden       bool
	Uses         string
	Edit, Remove string
}

// catalogue are the sectors that are in the catalogue, in its order.
func catalogue(staff *board.Staff) []plan.Sector {
	return slices.DeleteFunc(slices.Clone(staff.Sectors), func(s plan.Sector) bool { return !s.RemovedOn.IsZero() })
}

// adminSectors lists the catalogue and takes moves.
func (s *Site) adminSectors(v *visit) (reply, error) {
	return v.move(v.at("/amministrazione/settori"), func(f *form, key string, place plan.Place[string]) error {
		_, err := s.Tracker.MoveSector(v.write(f), tracker.MoveSector{Organization: v.ipa, Code: key, Place: place})
		return err
	}, func() (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		page, uses := &sectorsView{New: v.at("/amministrazione/settori/nuovo")}, staff.SectorUses()
		all := catalogue(staff)
		arrows := orderRows(v, all, func(one plan.Sector) (key, name string) { return one.Code, one.Name })
		for i, one := range all {
			at := v.at("/amministrazione/settori/" + url.PathEscape(one.Code))
			page.Sectors = append(page.Sectors, sectorRow{
				orderRow: arrows[i], Code: one.Code, Name: one.Name, Hidden: one.Hidden,
				Uses: v.say.Number(uses[one.Code]), Edit: at + "/modifica", Remove: at + "/togli",
			})
		}
		page.frame = v.adminFrame(v.say.Plain("admin.settori"), "admin.settori.lede")
		page.script(v, orderScript)
		return v.page("settori", page)
	})
}

// newSector adds one at the end.
func (s *Site) newSector(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		_, err := s.Tracker.CreateSector(v.write(f), v.ipa, plan.Sector{Name: f.text("name"), Code: f.text("code")})
		return withNotice(v.at("/amministrazione/settori"), "added"), err
	}, func(f *form) (reply, error) {
		if _, err := v.staff(); err != nil {
			return nil, err
		}
		page := &newView{Button: v.say.Plain("settori.add"), Back: v.at("/amministrazione/settori")}
		page.Fields = []field{
			f.fill(field{Name: "name", Label: v.say.Plain("settori.name"), Hint: v.say.T("settori.name.hint"), Max: plan.MaxSector, Required: true}),
			f.fill(field{Name: "code", Label: v.say.Plain("settori.code"), Hint: v.say.T("settori.code.hint"), Max: plan.MaxSector}),
		}
		page.frame = v.adminFrame(v.say.Plain("settori.new"), "", v.adminCrumb("settori"))
		return v.page("nuovo", page)
	})
}

func (v *visit) sectorArg(staff *board.Staff) (plan.Sector, error) {
	for _, one := range catalogue(staff) {
		if one.Code == v.arg("settore") {
			return one, nil
		}
	}
	return plan.Sector{}, plan.NotFound("sector")
}

// editSector renames a sector or hides it.
func (s *Site) editSector(v *visit) (reply, error) {
	name := ""
	return v.editForm(func(staff *board.Staff) (int64, []field, error) {
		one, err := v.sectorArg(staff)
		name = one.Name
		return one.Revision, []field{
			{Name: "name", Label: v.say.Plain("settori.name"), Hint: v.say.T("settori.rename.hint"), Value: one.Name, Max: plan.MaxSector, Required: true},
			{Name: "hidden", Label: v.say.Plain("settori.hidden"), Hint: v.say.T("settori.hidden.hint"), Type: "checkbox", Checked: one.Hidden},
		}, err
	}, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeSector{Organization: v.ipa, Code: v.arg("settore"), Name: e.text("name"), Hidden: e.flag("hidden")}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeSector(v.write(f), cmd)
			return err
		}
	}, v.at("/amministrazione/settori"), func(*edit) *editView {
		return &editView{frame: v.adminFrame(v.say.Plain("settori.edit", "sector", name), "", v.adminCrumb("settori")), Back: v.at("/amministrazione/settori")}
	})
}

// removeSector takes out one that no objective has.
func (s *Site) removeSector(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		revision := f.revision()
		if err := f.err(); err != nil {
			return "", err
		}
		_, err := s.Tracker.RemoveSector(v.write(f), v.ipa, v.arg("settore"), revision)
		return withNotice(v.at("/amministrazione/settori"), "removed"), err
	}, func(*form) (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		one, err := v.sectorArg(staff)
		if err != nil {
			return nil, err
		}
		page := &askView{Revision: one.Revision, Button: v.say.Plain("settori.remove.go"), Back: v.at("/amministrazione/settori")}
		var items []crumb
		for _, o := range staff.InOrder() {
			if slices.Contains(o.Sectors, one.Code) {
				items = append(items, crumb{o.Code + " " + o.Title, v.at(objectivesPath + "/" + o.Code)})
			}
		}
		page.Text = []template.HTML{v.say.T("settori.remove.text")}
		if len(items) > 0 {
			page.Blocked = true
			page.Text = []template.HTML{v.say.T("settori.remove.blocked",
				"hide", v.link(v.at("/amministrazione/settori/"+url.PathEscape(one.Code)+"/modifica"), v.say.Plain("settori.remove.hide")))}
			page.Moves = []askList{{v.say.N("settori.uses", len(items)), items}}
		}
		page.frame = v.adminFrame(v.say.Plain("settori.remove", "sector", one.Name), "", v.adminCrumb("settori"))
		return v.page("domanda", page)
	})
}
