package words

import "github.com/traguardi/traguardi/internal/plan"

// LineWhen says when a line of a national plan is to be done, within a sentence.
func (s *Speaker) LineWhen(l plan.CatalogueLine) string {
	switch {
	case l.From != "" && l.By != "":
		return s.Plain("line.from_by", "from", s.Month(l.From.First()), "by", s.Month(l.By.First()))
	case l.From != "":
		return s.Plain("line.from", "from", s.Month(l.From.First()))
	case l.By != "":
		return s.Plain("line.by", "by", s.Month(l.By.First()))
	}
	return s.Plain("line.in_force")
}
