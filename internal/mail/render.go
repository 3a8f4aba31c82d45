package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	texttemplate "text/template"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

//go:embed templates/*
var files embed.FS

// Letters are in Italian alone, like the staff's pages.
const italian = format.Italian

var (
	htmlTemplates = template.Must(template.ParseFS(files, "templates/*.html"))
	textTemplates = texttemplate.Must(texttemplate.ParseFS(files, "templates/*.txt"))
)

// fill makes both texts of a letter from one view.
func (l Letter) fill(name string, view any) (Letter, error) {
	var text, html bytes.Buffer
	if err := textTemplates.ExecuteTemplate(&text, name+".txt", view); err != nil {
		return Letter{}, fmt.Errorf("mail: %w", err)
	}
	if err := htmlTemplates.ExecuteTemplate(&html, name+".html", view); err != nil {
		return Letter{}, fmt.Errorf("mail: %w", err)
	}
	l.Text, l.HTML = text.String(), html.String()
	return l, nil
}

// maxItems is how much of one kind a letter tells; the rest is at the desk.
const maxItems = 20

type digestView struct {
	Subject, Day string
	// Organizations are the names of those that it tells of.
	Organizations string
	Parts         []digestPart
	// Unread are the codes of organizations whose plan could not be read.
	Unread        string
	Notifications string
	Unsubscribe   string
}

// Several reports whether it tells of more than one organization.
func (v digestView) Several() bool { return len(v.Parts) > 1 }

// digestPart is what there is in one organization.
type digestPart struct {
	Organization string
	// Office is the name of the office that it is about; empty for the whole organization.
	Office        string
	Sections      []section
	Desk          string
	Demonstration bool
}

// toldDigests are the digests of one person.
type toldDigests struct {
	parts  []toldDigest
	unread []string // codes of the organizations whose plan could not be read
}

type toldDigest struct {
	content *board.Content
	digest  desk.Digest
}

// section is what there is of one kind.
type section struct {
	Title string
	// Hint says what to do about it; may be empty.
	Hint  string
	Items []item
	// More is how many there are beyond Items.
	More int
}

type item struct {
	Code, Title, URL string
	// Detail says what is the matter with it.
	Detail string
	// Quote is what somebody asked; may be empty.
	Quote string
}

// digestWriter writes the sections of one digest.
type digestWriter struct {
	c    *board.Content
	d    desk.Digest
	area area
	loc  *time.Location

	sections []section
	counts   []string
}

// mostNamed is how many organizations a subject names.
const mostNamed = 3

// renderDigest writes what one person is reminded of, organization by organization; there
// is one at least.
func (l Letters) renderDigest(letter Letter, told toldDigests) (Letter, error) {
	view := digestView{
		Day: plain(italian.Date(told.parts[0].content.Day)), Unread: italian.List(told.unread),
		Notifications: area{base: l.BaseURL}.notifications(), Unsubscribe: letter.Unsubscribe,
	}
	var names []string
	n := 0
	for _, t := range told.parts {
		part, counts := l.digestPart(t.content, t.digest)
		view.Parts = append(view.Parts, part)
		names = append(names, part.Organization)
		n += t.digest.Len()
		view.Subject = "Promemoria: " + strings.Join(counts, ", ") + " – " + part.Organization
	}
	view.Organizations = italian.List(names)
	if view.Several() {
		where := view.Organizations
		if len(names) > mostNamed {
			where = italian.Number(len(names)) + " enti"
		}
		view.Subject = "Promemoria: " + italian.Number(n) + " cose da fare – " + where
	}
	letter.Subject = view.Subject
	return letter.fill("digest", view)
}

// digestPart writes what there is in one organization, and counts it for the subject.
func (l Letters) digestPart(c *board.Content, d desk.Digest) (part digestPart, counts []string) {
	w := &digestWriter{c: c, d: d, loc: l.Clock.Location, area: area{l.BaseURL, c.Organization.ID, own(d.Role)}}
	w.reviews()
	w.milestones(d.Overdue, "Oltre la data", "Segnala che cosa manca, oppure chiedi una nuova data dicendo il motivo.", "scaduto", "scaduti", w.overdue)
	w.milestones(d.DueSoon, "In scadenza", "", "in scadenza", "in scadenza", w.dueSoon)
	w.milestones(d.Stale, "Senza notizie", "Se non è cambiato nulla, basta dire «nessuna novità».", "senza notizie", "senza notizie", w.stale)
	w.questions()
	w.actions()
	w.jobs()
	return digestPart{
		Organization: c.Organization.Name, Office: w.officeOf(), Sections: w.sections, Desk: w.area.desk(),
		Demonstration: c.Organization.Demonstration,
	}, w.counts
}

