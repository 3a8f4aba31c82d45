package tracker

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateAccount is a staff account with its role in one organization.
type CreateAccount struct {
	Email string
	// PasswordHash is made by package auth; the password itself never comes here. Empty for
	// an account that is invited, or that signs in elsewhere.
	PasswordHash string
	Organization string
	Role         plan.Role
	Office       string // code; required for a contributor
}

// CreateAccount adds an account, or gives an existing one a role in a further
// organization (its password then stays as it is). For the admin and the system.
func (t *Tracker) CreateAccount(ctx context.Context, cmd CreateAccount) (plan.Account, error) {
	account, _, err := t.addMember(ctx, cmd, "")
	return account, err
}

// InviteAccount is CreateAccount for somebody who is to choose the password: linkHash is
// what package auth made of a one-time link. The link is zero, and nothing came of it,
// where the account was there already and signs in, or serves another organization whose
// role the link would let its holder use. An account of another organization's that signs in
// without a proof that its address is its owner's is a conflict, rule account.unproven. For
// the admin and the system.
func (t *Tracker) InviteAccount(ctx context.Context, cmd CreateAccount, linkHash string) (plan.Account, plan.Link, error) {
	cmd.PasswordHash = ""
	return t.addMember(ctx, cmd, linkHash)
}

func (t *Tracker) addMember(ctx context.Context, cmd CreateAccount, linkHash string) (account plan.Account, link plan.Link, err error) {
	if err := Permit(plan.ActorFrom(ctx), OpAccountManage, cmd.Organization, ""); err != nil {
		return plan.Account{}, plan.Link{}, err
	}
	var p plan.Problems
	p.CheckEmail("email", strings.TrimSpace(cmd.Email)) // lower case would hide bytes that are no text
	email := plan.EmailKey(cmd.Email)
	checkRole(&p, cmd.Role, cmd.Office)
	if err := p.Err(); err != nil {
		return plan.Account{}, plan.Link{}, err
	}
	err = t.administer(ctx, func(a *administration) (err error) {
		membership := plan.Membership{Organization: cmd.Organization, Role: cmd.Role, Office: cmd.Office}
		if err := checkPlace(ctx, a, membership); err != nil {
			return err
		}
		account, err = a.AccountByEmail(ctx, email)
		switch {
		case plan.KindOf(err) == plan.KindNotFound:
			account = plan.Account{ID: t.newID(), Email: email, PasswordHash: cmd.PasswordHash, AddressProven: a.by.System, CreatedAt: a.now}
		case err != nil:
			return err
		case account.Disabled:
			return errDisabled
		}
		if _, there := membershipIn(account, cmd.Organization); there {
			return taken(nil, "email", "this account has a role in this organization already")
		}
		elsewhere := len(account.Memberships) > 0
		if err == nil { // it was there
			if err := a.vouched(ctx, &account); err != nil {
				return err
			}
		}
		account.Memberships = append(account.Memberships, membership)
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		if elsewhere {
			// Whoever still holds a link of it was not to have the new role by it.
			if err := a.DeleteLinksOf(ctx, account.ID); err != nil {
				return err
			}
		} else if linkHash != "" && account.PasswordHash == "" {
			if link, err = t.addLink(ctx, a, account, linkHash); err != nil {
				return err
			}
		}
		return a.audit(ctx, cmd.Organization, OpAccountManage, "account", account.ID, memberAdded{cmd.Role, cmd.Office, link.Kind})
	})
	return account, link, err
}

// errUnproven refuses a role to whoever may be somebody else than the address says.
var errUnproven = plan.Errorf(plan.KindConflict, "another organization made this account, and nobody has shown that its address is whose it is").
	WithRule("account.unproven")

// vouched keeps one ente's admin from being let into another's plan: they could make an
// account under an address of somebody who is to come there, choose its password, and
// wait. An account that signs in, and whose address is not proven, gets no role from another
// ente's admin; one that no ente has any more begins anew. The system knows what it does.
func (a *administration) vouched(ctx context.Context, account *plan.Account) error {
	if a.by.System || account.AddressProven || account.PasswordHash == "" {
		return nil
	}
	if len(account.Memberships) > 0 {
		return errUnproven
	}
	return a.disarm(ctx, account)
}

// disarm takes away all that an account is signed in with.
func (a *administration) disarm(ctx context.Context, account *plan.Account) error {
	account.PasswordHash = ""
	return errors.Join(a.signOut(ctx, account.ID), a.DeleteSecondFactor(ctx, account.ID), a.revokeTokens(ctx, account.ID, func(*plan.Token) {}))
}

// revokeTokens ends every token of an account that has not ended, and lets each be changed.
func (a *administration) revokeTokens(ctx context.Context, accountID string, change func(*plan.Token)) error {
	tokens, err := a.TokensOf(ctx, accountID)
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if token.RevokedAt.IsZero() {
			token.RevokedAt = a.now
		}
		change(&token)
		if err := a.SaveToken(ctx, token); err != nil {
			return err
		}
	}
	return nil
}

// memberAdded is the audit detail of a role given.
type memberAdded struct {
	Role   plan.Role     `json:"role"`
	Office string        `json:"office"`
	Link   plan.LinkKind `json:"link,omitempty"`
}

func checkRole(p *plan.Problems, role plan.Role, office string) {
	if !plan.ValidRole(role) {
		p.Add("role", "account.role", "must be viewer, contributor, editor, reviewer or admin")
	}
	if role == plan.RoleContributor && office == "" {
		p.Add("office", "account.office", "is required for a contributor")
	}
}

