package area

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// LinkPath is below what a one-time link is opened: its token follows.
const LinkPath = "/accesso/link/"

func (s *Site) linkRoutes() []route {
	return []route{
		{pattern: "GET " + LinkPath + "{token}", open: true, handle: s.openLink},
		{pattern: "POST " + LinkPath + "{token}", open: true, handle: s.useLink},
	}
}

type linkView struct {
	frame
	Kind  plan.LinkKind
	Lead  template.HTML
	Go    string
	Email string // whose password it is; empty for a set-up
	// The fields are those of the kind; nil ones are not shown.
	Fields []field
}

// openLink shows what a link is for, behind a button: programs that open links before people
// do, in mail and chats, use nothing up.
func (s *Site) openLink(v *visit) (reply, error) {
	return s.linkPage(v, &form{})
}

func (s *Site) linkPage(v *visit, f *form) (reply, error) {
	link, account, err := s.Access.Local.OpenLink(v.ctx(), v.arg("token"))
	if err != nil {
		return s.linkGone(v, err)
	}
	kind := string(link.Kind)
	page := &linkView{
		frame: v.frame(v.say.Plain("link."+kind+".title"), ""), Kind: link.Kind, Lead: v.say.T("link." + kind + ".lead"),
		Go: v.say.Plain("link." + kind + ".go"), Email: account.Email,
	}
	switch link.Kind {
	case plan.LinkSetup:
		fields, err := s.setUpFields(v, f)
		if err != nil {
			return nil, err
		}
		page.Fields = append(fields, v.newPassword(f)...)
	case plan.LinkInvitation, plan.LinkReset:
		page.Fields = v.newPassword(f)
	case plan.LinkDemo:
	}
	s.hideAddress(v)
	return v.page("accesso-link", page)
}

// hideAddress keeps the address of a page, which lets somebody in, out of requests to other
// pages. Without HTTPS browsers may have nothing but the Origin by which a form of ours is
// told from another site's, and no-referrer takes that away: there the address stays on
// this site.
func (s *Site) hideAddress(v *visit) {
	if strings.HasPrefix(s.BaseURL, "https://") {
		v.w.Header().Set("Referrer-Policy", "no-referrer")
	}
}

type linkGoneView struct {
	frame
	Text template.HTML
}

// linkGone says that a link cannot be used, and what to do then.
func (s *Site) linkGone(v *visit, err error) (reply, error) {
	var refusal *plan.Error
	if !errors.As(err, &refusal) || refusal.Kind != plan.KindNotFound {
		return nil, err
	}
	s.hideAddress(v)
	return v.pageWith(http.StatusNotFound, "accesso-link-finito", &linkGoneView{
		frame: v.frame(v.say.Plain("link.gone.title"), ""), Text: v.say.T("rule.link.gone"),
	})
}

// newPassword asks for a password to be chosen, twice.
func (v *visit) newPassword(f *form) []field {
	return []field{
		f.fill(field{
			Name: "password", Label: v.say.Plain("account.password.new"), Type: "password", Required: true, Autocomplete: "new-password",
			Least: auth.MinPassword, Max: auth.MaxPassword, Hint: v.say.T("account.password.hint", "min", auth.MinPassword, "max", auth.MaxPassword),
		}),
		f.fill(field{
			Name: "password_again", Label: v.say.Plain("account.password.again"), Type: "password", Required: true, Autocomplete: "new-password",
			Max: auth.MaxPassword,
		}),
	}
}

// typedPassword is a new password, typed twice alike.
func (f *form) typedPassword() (string, error) {
	password := f.values.Get("password")
	if password != f.values.Get("password_again") {
		f.found.Add("password_again", "password.again", "must be the same as the new password")
	}
	return password, f.err()
}

// setUpFields ask for the first admin and the ente: one that is there, or the name of one
// to be made.
func (s *Site) setUpFields(v *visit, f *form) ([]field, error) {
	fields := []field{
		f.fill(field{Name: "email", Label: v.say.Plain("link.setup.email"), Hint: v.say.T("link.setup.email.hint"), Type: "email", Required: true, Autocomplete: "username", Max: 254}),
	}
	roster, _, err := s.Boards.Roster(v.ctx())
	if err != nil {
		return nil, err
	}
	if len(roster.Organizations) == 0 {
		return append(fields,
			f.fill(field{Name: "organization", Label: v.say.Plain("link.setup.organization"), Hint: v.say.T("link.setup.organization.hint"), Required: true, Max: 30, Short: true}),
			f.fill(field{Name: "organization_name", Label: v.say.Plain("link.setup.name"), Required: true, Max: plan.MaxName, Autocomplete: "organization", Hint: v.say.T("ente.name.hint")}),
		), nil
	}
	choose := field{Name: "organization", Label: v.say.Plain("link.setup.organization.choose"), Type: "select", Required: true}
	for i := range roster.Organizations {
		choose.Options = append(choose.Options, choice{Value: roster.Organizations[i].ID, Text: roster.Organizations[i].Name})
	}
	choose.Value = choose.Options[0].Value
	return append(fields, f.fill(choose)), nil
}

// useLink uses a link up.
func (s *Site) useLink(v *visit) (reply, error) {
	token := v.arg("token")
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	link, _, err := s.Access.Local.OpenLink(v.ctx(), token)
	if err != nil {
		return s.linkGone(v, err)
	}
	in, err := s.redeem(v, f, link.Kind, token)
	switch {
	case err == nil:
		return s.entered(v, in, "/area", "")
	case plan.KindOf(err) == plan.KindNotFound: // somebody else was quicker
		return s.linkGone(v, err)
	case !v.refuseAccess(f, err):
		return nil, err
	}
	return s.linkPage(v, f)
}

func (s *Site) redeem(v *visit, f *form, kind plan.LinkKind, token string) (auth.SignedIn, error) {
	client := auth.ClientName(v.r.UserAgent())
	if kind == plan.LinkDemo {
		return s.Access.Local.Demonstrate(v.ctx(), token, client)
	}
	password, err := f.typedPassword()
	if err != nil {
		return auth.SignedIn{}, err
	}
	if kind != plan.LinkSetup {
		return s.Access.Local.Redeem(v.ctx(), token, password, client)
	}
	hash, err := s.Access.Local.HashPassword(v.ctx(), password, f.text("email"))
	if err != nil {
		return auth.SignedIn{}, err
	}
	account, err := s.Tracker.SetUp(v.ctx(), tracker.SetUp{
		LinkHash: auth.HashToken(token), Email: f.text("email"), PasswordHash: hash,
		Organization: f.text("organization"), OrganizationName: f.text("organization_name"),
	})
	if err != nil {
		return auth.SignedIn{}, err
	}
	return s.Access.Local.Begin(v.ctx(), account, client)
}
