package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// Directory finds accounts as they are now; *store.Store does. A *plan.Error of kind
// not_found for one that is not there.
type Directory interface {
	AccountByID(ctx context.Context, id string) (plan.Account, error)
}

// Links makes the one-time links that are sent: an invitation for an account that has no
// password yet, else a reset. A *plan.Error other than unavailable says that the account
// is not to have one any more.
type Links interface {
	NewLink(ctx context.Context, accountID string) (url string, kind plan.LinkKind, expiresAt time.Time, err error)
}

// Letters write what messages say, from what is known at the moment. All fields are
// required.
type Letters struct {
	Boards    Boards
	People    People
	Directory Directory
	Links     Links
	Failures  Failures
	Clock     plan.Clock
	From      mail.Address
	// BaseURL is the public address of the installation, without a slash at its end.
	BaseURL string
}

// UnsubscribePath is below what, with a token, reminders are turned off without a sign-in.
const UnsubscribePath = "/avvisi/"

// Write makes the letter of a message.
func (l Letters) Write(ctx context.Context, m plan.Message) (Letter, error) {
	account, err := l.Directory.AccountByID(ctx, m.AccountID)
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return Letter{}, &unwanted{"the account is not there any more"}
	case err == nil && !plan.Writable(account.Email):
		return Letter{}, &unwanted{"the account has no address that can be written to"}
	case err != nil:
		return Letter{}, err
	}
	letter := Letter{ID: m.ID, From: l.From, To: account.Email, Date: l.Clock.Now().In(l.Clock.Location)}
	switch m.Kind {
	case plan.MailDigest:
		return l.digest(ctx, letter, account, m)
	case plan.MailInvitation, plan.MailReset:
		return l.link(ctx, letter, account)
	case plan.MailPasswordChanged, plan.MailFactorOn, plan.MailFactorOff, plan.MailCodesRenewed, plan.MailCodeReused:
		return l.renderNotice(letter, m)
	}
	return Letter{}, fmt.Errorf("mail: no letter of kind %q", m.Kind)
}

func (l Letters) digest(ctx context.Context, letter Letter, account plan.Account, m plan.Message) (Letter, error) {
	if account.Disabled {
		return Letter{}, &unwanted{"the account is disabled"}
	}
	if len(account.Memberships) == 0 {
		return Letter{}, &unwanted{"the account has no role anywhere any more"}
	}
	n, err := l.People.NotificationsOf(ctx, account.ID)
	if err != nil {
		return Letter{}, err
	}
	failures, err := l.Failures(ctx)
	if err != nil {
		return Letter{}, err
	}
	var told toldDigests
	var unread error
	for _, member := range account.Memberships {
		if len(plan.RemindersOf(member.Role)) == 0 {
			continue
		}
		staff, _, err := l.Boards.Staff(ctx, member.Organization, m.Day)
		switch {
		case plan.KindOf(err) == plan.KindUnavailable:
			return Letter{}, err // all of them are tried again
		case err != nil: // it would be the same the next time: the others are not held up
			unread = errors.Join(unread, fmt.Errorf("%s: %w", member.Organization, err))
			told.unread = append(told.unread, member.Organization)
			continue
		}
		digest := desk.DigestOf(staff, member, n, failures)
		if digest.Len() == 0 {
			continue
		}
		if len(digest.Jobs) > 0 {
			failures = nil // they are the installation's: told once
		}
		told.parts = append(told.parts, toldDigest{&staff.Content, digest})
	}
	switch {
	case len(told.parts) == 0 && unread != nil:
		return Letter{}, unread
	case len(told.parts) == 0:
		return Letter{}, &unwanted{"there is nothing to say any more"}
	}
	token, hash, err := auth.NewToken()
	if err != nil {
		return Letter{}, err
	}
	if err := l.People.AllowUnsubscribe(ctx, account.ID, hash); err != nil {
		return Letter{}, err
	}
	letter.Unsubscribe = l.BaseURL + UnsubscribePath + token
	return l.renderDigest(letter, told)
}

func (l Letters) link(ctx context.Context, letter Letter, account plan.Account) (Letter, error) {
	var organizations []string
	for _, m := range account.Memberships {
		staff, _, err := l.Boards.Staff(ctx, m.Organization, plan.Date{})
		if err != nil {
			return Letter{}, err
		}
		organizations = append(organizations, staff.Organization.Name)
	}
	url, kind, expiresAt, err := l.Links.NewLink(ctx, account.ID)
	if k := plan.KindOf(err); k != "" && k != plan.KindUnavailable {
		return Letter{}, &unwanted{"the account is not to have a link any more: " + string(k)}
	}
	if err != nil {
		return Letter{}, err
	}
	return l.renderLink(letter, kind, organizations, url, expiresAt)
}
