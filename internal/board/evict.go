package board

import (
	"cmp"
	"slices"
)

// How much memory an organization takes with its board and what the public sees of it: so many
// times its ledger, and what the smallest one takes. Measured on a thousand plans of 30 milestones
// (169 MB) and of one (23 MB).
const (
	residentFactor = 4
	residentBase   = 20 << 10
)

// weigh notes how much memory an entry takes.
func (b *Boards) weigh(e *entry, bytes int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.entries[e.organization] == e {
		b.bytes += bytes - e.bytes
		e.bytes = bytes
	}
}

// forget drops an entry. Who still holds it is served from it to the end.
func (b *Boards) forget(e *entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgetLocked(e)
}

func (b *Boards) forgetLocked(e *entry) {
	if b.entries[e.organization] == e {
		delete(b.entries, e.organization)
		b.bytes -= e.bytes
	}
}

// evict drops the entries that nobody asked for longest, until the rest fits.
func (b *Boards) evict() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.overfull() {
		return
	}
	entries := make([]*entry, 0, len(b.entries))
	for _, e := range b.entries {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(x, y *entry) int { return cmp.Compare(x.used.Load(), y.used.Load()) })
	for _, e := range entries[:len(entries)-1] {
		if !b.overfull() {
			return
		}
		b.forgetLocked(e)
	}
}

func (b *Boards) overfull() bool {
	return len(b.entries) > b.options.MaxOrganizations || b.bytes > b.options.MaxBytes
}

// room reports whether an organization can come in without another going.
func (b *Boards) room() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.entries) < b.options.MaxOrganizations && b.bytes < b.options.MaxBytes*9/10
}
