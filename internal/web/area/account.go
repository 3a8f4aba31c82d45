package area

import (
	"html/template"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

func (s *Site) accountRoutes() []route {
	return []route{
		{pattern: "GET /area/account", handle: s.account},
		{pattern: "POST /area/account/sessioni", handle: s.endSessions},
		{pattern: "GET /area/account/password", handle: s.accountPassword},
		{pattern: "POST /area/account/password", handle: s.accountPassword},
		{pattern: "GET /area/account/secondo-fattore", handle: s.secondFactor},
		{pattern: "POST /area/account/secondo-fattore", handle: s.secondFactor},
		{pattern: "GET /area/account/codici", handle: s.recoveryCodes},
		{pattern: "POST /area/account/codici", handle: s.recoveryCodes},
	}
}

type accountView struct {
	frame
	Email    string
	Roles    []accountRole
	Local    bool // passwords are taken here
	Demo     bool // signed in by a link of the demonstration
	Own      auth.OwnState
	Sessions []sessionRow
	Others   int // sessions besides this one
}

type accountRole struct{ Ente, Role string }

type sessionRow struct {
	ID, Client string
	Method     string
	Since      template.HTML
	Seen       template.HTML
	Current    bool
}

// account is what somebody is and signs in with.
func (s *Site) account(v *visit) (reply, error) {
	visit, err := v.session()
	if err != nil {
		return nil, err
	}
	own, err := s.Access.Local.State(v.ctx())
	if err != nil {
		return nil, err
	}
	page := &accountView{Email: visit.Email, Local: s.Access.Local.On(), Own: own, Demo: visit.Session.Method == plan.SignInDemo}
	if page.Roles, err = s.accountRoles(v); err != nil {
		return nil, err
	}
	sessions, err := s.Access.Sessions.List(v.ctx(), v.actor.AccountID)
	if err != nil {
		return nil, err
	}
	for _, one := range sessions {
		row := sessionRow{
			ID: one.ID, Client: one.Client, Method: v.say.Plain("account.session." + string(one.Method)),
			Since: v.instant(one.CreatedAt), Seen: v.instant(one.LastSeenAt), Current: one.ID == visit.Session.ID,
		}
		if row.Client == "" {
			row.Client = v.say.Plain("account.session.unknown")
		}
		page.Sessions = append(page.Sessions, row)
	}
	page.Others = len(page.Sessions) - 1
	page.frame = v.frame(v.say.Plain("account.title"), sectionAccount)
	return v.page("account", page)
}

// session is the one that the request came with: a bearer token has none.
func (v *visit) session() (auth.Visit, error) {
	visit, ok := auth.VisitFrom(v.ctx())
	if !ok || visit.Session.ID != v.actor.SessionID {
		return visit, plan.Errorf(plan.KindForbidden, "this takes a sign-in, not a bearer token")
	}
	if len(v.actor.Memberships) != 1 {
		return visit, nil
	}
	// Somebody of one organization is in it on these pages too.
	v.member = v.actor.Memberships[0]
	v.ipa = v.member.Organization
	_, err := v.staff()
	return visit, err
}

// accountRoles tells the roles of whoever asks, in words.
func (s *Site) accountRoles(v *visit) ([]accountRole, error) {
	var roles []accountRole
	for _, m := range v.actor.Memberships {
		staff, _, err := s.Boards.Staff(v.ctx(), m.Organization, plan.Date{})
		if err != nil {
			return nil, err
		}
		one := accountRole{Ente: staff.Organization.Name, Role: v.say.Plain("area.role." + string(m.Role))}
		if m.Office != "" {
			name := m.Office
			if office, ok := staff.Office(m.Office); ok {
				name = office.Name
			}
			one.Role += ", " + name
		}
		roles = append(roles, one)
	}
	return roles, nil
}

// endSessions ends one session of the own account, or all but this one.
func (s *Site) endSessions(v *visit) (reply, error) {
	visit, err := v.session()
	if err != nil {
		return nil, err
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if v.resumed { // whoever is here now may be another
		return v.redirect("/area/account", "")
	}
	if id := f.text("session"); id != "" {
		if id == visit.Session.ID {
			return s.accessLeave(v)
		}
		err = s.Access.Sessions.End(v.ctx(), v.actor.AccountID, id)
		if plan.KindOf(err) == plan.KindNotFound { // it has ended by itself: that is what was wanted
			err = nil
		}
	} else {
		_, err = s.Access.Sessions.EndOthers(v.ctx(), v.actor.AccountID, visit.Session.ID)
	}
	if err != nil {
		return nil, err
	}
	return v.redirect("/area/account", "sessions")
}

type accountPasswordView struct {
	frame
	Fields []field
}

// accountPassword changes the own password.
func (s *Site) accountPassword(v *visit) (reply, error) {
	if _, err := v.session(); err != nil {
		return nil, err
	}
	return v.submitAs(func(f *form) (reply, error) {
		password, err := f.typedPassword()
		if err != nil {
			return nil, err
		}
		in, err := s.Access.Local.ChangePassword(v.ctx(), f.values.Get("current_password"), password)
		if err != nil {
			return nil, err
		}
		s.Access.Cookies.Set(v.w, in.Token)
		return v.redirect("/area/account", "password")
	}, func(f *form) (reply, error) {
		page := &accountPasswordView{frame: v.frame(v.say.Plain("account.password.title"), sectionAccount)}
		page.Crumbs = v.accountCrumbs(page.Title)
		page.Fields = append([]field{v.presentPassword(f)}, v.newPassword(f)...)
		return v.page("account-password", page)
	})
}

func (v *visit) presentPassword(f *form) field {
	return f.fill(field{
		Name: "current_password", Label: v.say.Plain("account.password.current"), Type: "password", Required: true,
		Autocomplete: "current-password", Max: auth.MaxPassword,
	})
}

func (v *visit) accountCrumbs(here string) []crumb {
	return []crumb{{Text: v.say.Plain("account.title"), URL: "/area/account"}, {Text: here}}
}

// submitAs is submit for the way in and the own account: what was done answers by itself,
// and refusals are those of refuseAccess.
func (v *visit) submitAs(do, show func(*form) (reply, error)) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if !f.posted() || v.resumed {
		return show(f)
	}
	answer, err := do(f)
	if err == nil {
		return answer, nil
	}
	if !v.refuseAccess(f, err) {
		return nil, err
	}
	return show(f)
}

// instant is a day and an hour, as people say them.
func (v *visit) instant(at time.Time) template.HTML {
	at = at.In(v.site.Clock.Location)
	return template.HTML(`<time datetime="` + at.Format(time.RFC3339) + `">` + //nolint:gosec // dates
		template.HTMLEscapeString(v.say.Date(plan.DateOf(at, v.site.Clock.Location))) + ", " + at.Format("15:04") + `</time>`)
}
