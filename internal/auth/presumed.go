package auth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// A token costs a question to the database, as much as a short write does. The write proves by
// itself that nothing has changed since the question (tracker.ErrUnconfirmed); so whoever has just
// been found out by it is presumed to be the same for the next one.

const (
	// presumedFor is how long, at most: what is changed in the database by hand, and raises no
	// revision, is in force after that.
	presumedFor = 2 * time.Second
	// presumedMost is how many tokens are kept in mind; all are forgotten beyond it.
	presumedMost = 1024
)

// foundOut keeps whom tokens were found to stand for.
type foundOut struct {
	mu sync.Mutex
	by map[string]found // by the token's hash
}

type found struct {
	at      time.Time // when it was asked
	account plan.Account
	token   plan.Token
}

func (f *foundOut) keep(hash string, who found) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.by == nil || len(f.by) >= presumedMost {
		f.by = map[string]found{}
	}
	f.by[hash] = who
}

func (f *foundOut) recall(hash string, now time.Time) (who found, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	who, ok = f.by[hash]
	age := now.Sub(who.at)
	return who, ok && age >= 0 && age < presumedFor
}

// presume gives the context of a request whose token was found out a moment ago and that ends in a
// use case that proves it; false where it has to be found out.
func (i Identity) presume(r *http.Request, hash string, confirm plan.Confirm) (ctx context.Context, ok bool) {
	organization, proves := i.proves(r)
	if !proves {
		return nil, false
	}
	now := i.Now()
	who, ok := i.found.recall(hash, now)
	if !ok || who.account.Disabled || !who.token.InForce(now) {
		return nil, false
	}
	actor := who.actor()
	if m, serves := actor.In(organization); !serves || m.Revision == 0 {
		return nil, false
	}
	return plan.WithPresumed(r.Context(), actor, confirm), true
}

func (i Identity) proves(r *http.Request) (organization string, ok bool) {
	if i.Proves == nil {
		return "", false
	}
	return i.Proves(r)
}

func (f found) actor() plan.Actor {
	return plan.Actor{AccountID: f.account.ID, Memberships: f.account.Memberships, Token: f.token.Grant()}
}
