package main_test

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to do to a database what the program never does
)

func TestMigrate(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		schema := regexp.MustCompile(`^schema (\d+) of (\d+) known to this program\n$`)
		before := schema.FindStringSubmatch(run(t, "migrate", "status", "--database", url).want(t, 0).out)
		if before == nil || before[1] != "0" || before[2] == "0" {
			t.Fatalf("status of an empty database: %q", before)
		}
		for range 2 { // the second time there is nothing to do
			up := schema.FindStringSubmatch(run(t, "migrate", "up", "--database", url).want(t, 0).out)
			if up == nil || up[1] != before[2] || up[2] != before[2] {
				t.Errorf("after migrate up: %q, want %s of %s", up, before[2], before[2])
			}
		}
		run(t, "migrate", "status", "--database", url).want(t, 0, "schema "+before[2]+" of "+before[2])
	})
}

func TestOrganizationCreate(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		create := []string{"organization", "create", "--database", url, "--id", "c_prova", "--name", "Comune di Prova",
			"--istat-code", "078157", "--region", "Calabria", "--population", "74573", "--parent-body", "Regione Calabria"}
		if r := run(t, create...).want(t, 0); r.out != "c_prova created\n" {
			t.Errorf("said %q", r.out)
		}
		if r := run(t, create...).want(t, 1, "this organization is already there"); r.out != "" {
			t.Errorf("said %q on standard output", r.out)
		}
		run(t, "organization", "create", "--database", url, "--id", "Comune di Prova", "--name", "", "--istat-code", "78", "--population=-1").
			want(t, 1, "id must be", "name ", "istat_code must be", "population must be")
	})
}

func TestUsers(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		run(t, "organization", "create", "--database", url, "--id", "c_prova", "--name", "Comune di Prova").want(t, 0)
		create := func(in, email, role, organization string, more ...string) ran {
			t.Helper()
			r := call{in: in, args: append([]string{"user", "create", "--database", url, "--email", email, "--role", role, "--organization", organization}, more...)}.do(t)
			if in := strings.TrimSpace(in); in != "" && strings.Contains(r.String(), in) {
				t.Errorf("the password is echoed: %s", r)
			}
			return r
		}
		create(password+"\n", "capo@prova.example", "admin", "c_prova").want(t, 0, "capo@prova.example is admin in c_prova")
		create(password+"\r\n", "vista@prova.example", "viewer", "c_prova").want(t, 0)
		create(password, "lettore@prova.example", "reviewer", "c_prova").want(t, 0) // the line need not end

		create("troppo corta\n"[4:], "corto@prova.example", "viewer", "c_prova").want(t, 1, "password must have at least 12 characters")
		create(password+"\n", "capo@prova.example", "admin", "c_prova").want(t, 1, "has a role in this organization already")
		create(password+"\n", "solo@prova.example", "contributor", "c_prova").want(t, 1, "office is required for a contributor")
		create(password+"\n", "solo@prova.example", "contributor", "c_prova", "--office", "nessuno").want(t, 1, "office")
		create(password+"\n", "altrove@prova.example", "viewer", "c_altro").want(t, 1, "organization")
		create(password+"\n", "nessun indirizzo", "viewer", "c_prova").want(t, 1, "email must be an e-mail address")

		list := func() map[string]string {
			t.Helper()
			rows := map[string]string{}
			for i, line := range strings.Split(strings.TrimSpace(run(t, "user", "list", "--database", url).want(t, 0).out), "\n") {
				if fields := strings.Fields(line); i > 0 {
					rows[fields[0]] = strings.Join(fields[1:], " ")
				}
			}
			return rows
		}
		want := map[string]string{
			"capo@prova.example": "c_prova admin active", "vista@prova.example": "c_prova viewer active", "lettore@prova.example": "c_prova reviewer active",
		}
		if got := list(); !equal(got, want) {
			t.Errorf("the accounts are %v, want %v: what is refused leaves nothing", got, want)
		}
		run(t, "user", "disable", "--database", url, "--email", "vista@prova.example").want(t, 0, "vista@prova.example disabled")
		run(t, "user", "disable", "--database", url, "--email", "nessuno@prova.example").want(t, 1, "no such account")
		want["vista@prova.example"] = "c_prova viewer disabled"
		if got := list(); !equal(got, want) {
			t.Errorf("the accounts are %v, want %v", got, want)
		}
		run(t, "token", "create", "--database", url, "--email", "vista@prova.example", "--name", "x").want(t, 1, "the account is disabled")
		run(t, "user", "link", "--database", url, "--email", "vista@prova.example").want(t, 1, "the account is disabled")

		run(t, "user", "enable", "--database", url, "--email", "vista@prova.example").want(t, 0, "vista@prova.example enabled")
		run(t, "user", "role", "--database", url, "--email", "vista@prova.example", "--organization", "c_prova", "--role", "editor").
			want(t, 0, "vista@prova.example is editor in c_prova")
		run(t, "user", "role", "--database", url, "--email", "lettore@prova.example", "--organization", "c_prova", "--role", "none").
			want(t, 0, "has no role in c_prova any more")
		run(t, "user", "role", "--database", url, "--email", "lettore@prova.example", "--organization", "c_prova", "--role", "viewer").want(t, 1, "no such account")
		want["vista@prova.example"] = "c_prova editor active"
		delete(want, "lettore@prova.example")
		if got := list(); !equal(got, want) {
			t.Errorf("the accounts are %v, want %v", got, want)
		}
		link := regexp.MustCompile(`^https://traguardi\.example/accesso/link/tgl_[A-Za-z0-9_-]{43}\n$`)
		if r := run(t, "user", "link", "--database", url, "--email", "vista@prova.example", "--base-url", "https://traguardi.example/").want(t, 0); !link.MatchString(r.out) {
			t.Errorf("the link is %q", r.out)
		}
		run(t, "user", "link", "--database", url, "--email", "vista@prova.example", "--no-second-factor").want(t, 1, "no second factor")
		run(t, "user", "erase", "--database", url, "--email", "vista@prova.example").want(t, 0, "erased")
		run(t, "user", "erase", "--database", url, "--email", "vista@prova.example").want(t, 1, "no such account")
		delete(want, "vista@prova.example")
		if got := list(); !equal(got, want) {
			t.Errorf("the accounts are %v, want %v", got, want)
		}
	})
}

