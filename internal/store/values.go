package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Columns have types that mean the same in both engines; the types here translate them.
// A day is TEXT YYYY-MM-DD, an instant TEXT in UTC with a fraction of fixed width (so
// that text order is time order), a list is JSON as TEXT. No date and no instant are NULL.

// instantLayout has nine digits of fraction whatever the instant: text sorts as time.
const instantLayout = "2006-01-02T15:04:05.000000000Z"

type date struct{ plan.Date }

// Value implements driver.Valuer.
func (d date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan implements sql.Scanner.
func (d *date) Scan(src any) error {
	text, ok, err := textOf(src)
	if err != nil || !ok {
		*d = date{}
		return err
	}
	d.Date, err = plan.ParseDate(text)
	return err
}

type instant struct{ time.Time }

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UTC().Format(instantLayout), nil
}

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	text, ok, err := textOf(src)
	if err != nil || !ok {
		*i = instant{}
		return err
	}
	i.Time, err = time.Parse(time.RFC3339Nano, text)
	return err
}

// optional is a text whose column is NULL where it is empty: a reference that may be absent.
type optional string

// Value implements driver.Valuer.
func (o optional) Value() (driver.Value, error) {
	if o == "" {
		return nil, nil
	}
	return string(o), nil
}

// Scan implements sql.Scanner.
func (o *optional) Scan(src any) error {
	text, _, err := textOf(src)
	*o = optional(text)
	return err
}

// jsonList is a list kept as a JSON array. An empty list comes back nil.
type jsonList[T any] []T

// Value implements driver.Valuer.
func (l jsonList[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]T(l))
	return string(text), err
}

// Scan implements sql.Scanner.
func (l *jsonList[T]) Scan(src any) error {
	*l = nil
	text, ok, err := textOf(src)
	if err != nil || !ok || text == "[]" {
		return err
	}
	return json.Unmarshal([]byte(text), (*[]T)(l))
}

// textOf reads a TEXT column; ok is false for NULL.
func textOf(src any) (text string, ok bool, err error) {
	switch v := src.(type) {
	case nil:
		return "", false, nil
	case string:
		return v, true, nil
	case []byte:
		return string(v), true, nil
	}
	return "", false, fmt.Errorf("column holds %T where text was expected", src)
}

// text is an instant for a comparison: "" where there is none, which comes before all.
func text(i instant) string {
	if i.IsZero() {
		return ""
	}
	return i.UTC().Format(instantLayout)
}

// standings are kept as a JSON object. None come back nil.
type standings plan.Standings

// Value implements driver.Valuer.
func (s standings) Value() (driver.Value, error) {
	if len(s) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(plan.Standings(s))
	return string(text), err
}

// Scan implements sql.Scanner.
func (s *standings) Scan(src any) error {
	*s = nil
	text, ok, err := textOf(src)
	if err != nil || !ok || text == "{}" {
		return err
	}
	return json.Unmarshal([]byte(text), (*plan.Standings)(s))
}
