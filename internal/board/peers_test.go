package board_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

const openSource = "Open data di PA digitale 2026, candidature.csv, importato il 10/03/2026, CC BY 4.0"

// ente writes an organization with fundings of the open data.
func (f *fixture) ente(o plan.Organization, fundings ...plan.Funding) {
	f.source.write(o.ID, func(r *board.Changes, revision int64) {
		o.Revision = revision
		r.Organization, r.Fundings = o, fundings
	})
}

func comune(n, population int, region string) plan.Organization {
	return plan.Organization{ID: fmt.Sprintf("c_a%03d", n), Name: "Comune", Type: plan.TypeComuni, Region: region, Population: population}
}

func paid(cents int64, decree, payment string) plan.Funding {
	return plan.Funding{Measure: "1.4.3 Adozione PagoPA e AppIO", AmountCents: cents, AssignedOn: day(decree), State: plan.FundingPaid, StateOn: day(payment), Source: openSource}
}

func granted(cents int64, decree string) plan.Funding {
	return plan.Funding{Measure: "1.3.1 Piattaforma", AmountCents: cents, AssignedOn: day(decree), State: plan.FundingAssigned, StateOn: day(decree), Source: openSource}
}

// unpaid is of the measure that the others have too.
func unpaid(cents int64, decree string) plan.Funding {
	f := granted(cents, decree)
	f.Measure = "1.4.3 pagoPA"
	return f
}

func withdrawn(cents int64, decree, on string) plan.Funding {
	f := granted(cents, decree)
	f.State, f.StateOn = plan.FundingWithdrawn, day(on)
	return f
}

var peersDay = day("2026-03-10")

func (f *fixture) compare(t *testing.T, id, measure string, on plan.Date) board.Compared {
	t.Helper()
	p, err := f.Peers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, ok := p.Compare(id, measure, on)
	if !ok {
		t.Fatalf("%s is not told of", id)
	}
	return c
}

// sixComuni are of one class and region, with 1 to 6 applications of 100 euros each, all
// paid after 10, 20 … 60 days but the last ente's, which are not paid.
func sixComuni(f *fixture) {
	for n := 1; n <= 6; n++ {
		var of []plan.Funding
		for range n {
			if n == 6 {
				of = append(of, unpaid(10_000, "2024-01-01"))
			} else {
				of = append(of, paid(10_000, "2024-01-01", day("2024-01-01").AddDays(10*n).String()))
			}
		}
		f.ente(comune(n, 2_000, "Calabria"), of...)
	}
}

func TestAnEnteBesideOthers(t *testing.T) {
	f := newFixture(t, nil)
	sixComuni(f)
	// Beside them: another class, another region, another type, a demonstration, and one whose
	// fundings nobody published.
	f.ente(comune(11, 30_000, "Calabria"), paid(1_000_000, "2024-01-01", "2024-12-31"))
	f.ente(comune(12, 2_000, "Lazio"), paid(500, "2024-01-01", "2024-01-03"))
	f.ente(plan.Organization{ID: "asl_1", Type: "ASL", Region: "Calabria"}, paid(7_000_000, "2024-01-01", "2024-12-31"))
	demo := comune(13, 2_000, "Calabria")
	demo.Demonstration = true
	f.ente(demo, paid(99, "2024-01-01", "2024-01-02"))
	invented := paid(99, "2024-01-01", "2024-01-02")
	invented.Source = "delibera"
	f.ente(comune(14, 2_000, "Calabria"), invented)

	c := f.compare(t, "c_a002", "", peersDay)
	if c.Own.Applications() != 2 || c.Own.Money.Granted() != 20_000 || *c.Own.PaidShare != 1 || *c.Own.Days != 20 || c.Own.Timed != 2 {
		t.Errorf("own: %+v", c.Own)
	}
	if c.Class.Code() != "1001-5000" || c.Through != day("2024-12-31") || !slices.Equal(c.Sources, []string{openSource}) {
		t.Errorf("%+v", c)
	}
	var scopes []board.PeerScope
	var enti []int
	for _, g := range c.Groups {
		scopes, enti = append(scopes, g.Scope), append(enti, g.Enti)
	}
	if !slices.Equal(scopes, []board.PeerScope{board.PeersOfClassInRegion, board.PeersOfClass, board.PeersOfRegion, board.PeersOfType}) || !slices.Equal(enti, []int{6, 7, 7, 8}) {
		t.Errorf("%v of %v enti", scopes, enti)
	}
	narrow := c.Groups[0]
	for figure, want := range map[board.PeerFigure][4]float64{
		board.PeerApplications: {6, 2.25, 3.5, 4.75}, board.PeerGranted: {6, 22_500, 35_000, 47_500},
		board.PeerPaid: {6, 1, 1, 1}, board.PeerDays: {5, 20, 30, 40},
	} {
		s := narrow.Spread(figure)
		if s.Quartiles == nil {
			t.Errorf("%s: no quartiles", figure)
			continue
		}
		if got := [4]float64{float64(s.Enti), s.Quartiles.First, s.Quartiles.Median, s.Quartiles.Third}; got != want {
			t.Errorf("%s: %v, want %v", figure, got, want)
		}
	}

	// The demonstration is held against the others, and is none of them.
	c = f.compare(t, "c_a013", "", peersDay)
	if !c.Demonstration || c.Groups[0].Enti != 6 || c.Own.Money.Paid != 99 {
		t.Errorf("the demonstration: %+v", c)
	}
	// Nobody told how many live there, or it is no comune: no class.
	f.ente(comune(15, 0, "Calabria"), unpaid(1, "2024-01-01"))
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		id   string
		enti int
	}{{"c_a015", 8}, {"asl_1", 1}} {
		c = f.compare(t, of.id, "", peersDay)
		if c.Class.Code() != "" || len(c.Groups) != 2 || c.Groups[0].Scope != board.PeersOfRegion || c.Groups[0].Enti != of.enti {
			t.Errorf("%s: %+v", of.id, c)
		}
	}
	if s := c.Groups[0].Spread(board.PeerDays); s.Quartiles != nil {
		t.Errorf("quartiles of %d enti", s.Enti)
	}
	p, _ := f.Peers(t.Context())
	for _, id := range []string{"c_a014", "c_zzzz"} {
		if _, ok := p.Compare(id, "", peersDay); ok {
			t.Errorf("%s has nothing from the open data", id)
		}
	}
	if _, ok := p.Compare("c_a002", "9.9", peersDay); ok {
		t.Error("compared over a measure that nobody has")
	}
}

