package config

import "errors"

// minSecretKey is how long a secret key is at least, in bytes.
const minSecretKey = 32

// SecretKey reads the key that seals secrets in the database; nil where there is none. The
// error says what is wrong and repeats nothing of it.
func (s Serve) SecretKey() ([]byte, error) {
	if s.SecretKeyFile == "" {
		return nil, nil
	}
	key, err := readSecret(s.SecretKeyFile)
	if err != nil {
		return nil, err
	}
	if len(key) < minSecretKey {
		return nil, errors.New("the file must hold at least 32 characters, such as openssl rand -base64 48 makes")
	}
	return []byte(key), nil
}
