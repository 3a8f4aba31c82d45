package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateSector adds a sector at the end of the catalogue; an empty code is made of its
// name. A code that was removed comes back with what is given. For the admin. The
// receipt's ID is the code.
func (t *Tracker) CreateSector(ctx context.Context, organization string, s plan.Sector) (Receipt, error) {
	return t.change(ctx, organization, OpSectorCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		if err := s.Check(); err != nil {
			return err
		}
		if s.Code == "" {
			s.Code = plan.SectorCode(s.Name)
		}
		if err := s.CheckCode(); err != nil {
			return err
		}
		all, err := c.Sectors(ctx)
		if err != nil {
			return err
		}
		s.RemovedOn, s.Position = plan.Date{}, 1
		present := 0
		for _, other := range all {
			s.Position = max(s.Position, other.Position+1)
			if !other.RemovedOn.IsZero() {
				continue
			}
			present++
			if other.Code == s.Code {
				return taken(nil, "code", "a sector with this code exists in this organization")
			}
			if other.Name == s.Name {
				return taken(nil, "name", "a sector of this name exists in this organization")
			}
		}
		if present >= plan.MaxSectorList {
			return plan.Errorf(plan.KindConflict, "the catalogue has %d sectors already", plan.MaxSectorList).WithRule("sector.many")
		}
		c.wrote("sector", s.Code, s)
		return c.SaveSector(ctx, s)
	})
}

// ChangeSector is what may change of a sector. Its code stays.
type ChangeSector struct {
	Organization string
	Code         string
	IfRevision   int64
	Name         plan.Opt[string]
	Hidden       plan.Opt[bool]
}

// ChangeSector renames a sector, or hides it from being chosen. The objectives that have
// it are not touched: they name its code. For the admin.
func (t *Tracker) ChangeSector(ctx context.Context, cmd ChangeSector) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpSectorChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		s, all, err := existingSector(ctx, c, cmd.Code)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, s.Revision); err != nil {
			return err
		}
		s.Name = cmd.Name.Or(s.Name)
		s.Hidden = cmd.Hidden.Or(s.Hidden)
		if err := s.Check(); err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(other plan.Sector) bool {
			return other.Name == s.Name && other.Code != s.Code && other.RemovedOn.IsZero()
		}) {
			return taken(nil, "name", "a sector of this name exists in this organization")
		}
		c.wrote("sector", s.Code, s)
		return c.SaveSector(ctx, s)
	})
}

// MoveSector gives a sector another place in the catalogue. For the admin.
type MoveSector struct {
	Organization string
	Code         string
	Place        plan.Place[string] // codes
}

// MoveSector gives a sector another place in the catalogue. For the admin.
func (t *Tracker) MoveSector(ctx context.Context, cmd MoveSector) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpSectorOrder, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		_, all, err := existingSector(ctx, c, cmd.Code)
		if err != nil {
			return err
		}
		if err := cmd.Place.Check(cmd.Code); err != nil {
			return err
		}
		codes := make([]string, len(all))
		for i, s := range all {
			codes[i] = s.Code
		}
		var p plan.Problems
		for location, code := range map[string]string{"before": cmd.Place.Before, "after": cmd.Place.After} {
			if code != "" && !slices.Contains(codes, code) {
				p.Add(location, "sector.unknown", "is not a sector of this organization")
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		c.wrote("sector", cmd.Code, placed{Before: cmd.Place.Before, After: cmd.Place.After})
		for i, code := range cmd.Place.Moved(codes, cmd.Code) {
			s := all[slices.Index(codes, code)]
			if s.Position == i+1 && code != cmd.Code {
				continue
			}
			s.Position = i + 1
			if err := c.SaveSector(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveSector takes a sector that no objective has out of the catalogue. For the admin.
func (t *Tracker) RemoveSector(ctx context.Context, organization, code string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpSectorRemove, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		s, _, err := existingSector(ctx, c, code)
		if err != nil {
			return err
		}
		if err := current(ifRevision, s.Revision); err != nil {
			return err
		}
		uses, err := c.SectorUses(ctx)
		if err != nil {
			return err
		}
		if uses[code] > 0 {
			return plan.Errorf(plan.KindConflict, "objectives of the plan have this sector: hide it, or give them another one first").WithRule("sector.in_use")
		}
		s.RemovedOn = c.today
		c.wrote("sector", s.Code, removed{c.today})
		return c.SaveSector(ctx, s)
	})
}

// existingSector gives one sector, and the whole catalogue in its order, removed ones too.
func existingSector(ctx context.Context, c *change, code string) (plan.Sector, []plan.Sector, error) {
	all, err := c.Sectors(ctx)
	if err != nil {
		return plan.Sector{}, nil, err
	}
	plan.SortSectors(all)
	i := slices.IndexFunc(all, func(s plan.Sector) bool { return s.Code == code })
	if i < 0 {
		return plan.Sector{}, all, plan.NotFound("sector")
	}
	return all[i], all, present(all[i].RemovedOn, "sector")
}

// checkSectors lets an objective keep the sectors that it has, and be given those of the
// catalogue that are not hidden.
func checkSectors(ctx context.Context, c *change, p *plan.Problems, sectors, before []string) error {
	if slices.Equal(sectors, before) {
		return nil
	}
	all, err := c.Sectors(ctx)
	if err != nil {
		return err
	}
	for i, code := range sectors {
		if slices.Contains(before, code) {
			continue
		}
		if !slices.ContainsFunc(all, func(s plan.Sector) bool { return s.Code == code && !s.Hidden && s.RemovedOn.IsZero() }) {
			p.Add(inList("sectors", i, ""), "sector.unknown", "is not a sector that this organization's catalogue offers")
		}
	}
	return nil
}
