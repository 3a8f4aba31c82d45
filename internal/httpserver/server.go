package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ServerOptions are what a Server needs; a zero duration or size means the default named beside it.
type ServerOptions struct {
	// Address is host:port; port 0 takes any that is free.
	Address string
	Handler http.Handler
	Logger  *slog.Logger

	ReadHeaderTimeout time.Duration // 5 s: a client that dawdles over its header is not waited for
	ReadTimeout       time.Duration // 30 s for the whole request
	WriteTimeout      time.Duration // 60 s from the end of the header to the end of the answer
	IdleTimeout       time.Duration // 120 s between two requests of one connection
	MaxHeaderBytes    int           // 64 KiB
}

// Server is one listener with its handler. It is started once and stopped once.
type Server struct {
	address string
	server  *http.Server
	failed  chan error
}

// NewServer prepares a server; Start opens it.
func NewServer(options ServerOptions) *Server {
	return &Server{
		address: options.Address,
		server: &http.Server{
			Handler:           options.Handler,
			ReadHeaderTimeout: orDefault(options.ReadHeaderTimeout, 5*time.Second),
			ReadTimeout:       orDefault(options.ReadTimeout, 30*time.Second),
			WriteTimeout:      orDefault(options.WriteTimeout, 60*time.Second),
			IdleTimeout:       orDefault(options.IdleTimeout, 120*time.Second),
			MaxHeaderBytes:    orDefault(options.MaxHeaderBytes, 64<<10),
			ErrorLog:          slog.NewLogLogger(options.Logger.Handler(), slog.LevelWarn),
		},
		failed: make(chan error, 1),
	}
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// Start opens the listener and serves from then on; it returns the address bound. An error means
// that nothing was started.
func (s *Server) Start(ctx context.Context) (net.Addr, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", s.address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", s.address, err)
	}
	go func() {
		defer close(s.failed)
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	return listener.Addr(), nil
}

// Failed delivers the error of a listener that broke while serving; the program cannot go on
// without it. It is closed when serving ends, so that whoever waits for it ends too.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop takes no further connections, lets the requests under way finish and returns once they have.
// Where ctx ends first, the rest is cut off and ctx's error returned.
func (s *Server) Stop(ctx context.Context) error {
	if err := s.server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests were still under way: %w", err), s.server.Close())
	}
	return nil
}
