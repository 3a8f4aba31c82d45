package tracker

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// AdoptLine makes a draft objective of a line of a national plan.
type AdoptLine struct {
	Organization string
	Line         plan.LineRef
	// Horizon and LeadOffice of the objective; a horizon that is not given follows from the
	// time that the line leaves.
	Horizon    plan.Horizon
	LeadOffice string
}

// AdoptLine adds a draft objective that carries out a line: its title and text are the
// line's, its due date is the end of the month by which the line is to be done. A line that
// an objective in the plan carries out already is not adopted again: the receipt names that
// objective and is Replayed. For the editor and the admin.
func (t *Tracker) AdoptLine(ctx context.Context, cmd AdoptLine) (Receipt, error) {
	var adopted string
	receipt, err := t.change(ctx, cmd.Organization, OpObjectiveCreate, func(c *change) error {
		if err := c.permit(cmd.LeadOffice); err != nil {
			return err
		}
		line, err := c.CatalogueLine(ctx, cmd.Line)
		if err != nil {
			return err
		}
		if line.Dropped {
			return plan.NotFound("line")
		}
		already, err := c.ObjectivesOfLine(ctx, cmd.Line)
		if err != nil {
			return err
		}
		if len(already) > 0 {
			adopted = already[0]
			return errAdopted
		}
		codes, err := c.ObjectiveCodes(ctx)
		if err != nil {
			return err
		}
		o := plan.ObjectiveOfLine(cmd.Line.Edition, line, c.today)
		o.Code = freeCode(o.Code, codes)
		o.Terms.LeadOffice = cmd.LeadOffice
		if cmd.Horizon != "" {
			o.Terms.Horizon = cmd.Horizon
		}
		if err := checkedObjective(ctx, c, o, plan.Objective{}); err != nil {
			return err
		}
		c.wrote("objective", o.Code, o)
		if err := c.SaveObjective(ctx, o); err != nil {
			return err
		}
		return t.recordTerms(ctx, c, o, o.AddedOn)
	})
	if errors.Is(err, errAdopted) {
		revision, err := t.store.Revision(ctx, cmd.Organization)
		return Receipt{ID: adopted, Revision: revision, Replayed: true}, err
	}
	return receipt, err
}

// errAdopted rolls back the adoption of a line that an objective carries out already.
var errAdopted = errors.New("tracker: an objective carries out the line already")

// freeCode is the code, or the first of those that follow it which no objective has or had.
func freeCode(code string, taken []string) string {
	code = strings.Trim(code[:min(len(code), plan.MaxObjectiveCode-len("-99"))], "-")
	free := code
	for n := 2; slices.Contains(taken, free); n++ {
		free = code + "-" + strconv.Itoa(n)
	}
	return free
}
