package oidc

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// patience bounds one question to the provider.
	patience = 10 * time.Second
	// maxAnswer bounds what is read of an answer: a provider gone mad must not fill the
	// memory.
	maxAnswer = 1 << 20
)

// newClient makes the client that asks the provider. It follows no redirect to another
// scheme or host: codes and secrets are for the provider alone.
func newClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &http.Client{
		Timeout:   patience,
		Transport: bounded{transport},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if first := via[0].URL; len(via) > 3 || r.URL.Scheme != first.Scheme || r.URL.Host != first.Host {
				return errors.New("the provider redirects elsewhere")
			}
			return nil
		},
	}
}

// bounded cuts answers off.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, maxAnswer), response.Body}
	return response, nil
}

// usable tells an address that people or secrets may be sent to: https, or plain http
// where the issuer itself is (which the settings allow on this machine alone).
func usable(address string, issuer *url.URL) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == issuer.Scheme)
}
