package api

import "slices"

// evidenceColumns are the cells of an evidence, the same in every table that has one.
func evidenceColumns[T any](of func(T) *Evidence) []column[T] {
	evidence := func(pick func(Evidence) *string) func(T) string {
		return func(row T) string {
			e := of(row)
			if e == nil {
				return ""
			}
			return optionalCell(pick(*e))
		}
	}
	act := func(pick func(Act) *string) func(T) string {
		return evidence(func(e Evidence) *string {
			if e.Act == nil {
				return nil
			}
			return pick(*e.Act)
		})
	}
	return []column[T]{
		{"evidence_url", evidence(func(e Evidence) *string { return e.URL })},
		{"evidence_note", evidence(func(e Evidence) *string { return e.Note })},
		{"evidence_act_kind", act(func(a Act) *string { return &a.Kind })},
		{"evidence_act_number", act(func(a Act) *string { return &a.Number })},
		{"evidence_act_date", act(func(a Act) *string { return &a.Date })},
		{"evidence_act_url", act(func(a Act) *string { return a.URL })},
	}
}

// columns lays groups of columns side by side.
func columns[T any](groups ...[]column[T]) []column[T] { return slices.Concat(groups...) }
