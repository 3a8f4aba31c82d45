package board

// MakeList makes the list of organizations anew, or waits for one that is being made, to the end.
func (b *Boards) MakeList() error {
	f := b.joinList()
	<-f.done
	return f.err
}
