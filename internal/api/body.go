package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

// MaxBody bounds a request's body in bytes: minutes of a meeting at their longest, every
// character escaped, and room to spare.
const MaxBody = 1 << 20

// readBody reads the body of a write: one JSON document of the content type asked for.
func readBody(w http.ResponseWriter, r *http.Request, contentType string) ([]byte, error) {
	if err := checkContentType(w, r, contentType); err != nil {
		return nil, err
	}
	if r.ContentLength > MaxBody {
		return nil, &http.MaxBytesError{Limit: MaxBody}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return nil, err
	case err != nil:
		return nil, plan.Errorf(plan.KindMalformed, "the body ended before it was complete").WithCause(err)
	case len(raw) == 0:
		return nil, plan.Errorf(plan.KindMalformed, "the body is empty: a JSON object is needed")
	case !utf8.Valid(raw):
		return nil, plan.Errorf(plan.KindMalformed, "the body is not UTF-8")
	}
	return raw, nil
}

func checkContentType(w http.ResponseWriter, r *http.Request, want string) error {
	refusal := plan.Errorf(plan.KindUnsupported, "the body must be %s in UTF-8, not compressed", want)
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || media != want || (charset != "" && !strings.EqualFold(charset, "utf-8")) || r.Header.Get("Content-Encoding") != "" {
		if r.Method == http.MethodPatch {
			w.Header().Set("Accept-Patch", want)
		}
		return refusal
	}
	return nil
}
