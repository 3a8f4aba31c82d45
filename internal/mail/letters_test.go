package mail

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

var update = flag.Bool("update", false, "rewrite the golden letters in testdata")

// today is the day of the letters, a Friday.
var today = plan.NewDate(2026, time.November, 20)

// fakePlan is a plan in memory, with people.
type fakePlan struct {
	rows          map[string]board.Changes
	broken        map[string]error
	stale         bool
	accounts      []plan.Account
	notifications map[string]plan.Notifications
	allowed       map[string]string // hash → account
	failures      []desk.JobFailure
}

func (f *fakePlan) Staff(_ context.Context, organization string, day plan.Date) (*board.Staff, board.Freshness, error) {
	if err := f.broken[organization]; err != nil {
		return nil, board.Freshness{}, err
	}
	rows, ok := f.rows[organization]
	if !ok {
		return nil, board.Freshness{}, plan.NotFound("organization")
	}
	ledger, err := board.NewLedger(rows)
	if err != nil {
		return nil, board.Freshness{}, err
	}
	if day.IsZero() {
		day = today
	}
	return ledger.On(board.View{Day: day, Today: today, StaleAfterDays: 60, Location: rome}, nil).Staff(), board.Freshness{Stale: f.stale}, nil
}

func (f *fakePlan) Accounts(ctx context.Context) ([]plan.Account, error) {
	if !plan.ActorFrom(ctx).System {
		return nil, errors.New("not asked by the system")
	}
	return f.accounts, nil
}

func (f *fakePlan) AccountByID(_ context.Context, id string) (plan.Account, error) {
	for _, a := range f.accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return plan.Account{}, plan.NotFound("account")
}

func (f *fakePlan) NotificationsOf(_ context.Context, id string) (plan.Notifications, error) {
	return f.notifications[id], nil
}

func (f *fakePlan) AllowUnsubscribe(_ context.Context, account, hash string) error {
	f.allowed[hash] = account
	return nil
}

func (f *fakePlan) Failures(context.Context) ([]desk.JobFailure, error) { return f.failures, nil }

func (f *fakePlan) NewLink(_ context.Context, account string) (string, plan.LinkKind, time.Time, error) {
	kind := plan.LinkReset
	switch account {
	case "gone":
		return "", "", time.Time{}, plan.Errorf(plan.KindConflict, "the account is disabled")
	case "legge":
		kind = plan.LinkInvitation
	}
	return "https://traguardi.ente.example/accesso/nuova-password?t=segreto", kind, time.Date(2026, time.November, 27, 8, 30, 0, 0, time.UTC), nil
}

func (f *fakePlan) letters() Letters {
	return Letters{
		Boards: f, People: f, Directory: f, Links: f, Failures: f.Failures,
		Clock: plan.FixedClock(start, rome), From: mail.Address{Name: "Traguardi", Address: "traguardi@ente.example"},
		BaseURL: "https://traguardi.ente.example",
	}
}

