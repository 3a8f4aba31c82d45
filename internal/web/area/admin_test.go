package area_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

var amministratore = as(plan.RoleAdmin, "")

const admin = "/area/c_m403/amministrazione"

// fill opens a page and sends its form with some fields changed.
func (w *world) fill(who plan.Actor, address string, typed ...string) response {
	w.t.Helper()
	page := w.get(who, address)
	if page.Code != http.StatusOK {
		w.t.Fatalf("%s: %d %s", address, page.Code, page.mainText())
	}
	return w.post(who, address, with(page.theForm(w.t), typed...))
}

func with(values url.Values, typed ...string) url.Values {
	for i := 0; i+1 < len(typed); i += 2 {
		values.Set(typed[i], typed[i+1])
	}
	return values
}

// saved follows an answer and wants words on the page that it leads to.
func (w *world) saved(who plan.Actor, r response, words ...string) response {
	w.t.Helper()
	page := w.follow(who, r)
	for _, one := range words {
		if !strings.Contains(page.mainText(), one) {
			w.t.Errorf("%s does not say %q: %s", r.Header().Get("Location"), one, page.mainText())
		}
	}
	return page
}

func TestAdministrationIsForTheAdmin(t *testing.T) {
	w := newWorld(t)
	pages := []string{
		"", "/ente", "/testi", "/pubblicazione", "/uffici", "/uffici/nuovo", "/uffici/tributi/modifica", "/uffici/tributi/unisci", "/uffici/tributi/togli",
		"/settori", "/settori/nuovo", "/settori/turismo/modifica", "/settori/turismo/togli", "/registro",
	}
	for _, page := range pages {
		if got := w.get(amministratore, admin+page); got.Code != http.StatusOK {
			t.Errorf("%s: %d", page, got.Code)
		}
		for _, who := range []plan.Actor{viewer, referent, europa, as(plan.RoleReviewer, "")} {
			if got := w.get(who, admin+page); got.Code != http.StatusForbidden {
				t.Errorf("%s as %s: %d", page, who.Memberships[0].Role, got.Code)
			}
		}
	}
	for _, page := range []string{"/uffici/nowhere/modifica", "/uffici/nowhere/unisci", "/uffici/nowhere/togli", "/settori/nowhere/modifica"} {
		if got := w.get(amministratore, admin+page); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", page, got.Code)
		}
	}
	if menu := w.get(amministratore, admin).mainText(); !strings.Contains(menu, "È pubblico tutto quello che può esserlo.") || !strings.Contains(menu, "6 settori.") {
		t.Errorf("the overview says %s", menu)
	}
}

func TestTheEnteIsChanged(t *testing.T) {
	w := newWorld(t)
	page := w.saved(amministratore, w.fill(amministratore, admin+"/ente", "website_url", "https://www.example.it", "population", ""), "Salvato.")
	if got := w.staff().Organization; got.WebsiteURL != "https://www.example.it" || got.Population != 0 || got.Name != "Comune di Corigliano-Rossano" {
		t.Errorf("the ente is %+v", got)
	}
	if got := page.theForm(t).Get("website_url"); got != "https://www.example.it" {
		t.Errorf("the form has %s", got)
	}
	// What is wrong comes back filled, with the rule at the field.
	refused := w.fill(amministratore, admin+"/ente", "website_url", "javascript:alert(1)", "istat_code", "12", "region", "Calabria citra")
	refused.refusedAt(t, http.StatusUnprocessableEntity, "website_url", "https://")
	refused.refusedAt(t, http.StatusUnprocessableEntity, "istat_code", "sei cifre")
	if got := refused.theForm(t); got.Get("website_url") != "javascript:alert(1)" || got.Get("region") != "Calabria citra" {
		t.Errorf("what was typed is lost: %v", got)
	}
	// Nothing changed: nothing is lost either.
	w.saved(amministratore, w.fill(amministratore, admin+"/ente"), "Salvato.")
}

