package area_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	informatici = "servizi-informatici"
	ownList     = "/area/c_m403/ufficio"
	listOf      = "/area/c_m403/uffici/" + informatici + "/lavoro"
)

var referent = as(plan.RoleContributor, informatici)

// formOf finds a form of a page by its hidden fields.
func (r response) formOf(t *testing.T, part, object string) (action string, values url.Values) {
	t.Helper()
	if r.page == nil {
		t.Fatalf("%d is no page: %s", r.Code, r.Body)
	}
	for _, form := range r.page.All(atom.Form) {
		action, values = dom.Form(form)
		if values.Get("modulo") == part && values.Get("oggetto") == object {
			return action, values
		}
	}
	t.Fatalf("no form %q of %s on the page", part, object)
	return "", nil
}

// part is a place of a page, as it is read.
func (r response) part(id string) string { return dom.Text(r.page.ByID(id)) }

// follow opens where an answer leads to.
func (w *world) follow(who plan.Actor, r response) response {
	w.t.Helper()
	location := r.Header().Get("Location")
	if r.Code != http.StatusSeeOther || location == "" {
		w.t.Fatalf("%d leads nowhere: %s", r.Code, r.mainText())
	}
	address, _, _ := strings.Cut(location, "#")
	next := w.get(who, address)
	if next.Code != http.StatusOK {
		w.t.Fatalf("%s: %d", location, next.Code)
	}
	return next
}

// mainText is what is read of a page.
func (r response) mainText() string {
	if r.page == nil {
		return r.Body.String()
	}
	return dom.Text(r.page.All(atom.Main)[0])
}

func (w *world) staff() *board.Staff {
	w.t.Helper()
	s, _, err := w.boards.Staff(context.Background(), ente, plan.Date{})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) milestone(id string) *board.Milestone {
	w.t.Helper()
	m, ok := w.staff().Milestone(id)
	if !ok {
		w.t.Fatalf("there is no %s", id)
	}
	return m
}

// by is the context of somebody who works through the use cases.
func by(who plan.Actor) context.Context { return plan.WithActor(context.Background(), who) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refusedAt fails unless a page came back with a rule of a field, at the field and in the
// summary, which leads there.
func (r response) refusedAt(t *testing.T, status int, location, text string) {
	t.Helper()
	if r.Code != status {
		t.Fatalf("%d, want %d: %s", r.Code, status, r.mainText())
	}
	if !strings.Contains(r.part("errori"), text) {
		t.Errorf("the summary is %q, want %q in it", r.part("errori"), text)
	}
	id := "f-" + strings.ReplaceAll(location, ".", "-")
	if r.page.ByID(id) == nil || !strings.Contains(strings.Join(r.page.Links(), " "), "#"+id) {
		t.Errorf("the summary does not lead to %s", id)
	}
	if !strings.Contains(r.part(id+"-e"), text) {
		t.Errorf("at %s: %q, want %q", id, r.part(id+"-e"), text)
	}
}

// The list of an office, as its referent reads it in the morning: every milestone once, in
// its group, with what is told of it.
func TestTheListOfAnOffice(t *testing.T) {
	w := newWorld(t)
	page := w.get(referent, ownList)
	if page.Code != http.StatusOK {
		t.Fatalf("%d", page.Code)
	}
	work := desk.WorkOf(w.staff(), informatici)
	for _, task := range work.Tasks {
		row := page.page.ByID(task.Milestone.ID)
		if row == nil {
			t.Errorf("%s is not on the list", task.Milestone.ID)
			continue
		}
		text := dom.Text(row)
		for _, want := range []string{task.Milestone.Title, task.Milestone.ID, task.Objective.Title} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not told in %q", task.Milestone.ID, want, text)
			}
		}
		group := page.page.ByID("g-" + string(task.Group))
		if group == nil || !strings.Contains(dom.Text(group), task.Milestone.Title) {
			t.Errorf("%s is not in the group %s", task.Milestone.ID, task.Group)
		}
	}
	for id, want := range map[string][]string{
		"conto":     {"2 scaduti", "1 domanda a cui rispondere", "4 aperti", "9 fatti", "2 azioni chieste dalle riunioni", "1 scaduta"},
		"g-overdue": {"Scaduti 2"},
		"OB-08.4":   {"28 ottobre 2026", "Scaduto da 23 giorni", "In corso", "55 %", "previsto 100 %", "ultimo: 13 ottobre 2026", "domanda aperta"},
		"OB-03.4":   {"fermo da 95 giorni"},
		"OB-08.5":   {"tra 26 giorni", "Pianificato"},
		"g-done":    {"Fatti 9"},
		"domande":   {"L’assessore chiede", "Il fornitore ha dato una data scritta per la nuova versione?", "sull’aggiornamento del 13 ottobre 2026 (da 50 a 55 %)"},
		"azioni":    {"Chiedere al fornitore la data scritta della nuova versione", "15 dicembre 2026", "Riunione con Servizi informatici, 27 ottobre 2026", "OB-08.4"},
		"fiducia":   {"Programmi del Comune nel cloud", "Media", "Bassa", "I due giudizi sono diversi."},
	} {
		for _, text := range want {
			if !strings.Contains(page.part(id), text) {
				t.Errorf("#%s does not say %q: %q", id, text, page.part(id))
			}
		}
	}
	if !strings.Contains(page.mainText(), "La prossima riunione 14 dicembre 2026 , ore 10–12.30") {
		t.Errorf("the next meeting is not told")
	}
	for _, c := range []struct {
		page response
		want string
	}{{page, "/area/c_m403/calendario"}, {w.get(as(plan.RoleEditor, ""), listOf), "/enti/c_m403/uffici/servizi-informatici/calendario.ics"}} {
		if links := c.page.page.Links(); !slices.Contains(links, c.want) {
			t.Errorf("no calendar %s: %v", c.want, links)
		}
	}
	// What the public must not see has no public address.
	for _, link := range page.page.Links() {
		if strings.Contains(link, "OB-16") {
			t.Errorf("a draft has a public address: %s", link)
		}
	}
}

