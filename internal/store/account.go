package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qAccounts            = query("Accounts")
	qAccountByEmail      = query("AccountByEmail")
	qAccountByID         = query("AccountByID")
	qAccountToChange     = query("AccountToChange")
	qAccountToChangeByID = query("AccountToChangeByID")
	qAccountsAny         = query("AccountsAny")
	qAccountRehash       = query("AccountRehash")
	qAdminsOf            = query("AdminsOf")
	qAccountByTokenHash  = query("AccountByTokenHash")
	qAccountSave         = query("AccountSave")
	qMemberships         = query("Memberships")
	qMembershipsOf       = query("MembershipsOf")
	qMembershipsDelete   = query("MembershipsDelete")
	qMembershipAdd       = query("MembershipAdd")
	qTokensOf            = query("TokensOf")
	qTokensDeleteEnded   = query("TokensDeleteEnded")
	qTokenSave           = query("TokenSave")
)

type accountRow struct {
	ID           string  `db:"id"`
	Email        string  `db:"email"`
	PasswordHash string  `db:"password_hash"`
	Proven       bool    `db:"address_proven"`
	Disabled     bool    `db:"disabled"`
	CreatedAt    instant `db:"created_at"`
}

func (r accountRow) value() plan.Account {
	return plan.Account{ID: r.ID, Email: r.Email, PasswordHash: r.PasswordHash, AddressProven: r.Proven, Disabled: r.Disabled, CreatedAt: r.CreatedAt.Time}
}

type membershipRow struct {
	AccountID    string    `db:"account_id"`
	Organization string    `db:"organization_id"`
	Role         plan.Role `db:"role"`
	Office       optional  `db:"office"`
}

func (r membershipRow) value() plan.Membership {
	return plan.Membership{Organization: r.Organization, Role: r.Role, Office: string(r.Office)}
}

type tokenRow struct {
	ID           string          `db:"id"`
	AccountID    string          `db:"account_id"`
	Name         string          `db:"name"`
	Hash         string          `db:"hash"`
	Scope        plan.TokenScope `db:"scope"`
	Organization optional        `db:"organization_id"`
	CreatedAt    instant         `db:"created_at"`
	ExpiresAt    instant         `db:"expires_at"`
	RevokedAt    instant         `db:"revoked_at"`
}

func (r tokenRow) value() plan.Token {
	return plan.Token{ID: r.ID, AccountID: r.AccountID, Name: r.Name, Hash: r.Hash, Scope: r.Scope, Organization: string(r.Organization),
		CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time, RevokedAt: r.RevokedAt.Time}
}

// Accounts implements tracker.Store; memberships come by organization.
func (s *Store) Accounts(ctx context.Context) ([]plan.Account, error) {
	var accounts []accountRow
	var memberships []membershipRow
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) (err error) {
		if accounts, err = list[accountRow](ctx, t, qAccounts, "account"); err != nil {
			return err
		}
		memberships, err = list[membershipRow](ctx, t, qMemberships, "membership")
		return err
	})
	if err != nil {
		return nil, err
	}
	of := map[string][]plan.Membership{}
	for _, m := range memberships {
		of[m.AccountID] = append(of[m.AccountID], m.value())
	}
	return each(accounts, func(r accountRow) plan.Account {
		a := r.value()
		a.Memberships = of[a.ID]
		return a
	}), nil
}

func oneAccount(ctx context.Context, r runner, q query, key string) (plan.Account, error) {
	row, err := one[accountRow](ctx, r, q, "account", key)
	if err != nil {
		return plan.Account{}, err
	}
	memberships, err := list[membershipRow](ctx, r, qMembershipsOf, "membership", row.ID)
	a := row.value()
	a.Memberships = each(memberships, membershipRow.value)
	return a, err
}

// AccountByEmail gives the account of an address in the form of plan.EmailKey, with its
// memberships: for the sign-in.
func (s *Store) AccountByEmail(ctx context.Context, email string) (plan.Account, error) {
	return s.account(ctx, qAccountByEmail, email)
}

// AccountByID gives an account with its memberships.
func (s *Store) AccountByID(ctx context.Context, id string) (plan.Account, error) {
	return s.account(ctx, qAccountByID, id)
}

func (s *Store) account(ctx context.Context, q query, key string) (a plan.Account, err error) {
	err = s.reads.transaction(ctx, s.reading, func(t *transaction) (err error) {
		a, err = oneAccount(ctx, t, q, key)
		return err
	})
	return a, err
}

// AnyAccount reports whether the installation has an account.
func (s *Store) AnyAccount(ctx context.Context) (bool, error) {
	return one[bool](ctx, s.reads, qAccountsAny, "account")
}

// ReplacePasswordHash stores another hash of the same password, if the account still has
// the old one.
func (s *Store) ReplacePasswordHash(ctx context.Context, accountID, old, hash string) error {
	_, err := s.changesOne(ctx, qAccountRehash, "account", accountID, old, hash)
	return err
}

