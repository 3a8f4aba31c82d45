package demo

import "github.com/traguardi/traguardi/internal/plan"

// recentMeetings are those of the last three months.
var recentMeetings = []meeting{
	{
		key: "istruzione", title: "Riunione con Pubblica istruzione", on: d(-68), from: "10:00", to: "11:30", place: "Sala Giunta",
		called: d(-82), offices: []string{pubblicaIstruzione, informatici},
		agenda:       []string{"Le iscrizioni online a mensa e scuolabus", "I dati delle famiglie nel modulo"},
		participants: attended(around(pubblicaIstruzione, informatici), ""),
		minutes: `Il modulo di iscrizione è pronto, ma **non può leggere i dati delle famiglie**: il collegamento con l’archivio non è stato consegnato.

- La scadenza del traguardo si sposta di un mese.
- I Servizi informatici chiedono al fornitore una data scritta.
- Intanto il modulo si prova con dieci famiglie.`,
		approved: d(-47),
		decisions: []plan.Decision{
			{Text: "L’iscrizione online a mensa e scuolabus si sposta di un mese.", Objective: "OB-05", Milestone: "OB-05.4", Point: 2},
			{Text: "Il modulo si prova subito con dieci famiglie.", Objective: "OB-05", Milestone: "OB-05.4", Point: 1},
		},
		actions: []action{
			{title: "Farsi dare dal fornitore l’accesso ai dati delle famiglie", office: informatici, due: d(-23), milestone: "OB-05.4", after: 1, point: 2},
			{title: "Invitare dieci famiglie alla prova del modulo", office: pubblicaIstruzione, due: d(-44), milestone: "OB-05.4", after: 2, point: 1, done: d(-46)},
		},
	},
	{
		key: "segreteria", title: "Riunione con Segreteria generale", on: d(-55), from: "12:00", to: "13:00", place: "Sala Giunta",
		called: d(-65), offices: []string{segreteria},
		agenda:       []string{"Le richieste della commissione sul regolamento", "Le nuove date"},
		participants: around(segreteria),
		decisions: []plan.Decision{
			{Text: "Il regolamento avrà un capitolo sull’uso dell’intelligenza artificiale.", Objective: "OB-02", Milestone: "OB-02.3", Point: 1},
			{Text: "Si spostano l’esame in commissione e il voto in Consiglio.", Objective: "OB-02", Milestone: "OB-02.4", Point: 2},
		},
		actions: []action{
			{title: "Scrivere il capitolo sull’intelligenza artificiale", office: segreteria, due: d(-33), milestone: "OB-02.3", after: 1, point: 1, done: d(-32)},
			{title: "Chiedere la convocazione della commissione", office: segreteria, due: d(-16), milestone: "OB-02.3", after: 2, point: 2},
		},
	},
	{
		title: "Riunione con Attività produttive", on: d(-38), from: "10:00", to: "11:30", place: "Sportello unico",
		called: d(-58), calledOff: d(-40), offices: []string{attivitaProduttive},
		agenda:       []string{"Le pratiche delle imprese agricole", "I traguardi dell’obiettivo"},
		participants: around(attivitaProduttive),
	},
	{
		title: "Riunione con Servizi informatici", on: d(-24), from: "10:00", to: "12:00", place: "Sala Giunta",
		called: d(-38), offices: []string{informatici, tributi},
		agenda:       []string{"Il programma dei tributi nel cloud", "Quando si spengono i vecchi server"},
		participants: append(around(informatici, tributi), plan.Participant{Role: "Tecnico del fornitore"}),
		minutes:      "Il fornitore prevede la nuova versione del programma dei tributi entro due mesi, ma non ha ancora messo la data per iscritto.",
		decisions: []plan.Decision{
			{Text: "I server restano accesi finché non passa anche il programma dei tributi.", Objective: "OB-08", Milestone: "OB-08.5"},
		},
		actions: []action{
			{title: "Chiedere al fornitore la data scritta della nuova versione", office: informatici, due: d(25), milestone: "OB-08.4"},
			{title: "Provare il programma dei tributi su dati finti", office: tributi, due: d(40), milestone: "OB-08.4"},
		},
	},
	{
		title: "Riunione con Servizi demografici", on: d(-10), from: "09:30", to: "10:30", place: "Ufficio anagrafe",
		called: d(-24), invited: d(-17), offices: []string{demografici},
		agenda:       []string{"Il passaggio al registro nazionale", "I certificati online"},
		participants: attended(append(around(demografici), plan.Participant{Role: officeWorker, Office: informatici}), assessore),
		decisions: []plan.Decision{
			{Text: "Il passaggio al registro nazionale resta alla data prevista.", Objective: "OB-11", Milestone: "OB-11.3", Point: 1},
			{Text: "I certificati online si preparano mentre si aspetta il via libera.", Objective: "OB-05", Milestone: "OB-05.6", Point: 2},
		},
		actions: []action{
			{title: "Sollecitare il via libera al passaggio", office: demografici, due: d(8), milestone: "OB-11.3", after: 1, point: 1},
			{title: "Elencare i certificati da mettere online", office: demografici, due: d(33), milestone: "OB-05.6", after: 2, point: 2},
		},
	},
	{
		title: "Incontro di lavoro con Comunicazione", on: d(-5), from: "11:00", to: "12:00", place: "Ufficio Europa",
		called: d(-12), offices: []string{comunicazione}, unpublished: true,
		agenda:       []string{"Idee per l’assistente digitale"},
		participants: around(comunicazione),
		minutes:      "Prime idee: si decide dopo l’approvazione del regolamento.",
		decisions:    []plan.Decision{{Text: "L’obiettivo resta in bozza.", Objective: "OB-17"}},
		actions: []action{
			{title: "Raccogliere le domande che arrivano al centralino", office: comunicazione, due: d(50), milestone: "OB-17.1"},
		},
	},
	{
		title: "Incontro di lavoro con Tributi", on: d(-1), from: "10:00", to: "11:30", place: "Sala Giunta",
		called: d(-13), invited: d(-7), offices: []string{tributi}, unpublished: true, open: true,
		agenda:       []string{"Azioni della volta scorsa", "La tassa sui rifiuti online", "I messaggi su app IO", "Prossimo incontro"},
		participants: attended(append(around(tributi), plan.Participant{Role: officeHead, Office: ragioneria}), rtd),
		notes: []plan.PointNotes{
			{Point: 1, Text: "La prova su dati finti comincia a dicembre.", Handled: true},
			{Point: 2, Text: "I testi delle pagine sono pronti. Si aspetta il voto del Consiglio sul regolamento: le pagine si possono provare intanto.", Handled: true},
			{Point: 3, Text: "Mancano due messaggi, già scritti. Resta da decidere chi risponde a chi scrive dopo averli ricevuti."},
		},
		decisions: []plan.Decision{
			{Text: "Le pagine per pagare si provano mentre si aspetta il voto del Consiglio.", Point: 2, Objective: "OB-05", Milestone: "OB-05.5"},
			{Text: "I due messaggi che mancano partono insieme.", Point: 3, Objective: "OB-06", Milestone: "OB-06.3"},
		},
		actions: []action{
			{title: "Provare le pagine con venti avvisi veri", office: tributi, due: d(13), milestone: "OB-05.5", after: 1, point: 2},
		},
	},
}
