// Package smtptest starts a real SMTP server inside the test: with STARTTLS or TLS under
// an authority of its own, with accounts, and with whatever can go wrong on the way.
package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Step is a point at which the server can say something else than yes.
type Step string

// The steps.
const (
	StepMail Step = "MAIL"
	StepRcpt Step = "RCPT"
	StepData Step = "DATA" // after the end of the text
)

// What a step can come to, besides yes and a Refusal.
var (
	// ErrCut breaks the connection without an answer, and without the message.
	ErrCut = errors.New("cut")
	// ErrCutAccepted takes the message, and breaks the connection before it says so.
	ErrCutAccepted = errors.New("cut after the message was taken")
)

// Refusal is a no of the server. The words repeat an address, as those of servers may.
func Refusal(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 7, 1}, Message: "no, not segreto@ente.example"}
}

// Options say what kind of server it is. The zero value is one without TLS or accounts.
type Options struct {
	// StartTLS offers it, TLS begins with it.
	StartTLS, TLS bool
	// User and Password are the only account; without them everybody may send.
	User, Password string
	// Answer is asked at each step, with how often the step was reached (1 for the first
	// time); nil, and a nil answer, is yes. It may be called by several goroutines.
	Answer func(step Step, n int) error
}

// Server is a running server. It ends with the test.
type Server struct {
	Host string
	Port int
	// RootCAs are who vouches for its certificate.
	RootCAs *x509.CertPool

	options Options
	server  *smtp.Server

	listener net.Listener

	mu      sync.Mutex
	mails   []Mail
	reached map[Step]int
	opened  int
}

// Start starts a server on a free port of the loopback address.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := StartOn(t, listener, o)
	return s
}

// StartOn starts a server on a listener, which it closes when it ends.
func StartOn(t testing.TB, listener net.Listener, o Options) *Server {
	t.Helper()
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Host: host, options: o, reached: map[Step]int{}}
	if s.Port, err = strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	s.server = smtp.NewServer(smtp.BackendFunc(s.session))
	s.server.Domain = "posta.ente.example"
	s.server.ReadTimeout, s.server.WriteTimeout = 10*time.Second, 10*time.Second
	s.server.ErrorLog = quiet{}
	if o.StartTLS || o.TLS {
		certificate, roots := authority(t)
		s.RootCAs = roots
		settings := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
		if o.StartTLS {
			s.server.TLSConfig = settings
		} else {
			listener = tls.NewListener(listener, settings)
		}
	}
	s.listener = listener
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.server.Serve(listener) // ends with Close
	}()
	t.Cleanup(func() {
		s.Stop()
		<-done
	})
	return s
}

// Stop ends the server before the test does: whoever connects is refused.
func (s *Server) Stop() {
	_ = s.server.Close() // closed already, the second time
	// Where it has not begun to serve yet it does not know its listener, and would wait on it for ever.
	_ = s.listener.Close()
}

// Mails are those that the server took, in order.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Opened counts the connections that said EHLO.
func (s *Server) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Reached counts how often a step was reached.
func (s *Server) Reached(step Step) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached[step]
}

func (s *Server) answer(step Step) error {
	s.mu.Lock()
	s.reached[step]++
	n := s.reached[step]
	s.mu.Unlock()
	if s.options.Answer == nil {
		return nil
	}
	return s.options.Answer(step, n)
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	base := &session{server: s, conn: c}
	if s.options.User == "" {
		return base, nil
	}
	return &authSession{base, false}, nil
}

type session struct {
	server *Server
	conn   *smtp.Conn
	from   string
	to     []string
}

func (s *session) Reset()        { s.from, s.to = "", nil }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return s.at(StepMail)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.at(StepRcpt)
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, secure := s.conn.TLSConnectionState()
	said := s.at(StepData)
	if said == nil || errors.Is(said, ErrCutAccepted) {
		s.server.mu.Lock()
		s.server.mails = append(s.server.mails, Mail{From: s.from, To: s.to, Secure: secure, Raw: string(raw)})
		s.server.mu.Unlock()
	}
	return said
}

// at asks what the step comes to, and cuts the connection where that is the answer.
func (s *session) at(step Step) error {
	err := s.server.answer(step)
	if errors.Is(err, ErrCut) || errors.Is(err, ErrCutAccepted) {
		_ = s.conn.Conn().Close()
	}
	return err
}

type authSession struct {
	*session
	known bool
}

func (s *authSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *authSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.options.User || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *authSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return s.session.Mail(from, o)
}
