package prepared

import (
	"net/http"
)

// Serve sends the answer as the request asks: in the encoding it prefers, as 304 where the client's
// copy is still good (If-None-Match, else If-Modified-Since), without the body for HEAD. Header
// fields already set on w stay, unless the answer has the same ones; Vary is added to.
//
// A request with Range gets the whole answer, as RFC 9110 allows.
func Serve(w http.ResponseWriter, r *http.Request, a *Answer) {
	accepted := parseAcceptEncoding(r.Header["Accept-Encoding"])
	chosen := a.choose(accepted)
	header := w.Header()
	if tag := a.unchanged(r, accepted, chosen); tag != nil {
		setFields(header, a.bare)
		header["Etag"] = tag
		w.WriteHeader(http.StatusNotModified)
		return
	}
	v := a.variant(chosen)
	setFields(header, a.full)
	setFields(header, v.fields)
	header["Etag"] = v.tag
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	// The client may be gone: nobody is left to tell, and the connection ends by itself.
	_, _ = w.Write(v.body)
}

// unchanged returns the ETag for a 304, or nil where the whole answer is due. Conditions count only
// where the whole answer would be a success (RFC 9110, section 13.2.1).
func (a *Answer) unchanged(r *http.Request, accepted acceptance, chosen encoding) []string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || a.status >= 300 {
		return nil
	}
	if lines := r.Header["If-None-Match"]; len(lines) > 0 {
		switch outcome, e := matchTags(lines, &a.tags, accepted, chosen); outcome {
		case matchTag:
			return a.variants[e].tag
		case matchAny:
			return a.variant(chosen).tag
		default:
			// If-Modified-Since does not count beside If-None-Match.
			return nil
		}
	}
	if unmodifiedSince(r.Header, a.lastModified) {
		return a.variant(chosen).tag
	}
	return nil
}

func setFields(header http.Header, fields []field) {
	for i := range fields {
		f := &fields[i]
		if f.name == "Vary" && len(header["Vary"]) > 0 {
			header["Vary"] = append(header["Vary"], f.values...)
			continue
		}
		header[f.name] = f.values
	}
}
