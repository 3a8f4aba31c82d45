package backup

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSave(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "copy.gz")
	content, sums := written(t, someRows...)
	whole := func(w io.Writer) (Sums, error) { _, err := w.Write(content); return sums, err }
	must(t, Save(path, whole))
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("others may read it: %v", info.Mode())
	}
	full := errors.New("no space left on device")
	other, otherSums := written(t)
	for name, write := range map[string]func(io.Writer) (Sums, error){
		"the disk is full":           func(w io.Writer) (Sums, error) { _, err := w.Write(content[:40]); return nil, errors.Join(err, full) },
		"a part is missing":          func(w io.Writer) (Sums, error) { _, err := w.Write(content[:len(content)-1]); return sums, err },
		"not what was to be written": func(w io.Writer) (Sums, error) { _, err := w.Write(other); return sums, err },
		"a byte changed on the way": func(w io.Writer) (Sums, error) {
			b := bytes.Clone(content)
			b[30]++
			_, err := w.Write(b)
			return sums, err
		},
		"less than was to be written": func(w io.Writer) (Sums, error) { _, err := w.Write(content); return otherSums, err },
	} {
		if err := Save(path, write); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, content) || !slices.Equal(names(t, folder), []string{"copy.gz"}) {
			t.Errorf("%s: the one before is not as it was: %v, %v", name, names(t, folder), err)
		}
		if err := Save(filepath.Join(folder, "new.gz"), write); err == nil || !slices.Equal(names(t, folder), []string{"copy.gz"}) {
			t.Errorf("%s: it left %v", name, names(t, folder))
		}
	}
	must(t, Save(path, func(w io.Writer) (Sums, error) { _, err := w.Write(other); return otherSums, err }))
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, other) {
		t.Error("a backup is not replaced by a newer one")
	}
}

func TestSaveReplacesNothingElse(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "traguardi.db")
	must(t, os.WriteFile(path, []byte("SQLite format 3\x00…"), 0o600))
	must(t, os.Mkdir(filepath.Join(folder, "folder"), 0o700))
	for _, path := range []string{path, filepath.Join(folder, "folder"), os.DevNull} {
		err := Save(path, func(io.Writer) (Sums, error) { t.Fatal("it was begun"); return nil, nil })
		if err == nil {
			t.Errorf("%s would have been replaced", path)
		}
	}
}

func TestPrune(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(dayLayout, s)
		must(t, err)
		return d
	}
	for _, c := range []struct {
		name        string
		days, weeks int
		from, to    string
		kept        []string
	}{
		{"the last days", 3, 0, "2026-11-01", "2026-11-27", []string{"2026-11-25", "2026-11-26", "2026-11-27"}},
		// Sundays end a week; the week under way counts.
		{"days and weeks", 2, 4, "2026-10-01", "2026-11-27", []string{"2026-11-08", "2026-11-15", "2026-11-22", "2026-11-26", "2026-11-27"}},
		{"the turn of a year", 1, 3, "2026-12-20", "2027-01-05", []string{"2026-12-27", "2027-01-03", "2027-01-05"}},
		{"fewer than are kept", 14, 8, "2026-11-20", "2026-11-22", []string{"2026-11-20", "2026-11-21", "2026-11-22"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := Folder{Path: t.TempDir(), Days: c.days, Weeks: c.weeks}
			for d := day(c.from); !d.After(day(c.to)); d = d.AddDate(0, 0, 1) {
				must(t, os.WriteFile(folder.Name(d), nil, 0o600))
			}
			_, err := folder.Prune(day(c.to))
			must(t, err)
			var want []string
			for _, d := range c.kept {
				want = append(want, filepath.Base(folder.Name(day(d))))
			}
			if got := names(t, folder.Path); !slices.Equal(got, want) {
				t.Errorf("kept %v, want %v", got, want)
			}
		})
	}
}

func TestPruneTouchesNothingElse(t *testing.T) {
	folder := Folder{Path: t.TempDir(), Days: 1}
	now := time.Now()
	others := []string{"traguardi-2020-01-01.backup.gz.old", "a-traguardi-2020-01-01.backup.gz", "traguardi-2020-13-01.backup.gz", "note.txt", ".partial-mine"}
	for _, name := range others {
		must(t, os.WriteFile(filepath.Join(folder.Path, name), nil, 0o600))
		must(t, os.Chtimes(filepath.Join(folder.Path, name), now, now.AddDate(-1, 0, 0)))
	}
	old, fresh := partial+"traguardi-2026-11-01.backup.gz-1", partial+"traguardi-2026-11-02.backup.gz-2"
	for name, age := range map[string]time.Duration{old: 25 * time.Hour, fresh: time.Hour} {
		must(t, os.WriteFile(filepath.Join(folder.Path, name), nil, 0o600))
		must(t, os.Chtimes(filepath.Join(folder.Path, name), now, now.Add(-age)))
	}
	deleted, err := folder.Prune(now)
	must(t, err)
	want := append([]string{fresh}, others...)
	slices.Sort(want)
	if got := names(t, folder.Path); !slices.Equal(got, want) || !slices.Equal(deleted, []string{old}) {
		t.Errorf("deleted %v and left %v", deleted, got)
	}
}
