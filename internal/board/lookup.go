package board

import (
	"maps"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// Objective gives one objective by its code.
func (c *Content) Objective(code string) (*Objective, bool) {
	at, found := slices.BinarySearchFunc(c.Objectives, code, func(o *Objective, code string) int {
		return strings.Compare(o.Code, code)
	})
	if !found {
		return nil, false
	}
	return c.Objectives[at], true
}

// Milestone gives one milestone by its id, OB-01.3.
func (c *Content) Milestone(id string) (*Milestone, bool) {
	code, number, ok := plan.ParseMilestoneID(id)
	if !ok {
		return nil, false
	}
	o, ok := c.Objective(code)
	if !ok {
		return nil, false
	}
	at, found := slices.BinarySearchFunc(o.Milestones, number, func(m *Milestone, number int) int { return m.Number - number })
	if !found {
		return nil, false
	}
	return o.Milestones[at], true
}

// Office gives one office by its code.
func (c *Content) Office(code string) (*Office, bool) {
	return lookUp(c.offices, c.Offices, code, func(o *Office) string { return o.Code })
}

// FormerOffice gives one office that is there no more, by its code.
func (c *Content) FormerOffice(code string) (*FormerOffice, bool) {
	return lookUp(nil, c.Former, code, func(o *FormerOffice) string { return o.Code })
}

// OfficeName is an office's name by its code, also where it is there no more; the code
// where there never was one.
func (c *Content) OfficeName(code string) string {
	if o, ok := c.Office(code); ok {
		return o.Name
	}
	if o, ok := c.FormerOffice(code); ok {
		return o.Name
	}
	return code
}

// SectorName is a sector's name by its code; the code where the catalogue has none.
func (c *Content) SectorName(code string) string {
	if i := slices.IndexFunc(c.Sectors, func(s plan.Sector) bool { return s.Code == code }); i >= 0 {
		return c.Sectors[i].Name
	}
	return code
}

// SectorUses counts, by code, the objectives shown that have a sector.
func (c *Content) SectorUses() map[string]int {
	uses := map[string]int{}
	for _, o := range c.Objectives {
		for _, code := range o.Sectors {
			uses[code]++
		}
	}
	return uses
}

// SectorsShown are the sectors that an objective shown has, in the catalogue's order;
// what no catalogue has comes last.
func (c *Content) SectorsShown() []plan.Sector {
	uses := c.SectorUses()
	var shown []plan.Sector
	for _, s := range c.Sectors {
		if uses[s.Code] > 0 {
			shown = append(shown, s)
			delete(uses, s.Code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(uses)) {
		shown = append(shown, plan.Sector{Code: code, Name: code})
	}
	return shown
}

// Meeting gives one meeting by its id.
func (c *Content) Meeting(id string) (*Meeting, bool) {
	return lookUp(c.meetings, c.Meetings, id, func(m *Meeting) string { return m.ID })
}

// Action gives one action by its id.
func (c *Content) Action(id string) (*Action, bool) {
	return lookUp(c.actions, c.Actions, id, func(a *Action) string { return a.ID })
}

// lookUp finds by the index, or in the list where there is no index.
func lookUp[T any](index map[string]*T, list []*T, key string, keyOf func(*T) string) (*T, bool) {
	if index != nil {
		found, ok := index[key]
		return found, ok
	}
	for _, entry := range list {
		if keyOf(entry) == key {
			return entry, true
		}
	}
	return nil, false
}
