package area_test

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
)

const table = "/area/c_m403/traguardi"

var europa = as(plan.RoleEditor, "")

// sheet is the table as somebody has it open: what the browser would send.
type sheet struct {
	w      *world
	page   response
	action string
	values url.Values
}

func (w *world) sheet(address string) *sheet {
	w.t.Helper()
	return w.sheetOf(w.get(europa, address))
}

func (w *world) sheetOf(page response) *sheet {
	w.t.Helper()
	form := page.page.ByID("tabella")
	if form == nil {
		w.t.Fatalf("no table on the page: %s", page.mainText())
	}
	action, values := dom.Form(form)
	return &sheet{w, page, action, values}
}

// set types in fields: names and values in turn.
func (s *sheet) set(fields ...string) *sheet {
	for i := 0; i+1 < len(fields); i += 2 {
		s.values.Set(fields[i], fields[i+1])
	}
	return s
}

// save presses the button.
func (s *sheet) save() response {
	s.w.t.Helper()
	s.values.Set("salva", "si")
	return s.w.post(europa, s.action, s.values)
}

// press presses the button that opens a row.
func (s *sheet) press(id string) response {
	s.w.t.Helper()
	s.values.Set("apri", id)
	return s.w.post(europa, s.action, s.values)
}

// row is a row of the page, by its milestone.
func (r response) row(id string) *html.Node {
	return r.page.ByID("r-" + strings.ReplaceAll(id, ".", "-"))
}

// sub is what is open below it.
func (r response) sub(id string) *html.Node {
	return r.page.ByID("s-" + strings.ReplaceAll(id, ".", "-"))
}

// mark is the state of a row, by its class: dirty, saved, conflict, error, or nothing.
func (r response) mark(id string) string {
	for _, class := range strings.Fields(dom.Attr(r.row(id), "class")) {
		switch state := strings.TrimPrefix(class, "is-"); state {
		case "dirty", "saved", "conflict", "error":
			return state
		}
	}
	return ""
}

// marks are those of several rows.
func (r response) marks(ids ...string) string {
	var all []string
	for _, id := range ids {
		all = append(all, r.mark(id))
	}
	return strings.Join(all, " ")
}

// listed are the milestones of the rows, in their order.
func (r response) listed() []string {
	var ids []string
	for _, n := range r.page.ByClass("m-row") {
		ids = append(ids, dom.Attr(n, "data-id"))
	}
	return ids
}

// summary is what stands above the form, which has the focus; every link of it leads to
// something.
func (r response) summary(t *testing.T) string {
	t.Helper()
	n := r.page.ByID("errori")
	if n == nil {
		t.Fatal("no summary")
	}
	if !dom.Has(n, "autofocus") {
		t.Error("the summary does not take the focus")
	}
	for link := range n.Descendants() {
		if place, ok := strings.CutPrefix(dom.Attr(link, "href"), "#"); ok && r.page.ByID(place) == nil {
			t.Errorf("the summary leads to %q, which is not there", place)
		}
	}
	return dom.Text(n)
}

// elsewhere is a write of somebody else.
func (w *world) elsewhere(id string, r plan.Report) {
	w.t.Helper()
	_, err := w.tracker.ReportUpdate(by(as(plan.RoleAdmin, "")), tracker.ReportUpdate{Organization: ente, Milestone: id, Report: r})
	w.must(err)
}

func (w *world) updates() int {
	n := 0
	for _, o := range w.staff().Objectives {
		for _, m := range o.Milestones {
			n += len(m.Updates)
		}
	}
	return n
}

