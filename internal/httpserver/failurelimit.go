package httpserver

import (
	"crypto/sha256"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// defaultMaxPassed bounds what FailureLimit remembers to a few hundred kilobytes.
const defaultMaxPassed = 1 << 12

// FailureLimitOptions are what NewFailureLimit needs.
type FailureLimitOptions struct {
	// PerMinute is how many credentials of a client may fail in a minute; at least 1.
	PerMinute int
	// MaxClients is as in RateLimitOptions.
	MaxClients int
	// MaxPassed bounds how many credentials are remembered; those beyond start anew. 0 means 4,096.
	MaxPassed int
	// Credential gives what a request shows; "" is nothing. nil means the Authorization field.
	Credential func(*http.Request) string
	Clients    *ClientAddresses
	Now        func() time.Time
	Render     ErrorRenderer
	// Sharing and Scope are as in RateLimitOptions.
	Sharing *Sharing
	Scope   string
}

// FailureLimit protects what credentials are looked up in from clients that guess: a client whose
// credentials failed too often is refused for the rest of its minute, before the next one is looked
// up. Neighbours at the same address are not locked out: requests without a credential are not its
// business, and a credential that passed before is looked up however often others failed.
//
// Guard goes outside of what looks it up, Settle inside.
type FailureLimit struct {
	options FailureLimitOptions
	counter *rateCounter

	mu     sync.Mutex
	passed map[[sha256.Size]byte]struct{} // hashes: no credential lies in memory longer than its request
}

// NewFailureLimit makes one that has seen nothing yet.
func NewFailureLimit(options FailureLimitOptions) *FailureLimit {
	if options.Credential == nil {
		options.Credential = func(r *http.Request) string { return r.Header.Get("Authorization") }
	}
	if options.MaxPassed == 0 {
		options.MaxPassed = defaultMaxPassed
	}
	return &FailureLimit{
		options: options,
		counter: newRateCounter(options.PerMinute, options.MaxClients, options.Sharing, options.Scope),
		passed:  map[[sha256.Size]byte]struct{}{},
	}
}

// Allows tells whether one more credential of a client may be looked up: for what goes on without
// it where it may not.
func (l *FailureLimit) Allows(r *http.Request) bool {
	credential := l.options.Credential(r)
	return credential == "" || l.passedBefore(credential) || l.counter.look(r.Context(), rateKey(l.options.Clients.Address(r)), l.options.Now()).allowed
}

// Guard refuses, with a 429 of Render's, Retry-After and the RateLimit fields of this limit, what a
// client asks with one more credential. Requests that arrive together may each be looked up.
func (l *FailureLimit) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		credential := l.options.Credential(r)
		if credential != "" && !l.passedBefore(credential) {
			verdict := l.counter.look(r.Context(), rateKey(l.options.Clients.Address(r)), l.options.Now())
			if !verdict.allowed {
				verdict.announce(w.Header())
				w.Header().Set("Retry-After", strconv.Itoa(verdict.reset))
				l.options.Render(w, r, http.StatusTooManyRequests)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Outcome is what became of a credential.
type Outcome int

// The outcomes. One that could not be looked up is neither passed nor failed.
const (
	Unsettled Outcome = iota
	Passed
	Failed
)

// Settle takes note of what became of a request's credential.
func (l *FailureLimit) Settle(outcome func(*http.Request) Outcome) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if l.options.Credential(r) != "" {
				l.Note(r, outcome(r))
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Note takes note of what became of a request's credential, where it has one.
func (l *FailureLimit) Note(r *http.Request, outcome Outcome) {
	credential := l.options.Credential(r)
	if credential == "" {
		return
	}
	switch outcome {
	case Passed:
		l.remember(credential)
	case Failed:
		l.forget(credential)
		l.counter.count(rateKey(l.options.Clients.Address(r)), l.options.Now())
	case Unsettled:
	}
}

func (l *FailureLimit) passedBefore(credential string) bool {
	key := sha256.Sum256([]byte(credential))
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.passed[key]
	return ok
}

func (l *FailureLimit) remember(credential string) {
	key := sha256.Sum256([]byte(credential))
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.passed[key]; !known && len(l.passed) >= l.options.MaxPassed {
		clear(l.passed)
	}
	l.passed[key] = struct{}{}
}

func (l *FailureLimit) forget(credential string) {
	key := sha256.Sum256([]byte(credential))
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.passed, key)
}
