package tracker_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestNotifications(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, err := w.tracker.CreateAccount(system, account(e.id, plan.RoleViewer))
		must(t, err)
		me := plan.WithActor(context.Background(), plan.Actor{AccountID: a.ID})
		w.told.take()

		got, err := w.tracker.Notifications(me)
		must(t, err)
		same(t, "at first", got, plan.Notifications{AccountID: a.ID, Revision: 1})
		got, err = w.tracker.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: false, plan.RemindOverdue: false}, 1)
		must(t, err)
		want := plan.Notifications{AccountID: a.ID, Off: []plan.ReminderKind{plan.RemindOverdue, plan.RemindStale}, Revision: 2}
		same(t, "two turned off", got, want)
		got, err = w.tracker.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: false, plan.RemindActions: true}, 2)
		must(t, err)
		same(t, "a change that changes nothing", got, want)
		got, err = w.tracker.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: false, plan.RemindOverdue: false}, 1)
		must(t, err)
		same(t, "the first change sent twice", got, want)
		_, err = w.tracker.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: true}, 1)
		refused(t, "a change of what was read before", err, plan.KindStale)
		_, err = w.tracker.ChangeNotifications(me, map[plan.ReminderKind]bool{"weather": false}, 0)
		refusedField(t, "a kind that there is not", err, "kind", "reminder.kind")

		for name, who := range map[string]context.Context{"the public": context.Background(), "the program": system} {
			_, err = w.tracker.Notifications(who)
			refused(t, name+" reads", err, plan.KindUnauthenticated)
			_, err = w.tracker.ChangeNotifications(who, map[plan.ReminderKind]bool{plan.RemindStale: true}, 0)
			refused(t, name+" changes", err, plan.KindUnauthenticated)
		}
		_, err = w.tracker.NotificationsOf(me, a.ID)
		refused(t, "anybody's, read by a person", err, plan.KindForbidden)
		got, err = w.tracker.NotificationsOf(system, a.ID)
		must(t, err)
		same(t, "anybody's, read by the program", got, want)
		same(t, "nothing of the plan has changed", w.told.take(), []commit(nil))
		w.whole()
	})
}

func TestUnsubscribe(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, err := w.tracker.CreateAccount(system, account(e.id, plan.RoleReviewer))
		must(t, err)
		anybody := context.Background()
		refused(t, "a person makes a token", w.tracker.AllowUnsubscribe(e.as(plan.RoleAdmin), a.ID, "h"), plan.KindForbidden)
		must(t, w.tracker.AllowUnsubscribe(system, a.ID, "h"))

		_, err = w.tracker.Unsubscribe(anybody, "another")
		refused(t, "a token that is not known", err, plan.KindNotFound)
		_, _, err = w.tracker.NotificationsByToken(anybody, "another")
		refused(t, "a look with one", err, plan.KindNotFound)

		got, err := w.tracker.Unsubscribe(anybody, "h", plan.RemindStale)
		must(t, err)
		same(t, "one kind", got.Off, []plan.ReminderKind{plan.RemindStale})
		for range 2 { // a second click does no harm
			got, err = w.tracker.Unsubscribe(anybody, "h")
			must(t, err)
			same(t, "all kinds", got, plan.Notifications{AccountID: a.ID, Off: plan.ReminderKinds, Revision: 3})
		}
		got, gets, err := w.tracker.NotificationsByToken(anybody, "h")
		must(t, err)
		same(t, "a look", got.Revision, int64(3))
		same(t, "by its role", gets, plan.RemindersOf(plan.RoleReviewer))
	})
}

// overtakenStore lets somebody else be quicker, so many times.
type overtakenStore struct {
	tracker.Store
	times int
	mu    sync.Mutex
}

func (o *overtakenStore) SaveNotifications(ctx context.Context, n plan.Notifications, now time.Time) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.times == 0 {
		return o.Store.SaveNotifications(ctx, n, now)
	}
	o.times--
	other, err := o.Store.Notifications(ctx, n.AccountID)
	if err != nil {
		return false, err
	}
	other = other.With(plan.RemindJobs, !other.Wants(plan.RemindJobs))
	other.Revision++
	if saved, err := o.Store.SaveNotifications(ctx, other, now); err != nil || !saved {
		return false, errors.Join(errBoom, err)
	}
	return o.Store.SaveNotifications(ctx, n, now)
}

// Two who change different kinds at once do not undo each other's change.
func TestNotificationsChangedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		a, err := w.tracker.CreateAccount(system, account(e.id, plan.RoleViewer))
		must(t, err)
		me := plan.WithActor(context.Background(), plan.Actor{AccountID: a.ID})
		overtaken, _ := w.trackerOver(&overtakenStore{Store: w.store, times: 3})
		got, err := overtaken.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: false}, 0)
		must(t, err)
		same(t, "after three others", got.Revision, int64(5))
		same(t, "it holds", got.Wants(plan.RemindStale), false)
		ever, _ := w.trackerOver(&overtakenStore{Store: w.store, times: 1 << 30})
		_, err = ever.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: true}, 0)
		refused(t, "always overtaken", err, plan.KindUnavailable)
		_, err = ever.ChangeNotifications(me, map[plan.ReminderKind]bool{plan.RemindStale: true}, 2)
		refused(t, "overtaken by a change that it did not see", err, plan.KindStale)
	})
}
