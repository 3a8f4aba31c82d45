package area

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"

	"github.com/traguardi/traguardi/internal/tracker"
)

// Hidden fields that every form has.
const (
	fieldKey      = "chiave"
	fieldRevision = "revisione"
)

// formKeys are the hidden fields of a form.
type formKeys struct {
	Key string
}

// keys are those of a page that is about to be shown: a form that was refused keeps its
// own, since nothing was written with it.
func (v *visit) keys() formKeys {
	if v.posted.posted() {
		if key := v.posted.text(fieldKey); key != "" && len(key) <= 64 {
			return formKeys{Key: key}
		}
	}
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails: crypto/rand crashes the program instead
	return formKeys{Key: base64.RawURLEncoding.EncodeToString(b)}
}

// write is the context of the write that a form asks for: posted twice, by a double click
// or a reload, it writes once. A form that was changed and posted again is another write.
// Parts tell apart the writes of one form.
func (v *visit) write(f *form, parts ...string) context.Context {
	return v.writeOf(f, f.values, parts...)
}

// writeOf is the same for a write that only some values of the form are about: whatever
// else is posted with them, they are written once.
func (v *visit) writeOf(f *form, values url.Values, parts ...string) context.Context {
	key := f.text(fieldKey)
	if key == "" || len(key) > 64 {
		return v.ctx()
	}
	sum := sha256.New()
	for _, part := range append([]string{v.r.URL.Path, values.Encode()}, parts...) {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	fingerprint := hex.EncodeToString(sum.Sum(nil))
	return tracker.WithIdempotencyKey(v.ctx(), "form-"+key+"-"+fingerprint[:16], fingerprint)
}
