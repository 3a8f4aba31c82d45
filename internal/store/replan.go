package store

import "context"

// PostgreSQL plans the checks of foreign keys once for a connection, by how large the tables are
// then. In tables that are empty every index looks as good as the other, and it may take that of
// the revisions, which finds all rows of the organization: each row that an import adds would look
// through all that it has added before, and 19,000 rows take minutes. Statistics, which would make
// it think again, count no row before the commit. So a transaction that writes much says when its
// tables have grown.

// replanAt is after how many rows for the first time, so that a connection forgets what it planned
// for smaller tables in an earlier transaction; then each time that there are so many times more.
const (
	replanAt    = 256
	replanTimes = 4
)

const nameReplan query = "DiscardPlans"

// grown counts rows that were written, and lets the server plan anew where it is due.
func (t *transaction) grown(ctx context.Context, rows int) error {
	if !t.pool.batching { // SQLite plans by no size, and once
		return nil
	}
	t.rows += rows
	if t.replan == 0 {
		t.replan = replanAt
	}
	if t.rows < t.replan {
		return nil
	}
	t.replan *= replanTimes
	w := t.pool.watch(ctx, nameReplan)
	_, err := t.tx.ExecContext(ctx, "DISCARD PLANS")
	w.end(unknownRows, err)
	return translate(ctx, err, "plan of a query")
}