func membershipIn(a plan.Account, organization string) (plan.Membership, bool) {
	for _, m := range a.Memberships {
		if m.Organization == organization {
			return m, true
		}
	}
	return plan.Membership{}, false
}

// errDisabled refuses to give anything further to an account that was ended.
var errDisabled = plan.Errorf(plan.KindConflict, "the account is disabled").WithRule("account.disabled")

func checkPlace(ctx context.Context, tx *administration, m plan.Membership) error {
	var p plan.Problems
	known, err := tx.OrganizationExists(ctx, m.Organization)
	if err != nil {
		return err
	}
	if !known {
		p.Add("organization", "organization.unknown", "is not an organization of this installation")
		return p.Err()
	}
	if m.Office != "" {
		known := plan.ValidOfficeCode(m.Office)
		if known {
			known, err = tx.OfficeExists(ctx, m.Organization, m.Office)
		}
		if err != nil {
			return err
		}
		if !known {
			p.Add("office", "office.unknown", "is not an office of this organization")
		}
	}
	return p.Err()
}

// Accounts lists every account. For the system.
func (t *Tracker) Accounts(ctx context.Context) ([]plan.Account, error) {
	if err := permitSystem(ctx); err != nil {
		return nil, err
	}
	return t.store.Accounts(ctx)
}

// AccountRef names an account: by its identifier, or (the system alone) by its e-mail
// address. Organization is the one whose admin asks; the system may leave it out.
type AccountRef struct {
	Organization string
	ID           string
	Email        string
	// IfRevision is the account's revision in the organization as the writer read it; 0:
	// whatever it is.
	IfRevision int64
}

// ByEmail names an account for the command line.
func ByEmail(email string) AccountRef { return AccountRef{Email: email} }

// find loads the account of a reference for a change, and asks whether it is any business
// of whoever asks: an account without a role in the organization is not there.
func (a *administration) find(ctx context.Context, ref AccountRef) (account plan.Account, err error) {
	if ref.ID != "" {
		account, err = a.AccountByID(ctx, ref.ID)
	} else {
		account, err = a.AccountByEmail(ctx, plan.EmailKey(ref.Email))
	}
	if plan.KindOf(err) == plan.KindNotFound {
		return account, plan.NotFound("account")
	}
	if err != nil || a.by.System && ref.Organization == "" {
		return account, err
	}
	if _, here := membershipIn(account, ref.Organization); !here {
		return account, plan.NotFound("account")
	}
	return account, nil
}

// onAccount changes one account. Permission is asked in the organization of the reference
// before a transaction begins; whole says that the change is of the account itself, and so
// asks it in every organization that the account serves.
func (t *Tracker) onAccount(ctx context.Context, ref AccountRef, whole bool, apply func(*plan.Account, *administration) (detail any, err error)) error {
	actor := plan.ActorFrom(ctx)
	if err := permitAccount(actor, ref); err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.find(ctx, ref)
		if err != nil {
			return err
		}
		before := account
		before.Memberships = slices.Clone(account.Memberships)
		affected := []string{ref.Organization}
		if whole {
			affected = organizationsOf(account)
			if err := permitWholeAccount(actor, account); err != nil {
				return err
			}
		}
		for _, organization := range affected {
			if err := a.raise(ctx, organization); err != nil {
				return err
			}
		}
		if err := a.unchanged(ctx, ref); err != nil {
			return err
		}
		detail, err := apply(&account, a)
		if err != nil {
			return err
		}
		if err := a.keepAnAdmin(ctx, before, account); err != nil {
			return err
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		if whole {
			return a.auditAccount(ctx, before, OpAccountManage, detail)
		}
		return a.audit(ctx, ref.Organization, OpAccountManage, "account", account.ID, detail)
	})
}

// unchanged refuses a write on an account that changed since the writer read it. Its trail
// tells: every change of an account leaves an entry.
func (a *administration) unchanged(ctx context.Context, ref AccountRef) error {
	if ref.IfRevision == 0 {
		return nil
	}
	revision, err := a.AccountRevision(ctx, ref.Organization, ref.ID)
	if err != nil {
		return err
	}
	return current(ref.IfRevision, revision)
}

// keepAnAdmin refuses to leave an organization without an admin: nobody in it could mend
// that. The system can.
func (a *administration) keepAnAdmin(ctx context.Context, before, after plan.Account) error {
	if a.by.System || before.Disabled {
		return nil
	}
	for _, m := range before.Memberships {
		now, _ := membershipIn(after, m.Organization)
		if m.Role != plan.RoleAdmin || now.Role == plan.RoleAdmin && !after.Disabled {
			continue
		}
		admins, err := a.AdminsOf(ctx, m.Organization)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(admins, func(id string) bool { return id != before.ID }) {
			continue
		}
		return plan.Errorf(plan.KindConflict, "it is the last admin of the organization: make another one first").
			WithRule("account.last_admin")
	}
	return nil
}

// changeAccount changes one account and leaves an audit entry in every organization
// that it serves. For the system.
func (t *Tracker) changeAccount(ctx context.Context, email string, op Operation, apply func(*plan.Account, *administration) (detail any, err error)) error {
	if err := permitSystem(ctx); err != nil {
		return err
	}
	return t.administer(ctx, func(a *administration) error {
		account, err := a.find(ctx, ByEmail(email))
		if err != nil {
			return err
		}
		detail, err := apply(&account, a)
		if err != nil {
			return err
		}
		if err := a.SaveAccount(ctx, account); err != nil {
			return err
		}
		return a.auditAccount(ctx, account, op, detail)
	})
}
