package board

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/traguardi/traguardi/internal/plan"
)

// catalogue keeps the national plans in memory: a few hundred lines for each edition, the
// same for every organization. Importers are other processes: the poll asks for the version,
// so that no reader waits for the database. A doubt, which a change of this process leaves,
// makes the next reader ask.
type catalogue struct {
	kept  atomic.Pointer[plan.Catalogue]
	doubt atomic.Bool
	mu    sync.Mutex // one reader asks at a time
}

// CatalogueChanged says that this process has changed the catalogue.
func (b *Boards) CatalogueChanged() { b.catalogue.doubt.Store(true) }

// Catalogue implements Reader.
func (b *Boards) Catalogue(ctx context.Context) (*plan.Catalogue, error) {
	c := &b.catalogue
	if kept := c.kept.Load(); kept != nil && !c.doubt.Load() {
		return kept, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.kept.Load()
	// Taken back before the question, so that a doubt that arises meanwhile stays.
	if doubted := c.doubt.Swap(false); kept != nil && !doubted {
		return kept, nil
	}
	fresh, err := b.readCatalogue(ctx, kept)
	switch {
	case err == nil:
	case kept != nil && plan.KindOf(err) == plan.KindUnavailable:
		return kept, nil // the next poll that reaches the database asks again
	default:
		c.doubt.Store(true)
		return nil, err
	}
	c.kept.Store(fresh)
	return fresh, nil
}

// refreshCatalogue reads the catalogue again where it is another one. What nobody has asked
// for yet is left to who does.
func (b *Boards) refreshCatalogue(ctx context.Context) error {
	kept := b.catalogue.kept.Load()
	if kept == nil {
		return nil
	}
	fresh, err := b.readCatalogue(ctx, kept)
	if err == nil {
		b.catalogue.kept.CompareAndSwap(kept, fresh)
	}
	return err
}

func (b *Boards) readCatalogue(ctx context.Context, kept *plan.Catalogue) (*plan.Catalogue, error) {
	if kept != nil {
		version, err := b.source.CatalogueVersion(ctx)
		if err != nil {
			return nil, err
		}
		if version == kept.Version {
			return kept, nil
		}
	}
	all, err := b.source.Catalogue(ctx)
	return &all, err
}
