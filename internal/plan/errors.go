package plan

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of refusal an Error is. Each way in maps kinds to its own
// answers once (package problem for HTTP, the exit code for the command line).
type Kind string

// The kinds of refusal.
const (
	KindMalformed            Kind = "malformed"             // cannot be read at all
	KindInvalid              Kind = "invalid"               // read, but refused by a rule
	KindUnauthenticated      Kind = "unauthenticated"       // nobody knows who asks
	KindForbidden            Kind = "forbidden"             // known, but not allowed
	KindNotFound             Kind = "not_found"             // no such object, or not for this actor's eyes
	KindConflict             Kind = "conflict"              // clashes with what is already there
	KindStale                Kind = "stale"                 // the object changed since the writer read it
	KindPreconditionRequired Kind = "precondition_required" // the writer did not say what it read
	KindTooLarge             Kind = "too_large"
	KindUnsupported          Kind = "unsupported_media_type"
	KindRateLimited          Kind = "rate_limited"
	KindUnavailable          Kind = "unavailable" // the database is away or busy; try again
)

// FieldError is one rule that one field breaks.
type FieldError struct {
	// Location is the field's name as in the API body, with dots for nesting
	// (`evidence.act.number`) and brackets for positions (`decisions[2].text`).
	Location string
	// Rule is the stable name of the rule, the key of its translation
	// (`percent.range`).
	Rule string
	// Message says the rule in English, without repeating the input.
	Message string
	// Args are the figures of the rule (limits, dates), for translations.
	Args []any
}

// Error is a refusal that may be told to whoever asked.
// It never carries text of the input or of the machinery underneath.
type Error struct {
	Kind   Kind
	Detail string
	// Rule is the stable name of a refusal that is about no field, the key of its
	// translation (`office.in_use`); empty where the kind says enough.
	Rule   string
	Fields []FieldError
	cause  error
}

// Error lists the detail and the fields.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Location, f.Message)
	}
	return b.String()
}

// Unwrap gives the cause kept for the log; it is never shown.
func (e *Error) Unwrap() error { return e.cause }

// Errorf makes an Error of a kind. The text is shown to whoever asked.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// WithRule names the refusal for translations.
func (e *Error) WithRule(rule string) *Error {
	e.Rule = rule
	return e
}

// WithCause keeps the error underneath for the log.
func (e *Error) WithCause(err error) *Error {
	e.cause = err
	return e
}

// NotFound is the refusal for an object that is not there.
func NotFound(what string) *Error { return Errorf(KindNotFound, "no such %s", what) }

// KindOf tells the kind of an error, or "" for one that is not ours
// (which must be answered without its text).
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Problems collects the rules that an input breaks, so that all are told at once.
// The zero value is ready to use.
type Problems struct{ fields []FieldError }

// Add notes a broken rule.
func (p *Problems) Add(location, rule, message string, args ...any) {
	p.fields = append(p.fields, FieldError{Location: location, Rule: rule, Message: message, Args: args})
}

// Any reports whether a rule was broken.
func (p *Problems) Any() bool { return len(p.fields) > 0 }

// Err returns nil, or one Error of kind invalid with every field.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	return &Error{Kind: KindInvalid, Detail: "one or more fields break a rule", Fields: p.fields}
}
