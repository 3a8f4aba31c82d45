package prepared

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// page makes an answer of about size bytes of text that compresses as pages do.
func page(t testing.TB, size int) *Answer {
	t.Helper()
	return prepare(t, Content{
		ContentType: "text/html; charset=utf-8",
		Body:        text(size),
		Header:      http.Header{"Cache-Control": {"max-age=60"}, "Content-Language": {"it"}},
	})
}

func text(size int) []byte {
	var body bytes.Buffer
	for i := 0; body.Len() < size; i++ {
		body.WriteString("<li><a href=\"/enti/c_m403/obiettivi/OB-" + strconv.Itoa(i) + "\">Obiettivo " + strconv.Itoa(i*7919%1000) + "</a></li>\n")
	}
	return body.Bytes()[:size]
}

func prepare(t testing.TB, content Content) *Answer {
	t.Helper()
	answer, err := New(content)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func serve(answer *Answer, method string, header http.Header) *http.Response {
	request := httptest.NewRequest(method, "/", nil)
	request.Header = header
	recorder := httptest.NewRecorder()
	Serve(recorder, request, answer)
	return recorder.Result()
}

func readAll(t testing.TB, response *http.Response) []byte {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func decode(t testing.TB, coding string, body []byte) []byte {
	t.Helper()
	var reader io.Reader = bytes.NewReader(body)
	switch coding {
	case "br":
		reader = brotli.NewReader(reader)
	case "gzip":
		unzipped, err := gzip.NewReader(reader)
		if err != nil {
			t.Fatal(err)
		}
		reader = unzipped
	case "":
	default:
		t.Fatalf("unknown coding %q", coding)
	}
	decoded, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

func TestServeEncodings(t *testing.T) {
	large, small := text(20_000), text(minCompressed-1)
	noise := make([]byte, 4096)
	for i, state := 0, uint32(1); i < len(noise); i++ {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	const html = "text/html; charset=utf-8"
	tests := []struct {
		name        string
		contentType string
		body        []byte
		accept      string
		coding      string
		vary        string
	}{
		{"brotli for browsers", html, large, "gzip, deflate, br, zstd", "br", "Accept-Encoding"},
		{"gzip where that is all", html, large, "gzip", "gzip", "Accept-Encoding"},
		{"as it is for those who ask for nothing", html, large, "", "", "Accept-Encoding"},
		{"a short body as it is", html, small, "gzip, br", "", "Accept-Encoding"},
		{"an image as it is", "image/png", large, "gzip, br", "", ""},
		{"a problem", "application/problem+json", large, "gzip", "gzip", "Accept-Encoding"},
		{"a calendar", "text/calendar; charset=utf-8", large, "gzip", "gzip", "Accept-Encoding"},
		{"a feed", "application/atom+xml", large, "gzip", "gzip", "Accept-Encoding"},
		{"text that does not shrink, as it is", "text/plain; charset=utf-8", noise, "gzip, br", "", "Accept-Encoding"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := prepare(t, Content{ContentType: test.contentType, Body: test.body})
			header := http.Header{}
			if test.accept != "" {
				header.Set("Accept-Encoding", test.accept)
			}
			got := serve(answer, http.MethodGet, header)
			body := readAll(t, got)
			if coding := got.Header.Get("Content-Encoding"); coding != test.coding {
				t.Errorf("coding %q, want %q", coding, test.coding)
			}
			if !bytes.Equal(decode(t, test.coding, body), test.body) {
				t.Error("the body does not decode to what was prepared")
			}
			if test.coding != "" && len(body) >= len(test.body) {
				t.Errorf("compressed from %d to %d bytes", len(test.body), len(body))
			}
			if length := got.Header.Get("Content-Length"); length != strconv.Itoa(len(body)) {
				t.Errorf("Content-Length %s for %d bytes", length, len(body))
			}
			if vary := got.Header.Get("Vary"); vary != test.vary {
				t.Errorf("Vary %q, want %q", vary, test.vary)
			}
			if contentType := got.Header.Get("Content-Type"); contentType != test.contentType {
				t.Errorf("Content-Type %q", contentType)
			}

			head := serve(answer, http.MethodHead, header)
			if rest := readAll(t, head); len(rest) != 0 {
				t.Errorf("HEAD got a body of %d bytes", len(rest))
			}
			for name := range got.Header {
				if got.Header.Get(name) != head.Header.Get(name) {
					t.Errorf("HEAD: %s is %q, want %q as with GET", name, head.Header.Get(name), got.Header.Get(name))
				}
			}
		})
	}
}

// What was compressed beforehand is what is sent, under the same fields as what is compressed when asked for.
func TestServeWhatWasCompressedBeforehand(t *testing.T) {
	body := text(8 << 10)
	var small bytes.Buffer
	writer := brotli.NewWriterLevel(&small, brotli.BestCompression)
	if _, err := writer.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	answer := prepare(t, Content{ContentType: "text/css; charset=utf-8", Body: body, Brotli: small.Bytes()})
	if want := int64(len(body) + small.Len() + overhead); answer.Size() != want {
		t.Errorf("it weighs %d, want %d", answer.Size(), want)
	}
	response := serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {"gzip, br"}})
	if got := readAll(t, response); !bytes.Equal(got, small.Bytes()) {
		t.Errorf("%d bytes are sent, not the %d made beforehand", len(got), small.Len())
	}
	for name, want := range map[string]string{
		"Content-Encoding": "br", "Content-Length": strconv.Itoa(small.Len()), "Vary": "Accept-Encoding",
		"Etag": strings.TrimSuffix(answer.Tag(), `"`) + `-br"`,
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := readAll(t, serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {"br;q=0"}})); !bytes.Equal(got, body) {
		t.Error("who takes no Brotli gets something else than the text")
	}
}

