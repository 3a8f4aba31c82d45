package house_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// sums is the list of migrations as they were when they landed: SHA-256 and file, as sha256sum writes it.
const sums = "testdata/migrations.sha256"

// A migration that somebody has run is never run again: to edit it makes two schemas of one number. New ones are put at
// the end of the list by go test ./internal/house -update, which leaves the lines that are there alone.
func TestMigrationsAreNeverEdited(t *testing.T) {
	listed := readSums(t)
	present := migrations(t)
	if complaints := compareMigrations(listed, present, *update); len(complaints) > 0 {
		t.Fatal(strings.Join(complaints, "\n"))
	}
	if !*update {
		return
	}
	names := make([]string, 0, len(present))
	for name := range present {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(present[name] + "  " + name + "\n")
	}
	if err := os.WriteFile(sums, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// compareMigrations says what is wrong; where additions are let in, a file that is not listed is not.
func compareMigrations(listed, present map[string]string, additions bool) (complaints []string) {
	for name, sum := range listed {
		switch got, ok := present[name]; {
		case !ok:
			complaints = append(complaints, name+" is gone: installations have run it")
		case got != sum:
			complaints = append(complaints, name+" was edited: write a new migration instead")
		}
	}
	for name := range present {
		if _, ok := listed[name]; !ok && !additions {
			complaints = append(complaints, name+" is not in internal/house/"+sums+"; run: go test ./internal/house -update")
		}
	}
	sort.Strings(complaints)
	return complaints
}

func TestAnEditedMigrationIsSeen(t *testing.T) {
	listed := map[string]string{"sqlite/1.sql": "a", "sqlite/2.sql": "b"}
	for name, test := range map[string]struct {
		present   map[string]string
		additions bool
		want      string
	}{
		"as it was":              {present: map[string]string{"sqlite/1.sql": "a", "sqlite/2.sql": "b"}},
		"edited":                 {map[string]string{"sqlite/1.sql": "x", "sqlite/2.sql": "b"}, false, "1.sql was edited"},
		"edited, and the update": {map[string]string{"sqlite/1.sql": "x", "sqlite/2.sql": "b"}, true, "1.sql was edited"},
		"removed":                {map[string]string{"sqlite/1.sql": "a"}, true, "2.sql is gone"},
		"new":                    {map[string]string{"sqlite/1.sql": "a", "sqlite/2.sql": "b", "sqlite/3.sql": "c"}, false, "3.sql is not in"},
		"new, and the update":    {present: map[string]string{"sqlite/1.sql": "a", "sqlite/2.sql": "b", "sqlite/3.sql": "c"}, additions: true},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(compareMigrations(listed, test.present, test.additions), "\n")
			if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func readSums(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(sums)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok || len(sum) != 2*sha256.Size {
			t.Fatalf("%s: %q is no line of a list of sums", sums, line)
		}
		listed[name] = sum
	}
	return listed
}

func migrations(t *testing.T) map[string]string {
	t.Helper()
	folder := filepath.Join(root, "sql/migrations")
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	present := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(raw)
		present[filepath.ToSlash(name)] = hex.EncodeToString(sum[:])
	}
	return present
}
