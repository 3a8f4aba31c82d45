package board

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// Reader is what api, web, jobs and metrics need of the boards.
type Reader interface {
	// Public gives what everybody may see of an organization on a day; the zero day is
	// today. It serves the last known board while the database is away, and says so
	// through the Freshness. Unknown organizations and days in the future or before the
	// year 1900 are a *plan.Error.
	Public(ctx context.Context, organization string, day plan.Date) (*Public, Freshness, error)
	// Staff gives everything. The caller must have asked the policy
	// (tracker.MayRead); the board does not know who asks.
	Staff(ctx context.Context, organization string, day plan.Date) (*Staff, Freshness, error)
	// PublicIndex and StaffIndex find words in the same, with the same errors.
	PublicIndex(ctx context.Context, organization string, day plan.Date) (PublicIndex, Freshness, error)
	StaffIndex(ctx context.Context, organization string, day plan.Date) (StaffIndex, Freshness, error)
	// Roster tells who the organizations are. The last one known is given while the database
	// is away.
	Roster(ctx context.Context) (*Roster, Freshness, error)
	// Organizations lists the organizations with one line of figures each, by name.
	Organizations(ctx context.Context) ([]Summary, Freshness, error)
	// Catalogue gives the national plans that objectives point at: of the installation, not of
	// an organization. It is only to be read. The last one known is given while the database
	// is away.
	Catalogue(ctx context.Context) (*plan.Catalogue, error)
	// Peers gives the enti that the open data tell of, to be held against each other: as they
	// were when the last poll came by. It is only to be read. The last ones known are given
	// while the database is away.
	Peers(ctx context.Context) (*Peers, error)
	// Await makes sure that this process sees at least the given revision of the
	// organization, so that a writer's next read shows its own write.
	Await(ctx context.Context, organization string, revision int64) error
	// Ready reports nil once the database has been reached and the boards can answer.
	Ready(ctx context.Context) error
}

// Freshness tells whether what is shown is known to be the present state.
type Freshness struct {
	// Stale is true while the database is away: what is shown is the last board.
	Stale bool
	// List tells states of the list of organizations apart that list as many, by what changed and
	// by the day of the figures, which after midnight may be the day before; zero elsewhere.
	List int64
}

// Summary is one organization in the list of organizations, as the public sees it.
type Summary struct {
	// Organization is its row; Revision is that of the plan that the line was made of,
	// 0 where the plan could not be read: the line has no figures then.
	Organization plan.Organization
	// Day is the one that the figures are of: today, but for a while after midnight; zero
	// where there are none.
	Day plan.Date
	// Shown and ShownPlanned are whole percentages, -1 where not assessed.
	Shown        int
	ShownPlanned int
	Health       string
	Objectives   int
	// Actual and Planned are as in progress.Figures, of the organization.
	Actual, Planned *float64
	Horizons        []HorizonSummary
	// Meetings counts the published ones; states without any are left out.
	Meetings map[plan.MeetingState]int
	// OverdueActions counts those of published meetings.
	OverdueActions int

	// folded is what is searched: names of thousands are not folded for each who searches.
	folded string
}

// Folded is what the organization is found by, its name, code and region, as plan.FoldSearch
// leaves it.
func (s *Summary) Folded() string {
	if s.folded != "" {
		return s.folded
	}
	o := &s.Organization
	return plan.FoldSearch(o.Name + "\n" + o.ID + "\n" + o.Region)
}

// HorizonSummary is one horizon of an organization in the list.
type HorizonSummary struct {
	Horizon         plan.Horizon
	Actual, Planned *float64 // as in progress.Figures
}