func TestAnOfficeWithNothingOnItsList(t *testing.T) {
	w := newWorld(t)
	_, err := w.tracker.CreateOffice(by(as(plan.RoleAdmin, "")), ente, plan.Office{Code: "nuovo", Name: "Un ufficio nuovo"})
	w.must(err)
	page := w.get(as(plan.RoleContributor, "nuovo"), ownList)
	for _, want := range []string{"Non c’è ancora niente da seguire", "Nessuna novità", "serve una prova"} {
		if !strings.Contains(page.mainText(), want) {
			t.Errorf("the first steps do not say %q", want)
		}
	}
	if len(page.page.ByClass("a-own-item")) != 0 {
		t.Error("there is a milestone")
	}
}

// Whoever is of the staff may read every list; the forms, and what they send, are for the
// office itself and for those who keep the plan.
func TestWhoReadsAndWhoWrites(t *testing.T) {
	w := newWorld(t)
	other := plan.Actor{AccountID: "stranger", Memberships: []plan.Membership{{Organization: "c_h501", Role: plan.RoleAdmin}}}
	tributi := as(plan.RoleContributor, "tributi")
	before := w.staff().Revision
	m := w.milestone("OB-08.4")
	sent := map[string]url.Values{
		"nothing new":  {"modulo": {"novita"}, "oggetto": {m.ID}, "revisione": {itoa(m.Revision)}},
		"an update":    {"modulo": {"aggiornamento"}, "oggetto": {m.ID}, "revisione": {itoa(m.Revision)}, "state": {"in_progress"}, "percent": {"90"}},
		"nothing":      {},
		"a forged one": {"modulo": {"giudizio"}, "oggetto": {"OB-08"}, "confidence": {"green"}, "text": {"Va tutto bene."}},
	}
	question := desk.OpenQuestions(w.staff(), informatici)[0]
	action := desk.OpenActions(&w.staff().Content, informatici)[0]
	sent["an answer"] = url.Values{"modulo": {"risposta"}, "oggetto": {question.Update.ID}, "note": {"Sì."}}
	sent["an action"] = url.Values{"modulo": {"azione"}, "oggetto": {action.ID}, "revisione": {itoa(action.Revision)}}

	for who, c := range map[string]struct {
		actor  plan.Actor
		list   string
		status int // of reading
		forms  bool
		post   int
	}{
		"its referent":              {referent, listOf, 200, true, 0},
		"its referent, at its own":  {referent, ownList, 200, true, 0},
		"the editor":                {as(plan.RoleEditor, ""), listOf, 200, true, 0},
		"the admin":                 {as(plan.RoleAdmin, ""), listOf, 200, true, 0},
		"the referent of another":   {tributi, listOf, 200, false, 403},
		"a referent of no office":   {as(plan.RoleContributor, ""), listOf, 200, false, 403},
		"the reviewer":              {as(plan.RoleReviewer, ""), listOf, 200, false, 403},
		"a viewer":                  {as(plan.RoleViewer, ""), listOf, 200, false, 403},
		"somebody of another ente":  {other, listOf, 403, false, 403},
		"somebody without any role": {plan.Actor{AccountID: "x"}, listOf, 403, false, 403},
		"nobody":                    {nobody, listOf, 303, false, 401},
	} {
		page := w.get(c.actor, c.list)
		if page.Code != c.status {
			t.Errorf("%s reads with %d, want %d", who, page.Code, c.status)
		}
		if page.Code == http.StatusOK {
			forms := 0
			for _, form := range page.page.All(atom.Form) {
				if _, values := dom.Form(form); values.Has("modulo") {
					forms++
				}
			}
			if (forms > 0) != c.forms || strings.Contains(page.mainText(), "Aggiorna OB-") != c.forms {
				t.Errorf("%s has %d forms, want some: %v", who, forms, c.forms)
			}
			if open := w.get(c.actor, c.list+"?aggiorna=OB-08.4"); (len(open.page.ByClass("a-edit")) > 0) != c.forms {
				t.Errorf("%s: the form of a milestone is open: %v", who, !c.forms)
			}
		}
		if c.post == 0 {
			continue
		}
		for what, values := range sent {
			for _, address := range []string{c.list, c.list + "?aggiorna=OB-08.4"} {
				if answer := w.post(c.actor, address, values); answer.Code != c.post {
					t.Errorf("%s sends %s: %d, want %d", who, what, answer.Code, c.post)
				}
			}
		}
	}
	// By way of its own list nobody reaches another's either.
	for what, values := range sent {
		if answer := w.post(tributi, ownList, values); answer.Code == http.StatusSeeOther || answer.Code == http.StatusOK {
			t.Errorf("tributi sends %s about another's from its own list: %d", what, answer.Code)
		}
	}
	if after := w.staff().Revision; after != before {
		t.Errorf("what was refused was written: revision %d became %d", before, after)
	}
	if answer := w.get(referent, "/area/c_m403/uffici/nessuno/lavoro"); answer.Code != http.StatusNotFound {
		t.Errorf("an office that there is not: %d", answer.Code)
	}
	if answer := w.post(as(plan.RoleEditor, ""), ownList, url.Values{"modulo": {"novita"}}); answer.Code != http.StatusNotFound {
		t.Errorf("the editor has no list of its own: %d", answer.Code)
	}
	if answer := w.get(as(plan.RoleEditor, ""), ownList); answer.Header().Get("Location") != "/area/c_m403/lavoro" {
		t.Errorf("the editor is led to %q", answer.Header().Get("Location"))
	}
}

