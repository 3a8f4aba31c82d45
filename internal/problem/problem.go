package problem

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// ContentType of every answer that Write sends.
const ContentType = "application/problem+json"

// Problem is one refusal, ready to be sent (RFC 9457).
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail says what was wrong with this request, without repeating it.
	Detail string `json:"detail,omitempty"`
	// Instance names this occurrence; the log has it too.
	Instance string  `json:"instance,omitempty"`
	Errors   []Field `json:"errors,omitempty"`

	// Kind and Rule are what the rest comes from, for pages that say it in their own words.
	Kind plan.Kind `json:"-"`
	Rule string    `json:"-"`
	// RetryAfter is sent as a header where it is not zero.
	RetryAfter time.Duration `json:"-"`
}

// Field is one rule that one field breaks.
type Field struct {
	// Location is the field's name in the body (`evidence.act.number`), or its place
	// and name elsewhere (`query.limit`).
	Location string `json:"location"`
	Message  string `json:"message"`
	// Rule is stable: clients and translations go by it.
	Rule string `json:"rule"`
	// Args are the figures of the rule, for translations.
	Args []any `json:"-"`
}

// From gives the answer to an error. The text of a *plan.Error is shown, as it was
// written for whoever asked; that of any other error is not. instance may be empty.
func From(err error, instance string) Problem {
	refusal := read(err)
	a := answerTo(refusal.Kind)
	p := Problem{
		Type: TypePrefix + a.typ, Title: a.title, Status: a.status, Detail: refusal.Detail,
		Kind: refusal.Kind, Rule: refusal.Rule, RetryAfter: a.retry,
	}
	if instance != "" {
		p.Instance = InstancePrefix + instance
	}
	for _, f := range refusal.Fields {
		p.Errors = append(p.Errors, Field{Location: f.Location, Message: f.Message, Rule: f.Rule, Args: f.Args})
	}
	return p
}

// read gives the refusal that an error is, or the one that stands for it.
func read(err error) *plan.Error {
	var refusal *plan.Error
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &refusal):
		if _, known := answers[refusal.Kind]; known {
			return refusal
		}
	case errors.As(err, &tooLong):
		return plan.Errorf(plan.KindTooLarge, "the body is larger than %d bytes", tooLong.Limit)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return plan.Errorf(plan.KindUnavailable, "the answer took too long")
	}
	return plan.Errorf(KindInternal, "an unexpected error occurred; its cause is in the log under this instance")
}

// MethodNotAllowed is the refusal for a method that an address does not know. The
// caller sends the Allow header.
func MethodNotAllowed() error {
	return plan.Errorf(KindMethodNotAllowed, "the Allow header lists the methods that this address knows")
}

// Error makes a Problem usable where an error is asked for.
func (p Problem) Error() string { return p.Title }

// Write sends the problem. It must be the first thing written.
func Write(w http.ResponseWriter, p Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic("problem: always representable as JSON: " + err.Error())
	}
	h := w.Header()
	// What a handler prepared for the answer it could not give must not go out with
	// this one.
	for _, name := range []string{"Content-Encoding", "Content-Disposition", "ETag", "Last-Modified", "Link", "Location"} {
		h.Del(name)
	}
	h.Set("Content-Type", ContentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	if p.RetryAfter > 0 && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(int((p.RetryAfter+time.Second-1)/time.Second)))
	}
	if p.Status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
		h.Set("WWW-Authenticate", `Bearer realm="traguardi"`)
	}
	w.WriteHeader(p.Status)
	// The client has gone if this fails: there is nobody left to tell.
	_, _ = w.Write(body)
}
