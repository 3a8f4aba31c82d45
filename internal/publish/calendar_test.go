package publish_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/emersion/go-ical"
	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const base = "https://traguardi.example.it"

func write(t testing.TB, c publish.Calendar) []byte {
	t.Helper()
	c.BaseURL, c.Zone = base, rome
	text, err := c.Write()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// read reads a calendar with another implementation than the one that wrote it.
func read(t testing.TB, text []byte) *ical.Calendar {
	t.Helper()
	decoder := ical.NewDecoder(bytes.NewReader(text))
	cal, err := decoder.Decode()
	if err != nil {
		t.Fatalf("it cannot be read back: %v\n%s", err, text)
	}
	return cal
}

func publicOf(b *board.Board) publish.Calendar { return publish.Calendar{Content: &b.Public().Content} }

func staffOf(b *board.Board) publish.Calendar {
	return publish.Calendar{Content: &b.Staff().Content, Staff: b.Staff()}
}

func TestGoldenCalendars(t *testing.T) {
	b := onDay(t, rows())
	office := publicOf(b)
	office.Office = "cultura"
	one := publicOf(b)
	one.Meeting = "0190a5d2-0000-7000-8000-000000000002"
	for name, c := range map[string]publish.Calendar{"ente": publicOf(b), "ufficio": office, "riunione": one, "staff": staffOf(b)} {
		t.Run(name, func(t *testing.T) {
			got := write(t, c)
			strict(t, got)
			if again := write(t, c); !bytes.Equal(got, again) {
				t.Error("the same board gives other bytes")
			}
			path := "testdata/" + name + ".golden.ics"
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("not %s any more; if that is meant, run with -update and read the diff. Got:\n%s", path, got)
			}
		})
	}
}

// strict holds a calendar against what RFC 5545 asks of its lines.
func strict(t testing.TB, text []byte) {
	t.Helper()
	if !bytes.HasSuffix(text, []byte("\r\n")) {
		t.Error("the last line has no end")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		switch {
		case len(line) > 75:
			t.Errorf("a line of %d octets: %q", len(line), line)
		case strings.ContainsAny(line, "\r\n"):
			t.Errorf("a line break of another kind: %q", line)
		case !utf8.ValidString(line):
			t.Errorf("a character is cut in two: %q", line)
		}
	}
}

