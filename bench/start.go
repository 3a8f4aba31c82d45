package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// starting measures the demonstration: how soon it is ready, what it holds when idle, and the
// bytes of a first visit.
func (b *bench) starting(ctx context.Context) error {
	database, err := b.database(ctx, "demo")
	if err != nil {
		return err
	}
	first, err := b.serve(ctx, database, "--demo") // loads it
	if err != nil {
		return err
	}
	if err := first.stop(); err != nil {
		return err
	}
	empty := filepath.Join(b.folder, "empty")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", empty, "./bench/empty").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	var ours, theirs, memory []float64
	for range b.load.rounds {
		address, err := freeAddress()
		if err != nil {
			return err
		}
		bare, err := start(exec.CommandContext(ctx, empty, address), "http://"+address, "/", filepath.Join(b.folder, "empty.log"))
		if err != nil {
			return err
		}
		theirs = append(theirs, bare.ready.Seconds())
		if err := bare.stop(); err != nil {
			return err
		}
		s, err := b.serve(ctx, database, "--demo")
		if err != nil {
			return err
		}
		ours = append(ours, s.ready.Seconds())
		time.Sleep(b.load.round) // idle
		resident, err := s.resident()
		if err != nil {
			return errors.Join(err, s.stop())
		}
		memory = append(memory, float64(resident)/1e6)
		if err := s.stop(); err != nil {
			return err
		}
	}
	same := func(f float64) float64 { return f }
	b.report.figure(b.engine, "start to ready, demonstration, ms more than an empty program", (median(ours, same)-median(theirs, same))*1e3, atMost(250))
	b.report.figure(b.engine, "resident memory, idle, demonstration, MB", median(memory, same), atMost(40))
	return b.visiting(ctx, database)
}

var (
	asset = regexp.MustCompile(`(?:href|src)="([^"#?]*\.(?:css|js|mjs|svg|png|ico|woff2|webmanifest)[^"#]*)"`)
	inCSS = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)
)

// visiting adds up the bytes of a first visit to the public page as a browser would fetch it,
// compressed: the page, its styles and scripts, and every font and picture that the styles name,
// used or not.
func (b *bench) visiting(ctx context.Context, database string) (err error) {
	s, err := b.serve(ctx, database, "--demo")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	total, requests := 0, 0
	seen := map[string]bool{}
	var fetch func(address string, links *regexp.Regexp) error
	fetch = func(address string, links *regexp.Regexp) error {
		if seen[address] {
			return nil
		}
		seen[address] = true
		base, err := url.Parse(address)
		if err != nil {
			return err
		}
		packed, err := ask(ctx, address, map[string]string{"Accept-Encoding": "gzip"})
		if err != nil {
			return err
		}
		total += len(packed.body)
		requests++
		if links == nil {
			return nil
		}
		plain, err := ask(ctx, address, nil)
		if err != nil {
			return err
		}
		for _, found := range links.FindAllSubmatch(plain.body, -1) {
			to, err := base.Parse(string(found[1]))
			if err != nil || to.Scheme == "data" || to.Fragment != "" {
				continue
			}
			if to.Host != base.Host {
				return fmt.Errorf("the page asks %s", to.Host)
			}
			var further *regexp.Regexp
			if filepath.Ext(to.Path) == ".css" {
				further = inCSS
			}
			if err := fetch(to.String(), further); err != nil {
				return err
			}
		}
		return nil
	}
	if err := fetch(s.url+"/", asset); err != nil {
		return err
	}
	b.report.figure(b.engine, fmt.Sprintf("first visit, %d requests, kB", requests), float64(total)/1e3, atMost(150))
	return nil
}
