package httpserver

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLineBufferHandsOnInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out log
		buffer := NewLineBuffer(&out, time.Second)
		steps := []struct {
			after time.Duration
			line  string
			want  string
		}{
			{0, "one\n", ""},
			{999 * time.Millisecond, "two\n", ""},
			{time.Millisecond, "", "one\ntwo\n"},
			{10 * time.Second, "three\n", "one\ntwo\n"},
			{time.Second, "", "one\ntwo\nthree\n"},
		}
		for _, step := range steps {
			time.Sleep(step.after) // of the bubble's clock
			synctest.Wait()
			if step.line != "" {
				write(t, buffer, step.line)
			}
			if out.String() != step.want {
				t.Errorf("after %q: %q, want %q", step.line, &out, step.want)
			}
		}
		write(t, buffer, "last\n")
		if err := buffer.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "three\nlast\n") {
			t.Errorf("after closing: %q", &out)
		}
	})
}

func TestLineBufferIsBounded(t *testing.T) {
	var out log
	buffer := NewLineBuffer(&out, time.Hour)
	line := strings.Repeat("x", 999) + "\n"
	for range 200 {
		write(t, buffer, line)
		if len(buffer.lines) > lineBufferSize {
			t.Fatalf("%d bytes wait", len(buffer.lines))
		}
	}
	huge := strings.Repeat("y", 2*lineBufferSize) + "\n"
	write(t, buffer, huge)
	if err := buffer.Close(); err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat(line, 200) + huge; out.String() != want {
		t.Errorf("%d bytes came out, want %d", len(out.String()), len(want))
	}
}

func TestLineBufferTellsOfLinesLost(t *testing.T) {
	full := errors.New("disk full")
	buffer := NewLineBuffer(failing{full}, time.Hour)
	write(t, buffer, "lost\n")
	if err := buffer.Close(); !errors.Is(err, full) {
		t.Errorf("got %v, want the writer's error", err)
	}
	if err := buffer.Close(); err != nil {
		t.Errorf("told twice: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func write(t *testing.T, buffer *LineBuffer, line string) {
	t.Helper()
	if n, err := buffer.Write([]byte(line)); n != len(line) || err != nil {
		t.Fatalf("wrote %d bytes: %v", n, err)
	}
}