func TestTheListsOfAllOffices(t *testing.T) {
	w := newWorld(t)
	for _, who := range []plan.Actor{as(plan.RoleEditor, ""), as(plan.RoleViewer, ""), referent} {
		page := w.get(who, "/area/c_m403/lavoro")
		links := strings.Join(page.page.Links(), " ")
		if !strings.Contains(links, "/area/c_m403/uffici/tributi/lavoro") {
			t.Errorf("no way to the list of tributi: %s", links)
		}
		own := strings.Contains(links, listOf)
		if own == (who.Memberships[0].Office == informatici) {
			t.Errorf("the own list is reached by %s", links)
		}
		row := ""
		for _, tr := range page.page.All(atom.Tr) {
			if text := dom.Text(tr); strings.HasPrefix(text, "Servizi informatici") {
				row = strings.Replace(text, "(il tuo) ", "", 1)
			}
		}
		if row != "Servizi informatici 4 2 2 0 1 2" {
			t.Errorf("the row is %q", row)
		}
	}
}

// One click: an update that changes nothing, once however often it is sent; the row tells
// it and offers to report instead of taking it back.
func TestNothingNewInOneClick(t *testing.T) {
	w := newWorld(t)
	page := w.get(referent, ownList)
	action, values := page.formOf(t, "novita", "OB-03.4")
	before := len(w.milestone("OB-03.4").Updates)
	first := w.post(referent, action, values)
	second := w.post(referent, action, values) // a double click
	if second.Code != http.StatusSeeOther {
		t.Errorf("sent twice: %d", second.Code)
	}
	m := w.milestone("OB-03.4")
	if len(m.Updates) != before+1 || !desk.NothingNew(m.Updates[0]) || m.Stale {
		t.Fatalf("%d updates became %d, the last is %+v", before, len(m.Updates), m.Updates[0])
	}
	after := w.follow(referent, first)
	row := after.part("OB-03.4")
	for _, want := range []string{"Nessuna novità, registrata oggi alle ore 10.30", "C’è una novità", "in verifica", "ultimo: 20 novembre 2026"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row does not say %q: %q", want, row)
		}
	}
	for _, form := range after.page.All(atom.Form) {
		if _, v := dom.Form(form); v.Get("modulo") == "novita" && v.Get("oggetto") == "OB-03.4" {
			t.Error("it is offered again")
		}
	}
	if strings.Contains(strings.ToLower(row), "annulla") {
		t.Error("the row offers to take back what is never erased")
	}
	if !strings.Contains(after.mainText(), "Registrato: nessuna novità.") {
		t.Error("nothing tells that it was recorded")
	}
	if !strings.HasSuffix(first.Header().Get("Location"), "#OB-03.4") {
		t.Errorf("it leads to %s", first.Header().Get("Location"))
	}
}

// "Nothing new" is about what the writer saw.
func TestNothingNewAboutWhatHasChanged(t *testing.T) {
	w := newWorld(t)
	action, values := w.get(referent, ownList).formOf(t, "novita", "OB-03.4")
	_, err := w.tracker.ReportUpdate(by(as(plan.RoleEditor, "")), tracker.ReportUpdate{Organization: ente, Milestone: "OB-03.4", Report: plan.Report{Percent: plan.Some(60)}})
	w.must(err)
	answer := w.post(referent, action, values)
	if answer.Code != http.StatusPreconditionFailed || !strings.Contains(answer.part("errori"), "è cambiato dopo che hai aperto la pagina") {
		t.Fatalf("%d: %s", answer.Code, answer.part("errori"))
	}
	if m := w.milestone("OB-03.4"); desk.NothingNew(m.Updates[0]) {
		t.Error("it was recorded all the same")
	}
	if !strings.Contains(answer.part("OB-03.4"), "60 %") {
		t.Error("the row does not show what holds now")
	}
	action, values = answer.formOf(t, "novita", "OB-03.4")
	w.follow(referent, w.post(referent, action, values))
	if m := w.milestone("OB-03.4"); !desk.NothingNew(m.Updates[0]) || m.Status.Percent != 60 {
		t.Errorf("pressed again: %+v", m.Updates[0])
	}
}

