package plan

import "strconv"

// SizeClass (classe di ampiezza demografica) is a range of resident population, both ends
// included. To is 0 where there is no upper end.
type SizeClass struct{ From, To int }

// SizeClasses are those by which IFEL, the foundation of the association of municipalities
// (ANCI), counts the comuni from ISTAT's resident population ("I comuni italiani per classe di
// ampiezza demografica", 2021: 0-1.000, 1.001-5.000, 5.001-10.000, 10.001-20.000,
// 20.001-60.000, 60.001-100.000, 100.001-250.000, over 250.000). The end of the second class
// is that of a small comune in law 158/2017.
var SizeClasses = []SizeClass{
	{1, 1_000}, {1_001, 5_000}, {5_001, 10_000}, {10_001, 20_000}, {20_001, 60_000}, {60_001, 100_000}, {100_001, 250_000}, {250_001, 0},
}

// SizeClassOf is the class of a population; ok is false where it is not known.
func SizeClassOf(population int) (c SizeClass, ok bool) {
	for _, c := range SizeClasses {
		if population >= c.From && (c.To == 0 || population <= c.To) {
			return c, true
		}
	}
	return SizeClass{}, false
}

// Code is how programs name the class: 1001-5000, 250001-.
func (c SizeClass) Code() string {
	switch {
	case c == SizeClass{}:
		return ""
	case c.To == 0:
		return strconv.Itoa(c.From) + "-"
	}
	return strconv.Itoa(c.From) + "-" + strconv.Itoa(c.To)
}
