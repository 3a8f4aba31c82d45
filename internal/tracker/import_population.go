package tracker

import (
	"context"
	"errors"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
)

// SourcePopulation names, among origins, the resident population that ISTAT publishes.
const SourcePopulation = "istat-popolazione"

// ImportPopulation says how many people live in an ente.
type ImportPopulation struct {
	Organization string
	Population   int
	// DryRun tells what would change, and changes nothing.
	DryRun bool
}

// ImportedPopulation is what became of it.
type ImportedPopulation struct {
	Outcome plan.ImportOutcome
	// Why nothing was written although the number is another one; in Italian.
	Why string
	// Receipt is the zero value where nothing was written.
	Receipt Receipt
}

// ImportPopulation takes the number of inhabitants over: nothing, not even a revision, where
// it is known already. What a person wrote stays. For those who may change what describes the
// ente: its admin, and the system.
func (t *Tracker) ImportPopulation(ctx context.Context, cmd ImportPopulation) (ImportedPopulation, error) {
	var done ImportedPopulation
	receipt, err := t.change(ctx, cmd.Organization, OpOrganizationChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o, err := c.LoadOrganization(ctx)
		if err != nil {
			return err
		}
		origin, there, err := c.Origin(ctx, SourcePopulation, "population")
		if err != nil {
			return err
		}
		before := strconv.Itoa(o.Population)
		switch {
		case o.Population == cmd.Population:
			done.Outcome = plan.RowUnchanged
			return errNothingWritten
		case o.Population != 0 && (!there || origin.Imported != before):
			done.Outcome, done.Why = plan.RowUnchanged, "gli abitanti ("+before+") li ha scritti una persona: restano"
			return errNothingWritten
		case o.Population == 0:
			done.Outcome = plan.RowCreated
		default:
			done.Outcome = plan.RowUpdated
		}
		o.Population = cmd.Population
		if err := o.Check(); err != nil {
			return err
		}
		if cmd.DryRun {
			return errNothingWritten
		}
		o.Revision = c.Revision()
		c.wrote("organization", o.ID, o)
		return errors.Join(c.SaveOrganization(ctx, o), c.SaveOrigin(ctx, Origin{
			Source: SourcePopulation, Key: "population", ObjectType: "organization", ObjectID: o.ID, Imported: strconv.Itoa(o.Population),
		}))
	})
	if err != nil && !errors.Is(err, errNothingWritten) {
		return ImportedPopulation{}, err
	}
	done.Receipt = receipt
	return done, nil
}
