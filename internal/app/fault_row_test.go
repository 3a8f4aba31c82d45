package app_test

import (
	"database/sql"
	"net/http"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// A row that the program cannot read, in the plan of one ente: that ente says so, to people and
// programs; the others, the list, readiness and the metrics go on. When the row is mended, so does
// the ente, without a restart.
func TestFaultAPoisonedRow(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		one := boot(t, settings(url))
		for id, name := range map[string]string{"c_prova": "Comune di Prova", "c_rotto": "Comune Rotto"} {
			ente(t, one, id, name)
			admin := staff(t, one, id, "admin")
			base := "http://" + one.Address + "/api/v1/organizations/" + id
			post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Tributi"}`)
			post(t, base+"/meetings", admin, `{"title":"Cabina di regia","held_on":"2026-12-03","starts_at":"10:00","offices":["tributi"]}`)
		}
		driver, source := "postgres", url
		if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
			driver, source = "sqlite", file+"?_pragma=busy_timeout(10000)" // numbers are stored after what was written above
		}
		db, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		set := func(offices string) {
			t.Helper()
			result, err := db.ExecContext(t.Context(), `UPDATE meetings SET offices = '`+offices+`' WHERE organization_id = 'c_rotto'`)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := result.RowsAffected(); n != 1 || err != nil {
				t.Fatalf("%d rows, %v", n, err)
			}
		}
		set(`{not a list`)

		// One that starts now has to read it.
		s := boot(t, settings(url))
		site := "http://" + s.Address
		for _, path := range []string{"/enti/c_rotto", "/api/v1/organizations/c_rotto/offices"} {
			a := call(t, http.MethodGet, site+path, "")
			if a.status != http.StatusInternalServerError || strings.Contains(a.body, "not a list") || strings.Contains(a.body, "json") && !strings.Contains(path, "api") {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
		for path, says := range map[string]string{
			"/": "Comune Rotto", "/enti/c_prova": "Comune di Prova", "/api/v1/organizations": "c_prova",
			"/api/v1/organizations/c_prova/offices": "tributi", "/readyz": "ready", "/sitemap.xml": "c_prova",
		} {
			if a := call(t, http.MethodGet, site+path, ""); a.status != http.StatusOK || !strings.Contains(a.body, says) {
				t.Errorf("%s: %d, without %q: %s", path, a.status, says, a.body)
			}
		}
		if a := call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", ""); a.status != http.StatusOK || !strings.Contains(a.body, `traguardi_board_revision{organization="c_prova"}`) {
			t.Errorf("the metrics: %d", a.status)
		}

		set(`["tributi"]`)
		eventually(t, "the ente is back", func() bool {
			return call(t, http.MethodGet, site+"/enti/c_rotto", "").status == http.StatusOK
		})
	})
}
