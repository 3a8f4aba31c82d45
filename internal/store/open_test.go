package store

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

func TestParseURL(t *testing.T) {
	tests := []struct {
		name, url string
		want      address
		fails     string
	}{
		{name: "relative file", url: "sqlite:traguardi.db", want: address{engine: engineSQLite, path: "traguardi.db", shown: "sqlite:traguardi.db"}},
		{name: "absolute file", url: "sqlite:/var/lib/t.db", want: address{engine: engineSQLite, path: "/var/lib/t.db", shown: "sqlite:/var/lib/t.db"}},
		{name: "absolute file as a URL", url: "sqlite:///var/lib/t.db", want: address{engine: engineSQLite, path: "/var/lib/t.db", shown: "sqlite:/var/lib/t.db"}},
		{name: "characters of a URL in a file's name", url: "sqlite:a b?c#d%20.db", want: address{engine: engineSQLite, path: "a b?c#d%20.db", shown: "sqlite:a b?c#d%20.db"}},
		{name: "settings are passed on", url: "postgres://u@h/d?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3&application_name=x&idle_in_transaction_session_timeout=0",
			want: address{engine: enginePostgres, shown: "postgres://u@h/d",
				dsn: "postgres://u@h/d?application_name=x&connect_timeout=3&idle_in_transaction_session_timeout=0&sslmode=verify-full&sslrootcert=%2Fca.pem"}},
		{name: "settings of ours", url: "postgresql://h:5433/d", want: address{engine: enginePostgres, shown: "postgresql://h:5433/d",
			dsn: "postgresql://h:5433/d?application_name=traguardi&connect_timeout=10&idle_in_transaction_session_timeout=30000"}},
		{name: "nothing", url: "", fails: "is named as"},
		{name: "another engine", url: "mysql://u:secret@h/d", fails: "is named as"},
		{name: "a file alone", url: "traguardi.db", fails: "is named as"},
		{name: "no file", url: "sqlite:", fails: "is named as"},
		{name: "memory", url: "sqlite::memory:", fails: "needs a file"},
		{name: "a slash in the password", url: "postgres://u:sec/ret@h/d", fails: "is named as"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseURL(test.url)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Fatalf("error %v, want one that says %q", err, test.fails)
				}
				if strings.Contains(err.Error(), "sec") {
					t.Errorf("%v tells the password", err)
				}
				return
			}
			must(t, err)
			same(t, "the address", got, test.want)
		})
	}
}

// TestPasswordStaysSecret: neither errors nor log lines hold it, whatever goes wrong.
func TestPasswordStaysSecret(t *testing.T) {
	const password = "s3cr+t pass'wörd%"
	free, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	closed := free.Addr().String()
	must(t, free.Close())
	real, err := url.Parse(pgtest.URL(t))
	must(t, err)
	urls := map[string]string{
		"nobody answers":         "postgres://u:" + url.QueryEscape(password) + "@" + closed + "/d?sslmode=disable",
		"as a setting":           "postgres://u@" + closed + "/d?sslmode=disable&password=" + url.QueryEscape(password),
		"wrong password":         (&url.URL{Scheme: "postgres", User: url.UserPassword("nobody", password), Host: real.Host, Path: real.Path, RawQuery: real.RawQuery}).String(),
		"no such file":           "postgres://u:" + url.QueryEscape(password) + "@" + closed + "/d?sslmode=verify-full&sslrootcert=/none.pem",
		"unknown TLS mode":       "postgres://u:" + url.QueryEscape(password) + "@" + closed + "/d?sslmode=perhaps",
		"password as a port":     "postgres://u@h:" + url.PathEscape(password) + "/d",
		"password as a database": "postgres://u:x@" + closed + "/d?sslmode=disable&port=" + url.QueryEscape(password),
	}
	for name, raw := range urls {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			s, err := OpenWait(ctx, Options{URL: raw, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, time.Millisecond)
			if err == nil {
				must(t, s.Close())
				t.Fatal("it opened")
			}
			if name == "password as a database" {
				return // it is not in the place of a password: nobody can know
			}
			for _, secret := range []string{password, url.QueryEscape(password), url.PathEscape(password), "s3cr"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells the password: %v", err)
				}
				if strings.Contains(log.String(), secret) {
					t.Errorf("the log tells the password: %s", log.String())
				}
			}
		})
	}
}

// TestOpenWait: a server that starts late is waited for; one that never starts is not
// waited for longer than asked.
func TestOpenWait(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	target := cluster.URL(t)
	cluster.Stop(t)

	var log bytes.Buffer
	_, err := OpenWait(ctx, Options{URL: target, Log: slog.New(slog.NewTextHandler(&log, nil))}, 150*time.Millisecond)
	if plan.KindOf(err) != plan.KindUnavailable || !strings.Contains(err.Error(), "gave up after 150ms") {
		t.Errorf("got %v, want it to give up", err)
	}
	if !strings.Contains(log.String(), "does not answer yet") || !strings.Contains(log.String(), "refused") {
		t.Errorf("the log does not say what it waits for, and why: %s", log.String())
	}

	type opened struct {
		s   *Store
		err error
	}
	result := make(chan opened)
	go func() {
		s, err := OpenWait(ctx, Options{URL: target}, time.Minute)
		result <- opened{s, err}
	}()
	cluster.Start(t)
	got := <-result
	must(t, got.err)
	must(t, got.s.Ping(ctx))
	must(t, got.s.Close())

	ended, cancel := context.WithCancel(ctx)
	cancel()
	cluster.Stop(t)
	if _, err := OpenWait(ended, Options{URL: target}, time.Hour); err == nil {
		t.Error("it waited although nobody wants it any more")
	}
}

func TestSQLiteSettings(t *testing.T) {
	// A name with everything that a URI could mistake.
	path := filepath.Join(t.TempDir(), "città 100% #1?.db")
	s := openStore(t, "sqlite:"+path)
	must(t, s.Migrate(ctx))
	info, err := os.Stat(path)
	must(t, err)
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the file may be read by others: %o", mode)
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000"} {
		for name, p := range map[string]*pool{"writer": s.writes, "reader": s.reads} {
			var got string
			must(t, p.db.Get(&got, "PRAGMA "+pragma))
			if got != want {
				t.Errorf("%s of the %s is %s, want %s", pragma, name, got, want)
			}
		}
	}
	var synchronous string
	must(t, s.writes.db.Get(&synchronous, "PRAGMA synchronous"))
	if synchronous != "2" {
		t.Errorf("synchronous is %s, want 2 (FULL)", synchronous)
	}
	if _, err := s.reads.db.Exec("DELETE FROM organizations"); err == nil {
		t.Error("a reader can write")
	}
	if s.Engine() != "sqlite" {
		t.Errorf("engine %q", s.Engine())
	}
}
