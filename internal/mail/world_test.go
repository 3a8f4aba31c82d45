package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const (
	ipa     = "c_m403"
	address = "segreto@ente.example"
)

var (
	rome  = mustLoad("Europe/Rome")
	start = time.Date(2026, time.November, 20, 7, 30, 0, 0, rome)
)

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is one database, with one organization and one account, that any number of
// replicas share.
type world struct {
	t     *testing.T
	url   string
	store *store.Store
	clock *clock
	logs  *logs
	ids   int
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// onBoth runs a test on a fresh database of each engine. Whatever happens in it, no log
// holds the address or what a server said.
func onBoth(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": migrated.SQLite.URL, "postgres": migrated.Postgres.URL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, url: url(t), clock: &clock{at: start}, logs: &logs{}}
			w.store = w.open()
			ctx := t.Context()
			must(t, w.store.Administer(ctx, func(tx tracker.AdminTx) error {
				if err := tx.CreateOrganization(ctx, plan.Organization{ID: ipa, Name: "Comune di prova"}); err != nil {
					return err
				}
				return tx.SaveAccount(ctx, plan.Account{ID: "a", Email: address, CreatedAt: start})
			}))
			test(t, w)
			if text := w.logs.b.String(); strings.Contains(text, "segreto") || strings.Contains(text, "ente.example") {
				t.Errorf("the log tells an address, or what a server said:\n%s", text)
			}
		})
	}
}

// open opens the database once more, as another process does.
func (w *world) open() *store.Store {
	w.t.Helper()
	s, err := store.Open(w.t.Context(), store.Options{URL: w.url})
	must(w.t, err)
	w.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.t.Errorf("close: %v", err)
		}
	})
	return s
}

// queue adds a message, due now.
func (w *world) queue(kind plan.MailKind, key string) string {
	w.t.Helper()
	w.ids++
	now := w.clock.now()
	m := plan.Message{ID: fmt.Sprintf("m-%03d", w.ids), Key: key, Kind: kind, AccountID: "a", CreatedAt: now, NextAt: now, ExpiresAt: now.Add(keepTrying)}
	if kind == plan.MailDigest {
		m.Organization, m.Day = ipa, plan.DateOf(now, rome)
		m.ExpiresAt = endOf(m.Day, rome)
	}
	added, err := w.store.AddMessage(w.t.Context(), m)
	must(w.t, err)
	if !added {
		w.t.Fatalf("%s was there already", key)
	}
	return m.ID
}

// writes is a Writer that asks nobody.
type writes func(ctx context.Context, m plan.Message) (Letter, error)

func (f writes) Write(ctx context.Context, m plan.Message) (Letter, error) { return f(ctx, m) }

func letterFor(_ context.Context, m plan.Message) (Letter, error) {
	return Letter{ID: m.ID, From: mail.Address{Address: "traguardi@ente.example"}, To: address, Date: start, Subject: string(m.Kind), Text: "testo", HTML: "<p>testo</p>"}, nil
}

// replica is a dispatcher with what it counted.
type replica struct {
	*Dispatcher
	mu       sync.Mutex
	outcomes map[Outcome]int
	waited   int
}

var replicas struct {
	sync.Mutex
	n int
}

func (w *world) replica(outbox Outbox, transport Transport, writer Writer) *replica {
	w.t.Helper()
	r := &replica{outcomes: map[Outcome]int{}}
	replicas.Lock()
	replicas.n++
	name := fmt.Sprint("replica-", replicas.n)
	replicas.Unlock()
	var err error
	r.Dispatcher, err = NewDispatcher(DispatcherOptions{
		Outbox: outbox, Transport: transport, Writer: writer, Now: w.clock.now, Log: slog.New(slog.NewTextHandler(w.logs, nil)), Claimant: name,
		Observe: func(o Outcome) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.outcomes[o]++
		},
		Wait: func(context.Context, time.Duration) { r.waited++ },
	})
	must(w.t, err)
	return r
}

// drain empties the outbox.
func (w *world) drain(r *replica) {
	w.t.Helper()
	must(w.t, r.Drain(w.t.Context()))
}

