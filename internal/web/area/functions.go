package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

// functions are what the staff's templates can call besides the common ones. They write;
// they do not decide.
func functions(say *words.Speaker) template.FuncMap {
	return template.FuncMap{
		// sign is a word with its shape: {{sign "fl-overdue" "Scaduto" "a-bad"}}.
		"sign": sign,
		// anchor is the id of what a code names.
		"anchor": fieldID,
		"shape":  shape,
		// pair hands a template the page beside what it is about.
		"pair":   func(page, of any) pair { return pair{page, of} },
		"health": func(h progress.Health) template.HTML { return chart.Health(string(h), say.Plain("health."+string(h))) },
		"rating": func(c plan.Confidence) template.HTML {
			return chart.Rating(string(c), say.Plain("confidence.area."+string(c)))
		},
		"milestonestate": func(s plan.MilestoneState) template.HTML {
			return sign("st-"+string(s), say.Plain("milestone.state."+string(s)), "a-st-"+string(s))
		},
	}
}

// pair is what a template is about, with the page around it.
type pair struct{ Page, Of any }

// sign is a word with its shape in front; the shape is decoration, the word says it. Shapes
// are the symbols of the template "symbols".
func sign(symbol, word, class string) template.HTML {
	return template.HTML(`<span class="a-sign `+template.HTMLEscapeString(class)+`">`) + //nolint:gosec // escaped
		shape(symbol) + template.HTML(`<span>`+template.HTMLEscapeString(word)+`</span></span>`) //nolint:gosec // escaped
}

// shape is a symbol alone.
func shape(symbol string) template.HTML {
	return template.HTML(`<svg class="a-sh" aria-hidden="true" focusable="false"><use href="#` + template.HTMLEscapeString(symbol) + `"></use></svg>`) //nolint:gosec // escaped
}
