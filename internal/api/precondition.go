package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// neverCurrent is a revision that no object has: the tracker, which looks at permission
// and existence first, then answers that the writer's copy is out of date.
const neverCurrent = -1

// ifMatch gives the revision that the writer read, 0 for "whatever it is" (`*`).
// Refused: an absent field (precondition_required), one that is no entity tag
// (malformed).
func ifMatch(r *http.Request) (int64, error) {
	lines := r.Header.Values("If-Match")
	if len(lines) == 0 {
		return 0, plan.Errorf(plan.KindPreconditionRequired,
			"send the ETag of the object as you read it in If-Match, so that nobody else's change is lost")
	}
	malformed := plan.Errorf(plan.KindMalformed, "If-Match must be one entity tag in double quotes, or an asterisk")
	if len(lines) > 1 {
		return 0, malformed
	}
	field := strings.TrimSpace(lines[0])
	if field == "*" {
		return 0, nil
	}
	// Proxies that compress turn a strong tag into a weak one. The revision that leads
	// it is as good as before.
	field = strings.TrimPrefix(field, "W/")
	if len(field) < 2 || field[0] != '"' || field[len(field)-1] != '"' || strings.Contains(field[1:len(field)-1], `"`) {
		return 0, malformed
	}
	digits, _, _ := strings.Cut(field[1:len(field)-1], "-")
	revision, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || revision < 1 {
		return neverCurrent, nil
	}
	return revision, nil
}

var idempotencyKeyRE = regexp.MustCompile(`^[\x21-\x7E]{1,200}$`)

// idempotent makes the write that follows safe to repeat where the request carries an
// Idempotency-Key.
func idempotent(ctx context.Context, r *http.Request, body []byte) (context.Context, error) {
	key, fingerprint, err := idempotency(r, body)
	if err != nil || key == "" {
		return ctx, err
	}
	return tracker.WithIdempotencyKey(ctx, key, fingerprint), nil
}

// idempotency gives the request's Idempotency-Key, empty where it has none, and what
// tells whether another request with the same key is the same.
func idempotency(r *http.Request, body []byte) (key, fingerprint string, err error) {
	lines := r.Header.Values("Idempotency-Key")
	if len(lines) == 0 {
		return "", "", nil
	}
	if len(lines) > 1 || !idempotencyKeyRE.MatchString(lines[0]) {
		return "", "", plan.Errorf(plan.KindMalformed, "Idempotency-Key must be one text of 1 to 200 printable ASCII characters without spaces")
	}
	sum := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path} {
		// A hash never refuses bytes.
		_, _ = sum.Write([]byte(part))
		_, _ = sum.Write([]byte{0})
	}
	_, _ = sum.Write(body)
	return lines[0], hex.EncodeToString(sum.Sum(nil)), nil
}
