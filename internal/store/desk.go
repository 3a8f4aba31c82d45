package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qVisit       = query("Visit")
	qVisitSave   = query("VisitSave")
	qBriefings   = query("Briefings")
	qBriefingAdd = query("BriefingAdd")
)

type visitRow struct {
	AccountID    string    `db:"account_id"`
	Organization string    `db:"organization_id"`
	BeganAt      instant   `db:"began_at"`
	SeenAt       instant   `db:"seen_at"`
	Seen         standings `db:"seen"`
	PreviousAt   instant   `db:"previous_at"`
	Previous     standings `db:"previous"`
}

func (r visitRow) value() plan.Visit {
	return plan.Visit{AccountID: r.AccountID, Organization: r.Organization, BeganAt: r.BeganAt.Time, SeenAt: r.SeenAt.Time,
		Seen: plan.Standings(r.Seen), PreviousAt: r.PreviousAt.Time, Previous: plan.Standings(r.Previous)}
}

// Visit implements tracker.Store.
func (s *Store) Visit(ctx context.Context, account, organization string) (plan.Visit, bool, error) {
	row, ok, err := maybe[visitRow](ctx, s.reads, qVisit, "visit", account, organization)
	if !ok {
		return plan.Visit{}, false, err // sqlx has made empty maps on its way to no row
	}
	return row.value(), true, nil
}

// SaveVisit implements tracker.Store.
func (s *Store) SaveVisit(ctx context.Context, v plan.Visit) error {
	return s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, err := run(ctx, t, qVisitSave, "visit", v.AccountID, v.Organization, instant{v.BeganAt}, instant{v.SeenAt},
			standings(v.Seen), instant{v.PreviousAt}, standings(v.Previous))
		return err
	})
}

type briefingRow struct {
	ID         string    `db:"id"`
	On         date      `db:"on_day"`
	SinceOn    date      `db:"since_on"`
	Shown      int64     `db:"shown_revision"`
	Standings  standings `db:"standings"`
	RecordedAt instant   `db:"recorded_at"`
	signatureRow
	Revision int64 `db:"revision"`
}

func (r briefingRow) value() plan.Briefing {
	return plan.Briefing{ID: r.ID, On: r.On.Date, SinceOn: r.SinceOn.Date, Shown: r.Shown, Standings: plan.Standings(r.Standings),
		RecordedAt: r.RecordedAt.Time, By: r.signatureRow.value(), Revision: r.Revision}
}

// Briefings implements tracker.Store.
func (s *Store) Briefings(ctx context.Context, organization string) ([]plan.Briefing, error) {
	rows, err := list[briefingRow](ctx, s.reads, qBriefings, "briefing", organization)
	return each(rows, briefingRow.value), err
}

// AddBriefing implements tracker.Tx.
func (t *planTx) AddBriefing(ctx context.Context, b plan.Briefing) error {
	return t.write(ctx, qBriefingAdd, "briefing", t.organization, b.ID, date{b.On}, date{b.SinceOn}, b.Shown,
		standings(b.Standings), instant{b.RecordedAt}, b.By.AccountID, string(b.By.Role), t.revision)
}
