package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func openData(day plan.Date, files ...string) plan.OpenDataDay {
	d := plan.OpenDataDay{Organization: org, Day: day, MadeAt: now, Revision: 7, AuditSequence: 3, AuditHash: "abc"}
	for i := 0; i+1 < len(files); i += 2 {
		sum := sha256.Sum256([]byte(files[i+1]))
		d.Files = append(d.Files, plan.OpenDataFile{Name: files[i], SHA256: hex.EncodeToString(sum[:]), Size: len(files[i+1]), Content: []byte(files[i+1])})
	}
	return d
}

// A day's files are kept as they came, and what comes later changes nothing of them.
func TestOpenDataIsKeptOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		big := strings.Repeat("a;è\r\n", 50_000)
		add := func(d plan.OpenDataDay, want bool) {
			t.Helper()
			if made, err := s.AddOpenData(ctx, d); err != nil || made != want {
				t.Fatalf("made %t, %v", made, err)
			}
		}
		add(openData(today, "a.csv", "uno", "b.csv", big), true)
		add(openData(today, "a.csv", "due", "c.csv", "tre"), false)
		add(openData(today.AddDays(1), "a.csv", "due", "b.csv", big), true)

		for name, want := range map[string]string{"a.csv": "uno", "b.csv": big} {
			f, err := s.OpenDataFile(ctx, org, today, name)
			if err != nil || string(f.Content) != want || f.Size != len(want) {
				t.Errorf("%s: %v, %d bytes", name, err, len(f.Content))
			}
		}
		for _, name := range []string{"c.csv", ""} {
			if _, err := s.OpenDataFile(ctx, org, today, name); plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("%q: %v", name, err)
			}
		}
		var contents int
		must(t, s.reads.db.Get(&contents, "SELECT COUNT(*) FROM open_data_contents"))
		if contents != 3 {
			t.Errorf("%d contents, want the big one once", contents)
		}
		days, err := s.OpenDataDays(ctx, org, plan.Date{}, 0)
		must(t, err)
		if len(days) != 2 || days[0].Day != today.AddDays(1) || len(days[1].Files) != 2 || days[1].Files[1].Name != "b.csv" ||
			days[1].Files[0].Size != 3 || days[1].AuditHash != "abc" || days[1].AuditSequence != 3 || days[1].Revision != 7 || !days[1].MadeAt.Equal(now) {
			t.Errorf("%+v", days)
		}
		earlier, err := s.OpenDataDays(ctx, org, today.AddDays(1), 5)
		must(t, err)
		if len(earlier) != 1 || earlier[0].Day != today {
			t.Errorf("before a day: %+v", earlier)
		}
		none, err := s.OpenDataDays(ctx, "c_other", plan.Date{}, 5)
		if must(t, err); len(none) != 0 {
			t.Errorf("of another: %+v", none)
		}
	})
}

func TestOneOfManyReplicasKeepsTheDay(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		var writers sync.WaitGroup
		made := make([]bool, 4)
		for i := range made {
			writers.Go(func() {
				var err error
				if made[i], err = s.AddOpenData(ctx, openData(today, "a.csv", fmt.Sprint("replica ", i))); err != nil {
					t.Error(err)
				}
			})
		}
		writers.Wait()
		f, err := s.OpenDataFile(ctx, org, today, "a.csv")
		must(t, err)
		won := 0
		for i, mine := range made {
			if mine {
				won++
				if string(f.Content) != fmt.Sprint("replica ", i) {
					t.Errorf("replica %d says that it kept the day, which has %q", i, f.Content)
				}
			}
		}
		if won != 1 {
			t.Errorf("%d replicas kept the day", won)
		}
	})
}

func TestOpenDataIsAppendOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		if _, err := s.AddOpenData(ctx, openData(today, "a.csv", "uno")); err != nil {
			t.Fatal(err)
		}
		for _, attempt := range []string{
			"UPDATE open_data_days SET revision = 1", "UPDATE open_data_files SET name = 'x'", "UPDATE open_data_contents SET sha256 = 'x'",
			"DELETE FROM open_data_days", "DELETE FROM open_data_files", "DELETE FROM open_data_contents",
		} {
			if _, err := s.writes.db.ExecContext(ctx, attempt); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want it refused", attempt, err)
			}
		}
	})
}

// What somebody changed behind the program's back is not passed off as what was published.
func TestAChangedFileIsNotServed(t *testing.T) {
	s := openStore(t, engines[0].url(t))
	must(t, s.Migrate(ctx))
	seed(t, s)
	if _, err := s.AddOpenData(ctx, openData(today, "a.csv", "uno")); err != nil {
		t.Fatal(err)
	}
	other, err := pack([]byte("due"))
	must(t, err)
	for _, statement := range []string{"DROP TRIGGER open_data_contents_no_update", "UPDATE open_data_contents SET content = $1"} {
		var args []any
		if strings.Contains(statement, "$1") {
			args = append(args, other)
		}
		_, err := s.writes.db.ExecContext(ctx, statement, args...)
		must(t, err)
	}
	if f, err := s.OpenDataFile(ctx, org, today, "a.csv"); err == nil {
		t.Errorf("served %q", f.Content)
	}
}