// sampleRows is a plan with something of everything. Texts try to break out of theirs.
func sampleRows(id, name string) board.Changes {
	old := plan.NewDate(2026, time.January, 12)
	rows := board.Changes{Organization: plan.Organization{ID: id, Name: name, Revision: 1}}
	for code, name := range map[string]string{"anagrafe": "Anagrafe e stato civile", "cultura": "Cultura & biblioteca", "tributi": "Tributi"} {
		rows.Offices = append(rows.Offices, plan.Office{Code: code, Name: name, Revision: 1})
	}
	terms := plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort, StartOn: old, LeadOffice: "anagrafe"}
	rows.Objectives = []plan.Objective{{Code: "OB-01", Title: "Servizi in rete", AddedOn: old, Terms: terms, Revision: 1}}
	rows.ObjectiveChanges = []plan.ObjectiveChange{{ID: "c", Objective: "OB-01", EffectiveOn: old, RecordedAt: old.Time(), Terms: terms, Revision: 1}}
	n := 0
	update := func(number int, on plan.Date, kind plan.UpdateKind, after plan.MilestoneStatus) string {
		n++
		rows.Updates = append(rows.Updates, plan.Update{
			ID: fmt.Sprintf("u-%02d", n), Objective: "OB-01", Number: number, Kind: kind, RecordedAt: on.Time().Add(10 * time.Hour),
			EffectiveOn: on, By: plan.Signature{AccountID: "x", Role: plan.RoleContributor}, After: after, Revision: int64(n),
		})
		return rows.Updates[n-1].ID
	}
	milestone := func(number int, title, office string, due plan.Date) plan.MilestoneStatus {
		rows.Milestones = append(rows.Milestones, plan.Milestone{Objective: "OB-01", Number: number, Title: title, AddedOn: old, BaselineDueOn: due, Revision: 1})
		s := plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestoneInProgress, Percent: 30, DueOn: due}
		update(number, old, plan.UpdateAdded, s)
		return s
	}
	milestone(1, "Certificati a casa <b>subito</b>", "anagrafe", today.AddDays(-10))
	milestone(2, "Prenotazione dello sportello", "anagrafe", today.AddDays(14))
	milestone(3, "Domicilio digitale", "anagrafe", today.AddDays(1))
	milestone(4, "Archivio \"storico\"", "anagrafe", today.AddDays(200))
	biblioteca := milestone(5, "Tessera unica della biblioteca", "cultura", today.AddDays(100))
	questioned := milestone(6, "Calendario degli eventi", "anagrafe", today.AddDays(300))
	update(5, today.AddDays(-3), plan.UpdateReported, biblioteca)
	u := update(6, today.AddDays(-8), plan.UpdateReported, questioned)
	rows.Reviews = []plan.Review{{ID: "r", UpdateID: u, Verdict: plan.VerdictQuestioned, Note: "Chi lo tiene\naggiornato? <script>x</script>",
		RecordedAt: today.AddDays(-7).Time().Add(10 * time.Hour), By: plan.Signature{Role: plan.RoleReviewer}, Revision: int64(n) + 1}}
	rows.Meetings = []plan.Meeting{{ID: "m-1", Title: "Avvio", State: plan.MeetingHeld, HeldOn: old, Revision: 1}}
	rows.Actions = []plan.Action{
		{ID: "a-1", Meeting: "m-1", Title: "Mandare l’elenco dei moduli", Office: "anagrafe", DueOn: today.AddDays(-1), State: plan.ActionOpen, Revision: 1},
		{ID: "a-2", Meeting: "m-1", Title: "Chiedere tre preventivi", Office: "anagrafe", DueOn: today, State: plan.ActionOpen, Revision: 1},
	}
	rows.Organization.Revision = int64(n) + 2
	return rows
}

func newFakePlan() *fakePlan {
	account := func(id string, role plan.Role, office string) plan.Account {
		return plan.Account{ID: id, Email: id + "@ente.example", Memberships: []plan.Membership{{Organization: ipa, Role: role, Office: office}}}
	}
	return &fakePlan{
		rows: map[string]board.Changes{ipa: sampleRows(ipa, "Comune di Prova")},
		accounts: []plan.Account{
			account("referente", plan.RoleContributor, "anagrafe"), account("ufficio-europa", plan.RoleEditor, ""),
			account("assessore", plan.RoleReviewer, ""), account("amministra", plan.RoleAdmin, ""), account("legge", plan.RoleViewer, ""),
			account("tributi", plan.RoleContributor, "tributi"),
		},
		notifications: map[string]plan.Notifications{}, allowed: map[string]string{}, broken: map[string]error{},
		failures: []desk.JobFailure{{Job: "snapshot", Slot: time.Date(2026, time.November, 19, 23, 10, 0, 0, time.UTC), Outcome: "timeout"}},
	}
}

func digestTo(account string) plan.Message {
	return plan.Message{ID: "m-1", Kind: plan.MailDigest, AccountID: account, Organization: ipa, Day: today}
}

var token = regexp.MustCompile(`tgd_[A-Za-z0-9_-]{43}`)

