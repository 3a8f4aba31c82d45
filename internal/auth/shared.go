package auth

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// sharedTokens has requests that bring the same token at the same time share its look-up: a program
// with sixteen connections asks once or twice where it asked sixteen times. None is given an answer
// to a question that was asked before it came, so that a token that is revoked is in force for
// nobody who comes afterwards.
type sharedTokens struct {
	IdentityStore
	mu    sync.Mutex
	asked map[string]*tokenQueue // by the token's hash, while somebody asks
}

// tokenQueue is the look-up that those wait for who came while another was under way; nil while
// nobody did.
type tokenQueue struct{ next *tokenLookup }

type tokenLookup struct {
	ctx     context.Context // of the first who waits; its end is not the others'
	done    chan struct{}
	account plan.Account
	token   plan.Token
	err     error
}

// sharedTimeout bounds a look-up that is nobody's own.
const sharedTimeout = 30 * time.Second

// AccountByTokenHash implements IdentityStore.
func (s *sharedTokens) AccountByTokenHash(ctx context.Context, hash string) (plan.Account, plan.Token, error) {
	s.mu.Lock()
	queue := s.asked[hash]
	if queue == nil {
		if s.asked == nil {
			s.asked = map[string]*tokenQueue{}
		}
		s.asked[hash] = &tokenQueue{}
		s.mu.Unlock()
		defer s.pass(hash)
		return s.IdentityStore.AccountByTokenHash(ctx, hash)
	}
	if queue.next == nil {
		queue.next = &tokenLookup{ctx: ctx, done: make(chan struct{})}
	}
	l := queue.next
	s.mu.Unlock()
	select {
	case <-l.done:
		return l.account, l.token, l.err
	case <-ctx.Done():
		return plan.Account{}, plan.Token{}, context.Cause(ctx)
	}
}

// pass begins the look-up of those who came meanwhile.
func (s *sharedTokens) pass(hash string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	queue := s.asked[hash]
	l := queue.next
	if l == nil {
		delete(s.asked, hash)
		return
	}
	queue.next = nil
	go func() {
		defer s.pass(hash)
		defer close(l.done)
		defer func() {
			if p := recover(); p != nil {
				l.err = fmt.Errorf("auth: looking up a token: panic: %v\n%s", p, debug.Stack())
			}
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), sharedTimeout)
		defer cancel()
		l.account, l.token, l.err = s.IdentityStore.AccountByTokenHash(ctx, hash)
	}()
}
