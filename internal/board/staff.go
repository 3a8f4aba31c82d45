package board

// Staff is everything that the board shows: made when first asked for, then only
// handed out. The caller must have asked the policy whether who asks is of the staff.
func (b *Board) Staff() *Staff {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.made.staff == nil {
		b.made.staff = b.project(forStaff, b.earlier.staff)
		b.earlier.staff = nil
	}
	if b.staff.Load() == nil {
		p := b.made.staff
		b.staff.Store(&Staff{
			Content: p.content, Reviews: p.reviews, Drafts: p.agenda.drafts, Notes: p.agenda.notes, Unpublished: p.agenda.unpublished,
			ledger: b.ledger,
		})
	}
	return b.staff.Load()
}
