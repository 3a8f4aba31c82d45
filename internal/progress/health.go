package progress

// judgeObjective gives the health of an objective, first that fits, with its grounds.
func judgeObjective(f *Figures, o Objective, p *parts) {
	if f.settled(&p.sums) {
		return
	}
	var late, atRisk []Reason
	for i := range p.counted {
		a := &p.counted[i]
		troubles(a, o.Milestones[a.index].ID, &late, &atRisk)
	}
	f.conclude(append(late, f.varianceReason(LateVariance)...), append(atRisk, f.varianceReason(AtRiskVariance)...))
}

// judgeOffice gives the health of an office: the objective's rule, but long overdue
// milestones make it late only where they carry a share of its weight.
func judgeOffice(f *Figures, shares []officeShare, s *sums) {
	if f.settled(s) {
		return
	}
	var late, long, other []Reason
	longWeight := 0.0
	for _, share := range shares {
		longWeight += share.scale * share.part.longWeight
		long, other = append(long, share.part.long...), append(other, share.part.lesser...)
	}
	if share := longWeight / s.weight; atLeast(share, LateShare) {
		late = make([]Reason, 0, len(long)+2)
		late = append(late, Reason{Kind: ReasonOverdueShare, Count: len(long), Value: &share, Limit: pointer(LateShare)})
		late = append(late, long...)
	}
	atRisk := append(long, other...)
	f.conclude(append(late, f.varianceReason(LateVariance)...), append(atRisk, f.varianceReason(AtRiskVariance)...))
}

// judgeGroup gives the health of a horizon or of the organization.
func judgeGroup(f *Figures, members []member, s *sums) {
	if f.settled(s) {
		return
	}
	var late []Reason
	lateOnes := make([]Reason, 0, f.Objectives[HealthLate]+1)
	lateWeight := 0.0
	for _, m := range members {
		if m.assessed() && m.figures.Health == HealthLate {
			lateWeight += m.weight
			lateOnes = append(lateOnes, Reason{Kind: ReasonLateObjective, Code: m.objective.Code})
		}
	}
	if share := lateWeight / s.weight; atLeast(share, LateShare) {
		late = make([]Reason, 0, len(lateOnes)+2)
		late = append(late, Reason{Kind: ReasonLateObjectives, Count: len(lateOnes), Value: &share, Limit: pointer(LateShare)})
		late = append(late, lateOnes...)
	}
	f.conclude(append(late, f.varianceReason(LateVariance)...), append(lateOnes, f.varianceReason(AtRiskVariance)...))
}

// settled gives the healths that need no further look: nothing to assess, or all done.
func (f *Figures) settled(s *sums) bool {
	switch {
	case !s.assessed():
		f.Health, f.Reasons = HealthNotAssessed, []Reason{{Kind: ReasonNoMilestone}}
	case s.complete():
		f.Health, f.Reasons = HealthCompleted, []Reason{{Kind: ReasonAllDone, Count: s.count}}
	default:
		return false
	}
	return true
}

// conclude gives the worst health that has a ground, with the grounds of that health:
// what would only have made a milder one is left out.
func (f *Figures) conclude(late, atRisk []Reason) {
	switch {
	case len(late) > 0:
		f.Health, f.Reasons = HealthLate, worstFirst(late)
	case len(atRisk) > 0:
		f.Health, f.Reasons = HealthAtRisk, worstFirst(atRisk)
	default:
		f.Health, f.Reasons = HealthOnTrack, []Reason{{Kind: ReasonWithinLimits, Value: f.Variance}}
	}
}
