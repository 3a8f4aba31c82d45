package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// LinkSender has a one-time link made and sent to an account's own address.
type LinkSender interface {
	// Enabled reports whether this installation sends anything.
	Enabled() bool
	SendLink(ctx context.Context, accountID string, kind plan.LinkKind) error
}

// StaffAccount is an account as the admin of an organization sees it.
type StaffAccount struct {
	ID           string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The account's identifier, as the audit trail names it."`
	Email        string  `json:"email" maxLength:"254" example:"nome.cognome@comune.example.it" doc:"The e-mail address; empty where the personal data were erased."`
	Role         string  `json:"role" enum:"viewer,contributor,editor,reviewer,admin" example:"contributor" doc:"What it may do in this organization."`
	Office       *string `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The own office, of a contributor above all."`
	Disabled     bool    `json:"disabled" example:"false" doc:"Whether it was ended: it signs in no more, and its tokens are of no use."`
	HasPassword  bool    `json:"has_password" example:"true" doc:"False while an invitation waits, and for an account that signs in with a provider alone."`
	External     bool    `json:"external" example:"false" doc:"Whether an OpenID Connect provider knows it."`
	SecondFactor bool    `json:"second_factor" example:"true" doc:"Whether the sign-in with the password asks for a code too."`
	Elsewhere    bool    `json:"elsewhere" example:"false" doc:"Whether it serves other organizations too: what concerns the whole account then takes an admin of each."`
	CreatedAt    string  `json:"created_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When the account was made."`
	Revision     int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that its last change left."`
}

// InvitedAccount is an account with what became of the invitation.
type InvitedAccount struct {
	StaffAccount
	Link *AccountLink `json:"link" doc:"The one-time link to choose a password; null where none is needed: the account signs in already, or with a provider alone."`
}

// AccountLink is a one-time link with which an account's owner chooses a password.
type AccountLink struct {
	Kind      string  `json:"kind" enum:"invitation,reset" example:"invitation" doc:"Whether it is for the first password or another one."`
	Sent      bool    `json:"sent" example:"true" doc:"Whether it goes out by mail, to the account's own address."`
	URL       *string `json:"url" nullable:"true" format:"uri" maxLength:"2000" example:"https://traguardi.example/accesso/link/tgl_example" doc:"Its address, told this once, where this installation sends no mail: to be handed on by other means."`
	ExpiresAt *string `json:"expires_at" nullable:"true" format:"date-time" maxLength:"35" example:"2026-05-19T10:00:00.000+02:00" doc:"When it ends; null where it is made when it is sent."`
}

// NewStaffAccount is somebody to be invited.
type NewStaffAccount struct {
	Email  plan.Opt[string] `json:"email" maxLength:"254" example:"nome.cognome@comune.example.it" doc:"The e-mail address, which is the sign-in name too."`
	Role   plan.Opt[string] `json:"role" enum:"viewer,contributor,editor,reviewer,admin" example:"contributor" doc:"What the account may do in this organization."`
	Office plan.Opt[string] `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The own office; required for a contributor."`
}

// StaffAccountChange is what may change of an account in an organization.
type StaffAccountChange struct {
	Role     plan.Opt[string] `json:"role,omitempty" enum:"viewer,contributor,editor,reviewer,admin" example:"editor" doc:"What the account may do in this organization."`
	Office   plan.Opt[string] `json:"office,omitempty" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The own office; required for a contributor."`
	Disabled plan.Opt[bool]   `json:"disabled,omitempty" example:"true" doc:"True ends the account, with its sessions and links; false lets it sign in again."`
}

// NewAccountLink asks for a link.
type NewAccountLink struct {
	Kind plan.Opt[string] `json:"kind,omitempty" nullable:"true" enum:"invitation,reset" example:"reset" doc:"What the link is expected to be for: an invitation where the account has no password yet, else a reset; 409 where it would be the other. Absent: whichever it is."`
}

