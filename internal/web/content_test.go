package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

// section is the text of a section of a page.
func section(t *testing.T, site http.Handler, page, id string) string {
	t.Helper()
	d := parse(t, get(t, site, page).Body.String())
	n := d.ByID(id)
	if n == nil {
		t.Fatalf("%s has no section %q", page, id)
	}
	return text(n)
}

// TestWhatThePagesSay holds the pages against what the sample plan is known to hold.
func TestWhatThePagesSay(t *testing.T) {
	site := sampleSite(t)
	const ob4 = "/enti/c_prova/obiettivi/OB-04"
	for _, c := range []struct{ page, id, want string }{
		{"/", "ritardi", "114 giorni Gara OB-05 Posta e archivi nel cloud Il capitolato va rifatto. Sistemi informativi 31 luglio 2026 prima: 29 maggio 2026"},
		{"/", "ritardi", "3 traguardi hanno passato la data."},
		{"/", "prossimi", "25 novembre 2026 ore 10 Riunione con Tributi Ordine del giorno: Pagamenti online: che cosa manca Riunione"},
		{"/", "prossimi", "17 dicembre 2026 fra 25 giorni Voto in Consiglio OB-02 Regolamento informatico. Da iniziare Affari generali"},
		{"/", "prossimi", "I prossimi 60 giorni, fino al 21 gennaio 2027."},
		{"/", "novita", "16 novembre 2026 Iscriversi alla mensa da casa dal 25 % al 35 % «Il fornitore ha mandato la prima prova.» OB-04, Scuola In attesa di verifica"},
		{"/", "novita", "12 novembre 2026 Pagare i tributi da casa dal 10 % al 20 % OB-04, Tributi Verificato"},
		{"/", "dove", "Lungo termine Oltre 3 anni, 3 obiettivi 11 % previsto 10 %"},
		{"/?al=2026-06-30", "prossimi", "I 60 giorni dopo, fino al 29 agosto 2026, come si prevedevano allora."},
		{ob4, "h", "Servizi del Comune da casa"},
		{ob4, "giudizi", "L’ufficio capofila Fiducia media Il sito va bene."},
		{ob4, "giudizi", "Chi verifica Fiducia bassa Tre servizi su quattro"},
		{ob4, "traguardi", "3 Iscriversi alla mensa da casa Scuola 31 ottobre 2026 prima: 30 settembre 2026 +31 giorni In corso, 35 % 22 giorni oltre non ancora"},
		{ob4, "conto", "3 Iscriversi alla mensa da casa 15 % 35 % 5,25"},
		{ob4, "conto", "Somma 100 % 42,25"},
		{ob4, "conto", "Sommando viene 42,25 ; in cima alla pagina si legge 42 %"},
		{ob4, "spostamenti", "16 settembre 2026 Manca il collegamento con l’anagrafe. 3 Iscriversi alla mensa da casa da 30 settembre 2026 → a 31 ottobre 2026 +31 15 settembre 2026"},
		{ob4, "spostamenti", "Prima va cambiato il regolamento dei tributi. 4 Pagare i tributi da casa da 15 dicembre 2026 → a 15 gennaio 2027 +31 non indicata"},
		{ob4, "spostamenti", "4 spostamenti +105"},
		{ob4, "spostamenti", "Il traguardo 1 è finito 7 giorni prima della sua ultima scadenza."},
		{ob4, "riunioni", "azione scaduta da 23 giorni"},
		{ob4, "storia", "2 Nuovo sito in linea : raggiunto il 12 giugno 2026"},
		{ob4, "storia", "1º ottobre 2026 4 Pagare i tributi da casa : iniziato ; dallo 0 % al 10 %"},
		{ob4 + "?lang=en", "conto", "The sum is 42.25 . 42% is shown"},
		{"/", "soldi", "Di 388.126,00 € non ritirati è già pagato il 15 %"},
		{"/", "soldi", "1.4.1 Sito e servizi un finanziamento: OB-04 328.160,00 € – –"},
		{"/", "soldi", "1.2 Cloud un finanziamento: OB-05 – – 376.572,00 €"},
		{"/", "soldi", "Totale 328.160,00 € 59.966,00 € 376.572,00 €"},
		{"/?al=2026-06-30", "soldi", "1.4.5 Notifiche un finanziamento: OB-04 59.966,00 € – –"},
		{"/?lang=en", "soldi", "€328,160.00"},
		{"/", "indicatori", "Telefonate al mese più basso è meglio 1.240 telefonate 1º gennaio 2025 980 telefonate 30 settembre 2026 700 telefonate"},
		{"/", "indicatori", "Fatto il 48 % della strada."},
		{ob4, "soldi", "1.4.1 Sito e servizi Comuni, aprile 2022 Dato vero Fonte: open data di PA digitale 2026, file 141 G31F22000630006 328.160,00 € Assegnato il 19 agosto 2022 Decreto 32/2022 Pagato: non ancora"},
		{ob4, "soldi", "1.4.5 Notifiche Fonte: www.example.it non ancora 59.966,00 € Pagato l’8 ottobre 2026 assegnato il 3 gennaio 2023"},
		{ob4, "indicatori", "Pratiche arrivate online più alto è meglio 4 % 1º gennaio 2025 22 % 30 settembre 2026 40 % entro il 30 aprile 2027"},
		{ob4, "indicatori", "Fatto il 50 % della strada; era previsto l’81 %."},
		{ob4, "indicatori", "30 settembre 2026 22 % Con la mensa. 30 giugno 2025 9,5 % 1º gennaio 2025 4 % Valore di partenza"},
		{ob4, "indicatori", "Servizi online più alto è meglio 0 servizi 1º gennaio 2026 non ancora misurato 4 servizi Nessuno lo ha ancora misurato."},
		{ob4 + "?al=2025-12-31", "indicatori", "9,5 % 30 giugno 2025"},
		{"/enti/c_prova/obiettivi/OB-05", "traguardi", "Bloccato al 45 %"},
		{"/enti/c_prova/obiettivi/OB-08", "traguardi", "Questo obiettivo non ha ancora traguardi."},
		{"/enti/c_prova/uffici/sistemi", "azioni", "Chiedere al fornitore una data scritta Su: OB-04.3 Iscriversi alla mensa da casa riunione del 15 settembre 2026 Sistemi informativi 30 ottobre 2026 Da fare 23 giorni oltre"},
		{"/enti/c_prova/uffici/sistemi", "traguardi", "Gara OB-05 Posta e archivi nel cloud"},
		{"/enti/c_prova/uffici/sistemi", "traguardi", "Prima piazza OB-10 Wi-Fi in piazza (sospeso, non conta)"},
		{"/enti/c_prova/riunioni/m-2026-11-25", "presenti", "Uffici invitati Tributi"},
		{"/enti/c_prova/riunioni", "mai", "Sportello delle imprese"},
		{"/enti/c_prova/riunioni", "annullate", "Riunione con Personale"},
		{"/enti/c_prova/riunioni/m-2021-03-16", "verbale", "Lo stato delle cose Quasi tutto passa ancora dalla carta."},
		{"/enti/c_prova/riunioni/m-2021-03-16", "presenti", "Tutto l’ufficio Ufficio Europa"},
		{"/enti/c_prova/riunioni/m-2026-05-12", "verbale", "Il verbale non è ancora pubblico."},
	} {
		if got := section(t, site, c.page, c.id); !strings.Contains(got, c.want) {
			t.Errorf("%s #%s\n has %q\nwant %q", c.page, c.id, got, c.want)
		}
	}
}

