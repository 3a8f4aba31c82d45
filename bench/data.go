package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	// organization is the one whose plan is measured.
	organization = "c_bench"
	// objectives is how many the plan has, whatever its size: the pages that are compared
	// from one size to the other list as much.
	objectives = 200
	// fileRows is how many rows go into one file: the program takes 20,000, titles included.
	fileRows = 19_000
	// late is how many milestones are over their date, whatever the plan's size.
	late = 40
)

// plan is a database with a plan of so many milestones, and a token that may write to it.
type plan struct {
	database, token string
	milestones      int
}

// planOf makes a plan through the command line, as an administrator would.
func (b *bench) planOf(ctx context.Context, name string, milestones int) (plan, error) {
	database, err := b.database(ctx, name)
	if err != nil {
		return plan{}, err
	}
	p := plan{database: database, milestones: milestones}
	if _, err := b.command(ctx, database, "", "organization", "create", "--id", organization, "--name", "Comune di Prova", "--region", "Calabria", "--population", "75000"); err != nil {
		return p, err
	}
	each := milestones / objectives
	perFile := max(1, fileRows/each)
	for first := 0; first < objectives; first += perFile {
		file := filepath.Join(b.folder, "plan.csv")
		if err := writePlan(file, first, min(first+perFile, objectives), each); err != nil {
			return p, err
		}
		if _, err := b.command(ctx, database, "", "import", "plan", file, "--organization", organization, "--create-offices", "--quiet"); err != nil {
			return p, err
		}
	}
	if _, err := b.command(ctx, database, "una frase lunga da ricordare per il banco\n", "user", "create", "--email", "bench@example.org", "--role", "editor", "--organization", organization); err != nil {
		return p, err
	}
	p.token, err = b.command(ctx, database, "", "token", "create", "--email", "bench@example.org", "--name", "bench")
	return p, err
}

// writePlan writes the rows of some of the objectives.
func writePlan(name string, from, to, each int) error {
	horizons := [...]string{"breve", "medio", "lungo"}
	year := time.Now().Year()
	return writeLines(name, func(line func(string, ...any)) {
		line("Codice obiettivo;Obiettivo;Orizzonte;Ufficio capofila;Stato dell'obiettivo;Inizio dell'obiettivo;Numero;Traguardo;Ufficio;Inizio;Scadenza;Nel piano dal;Stato;Percentuale\n")
		for i := from; i < to; i++ {
			for k := range each {
				due, state, percent := fmt.Sprintf("%d-%02d-%02d", year+1+k%2, 1+(i+k)%12, 1+k%28), "in corso", (i*7+k*13)%90+1
				if k == 0 && i < late {
					due = fmt.Sprintf("%d-01-%02d", year, 1+i%28)
				}
				line("OB-%d;Obiettivo numero %d di prova;%s;Ufficio %d;attivo;%d-01-01;%d;Traguardo numero %d;Ufficio %d;%d-01-01;%s;%d-01-01;%s;%d%%\n",
					1000+i, i, horizons[i%3], i%20, year-1, k+1, k+1, (i+k/10)%20, year-1, due, year-1, state, percent)
			}
		}
	})
}

// writeApplications writes funded applications as PA digitale 2026 publishes them, five of
// each of so many organizations: the national file, in small and in large.
func writeApplications(name string, organizations int) error {
	measures := [...]string{"1.2 Abilitazione al Cloud", "1.4.1 Esperienza del cittadino", "1.4.3 Adozione PagoPA e AppIO", "1.4.4 Adozione identità digitale", "1.4.5 Piattaforma Notifiche Digitali"}
	states := [...]string{"A", "E", "A", "R", "E"}
	return writeLines(name, func(line func(string, ...any)) {
		line("codice_ipa,ente,tipologia_ente,comune,cod_comune,provincia,cod_provincia,regione,cod_regione,importo_finanziamento,avviso,data_invio_candidatura,data_finanziamento,codice_cup,numero_finestra_temporale,numero_di_protocollo,decreto_finanziamento,stato_candidatura,data_stato_candidatura,misura\n")
		for i := range organizations {
			for k, measure := range measures {
				line("c_%05d,Comune numero %d,Comuni,Comune %d,%06d,CS,078,Calabria,18,%d.0,%s - Comuni - Aprile 2022,2022-04-%02dT10:05:25.000+0000,2022-07-%02d,C%02dF%02d%06d%03d,1,%d,Decreto n.%d - 1 / 2022 - PNRR,%s,2023-10-%02d,%s\n",
					i, i, i, i, 10_000+i, measure, 1+i%28, 1+i%28, k, k, i, k, k, k, states[k], 1+i%28, measure)
			}
		}
	})
}

func writeLines(name string, write func(line func(string, ...any))) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	write(func(format string, args ...any) { fmt.Fprintf(w, format, args...) })
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
