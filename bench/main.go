package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

type settings struct {
	binary string
	out    string
	// profiles is a folder that takes where the server's time goes; empty: nobody looks.
	profiles string
	quick    bool
	engines  []string
	only     []string
	// applications is the published file that the national installation begins with; empty:
	// all of it is made up.
	applications string
	// nation is a database of PostgreSQL with the national installation; empty: one is made.
	nation string
	load   loadSettings
}

func main() {
	var s settings
	flag.StringVar(&s.binary, "binary", "bin/traguardi", "the program to measure")
	flag.StringVar(&s.out, "out", "", "file that takes the result as JSON")
	flag.StringVar(&s.profiles, "profiles", "", "folder that takes a profile of the server under each load, for go tool pprof")
	flag.BoolVar(&s.quick, "quick", false, "the small sizes alone, and shorter rounds: to see that everything runs")
	engines := flag.String("engines", "sqlite,postgres", "engines to measure on")
	only := flag.String("only", "", "measurements to make, comma-separated: serve, write, change, snapshot, start, national, replicas. Default: all")
	flag.StringVar(&s.applications, "applications", "", "the open data of PA digitale 2026, as published, for the national installation; default: made up")
	flag.StringVar(&s.nation, "nation", "", "a database of PostgreSQL that has the national installation, or is empty and is to have it: to measure again without making it again")
	flag.IntVar(&s.load.rounds, "rounds", 5, "rounds of each measurement; the median counts")
	flag.DurationVar(&s.load.round, "round", 3*time.Second, "how long one round puts load on each side")
	flag.Parse()
	s.engines = strings.Split(*engines, ",")
	if *only != "" {
		s.only = strings.Split(*only, ",")
	}
	if s.quick {
		s.load.rounds, s.load.round = 3, time.Second
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) (err error) {
	if s.load.wrk, err = exec.LookPath("wrk"); err != nil {
		return errors.New("the load generator wrk is missing: apt-get install wrk")
	}
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "traguardi-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	report := newReport(ctx, s)
	for _, engine := range s.engines {
		if err := measure(ctx, s, folder, engine, report); err != nil {
			report.table(os.Stdout) // what was measured until then
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	report.table(os.Stdout)
	if s.out != "" {
		return report.save(s.out)
	}
	return nil
}

func (s settings) wants(what string) bool {
	if len(s.only) == 0 {
		return true
	}
	for _, o := range s.only {
		if o == what {
			return true
		}
	}
	return false
}

// measure makes every measurement on one engine.
func measure(ctx context.Context, s settings, folder, engine string, report *report) (err error) {
	p, err := newPlace(ctx, engine, filepath.Join(folder, engine))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	b := &bench{settings: s, place: p, engine: engine, report: report}

	var small plan
	if s.wants("serve") || s.wants("write") || s.wants("change") {
		if small, err = b.planOf(ctx, "small", 2_000); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"serve", func() error { return b.serving(ctx, small) }},
		{"write", func() error { return b.writing(ctx, small) }},
		{"change", func() error { return b.changing(ctx, small) }},
		{"snapshot", func() error { return b.snapshots(ctx) }},
		{"start", func() error { return b.starting(ctx) }},
		{"national", func() error { return b.national(ctx) }},
		{"replicas", func() error { return b.replicated(ctx) }},
	} {
		if !s.wants(step.name) {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

type bench struct {
	settings
	*place
	engine string
	report *report
	filled string // the national installation, once there is one
}