func TestLeadAndReasons(t *testing.T) {
	site := sampleSite(t)
	for _, c := range []struct{ page, class, want string }{
		{"/", "t-lead", "Fatto il 46 % ; a oggi era previsto il 63 % . Alla velocità attuale si finisce a"},
		{"/enti/c_prova/obiettivi/OB-04", "t-lead", "Fatto il 42 % ; a oggi era previsto il 60 % . Alla velocità attuale si finisce a novembre 2027 , 7 mesi dopo il previsto."},
		{"/enti/c_prova/obiettivi/OB-04", "t-why", "A rischio perché il fatto è 18 punti sotto il previsto (il limite è 10 punti) e un traguardo ha passato la data ( OB-04.3 da 22 giorni). Come si arriva al 42 % ."},
		{"/enti/c_prova/obiettivi/OB-03", "t-lead", "Fatto il 100 % : finito il 26 maggio 2026 , 3 giorni prima del previsto."},
		{"/enti/c_prova/obiettivi/OB-03", "t-why", "Completato perché tutti i traguardi (2) sono raggiunti."},
		{"/enti/c_prova/obiettivi/OB-08", "t-lead", "Non ci sono ancora traguardi"},
		{"/enti/c_prova/obiettivi/OB-08", "t-why", "Non valutato perché non ci sono ancora traguardi."},
		{"/enti/c_prova/obiettivi/OB-09", "t-lead", "Si comincia il 1º marzo 2027 ; la fine è prevista a settembre 2027 ."},
		{"/enti/c_prova/obiettivi/OB-06", "t-lead", "Fatto il 69 % . Dei soli traguardi con una data è fatto il 92 % ; a oggi era previsto il 94 % ."},
		{"/enti/c_prova/obiettivi/OB-06", "t-why", "In linea perché fra i soli traguardi con una data (fatti al 92 %) il fatto è vicino al previsto (2 punti sotto)."},
		{"/enti/c_prova/obiettivi/OB-05", "t-why", "In ritardo perché"},
		{"/enti/c_prova/obiettivi/OB-05", "t-why", "un traguardo ha passato la data da più di 30 giorni ( OB-05.2 da 114 giorni)"},
		{"/enti/c_prova/obiettivi/OB-04?al=2026-06-30", "t-lead", "a quel giorno era previsto il"},
		{"/enti/c_prova/obiettivi/OB-04?lang=en", "t-lead", "42% done; 60% was planned by today. At the present pace it ends in November 2027 , 7 months later than planned."},
	} {
		d := parse(t, get(t, site, c.page).Body.String())
		got := text(d.ByClass(c.class)[0])
		if !strings.Contains(strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(c.want, " ", "")) {
			t.Errorf("%s .%s\n says %q\nwant %q", c.page, c.class, got, c.want)
		}
	}
}