func TestPeersOverOneMeasureAndOnAPastDay(t *testing.T) {
	f := newFixture(t, nil)
	sixComuni(f)
	f.ente(comune(7, 2_000, "Calabria"), paid(10_000, "2024-01-01", "2024-06-01"), granted(5_000, "2024-02-01"), withdrawn(700, "2024-02-01", "2024-05-01"))
	c := f.compare(t, "c_a007", "1.3.1", peersDay)
	if c.Measure.Name != "1.3.1 Piattaforma" || c.Own.Money.Granted() != 5_000 || c.Own.Money.Withdrawn != 700 || c.Own.Applications() != 1 || c.Groups[0].Enti != 1 || c.Groups[0].Money.WithdrawnCount != 1 {
		t.Errorf("%+v", c)
	}
	if want := []board.ComparedMeasure{{Measure: board.Measure{Code: "1.3.1", Name: "1.3.1 Piattaforma"}, Enti: 1}, {Measure: board.Measure{Code: "1.4.3", Name: "1.4.3 Adozione PagoPA e AppIO"}, Enti: 7, Counted: true}}; !slices.Equal(c.Measures, want) {
		t.Errorf("its measures: %+v", c.Measures)
	}
	// Together only what others have too counts: the rest would make this one look larger.
	if c = f.compare(t, "c_a007", "", peersDay); c.Own.Applications() != 1 || c.Own.Money.Granted() != 10_000 {
		t.Errorf("over all measures: %+v", c.Own)
	}
	// Before anything was paid or withdrawn, all is assigned; before the decree there is nothing.
	if c = f.compare(t, "c_a007", "1.3.1", day("2024-02-01")); c.Own.Applications() != 2 || c.Own.Money.WithdrawnCount != 0 {
		t.Errorf("1.3.1 in February: %+v", c.Own)
	}
	c = f.compare(t, "c_a007", "", day("2024-02-01"))
	if c.Own.Applications() != 1 || c.Own.Money.PaidCount != 0 || c.Own.Money.WithdrawnCount != 0 || *c.Own.PaidShare != 0 || c.Own.Days != nil {
		t.Errorf("in February: %+v", c.Own)
	}
	if s := c.Groups[0].Spread(board.PeerDays); s.Enti != 3 || s.Quartiles != nil {
		t.Errorf("paid by then: %+v", s)
	}
	p, _ := f.Peers(t.Context())
	if _, ok := p.Compare("c_a007", "", day("2023-12-31")); ok {
		t.Error("compared before there was anything")
	}
}

