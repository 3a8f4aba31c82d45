package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// TokenMaker makes API tokens and one-time links for forms: the same form posted twice, by a double click,
// makes the same one, which can so be shown after the second time too. Nothing is kept
// for that; another process makes another one.
type TokenMaker struct{ key []byte }

// NewTokenMaker makes one with a key that no other has.
func NewTokenMaker() (*TokenMaker, error) {
	key := make([]byte, sha256.Size)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return &TokenMaker{key}, nil
}

// Make gives the token of a seed, 256 bits that cannot be told from random ones, and the
// hash under which it is stored. A seed is an account's and a form's.
func (m *TokenMaker) Make(account, form string) (token, hash string) {
	return m.secret(tokenPrefix, account, form)
}

// MakeLink is Make for one-time links.
func (m *TokenMaker) MakeLink(account, form string) (token, hash string) {
	return m.secret(linkPrefix, account, form)
}

func (m *TokenMaker) secret(prefix, account, form string) (token, hash string) {
	mac := hmac.New(sha256.New, m.key)
	for _, part := range []string{prefix, account, form} {
		_, _ = mac.Write([]byte(part)) // a hash never refuses bytes
		_, _ = mac.Write([]byte{0})
	}
	token = prefix + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	return token, HashToken(token)
}
