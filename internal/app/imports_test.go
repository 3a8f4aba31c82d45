package app_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const applicationsFile = `codice_ipa,ente,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,stato_candidatura,data_stato_candidatura
c_prova,Comune di Prova,34599.0,1.4.3 - pagoPA - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-07-13,G31F22000130006,A,2022-07-13
c_prova,Comune di Prova,34599.0,1.4.3 - pagoPA - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-07-13,G31F2200013000O,A,2022-07-13
c_altro,Comune Altro,5824.5,1.4.3 - app IO - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-08-12,H31F22000140006,E,2023-08-12
`

// TestAFileIsImportedInTheBackground: handed in over the API, on both engines; a trial first,
// then for real, then again; one that a replica left behind is begun again.
func TestAFileIsImportedInTheBackground(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := boot(t, settings(url))
		ente(t, s, "c_prova", "Comune di Prova")
		editor := staff(t, s, "c_prova", "editor")
		api := "http://" + s.Address
		hand := func(query, file string, status int) map[string]any {
			t.Helper()
			a := call(t, http.MethodPost, api+"/api/v1/organizations/c_prova/imports"+query, file, "Authorization", "Bearer "+editor, "Content-Type", "text/csv")
			if a.status != status {
				t.Fatalf("handing it in: %d %s", a.status, a.body)
			}
			if status != http.StatusAccepted {
				return nil
			}
			for range 600 {
				found := call(t, http.MethodGet, api+a.header.Get("Location"), "", "Authorization", "Bearer "+editor).json(t)
				if found["state"] == "done" || found["state"] == "failed" {
					return found
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Fatal("the import does not end")
			return nil
		}
		fundings := func() any {
			return call(t, http.MethodGet, api+"/api/v1/organizations/c_prova/fundings", "").json(t)["total"]
		}
		for _, step := range []struct {
			query                                string
			created, unchanged, refused, skipped float64
			fundings                             float64
		}{
			{"?dry_run=true", 1, 0, 1, 1, 0},
			{"?file_name=candidature_finanziate_143.csv", 1, 0, 1, 1, 1},
			{"", 0, 1, 1, 1, 1},
		} {
			got := hand(step.query, applicationsFile, http.StatusAccepted)
			if got["state"] != "done" || got["created"] != step.created || got["unchanged"] != step.unchanged || got["refused"] != step.refused || got["skipped"] != step.skipped {
				t.Errorf("%q: %+v", step.query, got)
			}
			lines, _ := got["lines"].([]any)
			if len(lines) != 1 || lines[0].(map[string]any)["line"] != 3.0 {
				t.Errorf("%q: the lines are %+v", step.query, lines)
			}
			if n := fundings(); n != step.fundings {
				t.Errorf("%q: %v fundings", step.query, n)
			}
		}
		if got := hand("?office=nessuno", applicationsFile, http.StatusAccepted); got["state"] != "failed" || got["reason"] == nil {
			t.Errorf("an office that is not there: %+v", got)
		}
		if got := hand("", "a,b\n1,2\n", http.StatusAccepted); got["state"] != "failed" || got["reason"] != "the column codice_ipa is missing" {
			t.Errorf("another file: %+v", got)
		}
		hand("", "", http.StatusBadRequest)
		viewer := staff(t, s, "c_prova", "viewer")
		refused := call(t, http.MethodPost, api+"/api/v1/organizations/c_prova/imports", applicationsFile, "Authorization", "Bearer "+viewer, "Content-Type", "text/csv")
		if refused.status != http.StatusForbidden {
			t.Errorf("a viewer: %d", refused.status)
		}
	})
}

// TestAnImportThatAReplicaLeftIsTakenOver once its claim has run out.
func TestAnImportThatAReplicaLeftIsTakenOver(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := boot(t, settings(url))
		ente(t, s, "c_prova", "Comune di Prova")
		staff(t, s, "c_prova", "editor")
		account, err := s.Store.AccountByEmail(t.Context(), "editor@c-prova.example")
		if err != nil {
			t.Fatal(err)
		}
		run := plan.ImportRun{ID: "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f", Organization: "c_prova", Kind: plan.ImportPADigitale, FileName: "a.csv",
			RecordedAt: time.Now(), By: plan.Signature{AccountID: account.ID, Role: plan.RoleEditor}}
		file, err := s.Store.PackFile([]byte(applicationsFile))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Store.Change(t.Context(), "c_prova", func(tx tracker.Tx) error { return tx.AddImportRun(t.Context(), run, file) })
		if err != nil {
			t.Fatal(err)
		}
		// The dead replica's claim ran out long ago.
		if _, _, ok, err := s.Store.ClaimImportRun(t.Context(), time.Now().Add(-time.Hour), time.Minute, "dead"); err != nil || !ok {
			t.Fatalf("the dead replica's claim: %v %v", ok, err)
		}
		s.LookForImports()
		for range 600 {
			got, err := s.Store.ImportRun(t.Context(), "c_prova", run.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got.State == plan.ImportDone {
				if got.Attempts != 2 || got.Report.Counts.Created != 1 {
					t.Errorf("it came to %+v", got)
				}
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error("nobody took it over")
	})
}
