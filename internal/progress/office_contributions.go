package progress

// Part is one milestone of an office: what it adds to its objective, and what the objective weighs.
type Part struct {
	Contribution Contribution // to the objective
	Weight       float64      // of the objective
}

// OfficeContributions gives what the milestones of an office add to its actual, from what they add
// to those of their objectives.
func OfficeContributions(parts []Part) []Contribution {
	total := 0.0
	for _, p := range parts {
		total += usableWeight(p.Weight) * p.Contribution.Share
	}
	all := make([]Contribution, len(parts))
	for i, p := range parts {
		all[i] = contribution(p.Contribution.Code, usableWeight(p.Weight)*p.Contribution.Share, total, p.Contribution.Value)
	}
	return all
}