// TestAnotherProgramReadsTheCalendar: every event is read back as it was meant, hours in
// their zone.
func TestAnotherProgramReadsTheCalendar(t *testing.T) {
	cal := read(t, write(t, publicOf(onDay(t, rows()))))
	type told struct {
		start, end, summary, status, categories string
	}
	all := map[string]told{}
	for _, e := range cal.Events() {
		start, err := e.DateTimeStart(rome)
		if err != nil {
			t.Fatal(err)
		}
		end, err := e.DateTimeEnd(rome)
		if err != nil {
			t.Fatal(err)
		}
		text := func(name string) string {
			s, err := e.Props.Text(name)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		uid := text(ical.PropUID)
		if _, twice := all[uid]; twice {
			t.Errorf("%s is there twice", uid)
		}
		all[uid] = told{start.Format(time.RFC3339), end.Format(time.RFC3339), text(ical.PropSummary), text(ical.PropStatus), text(ical.PropCategories)}
		stamp, err := e.Props.DateTime(ical.PropDateTimeStamp, nil)
		if err != nil || stamp.Location() != time.UTC {
			t.Errorf("%s has the stamp %v, %v", uid, stamp, err)
		}
	}
	want := map[string]told{
		"0190a5d2-0000-7000-8000-000000000001@traguardi": {"2021-03-16T00:00:00+01:00", "2021-03-17T00:00:00+01:00", "La prima", "CONFIRMED", "Riunione"},
		"0190a5d2-0000-7000-8000-000000000002@traguardi": {"2026-11-20T10:00:00+01:00", "2026-11-20T11:30:00+01:00", "Riunione con l’ufficio Tributi", "CONFIRMED", "Riunione"},
		"0190a5d2-0000-7000-8000-000000000003@traguardi": {"2027-06-15T09:30:00+02:00", "2027-06-15T09:30:00+02:00", "D’estate", "CONFIRMED", "Riunione"},
		"0190a5d2-0000-7000-8000-000000000004@traguardi": {"2026-11-27T10:00:00+01:00", "2026-11-27T11:00:00+01:00", "Annullata: Non si fa", "CANCELLED", "Riunione"},
		"0190a5d2-0000-7000-8000-000000000007@traguardi": {"2026-12-04T12:00:00+01:00", "2026-12-04T13:00:00+01:00", "Riunione annullata", "CANCELLED", "Riunione"},
		"c_m403-OB-01.1@traguardi":                       {"2027-01-30T00:00:00+01:00", "2027-01-31T00:00:00+01:00", "Scade: OB-01.1 Avvisi su SEND; prova con 50 avvisi", "CONFIRMED", "Traguardo"},
		"c_m403-OB-01.2@traguardi":                       {"2026-11-25T00:00:00+01:00", "2026-11-26T00:00:00+01:00", "Fatto: OB-01.2 Dodici pagamenti su pagoPA", "CONFIRMED", "Traguardo"},
		"c_m403-OB-01.4@traguardi":                       {"2026-12-31T00:00:00+01:00", "2027-01-01T00:00:00+01:00", "Annullato: OB-01.4 Del museo", "CANCELLED", "Traguardo"},
	}
	for uid, w := range want {
		if all[uid] != w {
			t.Errorf("%s is %+v, want %+v", uid, all[uid], w)
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d events, want %d: %v", len(all), len(want), all)
	}
	if name := cal.Props.Get(ical.PropName); name == nil || name.Value != "Traguardi Corigliano-Rossano" {
		t.Errorf("the calendar is called %v", name)
	}
}

// TestWhoSeesWhat: the public's calendars have nothing of the staff's, an office's only
// what is its own.
func TestWhoSeesWhat(t *testing.T) {
	b := onDay(t, rows())
	public, staff := string(write(t, publicOf(b))), string(write(t, staffOf(b)))
	for _, secret := range []string{"riservato", "bozza", "Scritta per errore", "OB-02"} {
		if strings.Contains(public, secret) {
			t.Errorf("the public's calendar has %q", secret)
		}
	}
	for _, known := range []string{"Incontro riservato", "Di una bozza", "CLASS:PRIVATE", base + "/area/c_m403/riunioni/"} {
		if !strings.Contains(unfolded(staff), known) {
			t.Errorf("the staff's calendar lacks %q", known)
		}
	}
	cultura := publicOf(b)
	cultura.Office = "cultura"
	var titles []string
	for _, e := range read(t, write(t, cultura)).Events() {
		titles = append(titles, e.Props.Get(ical.PropSummary).Value)
	}
	if want := []string{"Annullata: Non si fa", "D’estate", "Annullato: OB-01.4 Del museo"}; !slices.Equal(titles, want) {
		t.Errorf("the calendar of an office has %q, want %q", titles, want)
	}
	// The same meeting is the same event in all of them.
	if !strings.Contains(staff, "UID:0190a5d2-0000-7000-8000-000000000002@traguardi\r\n") {
		t.Error("the staff's calendar knows a meeting by another name")
	}
}

func unfolded(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

// TestEveryChangeRaisesTheSequence: a meeting that moves, is cancelled and is removed
// stays one event, each time with a higher SEQUENCE and a later stamp.
func TestEveryChangeRaisesTheSequence(t *testing.T) {
	c := rows()
	uid := c.Meetings[1].ID + "@traguardi"
	last, stamp := -1, time.Time{}
	seen := func(what, status string) {
		t.Helper()
		for _, e := range read(t, write(t, publicOf(onDay(t, c)))).Events() {
			if e.Props.Get(ical.PropUID).Value != uid {
				continue
			}
			sequence, err := e.Props.Get(ical.PropSequence).Int()
			if err != nil {
				t.Fatal(err)
			}
			now, err := e.Props.DateTime(ical.PropDateTimeStamp, nil)
			if err != nil {
				t.Fatal(err)
			}
			if sequence <= last || !now.After(stamp) || e.Props.Get(ical.PropStatus).Value != status {
				t.Errorf("%s: sequence %d after %d, stamp %s after %s, %s", what, sequence, last, now, stamp, e.Props.Get(ical.PropStatus).Value)
			}
			last, stamp = sequence, now
			return
		}
		t.Errorf("%s: the event is gone", what)
	}
	m := &c.Meetings[1]
	seen("as it was", "CONFIRMED")
	m.HeldOn, m.Revision, m.ChangedAt = day("2026-11-24"), 40, at("2026-11-15T08:00:00Z")
	seen("moved", "CONFIRMED")
	m.State, m.Revision, m.ChangedAt = plan.MeetingCancelled, 41, at("2026-11-16T08:00:00Z")
	seen("cancelled", "CANCELLED")
	m.RemovedOn, m.Revision, m.ChangedAt = day("2026-11-17"), 42, at("2026-11-17T08:00:00Z")
	seen("removed", "CANCELLED")
}

// TestAnyTextComesBack: whatever people write, the lines are as they must be and another
// program reads the same.
func TestAnyTextComesBack(t *testing.T) {
	texts := rapid.OneOf(
		rapid.SampledFrom([]string{
			"a, b; c: d \\ e \"f\"", "\\n", "👩🏽‍🌾 perché così", strings.Repeat("è", 300), strings.Repeat("parola ", 40), strings.Repeat("a", 200) + " " + strings.Repeat("b", 200),
			"BEGIN:VEVENT", " davanti e dietro ", "<b>non è HTML</b>", "مرحبا", "x>y>z<" + strings.Repeat("w", 90),
		}),
		rapid.StringOfN(rapid.RuneFrom(nil, letters...), 1, 120, -1),
	)
	rapid.Check(t, func(rt *rapid.T) {
		title, place, point := texts.Draw(rt, "title"), texts.Draw(rt, "place"), texts.Draw(rt, "point")
		c := rows()
		m := &c.Meetings[1]
		m.Title, m.Place, m.Agenda = title, place, point
		if m.Check(day("2026-11-20")) != nil || strings.TrimSpace(place) == "" {
			return // such a meeting cannot be written down
		}
		one := publicOf(onDay(t, c))
		one.Meeting = m.ID
		got := write(t, one)
		strict(t, got)
		e := read(t, got).Events()[0]
		for prop, want := range map[string]string{ical.PropSummary: title, ical.PropLocation: place} {
			if text, err := e.Props.Text(prop); err != nil || text != want {
				rt.Errorf("%s came back as %q, %v, want %q", prop, text, err, want)
			}
		}
		if points := plan.AgendaPoints(point); len(points) > 0 {
			if text, err := e.Props.Text(ical.PropDescription); err != nil || !strings.Contains(text, "1. "+points[0]+"\n") {
				rt.Errorf("the description came back as %q, %v", text, err)
			}
		}
		if t.Failed() {
			rt.Fail()
		}
	})
}

func TestACalendarNeedsAZone(t *testing.T) {
	if _, err := (publish.Calendar{Content: &board.Content{}}).Write(); err == nil {
		t.Error("a calendar without a zone was written")
	}
	if _, err := (publish.Calendar{Zone: rome}).Write(); err == nil {
		t.Error("a calendar of nothing was written")
	}
}

// TestAnEmptyCalendar: a plan without a date is a calendar all the same.
func TestAnEmptyCalendar(t *testing.T) {
	empty := board.Changes{Organization: plan.Organization{ID: "c_m403", Name: "Vuoto", Revision: 1}}
	text := write(t, publicOf(onDay(t, empty)))
	strict(t, text)
	if cal := read(t, text); len(cal.Events()) != 0 || len(cal.Children) != 1 {
		t.Errorf("%d components", len(cal.Children))
	}
}
