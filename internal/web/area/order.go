package area

import (
	"net/url"

	"github.com/traguardi/traguardi/internal/plan"
)

// Lists whose order people choose: arrows are buttons of one form around the list, each
// of which names the whole move. The script that lets rows be dragged sends the same.
const fieldMove = "sposta"

// orderRow is the arrows of one row.
type orderRow struct {
	Key string // names the row, for the script
	// Up and Down are the moves; empty at the ends of the list.
	Up, Down           string
	UpLabel, DownLabel string
	// FocusUp and FocusDown: the arrow that was just pressed keeps the focus.
	FocusUp, FocusDown bool
}

// orderRows makes the arrows of a list; names are what their labels say.
func (v *visit) orderRows(keys, names []string) []orderRow {
	rows := make([]orderRow, len(keys))
	moved, up := v.asked("mosso"), v.asked("verso") == "su"
	for i, key := range keys {
		row := orderRow{Key: key, UpLabel: v.say.Plain("order.up", "what", names[i]), DownLabel: v.say.Plain("order.down", "what", names[i])}
		if i > 0 {
			row.Up = moveValue(key, plan.Place[string]{Before: keys[i-1]})
		}
		if i < len(keys)-1 {
			row.Down = moveValue(key, plan.Place[string]{After: keys[i+1]})
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

// readMove reads what an arrow or the script sent.
func readMove(value string) (key string, place plan.Place[string], err error) {
	values, err := url.ParseQuery(value)
	if err != nil || values.Get("chi") == "" {
		return "", place, plan.Errorf(plan.KindMalformed, "the form cannot be read")
	}
	return values.Get("chi"), plan.Place[string]{Before: values.Get("prima"), After: values.Get("dopo")}, nil
}

// movedTo is the list again, with the focus where it was.
func movedTo(address, key string, place plan.Place[string]) string {
	direction := "giu"
	if place.Before != "" {
		direction = "su"
	}
	return address + query("mosso", key, "verso", direction) + "#" + rowID(key)
}

func rowID(key string) string { return "r-" + toID.Replace(key) }
