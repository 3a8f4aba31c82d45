package config

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// Bounds of a secret key, in bytes.
const (
	minSecretKey = 32
	maxSecretKey = 4096
)

// SecretKey reads the key that seals secrets in the database; nil where there is none.
// Blanks and line breaks around it do not count, so that an editor cannot change it by
// adding one. The error says what is wrong and repeats nothing of it.
func (s Serve) SecretKey() ([]byte, error) {
	if s.SecretKeyFile == "" {
		return nil, nil
	}
	f, err := os.Open(s.SecretKeyFile)
	if err != nil {
		return nil, errors.New("must be a file that can be read")
	}
	key, err := io.ReadAll(io.LimitReader(f, maxSecretKey+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, errors.New("must be a file that can be read")
	}
	key = bytes.TrimSpace(key)
	if len(key) < minSecretKey || len(key) > maxSecretKey {
		return nil, errors.New("must have 32 to 4096 bytes, such as openssl rand -base64 48 makes")
	}
	return key, nil
}
