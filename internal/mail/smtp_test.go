package mail

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

// to is a client of a test's server.
func to(s *smtptest.Server, security Security) SMTP {
	return SMTP{Host: s.Host, Port: s.Port, Security: security, RootCAs: s.RootCAs, Timeout: 5 * time.Second}
}

func sample(id string) Letter {
	return Letter{
		ID: id, From: mail.Address{Name: "Traguardi, Comune di Città", Address: "traguardi@ente.example"}, To: "persona@ente.example",
		Date: time.Date(2026, time.November, 20, 7, 30, 0, 0, time.FixedZone("", 3600)), Subject: "Promemoria: è ora – però",
		Text: "Perché così?\n.una riga che comincia con un punto\n", HTML: "<p lang=\"it\">Perché così?</p>",
		Unsubscribe: "https://traguardi.ente.example/avvisi/tgd_abc",
	}
}

func open(t testing.TB, s SMTP) Session {
	t.Helper()
	session, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.close)
	return session
}

func TestDelivery(t *testing.T) {
	for _, c := range []struct {
		name     string
		server   smtptest.Options
		security Security
		secure   bool
	}{
		{"STARTTLS", smtptest.Options{StartTLS: true}, StartTLS, true},
		{"TLS", smtptest.Options{TLS: true}, TLS, true},
		{"STARTTLS with an account", smtptest.Options{StartTLS: true, User: "u", Password: "p"}, StartTLS, true},
		{"TLS with an account", smtptest.Options{TLS: true, User: "u", Password: "p"}, TLS, true},
		{"neither", smtptest.Options{}, NoTLS, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := smtptest.Start(t, c.server)
			client := to(server, c.security)
			client.User, client.Password = c.server.User, c.server.Password
			session := open(t, client)
			for _, id := range []string{"one", "two"} { // several on one connection
				if f := session.send(sample(id)); f != nil {
					t.Fatal(f)
				}
			}
			mails := server.Mails()
			if len(mails) != 2 || server.Opened() > 2 { // STARTTLS greets twice
				t.Fatalf("%d mails over %d connections", len(mails), server.Opened())
			}
			if m := mails[0]; m.Secure != c.secure || m.From != "traguardi@ente.example" || len(m.To) != 1 || m.To[0] != "persona@ente.example" {
				t.Errorf("came as %+v", m)
			}
		})
	}
}

func TestWhatIsSent(t *testing.T) {
	server := smtptest.Start(t, smtptest.Options{})
	session := open(t, to(server, NoTLS))
	plain := sample("two")
	plain.Unsubscribe = "http://127.0.0.1:8080/avvisi/tgd_abc"
	asked := sample("three")
	asked.Unsubscribe = ""
	for _, l := range []Letter{sample("one"), plain, asked} {
		if f := session.send(l); f != nil {
			t.Fatal(f)
		}
	}
	mails := server.Mails()
	header, text, html := mails[0].Read(t)
	if text != sample("").Text || html != sample("").HTML {
		t.Errorf("the texts came as %q and %q", text, html)
	}
	for name, want := range map[string]string{
		"Message-ID":            "<one@ente.example>",
		"Date":                  "Fri, 20 Nov 2026 07:30:00 +0100",
		"To":                    "<persona@ente.example>",
		"Auto-Submitted":        "auto-generated",
		"List-Unsubscribe":      "<https://traguardi.ente.example/avvisi/tgd_abc>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Content-Language":      "it",
		"User-Agent":            "",
		"X-Mailer":              "",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := mails[0].Subject(t); got != sample("").Subject {
		t.Errorf("the subject came as %q", got)
	}
	if from, err := mail.ParseAddress(header.Get("From")); err != nil || *from != sample("").From {
		t.Errorf("from %q: %v", header.Get("From"), err)
	}
	for i, want := range map[int]string{1: "<http://127.0.0.1:8080/avvisi/tgd_abc>", 2: ""} {
		header, _, _ := mails[i].Read(t)
		if got := header.Get("List-Unsubscribe"); got != want || header.Get("List-Unsubscribe-Post") != "" {
			t.Errorf("message %d: %q, one click %q", i, got, header.Get("List-Unsubscribe-Post"))
		}
	}
}

// A server that cannot be reached or does not let us in is an error about the server, and
// what is said of it repeats neither the password nor the server's words.
func TestNoWayIn(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nowhere := SMTP{Host: "127.0.0.1", Port: closed.Addr().(*net.TCPAddr).Port, Security: NoTLS, Timeout: time.Second}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	withAccount := func(o smtptest.Options, security Security, password string) SMTP {
		o.User, o.Password = "u", "segreto"
		client := to(smtptest.Start(t, o), security)
		client.User, client.Password = "u", password
		return client
	}
	stranger := to(smtptest.Start(t, smtptest.Options{StartTLS: true}), StartTLS)
	stranger.RootCAs = nil
	strangerTLS := to(smtptest.Start(t, smtptest.Options{TLS: true}), TLS)
	strangerTLS.RootCAs = nil
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	mute := SMTP{Host: "127.0.0.1", Port: silent.Addr().(*net.TCPAddr).Port, Security: NoTLS, Timeout: 200 * time.Millisecond}
	for name, c := range map[string]struct {
		client SMTP
		says   string
	}{
		"nobody listens":                      {nowhere, "refused"},
		"nobody answers":                      {mute, "timeout"},
		"a wrong password":                    {withAccount(smtptest.Options{StartTLS: true}, StartTLS, "sbagliata"), "535"},
		"no STARTTLS":                         {to(smtptest.Start(t, smtptest.Options{}), StartTLS), "STARTTLS"},
		"a certificate of a stranger":         {stranger, "certificate"},
		"a certificate of a stranger at once": {strangerTLS, "certificate"},
		"no accounts there": {func() SMTP {
			c := to(smtptest.Start(t, smtptest.Options{StartTLS: true}), StartTLS)
			c.User = "u"
			return c
		}(), "AUTH"},
	} {
		t.Run(name, func(t *testing.T) {
			session, err := c.client.Open(context.Background())
			if err == nil {
				session.close()
				t.Fatal("let in")
			}
			if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "segreto") || strings.Contains(err.Error(), "Authentication failed") {
				t.Errorf("says %v", err)
			}
		})
	}
}

