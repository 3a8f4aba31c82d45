package demo

import "github.com/traguardi/traguardi/internal/plan"

// foundingMeetings are the first one, a fact of the source, the round of the offices
// that it decided, and the one that agreed on the plan.
var foundingMeetings = []meeting{
	{
		title: "La prima riunione sul Comune digitale", on: firstDay,
		dateNote: "Data dubbia: nella fonte il 16 marzo 2021 è detto mercoledì, nel calendario è un martedì. Si lascia come sta scritta.",
		offices:  []string{ufficioEuropa},
		agenda: []string{
			"A che punto è il Comune nel passaggio al digitale",
			"Le prime mosse",
			"Gli incontri con gli uffici",
		},
		participants: []plan.Participant{
			{Role: "Assessore al personale, agli affari legali e alla digitalizzazione"},
			{Role: "Responsabile digitale del Comune"},
			{Role: wholeOffice, Office: ufficioEuropa},
			{Role: "Esperto di informatica"},
		},
		decisions: []plan.Decision{
			{Text: "Decise le prime mosse, dopo aver esaminato la situazione di partenza."},
			{Text: "Si mette in calendario una serie di riunioni con ciascun ufficio del Comune."},
		},
	},
	{
		title: "Riunione con Personale e Segreteria generale", on: d(-1697), from: "09:30", to: "11:00", place: "Sala Giunta",
		offices:      []string{personale, segreteria},
		agenda:       []string{"Che cosa serve al personale per lavorare in digitale", "Le regole che mancano"},
		participants: around(personale, segreteria),
		decisions: []plan.Decision{
			{Text: "La formazione si fa per tutti, non solo per chi usa già il computer.", Objective: "OB-01"},
			{Text: "Il regolamento informatico lo scrive la Segreteria generale.", Objective: "OB-02"},
		},
	},
	{
		title: "Riunione con Servizi informatici e Protocollo", on: d(-1692), from: "10:00", to: "12:00", place: "Sala Giunta",
		offices:      []string{informatici, protocollo},
		agenda:       []string{"Programmi e server in uso", "Chi risolve i guasti", "Il protocollo"},
		participants: around(informatici, protocollo),
		decisions: []plan.Decision{
			{Text: "Serve un ufficio con compiti scritti e persone dedicate.", Objective: "OB-03"},
		},
	},
	{
		title: "Riunione con Tributi, Ragioneria e Gare", on: d(-1687), from: "10:00", to: "11:30", place: "Sala Giunta",
		offices:      []string{tributi, ragioneria, gareContratti},
		agenda:       []string{"I pagamenti dei cittadini", "Gli acquisti di programmi"},
		participants: around(tributi, ragioneria, gareContratti),
		decisions:    []plan.Decision{{Text: "Ogni ufficio elenca i pagamenti che riceve."}},
	},
	{
		title: "Riunione con Servizi demografici e Urbanistica", on: d(-1681), from: "09:30", to: "11:00", place: "Ufficio anagrafe",
		offices:      []string{demografici, urbanistica},
		agenda:       []string{"Certificati e code allo sportello", "Strade e numeri civici"},
		participants: around(demografici, urbanistica),
		decisions:    []plan.Decision{{Text: "I numeri civici vanno controllati prima di unirli all’archivio nazionale."}},
	},
	{
		title: "Riunione con Comunicazione, Cultura e Pubblica istruzione", on: d(-1676), from: "10:00", to: "12:00", place: "Biblioteca comunale",
		offices:      []string{comunicazione, culturaTurismo, pubblicaIstruzione},
		agenda:       []string{"Il sito del Comune", "Biblioteca, archivio ed eventi", "Mensa e scuolabus"},
		participants: around(comunicazione, culturaTurismo, pubblicaIstruzione),
		decisions:    []plan.Decision{{Text: "Il sito si rifà partendo dai servizi più richiesti."}},
	},
	{
		title: "Riunione generale: il piano", on: planDay, from: "10:00", to: "12:30", place: "Sala del Consiglio",
		offices: []string{
			comunicazione, culturaTurismo, gareContratti, personale, protocollo, pubblicaIstruzione, ragioneria,
			segreteria, demografici, informatici, tributi, ufficioEuropa, urbanistica,
		},
		agenda: []string{"Obiettivi a breve, medio e lungo termine", "Uffici capofila e scadenze", "Come si racconta il piano ai cittadini"},
		participants: []plan.Participant{
			{Role: "Sindaco"}, {Role: assessore}, {Role: rtd}, {Role: wholeOffice, Office: ufficioEuropa},
			{Role: "Responsabili degli uffici presenti"},
		},
		minutes: `La riunione esamina gli obiettivi raccolti negli incontri con gli uffici.

## Che cosa si è deciso

- Ogni obiettivo ha un **ufficio capofila** e dei traguardi con una data.
- La prima data di un traguardo **non si cancella mai**: se si sposta, si scrive il motivo.
- Tre obiettivi sono urgenti per il Comune stesso: formazione, regolamento, ufficio informatico.

## Come si va avanti

1. Ogni ufficio aggiorna i propri traguardi.
2. L’assessore verifica gli aggiornamenti.
3. I risultati si pubblicano su questo sito.`,
		approved: d(-1655),
		decisions: []plan.Decision{
			{Text: "Il piano è approvato, con un ufficio capofila per ogni obiettivo."},
			{Text: "Formazione, regolamento e ufficio dei servizi informatici restano urgenti.", Objective: "OB-01"},
			{Text: "L’accesso con SPID è il primo servizio da completare.", Objective: "OB-04", Milestone: "OB-04.2"},
		},
		actions: []action{
			{title: "Nominare un referente digitale in ogni ufficio", office: personale, due: d(-1600), objective: "OB-01", done: d(-1612)},
			{title: "Elencare i servizi che chiedono una password", office: informatici, due: d(-1420), milestone: "OB-04.1", done: d(-1437)},
		},
	},
}
