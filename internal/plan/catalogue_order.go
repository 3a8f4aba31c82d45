package plan

import (
	"cmp"
	"slices"
	"strings"
)

// SortCatalogue puts editions in the order in which they are shown, the latest first, and
// what they hold in the order of its codes.
func SortCatalogue(editions []*CatalogueContent) {
	slices.SortFunc(editions, func(a, b *CatalogueContent) int {
		return cmp.Or(cmp.Compare(b.Edition.Published, a.Edition.Published), cmp.Compare(b.Edition.Code, a.Edition.Code))
	})
	for _, e := range editions {
		slices.SortFunc(e.Lines, func(a, b CatalogueLine) int { return CompareCatalogueCodes(a.Code, b.Code) })
		slices.SortFunc(e.Objectives, func(a, b CatalogueObjective) int { return CompareCatalogueCodes(a.Code, b.Code) })
		slices.SortFunc(e.Targets, func(a, b CatalogueTarget) int {
			return cmp.Or(CompareCatalogueCodes(a.Result, b.Result), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Number, b.Number))
		})
	}
}

// CompareCatalogueCodes orders codes as people count: CAP2 before CAP10, 1.9 before 1.10.
func CompareCatalogueCodes(a, b string) int {
	for x, y := a, b; x != "" && y != ""; {
		var p, q string
		p, x = leadingRun(x)
		q, y = leadingRun(y)
		if p == q {
			continue
		}
		if isDigit(p[0]) && isDigit(q[0]) {
			p, q = strings.TrimLeft(p, "0"), strings.TrimLeft(q, "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
				return c
			}
			continue
		}
		return cmp.Compare(p, q)
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// leadingRun splits off the digits, or the other bytes, that a text begins with.
func leadingRun(s string) (run, rest string) {
	i := 1
	for i < len(s) && isDigit(s[i]) == isDigit(s[0]) {
		i++
	}
	return s[:i], s[i:]
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
