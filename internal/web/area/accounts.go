package area

import (
	"html/template"
	"net/http"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const accountsPath = "/amministrazione/account"

// accountsRoutes are the accounts of an organization, for its admin.
func (s *Site) accountsRoutes() []route {
	const list, one = "/area/{ipa}" + accountsPath, "/area/{ipa}" + accountsPath + "/{account}"
	return []route{
		{pattern: "GET " + list, op: tracker.OpAccountManage, handle: s.accounts},
		{pattern: "POST " + list, op: tracker.OpAccountManage, handle: s.accounts},
		{pattern: "GET " + one, op: tracker.OpAccountManage, handle: s.staffAccount},
		{pattern: "POST " + one, op: tracker.OpAccountManage, handle: s.staffAccount},
		{pattern: "GET " + one + "/{act}", op: tracker.OpAccountManage, handle: s.accountAct},
		{pattern: "POST " + one + "/{act}", op: tracker.OpAccountManage, handle: s.accountAct},
	}
}

type accountsView struct {
	frame
	Accounts []accountRow
	Email    field
	Role     field
	Office   field
	Sends    bool // invitations go out by mail
}

// accountRow is an account in the list, or on its own page.
type accountRow struct {
	Email string
	URL   string
	Role  string
	State string
	Bad   bool // it cannot sign in
	You   bool
}

// handedLinkView shows a one-time link, this once, where nothing is sent by mail.
type handedLinkView struct {
	frame
	Email string
	URL   string
	Until template.HTML
	Back  string
}

// accounts lists who works with the plan, and invites somebody.
func (s *Site) accounts(v *visit) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if f.posted() && !v.resumed {
		answer, err := s.invite(v, f)
		if err == nil {
			return answer, nil
		}
		if !v.refuse(f, err) {
			return nil, err
		}
	}
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	members, err := s.Tracker.Staff(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	page := &accountsView{Sends: s.Access.sends()}
	for _, m := range members {
		page.Accounts = append(page.Accounts, v.accountRow(m))
	}
	page.Email = f.fill(field{Name: "email", Label: v.say.Plain("access.email"), Type: "email", Required: true, Max: 254, Hint: v.say.T("accounts.email.hint")})
	page.Role, page.Office = v.roleFields(f, "", "")
	page.frame = v.frame(v.say.Plain("accounts.title"), sectionAdministration)
	page.Crumbs = v.administrationCrumbs(crumb{Text: page.Title})
	return v.page("account-elenco", page)
}

// administrationCrumbs is the way from the administration to a page of it.
func (v *visit) administrationCrumbs(steps ...crumb) []crumb {
	first := crumb{Text: v.say.Plain("nav.area.administration")}
	if v.site.patterns["GET /area/{ipa}/amministrazione"] {
		first.URL = v.at("/amministrazione")
	}
	return append([]crumb{first}, steps...)
}

func (v *visit) accountRow(m tracker.StaffMember) accountRow {
	row := accountRow{
		Email: m.Email, URL: v.at(accountsPath + "/" + m.AccountID), Role: v.say.Plain("area.role." + string(m.Role)),
		You: m.AccountID == v.actor.AccountID,
	}
	if m.Office != "" {
		row.Role += ", " + v.officeName(m.Office)
	}
	if row.Email == "" {
		row.Email = v.say.Plain("accounts.erased")
	}
	switch {
	case m.Disabled:
		row.State, row.Bad = v.say.Plain("accounts.state.disabled"), true
	case m.External:
		row.State = v.say.Plain("accounts.state.external")
	case !m.HasPassword:
		row.State = v.say.Plain("accounts.state.invited")
	case m.SecondFactor:
		row.State = v.say.Plain("accounts.state.factor")
	default:
		row.State = v.say.Plain("accounts.state.password")
	}
	return row
}

// roleFields choose a role and an office.
func (v *visit) roleFields(f *form, role plan.Role, office string) (roles, offices field) {
	choices := []choice{}
	if role == "" {
		choices = append(choices, choice{"", v.say.Plain("accounts.role.choose"), false})
	}
	for _, r := range plan.Roles {
		choices = append(choices, choice{string(r), v.say.Plain("accounts.role." + string(r)), false})
	}
	roles = f.fill(field{
		Name: "role", Label: v.say.Plain("accounts.role"), Type: "select", Required: true, Value: string(role), Options: choices,
		Hint: v.say.T("accounts.role.hint"),
	})
	offices = f.fill(field{
		Name: "office", Label: v.say.Plain("accounts.office"), Type: "select", Value: office,
		Options: officeChoices(v.plan, v.say.Plain("accounts.office.none"), office),
		Hint:    v.say.T("accounts.office.hint"),
	})
	return roles, offices
}

// invite gives somebody a role; whoever has no password yet gets a link to choose one. The
// form posted twice at once invites once, and both answers are those of the invitation.
func (s *Site) invite(v *visit, f *form) (reply, error) {
	token, hash := "", ""
	if s.Access.Local.On() {
		token, hash = s.tokens.MakeLink(v.actor.AccountID, f.text(fieldKey))
		if f.text(fieldKey) == "" {
			var err error
			if token, hash, err = auth.NewLink(); err != nil {
				return nil, err
			}
		}
	}
	account, link, err := s.Tracker.InviteAccount(v.ctx(), tracker.CreateAccount{
		Email: f.text("email"), Organization: v.ipa, Role: plan.Role(f.text("role")), Office: f.text("office"),
	}, hash)
	if err != nil {
		return s.invitedBefore(v, f, token, err)
	}
	if link.ID == "" {
		return v.redirect(v.at(accountsPath), "account_added")
	}
	return s.handOver(v, account.ID, account.Email, link, token, v.at(accountsPath))
}

// invitedBefore answers to an invitation that was refused: where the same form has just
// made it, as the first time. A link that has been sent is not sent again.
func (s *Site) invitedBefore(v *visit, f *form, token string, refusal error) (reply, error) {
	if plan.KindOf(refusal) != plan.KindConflict || token == "" {
		return nil, refusal
	}
	link, account, err := s.Access.Local.OpenLink(v.ctx(), token)
	if plan.KindOf(err) == plan.KindNotFound {
		return nil, refusal
	}
	if err != nil {
		return nil, err
	}
	if account.Email != plan.EmailKey(f.text("email")) || s.Clock.Now().Sub(link.CreatedAt) >= justMade {
		return nil, refusal
	}
	if s.Access.sends() {
		return v.redirect(v.at(accountsPath), "link_sent")
	}
	return s.handedLink(v, account.Email, link, token, v.at(accountsPath))
}

// handOver has a link sent, or shows it where nothing is sent. One that is sent is made
// anew then: the admin never sees it.
func (s *Site) handOver(v *visit, accountID, email string, link plan.Link, token, back string) (reply, error) {
	if s.Access.sends() {
		if err := s.Access.Links.SendLink(v.ctx(), accountID, link.Kind); err != nil {
			return nil, err
		}
		return v.redirect(back, "link_sent")
	}
	return s.handedLink(v, email, link, token, back)
}

// handedLink shows a link that was just made.
func (s *Site) handedLink(v *visit, email string, link plan.Link, token, back string) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	v.posted = nil // nothing was refused
	page := &handedLinkView{
		frame: v.frame(v.say.Plain("accounts.link.title"), sectionAdministration), Email: email,
		URL: s.BaseURL + LinkPath + token, Until: v.instant(link.ExpiresAt), Back: back,
	}
	page.Crumbs = v.administrationCrumbs(crumb{v.say.Plain("accounts.title"), v.at(accountsPath)}, crumb{Text: page.Title})
	return v.pageWith(http.StatusOK, "account-collegamento", page)
}