// typed is the form of a milestone with something typed into it.
func (w *world) typed(milestone string, fields ...string) (action string, values url.Values) {
	w.t.Helper()
	page := w.get(referent, ownList+"?aggiorna="+milestone)
	if page.Code != http.StatusOK {
		w.t.Fatalf("the form of %s: %d", milestone, page.Code)
	}
	action, values = page.formOf(w.t, "aggiornamento", milestone)
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return action, values
}

func TestAnUpdateInPlace(t *testing.T) {
	w := newWorld(t)
	meeting := ""
	for _, m := range w.staff().Meetings {
		if m.State == plan.MeetingHeld {
			meeting = m.ID
		}
	}
	cases := []struct {
		name   string
		fields []string
		want   func(m *board.Milestone, u *board.Update) bool
	}{
		{"of an earlier day", []string{"percent", "58", "effective_on", "2026-11-16"}, func(m *board.Milestone, u *board.Update) bool {
			return m.Status.Percent == 58 && u.EffectiveOn.String() == "2026-11-16"
		}},
		{"percent and a note", []string{"percent", "60", "note", "Il sesto programma è pronto."}, func(m *board.Milestone, u *board.Update) bool {
			return m.Status.Percent == 60 && u.Note == "Il sesto programma è pronto." && m.Status.State == plan.MilestoneInProgress
		}},
		{"a date with its reason and its meeting", []string{"due_on", "31/01/2027", "reason", "Il fornitore è in ritardo", "decided_in", meeting}, func(m *board.Milestone, u *board.Update) bool {
			return m.Status.DueOn.String() == "2027-01-31" && u.Reason == "Il fornitore è in ritardo" && u.DecidedIn == meeting
		}},
		{"blocked", []string{"state", "blocked", "note", "Il fornitore non risponde."}, func(m *board.Milestone, _ *board.Update) bool {
			return m.Status.State == plan.MilestoneBlocked && m.Status.Percent == 60
		}},
		{"a note alone", []string{"note", "Riunione fissata."}, func(m *board.Milestone, u *board.Update) bool {
			return u.Note == "Riunione fissata." && m.Status.Percent == 60
		}},
		{"done, with an act", []string{"state", "done", "evidence.act.kind", "determina", "evidence.act.number", "412", "evidence.act.date", "18/11/2026", "evidence.act.url", "https://example.it/412"}, func(m *board.Milestone, _ *board.Update) bool {
			return m.Status.State == plan.MilestoneDone && m.Status.Percent == 100 && m.Status.CompletedOn.String() == "2026-11-20" && m.Status.Evidence.Act.Number == "412"
		}},
		{"open again", []string{"state", "in_progress", "percent", "90", "note", "Manca ancora un programma."}, func(m *board.Milestone, _ *board.Update) bool {
			return m.Status.State == plan.MilestoneInProgress && m.Status.Percent == 90 && m.Status.CompletedOn.IsZero()
		}},
		{"done by its percentage, with a link", []string{"percent", "100", "evidence.url", "https://example.it/fatto"}, func(m *board.Milestone, _ *board.Update) bool {
			return m.Status.State == plan.MilestoneDone && m.Status.Evidence.URL == "https://example.it/fatto"
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			action, values := w.typed("OB-08.4", c.fields...)
			answer := w.post(referent, action, values)
			page := w.follow(referent, answer)
			m := w.milestone("OB-08.4")
			last := desk.WorkOf(w.staff(), informatici)
			task, _ := last.Task("OB-08.4")
			if !c.want(m, task.Last) {
				t.Errorf("it stands as %+v by %+v", m.Status, task.Last)
			}
			if !strings.Contains(page.part("OB-08.4"), "Registrato alle ore 10.30") {
				t.Errorf("the row tells nothing: %q", page.part("OB-08.4"))
			}
			if again := w.post(referent, action, values); again.Code != http.StatusSeeOther || len(w.milestone("OB-08.4").Updates) != len(m.Updates) {
				t.Errorf("sent twice: %d, %d updates became %d", again.Code, len(m.Updates), len(w.milestone("OB-08.4").Updates))
			}
		})
	}
}

// An update of a day before the last one changes those days alone, and the page says so.
func TestAnUpdateOfADayBeforeTheLastOne(t *testing.T) {
	w := newWorld(t)
	action, values := w.typed("OB-08.4", "percent", "52", "effective_on", "2026-10-01")
	page := w.follow(referent, w.post(referent, action, values))
	if m := w.milestone("OB-08.4"); m.Status.Percent != 55 || m.Updates[0].EffectiveOn.String() != "2026-10-13" {
		t.Errorf("it stands as %+v", m.Status)
	}
	if !strings.Contains(page.mainText(), "i valori di oggi non cambiano") {
		t.Errorf("nothing tells that today's values stay: %q", page.mainText()[:300])
	}
}

