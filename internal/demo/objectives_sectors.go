package demo

import "github.com/traguardi/traguardi/internal/plan"

// sectorObjectives serve the three sectors that the source names.
var sectorObjectives = []objective{
	{
		code: "OB-12", title: "Turismo: eventi e luoghi in una mappa aperta",
		description: "Una mappa online con i luoghi da visitare e tutti gli eventi, che chiunque può usare nel proprio sito o nella propria app. Perché chi arriva trovi in un posto solo che cosa vedere e che cosa succede.",
		horizon:     plan.HorizonMedium, sectors: []string{"turismo", "imprese"}, lead: culturaTurismo,
		start: d(-419), due: d(341),
		milestones: []milestone{
			{
				title: "Censire i luoghi da visitare", office: culturaTurismo, weight: 4,
				start: d(-419), due: d(-145),
				log: []entry{
					at(-298, 40, "Descritti 35 luoghi."),
					at(-201, 75, "Descritti 70 luoghi, dalla costa alla montagna."),
					done(-157, link("turismo/luoghi"), "Descritti 92 luoghi, con orari e accessi per chi si muove in carrozzina."),
				},
			},
			{
				title: "Calendario unico degli eventi", office: culturaTurismo, weight: 3,
				description: "Un solo calendario per Comune, associazioni e parrocchie.",
				start:       d(-200), due: d(12),
				log: []entry{
					at(-115, 30, "Accordo con 18 associazioni."),
					at(-40, 60, "Il calendario funziona in prova."),
					at(-4, 75, "Inseriti gli eventi dei prossimi mesi."),
				},
			},
			{
				title: "Schede e foto in due lingue", office: culturaTurismo, weight: 2,
				start: d(-100), due: d(80),
				log: []entry{
					at(-62, 20, "Pronte 18 schede su 92."),
					at(-24, 50, "Pronte 46 schede su 92.").questioned("Le traduzioni le controlla qualcuno che conosce la lingua?"),
				},
			},
			{
				title: "Mappa sul sito del Comune", office: comunicazione, weight: 3,
				start: d(-33), due: d(250),
				log: []entry{
					at(-31, 0, "Non ancora iniziato: prima si finisce il calendario."),
				},
			},
			{
				title: "Cartelli con il codice da inquadrare", office: culturaTurismo, weight: 3,
				description: "Sul posto, un cartello che apre la scheda sul telefono.",
				start:       d(60), due: d(341),
			},
		},
	},
	{
		code: "OB-13", title: "Cultura: biblioteca e archivio storico in rete",
		description: "Cercare un libro o un documento antico da casa, e leggere online ciò che si può mostrare. Perché la memoria della città sia di tutti, e le carte fragili si tocchino di meno.",
		horizon:     plan.HorizonLong, sectors: []string{"cultura", "cittadini"}, lead: culturaTurismo,
		start: d(-678), due: d(586),
		milestones: []milestone{
			{
				title: "Inventario dell’archivio storico", office: protocollo, weight: 2,
				start: d(-678), due: d(-359),
				log: []entry{
					at(-514, 50, "Elencati i registri della prima sala."),
					done(-367, link("archivio/inventario"), "Elencati 4.100 registri e faldoni."),
				},
			},
			{
				title: "Catalogo della biblioteca in rete", office: culturaTurismo, weight: 3,
				start: d(-417), due: d(-156),
				log: []entry{
					at(-290, 40, "Inseriti 12.000 libri."),
					done(-145, link("biblioteca/catalogo"), "Il catalogo si consulta online: 31.000 libri."),
				},
			},
			{
				title: "Fotografare i registri più antichi", office: protocollo, weight: 4,
				description: "I registri più fragili, pagina per pagina, prima che si rovinino.",
				start:       d(-120), due: d(480),
				log: []entry{
					at(-74, 15, "Scelti i 300 registri più fragili."),
					at(-31, 40, "Fotografati 120 registri."),
				},
			},
			{
				title: "Prestito dei libri online", office: culturaTurismo, weight: 2,
				start: d(-120), due: d(152),
				log: []entry{
					at(-75, 25, "Scelto il programma per i prestiti.").questioned("Quando si può provare il programma?"),
				},
			},
			{
				title: "Aprire la sala di lettura digitale", office: culturaTurismo, weight: 3,
				description: "Una sala nelle due sedi della biblioteca, con computer per chi non ne ha uno.",
				start:       d(200), due: d(586),
			},
			{
				title: "Visite delle scuole all’archivio", office: pubblicaIstruzione, weight: 1,
				description: "La data si fissa quando la sala di lettura è pronta.",
				added:       d(-151),
				log: []entry{
					at(-40, 0, "Due scuole hanno chiesto di partecipare. La data resta da fissare."),
				},
			},
		},
	},
	{
		code: "OB-14", title: "Agricoltura: pratiche delle imprese agricole allo sportello unico",
		description: "Presentare online, in un posto solo, le pratiche di chi coltiva e produce: agrumi, olio, riso, allevamenti. Perché un’impresa agricola oggi gira più uffici per la stessa pratica. I traguardi si decidono con l’ufficio Attività produttive.",
		horizon:     plan.HorizonLong, sectors: []string{"agricoltura", "imprese"}, lead: attivitaProduttive, weight: 2,
		start: d(-60), due: d(951),
	},
}
