package main

import (
	"context"
	"errors"
	"fmt"
)

// serving measures what is read: pages and answers against the same bytes from net/http.
func (b *bench) serving(ctx context.Context, p plan) (err error) {
	s, err := b.serve(ctx, p.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	return b.readings(ctx, "", s, organization, "OB-1000.1")
}

// readings measures the page and the answers of an ente.
func (b *bench) readings(ctx context.Context, before string, s *server, ente, milestone string) error {
	page, api := s.url+"/enti/"+ente, s.url+"/api/v1/organizations/"+ente
	objectives := api + "/objectives?limit=50"
	for _, m := range []struct {
		what, url, encoding string
		known               bool
		connections         int
		least               float64
	}{
		{"public page, gzip", page, "gzip", false, 16, 0.8},
		{"public page, gzip", page, "gzip", false, 1, 0},
		{"public page, identity", page, "identity", false, 16, 0.8},
		{"public page, If-None-Match", page, "gzip", true, 16, 0.8},
		{"API, 50 objectives with progress", objectives, "gzip", false, 16, 0.6},
		{"API, 50 objectives with progress", objectives, "gzip", false, 1, 0},
		{"API, one milestone", api + "/milestones/" + milestone, "identity", false, 16, 0.6},
	} {
		if err := b.served(ctx, s, before+m.what, m.url, m.encoding, m.known, m.connections, m.least); err != nil {
			return fmt.Errorf("%s: %w", m.what, err)
		}
	}
	return nil
}

func (b *bench) served(ctx context.Context, s *server, what, url, encoding string, known bool, connections int, least float64) (err error) {
	header := map[string]string{"Accept-Encoding": encoding}
	a, err := ask(ctx, url, header)
	if err != nil {
		return err
	}
	if encoding != "identity" && a.header.Get("Content-Encoding") != encoding {
		return fmt.Errorf("the answer is not in %s", encoding)
	}
	if known {
		header["If-None-Match"] = a.header.Get("ETag")
	}
	c, err := newCeiling(prepared(a))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	subject := request{url: url, header: header}
	m, err := b.load.compare(ctx, b.folder, connections, subject, request{url: c.url, header: header})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s, %d connections", what, connections)
	if connections == 1 {
		name = what + ", 1 connection"
	}
	b.report.rate(b.engine, name, m, least)
	if connections > 1 {
		b.report.latency(b.engine, name+", p99", m, 2)
	}
	return b.profile(ctx, s, what, connections, subject)
}
