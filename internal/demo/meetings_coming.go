package demo

import "github.com/traguardi/traguardi/internal/plan"

// comingMeetings are in the calendar.
var comingMeetings = []meeting{
	{
		title: "Riunione con Tributi e Pubblica istruzione", on: d(3), from: "10:00", to: "11:30", place: "Sala Giunta",
		called: d(-11), invited: d(-4), offices: []string{tributi, pubblicaIstruzione},
		agenda: []string{
			"I servizi online in ritardo",
			"Quando arrivano i dati delle famiglie, per iscritto",
			"Il regolamento della tassa sui rifiuti",
		},
		participants: around(tributi, pubblicaIstruzione),
	},
	{
		title: "Riunione con Personale", on: d(11), from: "09:30", to: "11:00", place: "Ufficio Personale",
		called: d(-4), offices: []string{personale},
		agenda:       []string{"La nuova data del concorso", "La sede e gli strumenti del nuovo ufficio"},
		participants: around(personale),
	},
	{
		title: "Riunione generale con tutti gli uffici", on: d(24), from: "10:00", to: "12:30", place: "Sala del Consiglio",
		called: d(-5), offices: []string{
			attivitaProduttive, comunicazione, culturaTurismo, gareContratti, personale, protocollo, pubblicaIstruzione, ragioneria,
			segreteria, demografici, informatici, tributi, ufficioEuropa, urbanistica,
		},
		agenda:       []string{"Il bilancio del lavoro fatto", "I traguardi in ritardo", "Le date dei prossimi mesi"},
		participants: []plan.Participant{{Role: "Sindaco"}, {Role: assessore}, {Role: rtd}, {Role: "Responsabili di tutti gli uffici"}},
	},
	{
		title: "Riunione con Attività produttive", on: d(46), from: "10:00", to: "11:30", place: "Sportello unico",
		called: d(-36), offices: []string{attivitaProduttive},
		agenda:       []string{"Le pratiche delle imprese agricole", "I traguardi dell’obiettivo"},
		participants: around(attivitaProduttive),
	},
	{
		title: "Riunione con Servizi informatici", on: d(53), from: "10:00", to: "11:30", place: "Sala Giunta",
		called: d(-3), offices: []string{informatici},
		agenda:       []string{"Il programma dei tributi nel cloud"},
		participants: around(informatici),
	},
}
