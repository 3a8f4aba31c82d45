package demo

import "github.com/traguardi/traguardi/internal/plan"

// insideObjectives change how the ente itself works. The source names all three.
var insideObjectives = []objective{
	{
		code: "OB-01", title: "Formazione digitale del personale", named: true,
		description: "Insegnare a chi lavora in Comune a usare bene gli strumenti digitali: prima un corso di base per tutti, poi corsi per chi guida gli altri. Perché un servizio online funziona solo se chi sta dall’altra parte lo sa usare.",
		horizon:     plan.HorizonMedium, urgent: true, sectors: []string{"personale"}, lead: personale,
		start: d(-1025), due: d(220),
		milestones: []milestone{
			{
				title: "Rilevare le competenze di partenza", office: personale, weight: 1,
				description: "Un questionario anonimo per capire che cosa sa fare ciascun ufficio e che cosa manca.",
				start:       d(-1025), due: d(-877),
				log: []entry{
					at(-948, 40, "Questionario pronto e inviato a tutti gli uffici."),
					done(-864, link("formazione/competenze-di-partenza"), "Hanno risposto 8 dipendenti su 10. I risultati sono in una relazione."),
				},
			},
			{
				title: "Corso di base per tutti i dipendenti", office: personale, weight: 3,
				description: "Venti ore sulle cose di ogni giorno: documenti, posta certificata, firma digitale, sicurezza.",
				start:       d(-678), due: d(-338),
				log: []entry{
					at(-591, 30, "Finita la prima edizione del corso."),
					at(-430, 60, "Finita la terza edizione del corso."),
					moved(-353, d(-268), "Le iscrizioni sono state più del previsto: servono due edizioni in più.").and(85),
					done(-275, link("formazione/corso-di-base"), "Tutte le edizioni sono finite; chi era assente può recuperare online."),
				},
			},
			{
				title: "Formare i referenti digitali degli uffici", office: personale, weight: 2,
				description: "In ogni ufficio una persona che aiuta i colleghi e segnala i problemi.",
				start:       d(-314), due: d(-145),
				log: []entry{
					at(-220, 50, "Metà delle lezioni è stata fatta. Ogni ufficio ha il suo referente."),
					done(-150, act("Determina", "187"), "Corso finito: i referenti sono entrati in servizio."),
				},
			},
			{
				title: "Formare i responsabili di servizio", office: personale, weight: 2,
				description: "Come si guida un ufficio quando il lavoro passa dalla carta al digitale.",
				start:       d(-150), due: d(26),
				log: []entry{
					at(-73, 20, "Primo incontro fatto."),
					at(-45, 50, "Due incontri su quattro sono stati fatti."),
					at(-16, 70, "Terzo incontro fatto. Resta quello sugli acquisti.").waiting(),
				},
			},
			{
				title: "Prova finale e attestati", office: personale, weight: 2,
				description: "Una prova pratica, uguale per tutti, e un attestato per chi la supera.",
				start:       d(-120), due: d(220),
				log: []entry{
					at(-33, 20, "Pronte le domande della prova."),
				},
			},
		},
	},
	{
		code: "OB-02", title: "Regolamento informatico", named: true,
		description: "Un regolamento che dice con parole chiare come il Comune usa computer, posta, dati e programmi, e chi risponde di che cosa. Perché senza regole comuni ogni ufficio fa a modo suo, e i dati dei cittadini sono meno protetti.",
		horizon:     plan.HorizonShort, urgent: true, sectors: []string{"personale", "cittadini"}, lead: segreteria,
		start: d(-342), due: d(8),
		changes: []change{{on: d(-48), due: d(25)}},
		milestones: []milestone{
			{
				title: "Scrivere la bozza", office: segreteria, weight: 3,
				description: "La prima stesura, scritta insieme ai Servizi informatici.",
				start:       d(-342), due: d(-206),
				log: []entry{
					at(-269, 50, "Scritti i capitoli su posta, computer e password."),
					done(-195, link("regolamento/bozza"), "La bozza è completa ed è stata mandata a tutti gli uffici."),
				},
			},
			{
				title: "Parere sulla protezione dei dati", office: segreteria, weight: 2,
				description: "Il parere di chi vigila sui dati personali, e le osservazioni degli uffici.",
				start:       d(-235), due: d(-130),
				log: []entry{
					at(-157, 60, "Raccolte le osservazioni di dieci uffici."),
					done(-130, statement("Parere favorevole con tre osservazioni, tutte accolte nel testo."), "Il testo è pronto per il Consiglio."),
				},
			},
			{
				title: "Esame in commissione consiliare", office: segreteria, weight: 2,
				description: "La commissione legge il testo e propone modifiche prima del voto.",
				start:       d(-129), due: d(-53),
				log: []entry{
					at(-73, 30, "Prima seduta fatta."),
					moved(-54, d(-12), "I consiglieri vogliono anche un capitolo su come si usa l’intelligenza artificiale in ufficio.").in("segreteria"),
					at(-31, 50, "Scritte le nuove regole; la commissione le deve ancora esaminare.").questioned("Quando si riunisce la commissione? Senza una data la scadenza del Consiglio non regge."),
				},
			},
			{
				title: "Approvare il regolamento in Consiglio", office: segreteria, weight: 3,
				description: "Il voto del Consiglio comunale e la pubblicazione all’albo.",
				start:       d(-46), due: d(8),
				log: []entry{
					moved(-48, d(25), "Il Consiglio può votare solo dopo la commissione, che finisce più tardi del previsto.").in("segreteria"),
				},
			},
		},
	},
	{
		code: "OB-03", title: "Ufficio dei servizi informatici", named: true,
		description: "Un ufficio con persone, sede e strumenti che faccia funzionare i programmi del Comune e aiuti gli altri uffici. Perché oggi i guasti si risolvono uno alla volta, e nessuno ha il quadro di tutto.",
		horizon:     plan.HorizonMedium, urgent: true, sectors: []string{"personale"}, lead: personale,
		start: d(-629), due: d(39),
		milestones: []milestone{
			{
				title: "Decidere compiti e struttura", office: segreteria, weight: 2,
				description: "Che cosa fa l’ufficio, da chi dipende, quante persone servono.",
				start:       d(-629), due: d(-418),
				log: []entry{
					at(-521, 50, "La proposta è pronta; mancano i pareri dei sindacati."),
					done(-409, act("Delibera di Giunta", "143"), "La Giunta ha approvato compiti e struttura."),
				},
			},
			{
				title: "Nominare chi lo dirige", office: segreteria, weight: 1,
				description: "L’incarico a un dirigente del Comune.",
				start:       d(-417), due: d(-296),
				log: []entry{
					done(-304, act("Decreto del sindaco", "9"), "Incarico conferito."),
				},
			},
			{
				title: "Concorso per due funzionari informatici", office: personale, weight: 3,
				description: "Bando, prova scritta, prova orale, graduatoria.",
				start:       d(-293), due: d(-114),
				log: []entry{
					at(-216, 25, "Bando pubblicato: sono arrivate 64 domande."),
					moved(-117, d(-53), "L’aula della prova scritta è inagibile.").in("personale").and(35),
					at(-62, 45, "Nominata la commissione d’esame."),
					blocked(-2, "Niente prova scritta per ora: l’aula prenotata è inagibile e si cerca un altro posto."),
				},
			},
			{
				title: "Sede e strumenti di lavoro", office: informatici, weight: 2,
				description: "Due stanze, le postazioni, una linea telefonica per l’assistenza.",
				start:       d(-235), due: d(-38),
				log: []entry{
					at(-160, 20, "Individuate le stanze."),
					at(-95, 40, "Stanze liberate; gli arredi sono stati ordinati."),
				},
			},
			{
				title: "Avvio dello sportello informatico interno", office: informatici, weight: 2,
				description: "Un solo numero e un solo indirizzo a cui gli uffici chiedono aiuto.",
				start:       d(-41), due: d(39),
				log: []entry{
					at(-43, 0, "Non ancora iniziato: si aspetta chi vincerà il concorso."),
				},
			},
		},
	},
}
