package oidcprovider

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage is what the provider knows, in memory.
type storage struct {
	published, hidden key
	forge             atomic.Bool

	mu       sync.Mutex
	clients  map[string]registered
	people   map[string]Person
	requests map[string]*request
	codes    map[string]string // code → request
	tokens   map[string]string // access token → subject
	signedIn map[string]string // session → subject
}

var _ op.Storage = (*storage)(nil)

func newStorage() (*storage, error) {
	pair, err := keys()
	if err != nil {
		return nil, err
	}
	return &storage{
		clients: map[string]registered{}, people: map[string]Person{}, requests: map[string]*request{},
		codes: map[string]string{}, tokens: map[string]string{}, signedIn: map[string]string{},
		published: key{pair[0]}, hidden: key{pair[1]},
	}, nil
}

// keys are made once for all the providers of a test: it takes a while. Both go under one
// name, so that the signature alone tells them apart.
var keys = sync.OnceValues(func() (pair [2]*rsa.PrivateKey, err error) {
	for i := range pair {
		if pair[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return pair, err
		}
	}
	return pair, nil
})

var errUnknown = errors.New("not known here")

func (s *storage) register(c Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[c.ID] = registered{c}
}

func (s *storage) admit(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[p.Subject] = p
}

func (s *storage) knows(subject, password string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.people[subject]
	return ok && subtle.ConstantTimeCompare([]byte(p.Password), []byte(password)) == 1
}

func (s *storage) begin(subject string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := rand.Text()
	s.signedIn[id] = subject
	return id
}

func (s *storage) session(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signedIn[id]
}

func (s *storage) sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.signedIn)
}

func (s *storage) done(id, subject string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests[id]
	if !ok {
		return errUnknown
	}
	r.subject, r.at = subject, time.Now()
	return nil
}

// Health implements op.Storage.
func (s *storage) Health(context.Context) error { return nil }

// The authorization request and its code.

func (s *storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &request{id: rand.Text(), asked: asked, audience: []string{asked.ClientID}}
	if c := s.clients[asked.ClientID]; len(c.Audience) > 0 {
		r.audience = c.Audience
	}
	s.requests[r.id] = r
	return r, nil
}

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests[id]
	if !ok {
		return nil, errUnknown
	}
	return r, nil
}

func (s *storage) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	id, ok := s.codes[code]
	s.mu.Unlock()
	if !ok {
		return nil, errUnknown
	}
	return s.AuthRequestByID(ctx, id)
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = id
	return nil
}

// DeleteAuthRequest ends the code too: it is redeemed once.
func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.requests, id)
	for code, of := range s.codes {
		if of == id {
			delete(s.codes, code)
		}
	}
	return nil
}

func (s *storage) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := rand.Text()
	s.tokens[id] = r.GetSubject()
	return id, time.Now().Add(time.Hour), nil
}

// TerminateSession ends every session of the person.
func (s *storage) TerminateSession(_ context.Context, subject, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, of := range s.signedIn {
		if of == subject {
			delete(s.signedIn, id)
		}
	}
	return nil
}

// Clients.

func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.clients[id]
	if !ok {
		return nil, errUnknown
	}
	return c, nil
}

func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.clients[id]; !ok || c.Secret == "" || subtle.ConstantTimeCompare([]byte(c.Secret), []byte(secret)) != 1 {
		return errUnknown
	}
	return nil
}

// What is told of a person. The library asks for the ID token with the scopes that may be
// told there: those of userinfo only where the client wants them so.

func (s *storage) SetUserinfoFromScopes(_ context.Context, info *oidc.UserInfo, subject, _ string, scopes []string) error {
	info.Subject = subject
	if slices.Contains(scopes, oidc.ScopeEmail) {
		return s.tell(info, subject)
	}
	return nil
}

func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, token, subject, _ string) error {
	s.mu.Lock()
	of, ok := s.tokens[token]
	s.mu.Unlock()
	if !ok || of != subject {
		return errUnknown
	}
	return s.tell(info, subject)
}

func (s *storage) tell(info *oidc.UserInfo, subject string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.people[subject]
	if !ok {
		return errUnknown
	}
	info.Subject = subject
	for name, value := range p.Claims {
		info.AppendClaims(name, value)
	}
	return nil
}

// Keys.

type key struct{ private *rsa.PrivateKey }

func (k key) ID() string                                  { return "key-1" }
func (k key) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k key) Key() any                                    { return k.private }

type publicKey struct{ key }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.private.PublicKey }

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) {
	if s.forge.Load() {
		return s.hidden, nil
	}
	return s.published, nil
}

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{publicKey{s.published}}, nil
}

// What this provider does not do.

func (s *storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errUnknown
}

func (s *storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errUnknown
}

func (s *storage) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrInvalidRequest()
}

func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

func (s *storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errUnknown
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errUnknown
}

func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errUnknown
}
