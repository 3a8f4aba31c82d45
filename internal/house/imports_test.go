// Package house_test keeps the house in order: which room may import which. It needs no linter and no compiled
// code, so it answers even while a package is being rewritten.
package house_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// root is the repository seen from this folder.
const root = "../.."

// importFound is one import of one file; paths are relative to the root, with slashes.
type importFound struct {
	file   string
	line   int
	imp    string // as written
	isTest bool
}

func TestImportsStayInTheirRooms(t *testing.T) {
	found := importsOf(t, os.DirFS(root))
	if len(found) == 0 {
		t.Fatal("no import found: is the test looking at the repository?")
	}
	for _, complaint := range complaints(found) {
		t.Error(complaint)
	}
}

// TestHeartStaysCleanTransitively catches what a third party would bring along: a harmless looking module that
// itself imports net/http.
func TestHeartStaysCleanTransitively(t *testing.T) {
	heart := bans[0]
	for _, r := range heart.rooms {
		t.Run(path.Base(r), func(t *testing.T) {
			if !hasGoFiles(filepath.Join(root, r)) {
				t.Logf("%s does not exist yet", r)
				return
			}
			cmd := exec.Command("go", "list", "-e", "-deps", "./"+r+"/...")
			cmd.Dir = root
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("go list: %v", err)
			}
			for dep := range strings.FieldsSeq(string(out)) {
				for _, banned := range heart.imports {
					if under(dep, banned) && !allowedTransitively[dep] {
						t.Errorf("%s depends on %s, by way of another module: %s", r, dep, heart.why)
					}
				}
			}
		})
	}
}

// allowedTransitively are packages below a banned path that hold interfaces only.
var allowedTransitively = map[string]bool{
	"database/sql/driver": true, // google/uuid implements driver.Valuer
}

// TestTheGuardBites proves on invented files that each kind of breach is reported and that what is allowed is not.
func TestTheGuardBites(t *testing.T) {
	cases := []struct {
		name, file, imp string
		test            bool
		want            string // part of the complaint; empty: none
	}{
		{"vocabulary imports a room", "internal/plan/x.go", module + "/internal/progress", false, "internal/plan may import none of ours"},
		{"heart sees HTTP", "internal/tracker/x.go", "net/http", false, "neither transport nor storage"},
		{"heart sees a deeper banned package", "internal/board/x.go", "github.com/danielgtaylor/huma/v2", false, "neither transport nor storage"},
		{"api sees the store", "internal/api/x.go", module + "/internal/store", false, "never store"},
		{"web sees the api", "internal/web/pages/x.go", module + "/internal/api", false, "never api"},
		{"api speaks SQL", "internal/api/x.go", "database/sql", false, "SQL is spoken in internal/store alone"},
		{"program uses test help", "internal/app/x.go", module + "/internal/testkit/pg", false, "only bench may import internal/testkit"},
		{"web takes the listener", "internal/web/x.go", module + "/internal/httpserver", false, "internal/web may import"},
		{"a folder without a row", "internal/attic/x.go", "fmt", false, "has no row"},
		{"a name that only begins alike", "internal/planner/x.go", "fmt", false, "has no row"},
		{"allowed room", "internal/store/x.go", module + "/internal/tracker", false, ""},
		{"allowed subfolder", "internal/store/x.go", module + "/internal/board/cache", false, ""},
		{"own subfolder", "internal/api/x.go", module + "/internal/api/dto", false, ""},
		{"wiring takes all", "internal/app/x.go", module + "/internal/httpserver", false, ""},
		{"tests boot real things", "internal/tracker/x_test.go", module + "/internal/store", true, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := complaints([]importFound{{file: c.file, line: 3, imp: c.imp, isTest: c.test}})
			if c.want == "" {
				if len(got) != 0 {
					t.Fatalf("allowed import was reported: %v", got)
				}
				return
			}
			if len(got) == 0 {
				t.Fatalf("not reported: %s imports %s", c.file, c.imp)
			}
			if !strings.Contains(got[0], c.want) || !strings.Contains(got[0], c.file) {
				t.Errorf("message %q names neither the file nor the rule %q", got[0], c.want)
			}
		})
	}
}

// complaints judges imports by the table. Test files are free: a test may boot the real thing.
func complaints(found []importFound) []string {
	var out []string
	unknown := map[string]bool{}
	for _, f := range found {
		if f.isTest {
			continue
		}
		at := fmt.Sprintf("%s:%d", f.file, f.line)
		from, ok := roomOf(path.Dir(f.file))
		if !ok {
			if dir := path.Dir(f.file); !unknown[dir] {
				unknown[dir] = true
				out = append(out, fmt.Sprintf("%s: folder %s has no row in internal/house/rooms_test.go: say what it may import", at, dir))
			}
			continue
		}
		if inner, ours := strings.CutPrefix(f.imp, module+"/"); ours {
			if why := refused(from, inner); why != "" {
				out = append(out, fmt.Sprintf("%s imports %s: %s", at, f.imp, why))
			}
			continue
		}
		for _, b := range bans {
			if !contains(b.rooms, from.path) {
				continue
			}
			for _, banned := range b.imports {
				if under(f.imp, banned) {
					out = append(out, fmt.Sprintf("%s imports %s: forbidden in %s: %s", at, f.imp, from.path, b.why))
				}
			}
		}
	}
	return out
}

// refused tells why room from may not import the folder inner, or "".
func refused(from room, inner string) string {
	to, ok := roomOf(inner)
	if !ok {
		return "folder " + inner + " has no row in internal/house/rooms_test.go"
	}
	if to.path == from.path {
		return ""
	}
	if keys, shut := closed[to.path]; shut && from.path != "internal/testkit" && !contains(keys, from.path) {
		if len(keys) == 0 {
			return fmt.Sprintf("%s: %s; nothing of the program may", to.path, to.why)
		}
		return fmt.Sprintf("only %s may import %s; %s may import %s (%s)", strings.Join(keys, ", "), to.path, from.path, allowed(from), from.why)
	}
	if contains(from.may, "*") || contains(from.may, to.path) {
		return ""
	}
	return fmt.Sprintf("%s may import %s (%s)", from.path, allowed(from), from.why)
}

func allowed(r room) string {
	switch {
	case len(r.may) == 0:
		return "none of ours"
	case contains(r.may, "*"):
		return "every room"
	}
	return strings.Join(r.may, ", ")
}

// roomOf finds the row a folder belongs to.
func roomOf(dir string) (room, bool) {
	for _, r := range rooms {
		if under(dir, r.path) {
			return r, true
		}
	}
	return room{}, false
}

// under tells whether p is prefix or lies below it, by whole path elements.
func under(p, prefix string) bool { return p == prefix || strings.HasPrefix(p, prefix+"/") }

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// importsOf reads every Go file's import clause. A file without imports is listed once with an empty import, so
// that its folder is still asked for a row.
func importsOf(t *testing.T, tree fs.FS) []importFound {
	t.Helper()
	var found []importFound
	err := fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if p != "." && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || name == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		src, err := fs.ReadFile(tree, p)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, p, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		isTest := strings.HasSuffix(name, "_test.go")
		if len(file.Imports) == 0 {
			found = append(found, importFound{file: p, line: 1, isTest: isTest})
		}
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found = append(found, importFound{file: p, line: set.Position(spec.Pos()).Line, imp: imp, isTest: isTest})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func hasGoFiles(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) > 0
}
