package demo

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const ente = "c_m403"

var (
	// firstDay is the day of the first meeting, as the source gives it.
	firstDay = fact(2021, time.March, 16)
	// planDay is the day on which the plan, with all its objectives, was agreed on.
	planDay = d(-1668)
)

// organization is what the source says of the ente. The links are left empty: they
// would lead from invented data to a real office.
var organization = plan.Organization{
	ID: ente, Name: "Comune di Corigliano-Rossano", ISTATCode: "078157", Region: "Calabria",
	Population: 75_000, ParentBody: "Regione Calabria", Demonstration: true,
}

// sectors are the catalogue: the three that the source names, then whom the plan serves.
var sectors = []string{"Turismo", "Cultura", "Agricoltura", "Cittadini", "Imprese", "Personale"}

func (s *script) addOrganization() {
	s.add(firstDay, morning, "create the organization", func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.CreateOrganization(ctx, organization)
		return err
	})
	for _, sector := range sectors {
		s.add(firstDay, morning, "create sector "+sector, func(ctx context.Context, t *tracker.Tracker) error {
			_, err := t.CreateSector(ctx, ente, plan.Sector{Name: sector})
			return err
		})
	}
	for _, office := range offices {
		s.add(firstDay, morning, "create office "+office.Code, func(ctx context.Context, t *tracker.Tracker) error {
			_, err := t.CreateOffice(ctx, ente, office)
			return err
		})
	}
}
