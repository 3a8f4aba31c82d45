package httpserver

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestBodyLimit(t *testing.T) {
	read := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "internal text: "+err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(body)
	}
	unread := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("not read")) }
	gaveUp := func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	optimist := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.Copy(io.Discard, r.Body)
	}
	tests := []struct {
		name      string
		path      string
		handler   http.HandlerFunc
		size      int
		announced bool
		status    int
		body      string
	}{
		{"just fits", "/", read, 10, true, 200, strings.Repeat("x", 10)},
		{"just fits, length unknown", "/", read, 10, false, 200, strings.Repeat("x", 10)},
		{"announced too long", "/", unread, 11, true, 413, "rendered 413"},
		{"turns out too long", "/", read, 11, false, 413, "rendered 413"},
		{"too long and the handler says nothing", "/", gaveUp, 11, false, 413, "rendered 413"},
		{"too long after the handler answered", "/", optimist, 11, false, 202, ""},
		{"too long but nobody reads", "/", unread, 11, false, 200, "not read"},
		{"more allowed here", "/import", read, 20, true, 200, strings.Repeat("x", 20)},
		{"too long here too", "/import/x", read, 21, true, 413, "rendered 413"},
		{"empty", "/", read, 0, true, 200, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			handler := BodyLimit(10, renderText, ForPrefix[int64]{"/import", 20})(test.handler)
			request := httptest.NewRequest(http.MethodPost, test.path, bytes.NewReader(bytes.Repeat([]byte("x"), test.size)))
			if !test.announced {
				request.ContentLength = -1
			}
			got := ask(handler, request)
			wantAnswer(t, got, test.status, test.body)
			if closes := got.Header().Get("Connection") == "close"; closes != (test.status == 413) {
				t.Errorf("the connection closes: %v", closes)
			}
		})
	}
}

func TestBodyLimitByDefaultIsOneMebibyte(t *testing.T) {
	server := httptest.NewServer(BodyLimit(0, renderText)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		if tooLarge := (*http.MaxBytesError)(nil); err != nil && !errors.As(err, &tooLarge) {
			t.Errorf("reading ended with %v", err)
		}
	})))
	defer server.Close()
	tests := []struct {
		size   int64
		status int
	}{{1 << 20, 200}, {1<<20 + 1, 413}}
	for _, test := range tests {
		// A reader of unknown type makes the client send chunks, without a length.
		body := io.LimitReader(neverEnding('x'), test.size)
		response, err := server.Client().Post(server.URL, "text/plain", struct{ io.Reader }{body})
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != test.status {
			t.Errorf("%d bytes: %d, want %d", test.size, response.StatusCode, test.status)
		}
	}
}

type neverEnding byte

func (b neverEnding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}
