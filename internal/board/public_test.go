package board_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Types that hold what may not be published: a signature and an account name people, a
// review has its note, a row of the plan has everything.
var unpublishable = []reflect.Type{
	reflect.TypeFor[plan.Signature](), reflect.TypeFor[plan.Actor](), reflect.TypeFor[plan.Account](),
	reflect.TypeFor[plan.Token](), reflect.TypeFor[plan.Membership](), reflect.TypeFor[plan.AuditEntry](),
	reflect.TypeFor[plan.Review](), reflect.TypeFor[plan.Update](), reflect.TypeFor[plan.Meeting](),
	reflect.TypeFor[plan.Objective](), reflect.TypeFor[plan.ObjectiveChange](), reflect.TypeFor[plan.Milestone](),
	reflect.TypeFor[plan.Rating](), reflect.TypeFor[plan.Action](), reflect.TypeFor[plan.PointNotes](), reflect.TypeFor[board.Ledger](),
	reflect.TypeFor[board.Board](), reflect.TypeFor[board.Staff](),
}

var unpublishableField = regexp.MustCompile(`(?i)account|e?mail|signature|password|token|review|drafts|notes$|unpublished|published|approved`)

// publishedAlike are fields whose names sound like those that may not be published, but
// may: the reviewer's rating is there to be read, and so is whether notes are.
var publishedAlike = map[string]bool{"Objective.ReviewerRating": true, "Publication.HideNotes": true}

// fieldsOf visits every field that can be reached from a type, with the way to it.
func fieldsOf(t reflect.Type, visit func(owner reflect.Type, f reflect.StructField)) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(t.Elem())
			return
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
			return
		case reflect.Interface, reflect.Func, reflect.Chan:
			panic("a content must not hold what cannot be seen through: " + t.String())
		case reflect.Struct:
		default:
			return
		}
		// Times and dates hold no text.
		if seen[t] || t.PkgPath() == "time" || t == reflect.TypeFor[plan.Date]() {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			visit(t, t.Field(i))
			walk(t.Field(i).Type)
		}
	}
	walk(t)
}

func TestThePublicTypeCannotHoldWhatIsNotPublished(t *testing.T) {
	visited := 0
	fieldsOf(reflect.TypeFor[board.Public](), func(owner reflect.Type, f reflect.StructField) {
		visited++
		name := owner.Name() + "." + f.Name
		if unpublishableField.MatchString(f.Name) && !publishedAlike[name] {
			t.Errorf("%s sounds as if it may not be published", name)
		}
		kind := f.Type
		for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice || kind.Kind() == reflect.Map {
			kind = kind.Elem()
		}
		for _, forbidden := range unpublishable {
			if kind == forbidden {
				t.Errorf("%s is a %s", name, forbidden)
			}
		}
	})
	if visited < 100 {
		t.Fatalf("only %d fields were looked at", visited)
	}
	// The staff's type has such fields: the walk would find them.
	found := 0
	fieldsOf(reflect.TypeFor[board.Staff](), func(_ reflect.Type, f reflect.StructField) {
		if unpublishableField.MatchString(f.Name) {
			found++
		}
	})
	if found < 4 {
		t.Fatalf("the walk found %d of the staff's fields", found)
	}
}

// everything writes out a value as it can ever be seen: as JSON, and with the fields
// that JSON leaves out, behind pointers too.
func everything(t rapid.TB, p *board.Public) string {
	var b strings.Builder
	b.Write(dump(t, p))
	seen := map[uintptr]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(key)
				walk(v.MapIndex(key))
			}
		case reflect.String:
			fmt.Fprintln(&b, v.String())
		}
	}
	walk(reflect.ValueOf(p))
	return b.String()
}

// Whatever was written, nothing of a draft objective, an unpublished meeting, minutes
// that are not approved, a review's note, a questioned verdict or an account is
// anywhere in what the public sees, on any day.
func TestNothingUnpublishedIsPublic(t *testing.T) {
	const mark = "⚑"
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		n := 0
		w.secret = func(what string) string {
			n++
			return fmt.Sprintf("%s%s %d%s", mark, what, n, mark)
		}
		for range rapid.IntRange(1, 15).Draw(t, "writes") {
			w.step(t)
		}
		hidden := w.draftsToday(mark)
		view := viewOf(drawDay(t, "day").String(), worldToday.String())
		text := everything(t, mustLedger(t, newer(&w.rows, 0)).On(view, nil).Public())
		if at := strings.Index(text, mark); at >= 0 {
			t.Fatalf("the public sees …%s…", text[max(0, at-200):min(len(text), at+200)])
		}
		if strings.Contains(text, string(plan.VerdictQuestioned)) {
			t.Fatal("the public sees a questioned verdict")
		}
		for _, m := range w.rows.Meetings {
			if !m.Published {
				hidden = append(hidden, m.ID)
			}
		}
		for _, name := range hidden {
			if strings.Contains(text, name) {
				t.Fatalf("the public is led to %s, which it may not see", name)
			}
		}
	})
}

// draftsToday are the codes of the objectives that are drafts today; all their texts
// are marked.
func (w *world) draftsToday(mark string) []string {
	var drafts []string
	for i := range w.rows.Objectives {
		if o := &w.rows.Objectives[i]; w.stateToday(o.Code) == plan.ObjectiveDraft {
			drafts = append(drafts, o.Code)
			o.Title, o.Description, o.Sectors = mark, mark, []string{mark}
		}
	}
	for i := range w.rows.Milestones {
		if m := &w.rows.Milestones[i]; slices.Contains(drafts, m.Objective) {
			m.Title, m.Description = mark, mark
		}
	}
	for i := range w.rows.Updates {
		if u := &w.rows.Updates[i]; slices.Contains(drafts, u.Objective) {
			u.Note, u.Reason, u.After.Evidence.Note = mark, mark, mark
		}
	}
	for i := range w.rows.Ratings {
		if r := &w.rows.Ratings[i]; slices.Contains(drafts, r.Objective) {
			r.Text = mark
		}
	}
	return drafts
}

// stateToday reads the history the long way: the last change in the order of days and
// writes.
func (w *world) stateToday(code string) plan.ObjectiveState {
	var last *plan.ObjectiveChange
	for i := range w.rows.ObjectiveChanges {
		c := &w.rows.ObjectiveChanges[i]
		if c.Objective == code && (last == nil || !c.EffectiveOn.Before(last.EffectiveOn)) {
			last = c
		}
	}
	return last.Terms.State
}
