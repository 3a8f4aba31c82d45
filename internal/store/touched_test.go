package store

import (
	"reflect"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Whoever reads what is newer gets the same whether or not the store knows where to look: a
// second store on the same database knows nothing of the first one's writes.
func TestChangesAreFoundWhereTheyWereWritten(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		s := openStore(t, url)
		must(t, s.Migrate(ctx))
		seed(t, s)
		stranger := openStore(t, url)
		read := func(from *Store, since int64) board.Changes {
			c, err := from.Changes(ctx, org, since)
			must(t, err)
			return c
		}
		since := read(s, 0).Organization.Revision
		for name, write := range map[string]func(tracker.Tx) error{
			"a report": report("u-1"),
			"an office": func(tx tracker.Tx) error {
				return tx.SaveOffice(ctx, plan.Office{Code: "tributi", Name: "Tributi"})
			},
			"a meeting": func(tx tracker.Tx) error {
				return tx.SaveMeeting(ctx, plan.Meeting{ID: "m-2", Title: "Un’altra", State: plan.MeetingScheduled, HeldOn: today})
			},
			"nothing but the revision": func(tracker.Tx) error { return nil },
		} {
			revision := change(t, s, org, write)
			if tables, ok := s.touched.between(org, revision-1, revision); !ok {
				t.Errorf("after %s nothing is known of revision %d: %v", name, revision, tables)
			}
			if mine, whole := read(s, revision-1), read(stranger, revision-1); !reflect.DeepEqual(mine, whole) {
				t.Errorf("after %s the writer reads %+v, a stranger %+v", name, mine, whole)
			}
		}
		if mine, whole := read(s, since), read(stranger, since); !reflect.DeepEqual(mine, whole) {
			t.Errorf("the writer reads %+v, a stranger %+v", mine, whole)
		}
		// What another one wrote is not known, and is found.
		revision := change(t, stranger, org, report("u-9"))
		if c := read(s, revision-1); len(c.Updates) != 1 || c.Updates[0].ID != "u-9" {
			t.Errorf("another's write is read as %+v", c)
		}
	})
}

func TestTouchedBetween(t *testing.T) {
	var seen touched
	for r := int64(5); r <= 40; r++ {
		seen.remember(org, r, map[string]bool{[]string{"updates", "offices"}[r%2]: true})
	}
	for _, c := range []struct {
		since, revision int64
		want            []string // nil: not known
	}{
		{39, 40, []string{"updates"}}, {38, 40, []string{"offices", "updates"}}, {8, 40, []string{"offices", "updates"}}, {40, 40, []string{}},
		{7, 40, nil}, {3, 6, nil}, {40, 41, nil},
	} {
		tables, ok := seen.between(org, c.since, c.revision)
		var got []string
		for table := range tables {
			got = append(got, table)
		}
		slices.Sort(got)
		if ok != (c.want != nil) || ok && !slices.Equal(got, c.want) {
			t.Errorf("after %d up to %d: %v, known %t; want %v", c.since, c.revision, got, ok, c.want)
		}
	}
	seen.forget(org)
	if _, ok := seen.between(org, 39, 40); ok {
		t.Error("what was to be forgotten is remembered")
	}
}

// Every query that reads what is newer reads a table by the text's own telling: otherwise it
// would never be looked at.
func TestNewerQueriesNameTheirTables(t *testing.T) {
	texts, err := loadQueries(engineSQLite)
	must(t, err)
	tables := tablesByQuery(texts)
	for _, q := range []query{
		qOfficesSince, qObjectivesSince, qObjectiveChangesSince, qMilestonesSince, qUpdatesSince, qReviewsSince, qRatingsSince, qMeetingsSince,
		qActionsSince, qFundingsSince, qIndicatorsSince, qMeasurementsSince, qSectorsSince, qTextsSince, qPublicationSince, qObjectiveOrderSince,
	} {
		if len(tables[q].read) == 0 || len(tables[q].written) > 0 {
			t.Errorf("%s reads %v and writes %v", q, tables[q].read, tables[q].written)
		}
	}
	if got := tables[qUpdateAdd]; !slices.Contains(got.written, "updates") {
		t.Errorf("%s writes %v", qUpdateAdd, got.written)
	}
}
