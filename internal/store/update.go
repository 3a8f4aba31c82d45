package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qUpdate       = query("Update")
	qUpdatesSince = query("UpdatesSince")
	qUpdateAdd    = query("UpdateAdd")
	qReviewsSince = query("ReviewsSince")
	qReviewOf     = query("ReviewOf")
	qReviewAdd    = query("ReviewAdd")
	qRatingsSince = query("RatingsSince")
	qRatingAdd    = query("RatingAdd")
)

type updateRow struct {
	ID          string          `db:"id"`
	Objective   string          `db:"objective"`
	Number      int             `db:"number"`
	Kind        plan.UpdateKind `db:"kind"`
	RecordedAt  instant         `db:"recorded_at"`
	EffectiveOn date            `db:"effective_on"`
	signatureRow
	statusRow
	Reason    string   `db:"reason"`
	DecidedIn optional `db:"decided_in"`
	Note      string   `db:"note"`
	Source    string   `db:"source"`
	// AfterBaseline is a boolean on one engine and 0 or 1 on the other.
	AfterBaseline bool  `db:"after_baseline"`
	Revision      int64 `db:"revision"`
}

func (r updateRow) value() plan.Update {
	return plan.Update{ID: r.ID, Objective: r.Objective, Number: r.Number, Kind: r.Kind, RecordedAt: r.RecordedAt.Time,
		EffectiveOn: r.EffectiveOn.Date, By: r.signatureRow.value(), After: r.statusRow.value(), Reason: r.Reason,
		DecidedIn: string(r.DecidedIn), Note: r.Note, Source: r.Source, AfterBaseline: r.AfterBaseline, Revision: r.Revision}
}

// AddUpdate implements tracker.Tx.
func (t *planTx) AddUpdate(ctx context.Context, u plan.Update) error {
	delete(t.standing, u.Milestone())
	if t.quick != nil {
		t.quick.updated(u, t.revision)
	}
	args := []any{t.organization, u.ID, u.Objective, u.Number, string(u.Kind), instant{u.RecordedAt},
		date{u.EffectiveOn}, u.By.AccountID, string(u.By.Role)}
	args = append(args, statusArgs(u.After)...)
	args = append(args, u.Reason, optional(u.DecidedIn), u.Note, u.Source, u.AfterBaseline, t.revision)
	return t.write(ctx, qUpdateAdd, "update", args...)
}

// Update implements tracker.Tx.
func (t *planTx) Update(ctx context.Context, id string) (plan.Update, error) {
	row, err := one[updateRow](ctx, t.transaction, qUpdate, "update", t.organization, id)
	return row.value(), err
}

type reviewRow struct {
	ID         string       `db:"id"`
	UpdateID   string       `db:"update_id"`
	Verdict    plan.Verdict `db:"verdict"`
	Note       string       `db:"note"`
	RecordedAt instant      `db:"recorded_at"`
	signatureRow
	Revision int64 `db:"revision"`
}

func (r reviewRow) value() plan.Review {
	return plan.Review{ID: r.ID, UpdateID: r.UpdateID, Verdict: r.Verdict, Note: r.Note, RecordedAt: r.RecordedAt.Time,
		By: r.signatureRow.value(), Revision: r.Revision}
}

// ReviewOf implements tracker.Tx.
func (t *planTx) ReviewOf(ctx context.Context, updateID string) (plan.Review, bool, error) {
	row, ok, err := maybe[reviewRow](ctx, t.transaction, qReviewOf, "review", t.organization, updateID)
	return row.value(), ok, err
}

// AddReview implements tracker.Tx.
func (t *planTx) AddReview(ctx context.Context, r plan.Review) error {
	return t.write(ctx, qReviewAdd, "review", t.organization, r.ID, r.UpdateID, string(r.Verdict), r.Note,
		instant{r.RecordedAt}, r.By.AccountID, string(r.By.Role), t.revision)
}

type ratingRow struct {
	ID         string          `db:"id"`
	Objective  string          `db:"objective"`
	RatedBy    plan.RatedBy    `db:"rated_by"`
	Confidence plan.Confidence `db:"confidence"`
	Text       string          `db:"text"`
	GivenOn    date            `db:"given_on"`
	RecordedAt instant         `db:"recorded_at"`
	signatureRow
	Revision int64 `db:"revision"`
}

func (r ratingRow) value() plan.Rating {
	return plan.Rating{ID: r.ID, Objective: r.Objective, RatedBy: r.RatedBy, Confidence: r.Confidence, Text: r.Text,
		GivenOn: r.GivenOn.Date, RecordedAt: r.RecordedAt.Time, By: r.signatureRow.value(), Revision: r.Revision}
}

// AddRating implements tracker.Tx.
func (t *planTx) AddRating(ctx context.Context, r plan.Rating) error {
	return t.write(ctx, qRatingAdd, "rating", t.organization, r.ID, r.Objective, string(r.RatedBy),
		string(r.Confidence), r.Text, date{r.GivenOn}, instant{r.RecordedAt}, r.By.AccountID, string(r.By.Role), t.revision)
}
