// Package auth finds out who is asking and puts the plan.Actor in the context:
// passwords, API tokens, and (with the staff's desk) sessions and OpenID Connect.
package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/traguardi/traguardi/internal/plan"
)

// argon2id parameters: OWASP's Password Storage Cheat Sheet, m = 19 MiB, t = 2, p = 1.
// They are stored with each hash, so that raising them here leaves older ones valid.
const (
	argonMemory  = 19 * 1024
	argonTime    = 2
	argonThreads = 1
	argonKeyLen  = 32
	argonSaltLen = 16
)

// Bounds of a password, in characters. The upper one bounds the work of hashing.
const (
	MinPassword = 12
	MaxPassword = 256
)

// ErrHash is returned for a stored hash that is not one of ours.
var ErrHash = errors.New("auth: not an argon2id hash in PHC form")

// CheckPassword notes, at a location, the rules that a new password of an account breaks.
func CheckPassword(p *plan.Problems, location, password, email string) {
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		p.Add(location, "password.short", fmt.Sprintf("must have at least %d characters", MinPassword), MinPassword)
	case n > MaxPassword:
		p.Add(location, "password.long", fmt.Sprintf("must have at most %d characters", MaxPassword), MaxPassword)
	case isEmail(password, email):
		p.Add(location, "password.email", "must not be the e-mail address")
	case isCommon(password):
		p.Add(location, "password.common", "is among the most common ones")
	}
}

// HashPassword checks a new password of an account against the rules and returns its
// argon2id hash in PHC string form. A refused password is a *plan.Error.
func HashPassword(password, email string) (string, error) {
	var p plan.Problems
	CheckPassword(&p, "password", password, email)
	if err := p.Err(); err != nil {
		return "", err
	}
	return hash(password)
}

// isEmail tells the account's own address, whole or up to the @.
func isEmail(password, email string) bool {
	password, email = fold(strings.TrimSpace(password)), fold(plan.EmailKey(email))
	local, _, _ := strings.Cut(email, "@")
	return password == email || password == local
}

func hash(password string) (string, error) {
	salt := make([]byte, argonSaltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKeyLen)
	return encode(salt, key), nil
}

// encode writes a hash as everybody writes those of argon2id.
func encode(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// nobodys is a hash of no password: what is checked against it takes as long as any other. It is
// drawn, not computed, so that a start does not take as long as a sign-in.
func nobodys() (string, error) {
	drawn := make([]byte, argonSaltLen+argonKeyLen)
	if _, err := rand.Read(drawn); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	return encode(drawn[:argonSaltLen], drawn[argonSaltLen:]), nil
}

// VerifyPassword reports whether the password is the one that the hash was made of.
func VerifyPassword(hash, password string) (bool, error) {
	p, err := parse(hash)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), p.salt, p.iterations, p.memory, p.threads, uint32(len(p.key)))
	return subtle.ConstantTimeCompare(got, p.key) == 1, nil
}

// Outdated reports whether a hash was made with less work than those made now: it is to be
// made anew when its password is at hand.
func Outdated(hash string) bool {
	p, err := parse(hash)
	return err == nil && (p.memory < argonMemory || p.iterations < argonTime || len(p.key) < argonKeyLen)
}

// phc is a hash in PHC string form, taken apart.
type phc struct {
	memory, iterations uint32
	threads            uint8
	salt, key          []byte
}

func parse(hash string) (p phc, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return p, ErrHash
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, ErrHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.iterations, &p.threads); err != nil || p.iterations == 0 || p.threads == 0 {
		return p, ErrHash
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, ErrHash
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(p.key) == 0 {
		return p, ErrHash
	}
	return p, nil
}
