package demo

import "github.com/traguardi/traguardi/internal/plan"

// serviceObjectives change what citizens can do from home.
var serviceObjectives = []objective{
	{
		code: "OB-04", title: "Accesso con SPID e carta d’identità elettronica",
		description: "Entrare nei servizi online del Comune con SPID o con la carta d’identità elettronica, senza un’altra password. Perché una sola chiave è più comoda e più sicura.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini", "imprese"}, lead: informatici,
		start: d(-1668), due: d(-1149),
		changes: []change{{on: d(-1144), state: plan.ObjectiveCompleted}},
		milestones: []milestone{
			{
				title: "Elencare i servizi che chiedono una password", office: informatici, weight: 1,
				start: d(-1668), due: d(-1423),
				log: []entry{
					at(-1529, 50, "Controllati i servizi di otto uffici."),
					done(-1437, statement("Elenco di 14 servizi, consegnato all’Ufficio Europa."), "Elenco completo."),
				},
			},
			{
				title: "Far entrare i cittadini con SPID", office: informatici, weight: 3,
				start: d(-1413), due: d(-1241),
				log: []entry{
					at(-1340, 40, "Sei servizi su 14 sono collegati."),
					done(-1248, act("Determina", "158"), "In tutti i servizi online si entra con SPID."),
				},
			},
			{
				title: "Far entrare con la carta d’identità elettronica", office: informatici, weight: 2,
				description: "Dopo il collegamento, le vecchie password vengono spente.",
				start:       d(-1300), due: d(-1149),
				log: []entry{
					at(-1214, 60, "Prova riuscita su tre servizi."),
					done(-1151, link("servizi/accesso"), "Si entra anche con la carta d’identità elettronica. Le vecchie password sono spente."),
				},
			},
		},
	},
	{
		code: "OB-05", title: "Sito e servizi online",
		description: "Rifare il sito perché si capisca subito dove cliccare, e portarci quattro cose che oggi chiedono un viaggio in municipio: iscrivere i figli a mensa e scuolabus, pagare i rifiuti, avere un certificato, fissare un appuntamento. Chi abita in frazione guadagna una mattina.",
		horizon:     plan.HorizonMedium, urgent: true, sectors: []string{"cittadini", "imprese"}, lead: ufficioEuropa,
		start: d(-629), due: d(159),
		milestones: []milestone{
			{
				title: "Ricognizione delle pagine e dei servizi", office: ufficioEuropa, weight: 1,
				description: "Quali pagine ci sono, quali servono ancora, quali servizi si possono portare online.",
				start:       d(-629), due: d(-541),
				log: []entry{
					at(-587, 60, "Contate 1.200 pagine e 38 servizi."),
					done(-548, link("sito/ricognizione"), "Relazione consegnata qualche giorno prima del previsto."),
				},
			},
			{
				title: "Affidare il lavoro al fornitore", office: gareContratti, weight: 2,
				start: d(-570), due: d(-418),
				log: []entry{
					at(-500, 40, "Bando pubblicato."),
					moved(-426, d(-394), "Alle domande di chiarimento sul bando si è risposto tardi: più giorni per le offerte.").in("gare"),
					done(-394, act("Determina", "412"), "Contratto affidato."),
				},
			},
			{
				title: "Pubblicare il nuovo sito", office: comunicazione, weight: 4,
				description: "Nuove pagine, scritte in modo semplice, leggibili da tutti e anche dal telefono.",
				start:       d(-417), due: d(-206),
				log: []entry{
					at(-311, 30, "Approvata la struttura del nuovo sito."),
					at(-255, 60, "Trasferita metà delle pagine."),
					moved(-216, d(-177), "Contate bene, le pagine vecchie sono 700 in più.").in("comunicazione").and(75),
					moved(-181, d(-163), "Dalla prova con chi non vede sono usciti difetti da correggere.").and(90).waiting(),
					done(-163, link("sito"), "Il nuovo sito è in linea."),
				},
			},
			{
				title: "Iscrizione online alla mensa e allo scuolabus", office: pubblicaIstruzione, weight: 3,
				description: "Le famiglie si iscrivono da casa, senza portare documenti che il Comune ha già.",
				start:       d(-205), due: d(-53),
				log: []entry{
					at(-102, 15, "Pronto il modulo di iscrizione."),
					moved(-67, d(-22), "Il modulo non riesce ancora a leggere i dati delle famiglie, e il fornitore tarda.").in("istruzione"),
					at(-34, 25, "Il modulo è stato provato con dieci famiglie."),
					at(-6, 35, "Corretto il modulo dopo la prova. Il collegamento manca ancora."),
				},
			},
			{
				title: "Pagare online la tassa sui rifiuti", office: tributi, weight: 2,
				description: "L’avviso si legge e si paga dal sito.",
				start:       d(-111), due: d(23),
				log: []entry{
					at(-59, 10, "Scritti i testi delle pagine."),
					moved(-12, d(54), "Il Consiglio deve prima cambiare il regolamento dei rifiuti.").and(20),
				},
			},
			{
				title: "Chiedere online i certificati anagrafici", office: demografici, weight: 3,
				start: d(-20), due: d(96),
				log: []entry{
					at(-25, 0, "Non ancora iniziato: si comincia con l’elenco dei certificati."),
				},
			},
			{
				title: "Prenotare online un appuntamento", office: comunicazione, weight: 3,
				description: "Per tutti gli sportelli, con l’orario scelto dal cittadino.",
				start:       d(9), due: d(129),
			},
			{
				title: "Verifica con i cittadini e asseverazione", office: ufficioEuropa, weight: 2,
				description: "Una prova con chi usa i servizi, poi il controllo di un esperto esterno.",
				start:       d(71), due: d(159),
			},
		},
	},
	{
		code: "OB-06", title: "Pagamenti pagoPA e messaggi su app IO",
		description: "Pagare tutto ciò che si deve al Comune con pagoPA, e ricevere avvisi e scadenze sull’app IO. Perché si paga da casa e non si dimentica una scadenza.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini", "imprese"}, lead: tributi,
		start: d(-874), due: d(39),
		milestones: []milestone{
			{
				title: "Portare i pagamenti su pagoPA a 40", office: ragioneria, weight: 4,
				description: "Quaranta tipi di pagamento, dalla mensa alle multe.",
				start:       d(-874), due: d(-510),
				log: []entry{
					at(-724, 20, "Attivi 8 tipi di pagamento."),
					at(-605, 70, "Attivi 28 tipi di pagamento."),
					done(-506, act("Determina", "263"), "Attivi 40 tipi di pagamento."),
				},
			},
			{
				title: "Inviare i primi messaggi su app IO", office: tributi, weight: 3,
				start: d(-566), due: d(-338),
				log: []entry{
					at(-423, 60, "Pronti i testi di otto messaggi."),
					done(-346, link("servizi/app-io"), "I primi otto messaggi arrivano sui telefoni."),
				},
			},
			{
				title: "Portare i messaggi a 25", office: tributi, weight: 2,
				description: "Scadenze, ricevute, avvisi di chiusura degli sportelli.",
				start:       d(-260), due: d(39),
				log: []entry{
					at(-192, 30, "I messaggi sono 13."),
					at(-122, 60, "I messaggi sono 18."),
					at(-51, 84, "I messaggi sono 22."),
					at(-9, 92, "I messaggi sono 23; altri due sono già scritti.").waiting(),
				},
			},
		},
	},
	{
		code: "OB-07", title: "Notifiche digitali (SEND)",
		description: "Ricevere gli atti del Comune in un’area online sicura, e su carta solo chi lo preferisce. Perché la raccomandata costa, e spesso non trova nessuno in casa.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini", "imprese"}, lead: ufficioEuropa,
		start: d(-1300), due: d(-783),
		changes: []change{{on: d(-775), state: plan.ObjectiveCompleted}},
		milestones: []milestone{
			{
				title: "Aderire alla piattaforma nazionale", office: ufficioEuropa, weight: 1,
				start: d(-1300), due: d(-1150),
				log: []entry{
					done(-1165, act("Delibera di Giunta", "201"), "Adesione firmata."),
				},
			},
			{
				title: "Spedire con SEND gli avvisi dei tributi", office: tributi, weight: 3,
				start: d(-1147), due: d(-905),
				log: []entry{
					at(-1074, 50, "Spediti i primi 50 avvisi di prova."),
					done(-906, link("servizi/send"), "Tutti gli avvisi dei tributi partono da SEND."),
				},
			},
			{
				title: "Spedire con SEND le altre comunicazioni", office: protocollo, weight: 2,
				start: d(-964), due: d(-783),
				log: []entry{
					at(-857, 50, "Collegato il protocollo."),
					done(-789, statement("Prova di spedizione riuscita con cinque uffici."), "Ogni ufficio può spedire dal protocollo."),
				},
			},
		},
	},
}