func TestFilters(t *testing.T) {
	site := sampleSite(t)
	for query, want := range map[string]string{
		"":                                 "OB-01 OB-02 OB-03 OB-04 OB-05 OB-06 OB-07 OB-08 OB-09 OB-10 OB-11",
		"?orizzonte=breve":                 "OB-02 OB-03 OB-10 OB-11",
		"?orizzonte=breve&salute=in-linea": "",
		"?salute=in-ritardo":               "OB-02 OB-05",
		"?settore=turismo":                 "OB-04 OB-06 OB-10",
		"?ufficio=scuola":                  "OB-04",
		"?parole=MENSA":                    "OB-04",
		"?parole=citta+formazione":         "OB-01",
		"?parole=perche":                   "",
		"?orizzonte=eterno&salute=boh&settore=x&ufficio=y&altro=1": "OB-01 OB-02 OB-03 OB-04 OB-05 OB-06 OB-07 OB-08 OB-09 OB-10 OB-11",
		"?pagina=7": "OB-01 OB-02 OB-03 OB-04 OB-05 OB-06 OB-07 OB-08 OB-09 OB-10 OB-11",
	} {
		d := parse(t, get(t, site, "/enti/c_prova/obiettivi"+query).Body.String())
		var codes []string
		for _, n := range d.All(atom.Tbody) {
			for c := range n.ChildNodes() {
				if c.DataAtom == atom.Tr {
					for _, word := range strings.Fields(text(c)) {
						if strings.HasPrefix(word, "OB-") {
							codes = append(codes, word)
							break
						}
					}
				}
			}
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%s lists %q, want %q", query, got, want)
		}
	}
	d := parse(t, get(t, site, "/enti/c_prova/obiettivi?orizzonte=medio&salute=in-linea&al=2026-10-01").Body.String())
	var chips []string
	for n := range d.ByClass("t-chosen")[0].Descendants() {
		if n.DataAtom == atom.A {
			chips = append(chips, attr(n, "aria-label")+" "+attr(n, "href"))
		}
	}
	want := []string{
		"Togli il filtro: Medio termine /enti/c_prova/obiettivi?salute=in-linea&al=2026-10-01",
		"Togli il filtro: In linea /enti/c_prova/obiettivi?orizzonte=medio&al=2026-10-01",
		" /enti/c_prova/obiettivi?al=2026-10-01",
	}
	if strings.Join(chips, "\n") != strings.Join(want, "\n") {
		t.Errorf("chips %q, want %q", chips, want)
	}
	for _, n := range d.All(atom.Option) {
		if has(n, "selected") && attr(n, "value") != "medio" && attr(n, "value") != "in-linea" {
			t.Errorf("option %q is selected", attr(n, "value"))
		}
	}
}

// TestSumsAddUp adds the points of every table of contributions.
func TestSumsAddUp(t *testing.T) {
	site := sampleSite(t)
	found := 0
	for _, path := range paths {
		n := parse(t, get(t, site, path).Body.String()).ByID("conto")
		if n == nil {
			continue
		}
		found++
		sum, total := 0, 0
		for row := range n.Descendants() {
			if row.DataAtom != atom.Tr {
				continue
			}
			var cells []string
			for c := range row.ChildNodes() {
				if c.DataAtom == atom.Td && strings.Contains(attr(c, "class"), "t-num") {
					cells = append(cells, text(c))
				}
			}
			if len(cells) == 0 {
				continue
			}
			points := 0
			for _, r := range cells[len(cells)-1] {
				if r >= '0' && r <= '9' {
					points = points*10 + int(r-'0')
				}
			}
			if row.Parent.DataAtom == atom.Tfoot {
				total = points
			} else {
				sum += points
			}
		}
		// Each addend is rounded by itself to a hundredth.
		if diff := sum - total; total == 0 && sum != 0 || diff > 5 || diff < -5 {
			t.Errorf("%s: the addends make %d hundredths, the sum says %d", path, sum, total)
		}
	}
	if found < 8 {
		t.Errorf("only %d pages show how their percentage comes about", found)
	}
}