// What two people change of different fields is put together; what they change of the
// same one is chosen by whoever comes second, who sees both.
func TestTwoWhoChangeTheSame(t *testing.T) {
	w := newWorld(t)
	other := func(cmd tracker.ChangeOrganization) {
		t.Helper()
		cmd.Organization = ente
		_, err := w.tracker.ChangeOrganization(plan.WithActor(context.Background(), amministratore), cmd)
		w.must(err)
	}
	opened := w.get(amministratore, admin+"/ente").theForm(t)
	other(tracker.ChangeOrganization{ParentBody: plan.Some("Provincia di Cosenza")})
	w.saved(amministratore, w.post(amministratore, admin+"/ente", with(opened, "region", "Calabria citra")), "Salvato.")
	if got := w.staff().Organization; got.Region != "Calabria citra" || got.ParentBody != "Provincia di Cosenza" {
		t.Errorf("put together it is %+v", got)
	}

	opened = w.get(amministratore, admin+"/ente").theForm(t)
	other(tracker.ChangeOrganization{Region: plan.Some("Calabria ultra"), WebsiteURL: plan.Some("https://www.example.org")})
	clash := w.post(amministratore, admin+"/ente", with(opened, "region", "Calabria mia", "contact_url", "https://www.example.it/contatti"))
	clash.refusedAt(t, http.StatusPreconditionFailed, "region", "Scegli quale valore vale.")
	for _, want := range []string{"Quando hai aperto la pagina: Calabria citra", "Il tuo: Calabria mia", "Quello registrato: Calabria ultra"} {
		if !strings.Contains(clash.mainText(), want) {
			t.Errorf("the page does not say %q: %s", want, clash.mainText())
		}
	}
	again := clash.theForm(t)
	if again.Get("contact_url") != "https://www.example.it/contatti" || again.Get("website_url") != "https://www.example.org" {
		t.Errorf("what did not clash is %v", again)
	}
	// Nobody chose: nothing is written, and the question is still there.
	undecided := w.post(amministratore, admin+"/ente", again)
	undecided.refusedAt(t, http.StatusPreconditionFailed, "region", "Scegli quale valore vale.")
	if !strings.Contains(undecided.mainText(), "Quando hai aperto la pagina: Calabria citra") || w.staff().Organization.Region != "Calabria ultra" {
		t.Errorf("undecided: %s", undecided.mainText())
	}
	for _, c := range [][2]string{{"registrato", "Calabria ultra"}, {"mio", "Calabria mia"}} {
		choice, want := c[0], c[1]
		values := url.Values{}
		for name, all := range undecided.theForm(t) {
			values[name] = slices.Clone(all)
		}
		w.saved(amministratore, w.post(amministratore, admin+"/ente", with(values, "scelta.region", choice)), "Salvato.")
		if got := w.staff().Organization; got.Region != want || got.ContactURL != "https://www.example.it/contatti" {
			t.Errorf("having chosen %s it is %+v", choice, got)
		}
	}
}

func TestTextsAndPublicationPages(t *testing.T) {
	w := newWorld(t)
	w.saved(amministratore, w.fill(amministratore, admin+"/testi", "introduction", "Riga uno\r\n\r\nRiga due", "dpo_contact", "rpd@example.org"), "Salvato.")
	if got := w.staff().Texts; got.Introduction != "Riga uno\n\nRiga due" || got.DPOContact != "rpd@example.org" {
		t.Errorf("the texts are %+v", got)
	}
	values := w.get(amministratore, admin+"/pubblicazione").theForm(t)
	if values.Get("ratings") != "si" || values.Get("notes") != "si" {
		t.Errorf("at first %v", values)
	}
	values.Del("ratings") // the box is not ticked any more
	w.saved(amministratore, w.post(amministratore, admin+"/pubblicazione", values), "Salvato.")
	if got := w.staff().Publication; !got.HideRatings || got.HideNotes || got.HideParticipants {
		t.Errorf("the settings are %+v", got)
	}
	if again := w.get(amministratore, admin+"/pubblicazione").theForm(t); again.Has("ratings") || again.Get("participants") != "si" {
		t.Errorf("then %v", again)
	}
	if !strings.Contains(w.get(amministratore, admin).mainText(), "1 cosa non è pubblica.") {
		t.Error("the overview does not tell")
	}
}

