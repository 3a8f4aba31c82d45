package main_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

var secretInPage = regexp.MustCompile(`<code class="a-secret">([A-Z2-7 ]+)</code>`)

// withFactor signs in and sets up a second factor, as people do.
func withFactor(t *testing.T, v *visitor, email string) {
	t.Helper()
	const page = "/area/account/secondo-fattore"
	form := func(path string, want int, values url.Values) string {
		t.Helper()
		status, _, body, _ := v.do(http.MethodPost, path, values)
		if status != want {
			t.Fatalf("POST %s: %d: %s", path, status, body)
		}
		return body
	}
	form("/accesso", http.StatusSeeOther, url.Values{"email": {email}, "password": {password}})
	form(page, http.StatusSeeOther, url.Values{"do": {"begin"}})
	_, _, body, _ := v.do(http.MethodGet, page, nil)
	secret := secretInPage.FindStringSubmatch(body)
	if secret == nil {
		t.Fatalf("no secret in %s", body)
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(secret[1], " ", ""), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	form(page, http.StatusOK, url.Values{"do": {"confirm"}, "current_password": {password}, "code": {code}})
}

// Whoever's second factor is turned off by the command line gets the letter that they get when it
// is turned off elsewhere, from the server that sends all letters; where the command was not told
// that there is one, it says that nobody was written to.
func TestASecondFactorTurnedOffByCommand(t *testing.T) {
	post := smtptest.Start(t, smtptest.Options{})
	database := newDatabase(t)
	withStaff(t, database)
	for _, name := range []string{"una", "altra"} {
		call{in: password + "\n", args: []string{"user", "create", "--database", database, "--email", name + "@prova.example", "--role", "viewer", "--organization", "c_prova"}}.do(t).want(t, 0)
	}
	s := serve(t, servers(database, "--smtp-host", post.Host, "--smtp-port", fmt.Sprint(post.Port), "--smtp-tls", "none", "--mail-from", "traguardi@ente.example"))
	for _, name := range []string{"una", "altra"} {
		withFactor(t, newVisitor(t, s.site), name+"@prova.example")
	}
	link := func(name string, more ...string) ran {
		t.Helper()
		return call{
			args: append([]string{"user", "link", "--database", database, "--email", name + "@prova.example", "--no-second-factor"}, more...),
		}.do(t).want(t, 0, "/accesso/link/tgl_")
	}
	const said = "tell them yourself that their second factor was turned off"
	if r := link("altra"); !strings.Contains(r.errout, said) {
		t.Errorf("with no mail: %s", r)
	}
	if r := link("una", "--smtp-host", post.Host); strings.Contains(r.errout, said) {
		t.Errorf("with mail: %s", r)
	}
	// Whoever asks for a letter of their own has the outbox looked at now.
	newVisitor(t, s.site).do(http.MethodPost, "/accesso/recupero", url.Values{"email": {"admin@prova.example"}})
	told := func() (off []string, reset bool) {
		for _, m := range post.Mails() {
			switch m.Subject(t) {
			case "Il secondo fattore per Traguardi è stato tolto":
				off = append(off, m.To...)
			case "Scegli una nuova password per Traguardi":
				reset = true
			}
		}
		return off, reset
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		off, reset := told()
		if len(off) > 0 && reset {
			if len(off) != 1 || off[0] != "una@prova.example" {
				t.Errorf("told of a second factor that is off: %v", off)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("told: %v; the link was sent: %v", off, reset)
		}
	}
}
