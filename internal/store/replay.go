package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qReplay              = query("Replay")
	qReplaySave          = query("ReplaySave")
	qReplaysDeleteBefore = query("ReplaysDeleteBefore")
)

type replayRow struct {
	AccountID   string  `db:"account_id"`
	Key         string  `db:"key"`
	Fingerprint string  `db:"fingerprint"`
	ObjectID    string  `db:"object_id"`
	Revision    int64   `db:"revision"`
	At          instant `db:"at"`
}

func (r replayRow) value() tracker.Replay {
	return tracker.Replay{AccountID: r.AccountID, Key: r.Key, Fingerprint: r.Fingerprint, ObjectID: r.ObjectID,
		Revision: r.Revision, At: r.At.Time}
}

// Replay implements tracker.Tx. Keys are kept per organization.
func (t *planTx) Replay(ctx context.Context, accountID, key string) (tracker.Replay, bool, error) {
	if t.quick != nil {
		if r, ok := t.quick.replay(accountID, key); ok {
			return r, true, nil
		}
	}
	row, ok, err := maybe[replayRow](ctx, t.transaction, qReplay, "idempotency key", t.organization, accountID, key)
	return row.value(), ok, err
}

// SaveReplay implements tracker.Tx.
func (t *planTx) SaveReplay(ctx context.Context, r tracker.Replay) error {
	if t.quick != nil {
		r.Revision = t.revision
		t.quick.replays[replayKey{r.AccountID, r.Key}] = r
	}
	return t.write(ctx, qReplaySave, "idempotency key", t.organization, r.AccountID, r.Key, r.Fingerprint,
		r.ObjectID, t.revision, instant{r.At})
}
