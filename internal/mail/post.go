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

// Tell has the owner of an account told what changed of what it is signed in with. Nothing is
// sent where there is no mail.
func (p Post) Tell(ctx context.Context, accountID string, what plan.MailKind) error {
	if !p.Enabled() {
		return nil
	}
	return p.add(ctx, accountID, what, keepTelling)
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
	return p.add(ctx, accountID, plan.MailKind(kind), keepTrying)
}

func (p Post) add(ctx context.Context, accountID string, kind plan.MailKind, lasts time.Duration) error {
	now, id := p.Now().UTC(), p.NewID()
	_, err := p.Outbox.AddMessage(ctx, plan.Message{
		ID: id, Key: string(kind) + "/" + id, Kind: kind, AccountID: accountID,
		CreatedAt: now, NextAt: now, ExpiresAt: now.Add(lasts),
	})
	if err == nil {
		p.Queued()
	}
	return err
}
