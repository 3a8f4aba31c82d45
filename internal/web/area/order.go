package area

import (
	"net/url"

	"github.com/traguardi/traguardi/internal/plan"
)

// Lists whose order people choose: arrows are buttons of one form around the list, each
// of which names the whole move. The script that lets rows be dragged sends the same.
const (
	fieldMove   = "sposta"
	orderScript = "assets/ts/order.ts"
)

// orderRow is one row's part in the order, for {{template "arrows" .}}.
type orderRow struct {
	Key   string // names the row, for the script
	Place string // its id, where a move leads to
	// Up and Down are the moves; empty at the ends of the list.
	Up, Down           string
	UpLabel, DownLabel string
	// FocusUp and FocusDown: the arrow that was just pressed keeps the focus.
	FocusUp, FocusDown bool
}

// orderRows makes the arrows of a list, which has to be whole: past a row that is not shown
// nothing can be moved. Of each item it is told the key, and the name that its labels say.
func orderRows[T any](v *visit, items []T, named func(T) (key, name string)) []orderRow {
	rows := make([]orderRow, len(items))
	moved, up := v.asked("mosso"), v.asked("verso") == "su"
	for i, item := range items {
		key, name := named(item)
		row := orderRow{Key: key, Place: rowID(key), UpLabel: v.say.Plain("order.up", "what", name), DownLabel: v.say.Plain("order.down", "what", name)}
		if i > 0 {
			above, _ := named(items[i-1])
			row.Up = moveValue(key, plan.Place[string]{Before: above})
		}
		if i < len(items)-1 {
			below, _ := named(items[i+1])
			row.Down = moveValue(key, plan.Place[string]{After: below})
		}
		if key == moved {
			row.FocusUp = up && row.Up != "" || row.Down == ""
			row.FocusDown = !row.FocusUp
		}
		rows[i] = row
	}
	return rows
}

func moveValue(key string, place plan.Place[string]) string {
	return url.Values{"chi": {key}, "prima": {place.Before}, "dopo": {place.After}}.Encode()
}

// move takes what an arrow or the script sent, and leads back to the list, with the focus
// where it was. A move that is refused shows the list again.
func (v *visit) move(address string, write func(f *form, key string, place plan.Place[string]) error, show func() (reply, error)) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		key, place, err := readMove(f.text(fieldMove))
		if err != nil {
			return "", err
		}
		return movedTo(address, key, place), write(f, key, place)
	}, func(*form) (reply, error) { return show() })
}

// readMove reads what an arrow or the script sent.
func readMove(value string) (key string, place plan.Place[string], err error) {
	values, err := url.ParseQuery(value)
	if err != nil || values.Get("chi") == "" {
		return "", place, plan.Errorf(plan.KindMalformed, "the form cannot be read")
	}
	return values.Get("chi"), plan.Place[string]{Before: values.Get("prima"), After: values.Get("dopo")}, nil
}

// movedTo is the list again, at the row.
func movedTo(address, key string, place plan.Place[string]) string {
	direction := "giu"
	if place.Before != "" {
		direction = "su"
	}
	return address + query("mosso", key, "verso", direction) + "#" + rowID(key)
}

func rowID(key string) string { return "r-" + toID.Replace(key) }
