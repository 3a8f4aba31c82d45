package board

// Public is what everybody may see of the board: made once, then only handed out.
func (b *Board) Public() *Public {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.made.public == nil {
		b.made.public = b.project(forPublic, b.earlier.public)
		b.earlier.public = nil
	}
	if b.public.Load() == nil {
		b.public.Store(&Public{b.made.public.content})
	}
	return b.public.Load()
}
