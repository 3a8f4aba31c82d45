package store

import "sync"

// auditHeads remembers the last audit entry of each organization and the revision that
// it was left at, which spares every write a look-up. It holds exactly when the write at
// hand is the next revision: entries are added under a raised revision alone, so nobody
// has added any in between. Should that ever be wrong (a backup restored under a running
// program), the query AuditAdd refuses the entry, and the head is forgotten.
type auditHeads struct {
	mu    sync.Mutex
	known map[string]rememberedHead
}

type rememberedHead struct {
	revision int64
	auditHead
}

// after gives the head as a revision left it, nil where that is not known.
func (h *auditHeads) after(organization string, revision int64) *auditHead {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r, ok := h.known[organization]; ok && r.revision == revision {
		head := r.auditHead
		return &head
	}
	return nil
}

// remember keeps the head that a committed revision left; nil is not known. Commits may
// be told in another order than they were made.
func (h *auditHeads) remember(organization string, revision int64, head *auditHead) {
	if head == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known == nil {
		h.known = map[string]rememberedHead{}
	}
	if h.known[organization].revision < revision {
		h.known[organization] = rememberedHead{revision: revision, auditHead: *head}
	}
}

func (h *auditHeads) forget(organization string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.known, organization)
}
