package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/publish"
)

const docsHead = `# Dati aperti

Ogni ente ha una pagina ` + "`/enti/{ipa}/dati`" + ` con le tabelle del suo piano, con licenza CC BY 4.0. Questa pagina è scritta dal
programma (` + "`go test ./internal/publish -run Docs -update`" + `): le colonne sono quelle dei file.

- Ogni tabella: ` + "`/enti/{ipa}/dati/{tabella}.csv`, `.json`, `.xlsx`" + `; con ` + "`?al=AAAA-MM-GG`" + ` com’era un giorno passato.
- CSV: RFC 4180, UTF-8, prima riga con i nomi; un testo che un foglio di calcolo prenderebbe per una formula comincia con un
  apostrofo. JSON: ` + "`{\"dataset\", \"licence\", \"modified\", \"revision\", …, \"items\": […]}`" + `. XLSX: fino a 50.000 righe; un
  testo più lungo di 32.767 caratteri finisce con «…» (negli altri formati è intero).
- ` + "`rilevazioni`" + ` ha gli ultimi 366 giorni; tutti gli altri sono nell’API (` + "`/progress/history`" + `).
- ` + "`modified`" + ` è l’istante dell’ultima modifica registrata fra aggiornamenti, riunioni e misure; ` + "`revision`" + ` cresce a ogni scrittura.
- Catalogo DCAT-AP_IT: ` + "`/enti/{ipa}/dati/catalogo.ttl`, `/enti/{ipa}/dati/catalogo.jsonld`" + `.
- La notte alle 4, se il piano è cambiato e comunque una volta alla settimana, le tabelle si conservano in CSV, con
  l’impronta SHA-256 e la testa del registro degli atti, e non si riscrivono: ` + "`/enti/{ipa}/dati/archivio`, `/enti/{ipa}/dati/archivio.json`" + `. La tabella ` + "`rilevazioni`" + ` conservata ha i
  numeri dai file precedenti al giorno prima, che sono definitivi.
- Novità in Atom: ` + "`/enti/{ipa}/novita.atom`, `/enti/{ipa}/obiettivi/{codice}/novita.atom`, `/enti/{ipa}/uffici/{codice}/novita.atom`" + `;
  con ` + "`?mese=AAAA-MM`" + ` i mesi passati (RFC 5005).
- Scheda da mostrare in altri siti: ` + "`/enti/{ipa}/scheda`, `/enti/{ipa}/obiettivi/{codice}/scheda`" + `. Può mostrarla il sito
  dell’ente; altri siti con ` + "`--embed-from`" + `.
- Le pagine di ogni sito possono leggere questi file (CORS).

I nomi e l’ordine delle colonne non cambiano; una colonna nuova va in fondo.
`

// The page for people has the columns that the files have.
func TestDocs(t *testing.T) {
	var page strings.Builder
	page.WriteString(docsHead)
	for _, s := range publish.Datasets() {
		fmt.Fprintf(&page, "\n## `%s`: %s\n\n%s\n\n| Colonna | Tipo | Che cosa dice |\n| --- | --- | --- |\n", s.Name, s.Title.It, s.Text.It)
		for _, c := range s.Columns {
			fmt.Fprintf(&page, "| `%s` | %s | %s |\n", c.Name, c.Kind, c.Text.It)
		}
	}
	golden(t, "../../docs/it/dati-aperti.md", []byte(page.String()))
}
