package area_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	fundingsAt   = "/area/c_m403/finanziamenti"
	indicatorsAt = "/area/c_m403/indicatori"
)

// fundingOf finds the one funding of a measure.
func (w *world) fundingOf(measure string) *board.Funding {
	w.t.Helper()
	for _, f := range w.staff().Fundings {
		if f.Measure == measure {
			return f
		}
	}
	w.t.Fatalf("no funding of %q", measure)
	return nil
}

func TestAFundingIsMadeChangedAndRemoved(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), fundingsAt+"/nuovo"
	typed := url.Values{
		"objective": {"OB-06"}, "measure": {"9.9 Prova"}, "amount_cents": {"34.599,001"}, "cup": {"g31f2200013000"}, "state": {"assigned"}, "chiave": {"k-1"},
	}
	refused := w.post(editor, at, typed)
	refused.refusedAt(t, http.StatusUnprocessableEntity, "amount_cents", "34.599,00 oppure 34599")
	typed.Set("amount_cents", "34.599,5")
	refused = w.post(editor, at, typed)
	refused.refusedAt(t, http.StatusUnprocessableEntity, "cup", "Un CUP è fatto di una lettera, due cifre, una lettera e undici cifre")
	if got := refused.theForm(t); got.Get("amount_cents") != "34.599,5" || got.Get("objective") != "OB-06" || got.Get("cup") != "g31f2200013000" {
		t.Errorf("what was typed is lost: %v", got)
	}
	w.post(editor, at, with(refused.theForm(t), "cup", "G31F22000130006", "amount_cents", "-1")).refusedAt(t, http.StatusUnprocessableEntity, "amount_cents", "non può essere negativo")
	before := len(w.staff().Fundings)
	typed.Set("cup", " g31z22000130006 ")
	for range 2 { // a double click
		made := w.post(editor, at, typed)
		w.saved(editor, made, "Il CUP ha una lettera che di solito non si usa", "9.9 Prova", "34.599,50 €", "G31Z22000130006", "da ricontrollare")
	}
	f := w.fundingOf("9.9 Prova")
	if len(w.staff().Fundings) != before+1 || f.AmountCents != 3459950 || f.CUP != "G31Z22000130006" || f.State != plan.FundingAssigned {
		t.Fatalf("it is %+v, one of %d", f, len(w.staff().Fundings))
	}

	one := fundingsAt + "/" + f.ID
	if stored := w.get(editor, one).theForm(t).Get("amount_cents"); stored != "34.599,50" {
		t.Errorf("the form shows %q", stored)
	}
	w.saved(editor, w.fill(editor, one, "cup", "G31F22000130006", "state", "paid"), "Salvato.", "Pagato il 20 novembre 2026")
	if f := w.fundingOf("9.9 Prova"); f.State != plan.FundingPaid || f.StateOn.String() != "2026-11-20" || f.AmountCents != 3459950 {
		t.Errorf("changed it is %+v", f)
	}
	remove := one + "/togli"
	asked := w.get(editor, remove)
	if w.fundingOf("9.9 Prova"); asked.Code != http.StatusOK {
		t.Fatal("the question alone removes it")
	}
	w.saved(editor, w.post(editor, remove, asked.theForm(t)), "Tolto dal piano.")
	if got := len(w.staff().Fundings); got != before {
		t.Errorf("%d fundings, want %d", got, before)
	}
}

// Two who change one funding settle it field by field.
func TestTwoWhoChangeAFunding(t *testing.T) {
	w := newWorld(t)
	editor, f := as(plan.RoleEditor, ""), w.staff().Fundings[0]
	at := fundingsAt + "/" + f.ID
	opened := w.get(editor, at).theForm(t)
	_, err := w.tracker.ChangeFunding(by(amministratore), tracker.ChangeFunding{Organization: ente, ID: f.ID, AmountCents: plan.Some[int64](5_000_00), Decree: plan.Some("Decreto 1")})
	w.must(err)
	clash := w.post(editor, at, with(opened, "amount_cents", "6.000", "call", "Un altro avviso"))
	clash.refusedAt(t, http.StatusPreconditionFailed, "amount_cents", "Scegli quale valore vale.")
	if said := clash.mainText(); !strings.Contains(said, "5.000,00") {
		t.Errorf("it does not say what is recorded: %s", said)
	}
	w.saved(editor, w.post(editor, at, with(clash.theForm(t), "scelta.amount_cents", "mio")), "Salvato.", "6.000,00 €")
	if got, _ := w.staff().Funding(f.ID); got.AmountCents != 600000 || got.Call != "Un altro avviso" || got.Decree != "Decreto 1" {
		t.Errorf("in the end it is %+v", got)
	}
	resumed := w.resumed(editor, at, with(w.get(editor, at).theForm(t), "call", "Scritto a metà"))
	if resumed.theForm(t).Get("call") != "Scritto a metà" {
		t.Error("after signing in again what was typed is lost")
	}
}

