package chart

import (
	"html/template"
	"testing"
)

func TestBarGeometry(t *testing.T) {
	for name, tc := range map[string]struct {
		actual, planned *float64
		done            string // width of the done part; empty for none
		mark            string // x of the planned mark; empty for none
		assessed        bool
	}{
		"behind":            {ratio(.4225), ratio(.6087), "42.25%", "60.87%", true},
		"ahead":             {ratio(.8), ratio(.5), "80%", "50%", true},
		"nothing yet":       {ratio(0), ratio(.1), "", "10%", true},
		"done as planned":   {ratio(1), ratio(1), "100%", "", true},
		"done before":       {ratio(1), ratio(.9), "100%", "90%", true},
		"all planned":       {ratio(.5), ratio(1), "50%", "100%", true},
		"no plan":           {ratio(.5), nil, "50%", "", true},
		"not assessed":      {nil, ratio(.5), "", "50%", false},
		"nothing known":     {nil, nil, "", "", false},
		"beyond the range":  {ratio(1.7), ratio(-2), "100%", "0%", true},
		"not even a number": {ratio(nan), ratio(nan), "", "", false},
		"a sliver":          {ratio(.00004), nil, "0%", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			spec := BarSpec{ID: "b1", Title: "Fatto", Actual: tc.actual, Planned: tc.planned}
			for kind, draw := range map[string]func(BarSpec) template.HTML{"bar": Bar, "thin": ThinBar, "hero": Hero} {
				svg := mustParse(t, draw(spec))
				done := svg.all("t-bar__done")
				switch {
				case tc.done == "" && len(done) != 0:
					t.Errorf("%s: a done part where there is none", kind)
				case tc.done != "" && len(done) != 1:
					t.Errorf("%s: %d done parts, want 1", kind, len(done))
				case tc.done != "":
					done[0].expect(t, map[string]string{"x": "0%", "width": tc.done})
				}
				marks := svg.all("t-bar__plan")
				if tc.mark == "" && len(marks) != 0 {
					t.Errorf("%s: a mark where there is none", kind)
				}
				if tc.mark != "" {
					if len(marks) == 0 {
						t.Fatalf("%s: no mark", kind)
					}
					for _, m := range marks {
						m.expect(t, map[string]string{"x1": tc.mark, "x2": tc.mark})
					}
					svg.one(t, "t-bar__halo").expect(t, map[string]string{"x1": tc.mark, "x2": tc.mark})
				}
				if got := len(svg.all("t-bar__track--none")) == 0; got != tc.assessed {
					t.Errorf("%s: drawn as assessed = %v, want %v", kind, got, tc.assessed)
				}
			}
		})
	}
}

func TestGraphicIsNamedOrHidden(t *testing.T) {
	for name, tc := range map[string]struct {
		id, title, desc string
		labelledby      string
	}{
		"named":          {"hb", "Fatto 42 %", "", "hb-t"},
		"described":      {"hb", "Fatto 42 %", "Mancano 9 punti.", "hb-t hb-d"},
		"id with spaces": {`a b"<`, "Fatto", "", "a-b-t"},
		"no id":          {"", "Fatto 42 %", "", ""},
		"no title":       {"hb", " ", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			svg := mustParse(t, Bar(BarSpec{ID: tc.id, Title: tc.title, Desc: tc.desc}))
			if tc.labelledby == "" {
				svg.expect(t, map[string]string{"aria-hidden": "true", "role": "", "aria-labelledby": ""})
				if len(svg.named("title")) != 0 {
					t.Error("a hidden graphic has a title")
				}
				return
			}
			svg.expect(t, map[string]string{"role": "img", "aria-labelledby": tc.labelledby, "aria-hidden": ""})
			title := svg.named("title")
			if len(title) != 1 || title[0].text != tc.title {
				t.Errorf("title = %v, want %q", title, tc.title)
			}
			if got := len(svg.named("desc")) == 1; got != (tc.desc != "") {
				t.Errorf("has a desc = %v", got)
			}
		})
	}
}

func TestHeroLabels(t *testing.T) {
	for name, tc := range map[string]struct {
		actual, planned *float64
		planAnchor      string // "" is start
		doneAnchor      string
		zero, hundred   string // "yes", "wide" (not on a phone) or "no"
	}{
		"both high":       {ratio(.75), ratio(.85), "end", "end", "yes", "yes"},
		"both low":        {ratio(.05), ratio(.12), "", "", "wide", "yes"},
		"nothing yet":     {ratio(0), ratio(.02), "", "", "no", "yes"},
		"in the middle":   {ratio(.5), ratio(.5), "middle", "end", "yes", "yes"},
		"all done":        {ratio(1), ratio(.97), "end", "end", "yes", "no"},
		"planned at last": {ratio(.3), ratio(1), "end", "end", "wide", "yes"},
		"nearly done":     {ratio(.9), ratio(.95), "end", "end", "yes", "wide"},
	} {
		t.Run(name, func(t *testing.T) {
			svg := mustParse(t, Hero(BarSpec{
				ID: "h", Title: "Fatto", Actual: tc.actual, Planned: tc.planned,
				ActualLabel: "fatto 75 %", PlannedLabel: "previsto a oggi 85 %", StartLabel: "0", EndLabel: "100 %",
			}))
			svg.all("t-bar__lplan")[0].expect(t, map[string]string{"text-anchor": tc.planAnchor})
			svg.one(t, "t-bar__ldone").expect(t, map[string]string{"text-anchor": tc.doneAnchor})
			for label, want := range map[string]string{"0": tc.zero, "100 %": tc.hundred} {
				got := "no"
				for _, n := range svg.named("text") {
					if n.text == label {
						got = map[string]string{"": "yes", "t-hide-s": "wide"}[n.attrs["class"]]
					}
				}
				if got != want {
					t.Errorf("%q shown = %s, want %s", label, got, want)
				}
			}
		})
	}
}

// In the middle of a phone the label stands over its mark; where there is room beside the
// mark, it stands there and the mark grows up to it.
func TestHeroMarkGrowsWhereThereIsRoom(t *testing.T) {
	svg := mustParse(t, Hero(BarSpec{ID: "h", Title: "Fatto", Actual: ratio(.4), Planned: ratio(.5), PlannedLabel: "previsto a oggi 50 %"}))
	labels, marks := svg.all("t-bar__lplan"), svg.all("t-bar__plan")
	if len(labels) != 2 || len(marks) != 2 {
		t.Fatalf("%d labels and %d marks, want 2 and 2", len(labels), len(marks))
	}
	labels[0].expect(t, map[string]string{"class": "t-bar__lplan t-only-s", "text-anchor": "middle"})
	labels[1].expect(t, map[string]string{"class": "t-bar__lplan t-hide-s", "text-anchor": "end"})
	marks[0].expect(t, map[string]string{"class": "t-bar__plan", "y1": "26", "y2": "70"})
	marks[1].expect(t, map[string]string{"class": "t-bar__plan t-hide-s", "y1": "6", "y2": "26"})
}

func TestHeroSaysWhenNotAssessed(t *testing.T) {
	svg := mustParse(t, Hero(BarSpec{ID: "h", Title: "Non valutato", NoneLabel: "non valutato", ActualLabel: "fatto"}))
	if got := svg.one(t, "t-bar__lnone").text; got != "non valutato" {
		t.Errorf("label = %q", got)
	}
	if len(svg.all("t-bar__ldone")) != 0 {
		t.Error("says what is done where nothing is known")
	}
}