func TestGoldenLetters(t *testing.T) {
	f := newFakePlan()
	demo := newFakePlan()
	rows := demo.rows[ipa]
	rows.Organization.Demonstration = true
	demo.rows[ipa] = rows
	link := func(account string) plan.Message {
		return plan.Message{ID: "m-1", Kind: plan.MailReset, AccountID: account}
	}
	told := func(what plan.MailKind) plan.Message {
		return plan.Message{ID: "m-1", Kind: what, AccountID: "referente", CreatedAt: time.Date(2026, time.November, 20, 8, 5, 0, 0, time.UTC)}
	}
	for name, c := range map[string]struct {
		f *fakePlan
		m plan.Message
	}{
		"contributor": {f, digestTo("referente")},
		"editor":      {demo, digestTo("ufficio-europa")},
		"reviewer":    {f, digestTo("assessore")},
		"admin":       {f, digestTo("amministra")},
		"invitation":  {f, link("legge")},
		"reset":       {f, link("referente")},
		"password":    {f, told(plan.MailPasswordChanged)},
		"factor-on":   {f, told(plan.MailFactorOn)},
		"factor-off":  {f, told(plan.MailFactorOff)},
		"codes":       {f, told(plan.MailCodesRenewed)},
		"code-reused": {f, told(plan.MailCodeReused)},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := c.f.letters().Write(t.Context(), c.m)
			must(t, err)
			same(t, "to", l.To, c.m.AccountID+"@ente.example")
			same(t, "the Message-ID", l.MessageID(), "m-1@ente.example")
			for _, secret := range token.FindAllString(l.Text+l.HTML+l.Unsubscribe, -1) {
				same(t, "whose token", c.f.allowed[auth.HashToken(secret)], c.m.AccountID)
			}
			golden(t, name+".txt", "Subject: "+l.Subject+"\n\n"+token.ReplaceAllString(l.Text, "TOKEN"))
			golden(t, name+".html", token.ReplaceAllString(l.HTML, "TOKEN"))
			wellBehaved(t, l)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if got != string(want) {
		t.Errorf("%s has changed (go test ./internal/mail -update, and read the difference):\n%s", name, got)
	}
}

// wellBehaved holds a letter against what mailboxes and their readers ask: a language, one
// h1, nothing from elsewhere, nothing that runs, and lines that every server takes.
func wellBehaved(t *testing.T, l Letter) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(l.HTML))
	must(t, err)
	headings := 0
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "img", "link", "iframe", "form", "object", "base":
			t.Errorf("the letter holds a %s", n.Data)
		case "h1":
			headings++
		case "html":
			if !slices.Contains(n.Attr, html.Attribute{Key: "lang", Val: "it"}) {
				t.Error("the letter has no language")
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "background" || a.Key == "style" {
				t.Errorf("%s has %s", n.Data, a.Key)
			}
			if a.Key == "href" && !strings.HasPrefix(a.Val, "https://traguardi.ente.example/") {
				t.Errorf("a link leads to %s", a.Val)
			}
		}
	}
	same(t, "h1", headings, 1)
	if strings.Contains(l.HTML, "url(") || strings.Contains(l.HTML, "@import") || !strings.Contains(l.HTML, "prefers-color-scheme: dark") {
		t.Error("the style fetches something, or forgets the dark")
	}
	if strings.ContainsAny(l.Subject, "\r\n\u00a0") || strings.Contains(l.Text, "\u00a0") || strings.Contains(l.Text, "<no value>") {
		t.Errorf("the texts hold what they must not: %q", l.Subject)
	}
}

