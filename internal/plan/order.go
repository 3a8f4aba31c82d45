package plan

import "slices"

// ObjectiveOrder is the order in which an organization wants its objectives shown.
type ObjectiveOrder struct {
	// Codes of objectives, first to last; empty: nobody chose one. Objectives that it does
	// not name follow by code.
	Codes []string
	// Revision at which it was last chosen; FirstRevision, or 0, where nobody did.
	Revision int64
}

// FirstRevision is the one that an organization begins with: what there is one of in
// every organization and nobody has changed yet is at it.
const FirstRevision = 1

// InOrder gives all, those that the order names first and as it names them, the others
// behind them as they come. Nothing is lost and nothing comes twice, whatever the order
// names.
func InOrder[T any, K comparable](all []T, key func(T) K, order []K) []T {
	place := make(map[K]int, len(order))
	for i, k := range order {
		if _, twice := place[k]; !twice {
			place[k] = i
		}
	}
	named, rest := make([]T, 0, len(all)), []T(nil)
	for _, item := range all {
		if _, ok := place[key(item)]; ok {
			named = append(named, item)
		} else {
			rest = append(rest, item)
		}
	}
	slices.SortStableFunc(named, func(a, b T) int { return place[key(a)] - place[key(b)] })
	return append(named, rest...)
}

// Place is where something is to be put: before or behind another one. Exactly one of
// the two is given.
type Place[K comparable] struct{ Before, After K }

// anchor is what a place names.
func (p Place[K]) anchor() K {
	var none K
	if p.Before != none {
		return p.Before
	}
	return p.After
}

// Check notes a place that names nothing, too much, or the very thing to be moved.
func (p Place[K]) Check(item K) error {
	var none K
	var problems Problems
	switch {
	case p.Before == none && p.After == none:
		problems.Add("before", "place.required", "give before or after")
	case p.Before != none && p.After != none:
		problems.Add("after", "place.both", "must not be given together with before")
	case p.Before == item:
		problems.Add("before", "place.itself", "must name another one")
	case p.After == item:
		problems.Add("after", "place.itself", "must name another one")
	}
	return problems.Err()
}

// Moved gives an order in which one item has another place. An order that does not have
// both the item and what the place names comes back as it is.
func (p Place[K]) Moved(order []K, item K) []K {
	var none K
	if !slices.Contains(order, item) || !slices.Contains(order, p.anchor()) || p.anchor() == item {
		return slices.Clone(order)
	}
	without := slices.DeleteFunc(slices.Clone(order), func(k K) bool { return k == item })
	at := slices.Index(without, p.anchor())
	if p.Before == none {
		at++
	}
	return slices.Insert(without, at, item)
}
