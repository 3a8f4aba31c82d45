package board

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// Source is where ledgers come from: the database, through package store.
type Source interface {
	// Organizations lists every organization with its present revision, by name.
	Organizations(ctx context.Context) ([]plan.Organization, error)
	// Revision is the present revision of one organization; a *plan.Error of kind
	// not_found for one that does not exist.
	Revision(ctx context.Context, organization string) (int64, error)
	// Revisions gives the present revision of every organization, for the slow poll.
	Revisions(ctx context.Context) (map[string]int64, error)
	// Changes gives every row of the organization with a revision above since, read in
	// one consistent view of the database together with the revision it stands for.
	// Since 0 gives everything.
	Changes(ctx context.Context, organization string, since int64) (Changes, error)
	// Plans gives everything (Changes since 0) of the organizations whose codes come after
	// one, in the order of the codes and in one consistent view: so many at most, none at the
	// end. After gives the codes alone.
	Plans(ctx context.Context, after string, most int) ([]Changes, error)
	After(ctx context.Context, after string, most int) ([]string, error)
	// Lines hands over the lines that are kept of a day or later.
	Lines(ctx context.Context, since plan.Date, each func(plan.Line)) error
	// CatalogueVersion is that of the catalogue of national plans; it grows with each change.
	CatalogueVersion(ctx context.Context) (int64, error)
	// Catalogue gives the whole catalogue, sorted (plan.SortCatalogue), in one consistent
	// view.
	Catalogue(ctx context.Context) (plan.Catalogue, error)
	// Grants hands over, in one consistent view, the fundings of one organization, or of all
	// of them where it is "", organization by organization: those that are in the plan, on
	// objectives that are in it and no draft.
	Grants(ctx context.Context, organization string, each func(Grant)) error
}

// Grant is a funding as plans are compared by: of it measure, amount, days, state and source
// are told, of the organization the code, type, region, population and whether it is a
// demonstration.
type Grant struct {
	Organization plan.Organization
	Funding      plan.Funding
}

// Changes are the rows of one organization that are newer than a revision. Removed
// objects are there with RemovedOn set. Updates and ObjectiveChanges come in the
// order in which they were recorded.
type Changes struct {
	Organization     plan.Organization
	Offices          []plan.Office
	Objectives       []plan.Objective
	ObjectiveChanges []plan.ObjectiveChange
	Milestones       []plan.Milestone // Status is not filled, and Revision is the row's: the updates tell both
	Updates          []plan.Update
	Reviews          []plan.Review
	Ratings          []plan.Rating
	Meetings         []plan.Meeting
	Actions          []plan.Action
	Fundings         []plan.Funding
	Indicators       []plan.Indicator
	Measurements     []plan.Measurement
	Sectors          []plan.Sector
	// These are nil where they are no newer.
	ObjectiveOrder *plan.ObjectiveOrder
	Texts          *plan.Texts
	Publication    *plan.Publication
}
