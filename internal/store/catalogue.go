package store

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qCatalogueVersion       = query("CatalogueVersion")
	qCatalogueRaiseVersion  = query("CatalogueRaiseVersion")
	qCatalogueEditions      = query("CatalogueEditions")
	qCatalogueEdition       = query("CatalogueEdition")
	qCatalogueEditionExists = query("CatalogueEditionExists")
	qCatalogueEditionSave   = query("CatalogueEditionSave")
	qCatalogueLine          = query("CatalogueLine")
	qCatalogueLines         = query("CatalogueLines")
	qCatalogueLineSave      = query("CatalogueLineSave")
	qCatalogueObjectives    = query("CatalogueObjectives")
	qCatalogueObjectiveSave = query("CatalogueObjectiveSave")
	qCatalogueTargets       = query("CatalogueTargets")
	qCatalogueTargetSave    = query("CatalogueTargetSave")
	qObjectivesWithLines    = query("ObjectivesWithLines")
)

type editionRow struct {
	Code      string     `db:"code"`
	Name      string     `db:"name"`
	Published plan.Month `db:"published"`
	Version   int64      `db:"version"`
}

type lineRow struct {
	Code        string       `db:"code"`
	Chapter     string       `db:"chapter"`
	Objective   string       `db:"objective"`
	Result      string       `db:"result"`
	From        plan.Month   `db:"from_month"`
	By          plan.Month   `db:"by_month"`
	AddressedTo string       `db:"addressed_to"`
	Concerns    plan.Concern `db:"concerns"`
	Text        string       `db:"text"`
	Cut         bool         `db:"cut"`
	Source      string       `db:"source"`
	Dropped     bool         `db:"dropped"`
}

type catalogueObjectiveRow struct {
	Code    string `db:"code"`
	Chapter string `db:"chapter"`
	Title   string `db:"title"`
	Source  string `db:"source"`
	Dropped bool   `db:"dropped"`
}

type targetRow struct {
	Result    string `db:"result"`
	Year      int    `db:"year"`
	Number    int    `db:"number"`
	Objective string `db:"objective"`
	Indicator string `db:"indicator"`
	Target    string `db:"target"`
	Source    string `db:"source"`
	Dropped   bool   `db:"dropped"`
}

func (r editionRow) value() plan.CatalogueEdition              { return plan.CatalogueEdition(r) }
func (r lineRow) value() plan.CatalogueLine                    { return plan.CatalogueLine(r) }
func (r catalogueObjectiveRow) value() plan.CatalogueObjective { return plan.CatalogueObjective(r) }
func (r targetRow) value() plan.CatalogueTarget                { return plan.CatalogueTarget(r) }

// CatalogueVersion implements board.Source.
func (s *Store) CatalogueVersion(ctx context.Context) (int64, error) {
	return one[int64](ctx, s.reads, qCatalogueVersion, "catalogue")
}

// Catalogue implements board.Source: in one consistent view of the database.
func (s *Store) Catalogue(ctx context.Context) (c plan.Catalogue, err error) {
	err = s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		if c.Version, err = one[int64](ctx, t, qCatalogueVersion, "catalogue"); err != nil {
			return err
		}
		editions, err := list[editionRow](ctx, t, qCatalogueEditions, "edition")
		if err != nil {
			return err
		}
		for _, e := range editions {
			content, err := contentOf(ctx, t, e.value())
			if err != nil {
				return err
			}
			c.Editions = append(c.Editions, &content)
		}
		return nil
	})
	if err != nil {
		return plan.Catalogue{}, err
	}
	plan.SortCatalogue(c.Editions)
	return c, nil
}

func contentOf(ctx context.Context, t *transaction, e plan.CatalogueEdition) (plan.CatalogueContent, error) {
	lines, err := list[lineRow](ctx, t, qCatalogueLines, "line", e.Code)
	if err != nil {
		return plan.CatalogueContent{}, err
	}
	objectives, err := list[catalogueObjectiveRow](ctx, t, qCatalogueObjectives, "objective", e.Code)
	if err != nil {
		return plan.CatalogueContent{}, err
	}
	targets, err := list[targetRow](ctx, t, qCatalogueTargets, "target", e.Code)
	if err != nil {
		return plan.CatalogueContent{}, err
	}
	return plan.CatalogueContent{
		Edition: e, Lines: each(lines, lineRow.value), Objectives: each(objectives, catalogueObjectiveRow.value),
		Targets: each(targets, targetRow.value),
	}, nil
}

// RaiseCatalogue implements tracker.AdminTx.
func (t *adminTx) RaiseCatalogue(ctx context.Context) (int64, error) {
	return one[int64](ctx, t.transaction, qCatalogueRaiseVersion, "catalogue")
}

// CatalogueEdition implements tracker.AdminTx.
func (t *adminTx) CatalogueEdition(ctx context.Context, code string) (plan.CatalogueContent, error) {
	row, err := one[editionRow](ctx, t.transaction, qCatalogueEdition, "edition", code)
	if err != nil {
		return plan.CatalogueContent{}, err
	}
	return contentOf(ctx, t.transaction, row.value())
}

// SaveCatalogueEdition implements tracker.AdminTx.
func (t *adminTx) SaveCatalogueEdition(ctx context.Context, e plan.CatalogueEdition) error {
	return t.write(ctx, qCatalogueEditionSave, "edition", e.Code, e.Name, string(e.Published), e.Version)
}

// SaveCatalogueLine implements tracker.AdminTx.
func (t *adminTx) SaveCatalogueLine(ctx context.Context, edition string, l plan.CatalogueLine) error {
	return t.write(ctx, qCatalogueLineSave, "line", edition, l.Code, l.Chapter, l.Objective, l.Result, string(l.From),
		string(l.By), l.AddressedTo, string(l.Concerns), l.Text, l.Cut, l.Source, l.Dropped)
}

// SaveCatalogueObjective implements tracker.AdminTx.
func (t *adminTx) SaveCatalogueObjective(ctx context.Context, edition string, o plan.CatalogueObjective) error {
	return t.write(ctx, qCatalogueObjectiveSave, "objective", edition, o.Code, o.Chapter, o.Title, o.Source, o.Dropped)
}

// SaveCatalogueTarget implements tracker.AdminTx.
func (t *adminTx) SaveCatalogueTarget(ctx context.Context, edition string, g plan.CatalogueTarget) error {
	return t.write(ctx, qCatalogueTargetSave, "target", edition, g.Result, g.Year, g.Number, g.Objective, g.Indicator,
		g.Target, g.Source, g.Dropped)
}

// EditionExists implements tracker.Tx.
func (t *planTx) EditionExists(ctx context.Context, code string) (bool, error) {
	return one[bool](ctx, t.transaction, qCatalogueEditionExists, "edition", code)
}

// CatalogueLine implements tracker.Tx.
func (t *planTx) CatalogueLine(ctx context.Context, ref plan.LineRef) (plan.CatalogueLine, error) {
	row, err := one[lineRow](ctx, t.transaction, qCatalogueLine, "line", ref.Edition, ref.Code)
	return row.value(), err
}

// ObjectivesOfLine implements tracker.Tx.
func (t *planTx) ObjectivesOfLine(ctx context.Context, ref plan.LineRef) ([]string, error) {
	rows, err := list[struct {
		Code  string                 `db:"code"`
		Lines jsonList[plan.LineRef] `db:"lines"`
	}](ctx, t.transaction, qObjectivesWithLines, "objective", t.organization)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, r := range rows {
		if slices.Contains(r.Lines, ref) {
			codes = append(codes, r.Code)
		}
	}
	return codes, nil
}
