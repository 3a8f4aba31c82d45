package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

func TestSent(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		r := w.replica(w.store, client, writes(letterFor))
		w.drain(r)
		same(t, "connections while there is nothing to send", server.Opened(), 0)
		w.queue(plan.MailDigest, "today")
		w.queue(plan.MailReset, "link")
		w.drain(r)
		w.drain(r)
		mails := server.Mails()
		if len(mails) != 2 || mails[0].Subject(t) != "reset" {
			t.Fatalf("sent %d, or the link not first", len(mails))
		}
		same(t, "how they stand", w.states(), "m-001 sent; m-002 sent")
		same(t, "counted", r.counted(), "sent 2")
	})
}

// TestTwoReplicasSendOnce: two processes empty one outbox at the same time.
func TestTwoReplicasSendOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		const messages = 30
		for i := range messages {
			w.queue(plan.MailDigest, fmt.Sprint("key-", i))
		}
		var wg sync.WaitGroup
		for range 2 {
			r := w.replica(w.open(), client, writes(letterFor))
			wg.Go(func() {
				if err := r.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		sent := map[string]int{}
		for _, m := range server.Mails() {
			header, _, _ := m.Read(t)
			sent[header.Get("Message-ID")]++
		}
		same(t, "different messages", len(sent), messages)
		for id, n := range sent {
			if n != 1 {
				t.Errorf("%s was sent %d times", id, n)
			}
		}
		w.drain(w.replica(w.store, client, writes(letterFor)))
		same(t, "in the end", len(server.Mails()), messages)
	})
}

// TestRefusals: what a server refuses for now is tried again after longer and longer
// pauses, what it refuses for good is given up.
func TestRefusals(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			name    string
			step    smtptest.Step
			code    int
			times   int // it refuses
			tries   int
			counted string
			state   string
		}{
			{"not now", smtptest.StepRcpt, 450, 3, 4, "sent 1, deferred 3", "sent"},
			{"not the text now", smtptest.StepData, 452, 1, 2, "sent 1, deferred 1", "sent"},
			{"not this one", smtptest.StepRcpt, 550, 99, 1, "failed 1", "failed the server did not take the recipient (550 5.7.1)"},
			{"not this text", smtptest.StepData, 554, 99, 1, "failed 1", "failed the server did not take the text (554 5.7.1)"},
			{"never", smtptest.StepRcpt, 450, 99, MaxAttempts, "deferred 9, failed 1", "failed the server did not take the recipient (450 4.7.1)"},
		} {
			server, client := plainServer(t, func(step smtptest.Step, n int) error {
				if step == c.step && n <= c.times {
					return smtptest.Refusal(c.code)
				}
				return nil
			})
			r := w.replica(w.store, client, writes(letterFor))
			id := w.queue(plan.MailReset, c.name)
			for try := 1; try <= c.tries; try++ {
				w.drain(r)
				same(t, c.name+": tries so far", server.Reached(c.step), try)
				if try < c.tries {
					w.clock.pass(backOff(try) - 1)
					w.drain(r)
					same(t, c.name+": a try before the pause is over", server.Reached(c.step), try)
					w.clock.pass(1)
				}
			}
			w.clock.pass(2 * time.Hour)
			w.drain(r)
			same(t, c.name+": tries", server.Reached(c.step), c.tries)
			same(t, c.name+": counted", r.counted(), c.counted)
			if !strings.Contains(w.states(), id+" "+c.state) {
				t.Errorf("%s: %s", c.name, w.states())
			}
		}
	})
}

func TestBackOff(t *testing.T) {
	var total time.Duration
	last := time.Duration(0)
	for n := 1; n < MaxAttempts; n++ {
		pause := backOff(n)
		if pause < last || pause > time.Hour {
			t.Errorf("after %d: %s", n, pause)
		}
		last = pause
		total += pause
	}
	same(t, "the first", backOff(1), time.Minute)
	same(t, "the fourth", backOff(4), 8*time.Minute)
	same(t, "far on", backOff(1000), time.Hour)
	if total < 3*time.Hour || total > 5*time.Hour {
		t.Errorf("given up after %s", total)
	}
}

