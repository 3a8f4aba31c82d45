package tracker

import (
	"context"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// IssueLink adds a one-time link with which the account's owner chooses a password: an
// invitation where there is none yet, a reset otherwise. Hash is what package auth made of
// it. Links made before stop working. For the system, and for an admin of every
// organization that the account serves: whoever has the link can sign in as the account.
func (t *Tracker) IssueLink(ctx context.Context, ref AccountRef, hash string) (link plan.Link, err error) {
	err = t.onAccount(ctx, ref, true, func(account *plan.Account, a *administration) (any, error) {
		if account.Disabled {
			return nil, errDisabled
		}
		if err := a.DeleteLinksOf(ctx, account.ID); err != nil {
			return nil, err
		}
		var err error
		link, err = t.addLink(ctx, a, *account, hash)
		return map[string]any{"link": link.Kind}, err
	})
	return link, err
}

func (t *Tracker) addLink(ctx context.Context, a *administration, account plan.Account, hash string) (plan.Link, error) {
	kind := plan.LinkReset
	if account.PasswordHash == "" {
		kind = plan.LinkInvitation
	}
	link := plan.Link{ID: t.newID(), Hash: hash, Kind: kind, AccountID: account.ID, ProvesAddress: a.by.System,
		CreatedAt: a.now, ExpiresAt: a.now.Add(kind.Lifetime())}
	return link, a.AddLink(ctx, link)
}

// RedeemLink uses up an invitation or a reset and sets the password. The account's
// sessions end, its second factor stays. For whoever has the link: a *plan.Error of kind
// not_found says that it is used, expired, of another kind or was never there, and that
// nothing was done.
func (t *Tracker) RedeemLink(ctx context.Context, hash, passwordHash string) (account plan.Account, err error) {
	err = t.administer(ctx, func(a *administration) error {
		link, err := a.UseLink(ctx, hash, a.now)
		if err != nil {
			return err
		}
		if link.Kind != plan.LinkInvitation && link.Kind != plan.LinkReset {
			return plan.NotFound("link")
		}
		account, err = a.AccountByID(ctx, link.AccountID)
		if err != nil {
			return err
		}
		if account.Disabled {
			return plan.NotFound("link")
		}
		a.by = plan.Actor{AccountID: account.ID, Memberships: account.Memberships}
		account.PasswordHash, account.AddressProven = passwordHash, link.ProvesAddress
		if err := a.signOut(ctx, account.ID); err != nil {
			return err
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		if link.Kind == plan.LinkReset { // whoever was invited had no password that could have changed
			a.tell(account.ID, plan.MailPasswordChanged)
		}
		return a.auditAccount(ctx, account, OpAccountOwn, map[string]any{"password": "set", "link": link.Kind})
	})
	return account, err
}

// SetUp is the first account of an installation.
type SetUp struct {
	LinkHash     string
	Email        string
	PasswordHash string
	// Organization is one that is there, or one to be made under OrganizationName.
	Organization     string
	OrganizationName string
}

// SetUp uses up the set-up link of a new installation and makes its first admin, and the
// organization where it is not there yet. For whoever has the link, as long as there is no
// account at all: not_found as RedeemLink.
func (t *Tracker) SetUp(ctx context.Context, cmd SetUp) (account plan.Account, err error) {
	var p plan.Problems
	p.CheckEmail("email", strings.TrimSpace(cmd.Email))
	if !plan.ValidOrganizationID(cmd.Organization) {
		p.Add("organization", "organization.id", "must be an IPA code in lower case: letters, digits and underscores")
	}
	if err := p.Err(); err != nil {
		return plan.Account{}, err
	}
	ctx = plan.WithActor(ctx, plan.SystemActor) // who can read the log is who runs the program
	err = t.administer(ctx, func(a *administration) error {
		link, err := a.UseLink(ctx, cmd.LinkHash, a.now)
		if err != nil {
			return err
		}
		late, err := a.AnyAccount(ctx)
		if err != nil {
			return err
		}
		if late || link.Kind != plan.LinkSetup {
			return plan.NotFound("link")
		}
		known, err := a.OrganizationExists(ctx, cmd.Organization)
		if err != nil {
			return err
		}
		if !known {
			if err := a.createOrganization(ctx, cmd.Organization, cmd.OrganizationName); err != nil {
				return err
			}
		}
		account = plan.Account{ID: t.newID(), Email: plan.EmailKey(cmd.Email), PasswordHash: cmd.PasswordHash, AddressProven: true, CreatedAt: a.now,
			Memberships: []plan.Membership{{Organization: cmd.Organization, Role: plan.RoleAdmin}}}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		return a.audit(ctx, cmd.Organization, OpAccountManage, "account", account.ID, memberAdded{plan.RoleAdmin, "", link.Kind})
	})
	return account, err
}

func (a *administration) createOrganization(ctx context.Context, id, name string) error {
	var p plan.Problems
	p.Line("organization_name", name, plan.MaxName, true)
	if err := p.Err(); err != nil {
		return err
	}
	o := plan.Organization{ID: id, Name: name, Revision: 1}
	if err := a.CreateOrganization(ctx, o); err != nil {
		return err
	}
	return addAudit(ctx, a, organizationCreated(o, a.now, a.by), o)
}
