package prepared

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/httpload"
)

var benchModes = []struct {
	name   string
	accept string
	known  bool // the client has the answer already
}{
	{name: "identity"},
	{name: "gzip", accept: "gzip"},
	{name: "brotli", accept: "gzip, deflate, br, zstd"},
	{name: "not-modified", accept: "gzip, deflate, br, zstd", known: true},
}

func benchHeader(answer *Answer, accept string, known bool) http.Header {
	header := http.Header{}
	if accept != "" {
		header.Set("Accept-Encoding", accept)
	}
	if known {
		header.Set("If-None-Match", answer.tags[encodingBrotli])
	}
	return header
}

// BenchmarkServed measures a prepared answer out of a cache against its ceiling: a net/http handler
// that writes the same bytes and nothing else. The project asks for a ratio of 0.8 or more and a
// p99-ratio of 2 or less.
func BenchmarkServed(b *testing.B) {
	for _, mode := range benchModes {
		b.Run(mode.name, func(b *testing.B) {
			answer := page(b, 30_000)
			request := benchHeader(answer, mode.accept, mode.known)
			sample := serve(answer, http.MethodGet, request)
			body := readAll(b, sample)
			ceiling := func(w http.ResponseWriter, _ *http.Request) {
				header := w.Header()
				if mode.known {
					header.Set("Etag", answer.Tag())
					w.WriteHeader(http.StatusNotModified)
					return
				}
				header.Set("Content-Type", "text/html; charset=utf-8")
				header.Set("Content-Length", strconv.Itoa(len(body)))
				if coding := sample.Header.Get("Content-Encoding"); coding != "" {
					header.Set("Content-Encoding", coding)
				}
				_, _ = w.Write(body)
			}
			cache := NewCache(1 << 20)
			subject := func(w http.ResponseWriter, r *http.Request) {
				key := Key{Organization: "c_m403", Revision: 12, Day: "2026-11-22", Path: r.URL.Path, Language: "it"}
				kept, err := cache.Get(r.Context(), key, func(context.Context) (*Answer, error) { return answer, nil })
				if err != nil {
					b.Error(err)
					return
				}
				Serve(w, r, kept)
			}
			httpload.Compare(b, "/enti/c_m403", request, http.HandlerFunc(ceiling), http.HandlerFunc(subject))
		})
	}
}

// BenchmarkHandler measures the same without connections: what the handler itself costs.
func BenchmarkHandler(b *testing.B) {
	for _, mode := range benchModes {
		b.Run(mode.name, func(b *testing.B) {
			answer := page(b, 30_000)
			request := httptest.NewRequest(http.MethodGet, "/enti/c_m403", nil)
			request.Header = benchHeader(answer, mode.accept, mode.known)
			cache := NewCache(1 << 20)
			key := Key{Organization: "c_m403", Revision: 12, Day: "2026-11-22", Path: "/enti/c_m403", Language: "it"}
			writer := &discard{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(writer.header)
				kept, err := cache.Get(request.Context(), key, func(context.Context) (*Answer, error) { return answer, nil })
				if err != nil {
					b.Fatal(err)
				}
				Serve(writer, request, kept)
			}
		})
	}
}
