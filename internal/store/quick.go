package store

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// A write that looks things up in its transaction keeps its organization's row, and on SQLite the
// whole database, for as long as that takes. A short write is tried without one first: it is
// decided by what the memory holds of the organization at its last revision (what it does not
// hold is looked up beside), its rows are gathered, and then those of all writes that wait are
// written at once provided that the organization still is at that revision. If it is, nothing that
// was looked up has changed since, for every change raises the revision; so that those who were
// refused were refused rightly too. Likewise who writes, where that was found out at a revision
// since which nothing was written that makes out who somebody is. Whatever does not go this way
// (somebody else wrote, the database refuses a row, a write does something out of the ordinary) is
// done as if it had not been tried: in a transaction, each in its savepoint. Decisions are the use case's own code in
// either case.

// flight is the writes to one organization that are tried together.
type flight struct {
	store        *Store
	ctx          context.Context // of every statement
	organization string
	known        *state
	// revision and head are as the writes accepted so far leave them, and so are milestones
	// and replays.
	revision   int64
	head       auditHead
	milestones map[string]standing
	replays    map[replayKey]tracker.Replay
	accepted   []*quickWrite
	refused    []*quickWrite
	// full is set where the writes that follow are not for this flight.
	full bool
}

type replayKey struct{ account, key string }

// quickWrite is one of them.
type quickWrite struct {
	*flight
	short *shortWrite
	err   error
	// rows are what it writes, update is the update among them; its milestones and replays are as
	// it leaves them.
	rows       []write
	update     string
	milestones map[string]standing
	replays    map[replayKey]tracker.Replay
	notQuick   bool
}

var errNotQuick = errors.New("store: not a quick write")

// unfit has the write done in a transaction, whatever the use case makes of the error.
func (q *quickWrite) unfit() error {
	q.notQuick = true
	return errNotQuick
}

// refusal tells an answer to the writer from a failure.
func refusal(err error) bool {
	kind := plan.KindOf(err)
	return kind != "" && kind != plan.KindUnavailable
}

// quickly tries writes and settles those that it can tell what became of; the others are left, in
// their order. The context is that of every statement.
func (s *Store) quickly(ctx context.Context, all []*shortWrite) (left []*shortWrite) {
	left = all
	for again, tries := true, 0; again && len(left) > 0 && tries < quickTries; tries++ {
		left, again = s.quicklyOnce(ctx, left)
	}
	return left
}

