package demo

import "github.com/traguardi/traguardi/internal/plan"

const (
	byOffice   = plan.RatedByOffice
	byReviewer = plan.RatedByReviewer
	high       = plan.ConfidenceGreen
	middling   = plan.ConfidenceAmber
	low        = plan.ConfidenceRed
)

// ratings are how much the lead office and the reviewer trust that an objective is
// reached in time. Of each side the last one is shown.
func ratings() []rating {
	return []rating{
		{"OB-01", -13, byOffice, high, "I corsi procedono come previsto. La prova finale è già in preparazione."},
		{"OB-01", -10, byReviewer, high, "La partecipazione è buona. Chiedo di pubblicare i risultati della prova finale."},
		{"OB-02", -167, byReviewer, high, "Testo completo e scritto in modo chiaro."},
		{"OB-02", -17, byOffice, middling, "Il testo è pronto. Tutto dipende dalla data della commissione."},
		{"OB-02", -10, byReviewer, low, "La commissione non è ancora convocata: il voto in Consiglio rischia di slittare ancora."},
		{"OB-03", -115, byOffice, middling, "Il concorso è partito, ma serve una sede per la prova scritta."},
		{"OB-03", -5, byOffice, low, "Senza la prova scritta l’ufficio non può partire alla data prevista."},
		{"OB-03", -2, byReviewer, low, "Il concorso è fermo, e per la sede non è stato scritto alcun motivo. Servono entrambe le risposte alla prossima riunione."},
		{"OB-04", -1145, byOffice, high, "Obiettivo raggiunto nei tempi."},
		{"OB-04", -1143, byReviewer, high, "Confermo: si entra in tutti i servizi con SPID e con la carta d’identità elettronica."},
		{"OB-05", -160, byOffice, high, "Il sito è in linea. Ora tocca ai servizi."},
		{"OB-05", -4, byOffice, middling, "La parte più grossa, il sito, è finita e piace. Per i servizi aspettiamo che i programmi si parlino fra loro: con la consegna entro un mese ce la facciamo per la data stabilita."},
		{"OB-05", -2, byReviewer, low, "Per chi sta a casa non è cambiato ancora niente: nessun servizio è aperto. Le promesse del fornitore sono già saltate in due occasioni, e finché non ne arriva una firmata non mi fido."},
		{"OB-06", -9, byOffice, high, "Mancano due messaggi, già scritti."},
		{"OB-06", -6, byReviewer, high, "Obiettivo vicino. Bene anche il numero di chi paga da casa."},
		{"OB-07", -774, byReviewer, high, "Raggiunto in tempo. Gli uffici spediscono meno raccomandate."},
		{"OB-08", -265, byReviewer, high, "I primi cinque programmi funzionano bene dal cloud."},
		{"OB-08", -23, byOffice, middling, "Quattro programmi su sette sono spostati e il quinto è pronto. Si aspetta la nuova versione di quello dei tributi."},
		{"OB-08", -19, byReviewer, low, "I vecchi server non si possono spegnere finché un programma resta lì. La data va rivista."},
		{"OB-10", -170, byOffice, high, "Obiettivo raggiunto alla data prevista."},
		{"OB-10", -167, byReviewer, high, "Confermo. Le targhe nelle frazioni seguono un’altra strada."},
		{"OB-11", -17, byOffice, high, "Il passaggio è chiesto; la prova generale è andata bene."},
		{"OB-11", -12, byReviewer, middling, "Manca ancora il via libera al passaggio, che non dipende dal Comune."},
		{"OB-12", -4, byOffice, high, "Il calendario è quasi pronto. Le schede sono a metà."},
		{"OB-12", -3, byReviewer, high, "Buon lavoro con le associazioni."},
		{"OB-13", -27, byOffice, middling, "Le fotografie procedono. Per i prestiti online si aspetta il fornitore."},
		{"OB-13", -25, byReviewer, middling, "Del prestito online non si hanno notizie da tempo: chiedo un aggiornamento."},
		{"OB-14", -33, byReviewer, middling, "L’obiettivo conta molto per il territorio, ma non ha ancora traguardi."},
	}
}