// The address says what is listed; the page says the same in its views, chips and rows.
func TestTheTableShowsWhatItsAddressSays(t *testing.T) {
	w := newWorld(t)
	staff := w.staff()
	for address, sel := range map[string]desk.Selection{
		"":                 {},
		"?vista=scaduti":   {View: desk.ViewOverdue},
		"?vista=60-giorni": {View: desk.ViewSoon},
		"?vista=bloccati":  {View: desk.ViewBlocked},
		"?vista=fermi":     {View: desk.ViewStale},
		"?vista=domande":   {View: desk.ViewQuestions}, "?vista=in-verifica": {View: desk.ViewInReview}, "?vista=senza-data": {View: desk.ViewUndated},
		"?obiettivo=OB-02": {Objective: "OB-02"}, "?ufficio=" + informatici: {Office: informatici}, "?stato=in-corso": {State: plan.MilestoneInProgress},
		"?orizzonte=breve&aperti=si": {Horizon: plan.HorizonShort, Open: true}, "?parole=regolamento+consiglio": {Words: "regolamento consiglio"},
		"?ordine=-scarto": {Order: desk.OrderSlip, Descending: true}, "?ordine=scadenza&aperti=1": {Order: desk.OrderDue, Open: true},
		"?ordine=ufficio": {Order: desk.OrderOffice}, "?ordine=-codice": {Order: desk.OrderCode, Descending: true},
		"?obiettivo=OB-99&ufficio=nessuno&stato=x&vista=y&ordine=z": {},
	} {
		want := desk.SelectMilestones(staff, sel)
		page := w.get(europa, table+address)
		var ids []string
		for _, m := range want.Milestones() {
			ids = append(ids, m.ID)
		}
		if got := page.listed(); !slices.Equal(got, ids) {
			t.Errorf("%q: %v, want %v", address, got, ids)
		}
		if address != "" && len(ids) == 0 {
			t.Errorf("%q lists nothing: it tests nothing", address)
		}
		tabs := page.page.ByClass("m-views")[0]
		for i, view := range desk.Views {
			tab := slices.Collect(nodes(tabs, "a"))[i]
			if got := dom.Text(slices.Collect(nodes(tab, "span"))[0]); got != strconv.Itoa(want.Counts[view]) {
				t.Errorf("%q: view %q says %s, want %d", address, view, got, want.Counts[view])
			}
			if current := dom.Attr(tab, "aria-current") == "page"; current != (view == sel.View) {
				t.Errorf("%q: view %q is current: %t", address, view, current)
			}
			if sel.View == desk.ViewAll {
				continue
			}
			// What the view hides is still counted, and the filters of the address stay.
			if !strings.Contains(dom.Attr(tab, "href"), table) {
				t.Errorf("%q: view %q leads to %q", address, view, dom.Attr(tab, "href"))
			}
		}
	}
}

func nodes(under *html.Node, name string) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range under.Descendants() {
			if n.Type == html.ElementNode && n.Data == name && !yield(n) {
				return
			}
		}
	}
}

func TestFiltersAreTakenOffOneByOne(t *testing.T) {
	w := newWorld(t)
	page := w.get(europa, table+"?ufficio="+informatici+"&stato=in-corso&ordine=-scarto&parole=servizi")
	chips := page.page.ByClass("m-chip")
	if len(chips) != 3 {
		t.Fatalf("%d chips: %s", len(chips), page.mainText())
	}
	for i, want := range []string{"/area/c_m403/traguardi?ufficio=" + informatici + "&stato=in-corso&ordine=-scarto",
		"/area/c_m403/traguardi?parole=servizi&stato=in-corso&ordine=-scarto", "/area/c_m403/traguardi?parole=servizi&ufficio=" + informatici + "&ordine=-scarto"} {
		if got := dom.Attr(chips[i], "href"); got != want {
			t.Errorf("chip %d leads to %s, want %s", i, got, want)
		}
	}
	if n := len(w.get(europa, table).page.ByClass("m-chip")); n != 0 {
		t.Errorf("%d chips without a filter", n)
	}
	// The order stays with the filters that the form sends.
	if kept := dom.Attr(page.page.ByClass("m-filters")[0].FirstChild, "value"); kept != "-scarto" {
		t.Errorf("the form keeps %q", kept)
	}
	for column, want := range map[string]string{"m-slip": "descending", "m-due": ""} {
		for _, n := range page.page.ByClass(column) {
			if n.Data == "th" && dom.Attr(n, "aria-sort") != want {
				t.Errorf("%s is sorted %q", column, dom.Attr(n, "aria-sort"))
			}
		}
	}
}