func (w *digestWriter) officeOf() string {
	if w.d.Office == "" {
		return ""
	}
	return w.office(w.d.Office)
}

// add adds a section of n things, of which it makes the first ones.
func (w *digestWriter) add(title, hint, one, more string, n int, make func(i int) item) {
	if n == 0 {
		return
	}
	s := section{Title: title, Hint: hint, More: max(0, n-maxItems)}
	for i := range n - s.More {
		s.Items = append(s.Items, make(i))
	}
	w.sections = append(w.sections, s)
	word := more
	if n == 1 {
		word = one
	}
	w.counts = append(w.counts, italian.Number(n)+" "+word)
}

func (w *digestWriter) milestones(list []*board.Milestone, title, hint, one, more string, detail func(*board.Milestone) string) {
	w.add(title, hint, one, more, len(list), func(i int) item {
		m := list[i]
		return item{Code: m.ID, Title: m.Title, URL: w.area.milestone(m.ID), Detail: detail(m) + w.by(m.Status.Office)}
	})
}

func (w *digestWriter) overdue(m *board.Milestone) string {
	return "scaduto da " + days(m.DaysOverdue) + ", il " + plain(italian.Date(m.Status.DueOn))
}

func (w *digestWriter) dueSoon(m *board.Milestone) string {
	return "scade " + w.until(m.Status.DueOn)
}

func (w *digestWriter) stale(m *board.Milestone) string {
	return "ultima notizia " + days(w.c.Day.DaysSince(m.UpdatedOn)) + " fa, il " + plain(italian.Date(m.UpdatedOn))
}

// until says a day to come: "oggi", "domani", "tra 5 giorni, il 4 dicembre 2026".
func (w *digestWriter) until(day plan.Date) string {
	switch n := day.DaysSince(w.c.Day); n {
	case 0:
		return "oggi"
	case 1:
		return "domani"
	default:
		return "tra " + days(n) + ", il " + plain(italian.Date(day))
	}
}

func (w *digestWriter) reviews() {
	w.add("Da verificare", "Conferma, oppure fai una domanda all’ufficio.", "da verificare", "da verificare", len(w.d.ReviewQueue), func(i int) item {
		q := w.d.ReviewQueue[i]
		detail := "arrivato oggi"
		if age := q.Age(w.c.Day, w.loc); age > 0 {
			detail = "aspetta da " + days(age)
		}
		return item{Code: q.Milestone.ID, Title: q.Milestone.Title, URL: w.area.review(q.Update.ID), Detail: detail + w.by(q.Milestone.Status.Office)}
	})
}

func (w *digestWriter) questions() {
	hint := "Si risponde con un aggiornamento che ha una nota."
	w.add("Domande senza risposta", hint, "domanda", "domande", len(w.d.Questions), func(i int) item {
		q := w.d.Questions[i]
		asked := plan.DateOf(q.Review.RecordedAt, w.loc)
		return item{Code: q.Milestone.ID, Title: q.Milestone.Title, URL: w.area.milestone(q.Milestone.ID),
			Detail: "chiesto il " + plain(italian.Date(asked)) + w.by(q.Office()), Quote: shorten(q.Review.Note)}
	})
}

func (w *digestWriter) actions() {
	w.add("Azioni chieste in riunione", "", "azione", "azioni", len(w.d.Actions), func(i int) item {
		a := w.d.Actions[i]
		detail := "da fare " + w.until(a.DueOn)
		if a.Overdue {
			detail = "scaduta da " + days(w.c.Day.DaysSince(a.DueOn)) + ", il " + plain(italian.Date(a.DueOn))
		}
		return item{Title: a.Title, URL: w.area.meeting(a.Meeting), Detail: detail + w.by(a.Office)}
	})
}

// outcomes of jobs, as they are said.
var outcomes = map[string]string{"failure": "non riuscito", "timeout": "non finito in tempo", "panic": "interrotto da un difetto del programma"}

