package board

import (
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// OfficeContributions gives what the milestones of an office add to its actual, in the order of the
// objectives. It walks the plan: nobody asks for it but the page of the office.
func (c *Content) OfficeContributions(office string) []progress.Contribution {
	var parts []progress.Part
	for _, o := range c.Objectives {
		if !o.Terms.State.Counted() {
			continue
		}
		rest := o.Figures.Contributions // of the milestones that count, in their order
		for _, m := range o.Milestones {
			if m.Status.State == plan.MilestoneCancelled || len(rest) == 0 {
				continue
			}
			if m.Status.Office == office {
				parts = append(parts, progress.Part{Contribution: rest[0], Weight: o.Terms.Weight})
			}
			rest = rest[1:]
		}
	}
	return progress.OfficeContributions(parts)
}
