package demo

import "github.com/traguardi/traguardi/internal/plan"

// The offices, by code.
const (
	attivitaProduttive = "attivita-produttive"
	comunicazione      = "comunicazione"
	culturaTurismo     = "cultura-e-turismo"
	gareContratti      = "gare-e-contratti"
	personale          = "personale"
	protocollo         = "protocollo-e-archivio"
	pubblicaIstruzione = "pubblica-istruzione"
	ragioneria         = "ragioneria"
	segreteria         = "segreteria-generale"
	demografici        = "servizi-demografici"
	informatici        = "servizi-informatici"
	tributi            = "tributi"
	ufficioEuropa      = "ufficio-europa"
	urbanistica        = "urbanistica"
)

var offices = []plan.Office{
	{Code: attivitaProduttive, Name: "Attività produttive", Description: "Segue negozi, imprese e aziende agricole, e lo sportello unico dove presentano le loro pratiche."},
	{Code: comunicazione, Name: "Comunicazione", Description: "Cura il sito, gli avvisi ai cittadini e i rapporti con il pubblico."},
	{Code: culturaTurismo, Name: "Cultura e turismo", Description: "Si occupa di biblioteca, archivio storico, musei, eventi e accoglienza dei visitatori."},
	{Code: gareContratti, Name: "Gare e contratti", Description: "Prepara i bandi, sceglie i fornitori secondo la legge e firma i contratti."},
	{Code: personale, Name: "Personale", Description: "Gestisce concorsi, assunzioni e formazione di chi lavora in Comune."},
	{Code: protocollo, Name: "Protocollo e archivio", Description: "Registra le lettere e i documenti che entrano ed escono, e li conserva."},
	{Code: pubblicaIstruzione, Name: "Pubblica istruzione", Description: "Si occupa di mensa, scuolabus e servizi per le scuole."},
	{Code: ragioneria, Name: "Ragioneria", Description: "Tiene i conti del Comune: bilancio, incassi e pagamenti."},
	{Code: segreteria, Name: "Segreteria generale", Description: "Assiste il sindaco, la Giunta e il Consiglio, e prepara i loro atti."},
	{Code: demografici, Name: "Servizi demografici", Description: "Tiene l’anagrafe e lo stato civile: nascite, matrimoni, residenze, certificati."},
	{Code: informatici, Name: "Servizi informatici", Description: "Fa funzionare computer, reti e programmi del Comune."},
	{Code: tributi, Name: "Tributi", Description: "Calcola e riscuote le tasse del Comune, come quella sui rifiuti."},
	{Code: ufficioEuropa, Name: "Ufficio Europa", Description: "Cerca e segue i fondi europei e nazionali, e tiene insieme il piano digitale."},
	{Code: urbanistica, Name: "Urbanistica", Description: "Si occupa del territorio: strade, numeri civici, permessi per costruire."},
}
