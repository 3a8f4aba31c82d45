package plan

import "strings"

// maxAdoptedTitle is how much of a line's text becomes the title of an objective.
const maxAdoptedTitle = 120

// ObjectiveOfLine is the draft objective that a line of a national plan becomes: its code is
// made of the edition's first word and the line's code (PT-CAP4-PA-01), its title is the
// beginning of the text, its due date the last day of the month by which the line is to be
// done. The horizon follows from the time that is left; a line without an end is of medium
// term.
func ObjectiveOfLine(edition string, l CatalogueLine, today Date) Objective {
	first, _, _ := strings.Cut(edition, "-")
	return Objective{
		Code:  strings.ToUpper(first) + "-" + strings.ReplaceAll(l.Code, ".", "-"),
		Title: beginning(l.Text, maxAdoptedTitle), Description: l.Text, AddedOn: today,
		Lines: []LineRef{{Edition: edition, Code: l.Code}},
		Terms: ObjectiveTerms{
			State: ObjectiveDraft, Weight: 1, Horizon: horizonUntil(l.By.Last(), today), StartOn: l.From.First(), DueOn: l.By.Last(),
		},
	}
}

func horizonUntil(due, today Date) Horizon {
	switch {
	case due.IsZero():
		return HorizonMedium
	case !due.After(today.AddYears(1)):
		return HorizonShort
	case !due.After(today.AddYears(3)):
		return HorizonMedium
	}
	return HorizonLong
}

// beginning is a text in one line, cut behind a word where it is longer.
func beginning(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	characters := []rune(s)
	if len(characters) <= most {
		return s
	}
	cut := string(characters[:most])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",;:.(– ") + "…"
}
