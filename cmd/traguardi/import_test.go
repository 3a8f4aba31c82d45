package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// applications is a file of three rows, one of them broken, of two enti.
const applications = `codice_ipa,ente,cod_comune,regione,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,decreto_finanziamento,stato_candidatura,data_stato_candidatura
C_PROVA,Comune di Prova,078157,Calabria,34599.0,1.4.3 - pagoPA - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-07-13,G31F22000130006,Decreto n.23,A,2022-07-13
c_prova,Comune di Prova,078157,Calabria,34599.0,1.4.3 - pagoPA - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-07-13,G31F2200013000O,Decreto n.23,A,2022-07-13
c_altro,Comune Altro,N/D,Lazio,5824.5,1.4.3 - app IO - Comuni - Aprile 2022,2022-04-29T10:05:25.000+0000,2022-08-12,H31F22000140006,Decreto n.24,E,2023-08-12
`

func TestImportApplications(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		file := filepath.Join(t.TempDir(), "candidature_finanziate_143.csv")
		if err := os.WriteFile(file, []byte(applications), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, "migrate", "up", "--database", url).want(t, 0)
		in := func(more ...string) ran {
			t.Helper()
			return run(t, append([]string{"import", "pa-digitale-2026", file, "--database", url}, more...)...)
		}
		in().want(t, 2, "either --organization or --all")
		in("--all", "--office", "tributi").want(t, 2, "--office")
		in("--organization", "c_prova").want(t, 1, "no such organization")
		for _, more := range [][]string{{"--dry-run"}, nil} { // a trial tells the same
			r := in(append(more, "--all")...).want(t, 0, "3 rows: 2 created, 0 updated, 0 unchanged, 1 refused")
			if want := "2\tcreated\tc_prova G31F22000130006\t\n"; !strings.HasPrefix(r.out, want) || strings.Count(r.out, "\n") != 3 {
				t.Errorf("said %q", r.out)
			}
		}
		r := in("--all", "--quiet").want(t, 0, "0 created, 0 updated, 2 unchanged, 1 refused")
		if !strings.HasPrefix(r.out, "3\trefused\tc_prova G31F2200013000O\til CUP") || strings.Count(r.out, "\n") != 1 {
			t.Errorf("said %q", r.out)
		}
		in("--organization", "C_Prova").want(t, 0, "2 rows: 0 created, 0 updated, 1 unchanged, 1 refused (0 worth a second look, 1 of other enti passed over)")
		run(t, "audit", "verify", "--database", url).want(t, 0)
		run(t, "import", "pa-digitale-2026", file+".missing", "--all", "--database", url).want(t, 1, "cannot be read")
	})
}
