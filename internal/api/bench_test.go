package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/testkit/httpload"
)

// BenchmarkPublicReads compares the API, over real connections, with a handler that
// serves the same prepared bytes; quality.md asks for 0.6 of its requests per second.
func BenchmarkPublicReads(b *testing.B) {
	w := newWorld(b)
	w.many(60)
	for name, path := range map[string]string{
		"list of 50": root + "/milestones?limit=50", "one milestone": root + "/milestones/OB-01.1", "progress": root + "/progress",
	} {
		body := w.get("", path).Body.Bytes()
		answer, err := prepared.New(prepared.Content{ContentType: mediaJSON, Body: body})
		w.must(err)
		ceiling := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { prepared.Serve(w, r, answer) })
		b.Run(name, func(b *testing.B) { httpload.Compare(b, Prefix+path, http.Header{}, ceiling, w.handler) })
	}
}

// BenchmarkRendering is what an answer costs that is not kept.
func BenchmarkRendering(b *testing.B) {
	w := newWorld(b)
	w.many(60)
	for name, path := range map[string]string{"list of 50": root + "/milestones?limit=50", "one milestone": root + "/milestones/OB-01.1"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, Prefix+path, nil)
				r.Header.Set(actorField, "viewer")
				w.handler.ServeHTTP(&discarding{header: http.Header{}}, r)
			}
		})
	}
}

// discarding is a ResponseWriter that keeps nothing.
type discarding struct{ header http.Header }

func (d *discarding) Header() http.Header         { return d.header }
func (d *discarding) WriteHeader(int)             {}
func (d *discarding) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkNew is what the API adds to a start.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		documentation(b)
	}
}
