package board

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/traguardi/traguardi/internal/plan"
)

// catalogue keeps the national plans in memory: a few hundred lines for each edition, the
// same for every organization. A doubt makes the next reader ask for the version, which is
// one small query, and read everything only where it is another one.
type catalogue struct {
	kept  atomic.Pointer[plan.Catalogue]
	doubt atomic.Bool
	mu    sync.Mutex // one reader asks at a time
}

// CatalogueChanged says that the catalogue may be another one by now: what Poll does every
// few seconds, since importers are other processes, and what one in this process does.
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
		return kept, nil // the next poll that reaches the database doubts it again
	default:
		c.doubt.Store(true)
		return nil, err
	}
	c.kept.Store(fresh)
	return fresh, nil
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