func equal(a, b map[string]string) bool {
	for key := range b {
		if a[key] != b[key] {
			return false
		}
	}
	return len(a) == len(b)
}

// A token is told once, on standard output alone, works, and is not in the database as it was told.
func TestTokens(t *testing.T) {
	url := newDatabase(t)
	token := withStaff(t, url)
	if !regexp.MustCompile(`^tgd_[A-Za-z0-9_-]{40,}$`).MatchString(token) {
		t.Fatalf("token create printed %q", token)
	}
	run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "test").want(t, 1, "a token of this name in force")
	run(t, "token", "create", "--database", url, "--email", "nessuno@prova.example", "--name", "x").want(t, 1, "no such account")
	run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "past", "--expires", "1ns").want(t, 1, "expires must be in the future")
	run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "x", "--scope", "all").want(t, 2, "--scope")
	run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "x", "--organization", "c_altro").want(t, 1, "organization is not an organization in which the account has a role")
	reading := strings.TrimSpace(run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "reading", "--scope", "read", "--organization", "c_prova").want(t, 0).out)
	brief := strings.TrimSpace(run(t, "token", "create", "--database", url, "--email", "admin@prova.example", "--name", "brief", "--expires", "1s").want(t, 0).out)

	s := serve(t, servers(url))
	ask := func(token string) int {
		t.Helper()
		status, _ := s.get("/api/v1/organizations/c_prova/audit-entries", "Authorization", "Bearer "+token)
		return status
	}
	if status := ask(token); status != 200 {
		t.Errorf("a token in force: %d", status)
	}
	if status := ask(reading); status != 200 {
		t.Errorf("a token that reads: %d", status)
	}
	eventually(t, "a token that has expired is refused", func() bool { return ask(brief) == 401 })
	run(t, "token", "revoke", "--database", url, "--email", "admin@prova.example", "--name", "test").want(t, 0, "test revoked")
	if status := ask(token); status != 401 {
		t.Errorf("a token that was revoked: %d", status)
	}
	run(t, "token", "revoke", "--database", url, "--email", "admin@prova.example", "--name", "test").want(t, 1, "no such token in force")
	s.terminate()
	if code := s.wait(); code != 0 {
		t.Errorf("exit %d", code)
	}
	for name, content := range database(t, url) {
		for what, secret := range map[string]string{"token": token, "password": password} {
			if strings.Contains(content, secret) {
				t.Errorf("%s holds the %s as it was told", name, what)
			}
		}
	}
	if log := s.logged(); strings.Contains(log, token) || strings.Contains(log, "admin@prova.example") {
		t.Errorf("the log holds a token or an address:\n%s", log)
	}
}

// database is what the files of a SQLite database hold, by name.
func database(t *testing.T, url string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(strings.TrimPrefix(url, "sqlite:") + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("the files of %s: %v, %v", url, files, err)
	}
	contents := map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents[filepath.Base(file)] = string(content)
	}
	return contents
}

