package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?seconds=%d", s.profiles, int(profiled.Seconds())), http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s: %s", s.profiles, answer.Status, raw)
	}
	return os.WriteFile(filepath.Join(b.profiles, name+".pprof"), raw, 0o600)
}
