package auth

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// slowTokens answers each question when it is let go, with what was so when it was asked.
type slowTokens struct {
	IdentityStore
	mu      sync.Mutex
	revoked bool
	asked   chan chan struct{}
	count   int
}

func (s *slowTokens) AccountByTokenHash(context.Context, string) (plan.Account, plan.Token, error) {
	s.mu.Lock()
	revoked := s.revoked
	s.count++
	s.mu.Unlock()
	release := make(chan struct{})
	s.asked <- release
	<-release
	if revoked {
		return plan.Account{}, plan.Token{}, plan.NotFound("token")
	}
	return plan.Account{ID: "a"}, plan.Token{ID: "t"}, nil
}

// TestLookUpsAreSharedByThoseWhoWait: and what was asked before somebody came is no answer for them.
func TestLookUpsAreSharedByThoseWhoWait(t *testing.T) {
	store := &slowTokens{asked: make(chan chan struct{})}
	s := &sharedTokens{IdentityStore: store}
	var group sync.WaitGroup
	kinds := make([]plan.Kind, 9)
	ask := func(i int) {
		group.Go(func() {
			account, _, err := s.AccountByTokenHash(t.Context(), "hash")
			if kinds[i] = plan.KindOf(err); err == nil && account.ID != "a" {
				t.Errorf("%d got account %q", i, account.ID)
			}
		})
	}
	ask(0)
	first := <-store.asked
	store.mu.Lock()
	store.revoked = true // while the first is being answered
	store.mu.Unlock()
	for i := 1; i < len(kinds); i++ {
		ask(i)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	s.waitsFor(t, "hash")
	if _, _, err := s.AccountByTokenHash(gone, "hash"); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever has gone got %v", err)
	}
	close(first)
	// Those who came meanwhile share one; one who came late may need another.
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	for {
		select {
		case release := <-store.asked:
			close(release)
			continue
		case <-done:
		}
		break
	}
	if kinds[0] != "" {
		t.Errorf("who asked before got %s", kinds[0])
	}
	for i, kind := range kinds[1:] {
		if kind != plan.KindNotFound {
			t.Errorf("%d, who came after the token was revoked, got %q", i+1, kind)
		}
	}
	if store.count >= len(kinds) {
		t.Errorf("%d were asked for %d", store.count, len(kinds))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.asked) != 0 {
		t.Error("something is left")
	}
}

// waitsFor waits until somebody waits for the look-up under way.
func (s *sharedTokens) waitsFor(t *testing.T, hash string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		s.mu.Lock()
		waits := s.asked[hash] != nil && s.asked[hash].next != nil
		s.mu.Unlock()
		if waits {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody waits")
		}
		time.Sleep(time.Millisecond)
	}
}
