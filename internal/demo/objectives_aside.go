package demo

import "github.com/traguardi/traguardi/internal/plan"

// asideObjectives do not count in the figures: one is suspended, one was given up, one
// is a draft that only the staff may see.
var asideObjectives = []objective{
	{
		code: "OB-15", title: "Wi-Fi pubblico nelle piazze",
		description: "Internet gratuito nelle piazze e nelle frazioni. Sospeso: si aspetta di sapere se arrivano i fondi della Regione.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini", "turismo"}, lead: informatici, weight: 0.5,
		start: d(-430), due: d(560), added: d(-437),
		changes: []change{{on: d(-210), state: plan.ObjectiveSuspended}},
		milestones: []milestone{
			{
				title: "Scegliere le piazze", office: informatici, weight: 1, start: d(-430), due: d(-330),
				log: []entry{done(-338, statement("Elenco di dodici piazze."), "Scelte dodici piazze.")},
			},
			{
				title: "Posare i punti di accesso", office: informatici, weight: 2, start: d(-320), due: d(500),
				log: []entry{
					at(-260, 20, "Posati i primi due."),
					blocked(-212, "I fondi previsti non ci sono ancora: la data si fissa quando arrivano.").to(undated),
				},
			},
			{
				title: "Accendere la rete", office: informatici, weight: 1,
				description: "La data si fissa quando ci sono i fondi.",
			},
		},
	},
	{
		code: "OB-16", title: "Macchine per stampare i certificati",
		description: "Macchine automatiche per stampare i certificati nelle frazioni. Annullato: i certificati si potranno avere online (obiettivo OB-05), e la macchina non serve più.",
		horizon:     plan.HorizonShort, sectors: []string{"cittadini"}, lead: demografici, weight: 0.5,
		start: d(-760), due: d(-400), added: d(-768),
		changes: []change{{on: d(-428), state: plan.ObjectiveCancelled}},
		milestones: []milestone{
			{
				title: "Scegliere i luoghi", office: demografici, weight: 1, start: d(-760), due: d(-640),
				log: []entry{dropped(-428, "Il servizio online prende il posto delle macchine.").in("gare")},
			},
			{
				title: "Acquistare le macchine", office: gareContratti, weight: 2, start: d(-640), due: d(-400),
				log: []entry{dropped(-428, "Il servizio online prende il posto delle macchine.").in("gare")},
			},
		},
	},
	{
		code: "OB-17", title: "Assistente digitale per le domande dei cittadini",
		description: "Un programma che risponde alle domande più comuni a ogni ora. Bozza: prima il regolamento deve dire che cosa può fare una macchina.",
		horizon:     plan.HorizonMedium, sectors: []string{"cittadini"}, lead: comunicazione, draft: true,
		start: d(40), due: d(420), added: d(-48),
		milestones: []milestone{
			{title: "Raccogliere le domande più comuni", office: comunicazione, weight: 1, start: d(40), due: d(150)},
			{title: "Prova con cento cittadini", office: comunicazione, weight: 2, start: d(150), due: d(420)},
		},
	},
}
