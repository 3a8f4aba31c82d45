package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/config"
)

func usable() config.Serve {
	return config.Serve{
		Common: config.Common{Database: "sqlite:x.db", Timezone: "Europe/Rome", LogFormat: "text", LogLevel: "info", StaleAfter: 60},
		Listen: "127.0.0.1:8080", MetricsListen: "127.0.0.1:9464", RateLimit: 600, AnswerTimeout: time.Second,
		ShutdownTimeout: time.Second, PollInterval: time.Second, SnapshotDelay: time.Second,
		LocalSignIn: true, SessionIdle: time.Hour, SessionLifetime: 12 * time.Hour,
		CacheMegabytes: 1, BoardOrganizations: 1,
	}
}

func TestCheck(t *testing.T) {
	const base, away = "https://traguardi.ente.example", "posta.ente.example"
	passwordFile, emptyFile := filepath.Join(t.TempDir(), "password"), filepath.Join(t.TempDir(), "empty")
	for file, text := range map[string]string{passwordFile: "segreto\r\n", emptyFile: "\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if password, err := (config.Serve{SMTPPasswordFile: passwordFile}).SMTPPassword(); err != nil || password != "segreto" {
		t.Errorf("the password is read as %q: %v", password, err)
	}
	for _, tc := range []struct {
		name    string
		mend    func(*config.Serve)
		setting string // "" passes
	}{
		{"usable", func(*config.Serve) {}, ""},
		{"postgres with TLS", func(s *config.Serve) {
			s.Database = "postgres://u:p@db/traguardi?sslmode=verify-full&sslrootcert=/etc/ca.pem"
		}, ""},
		{"another engine", func(s *config.Serve) { s.Database = "mysql://x" }, "database"},
		{"no file", func(s *config.Serve) { s.Database = "sqlite:" }, "database"},
		{"an address that does not parse", func(s *config.Serve) { s.Database = "postgres://u:segreto%zz@db/x" }, "database"},
		{"behind a pooler", func(s *config.Serve) {
			s.Database, s.DatabaseDirect = "postgres://u:p@pooler/traguardi", "postgres://u:p@db/traguardi?sslmode=verify-full"
		}, ""},
		{"behind a pooler alone", func(s *config.Serve) { s.Database, s.DatabaseDirect = "postgres://u:p@pooler/traguardi", "none" }, ""},
		{"a file behind a pooler", func(s *config.Serve) { s.DatabaseDirect = "none" }, "database-direct"},
		{"a direct way that is no address", func(s *config.Serve) {
			s.Database, s.DatabaseDirect = "postgres://u:p@pooler/traguardi", "db:5432"
		}, "database-direct"},
		{"a direct way that does not parse", func(s *config.Serve) {
			s.Database, s.DatabaseDirect = "postgres://u:p@pooler/traguardi", "postgres://u:segreto%zz@db/x"
		}, "database-direct"},
		{"backups into a folder", func(s *config.Serve) { s.BackupFolder, s.BackupDays = filepath.Dir(passwordFile), 1 }, ""},
		{"a folder that is not there", func(s *config.Serve) { s.BackupFolder, s.BackupDays = filepath.Dir(passwordFile)+"/none", 1 }, "backup-folder"},
		{"a file for a folder", func(s *config.Serve) { s.BackupFolder, s.BackupDays = passwordFile, 1 }, "backup-folder"},
		{"no day kept", func(s *config.Serve) { s.BackupFolder = filepath.Dir(passwordFile) }, "backup-days"},
		{"less than no week kept", func(s *config.Serve) { s.BackupFolder, s.BackupDays, s.BackupWeeks = filepath.Dir(passwordFile), 1, -1 }, "backup-weeks"},
		{"no such zone", func(s *config.Serve) { s.Timezone = "Europe/Corigliano" }, "timezone"},
		{"no zone", func(s *config.Serve) { s.Timezone = "" }, "timezone"},
		{"no way to sign in", func(s *config.Serve) { s.LocalSignIn = false }, "local-sign-in"},
		{"a second factor of nobody", func(s *config.Serve) { s.RequireSecondFactor = []string{"admin", "sindaco"} }, "require-second-factor"},
		{"second factors", func(s *config.Serve) { s.RequireSecondFactor = []string{"admin", "editor"} }, ""},
		{"signed out at once", func(s *config.Serve) { s.SessionIdle = time.Minute }, "session-idle"},
		{"signed in for as long as idle", func(s *config.Serve) { s.SessionLifetime = s.SessionIdle }, ""},
		{"a session that ends before it is idle", func(s *config.Serve) { s.SessionLifetime = 30 * time.Minute }, "session-lifetime"},
		{"stale after nothing", func(s *config.Serve) { s.StaleAfter = 0 }, "stale-after"},
		{"a port that is no number", func(s *config.Serve) { s.Listen = "127.0.0.1:http" }, "listen"},
		{"a port beyond the last", func(s *config.Serve) { s.MetricsListen = "127.0.0.1:99999" }, "metrics-listen"},
		{"no port", func(s *config.Serve) { s.Listen = "localhost" }, "listen"},
		{"metrics on the public address", func(s *config.Serve) { s.MetricsListen = s.Listen }, "metrics-listen"},
		{"no metrics", func(s *config.Serve) { s.MetricsListen = "" }, ""},
		{"base URL with a path", func(s *config.Serve) { s.BaseURL = "https://comune.example/traguardi" }, "base-url"},
		{"base URL", func(s *config.Serve) { s.BaseURL = "https://traguardi.comune.example" }, ""},
		{"a card for a site", func(s *config.Serve) { s.EmbedFrom = []string{"https://www.ente.example"} }, ""},
		{"a card for all", func(s *config.Serve) { s.EmbedFrom = []string{"*"} }, ""},
		{"a card for a page", func(s *config.Serve) { s.EmbedFrom = []string{"https://www.ente.example/pagina"} }, "embed-from"},
		{"a card with a policy of its own", func(s *config.Serve) { s.EmbedFrom = []string{"https://a.example; script-src *"} }, "embed-from"},
		{"negative limit", func(s *config.Serve) { s.RateLimit = -1 }, "rate-limit"},
		{"less than nothing in flight", func(s *config.Serve) { s.MaxInFlight = -1 }, "max-in-flight"},
		{"no time to answer", func(s *config.Serve) { s.AnswerTimeout = 0 }, "answer-timeout"},
		{"a proxy that is no network", func(s *config.Serve) { s.TrustedProxies = []string{"10.0.0.1"} }, "trusted-proxies"},
		{"mail", func(s *config.Serve) { s.BaseURL, s.SMTPHost, s.MailFrom = base, away, "Traguardi <t@ente.example>" }, ""},
		{"mail without a sender", func(s *config.Serve) { s.BaseURL, s.SMTPHost = base, away }, "mail-from"},
		{"a sender that is none", func(s *config.Serve) { s.BaseURL, s.SMTPHost, s.MailFrom = base, away, "Traguardi" }, "mail-from"},
		{"a sender at no domain", func(s *config.Serve) { s.BaseURL, s.SMTPHost, s.MailFrom = base, away, "t@localhost" }, "mail-from"},
		{"a mail server with its port", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom = base, "posta.ente.example:25", "t@ente.example"
		}, "smtp-host"},
		{"a port beyond the last of mail", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPPort = base, away, "t@ente.example", 65536
		}, "smtp-port"},
		{"mail in the clear", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPTLS = base, away, "t@ente.example", "none"
		}, "smtp-tls"},
		{"mail in the clear to a private address", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPTLS = base, "10.0.0.1", "t@ente.example", "none"
		}, "smtp-tls"},
		{"mail in the clear on this machine", func(s *config.Serve) { s.SMTPHost, s.MailFrom, s.SMTPTLS = "127.0.0.1", "t@ente.example", "none" }, ""},
		{"mail in the clear on this machine by name", func(s *config.Serve) { s.SMTPHost, s.MailFrom, s.SMTPTLS = "localhost", "t@ente.example", "none" }, ""},
		{"mail in the clear on this machine, version 6", func(s *config.Serve) { s.SMTPHost, s.MailFrom, s.SMTPTLS = "::1", "t@ente.example", "none" }, ""},
		{"a password in the clear", func(s *config.Serve) {
			s.SMTPHost, s.MailFrom, s.SMTPTLS, s.SMTPUser, s.SMTPPasswordFile = "localhost", "t@ente.example", "none", "u", passwordFile
		}, "smtp-user"},
		{"an account", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPUser, s.SMTPPasswordFile = base, away, "t@ente.example", "u", passwordFile
		}, ""},
		{"an account without a password", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPUser = base, away, "t@ente.example", "u"
		}, "smtp-password-file"},
		{"a password without an account", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPPasswordFile = base, away, "t@ente.example", passwordFile
		}, "smtp-user"},
		{"a password file that is not there", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPUser, s.SMTPPasswordFile = base, away, "t@ente.example", "u", passwordFile+"-no"
		}, "smtp-password-file"},
		{"an empty password file", func(s *config.Serve) {
			s.BaseURL, s.SMTPHost, s.MailFrom, s.SMTPUser, s.SMTPPasswordFile = base, away, "t@ente.example", "u", emptyFile
		}, "smtp-password-file"},
		{"a sender and no server", func(s *config.Serve) { s.MailFrom = "t@ente.example" }, "smtp-host"},
		{"mail without a public address", func(s *config.Serve) { s.SMTPHost, s.MailFrom = away, "t@ente.example" }, "base-url"},
		{"no time to stop", func(s *config.Serve) { s.ShutdownTimeout = 0 }, "shutdown-timeout"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := usable()
			tc.mend(&s)
			err := s.Check()
			if tc.setting == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var e *config.Error
			if !errors.As(err, &e) || e.Setting != tc.setting {
				t.Fatalf("want an error about --%s, got %v", tc.setting, err)
			}
			if !strings.Contains(err.Error(), config.EnvironmentName(tc.setting)) {
				t.Errorf("the error does not name the environment variable: %v", err)
			}
			if strings.Contains(err.Error(), "segreto") {
				t.Errorf("the error repeats a password: %v", err)
			}
		})
	}
}

