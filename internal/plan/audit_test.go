package plan_test

import (
	"reflect"
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func drawEntry(t *rapid.T, label string) plan.AuditEntry {
	// Few different values, of which some run into each other when put side by side.
	text := rapid.SampledFrom([]string{"", "a", "b", "ab", "a\"", `a","b`, "è", "1", "[]"})
	return plan.AuditEntry{
		Organization: text.Draw(t, label+" organization"), Sequence: rapid.Int64Range(0, 12).Draw(t, label+" sequence"),
		At:     time.Unix(rapid.Int64Range(0, 3).Draw(t, label+" second"), rapid.SampledFrom([]int64{0, 1, 1000, 1_000_000}).Draw(t, label+" nanosecond")).UTC(),
		By:     plan.Signature{AccountID: text.Draw(t, label+" account"), Role: plan.Role(text.Draw(t, label+" role"))},
		Action: text.Draw(t, label+" action"), ObjectType: text.Draw(t, label+" type"), ObjectID: text.Draw(t, label+" id"),
		Revision: rapid.Int64Range(0, 12).Draw(t, label+" revision"), Detail: text.Draw(t, label+" detail"), PreviousHash: text.Draw(t, label+" previous"),
		Hash: text.Draw(t, label+" hash"),
	}
}

func TestTheHashTellsEntriesApart(t *testing.T) {
	hex := regexp.MustCompile(`^[0-9a-f]{64}$`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawEntry(t, "a"), drawEntry(t, "b")
		if !hex.MatchString(a.ComputeHash()) || a.ComputeHash() != a.ComputeHash() {
			t.Fatalf("hash %q", a.ComputeHash())
		}
		a.Hash, b.Hash = "", "" // the only field that the hash does not cover
		if (a == b) != (a.ComputeHash() == b.ComputeHash()) {
			t.Fatalf("%+v\n%+v\nhash %s and %s", a, b, a.ComputeHash(), b.ComputeHash())
		}
	})
}

// Changing any one field but Hash changes the hash; reflection keeps fields that are
// added later from being forgotten.
func TestTheHashCoversEveryField(t *testing.T) {
	entry := plan.AuditEntry{Organization: "c_m403", Sequence: 1, At: time.Unix(1, 0).UTC(), Revision: 2, Hash: "h"}
	want := entry.ComputeHash()
	var walk func(name string, v reflect.Value)
	walk = func(name string, v reflect.Value) {
		before := reflect.New(v.Type()).Elem()
		before.Set(v)
		switch x := v.Addr().Interface().(type) {
		case *time.Time:
			*x = x.Add(time.Microsecond)
		case *string:
			*x += "x"
		case *int64:
			*x++
		case *plan.Role:
			*x += "x"
		case *plan.Signature, *plan.AuditEntry:
			for i := range v.NumField() {
				walk(name+"."+v.Type().Field(i).Name, v.Field(i))
			}
			return
		default:
			t.Fatalf("%s: the test cannot change a %s", name, v.Type())
		}
		if changed := entry.ComputeHash() != want; changed != (name != "entry.Hash") {
			t.Errorf("%s: the hash changed: %v", name, changed)
		}
		v.Set(before)
	}
	walk("entry", reflect.ValueOf(&entry).Elem())
	same(t, "put back", entry.ComputeHash(), want)
}

// The chain is published: the way it is computed must never change.
func TestTheHashIsFrozen(t *testing.T) {
	rome := time.FixedZone("CET", 3600)
	entry := plan.AuditEntry{
		Organization: "c_m403", Sequence: 7, At: time.Date(2026, time.March, 10, 9, 30, 0, 123456000, rome), By: plan.Signature{AccountID: "a1", Role: plan.RoleEditor},
		Action: "milestone.report", ObjectType: "milestone", ObjectID: "OB-01.3", Revision: 42, Detail: `{"note":"però <b>"}`, PreviousHash: "00",
	}
	// sha256sum of the JSON array, computed outside this program.
	const frozen = "c61f6fcbfd63303f46f06fa86cab93b518f10d16bc50750e10bc05cc64971023"
	same(t, "hash", entry.ComputeHash(), frozen)
	entry.At = entry.At.UTC()
	same(t, "the zone does not matter", entry.ComputeHash(), frozen)
}
