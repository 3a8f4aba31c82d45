package prepared

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Content is what an Answer is made of.
type Content struct {
	// Status is the HTTP status; 0 means 200. Those that cannot have a body (1xx, 204, 205, 304)
	// are refused.
	Status int
	// ContentType is required, charset included.
	ContentType string
	// Body is kept, not copied: nobody may change it any more.
	Body []byte
	// Header holds further fields (Cache-Control, Link, Content-Language…). It may add to Vary.
	// Content-Encoding, Content-Length and ETag are this package's to set and refused here. A 304
	// carries these fields too, except those that describe the body (Content-*, Last-Modified).
	Header http.Header
	// Brotli is the Body compressed beforehand, better than can be done while somebody waits;
	// optional, and only for a Body that would be compressed at all.
	Brotli []byte
	// Tag is the ETag without quotes; empty means a hash of ContentType and Body.
	Tag string
	// LastModified is optional.
	LastModified time.Time
}

// Answer is an HTTP answer ready to be sent any number of times, from any goroutine. It never
// changes, except that an encoding's bytes come to be when first asked for.
type Answer struct {
	status       int
	lastModified time.Time
	compressible bool
	full         []field // of a whole answer
	bare         []field // of a 304
	tags         [encodings]string
	variants     [encodings]variant

	mu   sync.Mutex
	size int64
	grow func(bytes int64) // the cache that keeps this answer, if any
}

// field is one header field with its values, shared by all who are served.
type field struct {
	name   string
	values []string
}

// variant is the answer in one encoding.
type variant struct {
	once   sync.Once
	body   []byte // nil where the encoding would not be smaller
	fields []field
	tag    []string
}

// overhead is what an answer weighs beyond its bytes: headers, structure, its place in a cache.
// Measured at 1.4 kB for a page with two further header fields.
const overhead = 1536

// New prepares an answer. It fails only for content that could not be a correct answer, which is
// the caller's mistake.
func New(content Content) (*Answer, error) {
	if content.Status == 0 {
		content.Status = http.StatusOK
	}
	if err := content.check(); err != nil {
		return nil, fmt.Errorf("prepared: %w", err)
	}
	if content.Tag == "" {
		content.Tag = hashTag(content.ContentType, content.Body)
	}
	a := &Answer{
		status:       content.Status,
		lastModified: content.LastModified,
		compressible: len(content.Body) >= minCompressed && compressible(content.ContentType),
		size:         int64(len(content.Body)) + overhead,
	}
	for e := range encoding(encodings) {
		a.tags[e] = `"` + content.Tag + e.tagSuffix() + `"`
		a.variants[e].tag = []string{a.tags[e]}
	}
	a.prepareFields(content)
	identity := &a.variants[encodingIdentity]
	identity.once.Do(func() { identity.set(encodingIdentity, content.Body) })
	if len(content.Brotli) > 0 {
		beforehand := &a.variants[encodingBrotli]
		beforehand.once.Do(func() { beforehand.set(encodingBrotli, content.Brotli) })
		a.size += int64(len(content.Brotli))
	}
	return a, nil
}

func (c *Content) check() error {
	switch {
	case c.Status < 200 || c.Status > 599 || c.Status == http.StatusNoContent || c.Status == http.StatusResetContent || c.Status == http.StatusNotModified:
		return fmt.Errorf("status %d has no body", c.Status)
	case c.ContentType == "":
		return errors.New("no content type")
	case len(c.Brotli) > 0 && len(c.Brotli) >= len(c.Body):
		return errors.New("compressed beforehand it is no smaller")
	}
	for i := range len(c.Tag) {
		if !tagByte(c.Tag[i]) {
			return fmt.Errorf("%q is no entity tag", c.Tag)
		}
	}
	for name := range c.Header {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Encoding", "Content-Length", "Content-Type", "Etag", "Last-Modified":
			return fmt.Errorf("header field %s is set by the answer itself", name)
		}
	}
	return nil
}

// prepareFields writes the header fields that all encodings share.
func (a *Answer) prepareFields(content Content) {
	a.full = append(a.full, field{"Content-Type", []string{content.ContentType}})
	if !content.LastModified.IsZero() {
		a.full = append(a.full, field{"Last-Modified", []string{content.LastModified.UTC().Format(http.TimeFormat)}})
	}
	var vary []string
	for name, values := range content.Header {
		name = textproto.CanonicalMIMEHeaderKey(name)
		if name == "Vary" {
			vary = append(vary, values...)
			continue
		}
		// Clipped, so that a handler that adds a value copies instead of writing into the shared one.
		extra := field{name, slices.Clip(slices.Clone(values))}
		a.full = append(a.full, extra)
		if name == "Content-Location" || !strings.HasPrefix(name, "Content-") {
			a.bare = append(a.bare, extra)
		}
	}
	// Also where the body is too short to compress: a page may cross the limit with its next
	// revision, and what caches were told about its address must hold for both.
	if compressible(content.ContentType) {
		vary = append(vary, "Accept-Encoding")
	}
	if len(vary) > 0 {
		joined := field{"Vary", []string{strings.Join(vary, ", ")}}
		a.full = append(a.full, joined)
		a.bare = append(a.bare, joined)
	}
}

func (v *variant) set(e encoding, body []byte) {
	v.body = body
	v.fields = append(v.fields, field{"Content-Length", []string{strconv.Itoa(len(body))}})
	if coding := e.contentCoding(); coding != "" {
		v.fields = append(v.fields, field{"Content-Encoding", []string{coding}})
	}
}

// variant returns the answer in an encoding, compressing it if nobody asked before. Where the
// encoding is not smaller, it is identity.
func (a *Answer) variant(e encoding) *variant {
	v := &a.variants[e]
	v.once.Do(func() {
		identity := a.variants[encodingIdentity].body
		if body := compress(e, identity); len(body) < len(identity) {
			v.set(e, body)
			a.grew(int64(len(body)))
		}
	})
	if v.body == nil {
		return &a.variants[encodingIdentity]
	}
	return v
}

// choose picks the encoding to send: what the request wants most, and of those the smallest. What
// accepts none of them gets identity (RFC 9110 lets a server do so).
func (a *Answer) choose(accepted acceptance) encoding {
	if !a.compressible {
		return encodingIdentity
	}
	best, weight := encodingIdentity, int16(0)
	for e, wanted := range accepted {
		if wanted > weight {
			best, weight = encoding(e), wanted
		}
	}
	return best
}

// Size is how many bytes of memory the answer takes now, all its encodings included.
func (a *Answer) Size() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.size
}

// Tag is the ETag of the uncompressed answer, quoted.
func (a *Answer) Tag() string { return a.tags[encodingIdentity] }

func (a *Answer) grew(bytes int64) {
	a.mu.Lock()
	a.size += bytes
	grow := a.grow
	a.mu.Unlock()
	if grow != nil {
		grow(bytes)
	}
}

// keptBy registers who is told of the answer's growth from now on, and returns its size until now.
func (a *Answer) keptBy(grow func(bytes int64)) int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.grow = grow
	return a.size
}

func hashTag(contentType string, body []byte) string {
	hash := sha256.New()
	// A hash never refuses bytes.
	_, _ = hash.Write([]byte(contentType))
	_, _ = hash.Write([]byte{0})
	_, _ = hash.Write(body)
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16])
}
