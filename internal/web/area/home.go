package area

import (
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func (s *Site) homeRoutes() []route {
	return []route{
		{pattern: "GET /area", handle: s.home},
		{pattern: "GET /area/{ipa}", op: tracker.OpStaffRead, handle: s.desk},
	}
}

type homeView struct {
	frame
	Enti []homeEnte
}

type homeEnte struct{ Name, URL, Role string }

// home leads to the one organization that an account serves, or offers its organizations.
func (s *Site) home(v *visit) (reply, error) {
	if len(v.actor.Memberships) == 1 {
		v.ipa = v.actor.Memberships[0].Organization
		return v.redirect(v.at(""), v.asked(paramNotice))
	}
	page := &homeView{frame: v.frame(v.say.Plain("home.title"), "")}
	roster, _, err := s.Boards.Roster(v.ctx())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for i := range roster.Organizations {
		names[roster.Organizations[i].ID] = roster.Organizations[i].Name
	}
	for _, m := range v.actor.Memberships {
		v.ipa = m.Organization
		ente := homeEnte{Name: names[m.Organization], URL: v.at(""), Role: v.say.Plain("area.role." + string(m.Role))}
		if ente.Name == "" {
			ente.Name = m.Organization
		}
		page.Enti = append(page.Enti, ente)
	}
	return v.page("area", page)
}

// desk leads to where the work of the role begins.
func (s *Site) desk(v *visit) (reply, error) {
	for _, one := range sections {
		if v.offers(one.path, one.op, one.own) {
			return v.redirect(v.at(one.path), v.asked(paramNotice))
		}
	}
	return nil, plan.NotFound("desk")
}
