package auth

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/netip"

	"golang.org/x/crypto/argon2"
)

// HashWith hashes as an older version of the program did.
func HashWith(password string, iterations, memory uint32) (string, error) {
	salt := []byte("0123456789abcdef")
	key := argon2.IDKey([]byte(password), salt, iterations, memory, argonThreads, argonKeyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, iterations, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// Fail is a sign-in that fails, without the work of a hash.
func (l *Local) Fail(ctx context.Context, email string, client netip.Addr) error {
	_, err := l.slow.begin(ctx, email, client)
	return err
}
