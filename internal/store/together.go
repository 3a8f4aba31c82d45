package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Writers of one organization take turns, and on SQLite all writers do: each would wait for the
// disk on its own. So the short writes that wait for their turn are committed together, in one
// transaction of the database: each in a savepoint, whole or not at all, with its own revision
// and audit entry, and told only after the commit. One that waits for nobody is a transaction of
// its own.

const (
	// togetherMost bounds how many writes one commit takes, and what is lost with it where it
	// fails: they are all told so.
	togetherMost = 32
	// togetherTimeout bounds such a transaction: nobody's context ends it before, since it is
	// not one writer's alone.
	togetherTimeout = 30 * time.Second
)

// turns are the writes that wait, by whom they wait for: the organization, or everybody.
type turns struct {
	mu     sync.Mutex
	queues map[string]*turnQueue
}

// turnQueue is there while somebody leads: makes the transaction for all of them.
type turnQueue struct {
	waiting []*shortWrite
	// began is when the present leader began; writers is how many there were when the last one
	// ended, in its transaction and behind it, and gather how long the next waits for as many.
	began   time.Time
	writers int
	gather  time.Duration
	full    chan struct{} // closed when they are there; nil while nobody waits for that
}

// Who writes often comes again at once: at the end of a transaction half of the writers have
// joined the next, and the others have just been told. So the next leader gives them a moment, a
// part of what the last transaction took: otherwise they would go by turns in two halves, each with
// a commit of its own.
const (
	gatherPart = 2
	gatherMost = 2 * time.Millisecond
)

type shortWrite struct {
	ctx          context.Context // the writer's: looked at before its turn, not afterwards
	organization string
	fn           func(tracker.Tx) error
	// presumedAt is the organization's revision at which the writer was found out; 0 where it
	// is known who writes.
	presumedAt int64

	leads chan struct{} // closed where this one is to lead
	done  chan struct{} // closed when it is committed or refused
	short shortResult
}

type shortResult struct {
	revision int64
	err      error
	written  map[string]bool
	head     *auditHead
}

// ChangeShort implements tracker.Store.
func (s *Store) ChangeShort(ctx context.Context, organization string, fn func(tracker.Tx) error) (int64, error) {
	key := organization
	if s.address.engine == engineSQLite {
		key = "" // one writer at a time, whatever it writes to
	}
	w := &shortWrite{ctx: ctx, organization: organization, fn: fn, leads: make(chan struct{}), done: make(chan struct{})}
	if plan.Presumed(ctx) != nil {
		m, _ := plan.ActorFrom(ctx).In(organization)
		if w.presumedAt = m.Revision; w.presumedAt == 0 {
			return 0, tracker.ErrUnconfirmed
		}
	}
	if !s.turns.join(key, w) {
		select {
		case <-w.done:
			return w.short.revision, w.short.err
		case <-w.leads:
		case <-ctx.Done():
			if s.turns.leave(key, w) {
				return 0, translate(ctx, context.Cause(ctx), "transaction")
			}
			select { // its turn has come: what becomes of it is told
			case <-w.done:
				return w.short.revision, w.short.err
			case <-w.leads:
			}
		}
	}
	taken := 0
	defer func() { s.turns.pass(key, taken) }()
	s.turns.gather(key)
	all := append([]*shortWrite{w}, s.turns.take(key)...)
	taken = len(all)
	s.carryOutAll(ctx, all)
	for _, other := range all[1:] {
		close(other.done)
	}
	return w.short.revision, w.short.err
}

// carryOutAll settles the writes of a turn; the context is that of the first.
func (s *Store) carryOutAll(ctx context.Context, all []*shortWrite) {
	together := ctx
	if len(all) > 1 {
		var cancel func()
		together, cancel = context.WithTimeout(context.WithoutCancel(ctx), togetherTimeout)
		defer cancel()
	}
	left := slices.DeleteFunc(s.quickly(together, all), func(w *shortWrite) bool {
		if w.presumedAt != 0 {
			w.short = shortResult{err: tracker.ErrUnconfirmed}
		}
		return w.presumedAt != 0
	})
	switch {
	case len(left) == 0:
	case len(all) == 1:
		revision, err := s.Change(ctx, all[0].organization, all[0].fn)
		all[0].short = shortResult{revision: revision, err: err}
	default:
		s.commitTogether(together, left)
	}
}

