package backup

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var things = Table{
	Name: "things", Key: []string{"id"},
	Columns: []Column{{"id", Text}, {"n", Integer}, {"weight", Float}, {"content", Bytes}, {"note", Text}},
}

var empty = Table{Name: "empty", Key: []string{"id"}, Columns: []Column{{"id", Integer}}}

var someRows = [][]any{
	{"a", int64(1), 0.1, []byte{0, 1, 255}, nil},
	{"b", int64(math.MinInt64), math.Inf(-1), []byte{}, "con \"virgolette\", \\ e\nuna riga"},
	{"c\x00", nil, nil, nil, "perché € \u2028 \U0001f600"},
	{"d", int64(math.MaxInt64), -1.5e-300, []byte("x"), "not\xffUTF-8"},
}

// written is a small backup.
func written(t testing.TB, rows ...[]any) ([]byte, Sums) {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, Header{Schema: 22, Engine: "sqlite", Program: "test", MadeAt: time.Unix(1_700_000_000, 0)})
	must(t, err)
	must(t, w.Begin(things))
	for _, row := range rows {
		must(t, w.Row(row))
	}
	must(t, w.End())
	must(t, w.Begin(empty))
	must(t, w.End())
	size, err := w.Close()
	must(t, err)
	if size != int64(b.Len()) {
		t.Fatalf("it says %d bytes and wrote %d", size, b.Len())
	}
	return b.Bytes(), w.Sums()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keeper is a Sink that keeps what it gets.
type keeper struct {
	tables []Table
	rows   [][]any
}

func (k *keeper) Begin(t Table) error { k.tables = append(k.tables, t); return nil }
func (k *keeper) Row(values []any) error {
	k.rows = append(k.rows, slices.Clone(values))
	return nil
}
func (k *keeper) End() error { return nil }

func TestWhatIsWrittenIsRead(t *testing.T) {
	file, sums := written(t, someRows...)
	var k keeper
	var header Header
	read, err := Read(bytes.NewReader(file), func(h Header) (Sink, error) { header = h; return &k, nil })
	must(t, err)
	must(t, sums.Differ(read))
	if header.Schema != 22 || header.Engine != "sqlite" || !header.MadeAt.Equal(time.Unix(1_700_000_000, 0)) {
		t.Errorf("header %+v", header)
	}
	if len(k.tables) != 2 || !k.tables[0].Equal(things) || !k.tables[1].Equal(empty) {
		t.Errorf("tables %+v", k.tables)
	}
	if len(k.rows) != len(someRows) {
		t.Fatalf("%d rows, want %d", len(k.rows), len(someRows))
	}
	for i, row := range k.rows {
		if got, want := canonical(t, row), canonical(t, someRows[i]); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
	// What ordinary tools make of it: text, two members of gzip one after the other.
	zip, err := gzip.NewReader(bytes.NewReader(file))
	must(t, err)
	text, err := io.ReadAll(zip)
	must(t, err)
	if lines := strings.Split(strings.TrimSpace(string(text)), "\n"); !strings.HasPrefix(lines[len(lines)-1], `{"seal":"`) || len(lines) != 2+4+len(someRows)+1 {
		t.Errorf("zcat shows %d lines: %s", len(lines), text)
	}
}

func canonical(t testing.TB, row []any) string {
	t.Helper()
	line, err := appendRow(nil, things.Columns, row)
	must(t, err)
	return string(line)
}

// No byte of a file can be another, none can be missing, none can be added.
func TestAChangedFileIsRefused(t *testing.T) {
	file, _ := written(t, someRows...)
	refused := func(what string, i int, changed []byte) {
		t.Helper()
		_, _, err := Verify(bytes.NewReader(changed))
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s %d: %v", what, i, err)
		}
	}
	for i := range file {
		for _, bit := range []byte{1, 128} {
			changed := slices.Clone(file)
			changed[i] ^= bit
			refused("byte changed at", i, changed)
		}
		refused("cut off after", i, file[:i])
		refused("byte left out at", i, slices.Delete(slices.Clone(file), i, i+1))
	}
	refused("something added", 0, append(slices.Clone(file), 'x'))
	refused("twice", 0, append(slices.Clone(file), file...))
	refused("seal twice", 0, append(slices.Clone(file), file[len(file)-sealSize:]...))
}