// What a rule refuses comes back as it was typed, with the rule at its field.
func TestAnUpdateThatIsRefused(t *testing.T) {
	w := newWorld(t)
	before := w.staff().Revision
	for name, c := range map[string]struct {
		fields         []string
		location, text string
	}{
		"done without evidence":           {[]string{"state", "done"}, "evidence", "Per «Fatto» serve una prova"},
		"100 % without evidence":          {[]string{"percent", "100"}, "evidence", "Per «Fatto» serve una prova"},
		"done at 60 %":                    {[]string{"state", "done", "percent", "60", "evidence.note", "x"}, "percent", "Un traguardo fatto è al 100"},
		"a percentage out of range":       {[]string{"percent", "101"}, "percent", "va da 0 a 100"},
		"no percentage":                   {[]string{"percent", ""}, "percent", "Serve un valore"},
		"a word for a percentage":         {[]string{"percent", "quasi"}, "percent", "Scrivi un numero"},
		"a date without a reason":         {[]string{"due_on", "2027-03-31"}, "reason", "scrivi perché"},
		"a date that there is not":        {[]string{"due_on", "31/02/2027"}, "due_on", "una data che esiste"},
		"tomorrow":                        {[]string{"percent", "60", "effective_on", "2026-11-21"}, "effective_on", "non può essere nel futuro"},
		"a link that is none":             {[]string{"state", "done", "evidence.url", "javascript:alert(1)"}, "evidence.url", "https://"},
		"an act without its number":       {[]string{"state", "done", "evidence.act.kind", "determina", "evidence.act.date", "2026-11-18"}, "evidence.act.number", "Serve un valore"},
		"an act of tomorrow":              {[]string{"state", "done", "evidence.act.kind", "determina", "evidence.act.number", "1", "evidence.act.date", "2026-11-21"}, "evidence.act.date", "futuro"},
		"a state that there is not":       {[]string{"state", "quasi"}, "state", "Scegli uno stato"},
		"a meeting that there is not":     {[]string{"decided_in", "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f", "note", "x"}, "decided_in", "Non è una riunione"},
		"a note too long":                 {[]string{"note", strings.Repeat("parole ", 400)}, "note", "troppo lungo"},
		"before it was in the plan":       {[]string{"percent", "60", "effective_on", "2001-01-01"}, "effective_on", "nel piano dal"},
		"planned again, keeping the 60 %": {[]string{"state", "planned", "percent", "60"}, "percent", "allo 0"},
	} {
		t.Run(name, func(t *testing.T) {
			action, values := w.typed("OB-08.4", append([]string{"note", "Una riga che non va persa."}, c.fields...)...)
			answer := w.post(referent, action, values)
			answer.refusedAt(t, http.StatusUnprocessableEntity, c.location, c.text)
			_, again := answer.formOf(t, "aggiornamento", "OB-08.4")
			for field := range values {
				if field != "chiave" && again.Get(field) != values.Get(field) && c.location != field {
					t.Errorf("%s came back as %q, typed was %q", field, again.Get(field), values.Get(field))
				}
			}
		})
	}
	t.Run("nothing changed", func(t *testing.T) {
		action, values := w.typed("OB-08.4")
		answer := w.post(referent, action, values)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.part("errori"), "Non hai cambiato niente") {
			t.Errorf("%d: %s", answer.Code, answer.part("errori"))
		}
	})
	t.Run("a form that is none", func(t *testing.T) {
		if answer := w.post(referent, ownList, url.Values{"modulo": {"che"}}); answer.Code != http.StatusBadRequest {
			t.Errorf("%d", answer.Code)
		}
	})
	t.Run("without the revision", func(t *testing.T) {
		action, values := w.typed("OB-08.4", "percent", "60")
		values.Del("revisione")
		if answer := w.post(referent, action, values); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.part("errori"), "Questa pagina è vecchia") {
			t.Errorf("%d: %s", answer.Code, answer.part("errori"))
		}
	})
	if after := w.staff().Revision; after != before {
		t.Errorf("revision %d became %d", before, after)
	}
}