func TestOIDC(t *testing.T) {
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, tc := range []struct {
		name    string
		mend    func(*config.Serve)
		setting string // "" passes
	}{
		{"usable", func(*config.Serve) {}, ""},
		{"off", func(s *config.Serve) { s.OIDC = config.OIDC{} }, ""},
		{"off, with a secret", func(s *config.Serve) { s.OIDC = config.OIDC{ClientSecretFile: "x"} }, "oidc-issuer"},
		{"off, with a client", func(s *config.Serve) { s.OIDC = config.OIDC{ClientID: "x"} }, "oidc-issuer"},
		{"off, joining", func(s *config.Serve) { s.OIDC = config.OIDC{JoinByEmail: true} }, "oidc-issuer"},
		{"plain http", func(s *config.Serve) { s.OIDC.Issuer = "http://sso.comune.example" }, "oidc-issuer"},
		{"plain http here", func(s *config.Serve) { s.OIDC.Issuer = "http://127.0.0.1:8180/realms/x" }, ""},
		{"plain http here, by name", func(s *config.Serve) { s.OIDC.Issuer = "http://localhost:8180" }, ""},
		{"no address", func(s *config.Serve) { s.OIDC.Issuer = "sso.comune.example" }, "oidc-issuer"},
		{"a query", func(s *config.Serve) { s.OIDC.Issuer += "?x=segreto" }, "oidc-issuer"},
		{"a password", func(s *config.Serve) { s.OIDC.Issuer = "https://x:segreto@sso.comune.example" }, "oidc-issuer"},
		{"no client", func(s *config.Serve) { s.OIDC.ClientID = " " }, "oidc-client-id"},
		{"a public client", func(s *config.Serve) { s.OIDC.ClientSecretFile = "" }, ""},
		{"no such file", func(s *config.Serve) { s.OIDC.ClientSecretFile = "/does/not/exist" }, "oidc-client-secret-file"},
		{"an empty file", func(s *config.Serve) { s.OIDC.ClientSecretFile = file("\n") }, "oidc-client-secret-file"},
		{"two lines", func(s *config.Serve) { s.OIDC.ClientSecretFile = file("segreto\nsegreto\n") }, "oidc-client-secret-file"},
		{"a whole book", func(s *config.Serve) { s.OIDC.ClientSecretFile = file(strings.Repeat("segreto", 1000)) }, "oidc-client-secret-file"},
		{"a folder", func(s *config.Serve) { s.OIDC.ClientSecretFile = t.TempDir() }, "oidc-client-secret-file"},
		{"a button that says nothing", func(s *config.Serve) { s.OIDC.Name = " " }, "oidc-name"},
		{"a button that says too much", func(s *config.Serve) { s.OIDC.Name = strings.Repeat("è", 81) }, "oidc-name"},
		{"no claim", func(s *config.Serve) { s.OIDC.RolesClaim = "" }, "oidc-roles-claim"},
		{"two scopes in one", func(s *config.Serve) { s.OIDC.Scopes = []string{"email profile"} }, "oidc-scopes"},
		{"no further scope", func(s *config.Serve) { s.OIDC.Scopes = nil }, ""},
		{"nowhere to come back to", func(s *config.Serve) { s.Listen = "0.0.0.0:8080" }, "base-url"},
		{"somewhere to come back to", func(s *config.Serve) { s.Listen, s.BaseURL = "0.0.0.0:8080", "https://traguardi.example" }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := usable()
			s.OIDC = config.OIDC{
				Issuer: "https://sso.comune.example/realms/comune", ClientID: "traguardi", ClientSecretFile: file("segreto\r\n"),
				Name: "Accedi", Scopes: []string{"email"}, RolesClaim: "traguardi_roles",
			}
			if secret, err := s.OIDC.Secret(); err != nil || secret != "segreto" {
				t.Fatalf("the secret is %q, %v", secret, err)
			}
			tc.mend(&s)
			err := s.Check()
			if tc.setting == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var e *config.Error
			if !errors.As(err, &e) || e.Setting != tc.setting || strings.Contains(err.Error(), "segreto") {
				t.Fatalf("want an error about --%s alone, got %v", tc.setting, err)
			}
		})
	}
}

