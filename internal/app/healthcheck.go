package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// Healthcheck asks the server at a listen address whether it is ready.
func Healthcheck(ctx context.Context, listen string) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return &UsageError{Message: "--listen must be HOST:PORT"}
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		word, err := io.ReadAll(io.LimitReader(response.Body, 100))
		if err != nil {
			return fmt.Errorf("the server is not ready: it answers %d: %w", response.StatusCode, err)
		}
		return fmt.Errorf("the server is not ready: it answers %d, %q", response.StatusCode, strings.TrimSpace(string(word)))
	}
	return nil
}
