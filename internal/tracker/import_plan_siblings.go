package tracker

import (
	"context"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// siblings are the milestones of an objective, removed ones too, as they are by now in an
// import. They are found without a walk over all of them: a row would otherwise cost more the
// more rows there are.
type siblings struct {
	all     []*plan.Milestone // by number, new ones last
	at      map[int]int
	highest int
	// titles give the number of the first one in the plan by its folded title; nil while nobody
	// has asked, or since one was renamed.
	titles map[string]int
}

func (s *siblings) find(number int) (*plan.Milestone, bool) {
	at, ok := s.at[number]
	if !ok {
		return nil, false
	}
	return s.all[at], true
}

// titled finds one that is in the plan by its folded title.
func (s *siblings) titled(title string) (number int, ok bool) {
	if s.titles == nil {
		s.titles = make(map[string]int, len(s.all))
		for _, m := range s.all {
			s.name(m)
		}
	}
	number, ok = s.titles[title]
	return number, ok
}

func (s *siblings) name(m *plan.Milestone) {
	title := plan.Fold(strings.TrimSpace(m.Title))
	if _, taken := s.titles[title]; !taken && m.RemovedOn.IsZero() {
		s.titles[title] = m.Number
	}
}

// put takes a milestone in, or in the place of what was known of it: whoever holds that
// one still sees it as it was.
func (s *siblings) put(m plan.Milestone) {
	if at, ok := s.at[m.Number]; ok {
		if s.all[at].Title != m.Title {
			s.titles = nil
		}
		s.all[at] = &m
		return
	}
	s.at[m.Number] = len(s.all)
	s.all = append(s.all, &m)
	s.highest = max(s.highest, m.Number)
	if s.titles != nil {
		s.name(&m)
	}
}

// milestonesOf gives an objective's milestones, read once.
func (p *planImport) milestonesOf(ctx context.Context, objective string) (*siblings, error) {
	if known, ok := p.milestones[objective]; ok {
		return known, nil
	}
	milestones, err := p.MilestonesOf(ctx, objective)
	if err != nil {
		return nil, err
	}
	s := &siblings{at: make(map[int]int, len(milestones))}
	for _, m := range milestones {
		s.put(m)
	}
	p.milestones[objective] = s
	return s, nil
}

// keep puts a milestone that was written in the place of what was known of it.
func (p *planImport) keep(m plan.Milestone) {
	if all, read := p.milestones[m.Objective]; read { // else it will be
		all.put(m)
	}
}