// Two people on one milestone: what only one of them touched is joined, what both changed is
// for a person to decide, with every value in sight and nothing typed lost.
func TestTwoPeopleOnOneMilestone(t *testing.T) {
	editor := by(as(plan.RoleEditor, ""))
	meanwhile := func(w *world, r plan.Report) {
		w.t.Helper()
		_, err := w.tracker.ReportUpdate(editor, tracker.ReportUpdate{Organization: ente, Milestone: "OB-08.4", Report: r})
		w.must(err)
	}
	t.Run("different fields", func(t *testing.T) {
		w := newWorld(t)
		action, values := w.typed("OB-08.4", "note", "Pronto il sesto.", "percent", "70")
		meanwhile(w, plan.Report{DueOn: plan.Some(plan.NewDate(2027, 1, 31)), Reason: "Deciso in Giunta"})
		w.follow(referent, w.post(referent, action, values))
		if m := w.milestone("OB-08.4"); m.Status.Percent != 70 || m.Status.DueOn.String() != "2027-01-31" {
			t.Errorf("it stands as %+v", m.Status)
		}
	})
	t.Run("another title", func(t *testing.T) {
		w := newWorld(t)
		action, values := w.typed("OB-08.4", "percent", "70")
		_, err := w.tracker.ChangeMilestone(editor, tracker.ChangeMilestone{Organization: ente, Milestone: "OB-08.4", Title: plan.Some("Spostare tutti i programmi")})
		w.must(err)
		w.follow(referent, w.post(referent, action, values))
	})
	t.Run("the same field", func(t *testing.T) {
		w := newWorld(t)
		action, values := w.typed("OB-08.4", "percent", "70", "note", "Pronto il sesto.")
		meanwhile(w, plan.Report{Percent: plan.Some(60)})
		before := len(w.milestone("OB-08.4").Updates)

		answer := w.post(referent, action, values)
		answer.refusedAtChoice(t, "scelta.percent")
		for _, want := range []string{"Quando hai aperto: 55 %", "60 %", "Ufficio Europa, 20 novembre 2026, ore 10.30", "70 %", "scritto da te"} {
			if !strings.Contains(answer.part("f-scelta-percent"), want) {
				t.Errorf("the choice does not show %q: %q", want, answer.part("f-scelta-percent"))
			}
		}
		_, again := answer.formOf(t, "aggiornamento", "OB-08.4")
		if again.Get("note") != "Pronto il sesto." || again.Get("percent") != "70" || again.Has("scelta.percent") {
			t.Errorf("it came back as %v", again)
		}
		// Sent again without a choice nothing is chosen; meanwhile somebody changes it once
		// more, and a choice that was about another value is none.
		w.post(referent, action, again).refusedAtChoice(t, "scelta.percent")
		again.Set("scelta.percent", "mine")
		meanwhile(w, plan.Report{Percent: plan.Some(65)})
		answer = w.post(referent, action, again)
		answer.refusedAtChoice(t, "scelta.percent")
		if len(w.milestone("OB-08.4").Updates) != before+1 {
			t.Error("something was written")
		}
		_, again = answer.formOf(t, "aggiornamento", "OB-08.4")
		again.Set("scelta.percent", "mine")
		w.follow(referent, w.post(referent, action, again))
		if m := w.milestone("OB-08.4"); m.Status.Percent != 70 || m.Updates[0].Note != "Pronto il sesto." {
			t.Errorf("it stands as %+v", m.Status)
		}
	})
	t.Run("the same field, the registered value kept", func(t *testing.T) {
		w := newWorld(t)
		action, values := w.typed("OB-08.4", "percent", "70", "note", "Pronto il sesto.")
		meanwhile(w, plan.Report{Percent: plan.Some(60)})
		_, again := w.post(referent, action, values).formOf(t, "aggiornamento", "OB-08.4")
		again.Set("scelta.percent", "registered")
		w.follow(referent, w.post(referent, action, again))
		if m := w.milestone("OB-08.4"); m.Status.Percent != 60 || m.Updates[0].Note != "Pronto il sesto." {
			t.Errorf("it stands as %+v", m.Status)
		}
	})
	t.Run("the same value", func(t *testing.T) {
		w := newWorld(t)
		action, values := w.typed("OB-08.4", "percent", "70")
		meanwhile(w, plan.Report{Percent: plan.Some(70)})
		before := len(w.milestone("OB-08.4").Updates)
		w.follow(referent, w.post(referent, action, values))
		if after := len(w.milestone("OB-08.4").Updates); after != before {
			t.Errorf("%d updates became %d: it was there already", before, after)
		}
	})
}

func (r response) refusedAtChoice(t *testing.T, location string) {
	t.Helper()
	if r.Code != http.StatusPreconditionFailed {
		t.Fatalf("%d: %s", r.Code, r.mainText())
	}
	id := "f-" + strings.ReplaceAll(location, ".", "-")
	if r.page.ByID(id) == nil || !strings.Contains(r.part(id), "Scegli quale valore vale") || !strings.Contains(strings.Join(r.page.Links(), " "), "#"+id) {
		t.Errorf("no choice at %s: %q", id, r.part("errori"))
	}
}