func TestLettersThatAreNotWanted(t *testing.T) {
	f := newFakePlan()
	f.accounts = append(f.accounts,
		plan.Account{ID: "disabled", Email: "x@ente.example", Disabled: true, Memberships: f.accounts[0].Memberships},
		plan.Account{ID: "erased", Memberships: f.accounts[0].Memberships},
		plan.Account{ID: "made-up", Email: "assessore@esempio.invalid", Memberships: f.accounts[0].Memberships},
		plan.Account{ID: "elsewhere", Email: "x@ente.example"},
		plan.Account{ID: "muted", Email: "x@ente.example", Memberships: f.accounts[0].Memberships},
		plan.Account{ID: "gone", Email: "x@ente.example", Memberships: f.accounts[0].Memberships},
	)
	f.notifications["muted"] = plan.Notifications{Off: plan.ReminderKinds}
	reset := func(account string) plan.Message {
		return plan.Message{ID: "m-1", Kind: plan.MailReset, AccountID: account}
	}
	for name, c := range map[string]struct {
		m    plan.Message
		says string
	}{
		"nobody":             {digestTo("nobody"), "not there"},
		"disabled":           {digestTo("disabled"), "disabled"},
		"erased":             {digestTo("erased"), "no address"},
		"made up":            {digestTo("made-up"), "no address"},
		"another ente's":     {digestTo("elsewhere"), "no role"},
		"nothing to say":     {digestTo("tributi"), "nothing to say"},
		"all turned off":     {digestTo("muted"), "nothing to say"},
		"a link to nobody":   {reset("nobody"), "not there"},
		"a link to erased":   {reset("erased"), "no address"},
		"no link any more":   {reset("gone"), "conflict"},
		"a reader of things": {digestTo("legge"), "nothing to say"},
	} {
		_, err := f.letters().Write(t.Context(), c.m)
		var no *unwanted
		if !errors.As(err, &no) || !strings.Contains(no.reason, c.says) || strings.Contains(no.reason, "@") {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "tokens made for them", len(f.allowed), 0)
	f.broken[ipa] = plan.Errorf(plan.KindUnavailable, "away")
	for _, m := range []plan.Message{digestTo("referente"), reset("referente")} {
		if _, err := f.letters().Write(t.Context(), m); plan.KindOf(err) != plan.KindUnavailable {
			t.Errorf("%s while the plan cannot be read: %v", m.Kind, err)
		}
	}
}

// Who works for several organizations gets one letter a day that tells of all of them. One
// whose plan is broken does not hold up the others, and is named; while the database is
// away everything waits.
func TestOneLetterForSeveralOrganizations(t *testing.T) {
	f := newFakePlan()
	f.rows["c_h501"] = sampleRows("c_h501", "Comune d’altrove")
	f.rows["c_a001"] = sampleRows("c_a001", "Comune rotto")
	f.rows["c_b002"] = sampleRows("c_b002", "Comune letto soltanto")
	f.accounts = []plan.Account{{ID: "both", Email: "both@ente.example", Memberships: []plan.Membership{
		{Organization: "c_h501", Role: plan.RoleReviewer}, {Organization: "c_b002", Role: plan.RoleViewer},
		{Organization: ipa, Role: plan.RoleContributor, Office: "anagrafe"},
		{Organization: "c_a001", Role: plan.RoleContributor, Office: "tributi"}, // where there is nothing to say
	}}}
	l, err := f.letters().Write(t.Context(), digestTo("both"))
	must(t, err)
	same(t, "the subject", l.Subject, "Promemoria: 8 cose da fare – Comune d’altrove e Comune di Prova")
	for _, want := range []string{
		"== Comune d’altrove ==", "== Comune di Prova, Anagrafe e stato civile ==", "/area/c_h501/verifica?", "/area/c_m403/ufficio?",
		"lavori al piano: Comune d’altrove e Comune di Prova.",
	} {
		if !strings.Contains(l.Text, want) {
			t.Errorf("it does not say %q:\n%s", want, l.Text)
		}
	}
	same(t, "addresses to unsubscribe", len(f.allowed), 1)
	for _, not := range []string{"Comune rotto", "letto soltanto"} {
		if strings.Contains(l.Text+l.HTML, not) {
			t.Errorf("it tells of %s", not)
		}
	}
	golden(t, "several.txt", "Subject: "+l.Subject+"\n\n"+token.ReplaceAllString(l.Text, "TOKEN"))
	golden(t, "several.html", token.ReplaceAllString(l.HTML, "TOKEN"))
	wellBehaved(t, l)

	f.broken["c_h501"] = errors.New("a plan that cannot be read")
	l, err = f.letters().Write(t.Context(), digestTo("both"))
	must(t, err)
	if !strings.Contains(l.Text, "non si è potuto leggere: c_h501.") || !strings.Contains(l.HTML, "non si è potuto leggere: c_h501.") {
		t.Error("it does not say which plan could not be read")
	}
	if !strings.HasSuffix(l.Subject, "– Comune di Prova") {
		t.Errorf("the subject is %q", l.Subject)
	}
	f.broken[ipa] = errors.New("this one neither")
	if _, err := f.letters().Write(t.Context(), digestTo("both")); err == nil || errors.As(err, new(*unwanted)) {
		t.Errorf("where no plan can be read: %v", err)
	}
	f.broken = map[string]error{ipa: plan.Errorf(plan.KindUnavailable, "away")}
	if _, err := f.letters().Write(t.Context(), digestTo("both")); plan.KindOf(err) != plan.KindUnavailable {
		t.Errorf("while the database is away: %v", err)
	}

	// What the program could not do is of the installation: said once.
	f.broken = map[string]error{}
	f.accounts[0].Memberships = []plan.Membership{{Organization: "c_h501", Role: plan.RoleAdmin}, {Organization: ipa, Role: plan.RoleAdmin}}
	l, err = f.letters().Write(t.Context(), digestTo("both"))
	must(t, err)
	same(t, "jobs that failed", strings.Count(l.Text, "Lavori del programma"), 1)
}

// A letter tells the first things of each kind, and how many more there are.
func TestLongDigest(t *testing.T) {
	f := newFakePlan()
	rows := f.rows[ipa]
	for i := range 50 {
		rows.Actions = append(rows.Actions, plan.Action{ID: fmt.Sprintf("b-%02d", i), Meeting: "m-1", Title: "Azione", Office: "anagrafe",
			DueOn: today.AddDays(-2), State: plan.ActionOpen, Revision: 1})
	}
	rows.Reviews[0].Note = strings.Repeat("perché ", 100)
	f.rows[ipa] = rows
	l, err := f.letters().Write(t.Context(), digestTo("referente"))
	must(t, err)
	if !strings.Contains(l.Text, "Altre voci, alla tua scrivania: 32\n") || !strings.Contains(l.HTML, "</a>: 32</p>") {
		t.Error("it does not say how many more there are")
	}
	same(t, "actions told", strings.Count(l.Text, "riunioni/m-1"), maxItems)
	if !strings.Contains(l.Subject, "52 azioni") {
		t.Errorf("the subject is %q", l.Subject)
	}
	if !strings.Contains(l.Text, "perché…»") {
		t.Error("a long question is not cut")
	}
}

func TestQueue(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFakePlan()
		ctx := plan.WithActor(t.Context(), plan.SystemActor)
		f.accounts = append(f.accounts, plan.Account{ID: "disabled", Email: "d@ente.example", Disabled: true, Memberships: f.accounts[0].Memberships},
			plan.Account{ID: "erased", Memberships: f.accounts[0].Memberships},
			plan.Account{ID: "made-up", Email: "m@esempio.invalid", Memberships: f.accounts[0].Memberships})
		both := f.accounts[1]
		both.ID, both.Email = "both", "both@ente.example"
		both.Memberships = append([]plan.Membership{{Organization: "c_h501", Role: plan.RoleReviewer}}, both.Memberships...)
		f.accounts = append(f.accounts, both)
		f.rows["c_h501"] = sampleRows("c_h501", "Comune d’altrove")
		broken := f.accounts[2]
		broken.ID, broken.Email, broken.Memberships = "broken", "broken@ente.example", []plan.Membership{{Organization: "c_a001", Role: plan.RoleReviewer}}
		f.accounts = append(f.accounts, broken)
		f.broken["c_a001"] = errors.New("a plan that cannot be read")
		w.people(f.accounts, "c_h501", "c_a001")

		wakes := 0
		reminders := Reminders{Boards: f, People: f, Failures: f.Failures, Outbox: w.store, Clock: plan.Clock{Now: w.clock.now, Location: rome},
			NewID: func() string { w.ids++; return fmt.Sprintf("m-%03d", w.ids) }, Queued: func() { wakes++ }}
		queued, err := reminders.Queue(ctx, today)
		if err == nil || !strings.Contains(err.Error(), "c_a001: a plan that cannot be read") || strings.Contains(err.Error(), ipa) {
			t.Errorf("told %v", err)
		}
		same(t, "queued in spite of the one that failed", queued, 5)
		same(t, "told the dispatcher", wakes, 1)
		var keys []string
		due, err := w.store.DueMessages(ctx, start, 100)
		must(t, err)
		for _, m := range due {
			keys = append(keys, m.Key)
			same(t, "until", m.ExpiresAt, time.Date(2026, time.November, 20, 23, 0, 0, 0, time.UTC))
		}
		slices.Sort(keys)
		same(t, "for whom", strings.Join(keys, " "), strings.Join([]string{
			"digest/amministra/2026-11-20", "digest/assessore/2026-11-20", "digest/both/2026-11-20", "digest/referente/2026-11-20",
			"digest/ufficio-europa/2026-11-20",
		}, " "))

		// A second run, here or elsewhere, queues what the first could not, and nothing twice.
		f.broken["c_a001"] = nil
		f.rows["c_a001"] = sampleRows("c_a001", "Comune rotto")
		queued, err = reminders.Queue(ctx, today)
		must(t, err)
		same(t, "queued by a second run", queued, 1)
		queued, err = reminders.Queue(ctx, today)
		must(t, err)
		same(t, "queued by a third", queued, 0)
		same(t, "told the dispatcher in all", wakes, 2)

		f.stale = true
		if _, err := reminders.Queue(ctx, today.AddDays(1)); plan.KindOf(err) != plan.KindUnavailable {
			t.Errorf("while the plan is the last known one: %v", err)
		}
	})
}