func TestAnEmptyListSaysWhy(t *testing.T) {
	w := newWorld(t)
	for address, want := range map[string]string{
		"?parole=xyzzy":                            "Nessun traguardo con questi filtri",
		"?vista=bloccati&ufficio=none":             "",
		"?vista=senza-data&ufficio=" + informatici: "Tutti i traguardi aperti hanno una data",
	} {
		page := w.get(europa, table+address)
		if want != "" && !strings.Contains(page.mainText(), want) {
			t.Errorf("%s: %s", address, page.mainText())
		}
		if want != "" && page.page.ByID("tabella") != nil {
			t.Errorf("%s: an empty table", address)
		}
	}
}

// An objective's row has the board's figures, whatever the filters hide.
func TestAnObjectivesRowIsItsSubtotal(t *testing.T) {
	w := newWorld(t)
	page := w.get(europa, table+"?stato=fatto")
	o, _ := w.staff().Objective("OB-02")
	row := dom.Text(page.page.ByID("g-OB-02"))
	for _, want := range []string{o.Title, strconv.Itoa(o.Figures.Shown) + " %", "previsto " + strconv.Itoa(o.Figures.ShownPlanned) + " %"} {
		if !strings.Contains(row, want) {
			t.Errorf("no %q in %q", want, row)
		}
	}
}

// Each row is a write of its own: what breaks a rule, or was changed by somebody else,
// holds up nobody; and nothing that was typed is lost.
func TestRowsAreSavedOneByOne(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table)
	before := w.updates()
	w.elsewhere("OB-01.5", plan.Report{Percent: plan.Some(33)})
	w.elsewhere("OB-03.5", plan.Report{Note: "Solo una nota."})
	answer := s.set(
		"OB-01.4:percent", "75", "OB-01.4:note", "Altri due moduli.",
		"OB-01.5:percent", "40", // clashes with 33
		"OB-02.3:due_on", "2026-12-15", // without a reason
		"OB-02.4:state", "done", // without evidence
		"OB-03.3:percent", "molto",
		"OB-03.4:due_on", "32/13/2026", "OB-03.4:reason", "Trasloco.",
		"OB-03.5:state", "in_progress", "OB-03.5:percent", " 5 % ",
	).save()
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", answer.Code)
	}
	if got, want := answer.marks("OB-01.4", "OB-01.5", "OB-02.3", "OB-02.4", "OB-03.3", "OB-03.4", "OB-03.5", "OB-01.1"),
		"saved conflict error error error error saved "; got != want {
		t.Errorf("rows: %q, want %q", got, want)
	}
	summary := answer.summary(t)
	for _, want := range []string{"2 righe salvate. 4 da correggere. 1 in conflitto.", "OB-02.3 Motivo: Se cambi la scadenza", "OB-02.4 Prova: Per «Fatto» serve una prova",
		"OB-03.3 Percento: Scrivi un numero", "OB-03.4 Scadenza: Scrivi una data che esiste", "OB-01.5 Percento: Scegli quale valore vale"} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary has no %q: %s", want, summary)
		}
	}
	if n := w.updates(); n != before+4 { // two of somebody else
		t.Errorf("%d updates were written", n-before)
	}
	for id, percent := range map[string]int{"OB-01.4": 75, "OB-01.5": 33, "OB-03.5": 5} {
		if got := w.milestone(id).Status.Percent; got != percent {
			t.Errorf("%s is at %d", id, got)
		}
	}
	if last := desk.LastRecorded(w.milestone("OB-01.4")); last.Note != "Altri due moduli." || last.ActorRole != plan.RoleEditor {
		t.Errorf("written: %+v", last)
	}

	// Everything that was typed and not saved is still there, with what it was.
	again := w.sheetOf(answer)
	for name, want := range map[string]string{
		"OB-01.4:percent": "75", "OB-01.4:note": "", "OB-01.5:percent": "40", "OB-02.3:due_on": "2026-12-15", "OB-02.4:state": "done",
		"OB-03.3:percent": "molto", "OB-03.4:due_on": "32/13/2026", "OB-03.4:reason": "Trasloco.", "OB-03.5:percent": "5",
	} {
		if got := again.values.Get(name); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if was := dom.Text(answer.row("OB-02.3")); !strings.Contains(was, "era ") {
		t.Errorf("what it was is not told: %s", was)
	}
	if sub := dom.Text(answer.sub("OB-02.3")); !strings.Contains(sub, "Perché cambia la data?") || !strings.Contains(sub, "Prima scadenza") {
		t.Errorf("no place for the reason: %s", sub)
	}
	if !strings.Contains(dom.Text(answer.sub("OB-02.4")), "Data dell’atto") {
		t.Error("no place for the evidence")
	}
	if dom.Attr(answer.page.ByID("f-OB-03-4-due_on"), "type") != "text" {
		t.Error("a date that is none cannot be shown in a field for dates")
	}
	if dom.Attr(answer.page.ByID("f-OB-03-3-percent"), "aria-invalid") != "true" {
		t.Error("the field that is wrong is not marked")
	}

	// Mended and decided, everything goes through, and the list comes back.
	final := again.set(
		"OB-01.5:scelta.percent", "mine", "OB-02.3:reason", "Il Consiglio si riunisce dopo.",
		"OB-02.4:evidence.act.kind", "delibera", "OB-02.4:evidence.act.number", "41", "OB-02.4:evidence.act.date", "2026-11-18",
		"OB-03.3:percent", "50", "OB-03.4:due_on", "15/01/2027",
	).save()
	page := w.follow(europa, final)
	if got := page.marks("OB-01.5", "OB-02.3", "OB-02.4", "OB-03.3", "OB-03.4"); got != "saved saved saved saved saved" {
		t.Errorf("rows: %q", got)
	}
	if !strings.Contains(page.mainText(), "Salvato.") || !strings.Contains(dom.Text(page.row("OB-02.4")), "salvata 10.30") {
		t.Errorf("the answer does not say so: %s", dom.Text(page.row("OB-02.4")))
	}
	m := w.milestone("OB-02.4")
	if m.Status.State != plan.MilestoneDone || m.Status.Evidence.Act == nil || m.Status.Evidence.Act.Number != "41" {
		t.Errorf("evidence: %+v", m.Status)
	}
	if got := w.milestone("OB-03.4"); got.Status.DueOn.String() != "2027-01-15" || got.LastReason != "Trasloco." {
		t.Errorf("the moved date: %+v", got)
	}
	if w.milestone("OB-01.5").Status.Percent != 40 {
		t.Error("the choice was not kept")
	}
}

