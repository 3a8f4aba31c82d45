package board_test

import (
	"context"
	"errors"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// The catalogue is read once, its version asked for once for each doubt, and read again only
// where it is another one.
func TestTheCatalogueIsReadWhenItChanged(t *testing.T) {
	f := newFixture(t, nil)
	f.source.catalogue = plan.Catalogue{Version: 1}
	look := func(what string, version int64, questions, readings int) {
		t.Helper()
		for range 3 {
			c, err := f.Catalogue(t.Context())
			if err != nil || c.Version != version {
				t.Fatalf("%s: %+v, %v; want version %d", what, c, err, version)
			}
		}
		if got := f.source.catalogueReads; got != [2]int{questions, readings} {
			t.Errorf("%s: %d questions and %d readings, want %d and %d", what, got[0], got[1], questions, readings)
		}
	}
	look("at first", 1, 0, 1)
	f.CatalogueChanged()
	look("a doubt for nothing", 1, 1, 1)
	f.source.catalogue = plan.Catalogue{Version: 2}
	look("before anybody tells", 1, 1, 1)
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.source.catalogueReads; got != [2]int{2, 2} {
		t.Errorf("the poll left it to readers: %d questions and %d readings", got[0], got[1])
	}
	look("after a poll", 2, 2, 2)

	f.source.failed = away
	if err := f.Poll(t.Context()); err == nil {
		t.Fatal("the source is away, and the poll went well")
	}
	look("while the database is away", 2, 2, 2)
	f.CatalogueChanged()
	look("asked while it is away", 2, 3, 2)
	f.source.failed, f.source.catalogue.Version = nil, 3
	if err := f.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	look("when it is back", 3, 4, 3)
}

// A reader that goes away leaves the doubt to the next one.
func TestTheCatalogueThatCouldNotBeReadIsAskedForAgain(t *testing.T) {
	f := newFixture(t, nil)
	f.source.failed = away
	if _, err := f.Catalogue(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
		t.Fatalf("nothing was known, and the answer is %v", err)
	}
	f.source.failed, f.source.catalogue.Version = nil, 1
	if c, err := f.Catalogue(t.Context()); err != nil || c.Version != 1 {
		t.Fatalf("%v %v", c, err)
	}
	f.CatalogueChanged()
	f.source.failed, f.source.catalogue.Version = context.Canceled, 2
	if _, err := f.Catalogue(t.Context()); !errors.Is(err, context.Canceled) {
		t.Fatalf("the cause was lost: %v", err)
	}
	f.source.failed = nil
	if c, err := f.Catalogue(t.Context()); err != nil || c.Version != 2 {
		t.Fatalf("%v %v", c, err)
	}
}