// Peers are read once; then only what changed, by the poll alone, and peers that come out
// the same stay the very same.
func TestPeersAreReadWhereTheyChanged(t *testing.T) {
	f := newFixture(t, nil)
	sixComuni(f)
	peers := func() *board.Peers {
		t.Helper()
		p, err := f.Peers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	poll := func() {
		t.Helper()
		if err := f.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	read := func(what string, want ...string) {
		t.Helper()
		if got := f.source.grantReads; !slices.Equal(got, want) {
			t.Errorf("%s: read %q, want %q", what, got, want)
		}
		f.source.grantReads = nil
	}
	first := peers()
	read("at first", "")
	poll()
	peers()
	read("nothing changed")
	f.ente(comune(3, 2_000, "Calabria"), unpaid(1, "2024-01-01"))
	if peers() != first {
		t.Error("a reader waited for what only the poll is to see")
	}
	poll()
	read("one changed", "c_a003")
	second := peers()
	if second.Version == first.Version {
		t.Error("the same version for another state")
	}
	f.source.write("c_a003", func(r *board.Changes, revision int64) { r.Organization.Revision = revision })
	poll()
	read("written, not changed", "c_a003")
	if peers() != second {
		t.Error("other peers for the same state")
	}
	if c := f.compare(t, "c_a003", "", peersDay); c.Own.Money.Granted() != 1 || c.Groups[0].Enti != 6 {
		t.Errorf("after the change: %+v", c)
	}
	f.source.remove("c_a006")
	f.ente(comune(5, 2_000, "Calabria")) // its fundings were taken away
	poll()
	read("one gone, one without", "c_a005")
	if c := f.compare(t, "c_a003", "", peersDay); c.Groups[0].Enti != 4 || c.Groups[0].Spread(board.PeerApplications).Quartiles != nil {
		t.Errorf("four are left: %+v", c.Groups[0])
	}
	before := peers()
	f.source.failed = away
	if err := f.Poll(t.Context()); err == nil {
		t.Error("the source is away, and the poll went well")
	}
	if peers() != before {
		t.Error("the last ones known are gone with the database")
	}
	f.source.failed, f.source.grantReads = nil, nil
	for n := range 1_001 {
		f.ente(comune(n, 2_000, "Lazio"), granted(1, "2024-01-01"))
	}
	poll()
	read("many changed", "")
	if n := peers().Count(); n != 1_001 {
		t.Errorf("%d enti", n)
	}
}

// However the enti are: what is told of a group does not depend on which of its enti asks,
// every value but a quarter lies on each side of a quartile, and nothing is told of few.
func TestPeersLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &fixture{source: newMemory(), clock: newHand("2026-03-10T09:00")}
		f.Boards = board.NewBoards(f.source, board.Options{Clock: f.clock.clock()})
		n := rapid.IntRange(1, 14).Draw(t, "enti")
		for i := range n {
			o := comune(i, rapid.SampledFrom([]int{0, 900, 2_000}).Draw(t, "population"), rapid.SampledFrom([]string{"", "Lazio", "Molise"}).Draw(t, "region"))
			o.Demonstration = rapid.IntRange(0, 5).Draw(t, "demonstration") == 0
			var of []plan.Funding
			for range rapid.IntRange(0, 4).Draw(t, "rows") {
				cents := rapid.Int64Range(0, 1_000_000).Draw(t, "cents")
				decree := day("2024-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, "decree"))
				end := decree.AddDays(rapid.IntRange(0, 900).Draw(t, "state")).String()
				of = append(of, rapid.SampledFrom([]plan.Funding{paid(cents, decree.String(), end), granted(cents, decree.String()), withdrawn(cents, decree.String(), end)}).Draw(t, "row"))
			}
			f.ente(o, of...)
		}
		p, err := f.Peers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		on := peersDay.AddDays(-rapid.IntRange(0, 800).Draw(t, "day"))
		told := map[string]string{}
		var values []*float64
		shown := 0
		for i := range n {
			c, ok := p.Compare(comune(i, 0, "").ID, "", on)
			if !ok {
				continue
			}
			shown++
			if !c.Demonstration && c.Own.Value(board.PeerGranted) != nil {
				values = append(values, c.Own.Value(board.PeerGranted))
			}
			for _, g := range c.Groups {
				key := string(g.Scope)
				if g.Scope == board.PeersOfRegion || g.Scope == board.PeersOfClassInRegion {
					key += c.Region
				}
				if g.Scope == board.PeersOfClass || g.Scope == board.PeersOfClassInRegion {
					key += c.Class.Code()
				}
				says := fmt.Sprintf("%d %+v", g.Enti, g.Money)
				for _, s := range g.Spreads {
					if (s.Quartiles != nil) != (s.Enti >= board.MinPeers) {
						t.Fatalf("%s: quartiles of %d enti: %v", s.Figure, s.Enti, s.Quartiles)
					}
					if s.Enti > g.Enti {
						t.Fatalf("%d values of %d enti", s.Enti, g.Enti)
					}
					if s.Quartiles != nil {
						says += fmt.Sprintf(" %+v", *s.Quartiles)
					}
				}
				if was, there := told[key]; there && was != says {
					t.Fatalf("%s says %q to one and %q to another", key, was, says)
				}
				told[key] = says
				if g.Scope == board.PeersOfType && shown == n && !c.Demonstration && i == n-1 {
					if q := g.Spread(board.PeerGranted).Quartiles; q != nil {
						below := 0
						for _, v := range values {
							if *v <= q.First {
								below++
							}
						}
						if 4*below < len(values) || math.IsNaN(q.First) {
							t.Fatalf("%d of %d are at or below the first quartile", below, len(values))
						}
					}
				}
			}
		}
	})
}
