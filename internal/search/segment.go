package search

import (
	"cmp"
	"slices"
	"strings"
)

// Place is where in an item a text stands.
type Place uint8

// The places, from what counts least.
const (
	InText Place = iota
	InTitle
	InCode
)

// Text is one text of an item.
type Text struct {
	Place Place
	Text  string
}

// Segment is the words of a group of items, by number from 0. It is immutable.
type Segment struct {
	items int
	// entries are the words, sorted; byStem their places in the order of their stems.
	entries []entry
	byStem  []uint32
	// postings of entry i are those from entries[i].from to the next entry's: the item and
	// the best place that the word has in it, packed (see posting), by item.
	postings []posting
}

type entry struct {
	folded, stem string
	from         uint32
}

// posting is an item's number and a Place in the last two bits.
type posting uint32

func (p posting) item() int    { return int(p >> 2) }
func (p posting) place() Place { return Place(p & 3) }

// Builder makes segments. It remembers the words it has met, so that segments made by the
// same one share them. It is for one goroutine.
type Builder struct {
	split splitter
	stems map[string]entry
	// Of the segment under way.
	local   map[string]uint32
	entries []entry
	pairs   []pair
	last    []int32 // of each entry: its last pair
	rank    []uint32
}

type pair struct {
	entry uint32
	at    posting
}

// NewBuilder makes a builder that knows no word.
func NewBuilder() *Builder {
	return &Builder{stems: map[string]entry{}, local: map[string]uint32{}}
}

// Knows takes over the words of a segment that was made before: a segment much like it costs
// less then.
func (b *Builder) Knows(earlier *Segment) {
	for _, e := range earlier.entries {
		b.stems[e.folded] = entry{folded: e.folded, stem: e.stem}
	}
}

// Segment makes the segment of so many items; texts gives those of one, item by item.
func (b *Builder) Segment(items int, texts func(item int, add func(Text))) *Segment {
	clear(b.local)
	b.entries, b.pairs, b.last = b.entries[:0], b.pairs[:0], b.last[:0]
	for item := range items {
		texts(item, func(t Text) {
			words := b.split.split(t.Text)
			for i := 0; i < len(words); i++ {
				b.note(words[i].folded, item, t.Place)
				if t.Place == InCode {
					i += words[i].parts // the 3 of OB-01.3 is no word
				}
			}
		})
	}
	return b.settle(items)
}

func (b *Builder) note(folded string, item int, place Place) {
	at, known := b.local[folded]
	if !known {
		e, met := b.stems[folded]
		if !met {
			own := strings.Clone(folded)
			e = entry{folded: own, stem: own}
			if s := stem(own); s != own {
				e.stem = shared(own, s)
			}
			b.stems[own] = e
		}
		at = uint32(len(b.entries))
		b.local[e.folded] = at
		b.entries = append(b.entries, e)
		b.last = append(b.last, -1)
	}
	if last := b.last[at]; last >= 0 && b.pairs[last].at.item() == item {
		if place > b.pairs[last].at.place() {
			b.pairs[last].at = packed(item, place)
		}
		return
	}
	b.last[at] = int32(len(b.pairs))
	b.pairs = append(b.pairs, pair{at, packed(item, place)})
}

// shared gives the stem as a part of the word where it begins it, which is nearly always.
func shared(folded, stem string) string {
	if strings.HasPrefix(folded, stem) {
		return folded[:len(stem)]
	}
	return stem
}

func packed(item int, place Place) posting {
	return posting(uint32(item)<<2 | uint32(place))
}

// settle sorts what was noted.
func (b *Builder) settle(items int) *Segment {
	n := len(b.entries)
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.entries[x].folded, b.entries[y].folded) })
	s := &Segment{items: items, entries: make([]entry, n), byStem: order, postings: make([]posting, len(b.pairs))}
	b.rank = append(b.rank[:0], make([]uint32, n)...)
	for rank, from := range order {
		s.entries[rank] = b.entries[from]
		b.rank[from] = uint32(rank)
	}
	counts := make([]uint32, n+1)
	for _, p := range b.pairs {
		counts[b.rank[p.entry]+1]++
	}
	for i := range n {
		counts[i+1] += counts[i]
		s.entries[i].from = counts[i]
	}
	for _, p := range b.pairs { // in the order of the items
		rank := b.rank[p.entry]
		s.postings[counts[rank]] = p.at
		counts[rank]++
	}
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		return cmp.Or(strings.Compare(s.entries[x].stem, s.entries[y].stem), cmp.Compare(x, y))
	})
	return s
}

// Items is how many items the segment is of.
func (s *Segment) Items() int { return s.items }

// Bytes estimates the memory that the segment takes. Words that segments share are counted
// in each.
func (s *Segment) Bytes() int64 {
	const entrySize, ownSize = 40, 104
	n := int64(ownSize + len(s.entries)*(entrySize+4) + len(s.postings)*4)
	return n + int64(len(s.entries))*8 // of the texts, which are shared among segments
}

func (s *Segment) postingsOf(i int) []posting {
	end := len(s.postings)
	if i+1 < len(s.entries) {
		end = int(s.entries[i+1].from)
	}
	return s.postings[s.entries[i].from:end]
}

// firstFrom is the first entry that is not before a word.
func (s *Segment) firstFrom(folded string) int {
	at, _ := slices.BinarySearchFunc(s.entries, folded, func(e entry, w string) int { return strings.Compare(e.folded, w) })
	return at
}

// firstStem is the first place in byStem that is not before a stem.
func (s *Segment) firstStem(stem string) int {
	at, _ := slices.BinarySearchFunc(s.byStem, stem, func(i uint32, w string) int { return strings.Compare(s.entries[i].stem, w) })
	return at
}
