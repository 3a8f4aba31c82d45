package auth_test

import (
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

// A clock that jumps signs nobody out who is at work, and lengthens no session: set back, people go
// on and what was seen later stays so; set forward beyond the idle time or the end, they are out.
func TestFaultTheClockOfSessions(t *testing.T) {
	at := start
	store := &sessions{account: plan.Account{ID: "a1"}}
	token, session, err := clerk(store, &at).Begin(t.Context(), auth.NewSession{AccountID: "a1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name string
		at   time.Duration
		in   bool
	}{
		{"as it began", 0, true},
		{"set back by an hour, before it began", -time.Hour, true},
		{"set back by a day", -24 * time.Hour, true},
		{"right again", 30 * time.Minute, true},
		{"at work", 80 * time.Minute, true},
		{"set back while at work", 10 * time.Minute, true},
		{"right again, within the idle time of what was seen last", 139 * time.Minute, true},
		{"set forward beyond the idle time", 5 * time.Hour, false},
		{"beyond its end", 13 * time.Hour, false},
	} {
		actor, _, _, refusal := visit(store, start.Add(step.at), token)
		if in := actor.AccountID == "a1"; in != step.in || refusal != nil {
			t.Errorf("%s: signed in: %v, %v", step.name, in, refusal)
		}
		if end := store.all[0].ExpiresAt; !end.Equal(session.ExpiresAt) {
			t.Errorf("%s: it ends at %s, not at %s", step.name, end, session.ExpiresAt)
		}
	}
}