// What nobody touched is written by nobody, even where somebody else changed it.
func TestUntouchedRowsAreNotWritten(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table)
	w.elsewhere("OB-01.4", plan.Report{Percent: plan.Some(71), Note: "Un altro modulo."})
	before := w.updates()
	page := w.follow(europa, s.save())
	if n := w.updates(); n != before {
		t.Errorf("%d updates were written", n-before)
	}
	if !strings.Contains(page.mainText(), "Non c’era niente da salvare.") {
		t.Error("the page does not say that there was nothing to save")
	}
	if w.milestone("OB-01.4").Status.Percent != 71 {
		t.Error("an old value came back")
	}
	// A field beside the one that somebody else changed goes through without a question.
	s = w.sheet(table)
	w.elsewhere("OB-01.4", plan.Report{Percent: plan.Some(72)})
	w.follow(europa, s.set("OB-01.4:state", "blocked", "OB-01.4:note", "Manca l’aula.").save())
	if m := w.milestone("OB-01.4"); m.Status.Percent != 72 || m.Status.State != plan.MilestoneBlocked {
		t.Errorf("merged: %+v", m.Status)
	}
}

// A form that is sent twice writes once, whatever is in it; one that is sent from an old
// page asks.
func TestTheTableSentTwiceWritesOnce(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table).set("OB-01.4:percent", "75", "OB-01.4:note", "Altri due moduli.", "OB-02.3:note", "Slitta in commissione.")
	before := w.updates()
	first, second := s.save(), s.save()
	if first.Code != http.StatusSeeOther || second.Code != http.StatusSeeOther {
		t.Fatalf("%d, then %d", first.Code, second.Code)
	}
	if n := w.updates(); n != before+2 {
		t.Errorf("%d updates were written", n-before)
	}
	if page := w.follow(europa, second); page.mark("OB-01.4") == "error" {
		t.Error("the second answer is a refusal")
	}
	// Together with another row, as a retry after a lost answer may be.
	s.set("OB-01.5:percent", "25")
	s.save()
	if n := w.updates(); n != before+3 {
		t.Errorf("%d updates were written", n-before)
	}
}

