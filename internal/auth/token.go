package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// What secrets begin with lets scanners of leaked ones recognise ours.
const (
	tokenPrefix   = "tgd_" // API tokens
	sessionPrefix = "tgs_"
	linkPrefix    = "tgl_"
	feedPrefix    = "tgc_" // calendars
)

// NewToken makes an API token of 256 random bits and the hash under which it is stored.
func NewToken() (token, hash string, err error) { return newSecret(tokenPrefix) }

// NewLink makes the secret of a one-time link and the hash under which it is stored.
func NewLink() (token, hash string, err error) { return newSecret(linkPrefix) }

// NewCalendar makes the secret of a calendar's address and the hash under which it is
// stored.
func NewCalendar() (secret, hash string, err error) { return newSecret(feedPrefix) }

func newSecret(prefix string) (secret, hash string, err error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", "", fmt.Errorf("token: %w", err)
	}
	secret = prefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, HashToken(secret), nil
}

// HashToken gives the form in which a token is stored and looked up. A plain SHA-256 is
// enough for 256 random bits: there is nothing to guess from.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// plausible keeps nonsense from costing a query.
func plausible(prefix, secret string) bool {
	random, ok := strings.CutPrefix(secret, prefix)
	if !ok || len(random) != 43 {
		return false
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(random)
	return err == nil
}
