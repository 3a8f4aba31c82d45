package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// Boards gives the plan as the staff sees it; *board.Boards does.
type Boards interface {
	Staff(ctx context.Context, organization string, day plan.Date) (*board.Staff, board.Freshness, error)
}

// People are the accounts and what they want; *tracker.Tracker knows them. The context
// that they are asked in is the system's.
type People interface {
	Accounts(ctx context.Context) ([]plan.Account, error)
	NotificationsOf(ctx context.Context, accountID string) (plan.Notifications, error)
	// AllowUnsubscribe makes the token of a hash turn off the account's reminders.
	AllowUnsubscribe(ctx context.Context, accountID, hash string) error
}

// Failures lists the jobs whose last run did not succeed.
type Failures func(ctx context.Context) ([]desk.JobFailure, error)

// Reminders queue the day's digests. All fields are required.
type Reminders struct {
	Boards   Boards
	People   People
	Failures Failures
	Outbox   Outbox
	Clock    plan.Clock
	NewID    func() string
	// Queued is called when digests have been queued.
	Queued func()
}

// Queue queues one digest for everybody who has something to be reminded of on a day, in
// whichever of their organizations, and gives how many there were; those queued before are
// left as they are. One organization that fails does not hold up the others, and every
// failure is in the error.
func (r Reminders) Queue(ctx context.Context, day plan.Date) (queued int, err error) {
	accounts, err := r.People.Accounts(ctx)
	if err != nil {
		return 0, err
	}
	failures, err := r.Failures(ctx)
	if err != nil {
		return 0, err
	}
	members := map[string][]plan.Account{}
	for _, a := range accounts {
		if reachable(a) {
			for _, m := range a.Memberships {
				if len(plan.RemindersOf(m.Role)) > 0 {
					members[m.Organization] = append(members[m.Organization], a)
				}
			}
		}
	}
	organizations := make([]string, 0, len(members))
	for id := range members {
		organizations = append(organizations, id)
	}
	slices.Sort(organizations)
	var errs []error
	for _, id := range organizations {
		if ctx.Err() != nil {
			errs = append(errs, ctx.Err())
			break
		}
		n, err := r.organization(ctx, id, day, members[id], failures)
		queued += n
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
		}
	}
	if queued > 0 {
		r.Queued()
	}
	return queued, errors.Join(errs...)
}

// reachable reports whether an account can be written to.
func reachable(a plan.Account) bool { return !a.Disabled && plan.Writable(a.Email) }

func (r Reminders) organization(ctx context.Context, id string, day plan.Date, members []plan.Account, failures []desk.JobFailure) (queued int, err error) {
	staff, fresh, err := r.Boards.Staff(ctx, id, day)
	if err != nil {
		return 0, err
	}
	if fresh.Stale {
		return 0, plan.Errorf(plan.KindUnavailable, "the plan cannot be read as it is now")
	}
	for _, a := range members {
		n, err := r.People.NotificationsOf(ctx, a.ID)
		if err != nil {
			return queued, err
		}
		if desk.DigestOf(staff, membership(a, id), n, failures).Len() == 0 {
			continue
		}
		now := r.Clock.Now().UTC()
		added, err := r.Outbox.AddMessage(ctx, plan.Message{
			ID: r.NewID(), Key: "digest/" + a.ID + "/" + day.String(), Kind: plan.MailDigest,
			AccountID: a.ID, Organization: id, Day: day, CreatedAt: now, NextAt: now, ExpiresAt: endOf(day, r.Clock.Location),
		})
		if err != nil {
			return queued, err
		}
		if added {
			queued++
		}
	}
	return queued, nil
}

func membership(a plan.Account, organization string) plan.Membership {
	for _, m := range a.Memberships {
		if m.Organization == organization {
			return m
		}
	}
	return plan.Membership{}
}

// endOf is the instant at which a day is over.
func endOf(day plan.Date, loc *time.Location) time.Time {
	t := day.AddDays(1).Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc).UTC()
}
