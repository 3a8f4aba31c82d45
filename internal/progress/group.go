package progress

import "github.com/traguardi/traguardi/internal/plan"

// member is an objective with its figures, as a group sees it.
type member struct {
	objective *Objective
	figures   *Figures
	weight    float64
}

// assessed reports whether the objective has anything to be measured by.
func (m member) assessed() bool { return m.figures.Actual != nil && m.weight > 0 }

// ofGroup gives the figures of a horizon or of the whole organization: the mean of its
// assessed members, weighted by the objectives' weights.
// known are the chunks of its planned curve that an earlier report had.
func ofGroup(members []member, day plan.Date, known []chunk) Figures {
	var s sums
	for _, m := range members {
		if m.assessed() {
			s.addObjective(m.figures, &m.figures.parts.sums, m.weight)
		}
	}
	planned, chunks := groupCurve(members, &s, known)
	f := s.figures(day, planned)
	f.chunks = chunks
	f.Objectives = make(map[Health]int, len(Healths))
	f.Contributions = make([]Contribution, 0, s.count)
	for _, m := range members {
		f.Counts = f.Counts.Add(m.figures.Counts)
		f.Objectives[m.figures.Health]++
		if m.assessed() {
			f.Contributions = append(f.Contributions, contribution(m.objective.Code, m.weight, s.weight, *m.figures.Actual))
		}
	}
	judgeGroup(&f, members, &s)
	return f
}

// groupCurve is the mean of the planned curves of the members that have one, weighted
// as their figures are; nil where none has. It is laid chunk by chunk, and those of an
// earlier report are taken over where they are the same.
func groupCurve(members []member, s *sums, known []chunk) (planned func(day int) float64, chunks []chunk) {
	if !s.dated() {
		return nil, nil
	}
	total := newCurve(s.start, s.end)
	of, milestones := make([]plannedShare, len(members)), 0
	for i, m := range members {
		if p := m.figures.parts.plan; p != nil && m.weight > 0 {
			of[i] = plannedShare{p, m.weight / p.weight}
			milestones += len(p.rises)
		}
	}
	if milestones > smallGroup {
		chunks = make([]chunk, 0, (len(members)+chunkSize-1)/chunkSize)
	}
	for at := 0; at < len(members); at += chunkSize {
		end := min(at+chunkSize, len(members))
		var c chunk
		if i := at / chunkSize; i < len(known) && known[i].holds(of[at:end], total) {
			c = known[i]
		} else {
			c = newChunk(of[at:end], s)
		}
		for day, change := range c.changes.values {
			total.values[day] += change
		}
		if chunks != nil {
			chunks = append(chunks, c)
		}
	}
	total.build(s.datedWeight)
	return total.at, chunks
}
