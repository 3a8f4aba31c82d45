package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to the server is protected.
type Security string

// The kinds of protection. With StartTLS a server that does not offer it is left alone.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	NoTLS    Security = "none"
)

// Transport brings letters to a mail server.
type Transport interface {
	// Open connects and signs in. An error is about the server, never about a letter.
	Open(ctx context.Context) (Session, error)
}

// Session is one connection, for one letter after the other.
type Session interface {
	// send hands one letter over; nil means that the server has it.
	send(l Letter) *failure
	// close ends the connection.
	close()
}

// SMTP is a mail server, reached over SMTP. All fields but User, Password and RootCAs are
// required.
type SMTP struct {
	Host     string
	Port     int
	Security Security
	// User and Password sign in; without them nobody does.
	User, Password string
	// Timeout is how long connecting may take, and handing over one letter.
	Timeout time.Duration
	// RootCAs are who may vouch for the server; nil: those of the machine.
	RootCAs *x509.CertPool
}

// AttemptTimeout is how long a server may take; RFC 5321 would have a client wait for ten
// minutes after the text, which would hold up all the others.
const AttemptTimeout = 2 * time.Minute

// Open implements Transport.
func (s SMTP) Open(ctx context.Context) (Session, error) {
	session := &smtpSession{}
	client, err := gomail.NewClient(s.Host, s.options(session)...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		session.close() // go-mail leaves a connection open that it could not greet on
		return nil, errors.New("mail server: " + wordless(err))
	}
	session.client = client
	return session, nil
}

func (s SMTP) options(session *smtpSession) []gomail.Option {
	protection := &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
	policy := gomail.NoTLS
	if s.Security == StartTLS {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(s.Timeout), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(protection),
		// The session holds the connection itself, to drop it where speaking on would do harm.
		gomail.WithDialContextFunc(func(ctx context.Context, network, _ string) (net.Conn, error) {
			var dialer net.Dialer
			address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
			var conn net.Conn
			var err error
			if s.Security == TLS {
				conn, err = (&tls.Dialer{NetDialer: &dialer, Config: protection}).DialContext(ctx, network, address)
			} else {
				conn, err = dialer.DialContext(ctx, network, address)
			}
			session.hold(conn)
			return conn, err
		}),
	}
	if s.User != "" {
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256PLUS, gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return options
}

type smtpSession struct {
	client *gomail.Client
	broken bool

	mu   sync.Mutex
	conn net.Conn
}

func (s *smtpSession) hold(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = conn
}

func (s *smtpSession) send(l Letter) *failure {
	message, err := l.message()
	if err != nil {
		return &failure{refused, false, "the message could not be written: " + err.Error()}
	}
	f := failureOf(s.client.Send(message), message.IsDelivered())
	if f != nil && f.broken {
		s.broken = true
	}
	return f
}

func (s *smtpSession) close() {
	if s.client != nil && !s.broken {
		// A goodbye that is not answered changes nothing: the letters have their answers.
		_ = s.client.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		_ = s.conn.Close() // often closed already
	}
}
