package mail

import (
	"errors"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Letter is a message with its text and its address: it is made to be sent, and never
// stored or logged.
type Letter struct {
	ID      string // of the outbox; makes the Message-ID
	From    mail.Address
	To      string
	Date    time.Time
	Subject string
	Text    string
	HTML    string
	// Unsubscribe is where reminders are turned off without a sign-in; empty for a letter
	// that somebody asked for.
	Unsubscribe string
}

// MessageID is the same for every attempt to send the message, so that a mailbox that
// gets it twice can tell.
func (l Letter) MessageID() string {
	_, domain, _ := strings.Cut(l.From.Address, "@")
	return l.ID + "@" + domain
}

// message writes the letter as go-mail sends it.
func (l Letter) message() (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&l.From)
	if err := m.To(l.To); err != nil {
		return nil, errors.New("the account's address is none") // go-mail's own error repeats it
	}
	m.SetMessageIDWithValue(l.MessageID())
	m.SetDateWithValue(l.Date)
	m.Subject(l.Subject)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All") // Exchange heeds this one
	m.SetGenHeader("Content-Language", "it")
	if l.Unsubscribe != "" {
		m.SetListUnsubscribe(l.Unsubscribe)
		if strings.HasPrefix(l.Unsubscribe, "https://") { // RFC 8058 wants no other
			m.SetListUnsubscribePost()
		}
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}
