package auth_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/auth"
)

func TestTokensOfForms(t *testing.T) {
	maker, err := auth.NewTokenMaker()
	if err != nil {
		t.Fatal(err)
	}
	other, err := auth.NewTokenMaker()
	if err != nil {
		t.Fatal(err)
	}
	token, hash := maker.Make("anna", "form-1")
	if again, _ := maker.Make("anna", "form-1"); again != token {
		t.Error("one form makes two tokens")
	}
	if auth.HashToken(token) != hash {
		t.Error("the hash is not the token's")
	}
	link, linkHash := maker.MakeLink("anna", "form-1")
	if auth.HashToken(link) != linkHash || link[4:] == token[4:] {
		t.Error("a link is the token of the same form, or its hash is not its own")
	}
	seen := map[string]bool{token: true}
	for _, c := range []struct {
		maker         *auth.TokenMaker
		account, form string
	}{{maker, "anna", "form-2"}, {maker, "bruno", "form-1"}, {maker, "annaf", "orm-1"}, {maker, "anna\x00form-1", ""}, {other, "anna", "form-1"}} {
		made, _ := c.maker.Make(c.account, c.form)
		if seen[made] || len(made) != len(token) {
			t.Errorf("%s and %s make %s", c.account, c.form, made)
		}
		seen[made] = true
	}
}
