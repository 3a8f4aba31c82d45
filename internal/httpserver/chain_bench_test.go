package httpserver

import (
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/httpload"
)

// BenchmarkChain measures what the whole chain costs around a handler that writes bytes it has,
// with the access log going to a file as it would. The public page as a whole is to reach 0.8 of
// its ceiling.
func BenchmarkChain(b *testing.B) {
	body := make([]byte, 10_000)
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Length", "10000")
		_, _ = w.Write(body)
	})
	logFile, err := os.OpenFile(b.TempDir()+"/access.log", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = logFile.Close() })
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelWarn} {
		b.Run("log-level="+level.String(), func(b *testing.B) {
			logger := slog.New(LogHandler(slog.NewJSONHandler(logFile, &slog.HandlerOptions{Level: level})))
			httpload.Compare(b, "/enti/c_m403", http.Header{}, page, wholeChain(b, logger, page))
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
		AccessLog(AccessLogOptions{Logger: logger, Clients: clients, Now: time.Now}),
		Observe(time.Now, func(string, string, int, time.Duration) {}),
		Recover(logger, renderText),
		SecurityHeaders(SecurityHeadersOptions{HTTPS: true, CSP: []ForPrefix[string]{{"/api/v1/docs", "default-src 'self'"}}}),
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
