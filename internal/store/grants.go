package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qGrants   = query("Grants")
	qGrantsOf = query("GrantsOf")
)

type grantRow struct {
	Organization  string            `db:"organization"`
	Type          string            `db:"type"`
	Region        string            `db:"region"`
	Population    int               `db:"population"`
	Demonstration bool              `db:"demonstration"`
	Measure       string            `db:"measure"`
	AmountCents   int64             `db:"amount_cents"`
	AssignedOn    date              `db:"assigned_on"`
	State         plan.FundingState `db:"state"`
	StateOn       date              `db:"state_on"`
	Source        string            `db:"source"`
}

func (r grantRow) value() board.Grant {
	return board.Grant{
		Organization: plan.Organization{ID: r.Organization, Type: r.Type, Region: r.Region, Population: r.Population, Demonstration: r.Demonstration},
		Funding: plan.Funding{
			Measure: r.Measure, AmountCents: r.AmountCents, AssignedOn: r.AssignedOn.Date, State: r.State, StateOn: r.StateOn.Date, Source: r.Source,
		},
	}
}

// Grants implements board.Source. The rows are handed over as they come: no more than one of
// them is held.
func (s *Store) Grants(ctx context.Context, organization string, each func(board.Grant)) error {
	take := func(r grantRow) { each(r.value()) }
	if organization != "" {
		return stream(ctx, s.reads, qGrantsOf, "funding", take, organization)
	}
	return stream(ctx, s.reads, qGrants, "funding", take)
}
