package httpserver

import (
	"errors"
	"io"
	"net/http"
)

// DefaultBodyLimit is how many bytes a request's body may have where nothing else is said: 1 MiB.
const DefaultBodyLimit int64 = 1 << 20

// BodyLimit bounds the body of every request to limit bytes (0 means DefaultBodyLimit), or to what
// overrides say for its path. A longer one gets 413 of render's: at once where its length is
// announced, else as soon as a handler has read that far, whatever the handler then answers.
func BodyLimit(limit int64, render ErrorRenderer, overrides ...ForPrefix[int64]) Middleware {
	if limit == 0 {
		limit = DefaultBodyLimit
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Body == nil || r.Body == http.NoBody {
				next.ServeHTTP(w, r)
				return
			}
			most := pick(overrides, r.URL.Path, limit)
			if r.ContentLength > most {
				tooLarge(w, r, render)
				return
			}
			body := &limitedBody{ReadCloser: http.MaxBytesReader(w, r.Body, most)}
			r.Body = body
			answer := &replacing{ResponseWriter: w, request: r, instead: body.tooLarge,
				render: func(w http.ResponseWriter, r *http.Request, _ int) { tooLarge(w, r, render) }}
			next.ServeHTTP(answer, r)
			// A handler that gave up without a word would otherwise be answered for with 200.
			if body.exceeded {
				answer.decide(http.StatusOK)
			}
		})
	}
}

func tooLarge(w http.ResponseWriter, r *http.Request, render ErrorRenderer) {
	// The rest of the body will not be read: the connection cannot carry another request.
	w.Header().Set("Connection", "close")
	render(w, r, http.StatusRequestEntityTooLarge)
}

// limitedBody remembers whether more was read than allowed.
type limitedBody struct {
	io.ReadCloser
	exceeded bool
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		b.exceeded = true
	}
	return n, err
}

func (b *limitedBody) tooLarge(*http.Request, int) int {
	if b.exceeded {
		return http.StatusRequestEntityTooLarge
	}
	return 0
}