func TestAQuestionIsAnswered(t *testing.T) {
	w := newWorld(t)
	question := desk.OpenQuestions(w.staff(), informatici)[0]
	page := w.get(referent, ownList)
	action, values := page.formOf(t, "risposta", question.Update.ID)

	w.post(referent, action, values).refusedAt(t, http.StatusUnprocessableEntity, "note", "Scrivi la risposta")

	values.Set("note", "Sì: il 15 gennaio.")
	answer := w.follow(referent, w.post(referent, action, values))
	if w.post(referent, action, values).Code != http.StatusSeeOther {
		t.Error("sent twice, it is refused")
	}
	if len(desk.OpenQuestions(w.staff(), informatici)) != 0 || len(desk.AnsweredQuestions(w.staff(), informatici)) == 0 {
		t.Fatal("the question is still open")
	}
	m := w.milestone(question.Milestone.ID)
	if m.Updates[0].Note != "Sì: il 15 gennaio." || m.Updates[0].After.Percent != 55 || m.Updates[1].ID != question.Update.ID {
		t.Errorf("the answer is %+v", m.Updates[0])
	}
	if strings.Contains(answer.part("domande"), "Il fornitore ha dato") || !strings.Contains(answer.part("risposte"), "Sì: il 15 gennaio.") {
		t.Errorf("the page shows %q and %q", answer.part("domande"), answer.part("risposte"))
	}
	if !strings.Contains(answer.mainText(), "Risposta registrata.") {
		t.Error("nothing tells that it was recorded")
	}
	for _, unknown := range []string{"", "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f", "x"} {
		values.Set("oggetto", unknown)
		if got := w.post(referent, action, values); got.Code != http.StatusNotFound {
			t.Errorf("an answer to %q: %d", unknown, got.Code)
		}
	}
}

// "Rispondi e aggiorna" opens the form of the milestone with what was typed; it writes
// nothing by itself.
func TestAnAnswerBecomesAnUpdate(t *testing.T) {
	w := newWorld(t)
	question := desk.OpenQuestions(w.staff(), informatici)[0]
	action, values := w.get(referent, ownList).formOf(t, "risposta", question.Update.ID)
	values.Set("note", "Sì: il 15 gennaio.")
	values.Set("passo", "apri")
	before := w.staff().Revision
	page := w.post(referent, action, values)
	if page.Code != http.StatusOK || w.staff().Revision != before {
		t.Fatalf("%d, revision %d became %d", page.Code, before, w.staff().Revision)
	}
	action, update := page.formOf(t, "aggiornamento", question.Milestone.ID)
	if update.Get("note") != "Sì: il 15 gennaio." || update.Get("percent") != "55" {
		t.Errorf("the form holds %v", update)
	}
	update.Set("percent", "70")
	w.follow(referent, w.post(referent, action, update))
	if m := w.milestone(question.Milestone.ID); m.Status.Percent != 70 || len(desk.OpenQuestions(w.staff(), informatici)) != 0 {
		t.Errorf("it stands as %+v", m.Status)
	}
}

func TestWhatAMeetingAskedIsMarked(t *testing.T) {
	w := newWorld(t)
	asked := desk.OpenActions(&w.staff().Content, informatici)[0]
	action, values := w.get(referent, ownList).formOf(t, "azione", asked.ID)
	stale := url.Values{}
	for k, v := range values {
		stale[k] = v
	}
	page := w.follow(referent, w.post(referent, action, values))
	if now, _ := w.staff().Action(asked.ID); now.State != plan.ActionDone || now.CompletedOn.String() != "2026-11-20" {
		t.Fatalf("it stands as %+v", now)
	}
	if w.post(referent, action, values).Code != http.StatusSeeOther {
		t.Error("a double click is refused")
	}
	if !strings.Contains(page.part("azioni"), "fatta il 20 novembre 2026") || !strings.Contains(page.mainText(), "Azione segnata come fatta.") {
		t.Errorf("the page shows %q", page.part("azioni"))
	}
	action, values = page.formOf(t, "azione-aperta", asked.ID)
	w.follow(referent, w.post(referent, action, values))
	if now, _ := w.staff().Action(asked.ID); now.State != plan.ActionOpen || !now.CompletedOn.IsZero() {
		t.Errorf("taken back it stands as %+v", now)
	}
	stale.Set("chiave", "another")
	if got := w.post(referent, action, stale); got.Code != http.StatusPreconditionFailed {
		t.Errorf("of an old page: %d", got.Code)
	}
}

func TestTheOfficeRatesWhatItLeads(t *testing.T) {
	w := newWorld(t)
	page := w.get(referent, ownList+"?giudica=OB-08")
	action, values := page.formOf(t, "giudizio", "OB-08")
	if values.Get("confidence") != "amber" || values.Get("text") != "" {
		t.Errorf("the form holds %v", values)
	}
	values.Set("confidence", "red")
	w.post(referent, action, values).refusedAt(t, http.StatusUnprocessableEntity, "text", "Serve un valore")
	values.Set("text", "Il fornitore non dà una data.")
	values.Set("confidence", "viola")
	w.post(referent, action, values).refusedAt(t, http.StatusUnprocessableEntity, "confidence", "Scegli quanto ti fidi")
	values.Set("confidence", "red")
	page = w.follow(referent, w.post(referent, action, values))
	if o, _ := w.staff().Objective("OB-08"); o.OfficeRating.Confidence != plan.ConfidenceRed || o.OfficeRating.Text != "Il fornitore non dà una data." {
		t.Errorf("the rating is %+v", o.OfficeRating)
	}
	if row := page.part("f-o-OB-08"); !strings.Contains(row, "Bassa") || !strings.Contains(row, "Il fornitore non dà una data.") || strings.Contains(row, "sono diversi") {
		t.Errorf("the row is %q", row)
	}
	// One that another office leads is out of reach from this page too.
	values.Set("oggetto", "OB-05")
	if got := w.post(referent, action, values); got.Code != http.StatusForbidden {
		t.Errorf("an objective of another office: %d", got.Code)
	}
}

