package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/traguardi/traguardi/internal/plan"
)

// Codes are those that every authenticator makes: six digits, SHA-1, thirty seconds
// (RFC 6238). One step before and after the present one is accepted, for clocks that are
// not exact.
const (
	totpStep  = 30 * time.Second
	totpSkew  = 1
	totpBytes = 20
)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// newTOTPSecret makes the secret of a second factor, in base32.
func newTOTPSecret() (string, error) {
	b := make([]byte, totpBytes)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return b32.EncodeToString(b), nil
}

// totpURL is what an authenticator reads from the QR code.
func totpURL(secret, issuer, account string) (string, error) {
	raw, err := b32.DecodeString(secret)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, Secret: raw})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// totpMatch says what a code is worth.
type totpMatch int

const (
	totpWrong totpMatch = iota
	// totpUsed is a right code of a step not after the last one used.
	totpUsed
	totpRight
)

// matchTOTP gives what a code is worth now, and the time step whose code a right one is.
func matchTOTP(secret, code string, now time.Time, lastStep int64) (step int64, match totpMatch, err error) {
	present := now.Unix() / int64(totpStep/time.Second)
	for s := present - totpSkew; s <= present+totpSkew; s++ {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*int64(totpStep/time.Second), 0),
			totp.ValidateOpts{Period: uint(totpStep / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, totpWrong, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			if s > lastStep {
				step, match = s, totpRight
			} else {
				match = totpUsed
			}
		}
	}
	return step, match, nil
}

// Recovery codes have 80 random bits, so that their hashes give nothing away.
const (
	recoveryBytes = 10
	recoveryGroup = 4
)

// newRecoveryCodes makes the recovery codes of an account and the hashes under which they
// are stored.
func newRecoveryCodes() (codes, hashes []string, err error) {
	for range plan.RecoveryCodes {
		b := make([]byte, recoveryBytes)
		if _, err := rand.Read(b); err != nil {
			return nil, nil, err
		}
		text := strings.ToLower(b32.EncodeToString(b))
		var groups []string
		for i := 0; i < len(text); i += recoveryGroup {
			groups = append(groups, text[i:i+recoveryGroup])
		}
		code := strings.Join(groups, "-")
		codes, hashes = append(codes, code), append(hashes, hashRecoveryCode(code))
	}
	return codes, hashes, nil
}

func hashRecoveryCode(code string) string {
	sum := sha256.Sum256([]byte("recovery code\x00" + normalCode(code)))
	return hex.EncodeToString(sum[:])
}

// normalCode is a code as typed, without what people put in between; base32 knows no 0 and
// no 1, so those are the letters that they look like.
func normalCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '2' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == '0':
			return 'o'
		case r == '1':
			return 'l'
		}
		return -1
	}, code)
}

// totpDigits gives the six digits of a code of the authenticator, as typed; ok is false for
// anything else, such as a recovery code.
func totpDigits(code string) (digits string, ok bool) {
	digits = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, code)
	if len(digits) != 6 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}