func TestTheListOfFundings(t *testing.T) {
	w := newWorld(t)
	viewer := as(plan.RoleViewer, "")
	whole := w.get(viewer, fundingsAt)
	for _, want := range []string{"10 finanziamenti.", "803.981,80 €", "274.375,97 €", "376.572,00 €", "Dato vero", "Di 1.078.357,77 € non ritirati"} {
		if !strings.Contains(whole.mainText(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(whole.mainText(), "Nuovo finanziamento") {
		t.Error("a reader is offered to add one")
	}
	narrowed := w.get(viewer, fundingsAt+"?misura="+url.QueryEscape("1.4.4 Adozione identità digitale")+"&stato=pagato").mainText()
	if !strings.Contains(narrowed, "14.000,00 €") || strings.Contains(narrowed, "16.274,80 €") {
		t.Errorf("narrowed it says %s", narrowed)
	}
	if nothing := w.get(viewer, fundingsAt+"?obiettivo=OB-06&stato=ritirato").mainText(); !strings.Contains(nothing, "Nessun finanziamento è così.") {
		t.Errorf("nothing fits: %s", nothing)
	}
	if unknown := w.get(viewer, fundingsAt+"?misura=mai&obiettivo=XX&stato=boh").mainText(); !strings.Contains(unknown, "803.981,80 €") {
		t.Error("words that mean nothing empty the list")
	}
}

func TestAnIndicatorAndItsMeasurements(t *testing.T) {
	w := newWorld(t)
	editor, at := as(plan.RoleEditor, ""), indicatorsAt+"/nuovo"
	typed := url.Values{
		"title": {"Telefonate al mese"}, "unit": {"telefonate"}, "direction": {"down"}, "baseline": {"1.240"}, "baseline_on": {"2026-01-01"},
		"target": {"1.300"}, "target_on": {"2026-12-31"}, "chiave": {"k-1"},
	}
	w.post(editor, at, typed).refusedAt(t, http.StatusUnprocessableEntity, "target", "sotto il valore di partenza")
	typed.Set("target", "settecento")
	w.post(editor, at, typed).refusedAt(t, http.StatusUnprocessableEntity, "target", "Scrivi un numero.")
	typed.Set("target", "700,5")
	made := w.post(editor, at, typed)
	w.saved(editor, made, "Salvato.", "1.240 telefonate", "700,5 telefonate", "di tutto l’ente", "Non c’è ancora nessuna misura.")
	one, _, _ := strings.Cut(made.Header().Get("Location"), "?")
	id := one[strings.LastIndex(one, "/")+1:]

	w.fill(editor, one, "value", "").refusedAt(t, http.StatusUnprocessableEntity, "value", "Serve un valore.")
	w.fill(editor, one, "value", "980", "measured_on", "2025-12-31").refusedAt(t, http.StatusUnprocessableEntity, "measured_on", "prima della data del valore di partenza")
	form := with(w.get(editor, one).theForm(t), "value", "980", "measured_on", "30/09/2026", "note", "Con la mensa.")
	for range 2 { // a double click
		w.saved(editor, w.post(editor, one, form), "Misura registrata", "980 telefonate", "30 settembre 2026", "Con la mensa.", "Fatto il 48 % della strada")
	}
	i, _ := w.staff().Indicator(id)
	if len(i.Measurements) != 1 || i.Baseline != 1240 || i.Target != 700.5 {
		t.Fatalf("it is %+v", i)
	}
	wrong := one + "/misure/" + i.Measurements[0].ID
	w.saved(editor, w.fill(editor, wrong, "value", "970,5"), "Salvato.", "970,5 telefonate")
	w.saved(editor, w.fill(editor, one+"/modifica", "objective", "OB-05"), "Salvato.", "OB-05")
	if list := w.get(editor, indicatorsAt).mainText(); !strings.Contains(list, "Telefonate al mese") || !strings.Contains(list, "970,5 telefonate") {
		t.Errorf("the list says %s", list)
	}
	w.saved(editor, w.post(editor, wrong+"/togli", w.get(editor, wrong+"/togli").theForm(t)), "Tolto dal piano.", "Non c’è ancora nessuna misura.")
	w.saved(editor, w.post(editor, one+"/togli", w.get(editor, one+"/togli").theForm(t)), "Tolto dal piano.")
	if _, still := w.staff().Indicator(id); still {
		t.Error("it is still there")
	}
	if read := w.get(as(plan.RoleViewer, ""), indicatorsAt+"/"+w.staff().Indicators[0].ID); read.Code != http.StatusOK || strings.Contains(read.mainText(), "Registra la misura") {
		t.Errorf("a reader: %d %s", read.Code, read.mainText())
	}
}
