package prepared

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// Key tells answers apart. Two requests with equal keys must be due equal answers.
type Key struct {
	// Organization is the IPA code; empty for answers that belong to none.
	Organization string
	// Revision of the organization that the answer was rendered from.
	Revision int64
	// Day that the answer is as of, YYYY-MM-DD.
	Day string
	// Path is the path with whatever of the query string the answer depends on, in one canonical
	// form.
	Path string
	// Language of the page; empty where there is but one.
	Language string
	// Variant is whatever else tells answers apart, as the media type or the audience.
	Variant string
}

// Stats tells what a Cache did since it was made, and what it holds.
type Stats struct {
	Hits, Misses, Evictions int64
	Entries                 int
	Bytes, MaxBytes         int64
}

// ErrRenderFailed is what those get who waited for a rendering that panicked in another's hands.
var ErrRenderFailed = errors.New("prepared: the answer being waited for could not be rendered")

// Cache keeps answers up to a number of bytes, all encodings counted; those longest unused leave
// first. It may be used from any goroutine.
type Cache struct {
	maxBytes int64

	mu      sync.Mutex
	entries map[Key]*entry
	recent  *list.List            // of *entry, most recently used first
	owned   map[string]*list.List // of *entry, by organization
	flights map[Key]*flight       // renderings under way
	stats   Stats                 // Entries and Bytes are filled in when asked
	bytes   int64
}

type entry struct {
	key           Key
	answer        *Answer
	size          int64
	recent, owned *list.Element // nil once the entry has left
}

// flight is one rendering under way, with those who wait for it.
type flight struct {
	done   chan struct{}
	answer *Answer
	err    error
	stale  bool // its organization has moved on: serve the result, but do not keep it
}

// NewCache makes a cache of at most maxBytes (0 or less keeps nothing, and still renders each
// answer once for all who ask at the same time).
func NewCache(maxBytes int64) *Cache {
	return &Cache{
		maxBytes: maxBytes,
		entries:  map[Key]*entry{},
		recent:   list.New(),
		owned:    map[string]*list.List{},
		flights:  map[Key]*flight{},
	}
}

// Get returns the answer for key: the one kept, else the one that render makes. Whoever asks for a
// key being rendered waits for that rendering, or until ctx ends. An error of render goes to all
// who wait and is not kept. The context given to render does not end with the first one's request,
// since others may wait for it. render must give every key an Answer of its own.
func (c *Cache) Get(ctx context.Context, key Key, render func(context.Context) (*Answer, error)) (*Answer, error) {
	c.mu.Lock()
	if e, found := c.entries[key]; found {
		c.touch(e)
		c.stats.Hits++
		c.mu.Unlock()
		return e.answer, nil
	}
	c.stats.Misses++
	if f, found := c.flights[key]; found {
		c.mu.Unlock()
		select {
		case <-f.done:
			return f.answer, f.err
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	f := &flight{done: make(chan struct{}), err: ErrRenderFailed}
	c.flights[key] = f
	c.mu.Unlock()

	// Deferred: a render that panics must not leave others waiting for ever.
	defer c.land(key, f)
	f.answer, f.err = render(context.WithoutCancel(ctx))
	if f.answer == nil && f.err == nil {
		f.err = errors.New("prepared: the rendering gave neither an answer nor an error")
	}
	return f.answer, f.err
}

// land ends a flight and keeps its answer.
func (c *Cache) land(key Key, f *flight) {
	c.mu.Lock()
	delete(c.flights, key)
	if f.err == nil && !f.stale {
		c.keep(key, f.answer)
	}
	c.mu.Unlock()
	close(f.done)
}

// DropOrganization lets go of the organization's answers of revisions before olderThan, including
// those being rendered right now. It costs nothing for other organizations' answers.
func (c *Cache) DropOrganization(organization string, olderThan int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, f := range c.flights {
		if key.Organization == organization && key.Revision < olderThan {
			f.stale = true
		}
	}
	owned := c.owned[organization]
	if owned == nil {
		return
	}
	for element := owned.Front(); element != nil; {
		e := element.Value.(*entry)
		element = element.Next()
		if e.key.Revision < olderThan {
			c.remove(e)
		}
	}
}

// Stats returns the cache's figures.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	stats := c.stats
	stats.Entries, stats.Bytes, stats.MaxBytes = len(c.entries), c.bytes, c.maxBytes
	return stats
}

// The methods below are called with the lock held.

func (c *Cache) touch(e *entry) {
	if c.recent.Front() != e.recent {
		c.recent.MoveToFront(e.recent)
	}
}

func (c *Cache) keep(key Key, answer *Answer) {
	e := &entry{key: key, answer: answer}
	e.size = answer.keptBy(func(bytes int64) { c.grew(e, bytes) })
	if e.size > c.maxBytes {
		return
	}
	owned := c.owned[key.Organization]
	if owned == nil {
		owned = list.New()
		c.owned[key.Organization] = owned
	}
	e.recent, e.owned = c.recent.PushFront(e), owned.PushFront(e)
	c.entries[key] = e
	c.bytes += e.size
	c.shrink()
}

func (c *Cache) remove(e *entry) {
	c.recent.Remove(e.recent)
	owned := c.owned[e.key.Organization]
	owned.Remove(e.owned)
	if owned.Len() == 0 {
		delete(c.owned, e.key.Organization)
	}
	e.recent, e.owned = nil, nil
	delete(c.entries, e.key)
	c.bytes -= e.size
}

func (c *Cache) shrink() {
	for c.bytes > c.maxBytes {
		c.remove(c.recent.Back().Value.(*entry))
		c.stats.Evictions++
	}
}

// grew is called, without the lock, when an answer got bytes in a further encoding.
func (c *Cache) grew(e *entry, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.recent == nil {
		return
	}
	e.size += bytes
	c.bytes += bytes
	c.shrink()
}