func TestTagsDifferByEncodingAndContent(t *testing.T) {
	one, other := page(t, 5000), page(t, 5001)
	seen := map[string]string{}
	for _, answer := range []*Answer{one, other} {
		for _, accept := range []string{"br", "gzip", "identity"} {
			tag := serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {accept}}).Header.Get("ETag")
			if !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) {
				t.Errorf("%s is no strong tag", tag)
			}
			if before, taken := seen[tag]; taken {
				t.Errorf("%s and %s share the tag %s", before, accept, tag)
			}
			seen[tag] = accept
			// Whoever compares a tag by what it begins with finds the same in every encoding.
			if !strings.HasPrefix(tag, strings.TrimSuffix(answer.Tag(), `"`)) {
				t.Errorf("the tag %s does not begin as %s", tag, answer.Tag())
			}
		}
	}
	if again := page(t, 5000); again.Tag() != one.Tag() {
		t.Errorf("equal content has tags %s and %s", again.Tag(), one.Tag())
	}
	sameBytes := prepare(t, Content{ContentType: "text/plain; charset=utf-8", Body: text(5000)})
	if sameBytes.Tag() == one.Tag() {
		t.Error("equal bytes of another type share a tag")
	}
}

func TestServeConditions(t *testing.T) {
	modified := time.Date(2026, 3, 1, 10, 0, 0, 500, time.UTC)
	content := Content{
		ContentType:  "application/json",
		Body:         text(5000),
		Tag:          "r12",
		LastModified: modified,
		Header:       http.Header{"cache-control": {"no-cache"}, "Content-Language": {"it"}, "Content-Location": {"/a"}, "Vary": {"Accept"}},
	}
	ok := prepare(t, content)
	content.Status = http.StatusNotFound
	missing := prepare(t, content)
	date := func(after time.Duration) string { return modified.Add(after).Format(http.TimeFormat) }

	tests := []struct {
		name   string
		answer *Answer
		method string
		header http.Header
		status int
		tag    string
	}{
		{"known", ok, "GET", http.Header{"If-None-Match": {`"r12"`}}, 304, `"r12"`},
		{"known, HEAD", ok, "HEAD", http.Header{"If-None-Match": {`"r12"`}}, 304, `"r12"`},
		{"known compressed", ok, "GET", http.Header{"If-None-Match": {`"r12-gzip"`}, "Accept-Encoding": {"gzip"}}, 304, `"r12-gzip"`},
		{"known compressed, asked without Accept-Encoding", ok, "GET", http.Header{"If-None-Match": {`"r12-gzip"`}}, 304, `"r12-gzip"`},
		{"known compressed, identity alone accepted", ok, "GET", http.Header{"If-None-Match": {`"r12-gzip"`}, "Accept-Encoding": {"identity"}}, 200, `"r12"`},
		{"known as it is, though compressed is preferred", ok, "GET", http.Header{"If-None-Match": {`W/"r12"`}, "Accept-Encoding": {"br"}}, 304, `"r12"`},
		{"anything known", ok, "GET", http.Header{"If-None-Match": {`*`}, "Accept-Encoding": {"gzip"}}, 304, `"r12-gzip"`},
		{"older known", ok, "GET", http.Header{"If-None-Match": {`"r11", "r1"`}}, 200, `"r12"`},
		{"not for a POST", ok, "POST", http.Header{"If-None-Match": {`"r12"`}}, 200, `"r12"`},
		{"not for an error", missing, "GET", http.Header{"If-None-Match": {`"r12"`}}, 404, `"r12"`},
		{"not modified since", ok, "GET", http.Header{"If-Modified-Since": {date(0)}}, 304, `"r12"`},
		{"modified since", ok, "GET", http.Header{"If-Modified-Since": {date(-time.Second)}}, 200, `"r12"`},
		{"a date that is none", ok, "GET", http.Header{"If-Modified-Since": {"yesterday"}}, 200, `"r12"`},
		{"the tag decides where both are given", ok, "GET", http.Header{"If-None-Match": {`"r11"`}, "If-Modified-Since": {date(0)}}, 200, `"r12"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := serve(test.answer, test.method, test.header)
			if got.StatusCode != test.status || got.Header.Get("ETag") != test.tag {
				t.Errorf("got %d %s, want %d %s", got.StatusCode, got.Header.Get("ETag"), test.status, test.tag)
			}
			if got.Header.Get("Cache-Control") != "no-cache" || got.Header.Get("Content-Location") != "/a" || got.Header.Get("Vary") != "Accept, Accept-Encoding" {
				t.Errorf("fields that every answer carries are missing: %v", got.Header)
			}
			if got.StatusCode != http.StatusNotModified {
				return
			}
			if body := readAll(t, got); len(body) != 0 {
				t.Errorf("a 304 with %d bytes", len(body))
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Last-Modified"} {
				if value := got.Header.Get(name); value != "" {
					t.Errorf("a 304 with %s: %s", name, value)
				}
			}
		})
	}
}

func TestServeKeepsWhatIsAlreadyInTheHeader(t *testing.T) {
	answer := page(t, 5000)
	for range 2 { // twice: the first must not write into what the answer shares
		recorder := httptest.NewRecorder()
		recorder.Header().Set("Vary", "Cookie")
		recorder.Header().Set("Request-Id", "abc")
		Serve(recorder, httptest.NewRequest("GET", "/", nil), answer)
		recorder.Header().Add("Cache-Control", "private")
		if got := recorder.Header().Values("Vary"); strings.Join(got, ", ") != "Cookie, Accept-Encoding" {
			t.Errorf("Vary %q", got)
		}
		if recorder.Header().Get("Request-Id") != "abc" {
			t.Error("the request id is gone")
		}
		if got := recorder.Result().Header.Values("Cache-Control"); len(got) != 1 || got[0] != "max-age=60" {
			t.Errorf("Cache-Control %q", got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	tests := map[string]Content{
		"no content type":    {Body: []byte("x")},
		"a bodiless status":  {ContentType: "text/plain", Status: http.StatusNoContent},
		"not modified":       {ContentType: "text/plain", Status: http.StatusNotModified},
		"an informal status": {ContentType: "text/plain", Status: 100},
		"no status":          {ContentType: "text/plain", Status: 600},
		"a quoted tag":       {ContentType: "text/plain", Tag: `"x"`},
		"a tag with a space": {ContentType: "text/plain", Tag: "a b"},
		"its own ETag":       {ContentType: "text/plain", Header: http.Header{"etag": {`"x"`}}},
		"its own length":     {ContentType: "text/plain", Header: http.Header{"Content-Length": {"3"}}},
		"a growing copy":     {ContentType: "text/plain", Body: []byte("x"), Brotli: []byte("xx")},
		"its own encoding":   {ContentType: "text/plain", Header: http.Header{"Content-Encoding": {"br"}}},
	}
	for name, content := range tests {
		if answer, err := New(content); err == nil {
			t.Errorf("%s: made %v", name, answer)
		}
	}
}

// discard is the cheapest ResponseWriter: what is left to count is Serve's own.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(int)             {}
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

func TestServeDoesNotAllocate(t *testing.T) {
	answer := page(t, 30_000)
	tests := map[string]http.Header{
		"identity":     {},
		"gzip":         {"Accept-Encoding": {"gzip"}},
		"brotli":       {"Accept-Encoding": {"gzip, deflate, br, zstd"}},
		"not modified": {"If-None-Match": {`"other", ` + answer.Tag()}},
	}
	for name, header := range tests {
		request := httptest.NewRequest("GET", "/", nil)
		request.Header = header
		writer := &discard{header: http.Header{}}
		Serve(writer, request, answer)
		allocations := testing.AllocsPerRun(100, func() {
			clear(writer.header)
			Serve(writer, request, answer)
		})
		if allocations != 0 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}

func TestOnce(t *testing.T) {
	long := bytes.Repeat([]byte("traguardi "), 1000)
	for _, c := range []struct {
		name, accept string
		body         []byte
		coding       string
	}{
		{"a browser", "gzip, deflate, br", long, "gzip"},
		{"nothing said", "", long, ""},
		{"refused", "gzip;q=0, *", long, ""},
		{"identity preferred", "identity, gzip;q=0.5", long, ""},
		{"short", "gzip", long[:100], ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			if c.accept != "" {
				r.Header.Set("Accept-Encoding", c.accept)
			}
			sent, coding := Once(r, c.body)
			if coding != c.coding {
				t.Fatalf("coding %q, want %q", coding, c.coding)
			}
			if coding == "gzip" {
				reader, err := gzip.NewReader(bytes.NewReader(sent))
				if err != nil {
					t.Fatal(err)
				}
				if sent, err = io.ReadAll(reader); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(sent, c.body) {
				t.Error("another text")
			}
		})
	}
}