// quicklyOnce tries them; again where somebody else was quicker, and what they wrote is known now.
func (s *Store) quicklyOnce(ctx context.Context, all []*shortWrite) (left []*shortWrite, again bool) {
	settled := map[*shortWrite]bool{}
	settle := func(w *shortWrite, result shortResult) { w.short, settled[w] = result, true }
	flights := map[string]*flight{}
	var some []*flight // those with something to write
	for _, w := range all {
		f := flights[w.organization]
		if f == nil {
			f = s.newFlight(ctx, w.organization)
			flights[w.organization] = f
		}
		if w.ctx.Err() != nil {
			settle(w, shortResult{err: translate(w.ctx, context.Cause(w.ctx), "transaction")})
			continue
		}
		f.decide(w)
	}
	for _, f := range flights {
		switch {
		case len(f.accepted) > 0:
			some = append(some, f)
		case f.known != nil: // nothing would tell whether those who were refused were refused rightly
			s.memory.giveBack(f.organization, f.known)
		}
	}
	if len(some) > 0 {
		done, err := s.writeFlights(ctx, some)
		for _, f := range some {
			switch {
			case done:
				f.land(settle)
			case errors.Is(err, errOvertaken):
				again = s.catchUp(ctx, f)
			case err != nil:
				for _, q := range slices.Concat(f.accepted, f.refused) {
					settle(q.short, shortResult{err: err})
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(w *shortWrite) bool { return settled[w] }), again
}

func (s *Store) newFlight(ctx context.Context, organization string) *flight {
	known := s.memory.borrow(organization)
	if known == nil {
		return &flight{full: true}
	}
	if known.objectives == nil {
		known.objectives, known.milestones = map[string]plan.Objective{}, map[string]standing{}
	}
	return &flight{store: s, ctx: ctx, organization: organization, known: known, revision: known.revision, head: known.head,
		milestones: map[string]standing{}, replays: map[replayKey]tracker.Replay{}}
}

// decide carries a write out up to its rows. One that is not for this is left, and so are those
// that come after it: writers get their turns in the order in which they came.
func (f *flight) decide(w *shortWrite) {
	if w.presumedAt != 0 && !f.full && !f.known.vouches(w.presumedAt) {
		f.full = true
	}
	if f.full {
		return
	}
	q := &quickWrite{flight: f, short: w, milestones: map[string]standing{}, replays: map[replayKey]tracker.Replay{}}
	head := f.head
	tx := &planTx{transaction: &transaction{pool: f.store.reads, steady: f.ctx, quick: q}, organization: f.organization,
		revision: f.revision + 1, head: &head}
	var panics bool
	panics, q.err = f.store.carryOut(w, tx)
	switch {
	case q.notQuick || q.err == nil && q.update == "" || q.err != nil && !refusal(q.err) && !panics:
		f.full = true
	case q.err != nil: // a panic too: it may come of what is known no longer
		f.refused = append(f.refused, q)
	default:
		f.revision, f.head = tx.revision, *tx.head
		maps.Copy(f.milestones, q.milestones)
		maps.Copy(f.replays, q.replays)
		f.accepted = append(f.accepted, q)
	}
}

// land tells what became of the writes once they are committed.
func (f *flight) land(settle func(*shortWrite, shortResult)) {
	for i, q := range f.accepted {
		revision := f.known.revision + int64(i) + 1
		written := map[string]bool{}
		for _, w := range q.rows {
			for _, table := range f.store.writes.tables[w.q].written {
				written[table] = true
			}
		}
		f.store.touched.remember(f.organization, revision, written)
		settle(q.short, shortResult{revision: revision})
	}
	for _, q := range f.refused {
		settle(q.short, shortResult{err: q.err})
	}
	if f.store.Shared() {
		f.store.announce(f.organization, f.revision)
	}
	f.known.revision, f.known.head = f.revision, f.head
	maps.Copy(f.known.milestones, f.milestones)
	f.store.memory.giveBack(f.organization, f.known)
}

// What follows is a planTx's side of a quick write.

// gathered are the statements that can be written together with those of others.
var gathered = map[query]bool{qMilestoneSave: true, qUpdateAdd: true, qAuditAdd: true, qReplaySave: true}

func (q *quickWrite) write(w write) error {
	if !gathered[w.q] {
		return q.unfit()
	}
	q.rows = append(q.rows, w)
	return nil
}

// pendingTables hold what a flight has gathered and not yet written: looking into them would miss it.
var pendingTables = map[string]bool{"organizations": true, "milestones": true, "updates": true, "audit_entries": true}

func (q *quickWrite) statement(ctx context.Context, name query) (statement, error) {
	tables := q.store.reads.tables[name]
	if len(tables.written) > 0 || slices.ContainsFunc(tables.read, func(table string) bool { return pendingTables[table] }) {
		return nil, q.unfit()
	}
	return q.store.reads.statement(ctx, name)
}

func (q *quickWrite) objective(ctx context.Context, code string) (plan.Objective, error) {
	o, ok := q.known.objectives[code]
	if !ok {
		row, err := one[objectiveRow](q.ctx, q.store.reads, qObjective, "objective", q.organization, code)
		if err != nil {
			return plan.Objective{}, err
		}
		o = row.value()
		q.known.objectives[code] = o
	}
	o.Sectors, o.Lines, o.MilestoneOrder = slices.Clone(o.Sectors), slices.Clone(o.Lines), slices.Clone(o.MilestoneOrder)
	return o, nil
}

// pending is a milestone as this write, or one before it in the flight, leaves it.
func (q *quickWrite) pending(id string) (standing, bool) {
	if s, ok := q.milestones[id]; ok {
		return s, true
	}
	s, ok := q.flight.milestones[id]
	return s, ok
}

func (q *quickWrite) standing(id string) (standing, bool) {
	if s, ok := q.pending(id); ok {
		return s, true
	}
	s, ok := q.known.milestones[id]
	return s, ok
}

func (q *quickWrite) milestone(ctx context.Context, objective string, number int) (plan.Milestone, error) {
	id := plan.MilestoneID(objective, number)
	s, ok := q.standing(id)
	if !ok {
		row, err := one[standingRow](q.ctx, q.store.reads, qMilestone, "milestone", q.organization, objective, number)
		if err != nil {
			return plan.Milestone{}, err
		}
		s = row.standing()
		q.known.milestones[id] = s
	}
	s.milestone.Status = own(s.milestone.Status)
	return s.milestone, nil
}

// own is a status that shares nothing with the one that is kept.
func own(s plan.MilestoneStatus) plan.MilestoneStatus {
	if s.Evidence.Act != nil {
		act := *s.Evidence.Act
		s.Evidence.Act = &act
	}
	return s
}

func (q *quickWrite) statusOn(ctx context.Context, objective string, number int, day plan.Date) (plan.MilestoneStatus, bool, error) {
	id := plan.MilestoneID(objective, number)
	if s, ok := q.standing(id); ok && !s.since.IsZero() && !day.Before(s.since) {
		return own(s.milestone.Status), true, nil // no update is effective later than the last one
	}
	if _, ok := q.pending(id); ok {
		return plan.MilestoneStatus{}, false, q.unfit()
	}
	row, ok, err := maybe[statusRow](q.ctx, q.store.reads, qMilestoneStatusOn, "milestone", q.organization, objective, number, date{day})
	return row.value(), ok, err
}

// saved notes that a milestone is saved: one that was looked up, whose status stays.
func (q *quickWrite) saved(m plan.Milestone, revision int64) {
	s, ok := q.standing(m.ID())
	if _, twice := q.milestones[m.ID()]; !ok || twice {
		q.notQuick = true
		return
	}
	m.Status, m.Revision = s.milestone.Status, revision
	s.milestone = m
	q.milestones[m.ID()] = s
}

// updated notes an update of a milestone that was looked up: it leaves the revision, and the
// status, unless a later one does.
func (q *quickWrite) updated(u plan.Update, revision int64) {
	s, ok := q.standing(u.Milestone())
	if !ok || q.update != "" {
		q.notQuick = true
		return
	}
	q.update = u.ID
	s.milestone.Revision = revision
	if s.since.IsZero() || !u.EffectiveOn.Before(s.since) {
		s.milestone.Status, s.since = own(u.After), u.EffectiveOn
	}
	q.milestones[u.Milestone()] = s
}

// replay is one that an earlier write of the flight leaves.
func (q *quickWrite) replay(account, key string) (tracker.Replay, bool) {
	r, ok := q.flight.replays[replayKey{account, key}]
	return r, ok
}