func TestSnapshot(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		withStaff(t, url)
		run(t, "organization", "create", "--database", url, "--id", "c_altro", "--name", "Comune di Altro").want(t, 0)
		for _, c := range []struct {
			name, args, want string
		}{
			{"a day of all", "--date 2026-01-05", "2 computed, 0 final"},
			{"the same again", "--date 2026-01-05", "0 computed, 2 final"},
			{"days of all", "--from 2026-01-04 --to 2026-01-06", "4 computed, 2 final"},
			{"a day of one", "--date 2026-01-07 --organization c_altro", "1 computed, 0 final"},
			{"days of one", "--from 2026-01-06 --to 2026-01-08 --organization c_prova", "2 computed, 1 final"},
		} {
			if r := run(t, append([]string{"snapshot", "--database", url}, strings.Fields(c.args)...)...).want(t, 0); !strings.Contains(r.out, c.want) {
				t.Errorf("%s: said %q, want %q", c.name, r.out, c.want)
			}
		}
		run(t, "snapshot", "--database", url, "--organization", "c_nessuno").want(t, 1, "no such organization")
		run(t, "snapshot", "--database", url, "--date", "2026-01-05", "--organization", "c_nessuno").want(t, 1, "no such organization")
		// Without a day: what is missing, which is nothing where no plan has begun; and today, which is not over.
		run(t, "snapshot", "--database", url).want(t, 0, "0 final already")
	})
}

func TestAuditVerify(t *testing.T) {
	url := newDatabase(t)
	withStaff(t, url)
	whole := run(t, "audit", "verify", "--database", url).want(t, 0)
	if !regexp.MustCompile(`^c_prova whole: [1-9]\d* entries, head [0-9a-f]{64}\n$`).MatchString(whole.out) {
		t.Errorf("said %q", whole.out)
	}

	db := tamperer(t, url)
	var triggers []string
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	rows.Close()
	if len(triggers) == 0 {
		t.Error("nothing in the database itself forbids to change the audit trail")
	}
	const forge = `UPDATE audit_entries SET role = 'viewer' WHERE sequence = 1`
	if _, err := db.Exec(forge); err == nil {
		t.Error("the database lets the audit trail be changed")
	}
	for _, name := range triggers {
		if _, err := db.Exec(`DROP TRIGGER "` + name + `"`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(forge); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	broken := run(t, "audit", "verify", "--database", url).want(t, 1, "the audit trail was tampered with or damaged")
	if !strings.HasPrefix(broken.out, "c_prova BROKEN: ") {
		t.Errorf("said %q on standard output", broken.out)
	}
}

// A database that a later release has migrated is left alone by every command.
func TestADatabaseNewerThanTheProgram(t *testing.T) {
	url := newDatabase(t)
	withStaff(t, url)
	db := tamperer(t, url)
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (900, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"serve --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0", "migrate up", "user list", "snapshot", "audit verify"} {
		r := run(t, append(strings.Fields(args), "--database", url)...).want(t, 1, "belongs to a newer release", "version 900")
		if r.out != "" {
			t.Errorf("%s said %q", args, r.out)
		}
	}
	run(t, "migrate", "status", "--database", url).want(t, 0, "schema 900 of ") // to tell is its job
}

// tamperer opens the file of a SQLite database behind the program's back.
func tamperer(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestADatabaseThatDoesNotOpen(t *testing.T) {
	away, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := away.Addr().String()
	if err := away.Close(); err != nil {
		t.Fatal(err)
	}
	noDatabase := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(noDatabase, []byte("Gentile Ufficio Europa, questo non è un database.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct{ url, want string }{
		"nobody answers":         {"postgres://traguardi:segretissima@" + address + "/traguardi?sslmode=disable", "the database does not answer"},
		"no such folder":         {"sqlite:" + filepath.Join(t.TempDir(), "no", "such.db"), "no such file or directory"},
		"a folder":               {"sqlite:" + t.TempDir(), "is a directory"},
		"a file of another kind": {"sqlite:" + noDatabase, "not a database"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for _, command := range []string{"serve --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0", "migrate up", "user list"} {
				began := time.Now()
				r := run(t, append(strings.Fields(command), "--database", c.url, "--database-wait", "1s")...).want(t, 1, c.want)
				if strings.Contains(r.String(), "segretissima") {
					t.Errorf("%s tells the password: %s", command, r)
				}
				// One second of waiting, and time for a busy machine; the default would be 30.
				if took := time.Since(began); took > 20*time.Second {
					t.Errorf("%s took %s", command, took)
				}
			}
		})
	}
}
