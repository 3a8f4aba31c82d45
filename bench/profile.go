package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// profiled is how long a profile watches.
const profiled = 10 * time.Second

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// profile keeps where the server's time goes under a load, where profiles were asked for. It is
// taken after the rounds that count.
func (b *bench) profile(ctx context.Context, s *server, what string, connections int, r request) (err error) {
	if b.profiles == "" {
		return nil
	}
	name := notInNames.ReplaceAllString(strings.ToLower(fmt.Sprintf("%s %s %d", b.engine, what, connections)), "-")
	under := make(chan error, 1)
	go func() {
		_, err := b.load.put(ctx, b.folder, connections, profiled+time.Second, r)
		under <- err
	}()
	defer func() { err = errors.Join(err, <-under) }()
	a, err := ask(ctx, fmt.Sprintf("%s?seconds=%d", s.profiles, int(profiled.Seconds())), nil)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(b.profiles, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.profiles, name+".pprof"), a.body, 0o600)
}
