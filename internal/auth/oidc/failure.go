package oidc

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
)

// Reason is why a sign-in did not end well: stable, for pages to put into words.
type Reason string

// The reasons.
const (
	// ReasonAway: the provider does not answer, or answers nonsense.
	ReasonAway Reason = "away"
	// ReasonExpired: this browser began no such sign-in, or too long ago, or it was ended
	// already. To begin again is all there is to do.
	ReasonExpired Reason = "expired"
	// ReasonDenied: the person, or the provider, said no.
	ReasonDenied Reason = "denied"
	// ReasonRefused: what came back cannot be trusted.
	ReasonRefused Reason = "refused"
	// ReasonEmail: the provider tells no e-mail address that it has verified.
	ReasonEmail Reason = "email"
)

// Failure is a sign-in that did not end well. Its text is for the log: it holds no
// personal data, no code and no token.
type Failure struct {
	Reason Reason
	cause  error
}

// Error implements error.
func (f *Failure) Error() string {
	return fmt.Sprintf("sign-in by OpenID Connect: %s: %v", f.Reason, f.cause)
}

// Unwrap gives what was wrong.
func (f *Failure) Unwrap() error { return f.cause }

// ReasonOf tells why a sign-in failed, "" for errors that are not a Failure.
func ReasonOf(err error) Reason {
	var f *Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

func failure(reason Reason, format string, args ...any) *Failure {
	return &Failure{reason, fmt.Errorf(format, args...)}
}

// exchangeFailure is the token endpoint's refusal without its body, which may repeat what
// was sent.
func exchangeFailure(err error) *Failure {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		return failure(ReasonAway, "the token endpoint: %w", err)
	}
	if refusal.Response != nil && refusal.Response.StatusCode >= http.StatusInternalServerError {
		return failure(ReasonAway, "the token endpoint answered %d", refusal.Response.StatusCode)
	}
	return failure(ReasonRefused, "the token endpoint refused the code: %s", word(refusal.ErrorCode))
}

// word gives a provider's error code, which is a word by the standards, and nothing that
// is longer or other than that.
func word(code string) string {
	plain := strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") == ""
	if code == "" || len(code) > 60 || !plain {
		return "(no known code)"
	}
	return code
}