// TestEndOfADay: a day is over at midnight of the zone, also on the days that are shorter
// or longer than others.
func TestEndOfADay(t *testing.T) {
	for day, want := range map[plan.Date]string{
		plan.NewDate(2026, time.March, 29):   "2026-03-29T22:00:00Z",
		plan.NewDate(2026, time.October, 25): "2026-10-25T23:00:00Z",
		plan.NewDate(2026, time.March, 28):   "2026-03-28T23:00:00Z",
	} {
		same(t, day.String(), endOf(day, rome).Format(time.RFC3339), want)
	}
}

func TestPost(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		var off Post
		if off.Enabled() || plan.KindOf(off.SendLink(t.Context(), "a", plan.LinkReset)) != plan.KindUnavailable {
			t.Error("an installation without mail does not say so")
		}
		wakes := 0
		post := Post{Outbox: w.store, Now: w.clock.now, NewID: func() string { w.ids++; return fmt.Sprintf("m-%03d", w.ids) }, Queued: func() { wakes++ }}
		same(t, "enabled", post.Enabled(), true)
		for range 2 { // asked twice: the second link is another one
			must(t, post.SendLink(t.Context(), "a", plan.LinkInvitation))
		}
		same(t, "told the dispatcher", wakes, 2)
		server, client := plainServer(t, nil)
		f := newFakePlan()
		f.accounts = append(f.accounts, plan.Account{ID: "a", Email: address})
		w.drain(w.replica(w.store, client, f.letters()))
		mails := server.Mails()
		if len(mails) != 2 {
			t.Fatalf("%d arrived", len(mails))
		}
		_, text, _ := mails[0].Read(t)
		if !strings.Contains(text, "?t=segreto\n") || mails[0].To[0] != address {
			t.Errorf("to %v: %s", mails[0].To, text)
		}
	})
}
