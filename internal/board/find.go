package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
)

// Found is what was found, a part of it.
type Found struct {
	Hits []Hit
	// Total is how many there are, of the kinds asked for; Of how many of each kind,
	// whichever were asked for.
	Total int
	Of    map[Kind]int
}

// Part says which of what was found is wanted: Limit hits (at least 1) of one kind, or of all
// where it is empty, from From on, or behind the hit After where that is not nil. With Each
// it is so many of each kind, kind by kind. Newest puts the newer first whatever their score.
type Part struct {
	Kind  Kind
	From  int
	Limit int
	After *Hit
	Each  bool
	// Newest costs a look at every hit.
	Newest bool
}

// Find gives what has every word of a query: what scores higher first, then the newer, then
// in the order of the kinds and ids. The zero query finds nothing.
func (x *Index) Find(q search.Query, part Part) Found {
	found := Found{Of: map[Kind]int{}}
	if q.Empty() {
		return found
	}
	each := 1
	if part.Each {
		each = len(kinds)
	}
	tops := make([]best, each)
	for i := range tops {
		tops[i] = best{limit: part.From + max(part.Limit, 1), newest: part.Newest}
	}
	f := search.NewFinder(q, x.segments)
	var counts [len(kinds)]int
	for i := range x.groups {
		g := &x.groups[i]
		for _, m := range f.Find(g.segment) {
			kind := g.kind(m.Item)
			counts[kind]++
			top := &tops[min(kind, len(tops)-1)]
			if part.Kind != "" && Kinds[kind] != part.Kind || !part.Newest && top.full() && int(m.Score) < top.hits[0].Score {
				continue
			}
			if h := g.hit(m); part.After == nil || top.before(part.After, &h) {
				top.offer(h)
			}
		}
	}
	for i, kind := range Kinds {
		if counts[i] > 0 {
			found.Of[kind] = counts[i]
		}
		if part.Kind == "" || part.Kind == kind {
			found.Total += counts[i]
		}
	}
	for i := range tops {
		hits := tops[i].sorted()
		found.Hits = append(found.Hits, hits[min(part.From, len(hits)):]...)
	}
	return found
}

func (x *Index) segments(yield func(*search.Segment) bool) {
	for i := range x.groups {
		if !yield(x.groups[i].segment) {
			return
		}
	}
}

// Placed is no more than where a hit stands in the order: for Part.After.
func Placed(kind Kind, id string, score int, on plan.Date) *Hit {
	h := &Hit{Kind: kind, Score: score, On: on}
	switch kind {
	case KindObjective:
		h.Objective = &Objective{Code: id}
	case KindMilestone:
		h.Milestone = &Milestone{ID: id}
	case KindMeeting:
		h.Meeting = &Meeting{ID: id}
	case KindAction:
		h.Action = &Action{ID: id}
	case KindFunding:
		h.Funding = &Funding{ID: id}
	}
	return h
}

// before reports whether one hit stands before another.
func (b *best) before(x, y *Hit) bool {
	score, day := cmp.Compare(y.Score, x.Score), y.On.Compare(x.On)
	if b.newest {
		score, day = day, score
	}
	return cmp.Or(score, day, cmp.Compare(x.Kind.place(), y.Kind.place()), strings.Compare(x.ID(), y.ID())) < 0
}

// best keeps the first hits of any number, as a heap with the last of them on top.
type best struct {
	limit  int
	newest bool
	hits   []Hit
}

func (b *best) full() bool { return len(b.hits) == b.limit }

func (b *best) offer(h Hit) {
	if !b.full() {
		b.hits = append(b.hits, h)
		for i := len(b.hits) - 1; i > 0; {
			up := (i - 1) / 2
			if !b.before(&b.hits[up], &b.hits[i]) {
				break
			}
			b.hits[up], b.hits[i] = b.hits[i], b.hits[up]
			i = up
		}
		return
	}
	if !b.before(&h, &b.hits[0]) {
		return
	}
	b.hits[0] = h
	for i := 0; ; {
		last := i
		for _, down := range [...]int{2*i + 1, 2*i + 2} {
			if down < len(b.hits) && b.before(&b.hits[last], &b.hits[down]) {
				last = down
			}
		}
		if last == i {
			return
		}
		b.hits[i], b.hits[last] = b.hits[last], b.hits[i]
		i = last
	}
}

func (b *best) sorted() []Hit {
	slices.SortFunc(b.hits, func(x, y Hit) int {
		if b.before(&x, &y) {
			return -1
		}
		return 1
	})
	return b.hits
}

// Text is the text of a hit, beside its title, that has most of what was looked for, cut to
// about so many letters; the first that it has where none has any.
func (x *Index) Text(h *Hit, q search.Query, letters int) []search.Piece {
	var chosen []search.Piece
	most := -1
	x.textsOf(h, func(t search.Text) {
		if t.Place != search.InText || strings.TrimSpace(t.Text) == "" {
			return
		}
		if pieces, n := q.Excerpt(search.Plain(t.Text), letters); n > most {
			chosen, most = pieces, n
		}
	})
	return chosen
}

func (x *Index) textsOf(h *Hit, add func(search.Text)) {
	switch h.Kind {
	case KindObjective:
		objectiveTexts(h.Objective, add)
	case KindMilestone:
		milestoneTexts(h.Milestone, add)
	case KindMeeting:
		meetingTexts(h.Meeting, x.proceedings(h.Meeting), add)
	case KindAction:
		add(search.Text{Text: h.Meeting.Title})
	case KindFunding:
		fundingTexts(h.Funding, add)
	}
}
