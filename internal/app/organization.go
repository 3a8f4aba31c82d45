package app

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// Organization is what the command line says of a new ente.
type Organization struct {
	ID, Name, Type, ISTATCode, Region, ParentBody string
	Population                                    int
}

// CreateOrganization adds an ente.
func (i *Installation) CreateOrganization(ctx context.Context, o Organization) error {
	_, err := i.Tracker.CreateOrganization(asSystem(ctx), plan.Organization{
		ID: o.ID, Name: o.Name, Type: o.Type, ISTATCode: o.ISTATCode, Region: o.Region, ParentBody: o.ParentBody, Population: o.Population,
	})
	return err
}
