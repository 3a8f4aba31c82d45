package plan_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

// Whatever is turned on and off in whatever order, the last word on each kind holds, and
// equal wishes read alike.
func TestNotificationsKeepTheLastWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n plan.Notifications
		last := map[plan.ReminderKind]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "changes") {
			k := rapid.SampledFrom(plan.ReminderKinds).Draw(t, "kind")
			last[k] = rapid.Bool().Draw(t, "on")
			n = n.With(k, last[k])
		}
		var off []plan.ReminderKind
		for _, k := range plan.ReminderKinds {
			on, said := last[k]
			if want := on || !said; n.Wants(k) != want {
				t.Fatalf("%s: wants %v, want %v", k, n.Wants(k), want)
			}
			if !n.Wants(k) {
				off = append(off, k)
			}
		}
		if !slices.Equal(n.Off, off) {
			t.Fatalf("off %v, want %v", n.Off, off)
		}
	})
}

func TestRemindersOf(t *testing.T) {
	for _, role := range plan.Roles {
		kinds := plan.RemindersOf(role)
		if (len(kinds) == 0) != (role == plan.RoleViewer) {
			t.Errorf("%s is reminded of %v", role, kinds)
		}
		at := -1
		for _, k := range kinds {
			next := slices.Index(plan.ReminderKinds, k)
			if next <= at {
				t.Errorf("%s: %s is out of order", role, k)
			}
			at = next
		}
	}
	both := []plan.Membership{{Role: plan.RoleReviewer}, {Role: plan.RoleEditor}, {Role: plan.RoleViewer}}
	if got, want := plan.RemindersFor(both), append(plan.RemindersOf(plan.RoleReviewer), plan.RemindersOf(plan.RoleEditor)...); !slices.Equal(got, want) {
		t.Errorf("for a reviewer here and an editor there: %v, want %v", got, want)
	}
	if plan.ValidReminderKind("weather") || !plan.ValidReminderKind(plan.RemindStale) {
		t.Error("a kind is known that there is not, or the other way round")
	}
}