func (w *digestWriter) jobs() {
	hint := "Il registro del servizio dice perché; la guida alla gestione dice che cosa fare."
	w.add("Lavori del programma non riusciti", hint, "lavoro non riuscito", "lavori non riusciti", len(w.d.Jobs), func(i int) item {
		j := w.d.Jobs[i]
		slot := j.Slot.In(w.loc)
		return item{Title: j.Job, Detail: outcomes[j.Outcome] + "; era previsto il " + plain(italian.Date(plan.DateOf(slot, w.loc))) +
			" alle " + italian.TimeOfDay(slot.Format("15:04"))}
	})
}

// by names the office of something, where the letter is about all of them.
func (w *digestWriter) by(office string) string {
	if w.d.Office != "" || office == "" {
		return ""
	}
	return " · " + w.office(office)
}

func (w *digestWriter) office(code string) string {
	if o, ok := w.c.Office(code); ok {
		return o.Name
	}
	return code // removed since
}

type linkView struct {
	Subject       string
	Invitation    bool
	Organizations string
	URL           string
	Day, Time     string
}

func (l Letters) renderLink(letter Letter, kind plan.LinkKind, organizations []string, url string, expiresAt time.Time) (Letter, error) {
	until := expiresAt.In(l.Clock.Location)
	view := linkView{
		Subject: "Scegli una nuova password per Traguardi", Invitation: kind == plan.LinkInvitation,
		Organizations: italian.List(organizations), URL: url,
		Day: plain(italian.Date(plan.DateOf(until, l.Clock.Location))), Time: italian.TimeOfDay(until.Format("15:04")),
	}
	if view.Invitation {
		view.Subject = "Il tuo account per Traguardi"
	}
	letter.Subject = view.Subject
	return letter.fill("link", view)
}

type noticeView struct {
	Subject string
	// Said is what has happened, as a whole sentence; Fine is when there is nothing to do about
	// it; Account is where it can be seen to.
	Said      string
	Fine      string
	Day, Time string
	Account   string
}

// How a notice says when there is nothing to do about it: what somebody wanted, and what can
// happen to anybody.
const (
	wanted    = "Se sei stato tu, o se l’hai chiesto a chi amministra, non c’è altro da fare"
	byMistake = "Se hai scritto tu due volte lo stesso codice, o premuto due volte il bottone, non c’è altro da fare"
)

// notices say what has happened: the subject, and the sentence before the day.
var notices = map[plan.MailKind][2]string{
	plan.MailPasswordChanged: {"La tua password per Traguardi è cambiata", "La password del tuo account su Traguardi è stata cambiata"},
	plan.MailFactorOn:        {"Il secondo fattore per Traguardi è attivo", "Al tuo account su Traguardi è stato aggiunto un secondo fattore: da ora per entrare serve anche un codice"},
	plan.MailFactorOff:       {"Il secondo fattore per Traguardi è stato tolto", "Dal tuo account su Traguardi è stato tolto il secondo fattore: da ora per entrare basta la password"},
	plan.MailCodesRenewed:    {"I codici di recupero per Traguardi sono nuovi", "I codici di recupero del tuo account su Traguardi sono stati rifatti: quelli di prima non valgono più"},
	plan.MailCodeReused:      {"Un codice già usato per Traguardi", "Per il tuo account su Traguardi qualcuno ha scritto un codice del secondo fattore che era già stato usato: il codice è stato rifiutato"},
}

// renderNotice tells an account's owner what has changed, and what to do if it was not they.
func (l Letters) renderNotice(letter Letter, m plan.Message) (Letter, error) {
	at := m.CreatedAt.In(l.Clock.Location)
	view := noticeView{
		Subject: notices[m.Kind][0], Said: notices[m.Kind][1], Fine: wanted, Account: l.BaseURL + "/area/account",
		Day: plain(italian.Date(plan.DateOf(at, l.Clock.Location))), Time: italian.TimeOfDay(at.Format("15:04")),
	}
	if m.Kind == plan.MailCodeReused {
		view.Fine = byMistake
	}
	letter.Subject = view.Subject
	return letter.fill("notice", view)
}

func days(n int) string { return plain(italian.Days(n)) }

// plain takes out the no-break spaces of the pages: in a letter's lines they would look
// like nothing else there.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// maxQuote is how much of a question a letter repeats, in characters.
const maxQuote = 280

// shorten puts a text on one line, and cuts it where it is long.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(s)
	if len(runes) <= maxQuote {
		return s
	}
	return strings.TrimSpace(string(runes[:maxQuote-1])) + "…"
}
