package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
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

// visiting adds up the bytes of a first visit to the public page as Chromium fetches it.
func (b *bench) visiting(ctx context.Context, database string) (err error) {
	s, err := b.serve(ctx, database, "--demo")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	visit := exec.CommandContext(ctx, "node", "ui/bench/visit.mjs", s.url+"/")
	var told strings.Builder
	visit.Stderr = &told
	out, err := visit.Output()
	if err != nil {
		return fmt.Errorf("weighing a visit: %w\n%s", err, told.String())
	}
	var weighed struct {
		Bytes    int      `json:"bytes"`
		Requests int      `json:"requests"`
		Foreign  []string `json:"foreign"`
	}
	if err := json.Unmarshal(out, &weighed); err != nil {
		return fmt.Errorf("weighing a visit: %w", err)
	}
	if len(weighed.Foreign) > 0 {
		return fmt.Errorf("the page asks %v", weighed.Foreign)
	}
	b.report.figure(b.engine, fmt.Sprintf("first visit, %d requests, kB", weighed.Requests), float64(weighed.Bytes)/1e3, atMost(150))
	return nil
}
