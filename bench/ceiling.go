package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ceiling is a bare net/http server.
type ceiling struct {
	url    string
	server *http.Server
}

func newCeiling(handler http.Handler) (*ceiling, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &ceiling{url: "http://" + l.Addr().String(), server: &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}}
	go func() { _ = c.server.Serve(l) }() // ends with close
	return c, nil
}

func (c *ceiling) close() error { return c.server.Close() }

// answer is what the program answered, to be served as it is.
type answer struct {
	header http.Header
	body   []byte
}

func ask(ctx context.Context, url string, header map[string]string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Accept-Encoding", "identity")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(got.Body)
	if err := errors.Join(err, got.Body.Close()); err != nil {
		return answer{}, err
	}
	if got.StatusCode != http.StatusOK {
		return answer{}, fmt.Errorf("%s answered %s: %s", url, got.Status, bytes.TrimSpace(body))
	}
	return answer{got.Header, body}, nil
}

// prepared serves an answer's bytes with its headers, and 304 to whom they are known.
func prepared(a answer) http.Handler {
	tag := a.header.Get("ETag")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range a.header {
			if name != "Date" && name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		_, _ = w.Write(a.body) // whoever hung up has no use for the error
	})
}

// bareWrites is a net/http PATCH that does one single-row commit, as durable as the program's.
func bareWrites(ctx context.Context, db *sql.DB, rows int) (http.Handler, error) {
	if _, err := db.ExecContext(ctx, "CREATE TABLE bare (id INTEGER PRIMARY KEY, percent INTEGER NOT NULL)"); err != nil {
		return nil, err
	}
	for i := range rows {
		if _, err := db.ExecContext(ctx, "INSERT INTO bare VALUES ($1, 0)", i); err != nil {
			return nil, err
		}
	}
	//nolint:sqlclosecheck // it goes with its database
	update, err := db.PrepareContext(ctx, "UPDATE bare SET percent = $1 WHERE id = $2")
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil {
			http.Error(w, "which row?", http.StatusBadRequest)
			return
		}
		percent, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<10))
		if err != nil {
			http.Error(w, "no body", http.StatusBadRequest)
			return
		}
		n := 0
		for _, c := range percent {
			if c >= '0' && c <= '9' {
				n = n*10 + int(c-'0')
			}
		}
		if _, err := update.ExecContext(r.Context(), n, id%rows); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}), nil
}
