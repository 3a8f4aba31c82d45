package board

import (
	"context"
	"sync"
	"time"
)

// What is loaded ahead of readers takes a twenty-fifth of the time, of all organizations
// together: where one write follows the other, a board of each would be made, at many times the
// cost of the write, and seen by nobody; and where many organizations are written to, that share for
// each of them would be all there is, on each replica. A reader who comes waits for none of it: its
// own flight begins at once.
const (
	restTimes   = 24
	longestRest = time.Second
)

// aheads are the organizations that wait to be loaded ahead of readers, in the order in which they
// changed.
type aheads struct {
	mu      sync.Mutex
	waiting []*entry
	// awake is set while one is loaded, or a rest after it has not ended.
	awake bool
}

// aheadLocked has an entry loaded when its turn comes; its lock is held.
func (b *Boards) aheadLocked(e *entry) {
	if e.queued {
		return
	}
	e.queued = true
	b.aheads.mu.Lock()
	defer b.aheads.mu.Unlock()
	b.aheads.waiting = append(b.aheads.waiting, e)
	if !b.aheads.awake {
		b.aheads.awake = true
		go b.loadAhead()
	}
}

// loadAhead loads the next that nobody has loaded meanwhile, rests, and goes on until none waits.
func (b *Boards) loadAhead() {
	for {
		b.aheads.mu.Lock()
		if len(b.aheads.waiting) == 0 {
			b.aheads.waiting, b.aheads.awake = nil, false
			b.aheads.mu.Unlock()
			return
		}
		e := b.aheads.waiting[0]
		b.aheads.waiting = b.aheads.waiting[1:]
		b.aheads.mu.Unlock()
		f := b.takeAhead(e)
		if f == nil {
			continue
		}
		began := b.options.Clock.Now()
		<-f.done
		time.Sleep(min(restTimes*b.options.Clock.Now().Sub(began), longestRest))
	}
}

// takeAhead begins to load an entry that waited, nil where there is no need any more.
func (b *Boards) takeAhead(e *entry) *flight {
	b.mu.RLock()
	there := b.entries[e.organization] == e
	b.mu.RUnlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.queued = false
	leftAlone := e.failure != nil && b.options.Clock.Now().Before(e.retryAt)
	if !there || leftAlone || e.flight != nil || e.upToDate(b.options.Clock.Today(), e.wanted.Load()) != nil {
		return nil
	}
	return b.startLocked(context.Background(), e)
}