type staffAccountView struct {
	frame
	accountRow
	Since    template.HTML
	Else     bool // it serves other organizations too
	Role     field
	Office   field
	Revision int64
	Acts     []accountActLink
}

type accountActLink struct {
	Text, URL string
	Grave     bool
}

// staffAccount shows one account and gives it another role or office.
func (s *Site) staffAccount(v *visit) (reply, error) {
	id := v.arg("account")
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			err := s.Tracker.ChangeMembership(v.ctx(), tracker.ChangeMembership{
				Account: tracker.AccountRef{Organization: v.ipa, ID: id, IfRevision: revision},
				Role:    plan.Role(f.text("role")), Office: f.text("office"),
			})
			return withNotice(v.at(accountsPath+"/"+id), "saved"), err
		},
		func(f *form) (reply, error) {
			m, err := s.Tracker.StaffMember(v.ctx(), v.ipa, id)
			if err != nil {
				return nil, err
			}
			if _, err := v.staff(); err != nil {
				return nil, err
			}
			page := &staffAccountView{accountRow: v.accountRow(m), Since: v.instant(m.CreatedAt), Else: m.Elsewhere, Revision: m.Revision}
			page.Role, page.Office = v.roleFields(f, m.Role, m.Office)
			for _, act := range accountActs {
				if act.fits(m, s.Access.Local.On()) {
					page.Acts = append(page.Acts, accountActLink{
						v.say.Plain("accounts.act." + act.name), v.at(accountsPath + "/" + id + "/" + act.name), act.grave,
					})
				}
			}
			page.frame = v.frame(page.Email, sectionAdministration)
			page.Crumbs = v.administrationCrumbs(crumb{v.say.Plain("accounts.title"), v.at(accountsPath)}, crumb{Text: page.Email})
			return v.page("account-scheda", page)
		})
}

