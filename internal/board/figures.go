package board

import (
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// figured is a set of objectives with the figures that were computed over them.
type figured struct {
	days   []*objectiveDay
	report progress.Report
}

func reportOf(b *Board) figured { return figured{b.days, b.report} }

// combine computes the figures over the objectives that are wanted, all but those of
// the objectives themselves. Offices of which nothing changed since an earlier report
// over the same moment keep their figures: those are made of the office's own
// milestones alone, with the weights and states of their objectives.
func (b *Board) combine(wanted func(*objectiveDay) bool, earlier figured) progress.Report {
	objectives := make([]progress.Known, 0, len(b.days))
	for _, o := range b.days {
		if wanted(o) {
			objectives = append(objectives, progress.Known{Objective: &o.state, Figures: &o.figures})
		}
	}
	known := make(map[string]*progress.OfficeFigures, len(earlier.report.Offices))
	for i := range earlier.report.Offices {
		known[earlier.report.Offices[i].Office] = &earlier.report.Offices[i]
	}
	for code := range touchedOffices(earlier.days, b.days) {
		delete(known, code)
	}
	asked := make([]string, 0, len(b.offices))
	for _, office := range b.offices {
		if known[office.Code] == nil {
			asked = append(asked, office.Code)
		}
	}
	groups := progress.Report{Organization: earlier.report.Organization, Horizons: earlier.report.Horizons, Offices: earlier.report.Offices}
	report := progress.Groups(groups, objectives, asked, b.moment.day)
	computed := report.Offices
	report.Offices = make([]progress.OfficeFigures, len(b.offices))
	for i, office := range b.offices {
		if f := known[office.Code]; f != nil {
			report.Offices[i] = *f
		} else {
			report.Offices[i], computed = computed[0], computed[1:]
		}
	}
	return report
}

// touchedOffices are the offices whose figures may differ between two revisions.
func touchedOffices(before, after []*objectiveDay) map[string]bool {
	touched := map[string]bool{}
	eachChange(before, after, func(old, new *objectiveDay) {
		if !sameTerms(old, new) {
			markOffices(touched, old)
			markOffices(touched, new)
			return
		}
		var changed []int
		for i := range new.state.Milestones {
			was, is := &old.state.Milestones[i], &new.state.Milestones[i]
			if *was == *is {
				continue
			}
			if was.Weight != is.Weight || was.ID != is.ID || (was.State == plan.MilestoneCancelled) != (is.State == plan.MilestoneCancelled) {
				// The sum of the objective's weights moved, and every share with it.
				markOffices(touched, old)
				markOffices(touched, new)
				return
			}
			changed = append(changed, i)
		}
		for _, i := range changed {
			touched[old.state.Milestones[i].Office] = true
			touched[new.state.Milestones[i].Office] = true
		}
	})
	return touched
}

// sameTerms reports whether an objective weighs the same in the figures of offices.
func sameTerms(old, new *objectiveDay) bool {
	return old != nil && new != nil && old.present == new.present && old.published() == new.published() &&
		old.state.State == new.state.State && old.state.Weight == new.state.Weight &&
		len(old.state.Milestones) == len(new.state.Milestones)
}

func markOffices(touched map[string]bool, o *objectiveDay) {
	if o == nil {
		return
	}
	for i := range o.state.Milestones {
		touched[o.state.Milestones[i].Office] = true
	}
}

// eachChange walks two lists of objectives by code and visits those that are not the
// same; old or new is nil where there is none.
func eachChange(before, after []*objectiveDay, visit func(old, new *objectiveDay)) {
	i := 0
	for _, new := range after {
		for i < len(before) && before[i].block.objective.Code < new.block.objective.Code {
			visit(before[i], nil)
			i++
		}
		if i == len(before) || before[i].block.objective.Code != new.block.objective.Code {
			visit(nil, new)
			continue
		}
		if before[i] != new {
			visit(before[i], new)
		}
		i++
	}
	for ; i < len(before); i++ {
		visit(before[i], nil)
	}
}
