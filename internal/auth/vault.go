package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Vault seals what must lie in the database but not be read there, with a key that is kept
// elsewhere. Without a key it keeps things as they are: that is plainly documented.
type Vault struct {
	aead cipher.AEAD
	// attempts is the key for what is only ever compared.
	attempts []byte
}

// MinSecretKey is how long a secret key is at least, in bytes.
const MinSecretKey = 32

// NewVault makes one of a secret key; nil for none.
func NewVault(key []byte) (*Vault, error) {
	if len(key) == 0 {
		return &Vault{}, nil
	}
	if len(key) < MinSecretKey {
		return nil, fmt.Errorf("auth: a secret key has at least %d bytes", MinSecretKey)
	}
	sealing, err := hkdf.Key(sha256.New, key, nil, "traguardi second factor", 32)
	if err != nil {
		return nil, err
	}
	attempts, err := hkdf.Key(sha256.New, key, nil, "traguardi sign-in attempts", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Vault{aead: aead, attempts: attempts}, err
}

// Hide gives what stands for a client's address where replicas count together: the address itself
// cannot be found from it, with a key not even by trying all.
func (v *Vault) Hide(scope string, client netip.Addr) string {
	mac := hmac.New(sha256.New, v.attempts)
	mac.Write([]byte("count\x00" + scope + "\x00" + client.String()))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Forms of what a vault gives back.
const (
	plainForm  = "plain:"
	sealedForm = "v1:"
)

// ErrSealed is returned for what was sealed with a key that is not at hand.
var ErrSealed = errors.New("auth: sealed with another secret key, or with one where none is set (--secret-key-file)")

// Seal closes a text for one owner: nobody else's row opens with it.
func (v *Vault) Seal(text, owner string) (string, error) {
	if v.aead == nil {
		return plainForm + text, nil
	}
	nonce := make([]byte, v.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return sealedForm + base64.RawStdEncoding.EncodeToString(v.aead.Seal(nonce, nonce, []byte(text), []byte(owner))), nil
}

// Open gives back what Seal closed.
func (v *Vault) Open(sealed, owner string) (string, error) {
	if text, ok := strings.CutPrefix(sealed, plainForm); ok {
		return text, nil
	}
	encoded, ok := strings.CutPrefix(sealed, sealedForm)
	if !ok || v.aead == nil {
		return "", ErrSealed
	}
	raw, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || len(raw) < v.aead.NonceSize() {
		return "", ErrSealed
	}
	text, err := v.aead.Open(nil, raw[:v.aead.NonceSize()], raw[v.aead.NonceSize():], []byte(owner))
	if err != nil {
		return "", ErrSealed
	}
	return string(text), nil
}