// A choice holds for what was shown beside it, and for nothing that came later.
func TestAConflictIsDecidedByAPerson(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table).set("OB-01.4:percent", "75", "OB-01.4:note", "Mia.", "OB-01.4:due_on", w.milestone("OB-01.4").Status.DueOn.String())
	opened := w.milestone("OB-01.4").Status.Percent
	w.elsewhere("OB-01.4", plan.Report{Percent: plan.Some(72), DueOn: plan.Some(w.milestone("OB-01.4").Status.DueOn.AddDays(5)), Reason: "Ferie."})
	answer := s.save()
	if answer.Code != http.StatusPreconditionFailed || answer.mark("OB-01.4") != "conflict" {
		t.Fatalf("%d %q", answer.Code, answer.mark("OB-01.4"))
	}
	sub := dom.Text(answer.sub("OB-01.4"))
	for _, want := range []string{"registrato da Amministrazione", "Quando hai aperto", strconv.Itoa(opened) + " %", "72 %", "75 %", "non l’hai toccato: vale quello registrato"} {
		if !strings.Contains(sub, want) {
			t.Errorf("no %q in %q", want, sub)
		}
	}
	again := w.sheetOf(answer)
	if _, chosen := again.values["OB-01.4:scelta.percent"]; chosen {
		t.Error("the program chose")
	}
	// Not chosen: it is asked again, and the note is still there.
	answer = again.save()
	if answer.mark("OB-01.4") != "conflict" || w.sheetOf(answer).values.Get("OB-01.4:note") != "Mia." {
		t.Fatalf("not chosen: %q", answer.mark("OB-01.4"))
	}
	// Chosen, but a third one was quicker.
	again = w.sheetOf(answer).set("OB-01.4:scelta.percent", "mine")
	w.elsewhere("OB-01.4", plan.Report{Percent: plan.Some(74)})
	answer = again.save()
	if answer.mark("OB-01.4") != "conflict" || !strings.Contains(dom.Text(answer.sub("OB-01.4")), "74 %") {
		t.Fatalf("a third one: %q %s", answer.mark("OB-01.4"), dom.Text(answer.sub("OB-01.4")))
	}
	if w.milestone("OB-01.4").Status.Percent != 74 {
		t.Error("it was overwritten")
	}
	// The registered one is to hold; the note goes along.
	w.follow(europa, w.sheetOf(answer).set("OB-01.4:scelta.percent", "registered").save())
	m := w.milestone("OB-01.4")
	if last := desk.LastRecorded(m); m.Status.Percent != 74 || last.Note != "Mia." || last.ActorRole != plan.RoleEditor {
		t.Errorf("%+v, %+v", m.Status, last)
	}
}

// A row that somebody took out of the plan is told of, with what was typed in it.
func TestARowThatIsGoneKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table).set("OB-01.4:note", "Quasi finito.", "OB-01.4:percent", "90", "OB-01.5:percent", "25")
	_, err := w.tracker.RemoveMilestone(by(as(plan.RoleAdmin, "")), ente, "OB-01.4", 0)
	w.must(err)
	answer := s.save()
	if answer.marks("OB-01.4", "OB-01.5") != "error saved" {
		t.Fatalf("rows: %s", answer.marks("OB-01.4", "OB-01.5"))
	}
	if row := dom.Text(answer.row("OB-01.4")); !strings.Contains(row, "Quasi finito.") || !strings.Contains(row, "90") {
		t.Errorf("what was typed is lost: %s", row)
	}
	if !strings.Contains(answer.summary(t), "tolto dal piano") {
		t.Error("the summary does not say so")
	}
}

// A row that no longer fits the list stays above it while something of it is to be done.
func TestWhatIsNotSavedStaysWhereverItIs(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table+"?vista=scaduti").set("OB-02.3:due_on", "2027-03-31")
	answer := s.save()
	if answer.mark("OB-02.3") != "error" {
		t.Fatal("no error")
	}
	// The same from the list that no longer has it.
	w.elsewhere("OB-02.3", plan.Report{DueOn: plan.Some(w.milestone("OB-02.3").Status.DueOn.AddDays(90)), Reason: "Altro."})
	answer = s.save()
	if answer.mark("OB-02.3") != "conflict" || !strings.Contains(answer.mainText(), "Righe non salvate che non sono in questo elenco") {
		t.Errorf("%q: %s", answer.mark("OB-02.3"), answer.mainText())
	}
}

