package httpserver

import (
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/httpload"
)

// BenchmarkChain measures what the whole chain costs around a handler that writes bytes it has, and
// around one that answers 304. The public page as a whole is to reach 0.8 of its ceiling.
func BenchmarkChain(b *testing.B) {
	body := make([]byte, 10_000)
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Length", "10000")
		_, _ = w.Write(body)
	})
	unchanged := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Etag", `"r12"`)
		w.WriteHeader(http.StatusNotModified)
	})
	logFile, err := os.OpenFile(b.TempDir()+"/access.log", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = logFile.Close() })
	buffer := NewLineBuffer(logFile, time.Second)
	b.Cleanup(func() { _ = buffer.Close() })
	logs := []struct {
		name   string
		logger *slog.Logger
	}{
		{"log-each-line", slog.New(LogHandler(slog.NewJSONHandler(logFile, nil)))},
		{"log-buffered", slog.New(LogHandler(slog.NewJSONHandler(buffer, nil)))},
		{"log-off", slog.New(slog.DiscardHandler)},
	}
	for _, log := range logs {
		b.Run("page/"+log.name, func(b *testing.B) {
			httpload.Compare(b, "/enti/c_m403", http.Header{}, page, wholeChain(b, log.logger, page))
		})
		b.Run("not-modified/"+log.name, func(b *testing.B) {
			httpload.Compare(b, "/enti/c_m403", http.Header{}, unchanged, wholeChain(b, log.logger, unchanged))
		})
	}
}

func wholeChain(t testing.TB, logger *slog.Logger, page http.Handler) http.Handler {
	t.Helper()
	crossOrigin, err := CrossOrigin([]string{"https://traguardi.example.it"}, renderText)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /enti/{ipa}", page)
	clients := direct(t)
	return Chain(mux,
		RequestID(),
		AccessLog(AccessLogOptions{
			Logger: logger, Clients: clients, Now: time.Now,
			Observe: func(string, string, int, time.Duration) {},
		}),
		Recover(logger, renderText),
		SecurityHeaders(SecurityHeadersOptions{HTTPS: true, CSP: []ForPrefix[string]{{"/api/v1/docs", "default-src 'self'"}}}),
		NewInFlight(InFlightOptions{Most: 256, Render: renderText}).Guard,
		RateLimit(RateLimitOptions{PerMinute: 1 << 30, Clients: clients, Now: time.Now, Render: renderText}),
		crossOrigin,
		BodyLimit(0, renderText),
		ErrorPages(renderText),
	)
}

// BenchmarkChainAlone measures the chain without connections.
func BenchmarkChainAlone(b *testing.B) {
	logger := slog.New(LogHandler(slog.NewJSONHandler(discardWriter{}, nil)))
	handler := wholeChain(b, logger, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	request := get("/enti/c_m403")
	writer := discardResponse{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(writer.header)
		handler.ServeHTTP(writer, request)
	}
}

type discardWriter struct{}

func (discardWriter) Write(p []byte) (int, error) { return len(p), nil }

type discardResponse struct{ header http.Header }

func (d discardResponse) Header() http.Header         { return d.header }
func (d discardResponse) WriteHeader(int)             {}
func (d discardResponse) Write(p []byte) (int, error) { return len(p), nil }
