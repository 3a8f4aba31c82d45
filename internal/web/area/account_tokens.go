package area

import (
	"html/template"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const tokensPath = "/area/account/token"

func (s *Site) tokenRoutes() []route {
	return []route{
		{pattern: "GET " + tokensPath, handle: s.ownTokens},
		{pattern: "POST " + tokensPath, handle: s.ownTokens},
		{pattern: "POST " + tokensPath + "/revoca", handle: s.revokeToken},
	}
}

type tokensView struct {
	frame
	Tokens []tokenRow
	Fields []field
}

type tokenRow struct {
	ID, Name    string
	Scope, Ente string
	Since       template.HTML
	Until       template.HTML
}

type tokenMadeView struct {
	frame
	Name, Value string
	Until       template.HTML
	API         string
}

// ownTokens lists the API tokens of the own account and makes new ones.
func (s *Site) ownTokens(v *visit) (reply, error) {
	if _, err := v.session(); err != nil {
		return nil, err
	}
	return v.submitAs(func(f *form) (reply, error) {
		token, value, err := s.makeToken(v, f)
		if err != nil {
			return nil, err
		}
		page := &tokenMadeView{
			frame: v.frame(v.say.Plain("token.made.title"), sectionAccount), Name: token.Name, Value: value,
			Until: v.lastDay(token.ExpiresAt), API: s.BaseURL + "/api/v1/docs",
		}
		page.Crumbs = append(v.accountCrumbs(page.Title)[:1], crumb{Text: v.say.Plain("token.title"), URL: tokensPath}, crumb{Text: page.Title})
		return v.page("account-token-fatto", page)
	}, s.tokensPage(v))
}

// justMade is how long after it was made a token is shown again to the form that made it.
const justMade = time.Minute

// makeToken makes what the form asks for. The form posted twice at once makes one token, and
// shows it both times.
func (s *Site) makeToken(v *visit, f *form) (token plan.Token, value string, err error) {
	last := f.date("expires_on")
	if err := f.err(); err != nil {
		return token, "", err
	}
	value, hash := s.tokens.Make(v.actor.AccountID, f.text(fieldKey))
	if f.text(fieldKey) == "" {
		if value, hash, err = auth.NewToken(); err != nil {
			return token, "", err
		}
	}
	token, err = s.Tracker.CreateOwnToken(v.ctx(), tracker.NewOwnToken{
		Name: f.text("name"), Hash: hash, Scope: plan.TokenScope(f.text("scope")), Organization: f.text("organization"), LastDay: last,
	})
	if plan.KindOf(err) != plan.KindConflict {
		return token, value, err
	}
	all, failed := s.Tracker.OwnTokens(v.ctx())
	if failed != nil {
		return token, "", failed
	}
	for _, one := range all {
		if one.Hash == hash && s.Clock.Now().Sub(one.CreatedAt) < justMade {
			return one, value, nil
		}
	}
	return token, "", err
}

func (s *Site) tokensPage(v *visit) func(f *form) (reply, error) {
	return func(f *form) (reply, error) {
		all, err := s.Tracker.OwnTokens(v.ctx())
		if err != nil {
			return nil, err
		}
		names, err := s.organizationNames(v)
		if err != nil {
			return nil, err
		}
		page := &tokensView{}
		for _, k := range all {
			row := tokenRow{
				ID: k.ID, Name: k.Name, Scope: v.say.Plain("token.scope." + string(k.Scope)), Ente: v.say.Plain("token.everywhere"),
				Since: text(v.say.Date(plan.DateOf(k.CreatedAt, s.Clock.Location))), Until: v.lastDay(k.ExpiresAt),
			}
			if k.Organization != "" {
				if row.Ente = names[k.Organization]; row.Ente == "" {
					row.Ente = k.Organization // a role that was lost since
				}
			}
			page.Tokens = append(page.Tokens, row)
		}
		page.Fields = s.tokenFields(v, f, names)
		page.frame = v.frame(v.say.Plain("token.title"), sectionAccount)
		page.Crumbs = v.accountCrumbs(page.Title)
		return v.page("account-token", page)
	}
}

func (s *Site) tokenFields(v *visit, f *form, names map[string]string) []field {
	scopes := []choice{{Value: string(plan.TokenRead), Text: v.say.Plain("token.scope.read")}, {Value: string(plan.TokenWrite), Text: v.say.Plain("token.scope.write")}}
	enti := []choice{{Value: "", Text: v.say.Plain("token.everywhere")}}
	for _, m := range v.actor.Memberships {
		enti = append(enti, choice{Value: m.Organization, Text: names[m.Organization]})
	}
	return []field{
		f.fill(field{Name: "name", Label: v.say.Plain("token.name"), Hint: v.say.T("token.name.hint"), Required: true, Max: plan.MaxShort}),
		f.fill(field{Name: "scope", Label: v.say.Plain("token.scope"), Hint: v.say.T("token.scope.hint"), Type: "select", Required: true, Options: scopes, Value: string(plan.TokenRead)}),
		f.fill(field{Name: "organization", Label: v.say.Plain("token.organization"), Type: "select", Unmarked: true, Options: enti, Hint: v.say.T("token.organization.hint")}),
		f.fill(field{
			Name: "expires_on", Label: v.say.Plain("token.until"), Hint: v.say.T("token.until.hint"), Type: "date", Required: true, Short: true,
			Value: v.today.AddYears(tracker.DefaultTokenYears).String(), Min: v.today.String(), Most: v.today.AddYears(tracker.MaxTokenYears).String(),
		}),
	}
}

// organizationNames are the names of where whoever asks has a role.
func (s *Site) organizationNames(v *visit) (map[string]string, error) {
	names := map[string]string{}
	for _, m := range v.actor.Memberships {
		public, _, err := s.Boards.Public(v.ctx(), m.Organization, plan.Date{})
		if err != nil {
			return nil, err
		}
		names[m.Organization] = public.Organization.Name
	}
	return names, nil
}

// lastDay is the last day on which something is in force that ends at an instant.
func (v *visit) lastDay(end time.Time) template.HTML {
	if end.IsZero() {
		return v.say.T("token.endless")
	}
	return text(v.say.Date(plan.DateOf(end.Add(-time.Nanosecond), v.site.Clock.Location)))
}

// revokeToken ends a token. One that has ended already is what was wanted.
func (s *Site) revokeToken(v *visit) (reply, error) {
	if _, err := v.session(); err != nil {
		return nil, err
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if v.resumed { // whoever is here now may be another
		return v.redirect(tokensPath, "")
	}
	err = s.Tracker.RevokeOwnToken(v.ctx(), f.text("token"))
	if err != nil && plan.KindOf(err) != plan.KindNotFound {
		return nil, err
	}
	return v.redirect(tokensPath, "token")
}
