package board

import "sync"

// updateIndex remembers which milestone an update belongs to: a review names the
// update alone. Updates are never edited or erased, so one index serves every
// revision; a ledger that does not hold an update yet does not find it in its block.
type updateIndex struct {
	mu sync.RWMutex
	at map[string]milestoneKey
}

type milestoneKey struct {
	objective string
	number    int
}

func newUpdateIndex() *updateIndex { return &updateIndex{at: map[string]milestoneKey{}} }

func (x *updateIndex) add(id string, key milestoneKey) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.at[id] = key
}

func (x *updateIndex) find(id string) (milestoneKey, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	key, ok := x.at[id]
	return key, ok
}
