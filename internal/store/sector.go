package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qSectors      = query("Sectors")
	qSectorsSince = query("SectorsSince")
	qSectorSave   = query("SectorSave")
	qSectorsNamed = query("SectorsNamed")
)

type sectorRow struct {
	Code      string `db:"code"`
	Name      string `db:"name"`
	Position  int    `db:"position"`
	Hidden    bool   `db:"hidden"`
	RemovedOn date   `db:"removed_on"`
	Revision  int64  `db:"revision"`
}

func (r sectorRow) value() plan.Sector {
	return plan.Sector{Code: r.Code, Name: r.Name, Position: r.Position, Hidden: r.Hidden, RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
}

// Sectors implements tracker.Tx.
func (t *planTx) Sectors(ctx context.Context) ([]plan.Sector, error) {
	rows, err := list[sectorRow](ctx, t.transaction, qSectors, "sector", t.organization)
	return each(rows, sectorRow.value), err
}

// SaveSector implements tracker.Tx.
func (t *planTx) SaveSector(ctx context.Context, s plan.Sector) error {
	return t.write(ctx, qSectorSave, "sector", t.organization, s.Code, s.Name, s.Position, s.Hidden, date{s.RemovedOn}, t.revision)
}

// SectorUses implements tracker.Tx.
func (t *planTx) SectorUses(ctx context.Context) (map[string]int, error) {
	rows, err := list[jsonList[string]](ctx, t.transaction, qSectorsNamed, "objective", t.organization)
	uses := map[string]int{}
	for _, sectors := range rows {
		for _, code := range sectors {
			uses[code]++
		}
	}
	return uses, err
}