// Opening a row saves nothing and loses nothing; opened again, it closes.
func TestARowIsOpenedWithoutSaving(t *testing.T) {
	w := newWorld(t)
	before := w.updates()
	s := w.sheet(table).set("OB-01.4:percent", "75", "OB-02.3:note", "Ancora niente.")
	answer := s.press("OB-02.3")
	if answer.Code != http.StatusOK || w.updates() != before {
		t.Fatalf("%d, %d updates", answer.Code, w.updates()-before)
	}
	if answer.marks("OB-01.4", "OB-02.3") != "dirty dirty" || answer.sub("OB-02.3") == nil || answer.sub("OB-01.4") != nil {
		t.Errorf("rows: %s", answer.marks("OB-01.4", "OB-02.3"))
	}
	open := w.sheetOf(answer)
	for name, want := range map[string]string{"OB-01.4:percent": "75", "OB-02.3:note": "Ancora niente.", "OB-02.3:open": "si", "OB-02.3:evidence.url": ""} {
		if got := open.values.Get(name); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	closed := open.set("OB-02.3:reason", "Non si sa.").press("OB-02.3")
	if sub := closed.sub("OB-02.3"); sub == nil || w.sheetOf(closed).values.Get("OB-02.3:reason") != "Non si sa." {
		t.Error("what was written in it is lost by closing")
	}
	page := w.get(europa, table+"?apri=OB-01.2")
	if page.sub("OB-01.2") == nil {
		t.Fatal("a row cannot be opened by its address")
	}
	links := map[string]bool{}
	for n := range page.sub("OB-01.2").Descendants() {
		links[dom.Attr(n, "href")] = true
	}
	if !links["/area/c_m403/obiettivi/OB-01/traguardi/OB-01.2"] {
		t.Errorf("an open row does not lead to where the milestone is edited: %v", links)
	}
	for n := range page.page.ByID("g-OB-01").Descendants() {
		links[dom.Attr(n, "href")] = true
	}
	if !links["/area/c_m403/obiettivi/OB-01"] {
		t.Errorf("an objective of the table does not lead to its page in the area: %v", links)
	}
}

// The script asks for rows alone, and gets what the page would show.
func TestRowsAlone(t *testing.T) {
	w := newWorld(t)
	answer := w.rows(w.get, table+"?righe=OB-01.4,OB-99.1&apri=OB-01.4")
	if answer.row("OB-01.4") == nil || answer.sub("OB-01.4") == nil || answer.page.ByID("g-OB-01") == nil || len(answer.page.ByClass("m-row")) != 1 {
		t.Errorf("rows: %s", answer.Body)
	}
	s := w.sheet(table)
	values := url.Values{"chiave": s.values["chiave"], "parte": {"righe"}, "salva": {"si"}}
	for name, value := range s.values {
		if strings.HasPrefix(name, "OB-01.4:") || strings.HasPrefix(name, "OB-02.3:") {
			values[name] = value
		}
	}
	values.Set("OB-01.4:percent", "75")
	values.Set("OB-02.3:percent", "101")
	r := w.postRows(s.action, values)
	if r.Code != http.StatusUnprocessableEntity || r.marks("OB-01.4", "OB-02.3") != "saved error" || len(r.page.ByClass("m-row")) != 2 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	values.Set("OB-02.3:percent", "55")
	if r = w.postRows(s.action, values); r.Code != http.StatusOK || r.marks("OB-01.4", "OB-02.3") != "saved saved" {
		t.Errorf("%d %s", r.Code, r.Body)
	}
}

func TestTheSelectionAsCSV(t *testing.T) {
	w := newWorld(t)
	page := w.get(europa, table+"?vista=scaduti&ordine=scadenza")
	link := ""
	for _, l := range page.page.Links() {
		if strings.Contains(l, ".csv") {
			link = l
		}
	}
	answer := w.get(europa, link)
	records, err := csv.NewReader(answer.Body).ReadAll()
	w.must(err)
	var ids []string
	for _, record := range records[1:] {
		ids = append(ids, record[0])
	}
	if !slices.Equal(ids, page.listed()) || len(ids) == 0 {
		t.Errorf("%s: %v, the page has %v", link, ids, page.listed())
	}
	if disposition := answer.Header().Get("Content-Disposition"); !strings.Contains(disposition, "traguardi-c_m403-2026-11-20.csv") {
		t.Errorf("%q", disposition)
	}
}

// Fields that no page has made are refused, or mean nothing: never a failure.
func TestForgedTables(t *testing.T) {
	w := newWorld(t)
	before := w.updates()
	for name, values := range map[string]url.Values{
		"no revision":      {"OB-01.4:percent": {"75"}},
		"no number":        {"OB-01.4:revision": {"x"}, "OB-01.4:percent": {"75"}},
		"negative":         {"OB-01.4:revision": {"-5"}, "OB-01.4:percent": {"75"}},
		"an unknown state": {"OB-01.4:revision": {"1"}, "OB-01.4:state": {"finito"}},
		"an unknown row":   {"OB-77.1:revision": {"1"}, "OB-77.1:percent": {"75"}},
		"an unknown field": {"OB-01.4:revision": {"99999999"}, "OB-01.4:weight": {"7"}, "OB-01.4:note": {""}},
		"no row":           {":percent": {"1"}, "x:percent": {"1"}, "OB-01.4": {"1"}, "salva": {"si"}},
		"a long key":       {"chiave": {strings.Repeat("k", 500)}},
	} {
		r := w.post(europa, table, values)
		if r.Code >= http.StatusInternalServerError || r.Code == http.StatusOK {
			t.Errorf("%s: %d", name, r.Code)
		}
	}
	if n := w.updates(); n != before {
		t.Errorf("%d updates were written", n-before)
	}
	many := url.Values{}
	for i := range 401 {
		many.Set("OB-01."+strconv.Itoa(i+1)+":note", "x")
	}
	if r := w.post(europa, table, many); r.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("401 rows: %d", r.Code)
	}
}

