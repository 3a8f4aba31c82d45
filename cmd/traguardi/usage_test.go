package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var common = []string{"database", "database-direct", "database-wait", "timezone", "log-format", "log-level", "stale-after"}

// commands are all commands with their own flags.
var commands = []struct {
	name   string
	common bool // the flags of an installation too
	flags  []string
}{
	{"serve", true, []string{"listen", "metrics-listen", "base-url", "demo", "format-pt", "profiling", "rate-limit", "max-in-flight", "answer-timeout", "trusted-proxies", "shutdown-timeout", "poll-interval", "snapshot-delay", "cache-megabytes", "memory-megabytes", "board-organizations", "metrics-organizations",
		"session-idle", "session-lifetime", "local-sign-in", "secret-key-file", "require-second-factor",
		"oidc-issuer", "oidc-client-id", "oidc-client-secret-file", "oidc-name", "oidc-scopes", "oidc-roles-claim", "oidc-unverified-email", "oidc-join-by-email",
		"smtp-host", "smtp-port", "smtp-tls", "smtp-user", "smtp-password-file", "mail-from", "reminder-days",
		"embed-from", "format-pt", "backup-folder", "backup-days", "backup-weeks", "slow-query", "shutdown-delay", "trace-endpoint", "trace-ratio", "profiling", "memory-megabytes"}},
	{"migrate up", true, nil},
	{"migrate status", true, nil},
	{"organization create", true, []string{"id", "name", "type", "istat-code", "region", "population", "parent-body"}},
	{"user create", true, []string{"email", "role", "organization", "office"}},
	{"user list", true, nil},
	{"user role", true, []string{"email", "role", "organization", "office"}},
	{"user link", true, []string{"email", "base-url", "no-second-factor", "smtp-host"}},
	{"user disable", true, []string{"email"}},
	{"user enable", true, []string{"email"}},
	{"user erase", true, []string{"email"}},
	{"token create", true, []string{"email", "name", "expires", "scope", "organization"}},
	{"token revoke", true, []string{"email", "name"}},
	{"import pa-digitale-2026", true, []string{"organization", "all", "office", "measure", "dry-run", "quiet"}},
	{"import catalogue", true, []string{"edition", "edition-name", "edition-date", "dry-run", "quiet"}},
	{"import plan", true, []string{"organization", "map", "sheet", "date-order", "create-offices", "dry-run", "quiet"}},
	{"import population", true, []string{"dry-run", "quiet"}},
	{"export plan", true, []string{"organization"}},
	{"snapshot", true, []string{"date", "from", "to", "organization"}},
	{"backup", true, nil},
	{"restore", true, []string{"check", "end-sessions"}},
	{"db copy", false, []string{"from", "to", "from-direct", "to-direct", "database-wait", "log-format", "log-level"}},
	{"audit verify", true, nil},
	{"healthcheck", false, []string{"listen", "timeout"}},
	{"version", false, nil},
}

func TestHelpOfEveryCommand(t *testing.T) {
	top := run(t, "--help").want(t, 0, "Exit codes: 0 done, 1 failed, 2 wrong usage")
	for _, c := range commands {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(top.out, "  "+c.name+" ") {
				t.Errorf("traguardi --help does not list it:\n%s", top.out)
			}
			help := run(t, append(strings.Fields(c.name), "--help")...).want(t, 0, "Usage: traguardi "+c.name)
			if help.errout != "" {
				t.Errorf("help on standard error: %s", help.errout)
			}
			flags := c.flags
			if c.common {
				flags = append(append([]string{}, common...), flags...)
			}
			for _, flag := range flags {
				variable := "TRAGUARDI_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
				if !strings.Contains(help.out, "--"+flag) || !strings.Contains(help.out, "$"+variable) {
					t.Errorf("help lacks --%s or its variable %s:\n%s", flag, variable, help.out)
				}
			}
			// The other way round: no flag that this list, and so the documentation's reader, does not know.
			for word := range strings.FieldsSeq(help.out) {
				name, isFlag := strings.CutPrefix(word, "--")
				name, _, _ = strings.Cut(strings.Trim(name, "],"), "=")
				if isFlag && name != "help" && name != "no-demo" && !contains(flags, name) {
					t.Errorf("help names --%s, which the table of this test lacks", name)
				}
			}
		})
	}
}

func contains(list []string, item string) bool {
	for _, s := range list {
		if s == item {
			return true
		}
	}
	return false
}

