package demo

import "github.com/traguardi/traguardi/internal/plan"

// pastMeetings are those of the years since the plan.
var pastMeetings = []meeting{
	{
		title: "Riunione con Servizi informatici", on: d(-1376), from: "10:00", to: "11:30", place: "Sala Giunta",
		offices:      []string{informatici},
		agenda:       []string{"I programmi da spostare nel cloud", "Lo scambio di dati con gli altri enti"},
		participants: around(informatici),
		decisions: []plan.Decision{
			{Text: "Prima l’inventario di tutti i programmi, poi il contratto.", Objective: "OB-08", Milestone: "OB-08.1"},
			{Text: "Si aderisce alla piattaforma nazionale dei dati.", Objective: "OB-09", Milestone: "OB-09.1"},
		},
		actions: []action{
			{title: "Mandare a ogni ufficio la scheda dei programmi in uso", office: informatici, due: d(-1332), milestone: "OB-08.1", done: d(-1339)},
		},
	},
	{
		title: "Riunione generale: a che punto siamo", on: d(-1075), from: "10:00", to: "12:00", place: "Sala del Consiglio",
		offices: []string{
			comunicazione, culturaTurismo, gareContratti, personale, protocollo, ragioneria, segreteria, demografici, informatici,
			tributi, ufficioEuropa,
		},
		agenda:       []string{"Che cosa è stato fatto", "Le notifiche digitali", "Le date dell’anno che viene"},
		participants: []plan.Participant{{Role: "Sindaco"}, {Role: assessore}, {Role: rtd}, {Role: "Responsabili degli uffici presenti"}},
		decisions: []plan.Decision{
			{Text: "Gli avvisi dei tributi sono i primi atti da spedire con SEND.", Objective: "OB-07", Milestone: "OB-07.2"},
		},
		actions: []action{
			{title: "Preparare i testi degli avvisi da spedire con SEND", office: tributi, due: d(-1011), milestone: "OB-07.2", done: d(-1014)},
		},
	},
	{
		title: "Riunione con Personale", on: d(-767), from: "09:30", to: "10:45", place: "Ufficio Personale",
		offices:      []string{personale},
		agenda:       []string{"I risultati del questionario", "Il corso di base"},
		participants: around(personale),
		decisions: []plan.Decision{
			{Text: "Il corso di base si fa in orario di lavoro.", Objective: "OB-01", Milestone: "OB-01.2"},
		},
	},
	{
		key: "gare", title: "Riunione con Gare e contratti", on: d(-430), from: "11:00", to: "12:15", place: "Sala Giunta",
		called: d(-440), offices: []string{gareContratti, demografici},
		agenda:       []string{"Il bando per il nuovo sito", "Le macchine per i certificati"},
		participants: around(gareContratti, demografici),
		decisions: []plan.Decision{
			{Text: "Il termine per le offerte sul nuovo sito è prorogato.", Objective: "OB-05", Milestone: "OB-05.2"},
			{Text: "Le macchine per i certificati non si comprano: i certificati si chiederanno online.", Objective: "OB-16"},
		},
		actions: []action{
			{title: "Chiedere i prezzi aggiornati delle macchine per i certificati", office: gareContratti, due: d(-359), objective: "OB-16", dropped: d(-424)},
		},
	},
	{
		title: "Riunione generale: le priorità", on: d(-340), from: "10:00", to: "12:00", place: "Sala del Consiglio",
		offices: []string{
			comunicazione, culturaTurismo, gareContratti, personale, protocollo, pubblicaIstruzione, ragioneria, segreteria,
			demografici, informatici, tributi, ufficioEuropa, urbanistica,
		},
		agenda:       []string{"I lavori sul sito", "Il regolamento informatico", "I primi programmi nel cloud"},
		participants: []plan.Participant{{Role: "Sindaco"}, {Role: assessore}, {Role: rtd}, {Role: "Responsabili degli uffici presenti"}},
		decisions: []plan.Decision{
			{Text: "La bozza del regolamento si scrive per prima.", Objective: "OB-02", Milestone: "OB-02.1"},
			{Text: "Dopo il sito si parte dalle iscrizioni a mensa e scuolabus.", Objective: "OB-05", Milestone: "OB-05.4"},
		},
	},
	{
		key: "urbanistica", title: "Riunione con Urbanistica", on: d(-313), from: "10:00", to: "11:00", place: "Ufficio Urbanistica",
		called: d(-328), offices: []string{urbanistica},
		agenda:       []string{"La verifica sul posto dei numeri civici", "Le targhe nelle frazioni"},
		participants: around(urbanistica),
		decisions: []plan.Decision{
			{Text: "Le targhe nuove escono dal piano: si rifanno con i lavori sulle strade.", Objective: "OB-10", Milestone: "OB-10.4"},
		},
		actions: []action{
			{title: "Avvisare i residenti delle frazioni del giro di controllo", office: comunicazione, due: d(-296), milestone: "OB-10.2", done: d(-298)},
		},
	},
	{
		key: "comunicazione", title: "Riunione con Comunicazione", on: d(-220), from: "09:30", to: "11:00", place: "Sala Giunta",
		called: d(-234), offices: []string{comunicazione},
		agenda:       []string{"Le pagine da trasferire nel nuovo sito", "La prova di accessibilità"},
		participants: around(comunicazione),
		minutes: `L’ufficio riferisce che le pagine da trasferire sono **1.900**, e non 1.200 come si pensava.

- Si sposta la pubblicazione del nuovo sito.
- Le pagine vecchie che nessuno legge non si trasferiscono.
- Prima della pubblicazione il sito si prova con chi usa un lettore di schermo.`,
		approved: d(-200),
		decisions: []plan.Decision{
			{Text: "La pubblicazione del nuovo sito si sposta di un mese.", Objective: "OB-05", Milestone: "OB-05.3"},
		},
		actions: []action{
			{title: "Scegliere quali pagine vecchie lasciare indietro", office: comunicazione, due: d(-198), milestone: "OB-05.3", done: d(-199)},
		},
	},
	{
		title: "Riunione con Cultura e turismo", on: d(-151), from: "10:00", to: "11:30", place: "Biblioteca comunale",
		called: d(-165), offices: []string{culturaTurismo, protocollo},
		agenda:       []string{"Il calendario degli eventi", "L’archivio storico e le scuole"},
		participants: around(culturaTurismo, protocollo),
		decisions: []plan.Decision{
			{Text: "Le associazioni inseriscono da sole i propri eventi; l’ufficio li controlla.", Objective: "OB-12", Milestone: "OB-12.2"},
			{Text: "Entrano nel piano le visite delle scuole all’archivio, per ora senza data.", Objective: "OB-13", Milestone: "OB-13.6"},
		},
		actions: []action{
			{title: "Scrivere le istruzioni per le associazioni", office: culturaTurismo, due: d(-121), milestone: "OB-12.2", done: d(-115)},
		},
	},
	{
		key: "personale", title: "Riunione con Personale", on: d(-117), from: "10:00", to: "11:15", place: "Sala Giunta",
		called: d(-131), offices: []string{personale, informatici},
		agenda:       []string{"Il concorso per i funzionari informatici", "La sede del nuovo ufficio"},
		participants: around(personale, informatici),
		decisions: []plan.Decision{
			{Text: "La prova scritta si sposta: la sede prevista non è disponibile.", Objective: "OB-03", Milestone: "OB-03.3"},
			{Text: "Gli arredi della sede si ordinano subito.", Objective: "OB-03", Milestone: "OB-03.4"},
		},
		actions: []action{
			{title: "Trovare due sedi possibili per la prova scritta", office: personale, due: d(-23), milestone: "OB-03.3"},
			{title: "Ordinare gli arredi", office: gareContratti, due: d(-86), milestone: "OB-03.4", done: d(-96)},
		},
	},
}
