package tracker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// ChainState is how far the audit chain of an organization was verified, and with what
// outcome.
type ChainState struct {
	// Entries is the sequence number of the last entry that verified.
	Entries int64
	// Head is its hash: whoever kept an earlier one can tell that nothing before it was
	// changed since.
	Head string
	// Broken is what is wrong with the first bad entry; empty for a whole chain.
	Broken string
	// VerifiedAt is when the last entry was verified, CompleteAt when the first one was:
	// entries verified within the last day are not read again.
	VerifiedAt, CompleteAt time.Time
}

// completeAgain is how long what was verified is taken for verified: after it the chain
// is read from its beginning.
const completeAgain = 24 * time.Hour

// chainPlace is where a verification stands.
type chainPlace struct {
	sequence int64
	hash     string
	// revision is that of the last entry, reached that of the last one not newer than the
	// organization was when the verification began.
	revision, reached int64
}

// chainMemory remembers what was verified, so that who looks at the state again costs
// what was added since.
type chainMemory struct {
	mu    sync.Mutex
	known map[string]*knownChain
}

type knownChain struct {
	mu         sync.Mutex // one verification of a chain at a time
	place      chainPlace
	completeAt time.Time
}

func (m *chainMemory) of(organization string) *knownChain {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]*knownChain{}
	}
	k := m.known[organization]
	if k == nil {
		k = &knownChain{}
		m.known[organization] = k
	}
	return k
}

// ChainState verifies an organization's audit chain: the whole of it, or what was added
// since this process last did if that was within a day. For its members.
func (t *Tracker) ChainState(ctx context.Context, organization string) (ChainState, error) {
	if err := Permit(plan.ActorFrom(ctx), OpStaffRead, organization, ""); err != nil {
		return ChainState{}, err
	}
	k := t.chains.of(organization)
	k.mu.Lock()
	defer k.mu.Unlock()
	now := t.clock.Now().UTC()
	from, completeAt := k.place, k.completeAt
	if now.Sub(completeAt) > completeAgain || now.Before(completeAt) {
		from, completeAt = chainPlace{}, now
	}
	revision, err := t.store.Revision(ctx, organization)
	if err != nil {
		return ChainState{}, err
	}
	place, broken, err := t.verifyFrom(ctx, plan.Organization{ID: organization, Revision: revision}, from)
	if err != nil {
		return ChainState{}, err
	}
	state := ChainState{Entries: place.sequence, Head: place.hash, Broken: broken, VerifiedAt: now, CompleteAt: completeAt}
	k.place, k.completeAt = place, completeAt
	if broken != "" {
		k.place, k.completeAt = chainPlace{}, time.Time{} // looked at anew until it is mended
	}
	return state, nil
}

// verifyFrom verifies what follows a place of the chain. It holds the chain against the
// revision that the organization had before the chain was read: entries that were added
// meanwhile are no fault. broken is what is wrong with the first bad entry.
func (t *Tracker) verifyFrom(ctx context.Context, o plan.Organization, at chainPlace) (place chainPlace, broken string, err error) {
	at.reached = 0
	if at.revision <= o.Revision {
		at.reached = at.revision
	}
	for {
		entries, _, err := t.store.AuditEntries(ctx, AuditQuery{Organization: o.ID, After: at.sequence, Ascending: true, Limit: auditPage})
		if err != nil {
			return at, "", err
		}
		for _, e := range entries {
			if broken := brokenLink(e, at.sequence+1, at.hash); broken != "" {
				return at, broken, nil
			}
			at.sequence, at.hash, at.revision = e.Sequence, e.Hash, e.Revision
			if e.Revision <= o.Revision {
				at.reached = e.Revision
			}
		}
		if len(entries) < auditPage {
			break
		}
	}
	// Every write leaves an entry with its revision, so entries cut off at the end show.
	if at.reached != o.Revision {
		return at, fmt.Sprintf("the organization is at revision %d, the last entry at %d", o.Revision, at.reached), nil
	}
	return at, "", nil
}
