package mail

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// keepTrying is how long a link is worth sending: whoever waited longer has asked again.
const keepTrying = 24 * time.Hour

// Post is how the rest of the program has somebody written to. The zero Post is that of
// an installation that sends no mail.
type Post struct {
	Outbox Outbox
	Now    func() time.Time
	NewID  func() string
	// Queued is called when something has been queued.
	Queued func()
}

// Enabled reports whether this installation sends mail. Pages that would offer it must
// say so where it does not.
func (p Post) Enabled() bool { return p.Outbox != nil }

// keepTelling is how long a change of an account is worth telling.
const keepTelling = 7 * 24 * time.Hour

// Tell has the owner of an account told what happened to what it is signed in with: each change,
// and that codes were used again once an hour, since whoever has one can try it at will. Nothing is
// sent where there is no mail.
func (p Post) Tell(ctx context.Context, accountID string, what plan.MailKind) error {
	if !p.Enabled() {
		return nil
	}
	key := ""
	if what == plan.MailCodeReused {
		key = string(what) + "/" + accountID + "/" + p.Now().UTC().Format("2006-01-02T15")
	}
	return p.add(ctx, accountID, what, key, keepTelling)
}

// errOff is what whoever wants to send gets where there is no mail.
var errOff = plan.Errorf(plan.KindUnavailable, "this installation sends no mail")

// SendLink has a one-time link of the kind (plan.LinkInvitation or plan.LinkReset) sent to
// an account: the link is made when the message is sent, its token is nowhere but in the
// message. It returns as soon as that is sure to be tried, for 24 hours. The caller has
// asked the policy, and has limited how often somebody may ask. Without mail it is a
// *plan.Error of kind unavailable: ask Enabled before.
func (p Post) SendLink(ctx context.Context, accountID string, kind plan.LinkKind) error {
	if !p.Enabled() {
		return errOff
	}
	return p.add(ctx, accountID, plan.MailKind(kind), "", keepTrying)
}

// add queues a message; of those with the same key the first one alone, where key is not empty.
func (p Post) add(ctx context.Context, accountID string, kind plan.MailKind, key string, lasts time.Duration) error {
	now, id := p.Now().UTC(), p.NewID()
	if key == "" {
		key = string(kind) + "/" + id
	}
	_, err := p.Outbox.AddMessage(ctx, plan.Message{
		ID: id, Key: key, Kind: kind, AccountID: accountID,
		CreatedAt: now, NextAt: now, ExpiresAt: now.Add(lasts),
	})
	if err == nil {
		p.Queued()
	}
	return err
}
