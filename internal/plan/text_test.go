package plan_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text        string
		line, lines string // the rule broken as one line, and as several
	}{
		"accents":                     {"Perché no? È così.", "", ""},
		"emoji of several characters": {"👨‍👩‍👧‍👦 🇮🇹 ❤️", "", ""},
		"right to left":               {"مرحبا — שלום", "", ""},
		"its implicit marks":          {"a\u200eb\u200fc\u061cd", "", ""},
		"outside the basic plane":     {"𝔗 𐍈", "", ""},
		"a soft hyphen and a joiner":  {"co\u00adop\u200derare", "", ""},
		"line break":                  {"a\nb", "text.control", ""},
		"carriage return":             {"a\r\nb", "text.control", ""},
		"tab":                         {"a\tb", "text.control", ""},
		"NUL":                         {"a\x00b", "text.control", "text.control"},
		"escape":                      {"a\x1b[31mb", "text.control", "text.control"},
		"delete":                      {"a\x7fb", "text.control", "text.control"},
		"a C1 control":                {"a\u0085b", "text.control", "text.control"},
		"left-to-right embedding":     {"a\u202ab", "text.bidi", "text.bidi"},
		"right-to-left override":      {"a\u202eb", "text.bidi", "text.bidi"},
		"pop directional formatting":  {"a\u202cb", "text.bidi", "text.bidi"},
		"left-to-right isolate":       {"a\u2066b", "text.bidi", "text.bidi"},
		"pop directional isolate":     {"a\u2069b", "text.bidi", "text.bidi"},
		"half a character":            {"a\xc3", "text.utf8", "text.utf8"},
		"a surrogate":                 {"a\xed\xa0\x80", "text.utf8", "text.utf8"},
		"an overlong slash":           {"a\xc0\xaf", "text.utf8", "text.utf8"},
		"a non-character":             {"a\uffff", "text.utf8", "text.utf8"},
		"as long as it may be":        {long(50), "", ""},
		"one character longer":        {long(51), "text.length", "text.length"},
	} {
		t.Run(name, func(t *testing.T) {
			var line, lines plan.Problems
			line.Line("title", c.text, 50, true)
			lines.Lines("title", c.text, 50)
			want := func(rule string) string {
				if rule == "" {
					return ""
				}
				return "title " + rule
			}
			same(t, "as a line", broken(t, line.Err()), want(c.line))
			same(t, "as lines", broken(t, lines.Err()), want(c.lines))
		})
	}
}

func TestRequiredTexts(t *testing.T) {
	for text, want := range map[string]string{"a": "", "": "title required", "  ": "title required", "\u00a0": "title required", "\t": "title required, title text.control"} {
		var required, free plan.Problems
		required.Line("title", text, 50, true)
		same(t, "required "+text, broken(t, required.Err()), want)
		free.Line("title", text, 50, false)
		if text != "\t" {
			same(t, "not required "+text, broken(t, free.Err()), "")
		}
	}
}

// A refusal never tells back what was sent in.
func TestRefusalsDoNotEchoTheInput(t *testing.T) {
	const secret = "parola-segreta"
	bad := secret + "\x00"
	office, organization := plan.Office{Code: bad, Name: bad, Description: bad}, plan.Organization{ID: bad, Name: bad, ISTATCode: bad, WebsiteURL: bad}
	objective := plan.Objective{Code: bad, Title: bad, Sectors: []string{bad}, Terms: plan.ObjectiveTerms{State: plan.ObjectiveState(bad), Horizon: plan.Horizon(bad)}}
	_, apply := plan.Report{State: plan.Some(plan.MilestoneState(bad)), Reason: bad, Note: bad, EffectiveOn: today}.Apply(plan.Milestone{}, plan.MilestoneStatus{}, today)
	for _, err := range []error{
		office.Check(), organization.Check(), objective.Check(today), apply,
		plan.Meeting{Title: bad, State: plan.MeetingState(bad), StartsAt: bad}.Check(today),
		plan.Action{Title: bad, State: plan.ActionState(bad)}.Check(today),
		plan.Rating{RatedBy: plan.RatedBy(bad), Text: bad}.Check(today),
		plan.Review{Verdict: plan.Verdict(bad), Note: bad}.Check(),
	} {
		if err == nil {
			t.Fatal("bad input was accepted")
		}
		if text := err.Error(); contains(text, secret) {
			t.Errorf("the refusal tells the input: %s", text)
		}
	}
}

func TestAnyTextIsEitherKeptOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		var line, lines plan.Problems
		line.Line("x", text, 20, false)
		lines.Lines("x", text, 20)
		if lines.Any() && !line.Any() {
			t.Fatalf("%q is refused as several lines and accepted as one", text)
		}
	})
}

// A text that a plan may hold is legible as it is; of any other text something is left that a plan may
// hold.
func TestLegible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aè \x00\x1b\u202e\ufffe\u2066\x85"))), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		allowed := func(s string) bool {
			var p plan.Problems
			p.Line("x", s, 1<<20, false)
			return p.Err() == nil
		}
		if got := plan.Legible(s); !allowed(got) || allowed(s) && got != s {
			t.Fatalf("%+q is shown as %+q", s, got)
		}
	})
}
