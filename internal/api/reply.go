package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
)

// How long answers may be kept. What is public may be used for a few seconds without
// asking again; the rest never lies about in a cache.
const (
	cachePublic  = "public, max-age=10, must-revalidate"
	cachePrivate = "no-store"
)

// reply is what an operation gives back.
type reply struct {
	status int // 0: 200
	// body is written as JSON; nil only with 204.
	body any
	// table writes the same rows as CSV, where the operation offers it.
	table func() ([]byte, error)
	// file is an answer that is no JSON; media tells what it is.
	file []byte
	// media of the body; empty: JSON.
	media string
	// revision and day lead the ETag.
	revision int64
	day      plan.Date
	header   http.Header
	// public answers are the same for everybody.
	public bool
	// stale answers come from the last known board.
	stale bool
}

// send writes a reply as the request wants it, or hands it to the recorder that will
// keep it.
func (s *server) send(w http.ResponseWriter, r *http.Request, rep reply) {
	if rep.status == http.StatusNoContent {
		w.Header().Set("Cache-Control", cachePrivate)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer, err := rep.prepare(r)
	if err != nil {
		s.refuse(w, r, fmt.Errorf("rendering %s: %w", r.Pattern, err))
		return
	}
	if rec, ok := w.(*recorder); ok && rep.public {
		rec.answer = answer
		return
	}
	if rep.stale {
		w.Header().Set("Warning", staleWarning)
	}
	prepared.Serve(w, r, answer)
}

func (rep reply) prepare(r *http.Request) (*prepared.Answer, error) {
	content := prepared.Content{Status: rep.status, ContentType: cmp.Or(rep.media, mediaJSON), Header: rep.header}
	if content.Header == nil {
		content.Header = http.Header{}
	}
	// A shared cache must not give what the public may see to a member, nor the
	// other way round.
	content.Header.Set("Vary", "Accept, Authorization, Cookie")
	content.Header.Set("Cache-Control", cachePrivate)
	if rep.public {
		content.Header.Set("Cache-Control", cachePublic)
	}
	var err error
	if rep.file != nil {
		content.Body = rep.file
	} else if rep.table != nil && mediaType(r) == mediaCSV {
		content.ContentType = mediaCSV + "; charset=utf-8; header=present"
		content.Body, err = rep.table()
	} else {
		content.Body, err = encode(rep.body)
	}
	if err != nil {
		return nil, err
	}
	content.Tag = tag(rep.revision, rep.day, content.Body)
	return prepared.New(content)
}

func encode(body any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// tag is the ETag without quotes: the revision that If-Match is held against, the day
// (what is computed changes at midnight), and a hash, since an object's figures also
// follow from other objects.
func tag(revision int64, day plan.Date, body []byte) string {
	sum := sha256.Sum256(body)
	t := strconv.FormatInt(revision, 10)
	if !day.IsZero() {
		t += "-" + day.String()
	}
	return t + "-" + base64.RawURLEncoding.EncodeToString(sum[:9])
}