func TestOfficesPages(t *testing.T) {
	w := newWorld(t)
	list := admin + "/uffici"
	w.saved(amministratore, w.fill(amministratore, list+"/nuovo", "name", "Ufficio prova", "code", "prova"), "Aggiunto.", "Ufficio prova")
	twice := w.fill(amministratore, list+"/nuovo", "name", "Altro", "code", "prova")
	twice.refusedAt(t, http.StatusConflict, "code", "già in uso")
	w.fill(amministratore, list+"/nuovo", "name", "Altro", "code", "Non Va").refusedAt(t, http.StatusUnprocessableEntity, "code", "lettere minuscole")
	w.saved(amministratore, w.fill(amministratore, list+"/prova/modifica", "name", "Ufficio di prova"), "Salvato.", "Ufficio di prova")

	// One that has open work cannot be removed; what stands in the way is told.
	blocked := w.get(amministratore, list+"/"+informatici+"/togli")
	if !strings.Contains(blocked.mainText(), "ha ancora cose aperte") || len(blocked.page.ByClass("btn-danger")) > 0 {
		t.Errorf("it may be removed: %s", blocked.mainText())
	}
	if forced := w.post(amministratore, list+"/"+informatici+"/togli", url.Values{"revisione": {"999999"}, "chiave": {"x"}}); forced.Code != http.StatusPreconditionFailed {
		t.Errorf("removed by hand: %d", forced.Code)
	}

	// A merge tells what moves, and moves it.
	question := w.get(amministratore, list+"/"+informatici+"/unisci")
	for _, want := range []string{"Da oggi passa all’altro ufficio tutto quello che è aperto", "traguardi aperti", "obiettivi che guida"} {
		if !strings.Contains(question.mainText(), want) {
			t.Errorf("the question does not say %q: %s", want, question.mainText())
		}
	}
	w.post(amministratore, list+"/"+informatici+"/unisci", question.theForm(t)).refusedAt(t, http.StatusUnprocessableEntity, "into", "Serve un valore")
	merged := w.post(amministratore, list+"/"+informatici+"/unisci", with(question.theForm(t), "into", "prova"))
	w.saved(amministratore, merged, "Uffici uniti.", "(confluito in Ufficio di prova)")
	if s := w.staff(); s.OfficeName(informatici) == informatici {
		t.Error("its name is forgotten")
	}
	// What was held with it stays so, whatever else is changed of it.
	held := 0
	for _, m := range w.staff().Meetings {
		if m.State == plan.MeetingHeld && slices.Contains(m.Offices, informatici) {
			held++
			if form := w.get(amministratore, "/area/c_m403/riunioni/"+m.ID+"/modifica").theForm(t); !slices.Contains(form["offices"], informatici) {
				t.Errorf("the form of the meeting of %s has %v", m.HeldOn, form["offices"])
			}
		}
	}
	if held == 0 {
		t.Error("no meeting was held with it")
	}
	if gone := w.get(amministratore, list+"/"+informatici+"/unisci"); gone.Code != http.StatusNotFound {
		t.Errorf("it can be merged again: %d", gone.Code)
	}
	w.saved(amministratore, w.fill(amministratore, list+"/nuovo", "name", "Vuoto", "code", "vuoto"), "Vuoto")
	w.saved(amministratore, w.fill(amministratore, list+"/vuoto/togli"), "Tolto dal piano", "fino al 20 novembre 2026")
}

// sectors are the codes of the catalogue as the page lists them.
func (w *world) sectors() string {
	w.t.Helper()
	var codes []string
	for _, row := range w.get(amministratore, admin+"/settori").page.All(atom.Tr) {
		if key := dom.Attr(row, "data-key"); key != "" {
			codes = append(codes, key)
		}
	}
	return strings.Join(codes, " ")
}

// press sends a list's form by the arrow that a label names.
func (w *world) pressArrow(who plan.Actor, address, label string) response {
	w.t.Helper()
	page := w.get(who, address)
	for _, button := range page.page.All(atom.Button) {
		if dom.Attr(button, "aria-label") == label {
			return w.post(who, address, with(page.theForm(w.t), dom.Attr(button, "name"), dom.Attr(button, "value")))
		}
	}
	w.t.Fatalf("%s has no button %q", address, label)
	return response{}
}

