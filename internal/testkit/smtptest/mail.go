package smtptest

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Mail is a message as the server took it.
type Mail struct {
	From   string
	To     []string
	Secure bool // over TLS
	Raw    string
}

// Read reads the header and the two texts of a message, as a mailbox would show them.
func (m Mail) Read(t testing.TB) (header mail.Header, text, html string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("the message cannot be read: %v\n%s", err, m.Raw)
		}
	}
	message, err := mail.ReadMessage(strings.NewReader(m.Raw))
	must(err)
	media, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	must(err)
	if media != "multipart/alternative" {
		t.Fatalf("the message is %s", media)
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return message.Header, text, html
		}
		must(err)
		if encoding := part.Header.Get("Content-Transfer-Encoding"); encoding != "quoted-printable" {
			t.Fatalf("a part is %s", encoding)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		must(err)
		content := strings.ReplaceAll(string(body), "\r\n", "\n")
		switch kind := part.Header.Get("Content-Type"); kind {
		case "text/plain; charset=UTF-8":
			text = content
		case "text/html; charset=UTF-8":
			html = content
		default:
			t.Fatalf("a part is %s", kind)
		}
	}
}

// Subject is the subject, decoded.
func (m Mail) Subject(t testing.TB) string {
	t.Helper()
	header, _, _ := m.Read(t)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return subject
}