// join adds a write to those that wait; true where there are none, and it leads.
func (t *turns) join(key string, w *shortWrite) (leads bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if q := t.queues[key]; q != nil {
		q.waiting = append(q.waiting, w)
		if q.full != nil && len(q.waiting)+1 >= q.writers {
			close(q.full)
			q.full = nil
		}
		return false
	}
	if t.queues == nil {
		t.queues = map[string]*turnQueue{}
	}
	t.queues[key] = &turnQueue{}
	return true
}

// leave takes a write out of those that wait; false where its turn has come.
func (t *turns) leave(key string, w *shortWrite) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queues[key]
	if q == nil {
		return false
	}
	for i, other := range q.waiting {
		if other == w {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// gather waits a moment for those who wrote together with the leader before.
func (t *turns) gather(key string) {
	t.mu.Lock()
	q := t.queues[key]
	wait := q.gather
	if wait <= 0 || len(q.waiting)+1 >= q.writers {
		t.mu.Unlock()
		return
	}
	full := make(chan struct{})
	q.full = full
	t.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-full:
	case <-timer.C:
	}
}

// take gives the writes that go with the leader's.
func (t *turns) take(key string) []*shortWrite {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queues[key]
	q.began, q.full = time.Now(), nil
	n := min(len(q.waiting), togetherMost-1)
	taken := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return taken
}

// pass gives the lead to the first of those that came while so many were carried out.
func (t *turns) pass(key string, taken int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queues[key]
	q.writers, q.gather = min(taken+len(q.waiting), togetherMost), min(time.Since(q.began)/gatherPart, gatherMost)
	if len(q.waiting) == 0 {
		delete(t.queues, key)
		return
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	close(next.leads)
}

// commitTogether makes one transaction of several writes.
func (s *Store) commitTogether(ctx context.Context, all []*shortWrite) {
	err := s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		t.steady = ctx
		heads := map[string]*planTx{}
		for i, w := range all {
			if w.ctx.Err() != nil {
				w.short.err = translate(w.ctx, context.Cause(w.ctx), "transaction")
				continue
			}
			savepoint := fmt.Sprintf("w%d", i)
			if _, err := t.tx.ExecContext(ctx, "SAVEPOINT "+savepoint); err != nil {
				return translate(ctx, err, "transaction")
			}
			t.written = nil
			if w.short.err = s.inSavepoint(ctx, t, w, heads); w.short.err == nil {
				continue
			}
			t.pending = nil
			if _, err := t.tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT "+savepoint); err != nil {
				return translate(ctx, err, "transaction")
			}
		}
		return nil
	})
	for _, w := range all {
		switch {
		case w.short.err != nil:
			w.short.revision = 0
			s.memory.doubt(w.organization, w.short.err)
		case err != nil:
			w.short.revision, w.short.err = 0, err
			s.memory.doubt(w.organization, err)
		}
	}
	if err != nil {
		return
	}
	for _, w := range all {
		if w.short.err == nil {
			s.memory.remember(w.organization, w.short.revision, w.short.head, w.short.written)
			s.touched.remember(w.organization, w.short.revision, w.short.written)
		}
	}
}

// inSavepoint does one of the writes. Heads are the writes done before it in the transaction, by
// organization: the last audit entry is theirs.
func (s *Store) inSavepoint(ctx context.Context, t *transaction, w *shortWrite, heads map[string]*planTx) (err error) {
	tx := &planTx{transaction: t, organization: w.organization, standing: map[string]standing{}}
	if tx.revision, err = raiseRevision(ctx, t, w.organization); err != nil {
		return err
	}
	if before := heads[w.organization]; before != nil && before.revision == tx.revision-1 {
		tx.head = before.head
	} else if before == nil {
		tx.head = s.memory.after(w.organization, tx.revision-1)
	}
	if _, err := s.carryOut(w, tx); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	heads[w.organization] = tx
	w.short.revision, w.short.written, w.short.head = tx.revision, t.written, tx.head
	return nil
}

// carryOut runs the use case of a write. One writer's fault is not the others': a panic is the
// error of its write alone.
func (s *Store) carryOut(w *shortWrite, tx *planTx) (panicked bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.ErrorContext(w.ctx, "a write panicked", "panic", p, "stack", string(debug.Stack()))
			panicked, err = true, fmt.Errorf("store: a write panicked: %v", p)
		}
	}()
	return false, w.fn(tx)
}
