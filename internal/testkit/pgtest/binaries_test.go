package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindBinaries(t *testing.T) {
	root := t.TempDir()
	install := func(dir string, programs ...string) string {
		dir = filepath.Join(root, dir)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, program := range programs {
			if err := os.WriteFile(filepath.Join(dir, program), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	whole := install("usr/local/bin", "initdb", "postgres", "psql")
	clientOnly := install("usr/bin", "psql")
	half := install("opt/bin", "postgres")
	nine := install("debian/9/bin", "initdb", "postgres")
	fifteen := install("debian/15/bin", "initdb", "postgres")
	install("debian/17/bin", "psql")
	unexecutable := install("noexec")
	for _, program := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(unexecutable, program), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	glob := filepath.Join(root, "debian/*/bin")

	tests := []struct {
		name string
		path []string
		glob string
		want string // empty: not installed
	}{
		{name: "the path comes first", path: []string{clientOnly, whole}, glob: glob, want: whole},
		{name: "both programs in one folder", path: []string{half}, glob: glob, want: fifteen},
		{name: "highest version, by number", glob: filepath.Join(root, "debian/*/bin"), want: fifteen},
		{name: "a path entry that is relative is not searched", path: []string{".", ""}, glob: filepath.Dir(nine), want: ""},
		{name: "programs that cannot be executed", path: []string{unexecutable}, glob: filepath.Join(root, "none/*/bin"), want: ""},
		{name: "nothing", path: []string{filepath.Join(root, "absent")}, glob: filepath.Join(root, "none/*/bin"), want: ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := findBinaries(strings.Join(test.path, string(filepath.ListSeparator)), test.glob)
			if test.want == "" {
				if !errors.Is(err, ErrNotInstalled) {
					t.Fatalf("got %q, %v; want ErrNotInstalled", got, err)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestGiveUp(t *testing.T) {
	broken := errors.New("initdb failed")
	tests := []struct {
		name    string
		require string
		err     error
		want    string
	}{
		{name: "not installed", err: ErrNotInstalled, want: "skip"},
		{name: "not installed but required", require: "1", err: ErrNotInstalled, want: "fail"},
		{name: "broken", err: broken, want: "fail"},
		{name: "broken and required", require: "1", err: broken, want: "fail"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(EnvRequire, test.require)
			recorder := &recordingTB{TB: t}
			giveUp(recorder, test.err)
			// A real testing.TB ends at its first word; the recorder goes on, so that counts.
			if recorder.words[0] != test.want {
				t.Errorf("got %v, want %s first", recorder.words, test.want)
			}
		})
	}
}

type recordingTB struct {
	testing.TB
	words []string
}

func (r *recordingTB) Helper()               {}
func (r *recordingTB) Skipf(string, ...any)  { r.words = append(r.words, "skip") }
func (r *recordingTB) Fatalf(string, ...any) { r.words = append(r.words, "fail") }
