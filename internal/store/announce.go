package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A notice that is part of a commit makes all commits that have one wait for one another, whatever
// they write to, until they are on the disk: PostgreSQL keeps notices in the order of the commits.
// So short writes, which come by the thousand, are told of after their commit, and what many of them
// leave within a moment is told once. A process that dies in that moment has not told: the other
// replicas' poll finds the revision.

const (
	// announceEvery is how long the next notice waits for those that follow it.
	announceEvery = 50 * time.Millisecond
	// announceTimeout bounds one: what it would tell is found by the poll.
	announceTimeout = 5 * time.Second
)

// revisionsTell is here and not with the queries, since SQLite has nobody to tell.
const revisionsTell = "SELECT pg_notify('" + channel + "', told) FROM json_array_elements_text(CAST($1 AS json)) told"

// announcer tells the other replicas of revisions that are committed.
type announcer struct {
	mu      sync.Mutex
	pending map[string]int64
	running sync.WaitGroup
	busy    bool
	closing chan struct{} // closed when the store is
}

// announce has a revision told soon. It waits for nothing.
func (s *Store) announce(organization string, revision int64) {
	a := &s.announcer
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending == nil {
		a.pending = map[string]int64{}
	}
	a.pending[organization] = max(a.pending[organization], revision)
	if a.busy {
		return
	}
	a.busy = true
	a.running.Go(s.announceAll)
}

// announceAll tells until there is nothing left to tell.
func (s *Store) announceAll() {
	a := &s.announcer
	for {
		a.mu.Lock()
		pending := a.pending
		a.pending = nil
		if len(pending) == 0 {
			a.busy = false
			a.mu.Unlock()
			return
		}
		a.mu.Unlock()
		s.tellReplicas(pending)
		select {
		case <-time.After(announceEvery):
		case <-a.closing:
		}
	}
}

func (s *Store) tellReplicas(revisions map[string]int64) {
	ctx, cancel := context.WithTimeout(context.Background(), announceTimeout)
	defer cancel()
	err := func() error {
		told := make([]string, 0, len(revisions))
		for _, id := range slices.Sorted(maps.Keys(revisions)) {
			told = append(told, id+":"+strconv.FormatInt(revisions[id], 10))
		}
		text, err := json.Marshal(told)
		if err != nil {
			return err
		}
		statement, err := s.writes.statementOf(ctx, "RevisionsTell", revisionsTell)
		if err != nil {
			return err
		}
		_, err = statement.ExecContext(ctx, string(text))
		return err
	}()
	if err != nil {
		s.log.WarnContext(ctx, "other replicas were not told of changes: they find them by themselves", "error", s.address.withoutPassword(err))
	}
}

// stop has what is pending told before the connections are closed.
func (a *announcer) stop() {
	a.mu.Lock()
	select {
	case <-a.closing: // a store may be closed twice
	default:
		close(a.closing)
	}
	a.mu.Unlock()
	a.running.Wait()
}
