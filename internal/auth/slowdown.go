package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Slowed is the refusal of an attempt that comes too early after those that failed. It
// says the same of accounts that there are and of those that there are not.
type Slowed struct{ Wait time.Duration }

// Error implements error.
func (s *Slowed) Error() string { return s.refusal().Error() }

// Unwrap gives the *plan.Error that it is.
func (s *Slowed) Unwrap() error { return s.refusal() }

func (s *Slowed) refusal() *plan.Error {
	return plan.Errorf(plan.KindRateLimited, "too many attempts have failed: try again later").WithRule("sign_in.slowed")
}

// AttemptStore keeps failed attempts, so that they count across replicas and restarts.
type AttemptStore interface {
	// ChangeAttempts hands the attempts under some keys to fn and stores what it gives
	// back, while nobody else can change them; an error of fn stores nothing.
	ChangeAttempts(ctx context.Context, keys []string, fn func([]plan.Attempts) ([]plan.Attempts, error)) error
	DeleteAttempts(ctx context.Context, key string) error
}

// slowdown slows down those who guess.
type slowdown struct {
	store AttemptStore
	now   func() time.Time
	key   []byte
}

// attempt is one that was let through, and counts as failed until it passed.
type attempt struct {
	s                *slowdown
	account, address string
}

// begin lets an attempt through, or refuses it as Slowed. What names the account is an
// address nobody need have, or an identifier; without a client's address the account
// alone counts.
func (s *slowdown) begin(ctx context.Context, account string, client netip.Addr) (*attempt, error) {
	a := &attempt{s: s, account: s.hash("account", account)}
	keys, rules := []string{a.account}, []plan.SlowDown{plan.SlowDownAccount}
	if client.IsValid() {
		a.address = s.hash("address", network(client))
		// The address first, everywhere: two attempts never wait for each other.
		keys, rules = []string{a.address, a.account}, []plan.SlowDown{plan.SlowDownAddress, plan.SlowDownAccount}
	}
	now := s.now().UTC()
	err := s.store.ChangeAttempts(ctx, keys, func(before []plan.Attempts) ([]plan.Attempts, error) {
		after := make([]plan.Attempts, len(before))
		var longest time.Duration
		for i, rule := range rules {
			var wait time.Duration
			after[i], wait = rule.Begin(before[i], now)
			longest = max(longest, wait)
		}
		if longest > 0 {
			return nil, &Slowed{Wait: longest}
		}
		return after, nil
	})
	return a, err
}

// passed forgets the account's failures. Those of the client's address stay, without this
// attempt.
func (a *attempt) passed(ctx context.Context) error {
	if err := a.s.store.DeleteAttempts(ctx, a.account); err != nil || a.address == "" {
		return err
	}
	return a.s.store.ChangeAttempts(ctx, []string{a.address}, func(before []plan.Attempts) ([]plan.Attempts, error) {
		return []plan.Attempts{plan.SlowDownAddress.Undo(before[0])}, nil
	})
}

// writeAgain writes the attempt down as it is, for nothing but the time that it takes.
func (a *attempt) writeAgain(ctx context.Context) error {
	return a.s.store.ChangeAttempts(ctx, []string{a.account}, func(before []plan.Attempts) ([]plan.Attempts, error) { return before, nil })
}

// forget lets the owner of an account in at once again: by a link that proved who it is.
func (s *slowdown) forget(ctx context.Context, account string) error {
	return s.store.DeleteAttempts(ctx, s.hash("account", account))
}

// hash gives the key under which attempts are kept: neither addresses nor e-mail lie in
// the table. With a secret key they cannot be found by trying all, either.
func (s *slowdown) hash(what, of string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(what + "\x00" + of))
	return hex.EncodeToString(mac.Sum(nil))
}

// network is what one client has at its disposal: an IPv4 address, an IPv6 /64.
func network(client netip.Addr) string {
	if client = client.Unmap(); client.Is4() {
		return client.String()
	}
	prefix, err := client.WithZone("").Prefix(64)
	if err != nil {
		return client.String()
	}
	return prefix.String()
}