// TestNoAnswer: the connection breaks after the end of the text. A digest is not sent
// again, whether the server has it or not; a link is, under the same Message-ID.
func TestNoAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			name    string
			kind    plan.MailKind
			cut     error
			arrived int
			counted string
		}{
			{"a digest that did not arrive", plan.MailDigest, smtptest.ErrCut, 0, "uncertain 1"},
			{"a digest that arrived", plan.MailDigest, smtptest.ErrCutAccepted, 1, "uncertain 1"},
			{"a link that did not arrive", plan.MailReset, smtptest.ErrCut, 1, "sent 1, deferred 1"},
			{"a link that arrived", plan.MailReset, smtptest.ErrCutAccepted, 2, "sent 1, deferred 1"},
		} {
			server, client := plainServer(t, func(step smtptest.Step, n int) error {
				if step == smtptest.StepData && n == 1 {
					return c.cut
				}
				return nil
			})
			r := w.replica(w.store, client, writes(letterFor))
			id := w.queue(c.kind, c.name)
			for range 5 {
				w.drain(r)
				w.clock.pass(time.Hour)
			}
			same(t, c.name+": counted", r.counted(), c.counted)
			mails := server.Mails()
			same(t, c.name+": arrived", len(mails), c.arrived)
			for _, m := range mails {
				header, _, _ := m.Read(t)
				same(t, c.name+": Message-ID", header.Get("Message-ID"), "<"+id+"@ente.example>")
			}
		}
	})
}

// TestACrashAtAnyStep lets a replica die at each of its steps in turn, before and after
// the step is carried out; another one goes on. A digest never arrives twice, and arrives
// unless the dead one had begun to hand it over; a link arrives.
func TestACrashAtAnyStep(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		lost, twice := 0, 0
		for _, kind := range []plan.MailKind{plan.MailDigest, plan.MailReset} {
			for _, after := range []bool{false, true} {
				for at := 1; ; at++ {
					name := fmt.Sprintf("%s, call %d, after %v", kind, at, after)
					server, client := plainServer(t, nil)
					id := w.queue(kind, name)
					dying := &mortal{Outbox: w.store, at: at, after: after}
					if err := w.replica(dying, client, writes(letterFor)).Drain(t.Context()); err != nil && !errors.Is(err, errDead) {
						t.Fatalf("%s: %v", name, err)
					}
					begun := len(server.Mails()) > 0
					for range 3 { // at once, when the claim runs out, and later
						w.drain(w.replica(w.store, client, writes(letterFor)))
						w.clock.pass(lease + time.Minute)
					}
					m, err := w.store.Message(t.Context(), id)
					must(t, err)
					if !m.State.Settled() {
						t.Errorf("%s: left %s", name, m.State)
					}
					arrived := len(server.Mails())
					switch {
					case arrived > 1 && (kind == plan.MailDigest || !begun):
						t.Errorf("%s: arrived %d times", name, arrived)
					case arrived > 1:
						twice++
					case arrived == 0 && kind == plan.MailReset:
						t.Errorf("%s: never arrived", name)
					case arrived == 0:
						lost++ // it died between saying "sending" and speaking to the server
						same(t, name+": told why", m.Reason, reasonAbandoned)
					}
					if !dying.dead {
						break
					}
				}
			}
		}
		// The two steps at which nobody can know: after "sending" and before the answer is down.
		same(t, "digests lost", lost, 1)
		same(t, "links that arrived twice", twice, 1)
		w.clock.pass(24 * time.Hour)
	})
}

// A server that is away costs no message an attempt, and is asked less and less often.
func TestServerAway(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		client := SMTP{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: NoTLS, Timeout: time.Second}
		must(t, listener.Close())
		r := w.replica(w.store, client, writes(letterFor))
		w.queue(plan.MailDigest, "today")
		asked := 0
		for range 60 { // an hour, minute by minute
			if r.Drain(t.Context()) != nil {
				asked++
			}
			w.clock.pass(time.Minute)
		}
		same(t, "asked after 0, 1, 3, 7, 15, 30 and 45 minutes", asked, 7)
		same(t, "attempts", w.messages()[0].Attempts, 0)

		again, err := net.Listen("tcp", listener.Addr().String())
		if err != nil {
			t.Skip("the port was taken by somebody else meanwhile")
		}
		server := smtptest.StartOn(t, again, smtptest.Options{})
		w.drain(r)
		same(t, "sent once it is back", len(server.Mails()), 1)
	})
}