func TestWrongUsage(t *testing.T) {
	cases := map[string]struct{ args, want string }{
		"no command":            {"", `expected one of "serve"`},
		"unknown command":       {"frobnicate", "unexpected argument frobnicate"},
		"half a command":        {"migrate", `expected one of "up", "status"`},
		"unknown flag":          {"serve --frobnicate", "unknown flag --frobnicate"},
		"an argument too many":  {"serve now", "unexpected argument now"},
		"required flags":        {"organization create", "--id=c_xxxx (TRAGUARDI_ID)"},
		"no such role":          {"user create --email a@b.example --role king --organization c_x", `--role (TRAGUARDI_ROLE) must be one of "viewer"`},
		"expires in the past":   {"token create --email a@b.example --name x --expires=-5h", "--expires must be longer than zero"},
		"a day and days":        {"snapshot --date 2026-01-01 --from 2026-01-01 --to 2026-01-02", "can't be used together"},
		"days without an end":   {"snapshot --from 2026-01-01", "must be used together"},
		"a day that is none":    {"snapshot --date 2026-02-30", "must be days of the calendar"},
		"days the wrong way":    {"snapshot --from 2026-01-02 --to 2026-01-01", "--to must not be before --from"},
		"healthcheck of no one": {"healthcheck --listen here", "--listen must be HOST:PORT"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r := call{args: strings.Fields(c.args), dir: dir, in: password + "\n"}.do(t).want(t, 2, c.want)
			if r.out != "" || !strings.HasPrefix(r.errout, "traguardi: ") {
				t.Errorf("want the message on standard error alone: %s", r)
			}
			if made := filesIn(t, dir); len(made) > 0 {
				t.Errorf("wrong usage left %v behind", made)
			}
		})
	}
	t.Run("a day to come", func(t *testing.T) {
		database := "sqlite:" + filepath.Join(t.TempDir(), "traguardi.db")
		run(t, "migrate", "up", "--database", database).want(t, 0)
		run(t, "snapshot", "--database", database, "--date", time.Now().AddDate(1, 0, 0).Format(time.DateOnly)).want(t, 2, "days in the future")
	})
	t.Run("no password", func(t *testing.T) {
		run(t, "user", "create", "--email", "a@b.example", "--role", "viewer", "--organization", "c_x").want(t, 2, "no password on standard input")
	})
}

// A setting that cannot be used is told by its flag and its variable, wherever it came from.
func TestSettingsThatCannotBeUsed(t *testing.T) {
	cases := []struct{ flag, value string }{
		{"database", "mysql://traguardi:segretissima@host/name"},
		{"database", "postgres://traguardi:segretissima@host:port/name"},
		{"database", "sqlite:"},
		{"database-direct", "none"}, // beside a SQLite file
		{"database-wait", "soon"},
		{"database-wait", "-1s"},
		{"timezone", "Mars/Base"},
		{"log-format", "xml"},
		{"log-level", "loud"},
		{"stale-after", "0"},
		{"stale-after", "often"},
		{"listen", "8080"},
		{"metrics-listen", "nowhere"},
		{"base-url", "traguardi.example"},
		{"base-url", "https://user:segretissima@traguardi.example"},
		{"base-url", "https://traguardi.example/path"},
		{"rate-limit", "-1"},
		{"rate-limit", "many"},
		{"max-in-flight", "-1"},
		{"answer-timeout", "0s"},
		{"trusted-proxies", "10.0.0.300/8"},
		{"shutdown-timeout", "0s"},
		{"poll-interval", "-5s"},
		{"snapshot-delay", "0s"},
		{"cache-megabytes", "0"},
		{"board-organizations", "0"},
		{"metrics-organizations", "-1"},
		{"demo", "perhaps"},
		{"backup-folder", "/nowhere/at/all"},
	}
	for _, c := range cases {
		variable := "TRAGUARDI_" + strings.ToUpper(strings.ReplaceAll(c.flag, "-", "_"))
		for how, given := range map[string]call{
			"flag":     {args: []string{"serve", "--" + c.flag + "=" + c.value}},
			"variable": {args: []string{"serve"}, env: []string{variable + "=" + c.value}},
		} {
			t.Run(c.flag+"="+filepath.Base(c.value)+" as a "+how, func(t *testing.T) {
				given.dir = t.TempDir()
				r := given.do(t).want(t, 2, "--"+c.flag, variable)
				if strings.Contains(r.String(), "segretissima") {
					t.Errorf("the message repeats a password: %s", r)
				}
				if made := filesIn(t, given.dir); len(made) > 0 {
					t.Errorf("a setting that cannot be used left %v behind", made)
				}
			})
		}
	}
	t.Run("all at once", func(t *testing.T) {
		run(t, "serve", "--listen", "8080", "--timezone", "Mars/Base", "--rate-limit=-1").want(t, 2, "TRAGUARDI_LISTEN", "TRAGUARDI_TIMEZONE", "TRAGUARDI_RATE_LIMIT")
	})
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestVersion(t *testing.T) {
	r := run(t, "version").want(t, 0, "traguardi "+testVersion+" (", "go1.")
	if strings.Count(r.out, "\n") != 1 || r.errout != "" {
		t.Errorf("want one line on standard output: %s", r)
	}
}
