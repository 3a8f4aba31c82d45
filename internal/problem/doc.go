// Package problem turns errors into HTTP answers, once for the API and the pages:
// the kind of a *plan.Error becomes a status, a title and a stable type; any other
// error becomes an opaque 500 whose instance is found in the log and nowhere else.
//
// The answers are application/problem+json (RFC 9457). They never repeat what was
// asked and never show the machinery's text.
package problem
