package board

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
)

// peersKept keeps the peers in memory. The poll brings them up to date: it has the revision
// of every organization anyway, so that those whose plan did not change cost nothing, and
// those whose plan did are read one by one. No reader waits for the database but the first.
type peersKept struct {
	kept atomic.Pointer[peersAt]
	mu   sync.Mutex // one reads at a time
}

// peersAt are peers, and the revisions that they were read at (or a little later: what was
// read too new is read again, and is the same).
type peersAt struct {
	*Peers
	revisions map[string]int64
}

// mostOneByOne is with how many changed organizations reading all in one go is quicker.
const mostOneByOne = 1_000

// Peers implements Reader.
func (b *Boards) Peers(ctx context.Context) (*Peers, error) {
	k := &b.peers
	if kept := k.kept.Load(); kept != nil {
		return kept.Peers, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if kept := k.kept.Load(); kept != nil {
		return kept.Peers, nil
	}
	revisions, err := b.source.Revisions(ctx)
	if err != nil {
		return nil, err
	}
	return b.readPeers(ctx, nil, revisions)
}

// refreshPeers reads what changed since the peers were read.
func (b *Boards) refreshPeers(ctx context.Context, revisions map[string]int64) error {
	b.peers.mu.Lock()
	defer b.peers.mu.Unlock()
	kept := b.peers.kept.Load()
	if kept != nil && maps.Equal(kept.revisions, revisions) {
		return nil
	}
	_, err := b.readPeers(ctx, kept, revisions)
	return err
}

// readPeers reads what is new at the given revisions, all of it where nothing was kept. Peers
// that come out the same stay the very same ones.
func (b *Boards) readPeers(ctx context.Context, kept *peersAt, revisions map[string]int64) (*Peers, error) {
	ctx, cancel := context.WithTimeout(ctx, b.options.LoadTimeout)
	defer cancel()
	var changed []string
	for id, revision := range revisions {
		if kept == nil || kept.revisions[id] != revision {
			changed = append(changed, id)
		}
	}
	gathered := newPeersOf()
	whole := kept == nil || len(changed) > mostOneByOne
	if whole {
		if err := b.source.Grants(ctx, "", gathered.add); err != nil {
			return nil, err
		}
	} else {
		for _, id := range changed {
			if err := b.source.Grants(ctx, id, gathered.add); err != nil {
				return nil, err
			}
		}
	}
	if kept == nil {
		kept = &peersAt{Peers: newPeers(0, nil)}
	}
	byID := gathered.done()
	if !whole {
		byID = maps.Clone(kept.byID)
		for _, id := range changed {
			delete(byID, id)
		}
		maps.Copy(byID, gathered.done())
		maps.DeleteFunc(byID, func(id string, _ *peer) bool { _, there := revisions[id]; return !there })
	}
	for id, one := range byID {
		if was := kept.byID[id]; was != nil && was != one && was.same(one) {
			byID[id] = was
		}
	}
	peers := kept.Peers
	if peers.Version == 0 || !maps.Equal(byID, peers.byID) {
		peers = newPeers(peers.Version+1, byID)
	}
	b.peers.kept.Store(&peersAt{Peers: peers, revisions: revisions})
	return peers, nil
}
