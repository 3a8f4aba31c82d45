package board

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// OrganizationIDs lists every organization, by name.
func (b *Boards) OrganizationIDs(ctx context.Context) ([]string, error) {
	organizations, err := b.source.Organizations(ctx)
	b.sourceAnswered(err)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(organizations))
	for i, o := range organizations {
		ids[i] = o.ID
	}
	return ids, nil
}

// Numbers gives one row for the organization, each horizon, office and objective that
// is no draft, as they are kept of a day; the zero day is today. ComputedAt is left to
// the caller. Unlike what is shown, numbers to keep are never those of the last board
// while the database is away: that is an error of kind unavailable.
func (b *Boards) Numbers(ctx context.Context, organization string, day plan.Date) ([]plan.Snapshot, error) {
	board, fresh, err := b.Board(ctx, organization, day)
	if err != nil {
		return nil, err
	}
	if fresh.Stale {
		return nil, plan.Errorf(plan.KindUnavailable, "the database is away")
	}
	return board.Numbers(), nil
}

// FirstDay is the earliest day on which the plan had an objective; zero for none.
func (b *Boards) FirstDay(ctx context.Context, organization string) (plan.Date, error) {
	v, _, err := b.current(ctx, organization)
	if err != nil {
		return plan.Date{}, err
	}
	return v.ledger.firstDay(), nil
}

// Numbers gives the board's figures as rows to keep: of the organization, each horizon,
// office and objective that is no draft.
func (b *Board) Numbers() []plan.Snapshot {
	r := &b.report
	rows := make([]plan.Snapshot, 0, 1+len(r.Horizons)+len(r.Offices)+len(b.days))
	row := func(scope plan.Scope, code string, f *progress.Figures) {
		rows = append(rows, plan.Snapshot{
			Day: b.moment.day, Scope: scope, Code: code, Actual: f.Actual, Planned: f.Planned, Variance: f.Variance,
			SPI: f.SPI, SPIT: f.SPIT, ForecastEndOn: f.ForecastEndOn, Counts: f.Counts, Health: string(f.Health),
			Revision: b.Revision(),
		})
	}
	row(plan.ScopeOrganization, "", &r.Organization)
	for i := range r.Horizons {
		row(plan.ScopeHorizon, string(r.Horizons[i].Horizon), &r.Horizons[i].Figures)
	}
	for i := range r.Offices {
		row(plan.ScopeOffice, r.Offices[i].Office, &r.Offices[i].Figures)
	}
	for _, o := range b.days {
		if o.present && o.terms.State != plan.ObjectiveDraft {
			row(plan.ScopeObjective, o.block.objective.Code, &o.figures)
		}
	}
	return rows
}

// Line gives the organization's line in the list, of today, to be kept. While the database is away
// that is an error of kind unavailable.
func (b *Boards) Line(ctx context.Context, organization string) (plan.Line, error) {
	board, fresh, err := b.Board(ctx, organization, plan.Date{})
	if err != nil {
		return plan.Line{}, err
	}
	if fresh.Stale {
		return plan.Line{}, plan.Errorf(plan.KindUnavailable, "the database is away")
	}
	return board.line(b.options.StaleAfterDays)
}
