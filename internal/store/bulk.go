package store

import (
	"context"
	"fmt"
	"slices"
)

// A use case that writes the rows of many objects one by one, as an import does, would send each of
// them to PostgreSQL by itself: the statement of a batch has a query once. So rows of the kinds
// below are kept until there are many, or until something is read, and then sent by kind, thirty-two
// at a time: those that others refer to first.
var bulk = map[query]bulkKind{
	qObjectiveSave:      {rank: 1, key: 2},
	qObjectiveChangeAdd: {rank: 2},
	qMilestoneSave:      {rank: 3, key: 3},
	qUpdateAdd:          {rank: 4},
	qOriginSave:         {rank: 5, key: 3},
}

type bulkKind struct {
	rank int
	// key is how many of the first arguments name the row that is put in the place of another; 0
	// where every row is a new one.
	key int
}

// bulkMost bounds what is kept.
const bulkMost = 256

// joins tells whether a write can wait beside those that do: as the first of its query beside others
// that are the first of theirs, or beside rows of the bulk kinds as one of them. No row may be
// written twice by one statement.
func (t *transaction) joins(w write) bool {
	kind, ok := bulk[w.q]
	if !slices.ContainsFunc(t.pending, func(p write) bool { return p.q == w.q }) {
		return ok || !repeated(t.pending)
	}
	if !ok || len(t.pending) >= bulkMost {
		return false
	}
	return !slices.ContainsFunc(t.pending, func(p write) bool {
		if _, ok := bulk[p.q]; !ok {
			return true
		}
		return p.q == w.q && kind.key > 0 && slices.Equal(p.args[:kind.key], w.args[:kind.key])
	})
}

// repeated tells whether some query is there twice.
func repeated(writes []write) bool {
	seen := make(map[query]bool, len(writes))
	for _, w := range writes {
		if seen[w.q] {
			return true
		}
		seen[w.q] = true
	}
	return false
}

// sendBulk sends writes of the bulk kinds.
func (t *transaction) sendBulk(ctx context.Context, writes []write) error {
	slices.SortStableFunc(writes, func(a, b write) int { return bulk[a.q].rank - bulk[b.q].rank })
	for len(writes) > 0 {
		n := 1
		for n < len(writes) && writes[n].q == writes[0].q {
			n++
		}
		rows := make([][]any, n)
		for i, w := range writes[:n] {
			rows[i] = w.args
		}
		if err := t.insertRows(ctx, writes[0].q, writes[0].what, rows); err != nil {
			return fmt.Errorf("%d rows: %w", n, err)
		}
		writes = writes[n:]
	}
	return nil
}
