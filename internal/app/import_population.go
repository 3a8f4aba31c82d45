package app

import (
	"context"
	"io"

	"github.com/traguardi/traguardi/internal/intake"
)

// ImportPopulation takes the number of inhabitants of the comuni of this installation over.
func (i *Installation) ImportPopulation(ctx context.Context, m Import) (*intake.Report, error) {
	ctx = asSystem(ctx)
	organizations, err := i.Store.Organizations(ctx)
	if err != nil {
		return nil, err
	}
	return m.read(func(file io.Reader, report *intake.Report) error {
		return intake.Population{Tracker: i.Tracker, Organizations: organizations, DryRun: m.DryRun}.Import(ctx, file, report)
	})
}
