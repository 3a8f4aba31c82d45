package oidc

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"time"

	"golang.org/x/oauth2"
)

// FlowLifetime is how long a sign-in may take at the provider.
const FlowLifetime = 10 * time.Minute

// Flow is one sign-in under way: what only the browser that began it may hold, in a
// cookie of its own (Name, Value). It is worth nothing to anybody else.
type Flow struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"` // of PKCE
	Ends     time.Time `json:"e"`
	// Next is where to go afterwards, as the web gave it: the web checks it again, since
	// a browser may send what it likes.
	Next string `json:"t,omitempty"`
}

// flowPrefix begins the name of every flow's cookie.
const flowPrefix = "traguardi_oidc_"

// stateLength is 256 bits in base64url.
const stateLength = 43

func newFlow(next string, ends time.Time) Flow {
	return Flow{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Ends: ends, Next: next}
}

func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it never fails: crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

// Name is the name of the flow's cookie: each has its own, so that two tabs do not spoil
// each other's sign-in.
func (f Flow) Name() string { return flowPrefix + f.State[:12] }

// Value is what the flow's cookie holds.
func (f Flow) Value() string {
	text, err := json.Marshal(f)
	if err != nil {
		panic("oidc: a flow is always representable as JSON: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// FlowName is the name of the cookie in which the flow of a state is; ok is false for what
// cannot be a state.
func FlowName(state string) (name string, ok bool) {
	if raw, err := base64.RawURLEncoding.DecodeString(state); err != nil || len(raw) != 32 {
		return "", false
	}
	return Flow{State: state}.Name(), true
}

// ReadFlow reads a flow's cookie; ok is false for what is none.
func ReadFlow(value string) (f Flow, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || json.Unmarshal(text, &f) != nil {
		return Flow{}, false
	}
	return f, len(f.State) == stateLength && len(f.Nonce) == stateLength && f.Verifier != ""
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
