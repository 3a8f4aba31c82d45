package store

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// versionOf is the number of a migration by its name.
func versionOf(t *testing.T, e engine, name string) int64 {
	t.Helper()
	files, err := migrations(e)
	must(t, err)
	found, err := fs.Glob(files, "*_"+name+".sql")
	must(t, err)
	if len(found) != 1 {
		t.Fatalf("%d migrations are named %s", len(found), name)
	}
	version, err := goose.NumericComponent(found[0])
	must(t, err)
	return version
}

// TestTagsBecomeTheCatalogue: what objectives were about before there was a catalogue is
// the catalogue, each word once for each organization, removed objectives' too.
func TestTagsBecomeTheCatalogue(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		s := openStore(t, url)
		before := versionOf(t, s.address.engine, "sectors") - 1
		provider, err := s.migrator(s.writes.db.DB, before)
		must(t, err)
		_, err = provider.UpTo(ctx, before)
		must(t, err)
		no := map[engine]string{engineSQLite: "0", enginePostgres: "FALSE"}[s.address.engine]
		for _, id := range []string{"c_one", "c_two"} {
			_, err := s.writes.db.ExecContext(ctx, `INSERT INTO organizations (id, name, istat_code, region, population, parent_body, website_url,
				contact_url, transparency_url, accessibility_url, demonstration, revision) VALUES ('`+id+`', 'Ente', '', '', 0, '', '', '', '', '', `+no+`, 7)`)
			must(t, err)
		}
		for key, tags := range map[string]string{
			"c_one OB-01": `["turismo","Beni \"culturali\" & società"]`, "c_one OB-02": `["turismo"]`, "c_one OB-03": `[]`, "c_two OB-01": `["imprese"]`,
		} {
			organization, code, _ := strings.Cut(key, " ")
			_, err := s.writes.db.ExecContext(ctx, `INSERT INTO objectives (organization_id, code, title, description, urgent, sectors, added_on, state, weight,
				horizon, revision) VALUES ('`+organization+`', '`+code+`', 'x', '', `+no+`, '`+tags+`', '2026-01-01', 'active', 1, 'short', 3)`)
			must(t, err)
		}
		must(t, s.Migrate(ctx))
		for organization, want := range map[string][]plan.Sector{
			"c_one": {
				{Code: `Beni "culturali" & società`, Name: `Beni "culturali" & società`, Position: 1, Revision: 1},
				{Code: "turismo", Name: "turismo", Position: 2, Revision: 1},
			},
			"c_two": {{Code: "imprese", Name: "imprese", Position: 1, Revision: 1}},
		} {
			changes, err := s.Changes(ctx, organization, 0)
			must(t, err)
			same(t, "the catalogue of "+organization, changes.Sectors, want)
		}
		change(t, s, "c_one", func(tx tracker.Tx) error {
			uses, err := tx.SectorUses(ctx)
			same(t, "how many have them", uses, map[string]int{"turismo": 2, `Beni "culturali" & società`: 1})
			return err
		})
	})
}