// Whoever can make a seal of their own still has to write a backup.
func TestASealedFileThatIsNoBackupIsRefused(t *testing.T) {
	file, _ := written(t, someRows...)
	zip, err := gzip.NewReader(bytes.NewReader(file[:len(file)-sealSize]))
	must(t, err)
	text, err := io.ReadAll(zip)
	must(t, err)
	good := string(text)
	for name, change := range map[string]func(string) string{
		"another format":         func(s string) string { return strings.Replace(s, formatName, "another", 1) },
		"another count":          func(s string) string { return strings.Replace(s, `"rows":4`, `"rows":5`, 1) },
		"a row less":             func(s string) string { return cut(s, `["a"`, "\n") },
		"a value in another way": func(s string) string { return strings.Replace(s, `["a"`, `["\u0061"`, 1) },
		"a number as text":       func(s string) string { return strings.Replace(s, `["a",1,`, `["a","1",`, 1) },
		"a value more":           func(s string) string { return strings.Replace(s, `["a",1,`, `["a",1,1,`, 1) },
		"no end":                 func(s string) string { return cut(s, `{"complete"`, "\n") },
		"something after it":     func(s string) string { return s + s },
		"half a line":            func(s string) string { return s[:len(s)-1] },
		"unknown names":          func(s string) string { return strings.Replace(s, `{"table"`, `{"also":1,"table"`, 1) },
		"an unknown type":        func(s string) string { return strings.Replace(s, `"float"`, `"real"`, 1) },
		"nothing":                func(string) string { return "" },
	} {
		changed := change(good)
		if changed == good {
			t.Fatalf("%s changes nothing", name)
		}
		if _, _, err := Verify(bytes.NewReader(sealedFile(t, changed))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err = Verify(bytes.NewReader(sealedFile(t, strings.Replace(good, `"version":1`, `"version":2`, 1))))
	if err == nil || errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("a later format: %v", err)
	}
}

func cut(s, from, to string) string {
	i := strings.Index(s, from)
	return s[:i] + s[i+strings.Index(s[i:], to)+1:]
}

func sealedFile(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, err := io.WriteString(zip, text)
	must(t, err)
	must(t, zip.Close())
	sum := sha256.Sum256(b.Bytes())
	return append(b.Bytes(), seal(sum[:])...)
}

func TestRowsOfAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := []any{
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.String(), func(s string) any { return s })).Draw(t, "id"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Int64(), func(n int64) any { return n })).Draw(t, "n"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Float64(), func(f float64) any { return f })).Draw(t, "weight"),
			rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return b })).Draw(t, "content"),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return string(b) }).Draw(t, "note"),
		}
		line, err := appendRow(nil, things.Columns, row)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(line, '\n') >= 0 {
			t.Fatalf("a row of more than a line: %q", line)
		}
		back := make([]any, len(row))
		if err := new(rowReader).parse(line, things.Columns, back); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		again, err := appendRow(nil, things.Columns, back)
		if err != nil || !bytes.Equal(line, again) {
			t.Fatalf("%s came back as %s, %v", line, again, err)
		}
		if back[0] != row[0] || back[1] != row[1] || back[4] != row[4] {
			t.Fatalf("%v came back as %v", row, back)
		}
	})
}

func TestAValueOfAnotherTypeIsNotWritten(t *testing.T) {
	for _, row := range [][]any{
		{int64(1), nil, nil, nil, nil}, {nil, "1", nil, nil, nil}, {nil, nil, int64(1), nil, nil},
		{nil, nil, nil, "x", nil}, {true, nil, nil, nil, nil}, {nil, nil}, {time.Now(), nil, nil, nil, nil},
	} {
		if line, err := appendRow(nil, things.Columns, row); err == nil {
			t.Errorf("%v was written as %s", row, line)
		}
	}
}

// A row that is taken is written in the only way that there is.
func FuzzRow(f *testing.F) {
	for _, row := range someRows {
		line, err := appendRow(nil, things.Columns, row)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Add([]byte(`["\ud800",1e3,NaN,{"base64":"`))
	f.Fuzz(func(t *testing.T, line []byte) {
		values := make([]any, len(things.Columns))
		if new(rowReader).parse(line, things.Columns, values) != nil {
			return
		}
		again, err := appendRow(nil, things.Columns, values)
		if err != nil || !bytes.Equal(line, again) {
			t.Fatalf("%q was read as %q, %v", line, again, err)
		}
	})
}

// Whatever a file holds, reading it ends, with sums or with an error.
func FuzzRead(f *testing.F) {
	file, _ := written(f, someRows...)
	f.Add(file)
	f.Add([]byte{})
	zip, err := gzip.NewReader(bytes.NewReader(file[:len(file)-sealSize]))
	must(f, err)
	text, err := io.ReadAll(zip)
	must(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, content []byte) {
		// As a file, and as the text of a file whose seal holds.
		for _, file := range [][]byte{content, sealedFile(t, string(content))} {
			counter := NewCounter()
			sums, err := Read(bytes.NewReader(file), func(Header) (Sink, error) { return counter, nil })
			if err != nil {
				continue
			}
			if len(sums) != len(counter.Sums()) {
				t.Fatalf("%d tables were handed over, %d told", len(counter.Sums()), len(sums))
			}
		}
	})
}

func TestWhatChanged(t *testing.T) {
	a, b, longer, other := Sum{Table: "a", Rows: 1, SHA256: "x"}, Sum{Table: "b", Rows: 2, SHA256: "y"}, Sum{Table: "b", Rows: 3, SHA256: "z"}, Sum{Table: "c"}
	for _, c := range []struct {
		before, after Sums
		want          string
	}{
		{Sums{a, b}, Sums{a, b}, "[]"},
		{Sums{a, b}, Sums{a, longer}, "[b]"},
		{Sums{a, b}, Sums{a}, "[b]"},
		{Sums{a}, Sums{a, other}, "[c]"},
		{Sums{b}, Sums{a, longer, other}, "[b a c]"},
	} {
		if got := fmt.Sprint(c.before.Changed(c.after)); got != c.want {
			t.Errorf("from %v to %v: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}
