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

// HashPassword checks a new password against the rules and returns its argon2id hash in
// PHC string form. A refused password is a *plan.Error.
func HashPassword(password string) (string, error) {
	var p plan.Problems
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		p.Add("password", "password.short", fmt.Sprintf("must have at least %d characters", MinPassword), MinPassword)
	case n > MaxPassword:
		p.Add("password", "password.long", fmt.Sprintf("must have at most %d characters", MaxPassword), MaxPassword)
	case isCommon(password):
		p.Add("password", "password.common", "is among the most common ones")
	}
	if err := p.Err(); err != nil {
		return "", err
	}
	salt := make([]byte, argonSaltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKeyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// VerifyPassword reports whether the password is the one that the hash was made of.
func VerifyPassword(hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return false, ErrHash
	}
	var version int
	var memory, iterations uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, ErrHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &iterations, &threads); err != nil || iterations == 0 || threads == 0 {
		return false, ErrHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, ErrHash
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) == 0 {
		return false, ErrHash
	}
	got := argon2.IDKey([]byte(password), salt, iterations, memory, threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

// isCommon refuses the long passwords that people choose most: one character over and
// over, or the program's and the keyboard's words.
func isCommon(password string) bool {
	s := strings.ToLower(password)
	first, _ := utf8.DecodeRuneInString(s)
	if strings.Trim(s, string(first)) == "" {
		return true
	}
	for _, word := range []string{"123456789012", "qwertyuiop", "password1234", "passwordpassword", "amministratore", "traguardi123", "letmein"} {
		if strings.HasPrefix(s, word) {
			return true
		}
	}
	return false
}
