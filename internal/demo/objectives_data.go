package demo

import "github.com/traguardi/traguardi/internal/plan"

// dataObjectives change where programs and data are, and who exchanges them.
var dataObjectives = []objective{
	{
		code: "OB-08", title: "Programmi del Comune nel cloud",
		description: "Spostare programmi e dati dai server del palazzo comunale a centri sicuri, controllati dallo Stato. Perché un guasto, un furto o un allagamento non fermi i servizi.",
		horizon:     plan.HorizonLong, sectors: []string{"personale"}, lead: informatici,
		start: d(-1392), due: d(26),
		milestones: []milestone{
			{
				title: "Inventario dei programmi e dei dati", office: informatici, weight: 2,
				start: d(-1392), due: d(-1241),
				log: []entry{
					at(-1284, 70, "Contati i programmi di undici uffici."),
					done(-1235, link("cloud/inventario"), "L’inventario conta 12 programmi da spostare."),
				},
			},
			{
				title: "Contratto con il fornitore del cloud", office: gareContratti, weight: 2,
				start: d(-1238), due: d(-968),
				log: []entry{
					at(-1083, 50, "Arrivate tre offerte."),
					done(-976, act("Contratto", "27"), "Contratto firmato."),
				},
			},
			{
				title: "Spostare i primi 5 programmi", office: informatici, weight: 3,
				description: "I più semplici, per imparare: tra questi il protocollo e l’albo pretorio.",
				start:       d(-782), due: d(-387),
				log: []entry{
					at(-619, 40, "Spostati due programmi."),
					at(-437, 80, "Spostati quattro programmi."),
					moved(-395, d(-373), "Il trasferimento del protocollo va fatto in un fine settimana: il primo libero è più avanti."),
					done(-373, statement("I cinque programmi funzionano dal cloud; ultimo controllo senza errori."), "Spostati tutti e cinque."),
				},
			},
			{
				title: "Spostare gli altri 7 programmi", office: informatici, weight: 4,
				description: "I più delicati: anagrafe, tributi, ragioneria e altri quattro.",
				start:       d(-384), due: d(-53),
				log: []entry{
					at(-276, 15, "Spostato il primo programma."),
					at(-178, 35, "Spostati tre programmi su sette."),
					moved(-61, d(-23), "Quello dei tributi è troppo vecchio per il cloud: serve la versione nuova, che tarda.").and(50),
					at(-38, 55, "Pronto lo spostamento del quinto programma.").questioned("Il fornitore ha dato una data scritta per la nuova versione?"),
				},
			},
			{
				title: "Spegnere i server del palazzo comunale", office: informatici, weight: 1,
				start: d(-140), due: d(26),
			},
		},
	},
	{
		code: "OB-09", title: "Scambio di dati con gli altri enti (PDND)",
		description: "Chiedere i dati direttamente agli altri enti, invece di chiederli al cittadino. Perché la legge dice che un dato si dà una volta sola.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini", "imprese"}, lead: informatici,
		start: d(-1329), due: d(-814),
		changes: []change{{on: d(-810), state: plan.ObjectiveCompleted}},
		milestones: []milestone{
			{
				title: "Aderire alla piattaforma nazionale dei dati", office: informatici, weight: 1,
				start: d(-1329), due: d(-1227),
				log: []entry{
					done(-1228, act("Determina", "176"), "Adesione completata."),
				},
			},
			{
				title: "Leggere i dati dell’anagrafe nazionale", office: demografici, weight: 2,
				start: d(-1224), due: d(-1026),
				log: []entry{
					at(-1095, 80, "Il collegamento funziona in prova."),
					done(-1010, statement("Collegamento in uso in tre uffici."), "Residenza e stato di famiglia si leggono senza chiederli al cittadino."),
				},
			},
			{
				title: "Offrire due servizi agli altri enti", office: informatici, weight: 2,
				start: d(-1025), due: d(-814),
				log: []entry{
					at(-913, 50, "Il primo servizio è pubblicato."),
					done(-815, link("pdnd/servizi"), "Pubblicati due servizi: residenza e dati delle strade."),
				},
			},
		},
	},
	{
		code: "OB-10", title: "Archivio nazionale delle strade e dei numeri civici",
		description: "Un elenco controllato di tutte le strade e di tutti i numeri civici, unito a quello nazionale. Perché ambulanze, pacchi e bollette trovino la porta giusta, anche nelle frazioni.",
		horizon:     plan.HorizonShort, sectors: []string{"cittadini", "imprese"}, lead: urbanistica,
		start: d(-538), due: d(-177),
		changes: []change{{on: d(-171), state: plan.ObjectiveCompleted}},
		milestones: []milestone{
			{
				title: "Controllare strade e numeri in archivio", office: urbanistica, weight: 2,
				start: d(-538), due: d(-387),
				log: []entry{
					at(-444, 60, "Controllate 700 strade su 1.150."),
					done(-394, statement("Elenco dei 2.300 numeri da verificare sul posto."), "Controllate tutte le strade."),
				},
			},
			{
				title: "Verificare sul posto i numeri dubbi", office: urbanistica, weight: 3,
				start: d(-417), due: d(-236),
				log: []entry{
					at(-339, 30, "Verificato il centro di Rossano."),
					at(-283, 70, "Verificato anche il centro di Corigliano."),
					done(-227, link("strade/verifica"), "Verificate anche le frazioni, con qualche giorno di ritardo per il maltempo."),
				},
			},
			{
				title: "Unire i dati all’archivio nazionale", office: urbanistica, weight: 1,
				start: d(-265), due: d(-177),
				log: []entry{
					done(-177, act("Determina", "144"), "I dati sono nell’archivio nazionale."),
				},
			},
			{
				title: "Targhe nuove nelle frazioni", office: urbanistica, weight: 2,
				description: "Uscito dal piano: le targhe si rifanno con i lavori sulle strade.",
				start:       d(-314), due: d(-191),
				log: []entry{
					dropped(-311, "Le targhe si rifanno insieme ai lavori sulle strade, con un’altra spesa.").in("urbanistica"),
				},
			},
		},
	},
	{
		code: "OB-11", title: "Stato civile digitale",
		description: "Scrivere nascite, matrimoni e decessi in un registro nazionale digitale, al posto dei libri di carta. Perché un certificato si possa avere subito, in qualunque Comune.",
		horizon:     plan.HorizonShort, sectors: []string{"cittadini"}, lead: demografici,
		start: d(-297), due: d(68),
		milestones: []milestone{
			{
				title: "Collegare il programma dello stato civile", office: informatici, weight: 4,
				start: d(-297), due: d(-163),
				log: []entry{
					at(-234, 50, "Il fornitore ha consegnato il collegamento di prova."),
					done(-165, act("Determina", "171"), "Il programma parla con il registro nazionale."),
				},
			},
			{
				title: "Prova generale con atti di esempio", office: demografici, weight: 3,
				start: d(-160), due: d(-86),
				log: []entry{
					at(-129, 50, "Scritti 40 atti di esempio."),
					done(-79, statement("Prova superata con 100 atti di esempio."), "Prova superata."),
				},
			},
			{
				title: "Passare al registro nazionale", office: demografici, weight: 3,
				description: "Dal giorno del passaggio gli atti nuovi si scrivono solo nel registro digitale.",
				start:       d(-76), due: d(39),
				log: []entry{
					at(-48, 30, "Formati gli ufficiali di stato civile."),
					at(-18, 70, "Chiesto il passaggio; si attende il via libera."),
				},
			},
			{
				title: "Controllo dei primi cento atti", office: demografici, weight: 2,
				start: d(-7), due: d(68),
				log: []entry{
					at(-18, 0, "Scelti gli atti da controllare. Si comincia dopo il passaggio."),
				},
			},
		},
	},
}