// InAccount is embedded below /accounts/{account}.
type InAccount struct {
	InOrganization
	Account string `path:"account" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The account's identifier."`
}

func (in InAccount) ref(ifRevision int64) tracker.AccountRef {
	return tracker.AccountRef{Organization: in.Organization, ID: in.Account, IfRevision: ifRevision}
}

type accountsInput struct {
	InOrganization
	Q        string    `query:"q" maxLength:"100" example:"cognome" doc:"Only those whose e-mail address contains this text."`
	Role     string    `query:"role" enum:"viewer,contributor,editor,reviewer,admin" example:"contributor" doc:"Only those of this role."`
	Office   string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"Only those of this office."`
	Disabled FlagParam `query:"disabled" doc:"Only those that were, or were not, disabled."`
	Sort     string    `query:"sort" enum:"email,-email,role,-role,created_at,-created_at" example:"email" doc:"The order; by e-mail address where it is absent."`
	Paging
}

type newAccountInput struct{ InOrganization }

type staffAccountInput struct{ InAccount }

type staffAccountChangeInput struct {
	InAccount
	IfMatch
}

func (s *server) accountOperations() {
	const whole = " For an admin of every organization that the account serves."
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/accounts", id: "accounts", tag: tagAccounts,
		title: "The accounts of an organization", text: "The staff accounts with a role in the organization. For its admin.",
		answer: Page[StaffAccount]{}, csv: true, staff: true,
	}, s.accounts)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/accounts", id: "account-invitation", tag: tagAccounts,
		title: "Invite somebody", text: "Gives somebody a role in the organization: a new account, or one that is there already. Who has no password yet gets a one-time link to choose one, by mail; where this installation sends no mail, the answer has the link, this once. For the admin; 409 for an account that has a role here already, as a retry finds, or is disabled.",
		answer: InvitedAccount{}, status: http.StatusCreated, body: NewStaffAccount{},
	}, s.inviteAccount)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/accounts/{account}", id: "staff-account", tag: tagAccounts,
		title: "One account", text: "A staff account with a role in the organization. For its admin.",
		answer: StaffAccount{}, staff: true,
	}, s.staffAccount)
	register(s, operation{
		method: http.MethodPatch, path: "/organizations/{organization}/accounts/{account}", id: "account-change", tag: tagAccounts,
		title: "Change an account", text: "Gives an account another role or office in the organization, from its next request on, or disables and enables it. For the admin; to disable and enable it, for an admin of every organization that it serves. 409 where the organization would be left without an admin.",
		answer: StaffAccount{}, body: StaffAccountChange{},
	}, s.changeAccount)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/accounts/{account}", id: "account-removal", tag: tagAccounts,
		title: "Take an account's role away", text: "The account stays, with its roles in other organizations. For the admin; 409 where the organization would be left without one.",
	}, s.removeAccount)
	register(s, operation{
		method: http.MethodPost, path: "/organizations/{organization}/accounts/{account}/links", id: "account-link", tag: tagAccounts,
		title: "Make a one-time link", text: "Makes a link with which the account's owner chooses a password, and sends it by mail; where this installation sends no mail, the answer has it, this once. Links made before stop working." + whole,
		answer: AccountLink{}, status: http.StatusCreated, body: NewAccountLink{},
	}, s.createLink)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/accounts/{account}/second-factor", id: "account-second-factor-removal", tag: tagAccounts,
		title: "Turn an account's second factor off", text: "For who has lost the device and the recovery codes. 409 where there is none." + whole,
	}, s.removeSecondFactor)
	register(s, operation{
		method: http.MethodDelete, path: "/organizations/{organization}/accounts/{account}/personal-data", id: "account-erasure", tag: tagAccounts,
		title: "Erase an account's personal data", text: "Erases the address, the password, the second factor, the sessions and the names of the tokens, for good. What the account did stays, under its role." + whole,
	}, s.eraseAccount)
}

var accountList = list[tracker.StaffMember, StaffAccount]{
	keys: map[string]func(tracker.StaffMember) string{
		"email":      func(m tracker.StaffMember) string { return textKey(m.Email) },
		"role":       func(m tracker.StaffMember) string { return string(m.Role) },
		"created_at": func(m tracker.StaffMember) string { return instantKey(m.CreatedAt) },
	},
	id: func(m tracker.StaffMember) string { return m.AccountID },
	columns: []column[StaffAccount]{
		{"id", func(a StaffAccount) string { return a.ID }},
		{"email", func(a StaffAccount) string { return cell(a.Email) }},
		{"role", func(a StaffAccount) string { return a.Role }},
		{"office", func(a StaffAccount) string { return optionalCell(a.Office) }},
		{"disabled", func(a StaffAccount) string { return boolCell(a.Disabled) }},
		{"has_password", func(a StaffAccount) string { return boolCell(a.HasPassword) }},
		{"external", func(a StaffAccount) string { return boolCell(a.External) }},
		{"second_factor", func(a StaffAccount) string { return boolCell(a.SecondFactor) }},
		{"elsewhere", func(a StaffAccount) string { return boolCell(a.Elsewhere) }},
		{"created_at", func(a StaffAccount) string { return a.CreatedAt }},
		{"revision", func(a StaffAccount) string { return intCell(a.Revision) }},
	},
}

func (s *server) staffAccountOf(m tracker.StaffMember) StaffAccount {
	return StaffAccount{
		ID: m.AccountID, Email: m.Email, Role: string(m.Role), Office: optionalText(m.Office), Disabled: m.Disabled,
		HasPassword: m.HasPassword, External: m.External, SecondFactor: m.SecondFactor, Elsewhere: m.Elsewhere,
		CreatedAt: instant(m.CreatedAt, s.Clock.Location), Revision: m.Revision,
	}
}

func (s *server) accounts(ctx context.Context, in *accountsInput) (reply, error) {
	all, err := s.Tracker.Staff(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	rows := make([]tracker.StaffMember, 0, len(all))
	for _, m := range all {
		if (in.Q == "" || contains(m.Email, in.Q)) && (in.Role == "" || in.Role == string(m.Role)) &&
			(in.Office == "" || in.Office == m.Office) && in.Disabled.Admits(m.Disabled) {
			rows = append(rows, m)
		}
	}
	l := accountList
	l.show = s.staffAccountOf
	return ownPage(l, in.r, rows, in.Paging, orElse(in.Sort, "email"))
}

// oneAccount answers with an account as it is now.
func (s *server) oneAccount(ctx context.Context, organization, account string) (reply, error) {
	m, err := s.Tracker.StaffMember(ctx, organization, account)
	if err != nil {
		return reply{}, err
	}
	return reply{body: s.staffAccountOf(m), revision: m.Revision}, nil
}

func (s *server) staffAccount(ctx context.Context, in *staffAccountInput) (reply, error) {
	return s.oneAccount(ctx, in.Organization, in.Account)
}

func (s *server) changeAccount(ctx context.Context, in *staffAccountChangeInput) (reply, error) {
	revision, body, err := readChange[StaffAccountChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	if err := s.Tracker.ChangeStaff(ctx, tracker.ChangeStaff{
		Account: in.ref(revision), Role: as[plan.Role](body.Role), Office: body.Office, Disabled: body.Disabled,
	}); err != nil {
		return reply{}, err
	}
	return s.oneAccount(ctx, in.Organization, in.Account)
}

// onAccount runs a change of an account that leaves nothing to show.
func (s *server) onAccount(ctx context.Context, in *staffAccountChangeInput, change func(context.Context, tracker.AccountRef) error) (reply, error) {
	revision, err := ifMatch(in.r)
	if err != nil {
		return reply{}, err
	}
	if err := change(ctx, in.ref(revision)); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

func (s *server) removeAccount(ctx context.Context, in *staffAccountChangeInput) (reply, error) {
	return s.onAccount(ctx, in, s.Tracker.RemoveMembership)
}

func (s *server) removeSecondFactor(ctx context.Context, in *staffAccountChangeInput) (reply, error) {
	return s.onAccount(ctx, in, s.Tracker.RemoveSecondFactor)
}

func (s *server) eraseAccount(ctx context.Context, in *staffAccountChangeInput) (reply, error) {
	return s.onAccount(ctx, in, s.Tracker.EraseAccount)
}

func (s *server) inviteAccount(ctx context.Context, in *newAccountInput) (reply, error) {
	ctx, body, err := readNew[NewStaffAccount](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	cmd := tracker.CreateAccount{
		Email: body.Email.Value, Organization: in.Organization, Role: plan.Role(body.Role.Value), Office: body.Office.Value,
	}
	token, hash := "", ""
	if s.LinkAddress != nil {
		if token, hash, err = auth.NewLink(); err != nil {
			return reply{}, err
		}
	}
	account, link, err := s.Tracker.InviteAccount(ctx, cmd, hash)
	if err != nil {
		return reply{}, err
	}
	invited := InvitedAccount{}
	if link.ID != "" {
		if invited.Link, err = s.handOver(ctx, account.ID, link, token); err != nil {
			return reply{}, err
		}
	}
	m, err := s.Tracker.StaffMember(ctx, in.Organization, account.ID)
	if err != nil {
		return reply{}, err
	}
	invited.StaffAccount = s.staffAccountOf(m)
	return reply{body: invited, revision: m.Revision}.at("/organizations/%s/accounts/%s", in.Organization, account.ID), nil
}

func (s *server) createLink(ctx context.Context, in *linkInput) (reply, error) {
	ctx, body, err := readNew[NewAccountLink](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	// Asked before anything else: whether there are links at all is not everybody's to know.
	m, err := s.Tracker.StaffMember(ctx, in.Organization, in.Account)
	if err != nil {
		return reply{}, err
	}
	if s.LinkAddress == nil {
		return reply{}, plan.Errorf(plan.KindConflict, "this installation takes no passwords: everybody signs in with its provider").WithRule("sign_in.off")
	}
	kind := plan.LinkReset
	if !m.HasPassword {
		kind = plan.LinkInvitation
	}
	if asked := body.Kind.Value; asked != "" && asked != string(kind) {
		var p plan.Problems
		if asked != string(plan.LinkReset) && asked != string(plan.LinkInvitation) {
			p.Add("kind", "link.kind", "must be invitation or reset")
			return reply{}, p.Err()
		}
		return reply{}, plan.Errorf(plan.KindConflict, "a link for this account would be of the kind %s", kind).WithRule("link.kind")
	}
	token, hash, err := auth.NewLink()
	if err != nil {
		return reply{}, err
	}
	link, err := s.Tracker.IssueLink(ctx, in.ref(0), hash)
	if err != nil {
		return reply{}, err
	}
	shown, err := s.handOver(ctx, in.Account, link, token)
	if err != nil {
		return reply{}, err
	}
	return reply{body: shown}.at("/organizations/%s/accounts/%s", in.Organization, in.Account), nil
}

type linkInput struct{ InAccount }

// handOver has a link sent, or tells it where nothing is sent. One that is sent is made
// anew then: until that moment nobody, not the admin either, can know it.
func (s *server) handOver(ctx context.Context, account string, link plan.Link, token string) (*AccountLink, error) {
	shown := &AccountLink{Kind: string(link.Kind)}
	if s.Links != nil && s.Links.Enabled() {
		if err := s.Links.SendLink(ctx, account, link.Kind); err != nil {
			return nil, err
		}
		shown.Sent = true
		return shown, nil
	}
	address, expires := s.LinkAddress(token), instant(link.ExpiresAt, s.Clock.Location)
	shown.URL, shown.ExpiresAt = &address, &expires
	return shown, nil
}
