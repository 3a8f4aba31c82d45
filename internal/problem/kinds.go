package problem

import (
	"net/http"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Kinds of answer that only HTTP knows. They are used like those of package plan.
const (
	KindMethodNotAllowed plan.Kind = "method_not_allowed"
	KindInternal         plan.Kind = "internal"
)

// TypePrefix begins every problem's type; the kind, with hyphens, follows. A URN
// because it names a sort of refusal for good, wherever the program is installed.
const TypePrefix = "urn:traguardi:problem:"

// answer is how one kind of refusal is answered.
type answer struct {
	status int
	typ    string
	title  string
	// retry is how long to wait before trying again; zero where trying again as it
	// is cannot help.
	retry time.Duration
}

// answers is the one table from kinds to answers.
var answers = map[plan.Kind]answer{
	plan.KindMalformed:            {http.StatusBadRequest, "malformed", "The request cannot be read", 0},
	plan.KindUnauthenticated:      {http.StatusUnauthorized, "unauthenticated", "Sign-in is needed", 0},
	plan.KindForbidden:            {http.StatusForbidden, "forbidden", "Not allowed", 0},
	plan.KindNotFound:             {http.StatusNotFound, "not-found", "Not found", 0},
	KindMethodNotAllowed:          {http.StatusMethodNotAllowed, "method-not-allowed", "The method does not fit this address", 0},
	plan.KindConflict:             {http.StatusConflict, "conflict", "Clashes with what is already there", 0},
	plan.KindStale:                {http.StatusPreconditionFailed, "stale", "The object has changed since it was read", 0},
	plan.KindTooLarge:             {http.StatusRequestEntityTooLarge, "too-large", "The request is too large", 0},
	plan.KindUnsupported:          {http.StatusUnsupportedMediaType, "unsupported-media-type", "The content type is not accepted", 0},
	plan.KindInvalid:              {http.StatusUnprocessableEntity, "invalid", "Refused by a rule", 0},
	plan.KindPreconditionRequired: {http.StatusPreconditionRequired, "precondition-required", "If-Match is needed", 0},
	plan.KindRateLimited:          {http.StatusTooManyRequests, "rate-limited", "Too many requests", time.Minute},
	KindInternal:                  {http.StatusInternalServerError, "internal", "Something went wrong", 0},
	plan.KindUnavailable:          {http.StatusServiceUnavailable, "unavailable", "Not available at the moment", 5 * time.Second},
}

// Status is the HTTP status of a kind; 500 for one that the table does not know.
func Status(kind plan.Kind) int { return answerTo(kind).status }

func answerTo(kind plan.Kind) answer {
	if a, ok := answers[kind]; ok {
		return a
	}
	return answers[KindInternal]
}