func TestTheTableIsForThoseWhoKeepThePlan(t *testing.T) {
	w := newWorld(t)
	for _, who := range []plan.Actor{as(plan.RoleViewer, ""), as(plan.RoleReviewer, ""), referent} {
		if r := w.get(who, table); r.Code != http.StatusForbidden {
			t.Errorf("%v: %d", who.Memberships, r.Code)
		}
		if r := w.post(who, table, url.Values{"OB-01.4:revision": {"1"}, "OB-01.4:percent": {"75"}}); r.Code != http.StatusForbidden {
			t.Errorf("%v writes: %d", who.Memberships, r.Code)
		}
	}
	if r := w.get(as(plan.RoleAdmin, ""), table); r.Code != http.StatusOK {
		t.Errorf("the admin: %d", r.Code)
	}
}

// What was typed when a session ended comes back with its marks, and is not written.
func TestALostSessionKeepsTheRows(t *testing.T) {
	w := newWorld(t)
	s := w.sheet(table).set("OB-01.4:percent", "75", "OB-01.4:note", "Altri due moduli.", "OB-02.3:due_on", "2027-01-31", "OB-02.3:reason", "Slitta.", "salva", "si")
	lost := w.post(nobody, s.action, s.values)
	if lost.Code != http.StatusUnauthorized || !strings.Contains(lost.Body.String(), "Altri&#43;due&#43;moduli") {
		t.Fatalf("%d: what was typed is not carried along", lost.Code)
	}
	before := w.updates()
	r := httptest.NewRequest(http.MethodPost, s.action, strings.NewReader(s.values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	page := w.do(europa, r.WithContext(area.Resumed(r.Context())))
	if page.Code != http.StatusOK || page.marks("OB-01.4", "OB-02.3", "OB-01.5") != "dirty dirty " || w.updates() != before {
		t.Fatalf("%d %q", page.Code, page.marks("OB-01.4", "OB-02.3", "OB-01.5"))
	}
	if !strings.Contains(page.mainText(), "Sei di nuovo dentro") {
		t.Error("the page does not say that nothing is saved yet")
	}
	w.follow(europa, w.sheetOf(page).save())
	if m := w.milestone("OB-02.3"); m.LastReason != "Slitta." || w.updates() != before+2 {
		t.Errorf("%+v", m)
	}
}