// What was not sent within its day is not sent the day after.
func TestYesterdaysDigestIsNotSent(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		r := w.replica(w.store, client, writes(letterFor))
		w.queue(plan.MailDigest, "today")
		w.clock.pass(time.Date(2026, time.November, 21, 0, 0, 0, 0, rome).Sub(start))
		w.drain(r)
		same(t, "sent", len(server.Mails()), 0)
		same(t, "how it stands", w.states(), "m-001 failed "+reasonExpired)
		same(t, "counted", r.counted(), "failed 1")
	})
}

// refusing is an outbox that cannot be written to so many times.
type refusing struct {
	Outbox
	times int
}

func (o *refusing) SettleMessage(ctx context.Context, id, claimant string, state plan.MailState, reason string, now time.Time) (bool, error) {
	if o.times > 0 {
		o.times--
		return false, plan.Errorf(plan.KindUnavailable, "away")
	}
	return o.Outbox.SettleMessage(ctx, id, claimant, state, reason, now)
}

// The database is away at the moment at which the server says yes.
func TestTheAnswerIsWrittenDownLater(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		r := w.replica(&refusing{w.store, takeDownTries - 1}, client, writes(letterFor))
		w.queue(plan.MailReset, "link")
		w.drain(r)
		same(t, "waited", r.waited, takeDownTries-1)
		w.clock.pass(time.Hour)
		w.drain(r)
		same(t, "sent", len(server.Mails()), 1)
		same(t, "counted", r.counted(), "sent 1")

		// For too long: then it cannot be known any more, and a digest is left alone.
		r = w.replica(&refusing{w.store, takeDownTries}, client, writes(letterFor))
		w.queue(plan.MailDigest, "today")
		if err := r.Drain(t.Context()); plan.KindOf(err) != plan.KindUnavailable {
			t.Fatalf("told %v", err)
		}
		w.clock.pass(lease)
		other := w.replica(w.store, client, writes(letterFor))
		w.drain(other)
		same(t, "sent in all", len(server.Mails()), 2)
		same(t, "counted by the one that found it", other.counted(), "uncertain 1")
	})
}

// A replica that stood still until its claim ran out does not send what another has sent.
func TestAClaimThatRanOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		other := w.replica(w.open(), client, writes(letterFor))
		slow := w.replica(w.store, client, writes(func(ctx context.Context, m plan.Message) (Letter, error) {
			w.clock.pass(lease)
			w.drain(other)
			return letterFor(ctx, m)
		}))
		w.queue(plan.MailDigest, "today")
		w.drain(slow)
		same(t, "sent", len(server.Mails()), 1)
		same(t, "counted by the slow one", slow.counted(), "")
		same(t, "counted by the other", other.counted(), "sent 1")
	})
}

func TestUnwantedAndUnwritten(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		server, client := plainServer(t, nil)
		tries := 0
		r := w.replica(w.store, client, writes(func(ctx context.Context, m plan.Message) (Letter, error) {
			switch m.Key {
			case "unwanted":
				return Letter{}, fmt.Errorf("wrapped: %w", &unwanted{"the account is disabled"})
			case "unwritten":
				if tries++; tries == 1 {
					return Letter{}, plan.Errorf(plan.KindUnavailable, "away")
				}
			}
			return letterFor(ctx, m)
		}))
		w.queue(plan.MailDigest, "unwanted")
		w.queue(plan.MailDigest, "unwritten")
		w.drain(r)
		same(t, "how they stand", w.states(), "m-001 dropped the account is disabled; m-002 queued "+reasonUnwritten)
		w.clock.pass(time.Minute)
		w.drain(r)
		same(t, "counted", r.counted(), "sent 1, deferred 1, dropped 1")
		same(t, "sent", len(server.Mails()), 1)
	})
}

// A stop in the middle of a letter: it is finished and written down, no other is begun.
func TestStopInTheMiddle(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(t.Context())
		server, client := plainServer(t, func(step smtptest.Step, _ int) error {
			if step == smtptest.StepData {
				stop()
			}
			return nil
		})
		r := w.replica(w.store, client, writes(letterFor))
		w.queue(plan.MailDigest, "one")
		w.queue(plan.MailDigest, "two")
		r.Run(ctx) // returns
		same(t, "sent", len(server.Mails()), 1)
		same(t, "how they stand", w.states(), "m-001 sent; m-002 queued")
	})
}

func TestDispatcherNeedsItsOptions(t *testing.T) {
	if _, err := NewDispatcher(DispatcherOptions{}); err == nil {
		t.Error("made without anything")
	}
}
