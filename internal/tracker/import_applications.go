package tracker

import (
	"context"
	"errors"

	"github.com/traguardi/traguardi/internal/plan"
)

// SourceApplications names, among origins, the applications of PA digitale 2026.
const SourceApplications = "pa-digitale-2026"

// Application (candidatura) is a row of the open data of PA digitale 2026: an ente that
// answered a call, and what became of it.
type Application struct {
	// Line is where the row is in its file; it is no part of what the row says.
	Line int `json:"-"`
	// MeasureCode is 1.4.3, Measure its whole name: 1.4.3 Adozione PagoPA e AppIO.
	MeasureCode string            `json:"measure_code"`
	Measure     string            `json:"measure"`
	Call        string            `json:"call"`
	Decree      string            `json:"decree"` // may be empty
	CUP         string            `json:"cup"`
	AmountCents int64             `json:"amount_cents"`
	AppliedOn   plan.Date         `json:"applied_on"`
	AssignedOn  plan.Date         `json:"assigned_on"`
	State       plan.FundingState `json:"state"`
	StateOn     plan.Date         `json:"state_on"` // zero in the older files
}

// Key is what tells applications of one ente apart. The same CUP can come twice: withdrawn,
// and funded again.
func (a Application) Key() string {
	return a.Call + "|" + a.CUP + "|" + a.AssignedOn.String()
}

// same reports whether two rows say the same.
func (a Application) same(b Application) bool {
	a.Line, b.Line = 0, 0
	return a == b
}

// olderThan reports whether a row says what was before another one: an old file that is
// imported after a newer one takes nothing back.
func (a Application) olderThan(b Application) bool {
	if a.StateOn != b.StateOn {
		return a.StateOn.IsZero() || (!b.StateOn.IsZero() && a.StateOn.Before(b.StateOn))
	}
	return a.State == plan.FundingAssigned && b.State != plan.FundingAssigned
}

// firstDay is the earliest day that the row tells; zero where it tells none.
func (a Application) firstDay() plan.Date {
	first := a.AppliedOn
	for _, day := range []plan.Date{a.AssignedOn, a.StateOn} {
		if first.IsZero() || (!day.IsZero() && day.Before(first)) {
			first = day
		}
	}
	return first
}

// ImportApplications is a batch of rows of one ente.
type ImportApplications struct {
	Organization string
	// New describes the ente where it may have to be made, with this batch; only the system
	// may. One that is there is left as it is.
	New *plan.Organization
	// Type is the ente's type as the rows write it: taken where nobody has told it yet and the
	// importer may say what describes the ente.
	Type string
	// Office is who objectives and milestones are given to; "" is the placeholder, since the
	// rows never tell who the owner is.
	Office string
	// Source is what fundings say of where they come from.
	Source string
	Rows   []Application
	// DryRun tells what would change, and changes nothing.
	DryRun bool
}

// ImportedApplication is what became of a row.
type ImportedApplication struct {
	Line    int
	Outcome plan.ImportOutcome
	// Why a row was refused, or is worth a second look; in Italian.
	Why string
}

// ImportedApplications is what became of a batch.
type ImportedApplications struct {
	Rows []ImportedApplication
	// Receipt is the zero value where nothing was written.
	Receipt Receipt
}

// ImportApplications takes over what the rows say of one ente: all of it in one transaction,
// with one audit entry, and nothing, not even a revision, where they say nothing new. Rows
// that break a rule are refused one by one. What people changed since the last import stays.
// For the editor and the admin; an ente is made by the system alone.
func (t *Tracker) ImportApplications(ctx context.Context, cmd ImportApplications) (ImportedApplications, error) {
	results, err := t.importApplications(ctx, cmd)
	if plan.KindOf(err) != plan.KindNotFound || cmd.New == nil {
		return results, err
	}
	if cmd.DryRun {
		return t.planForNewEnte(ctx, cmd)
	}
	if _, err := t.CreateOrganization(ctx, *cmd.New); err != nil && plan.KindOf(err) != plan.KindConflict {
		return ImportedApplications{}, err
	}
	return t.importApplications(ctx, cmd)
}

func (t *Tracker) importApplications(ctx context.Context, cmd ImportApplications) (ImportedApplications, error) {
	var rows []ImportedApplication
	receipt, err := t.change(ctx, cmd.Organization, OpImportRun, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m := t.newApplicationImport(c.Tx, cmd, c.today)
		if err := m.plan(ctx, cmd.Rows); err != nil {
			return err
		}
		rows = m.results
		if err := m.completeType(ctx, c); err != nil {
			return err
		}
		if cmd.DryRun || len(m.writes) == 0 {
			return errNothingWritten
		}
		for _, write := range m.writes {
			if err := write(ctx, c); err != nil {
				return err
			}
		}
		c.wrote("import", t.newID(), m.audit)
		return nil
	})
	if err != nil && !errors.Is(err, errNothingWritten) {
		return ImportedApplications{}, err
	}
	return ImportedApplications{Rows: rows, Receipt: receipt}, nil
}

// planForNewEnte tells what a batch would come to in an ente that is not there yet.
func (t *Tracker) planForNewEnte(ctx context.Context, cmd ImportApplications) (ImportedApplications, error) {
	if err := Permit(plan.ActorFrom(ctx), OpOrganizationCreate, cmd.Organization, ""); err != nil {
		return ImportedApplications{}, err
	}
	if err := cmd.New.Check(); err != nil {
		return ImportedApplications{}, err
	}
	m := t.newApplicationImport(emptyEnte{}, cmd, t.clock.Today())
	err := m.plan(ctx, cmd.Rows)
	return ImportedApplications{Rows: m.results}, err
}

// errNothingWritten rolls back an import that has nothing to write, or that was a trial: not
// even the revision is raised.
var errNothingWritten = errors.New("tracker: the import writes nothing")

// importReader is what an import asks of the plan that is there.
type importReader interface {
	Office(ctx context.Context, code string) (plan.Office, error)
	Objective(ctx context.Context, code string) (plan.Objective, error)
	MilestonesOf(ctx context.Context, objective string) ([]plan.Milestone, error)
	StatusOn(ctx context.Context, objective string, number int, day plan.Date) (plan.MilestoneStatus, bool, error)
	Funding(ctx context.Context, id string) (plan.Funding, error)
	Origin(ctx context.Context, source, key string) (Origin, bool, error)
}

// emptyEnte is the plan of an ente that is not there yet.
type emptyEnte struct{}

func (emptyEnte) Office(context.Context, string) (plan.Office, error) {
	return plan.Office{}, plan.NotFound("office")
}

func (emptyEnte) Objective(context.Context, string) (plan.Objective, error) {
	return plan.Objective{}, plan.NotFound("objective")
}

func (emptyEnte) MilestonesOf(context.Context, string) ([]plan.Milestone, error) { return nil, nil }

func (emptyEnte) StatusOn(context.Context, string, int, plan.Date) (plan.MilestoneStatus, bool, error) {
	return plan.MilestoneStatus{}, false, nil
}

func (emptyEnte) Funding(context.Context, string) (plan.Funding, error) {
	return plan.Funding{}, plan.NotFound("funding")
}

func (emptyEnte) Origin(context.Context, string, string) (Origin, bool, error) {
	return Origin{}, false, nil
}
