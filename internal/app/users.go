package app

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// User is what the command line says of a new staff account.
type User struct{ Email, Password, Role, Organization, Office string }

// CreateUser adds an account, or gives an existing one a further role: its password
// then stays as it is, and existed is true.
func (i *Installation) CreateUser(ctx context.Context, u User) (existed bool, err error) {
	hash, err := auth.HashPassword(u.Password, u.Email)
	if err != nil {
		return false, err
	}
	account, err := i.Tracker.CreateAccount(asSystem(ctx), tracker.CreateAccount{
		Email: u.Email, PasswordHash: hash, Organization: u.Organization, Role: plan.Role(u.Role), Office: u.Office,
	})
	return account.PasswordHash != hash, err
}

// UserRow is one role of one account.
type UserRow struct{ Email, Organization, Role, Office, State string }

// Users lists the accounts, one row for each role.
func (i *Installation) Users(ctx context.Context) ([]UserRow, error) {
	accounts, err := i.Tracker.Accounts(asSystem(ctx))
	if err != nil {
		return nil, err
	}
	var rows []UserRow
	for _, a := range accounts {
		state := "active"
		if a.Disabled {
			state = "disabled"
		}
		for _, m := range a.Memberships {
			rows = append(rows, UserRow{a.Email, m.Organization, string(m.Role), m.Office, state})
		}
	}
	return rows, nil
}

func byEmail(email string) tracker.AccountRef { return tracker.ByEmail(email) }

// DisableUser ends an account.
func (i *Installation) DisableUser(ctx context.Context, email string) error {
	return i.Tracker.DisableAccount(asSystem(ctx), byEmail(email))
}

// EnableUser lets a disabled account sign in again.
func (i *Installation) EnableUser(ctx context.Context, email string) error {
	return i.Tracker.EnableAccount(asSystem(ctx), byEmail(email))
}

// EraseUser erases the personal data of an account for good.
func (i *Installation) EraseUser(ctx context.Context, email string) error {
	return i.Tracker.EraseAccount(asSystem(ctx), byEmail(email))
}

// RemoveSecondFactor turns an account's second factor off. Where mail is on, as it is for the
// server, that one writes to the owner.
func (i *Installation) RemoveSecondFactor(ctx context.Context, email string, mail bool) error {
	if mail {
		// Found in the outbox when it is looked at next: nobody here can wake who empties it.
		i.writeTo(func() {})
	}
	return i.Tracker.RemoveSecondFactor(asSystem(ctx), byEmail(email))
}

// ChangeUser gives an account another role in an organization; an empty role takes it away.
func (i *Installation) ChangeUser(ctx context.Context, u User) error {
	ref := tracker.AccountRef{Organization: u.Organization, Email: u.Email}
	if u.Role == "" {
		return i.Tracker.RemoveMembership(asSystem(ctx), ref)
	}
	return i.Tracker.ChangeMembership(asSystem(ctx), tracker.ChangeMembership{Account: ref, Role: plan.Role(u.Role), Office: u.Office})
}

// NewToken is what the command line says of a new API token.
type NewToken struct {
	Email, Name, Scope, Organization string
	Expires                          time.Duration // 0: until revoked
}

// CreateToken makes an API token; this is the only time that it is told.
func (i *Installation) CreateToken(ctx context.Context, n NewToken) (string, error) {
	token, hash, err := auth.NewToken()
	if err != nil {
		return "", err
	}
	cmd := tracker.CreateToken{
		Email: n.Email, Name: n.Name, Hash: hash, Scope: plan.TokenScope(n.Scope), Organization: n.Organization,
	}
	if n.Expires > 0 {
		cmd.ExpiresAt = i.Clock.Now().Add(n.Expires).UTC()
	}
	if _, err := i.Tracker.CreateToken(asSystem(ctx), cmd); err != nil {
		return "", err
	}
	return token, nil
}

// RevokeToken ends a token.
func (i *Installation) RevokeToken(ctx context.Context, email, name string) error {
	return i.Tracker.RevokeToken(asSystem(ctx), email, name)
}