// TestWhatAServerSays: each answer at each step, and what is made of it.
func TestWhatAServerSays(t *testing.T) {
	type said struct {
		verdict verdict
		broken  bool
		reason  string
	}
	for _, c := range []struct {
		step smtptest.Step
		err  error
		want said
	}{
		{smtptest.StepMail, smtptest.Refusal(451), said{again, false, "the server did not take the sender (451 4.7.1)"}},
		{smtptest.StepMail, smtptest.Refusal(550), said{again, false, "the server did not take the sender (550 5.7.1)"}},
		{smtptest.StepMail, smtptest.ErrCut, said{again, true, "the server did not take the sender"}},
		{smtptest.StepRcpt, smtptest.Refusal(450), said{again, false, "the server did not take the recipient (450 4.7.1)"}},
		{smtptest.StepRcpt, smtptest.Refusal(550), said{refused, false, "the server did not take the recipient (550 5.7.1)"}},
		{smtptest.StepRcpt, smtptest.Refusal(421), said{again, true, "the server did not take the recipient (421 4.7.1)"}},
		{smtptest.StepRcpt, smtptest.ErrCut, said{again, true, "the server did not take the recipient"}},
		{smtptest.StepData, smtptest.Refusal(452), said{again, false, "the server did not take the text (452 4.7.1)"}},
		{smtptest.StepData, smtptest.Refusal(554), said{refused, false, "the server did not take the text (554 5.7.1)"}},
		{smtptest.StepData, smtptest.ErrCut, said{unknown, true, reasonUncertain}},
		{smtptest.StepData, smtptest.ErrCutAccepted, said{unknown, true, reasonUncertain}},
	} {
		t.Run(string(c.step)+" "+c.err.Error(), func(t *testing.T) {
			server := smtptest.Start(t, smtptest.Options{Answer: func(step smtptest.Step, n int) error {
				if step == c.step && n == 1 {
					return c.err
				}
				return nil
			}})
			session := open(t, to(server, NoTLS))
			f := session.send(sample("one"))
			if f == nil {
				t.Fatal("sent")
			}
			if got := (said{f.verdict, f.broken, f.reason}); got != c.want {
				t.Errorf("made of it %+v, want %+v", got, c.want)
			}
			if f.broken {
				return
			}
			// A no to one message is not the end of the connection.
			if f := session.send(sample("two")); f != nil {
				t.Errorf("the next one: %v", f)
			}
		})
	}
}

// A server that has gone while nothing was sent has not got the message.
func TestConnectionGoneBetween(t *testing.T) {
	server := smtptest.Start(t, smtptest.Options{})
	session := open(t, to(server, NoTLS))
	if f := session.send(sample("one")); f != nil {
		t.Fatal(f)
	}
	server.Stop()
	f := session.send(sample("two"))
	if f == nil || f.verdict != again || !f.broken {
		t.Errorf("made of it %+v", f)
	}
}

// A connection that breaks before the end of the text: the server has nothing, and what
// is left of the connection is not spoken on, or the end of the text would follow.
func TestConnectionBreaksInTheText(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		lines := bufio.NewReader(conn)
		_, _ = io.WriteString(conn, "220 ready\r\n")
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			if strings.HasPrefix(line, "DATA") {
				_, _ = io.WriteString(conn, "354 go on\r\n")
				_ = conn.(*net.TCPConn).SetLinger(0) // the other side is told at once
				_ = conn.Close()
				return
			}
			_, _ = io.WriteString(conn, "250 yes\r\n")
		}
	}()
	session := open(t, SMTP{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: NoTLS, Timeout: 5 * time.Second})
	long := sample("one")
	long.Text = strings.Repeat("una riga lunga del testo\n", 500_000)
	f := session.send(long)
	if f == nil || f.verdict != again || !f.broken {
		t.Errorf("made of it %+v", f)
	}
}