func TestEverySettingIsTold(t *testing.T) {
	s := usable()
	s.Listen, s.Timezone, s.Database = "x", "x", "x"
	var told []string
	for _, line := range strings.Split(s.Check().Error(), "\n") {
		told = append(told, strings.Fields(line)[0])
	}
	slices.Sort(told)
	if want := []string{"--database", "--listen", "--timezone"}; !slices.Equal(told, want) {
		t.Fatalf("told %v, want %v", told, want)
	}
}

func TestSecretKey(t *testing.T) {
	file := func(content string) string {
		t.Helper()
		name := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	long := strings.Repeat("0123456789abcdef", 2)
	for name, c := range map[string]struct {
		file string
		want string
		ok   bool
	}{
		"none":              {"", "", true},
		"one":               {file(long), long, true},
		"with a line's end": {file(long + "\r\n"), long, true},
		"too short":         {file(long[:31] + "\n\n"), "", false},
		"far too long":      {file(strings.Repeat(long, 200)), "", false},
		"that is not there": {filepath.Join(t.TempDir(), "no"), "", false},
		"that is a folder":  {t.TempDir(), "", false},
	} {
		s := usable()
		s.SecretKeyFile = c.file
		key, err := s.SecretKey()
		if string(key) != c.want || (err == nil) != c.ok {
			t.Errorf("%s: got %q, %v", name, key, err)
		}
		if bad := s.Check(); (bad == nil) != c.ok || bad != nil && strings.Contains(bad.Error(), long[:16]) {
			t.Errorf("%s: checked as %v", name, bad)
		}
	}
}

// Half an hour without use is what ASVS 3.3.2 asks for.
func TestSessionsEndSoon(t *testing.T) {
	for name, want := range map[string]string{"SessionIdle": "30m", "SessionLifetime": "12h"} {
		field, ok := reflect.TypeFor[config.Serve]().FieldByName(name)
		if got := field.Tag.Get("default"); !ok || got != want {
			t.Errorf("%s is %q unless said otherwise, want %q", name, got, want)
		}
	}
}