func TestSectorsPages(t *testing.T) {
	w := newWorld(t)
	list := admin + "/settori"
	if got := w.sectors(); got != "turismo cultura agricoltura cittadini imprese personale" {
		t.Fatalf("the catalogue is %s", got)
	}
	w.saved(amministratore, w.fill(amministratore, list+"/nuovo", "name", "Scuola e società"), "Aggiunto.", "scuola-e-societa")
	w.fill(amministratore, list+"/nuovo", "name", "").refusedAt(t, http.StatusUnprocessableEntity, "name", "Serve un valore")
	moved := w.pressArrow(amministratore, list, "Sposta Scuola e società più in alto")
	if location := moved.Header().Get("Location"); !strings.HasSuffix(location, "?mosso=scuola-e-societa&verso=su#r-scuola-e-societa") {
		t.Errorf("it leads to %s", location)
	}
	page := w.saved(amministratore, moved)
	focused := slices.IndexFunc(page.page.All(atom.Button), func(b *html.Node) bool { return dom.Has(b, "autofocus") })
	if focused < 0 || dom.Attr(page.page.All(atom.Button)[focused], "aria-label") != "Sposta Scuola e società più in alto" {
		t.Error("the arrow lost the focus")
	}
	if got := w.sectors(); got != "turismo cultura agricoltura cittadini imprese scuola-e-societa personale" {
		t.Errorf("moved up: %s", got)
	}
	w.pressArrow(amministratore, list, "Sposta Turismo più in basso")
	if got := w.sectors(); !strings.HasPrefix(got, "cultura turismo") {
		t.Errorf("moved down: %s", got)
	}
	w.saved(amministratore, w.fill(amministratore, list+"/cultura/modifica", "name", "Cultura e musei", "hidden", "si"), "Cultura e musei (non si sceglie più)")
	if blocked := w.get(amministratore, list+"/cultura/togli"); !strings.Contains(blocked.mainText(), "Non si può togliere") {
		t.Errorf("one in use may go: %s", blocked.mainText())
	}
	w.saved(amministratore, w.fill(amministratore, list+"/scuola-e-societa/togli"), "Tolto")
	if got := w.sectors(); strings.Contains(got, "scuola") {
		t.Errorf("removed: %s", got)
	}
	if odd := w.post(amministratore, list, url.Values{"sposta": {"%%%"}}); odd.Code != http.StatusBadRequest {
		t.Errorf("a move that is none: %d", odd.Code)
	}
}

func TestAuditPage(t *testing.T) {
	w := newWorld(t)
	page := w.get(amministratore, admin+"/registro")
	said := page.mainText()
	if !regexp.MustCompile(`La catena è intera: [0-9.]+ voci verificate`).MatchString(said) || !strings.Contains(said, "Impronta dell’ultima voce: ") {
		t.Errorf("of the chain it says %s", said[:min(len(said), 600)])
	}
	rows := func(p response) int { return len(p.page.All(atom.Details)) }
	if rows(page) != 50 {
		t.Errorf("%d entries on the first page", rows(page))
	}
	older := ""
	for _, link := range page.page.Links() {
		if strings.Contains(link, "dopo=") {
			older = link
		}
	}
	next := w.get(amministratore, older)
	if next.Code != http.StatusOK || rows(next) != 50 || next.part("catena") == "" {
		t.Errorf("the second page %s: %d with %d", older, next.Code, rows(next))
	}
	if strings.Contains(dom.Text(next.page.All(atom.Tbody)[0]), dom.Text(page.page.All(atom.Code)[0])) {
		t.Error("the second page repeats the first")
	}
	for filter, want := range map[string]string{
		"?azione=office.create": "Ufficio aggiunto", "?cosa=meeting&ruolo=system": "Riunione", "?quale=OB-01": "OB-01",
		"?dal=2026-11-20&azione=review": "Nessuna voce con questi filtri.", "?dal=boh": "Aggiornamento registrato",
	} {
		got := w.get(amministratore, admin+"/registro"+filter)
		if got.Code != http.StatusOK || !strings.Contains(got.mainText(), want) {
			t.Errorf("%s: %d without %q", filter, got.Code, want)
		}
	}
	only := w.get(amministratore, admin+"/registro?azione=office.create&ruolo=system")
	for _, head := range only.page.All(atom.Th) {
		if dom.Attr(head, "scope") == "row" && dom.Text(head) != "Ufficio aggiunto" {
			t.Errorf("filtered there is %s", dom.Text(head))
		}
	}
}

// Every write that there is, and every sort of thing, has a name on the audit page.
func TestEveryWriteHasAName(t *testing.T) {
	w := newWorld(t)
	page := w.get(amministratore, admin+"/registro")
	options := map[string]string{}
	for _, o := range page.page.All(atom.Option) {
		options[dom.Attr(o, "value")] = dom.Text(o)
	}
	for _, op := range tracker.Writes() {
		if name := options[string(op)]; name == "" || strings.Contains(name, "registro.") || name == string(op) {
			t.Errorf("%s is called %q", op, name)
		}
	}
	entries, _, err := w.tracker.AuditEntries(by(amministratore), tracker.AuditQuery{Organization: ente, Limit: 10_000})
	w.must(err)
	for _, e := range entries {
		if name := options[e.ObjectType]; name == "" || strings.Contains(name, "registro.") {
			t.Errorf("%s is called %q", e.ObjectType, name)
		}
	}
}