// accountAct is something that is asked about first, on a page of its own.
type accountAct struct {
	name  string
	grave bool // it takes something away
	// leaves: the account is no longer one of the organization's.
	leaves bool
	fits   func(m tracker.StaffMember, local bool) bool
	do     func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error // nil: a link
}

var accountActs = []accountAct{
	{name: "collegamento", fits: func(m tracker.StaffMember, local bool) bool { return local && !m.Disabled && m.Email != "" }},
	{
		name: "secondo-fattore", grave: true,
		fits: func(m tracker.StaffMember, _ bool) bool { return m.SecondFactor },
		do: func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error {
			return t.RemoveSecondFactor(v.ctx(), ref)
		},
	},
	{
		name: "disabilita", grave: true,
		fits: func(m tracker.StaffMember, _ bool) bool { return !m.Disabled },
		do: func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error {
			return t.DisableAccount(v.ctx(), ref)
		},
	},
	{
		name: "riabilita",
		fits: func(m tracker.StaffMember, _ bool) bool { return m.Disabled && m.Email != "" },
		do:   func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error { return t.EnableAccount(v.ctx(), ref) },
	},
	{
		name: "togli", grave: true, leaves: true,
		fits: func(tracker.StaffMember, bool) bool { return true },
		do: func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error {
			return t.RemoveMembership(v.ctx(), ref)
		},
	},
	{
		name: "cancella", grave: true,
		fits: func(m tracker.StaffMember, _ bool) bool { return m.Email != "" },
		do:   func(t *tracker.Tracker, v *visit, ref tracker.AccountRef) error { return t.EraseAccount(v.ctx(), ref) },
	},
}

type accountActView struct {
	frame
	Email    string
	Heading  string
	Text     template.HTML
	Do       string
	Grave    bool
	Revision int64
	Back     string
}

// accountAct asks, and does it where the answer is posted.
func (s *Site) accountAct(v *visit) (reply, error) {
	id := v.arg("account")
	m, err := s.Tracker.StaffMember(v.ctx(), v.ipa, id)
	if err != nil {
		return nil, err
	}
	for _, act := range accountActs {
		if act.name == v.arg("act") && act.fits(m, s.Access.Local.On()) {
			if act.do == nil {
				return s.issueLink(v, m)
			}
			return s.askedAct(v, m, act)
		}
	}
	return nil, plan.NotFound("page")
}

func (s *Site) askedAct(v *visit, m tracker.StaffMember, act accountAct) (reply, error) {
	back := v.at(accountsPath + "/" + m.AccountID)
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			err := act.do(s.Tracker, v, tracker.AccountRef{Organization: v.ipa, ID: m.AccountID, IfRevision: revision})
			if act.leaves {
				return withNotice(v.at(accountsPath), "account_removed"), err
			}
			return withNotice(back, "saved"), err
		},
		func(*form) (reply, error) { return v.actPage(m, act.name, act.grave) })
}

// actPage says what an act does, and asks.
func (v *visit) actPage(m tracker.StaffMember, name string, grave bool) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	row := v.accountRow(m)
	title := v.say.Plain("accounts.act." + name)
	page := &accountActView{
		frame: v.frame(title, sectionAdministration), Email: row.Email, Heading: title, Text: v.say.T("accounts.act." + name + ".text"),
		Do: v.say.Plain("accounts.act." + name + ".do"), Grave: grave, Revision: m.Revision, Back: row.URL,
	}
	page.Crumbs = v.administrationCrumbs(crumb{v.say.Plain("accounts.title"), v.at(accountsPath)}, crumb{row.Email, row.URL}, crumb{Text: title})
	return v.page("account-atto", page)
}

// issueLink makes a one-time link with which the account's owner chooses a password.
func (s *Site) issueLink(v *visit, m tracker.StaffMember) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if f.posted() && !v.resumed {
		answer, err := s.newLink(v, m)
		if err == nil {
			return answer, nil
		}
		if !v.refuse(f, err) {
			return nil, err
		}
	}
	return v.actPage(m, "collegamento", false)
}

func (s *Site) newLink(v *visit, m tracker.StaffMember) (reply, error) {
	token, hash, err := auth.NewLink()
	if err != nil {
		return nil, err
	}
	link, err := s.Tracker.IssueLink(v.ctx(), tracker.AccountRef{Organization: v.ipa, ID: m.AccountID}, hash)
	if err != nil {
		return nil, err
	}
	return s.handOver(v, m.AccountID, m.Email, link, token, v.at(accountsPath+"/"+m.AccountID))
}