// The whole day of a referent: what waits, nothing new, an update, done refused without
// evidence and then with it, the question answered, and the result in public.
func TestTheDayOfAReferent(t *testing.T) {
	w := newWorld(t)
	desktop := w.follow(referent, w.get(referent, "/area/c_m403"))
	if !strings.Contains(desktop.part("conto"), "2 scaduti") {
		t.Fatalf("the day begins with %q", desktop.part("conto"))
	}
	send := func(page response, part, object string, fields ...string) response {
		t.Helper()
		action, values := page.formOf(t, part, object)
		for i := 0; i+1 < len(fields); i += 2 {
			values.Set(fields[i], fields[i+1])
		}
		return w.post(referent, action, values)
	}
	w.follow(referent, send(desktop, "novita", "OB-08.5"))
	page := w.follow(referent, send(w.get(referent, ownList+"?aggiorna=OB-03.5"), "aggiornamento", "OB-03.5", "state", "in_progress", "percent", "20", "note", "Scelto il programma delle richieste."))
	if !strings.Contains(page.part("OB-03.5"), "20 %") {
		t.Errorf("after the update: %q", page.part("OB-03.5"))
	}
	refused := send(w.get(referent, ownList+"?aggiorna=OB-03.4"), "aggiornamento", "OB-03.4", "state", "done", "note", "Arredi montati.", "effective_on", "2026-11-18")
	refused.refusedAt(t, http.StatusUnprocessableEntity, "evidence", "serve una prova")
	page = w.follow(referent, send(refused, "aggiornamento", "OB-03.4", "evidence.note", "Verbale di consegna del 18 novembre."))
	if strings.Contains(page.part("g-overdue"), "Sede e strumenti") || !strings.Contains(page.part("g-done"), "Sede e strumenti") || !strings.Contains(page.part("g-done"), "Verbale di consegna") {
		t.Errorf("done it is in %q", page.part("g-done"))
	}
	if m := w.milestone("OB-03.4"); m.Status.CompletedOn.String() != "2026-11-18" {
		t.Errorf("completed on %s", m.Status.CompletedOn)
	}
	question := desk.OpenQuestions(w.staff(), informatici)[0]
	page = w.follow(referent, send(page, "risposta", question.Update.ID, "note", "La data è il 15 gennaio."))
	if text := page.part("conto"); !strings.Contains(text, "1 scaduto") || strings.Contains(text, "domanda") || !strings.Contains(text, "3 aperti") {
		t.Errorf("the day ends with %q", text)
	}
	public, _, err := w.boards.Public(context.Background(), ente, plan.Date{})
	w.must(err)
	if m, _ := public.Milestone("OB-03.4"); m.Status.State != plan.MilestoneDone || m.Updates[0].Note != "Arredi montati." {
		t.Errorf("the public sees %+v", m.Status)
	}
	if queue := desk.ReviewQueue(w.staff()); len(queue) < 4 {
		t.Errorf("the reviewer has %d updates to look at", len(queue))
	}
}

// What somebody typed while the session ended comes back, unsaved, after sign-in.
func TestALostSessionKeepsTheUpdate(t *testing.T) {
	w := newWorld(t)
	action, values := w.typed("OB-08.4", "percent", "70", "note", "Non va persa.")
	answer := w.post(nobody, action, values)
	if answer.Code != http.StatusUnauthorized {
		t.Fatalf("%d", answer.Code)
	}
	var draft string
	for _, n := range answer.page.All(atom.Input) {
		if dom.Attr(n, "name") == "bozza" {
			draft = dom.Attr(n, "value")
		}
	}
	kept, err := url.ParseQuery(draft)
	w.must(err)
	if kept.Get("note") != "Non va persa." || kept.Get("percent") != "70" {
		t.Errorf("what is carried along is %v", kept)
	}
}

// What people write is text wherever it is shown.
func TestTextsAreText(t *testing.T) {
	w := newWorld(t)
	evil := `<script>alert(1)</script><b onclick="x">`
	_, err := w.tracker.ChangeMilestone(by(as(plan.RoleEditor, "")), tracker.ChangeMilestone{Organization: ente, Milestone: "OB-08.4", Title: plan.Some(evil)})
	w.must(err)
	action, values := w.typed("OB-08.4", "note", evil, "evidence.note", evil, "percent", "101")
	page := w.post(referent, action, values)
	for _, n := range page.page.All(atom.Script) {
		if dom.Attr(n, "src") == "" {
			t.Error("a script came through")
		}
	}
	if !strings.Contains(page.part("OB-08.4"), evil) || dom.Text(page.page.ByID("f-note")) != evil {
		t.Errorf("the text is %q", page.part("OB-08.4"))
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
