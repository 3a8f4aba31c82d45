package tracker

import (
	"context"
	"errors"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// CatalogueImport is what files say of one edition of a national plan.
type CatalogueImport struct {
	// Edition: a new one has to have a name; of one that is known, an empty name and an
	// empty month stay as they are.
	Edition plan.CatalogueEdition
	// What the files hold, nil where they hold nothing of the sort.
	Lines      []plan.CatalogueLine
	Objectives []plan.CatalogueObjective
	Targets    []plan.CatalogueTarget
	// Whole says that the edition holds no more than what is given of each sort that is
	// there: the rest is dropped. Not to be said of files that could not be read whole.
	Whole bool
	// DryRun tells what would change, and changes nothing.
	DryRun bool
}

// CatalogueOutcome is what an import made of every row, in the order in which they were
// given.
type CatalogueOutcome struct {
	Edition    plan.ImportOutcome
	Lines      []plan.ImportOutcome
	Objectives []plan.ImportOutcome
	Targets    []plan.ImportOutcome
	// The codes of what the edition has no more.
	DroppedLines, DroppedObjectives, DroppedTargets []string
	// Version of the catalogue after it.
	Version int64
}

// errNothingToDo rolls back an import that changes nothing.
var errNothingToDo = errors.New("tracker: the import changes nothing")

// ImportCatalogue brings an edition of a national plan up to what files say. Lines that the
// edition has no more are hidden and kept, since objectives point at them. The catalogue is
// of no ente, so the import leaves no audit entry: what it did is logged. For the system.
func (t *Tracker) ImportCatalogue(ctx context.Context, in CatalogueImport) (CatalogueOutcome, error) {
	if err := permitSystem(ctx); err != nil {
		return CatalogueOutcome{}, err
	}
	var out CatalogueOutcome
	err := t.store.Administer(ctx, func(tx AdminTx) error {
		var err error
		if out, err = importCatalogue(ctx, tx, in); err != nil {
			return err
		}
		if in.DryRun || !out.changed() {
			return errNothingToDo
		}
		return nil
	})
	if errors.Is(err, errNothingToDo) {
		out.Version = 0
		return out, nil
	}
	if err != nil {
		return CatalogueOutcome{}, err
	}
	t.log.Info("catalogue imported", "edition", in.Edition.Code, "version", out.Version, "lines", len(in.Lines),
		"objectives", len(in.Objectives), "targets", len(in.Targets), "dropped", len(out.DroppedLines))
	for _, f := range t.onCatalogue {
		f()
	}
	return out, nil
}

func importCatalogue(ctx context.Context, tx AdminTx, in CatalogueImport) (out CatalogueOutcome, err error) {
	version, err := tx.RaiseCatalogue(ctx)
	if err != nil {
		return out, err
	}
	known, err := tx.CatalogueEdition(ctx, in.Edition.Code)
	isNew := plan.KindOf(err) == plan.KindNotFound
	if err != nil && !isNew {
		return out, err
	}
	edition := in.Edition
	if !isNew {
		edition.Name, edition.Published = orKnown(edition.Name, known.Edition.Name), orKnown(edition.Published, known.Edition.Published)
	}
	if err := edition.Check(); err != nil {
		return out, err
	}
	edition.Version = known.Edition.Version
	out.Edition = outcomeOf(!isNew, edition == known.Edition)
	// Saved first, since what it holds refers to it; the version follows once something
	// changed.
	edition.Version, out.Version = version, version
	if err := tx.SaveCatalogueEdition(ctx, edition); err != nil {
		return out, err
	}
	if out.Lines, out.DroppedLines, err = merge(in.Whole, "lines", in.Lines, known.Lines, lineShelf, func(l plan.CatalogueLine) error {
		return tx.SaveCatalogueLine(ctx, edition.Code, l)
	}); err != nil {
		return out, err
	}
	if out.Objectives, out.DroppedObjectives, err = merge(in.Whole, "objectives", in.Objectives, known.Objectives, objectiveShelf, func(o plan.CatalogueObjective) error {
		return tx.SaveCatalogueObjective(ctx, edition.Code, o)
	}); err != nil {
		return out, err
	}
	out.Targets, out.DroppedTargets, err = merge(in.Whole, "targets", in.Targets, known.Targets, targetShelf, func(g plan.CatalogueTarget) error {
		return tx.SaveCatalogueTarget(ctx, edition.Code, g)
	})
	return out, err
}

// shelf is how one sort of what an edition holds is told apart and taken away.
type shelf[T any] struct {
	key     func(T) string
	check   func(T) error
	dropped func(*T) *bool
}

var (
	lineShelf = shelf[plan.CatalogueLine]{
		func(l plan.CatalogueLine) string { return l.Code }, plan.CatalogueLine.Check, func(l *plan.CatalogueLine) *bool { return &l.Dropped },
	}
	objectiveShelf = shelf[plan.CatalogueObjective]{
		func(o plan.CatalogueObjective) string { return o.Code }, plan.CatalogueObjective.Check, func(o *plan.CatalogueObjective) *bool { return &o.Dropped },
	}
	targetShelf = shelf[plan.CatalogueTarget]{
		plan.CatalogueTarget.Key, plan.CatalogueTarget.Check, func(g *plan.CatalogueTarget) *bool { return &g.Dropped },
	}
)

// merge saves what is new or different, and drops what is there no more where the rows are
// the whole.
func merge[T comparable](whole bool, list string, rows, known []T, of shelf[T], save func(T) error) (outcomes []plan.ImportOutcome, dropped []string, err error) {
	if rows == nil {
		return nil, nil, nil
	}
	if len(rows) > plan.MaxCatalogueRows {
		return nil, nil, plan.Errorf(plan.KindTooLarge, "an edition has at most %d %s", plan.MaxCatalogueRows, list)
	}
	before := make(map[string]T, len(known))
	for _, row := range known {
		before[of.key(row)] = row
	}
	seen := make(map[string]bool, len(rows))
	for i, row := range rows {
		if err := of.check(row); err != nil {
			return nil, nil, err
		}
		key := of.key(row)
		if seen[key] {
			var p plan.Problems
			p.Add(inList(list, i, ""), "list.unique", "is given twice")
			return nil, nil, p.Err()
		}
		seen[key] = true
		*of.dropped(&row) = false
		old, there := before[key]
		outcome := outcomeOf(there, row == old)
		outcomes = append(outcomes, outcome)
		if outcome == plan.RowUnchanged {
			continue
		}
		if err := save(row); err != nil {
			return nil, nil, err
		}
	}
	if !whole {
		return outcomes, nil, nil
	}
	for _, row := range known {
		if gone := of.dropped(&row); !seen[of.key(row)] && !*gone {
			*gone = true
			dropped = append(dropped, of.key(row))
			if err := save(row); err != nil {
				return nil, nil, err
			}
		}
	}
	return outcomes, dropped, nil
}

func outcomeOf(known, same bool) plan.ImportOutcome {
	switch {
	case !known:
		return plan.RowCreated
	case same:
		return plan.RowUnchanged
	}
	return plan.RowUpdated
}

func orKnown[T ~string](given, known T) T {
	if given == "" {
		return known
	}
	return given
}

// changed reports whether the import left anything different.
func (o CatalogueOutcome) changed() bool {
	if o.Edition != plan.RowUnchanged || len(o.DroppedLines)+len(o.DroppedObjectives)+len(o.DroppedTargets) > 0 {
		return true
	}
	for _, rows := range [][]plan.ImportOutcome{o.Lines, o.Objectives, o.Targets} {
		for _, outcome := range rows {
			if outcome != plan.RowUnchanged {
				return true
			}
		}
	}
	return false
}

// checkLineRefs lets an objective keep the lines that it has, and be given those that the
// catalogue offers. Of an edition that the installation does not have nothing can be said:
// such a line is taken as it is, so that a plan can be brought in before its catalogue.
func checkLineRefs(ctx context.Context, c *change, p *plan.Problems, lines, before []plan.LineRef) error {
	for i, ref := range lines {
		if slices.Contains(before, ref) {
			continue
		}
		known, err := c.EditionExists(ctx, ref.Edition)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		l, err := c.CatalogueLine(ctx, ref)
		if err != nil && plan.KindOf(err) != plan.KindNotFound {
			return err
		}
		if err != nil || l.Dropped {
			p.Add(inList("lines", i, ""), "line.unknown", "is not a line of that edition in the catalogue")
		}
	}
	return nil
}