// counted writes the outcomes: "sent 1, deferred 2".
func (r *replica) counted() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var parts []string
	for _, o := range Outcomes() {
		if n := r.outcomes[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", o, n))
		}
	}
	return strings.Join(parts, ", ")
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// states writes how the messages stand: "m-001 sent".
func (w *world) states() string {
	w.t.Helper()
	var parts []string
	for _, m := range w.messages() {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", m.ID, m.State, m.Reason)))
	}
	return strings.Join(parts, "; ")
}

// messages reads every message, by ID.
func (w *world) messages() []plan.Message {
	w.t.Helper()
	var all []plan.Message
	for i := 1; i <= w.ids; i++ {
		m, err := w.store.Message(w.t.Context(), fmt.Sprintf("m-%03d", i))
		must(w.t, err)
		all = append(all, m)
	}
	return all
}

var errDead = errors.New("the process is dead")

// mortal is an outbox whose process dies at the n-th call: before it is carried out, or
// after. From then on nothing that it is asked is done.
type mortal struct {
	Outbox
	at    int
	after bool
	calls int
	dead  bool
}

func deadly[T any](m *mortal, do func() (T, error)) (T, error) {
	var nothing T
	if m.dead {
		return nothing, errDead
	}
	m.calls++
	if m.calls != m.at {
		return do()
	}
	m.dead = true
	if m.after {
		if _, err := do(); err != nil {
			return nothing, err
		}
	}
	return nothing, errDead
}

type claimed struct {
	m  plan.Message
	ok bool
}

func (m *mortal) DueMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error) {
	return deadly(m, func() ([]plan.Message, error) { return m.Outbox.DueMessages(ctx, now, limit) })
}

func (m *mortal) ClaimMessage(ctx context.Context, now time.Time, lease time.Duration, claimant string) (plan.Message, bool, error) {
	c, err := deadly(m, func() (claimed, error) {
		got, ok, err := m.Outbox.ClaimMessage(ctx, now, lease, claimant)
		return claimed{got, ok}, err
	})
	return c.m, c.ok, err
}

func (m *mortal) HandOverMessage(ctx context.Context, id, claimant string, now time.Time, lease time.Duration) (bool, error) {
	return deadly(m, func() (bool, error) { return m.Outbox.HandOverMessage(ctx, id, claimant, now, lease) })
}

func (m *mortal) SettleMessage(ctx context.Context, id, claimant string, state plan.MailState, reason string, now time.Time) (bool, error) {
	return deadly(m, func() (bool, error) { return m.Outbox.SettleMessage(ctx, id, claimant, state, reason, now) })
}

func (m *mortal) RetryMessage(ctx context.Context, id, claimant string, next time.Time, attempts int, reason string) (bool, error) {
	return deadly(m, func() (bool, error) { return m.Outbox.RetryMessage(ctx, id, claimant, next, attempts, reason) })
}

func (m *mortal) AbandonedMessages(ctx context.Context, now time.Time, limit int) ([]plan.Message, error) {
	return deadly(m, func() ([]plan.Message, error) { return m.Outbox.AbandonedMessages(ctx, now, limit) })
}

func (m *mortal) ExpireMessages(ctx context.Context, now time.Time, reason string) ([]plan.MailKind, error) {
	return deadly(m, func() ([]plan.MailKind, error) { return m.Outbox.ExpireMessages(ctx, now, reason) })
}

func plainServer(t testing.TB, answer func(step smtptest.Step, n int) error) (*smtptest.Server, SMTP) {
	t.Helper()
	s := smtptest.Start(t, smtptest.Options{Answer: answer})
	return s, to(s, NoTLS)
}

// people puts accounts into the database, and the organizations that they serve.
func (w *world) people(accounts []plan.Account, organizations ...string) {
	w.t.Helper()
	ctx := w.t.Context()
	must(w.t, w.store.Administer(ctx, func(tx tracker.AdminTx) error {
		for _, id := range organizations {
			if err := tx.CreateOrganization(ctx, plan.Organization{ID: id, Name: id}); err != nil {
				return err
			}
		}
		for _, a := range accounts {
			a.CreatedAt, a.Memberships = start, nil
			if err := tx.SaveAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	}))
}