// AnyAccount implements tracker.AdminTx.
func (t *adminTx) AnyAccount(ctx context.Context) (bool, error) {
	return one[bool](ctx, t.transaction, qAccountsAny, "account")
}

// AdminsOf implements tracker.AdminTx.
func (t *adminTx) AdminsOf(ctx context.Context, organization string) ([]string, error) {
	return list[string](ctx, t.transaction, qAdminsOf, "account", organization, string(plan.RoleAdmin))
}

// AccountByTokenHash gives the token of a hash and its account with its memberships and how far
// their plans are, in one round trip; the account's password hash is left out. Whether the token
// is in force and the account enabled is for the caller to see.
func (s *Store) AccountByTokenHash(ctx context.Context, hash string) (plan.Account, plan.Token, error) {
	rows, err := list[struct {
		accountRow
		TokenID        string          `db:"token_id"`
		TokenName      string          `db:"token_name"`
		TokenScope     plan.TokenScope `db:"token_scope"`
		TokenReach     optional        `db:"token_organization"`
		TokenCreatedAt instant         `db:"token_created_at"`
		TokenExpiresAt instant         `db:"token_expires_at"`
		TokenRevokedAt instant         `db:"token_revoked_at"`
		Organization   optional        `db:"organization_id"`
		Role           optional        `db:"role"`
		Office         optional        `db:"office"`
		Revision       int64           `db:"organization_revision"`
	}](ctx, s.reads, qAccountByTokenHash, "token", hash)
	if err != nil {
		return plan.Account{}, plan.Token{}, err
	}
	if len(rows) == 0 {
		return plan.Account{}, plan.Token{}, plan.NotFound("token")
	}
	first := rows[0]
	account := first.accountRow.value()
	for _, r := range rows {
		if r.Organization != "" {
			account.Memberships = append(account.Memberships, plan.Membership{
				Organization: string(r.Organization), Role: plan.Role(r.Role), Office: string(r.Office), Revision: r.Revision})
		}
	}
	return account, plan.Token{ID: first.TokenID, AccountID: account.ID, Name: first.TokenName, Hash: hash,
		Scope: first.TokenScope, Organization: string(first.TokenReach), CreatedAt: first.TokenCreatedAt.Time, ExpiresAt: first.TokenExpiresAt.Time, RevokedAt: first.TokenRevokedAt.Time}, nil
}

// AccountByEmail implements tracker.AdminTx: the account is locked until the transaction
// ends, since SaveAccount replaces all of it.
func (t *adminTx) AccountByEmail(ctx context.Context, email string) (plan.Account, error) {
	return oneAccount(ctx, t.transaction, qAccountToChange, email)
}

// AccountByID implements tracker.AdminTx, as AccountByEmail.
func (t *adminTx) AccountByID(ctx context.Context, id string) (plan.Account, error) {
	return oneAccount(ctx, t.transaction, qAccountToChangeByID, id)
}

// SaveAccount implements tracker.AdminTx.
func (t *adminTx) SaveAccount(ctx context.Context, a plan.Account) error {
	if _, err := run(ctx, t.transaction, qAccountSave, "account", a.ID, a.Email, a.PasswordHash, a.AddressProven, a.Disabled,
		instant{a.CreatedAt}); err != nil {
		return err
	}
	if _, err := run(ctx, t.transaction, qMembershipsDelete, "membership", a.ID); err != nil {
		return err
	}
	for _, m := range a.Memberships {
		if _, err := run(ctx, t.transaction, qMembershipAdd, "membership", a.ID, m.Organization, string(m.Role),
			optional(m.Office)); err != nil {
			return err
		}
	}
	_, err := run(ctx, t.transaction, qCalendarAddressesEnd, "calendar address", a.ID, a.Disabled)
	return err
}

// TokensOf implements tracker.Store.
func (s *Store) TokensOf(ctx context.Context, accountID string) ([]plan.Token, error) {
	rows, err := list[tokenRow](ctx, s.reads, qTokensOf, "token", accountID)
	return each(rows, tokenRow.value), err
}

// TokensOf implements tracker.AdminTx; they come in the order in which they were made.
func (t *adminTx) TokensOf(ctx context.Context, accountID string) ([]plan.Token, error) {
	rows, err := list[tokenRow](ctx, t.transaction, qTokensOf, "token", accountID)
	return each(rows, tokenRow.value), err
}

// SaveToken implements tracker.AdminTx.
func (t *adminTx) SaveToken(ctx context.Context, k plan.Token) error {
	_, err := run(ctx, t.transaction, qTokenSave, "token", k.ID, k.AccountID, k.Name, k.Hash, string(k.Scope),
		optional(k.Organization), instant{k.CreatedAt}, instant{k.ExpiresAt}, instant{k.RevokedAt})
	return err
}
