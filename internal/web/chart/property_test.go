package chart

import (
	"fmt"
	"html/template"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyFloat yields numbers of every kind, senseless ones included.
func anyFloat() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Float64Range(0, 1),
		rapid.SampledFrom([]float64{0, 1, -1, .5, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}),
		rapid.Float64(),
	)
}

func anyRatio(t *rapid.T, name string) *float64 {
	if rapid.Bool().Draw(t, name+"?") {
		return nil
	}
	f := anyFloat().Draw(t, name)
	return &f
}

// anyText yields texts of every kind: usual labels, markup, broken bytes, very long ones.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "oggi", "fatto 42 %", "</svg><script>alert(1)</script>", `"><img src=x onerror="x"`,
			"]]>", "<!--", "&amp;", "\x00\x0b\x1f", "\xff\xfe\xc3", "𝕊𝕧𝕘", "漢字漢字漢字", "a\u0301\u200d\u202e", strings.Repeat("W", 3000)}),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

func anyDay() *rapid.Generator[int] {
	return rapid.OneOf(
		rapid.IntRange(40_000, 50_000),
		rapid.SampledFrom([]int{0, 1, -1, math.MaxInt, math.MinInt, 1 << 40}),
		rapid.Int(),
	)
}

func anyPoints() *rapid.Generator[[]Point] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point {
		return Point{anyDay().Draw(t, "day"), anyFloat().Draw(t, "value")}
	}), 0, 30)
}

func anyAxis() *rapid.Generator[Axis] {
	return rapid.Custom(func(t *rapid.T) Axis {
		if rapid.Bool().Draw(t, "no axis") {
			return Axis{}
		}
		label := anyText().Draw(t, "tick")
		return Axis{
			Date:  func(day int) time.Time { return origin.AddDate(0, 0, day-1) },
			Label: func(at time.Time, _ Step) string { return label + at.Format("2006") },
		}
	})
}

func anyRow() *rapid.Generator[TimelineRow] {
	return rapid.Custom(func(t *rapid.T) TimelineRow {
		day, text := anyDay(), anyText()
		return TimelineRow{
			Number: text.Draw(t, "number"), Name: text.Draw(t, "name"), SlipLabel: text.Draw(t, "slip"),
			BaselineStart: day.Draw(t, "baseline start"), BaselineEnd: day.Draw(t, "baseline end"),
			Start: day.Draw(t, "start"), End: day.Draw(t, "end"), CompletedOn: day.Draw(t, "completed"),
			Done: anyFloat().Draw(t, "done"), Overdue: rapid.Bool().Draw(t, "overdue"),
		}
	})
}

// Every graphic, of any input whatsoever.
var drawAny = map[string]func(*rapid.T) template.HTML{
	"bars": func(t *rapid.T) template.HTML {
		text := anyText()
		s := BarSpec{
			ID: text.Draw(t, "id"), Title: text.Draw(t, "title"), Desc: text.Draw(t, "desc"),
			Actual: anyRatio(t, "actual"), Planned: anyRatio(t, "planned"),
			ActualLabel: text.Draw(t, "actual label"), PlannedLabel: text.Draw(t, "planned label"), NoneLabel: text.Draw(t, "none label"),
			StartLabel: text.Draw(t, "start label"), EndLabel: text.Draw(t, "end label"),
		}
		return rapid.SampledFrom([]func(BarSpec) template.HTML{Hero, Bar, ThinBar}).Draw(t, "kind")(s)
	},
	"burn-up": func(t *rapid.T) template.HTML {
		text, day := anyText(), anyDay()
		s := BurnUpSpec{
			ID: text.Draw(t, "id"), Title: text.Draw(t, "title"), Desc: text.Draw(t, "desc"),
			From: day.Draw(t, "from"), To: day.Draw(t, "to"), Today: day.Draw(t, "today"), ForecastEnd: day.Draw(t, "forecast"),
			Actual: anyPoints().Draw(t, "actual"), Planned: anyPoints().Draw(t, "planned"),
			TodayLabel: text.Draw(t, "today label"), ActualLabel: text.Draw(t, "actual label"),
			PlannedLabel: text.Draw(t, "planned label"), ForecastLabel: text.Draw(t, "forecast label"),
			Axis: anyAxis().Draw(t, "axis"),
		}
		if label := text.Draw(t, "percent"); label != "" {
			s.Percent = func(int) string { return label }
		}
		return BurnUp(s)
	},
	"timeline": func(t *rapid.T) template.HTML {
		text, day := anyText(), anyDay()
		return Timeline(TimelineSpec{
			ID: text.Draw(t, "id"), Title: text.Draw(t, "title"), Desc: text.Draw(t, "desc"),
			From: day.Draw(t, "from"), To: day.Draw(t, "to"), Today: day.Draw(t, "today"), TodayLabel: text.Draw(t, "today label"),
			Rows: rapid.SliceOfN(anyRow(), 0, 5).Draw(t, "rows"), Axis: anyAxis().Draw(t, "axis"),
		})
	},
	"stair": func(t *rapid.T) template.HTML {
		return Stair(StairSpec{
			ID: anyText().Draw(t, "id"), Title: anyText().Draw(t, "title"),
			Offset: anyFloat().Draw(t, "offset"), Length: anyFloat().Draw(t, "length"), Total: anyFloat().Draw(t, "total"),
		})
	},
	"spark": func(t *rapid.T) template.HTML {
		return Spark(SparkSpec{
			ID: anyText().Draw(t, "id"), Title: anyText().Draw(t, "title"), Desc: anyText().Draw(t, "desc"),
			From: anyDay().Draw(t, "from"), To: anyDay().Draw(t, "to"),
			Points: anyPoints().Draw(t, "points"), Target: anyRatio(t, "target"),
		})
	},
	"health": func(t *rapid.T) template.HTML {
		return Health(anyText().Draw(t, "key"), anyText().Draw(t, "word"))
	},
	"rating": func(t *rapid.T) template.HTML {
		return Rating(anyText().Draw(t, "key"), anyText().Draw(t, "word"))
	},
	"key": func(t *rapid.T) template.HTML {
		return Key(KeyItem{Mark(anyText().Draw(t, "mark")), anyText().Draw(t, "text")}, KeyItem{MarkDone, anyText().Draw(t, "text")})
	},
}

// Whatever comes in, what goes out is well-formed, holds only our own elements, carries no
// style or handler, and stays inside its viewport.
func TestAnyInputIsDrawnSafely(t *testing.T) {
	for name, draw := range drawAny {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkSafe(t, draw(t)) })
		})
	}
}

func FuzzAnyInputIsDrawnSafely(f *testing.F) {
	names := slices.Sorted(maps.Keys(drawAny))
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		checkSafe(t, drawAny[rapid.SampledFrom(names).Draw(t, "graphic")](t))
	}))
}

var ownElements = map[string]bool{
	"svg": true, "title": true, "desc": true, "rect": true, "line": true, "path": true, "circle": true,
	"g": true, "text": true, "tspan": true, "span": true, "ul": true, "li": true,
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func checkSafe(t failer, html template.HTML) {
	t.Helper()
	root, err := parse(html)
	if err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, html)
	}
	ids := map[string]bool{}
	root.walk(func(n *node) {
		if !ownElements[n.name] {
			t.Fatalf("a foreign element <%s>", n.name)
		}
		for attr := range n.attrs {
			if attr == "style" || strings.HasPrefix(attr, "on") || strings.Contains(attr, "href") {
				t.Fatalf("<%s> carries %s", n.name, attr)
			}
		}
		if id := n.attrs["id"]; id != "" {
			if ids[id] || strings.ContainsAny(id, " \t\n") {
				t.Fatalf("id %q is not fit to be referred to", id)
			}
			ids[id] = true
		}
	})
	for _, id := range strings.Fields(root.attrs["aria-labelledby"]) {
		if !ids[id] {
			t.Fatalf("named by %q, which is not there", id)
		}
	}
	if root.name == "svg" {
		if root.attrs["role"] != "img" && root.attrs["aria-hidden"] != "true" {
			t.Fatalf("neither an image nor hidden")
		}
		checkInside(t, root)
	}
}

// checkInside resolves every coordinate in the narrowest and in a wide graphic.
func checkInside(t failer, svg *node) {
	t.Helper()
	height := svg.at(t, "height", 0)
	const slack = 8.0 // a halo, half a stroke, the radius of a dot
	for _, width := range []float64{narrow, wide, 1236} {
		inside := func(n *node, what string, x, limit float64) {
			if math.IsNaN(x) || x < -slack || x > limit+slack {
				t.Fatalf("<%s class=%q>: %s = %v, outside 0 to %v", n.name, n.attrs["class"], what, x, limit)
			}
		}
		svg.shown(width, func(n *node) {
			switch n.name {
			case "line":
				for _, a := range []string{"x1", "x2"} {
					inside(n, a, n.at(t, a, width), width)
				}
				for _, a := range []string{"y1", "y2"} {
					inside(n, a, n.at(t, a, width), height)
				}
			case "rect":
				x, y := n.at(t, "x", width), n.at(t, "y", width)
				inside(n, "left", x, width)
				inside(n, "right", x+n.at(t, "width", width), width)
				inside(n, "top", y, height)
				inside(n, "bottom", y+n.at(t, "height", width), height)
			case "circle":
				inside(n, "cx", n.at(t, "cx", width), width)
				inside(n, "cy", n.at(t, "cy", width), height)
			case "text":
				left, right := n.textSpan(t, typeSize(n, width), width)
				inside(n, "left", left, width)
				inside(n, "right", right, width)
				inside(n, "y", n.at(t, "y", width), height)
			case "path":
				for _, pair := range strings.FieldsFunc(n.attrs["d"], func(r rune) bool { return r == 'M' || r == 'L' }) {
					var x, y float64
					if _, err := fmt.Sscan(pair, &x, &y); err != nil {
						t.Fatalf("path %q: %v", n.attrs["d"], err)
					}
					inside(n, "x", x, box)
					inside(n, "y", y, box)
				}
			}
		})
	}
}

// shown visits what the style sheet shows at this width.
func (n *node) shown(width float64, visit func(*node)) {
	class := n.attrs["class"]
	if strings.Contains(class, onlyWide) && width < wide || strings.Contains(class, onlyNarrow) && width >= wide {
		return
	}
	visit(n)
	for _, c := range n.children {
		c.shown(width, visit)
	}
}

// typeSize is what the style sheet gives a text of this class, so that the check does not
// take the drawing code's word for it.
func typeSize(n *node, width float64) float64 {
	class := n.attrs["class"]
	switch {
	case class == "": // an axis, in regular type
		return 14 * .95
	case strings.Contains(class, "t-bar__l") && width >= wide:
		return 18
	case strings.Contains(class, "t-bar__l"), strings.Contains(class, "t-tl__name"),
		strings.Contains(class, "t-chart__lact"), strings.Contains(class, "t-chart__lplan"):
		return 16
	case strings.Contains(class, "t-chart__lnow"), strings.Contains(class, "t-tl__slip"):
		return 15
	}
	return 14
}

// A row further right begins where the row before ended: the staircase has no gap.
func TestStairsJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.Float64Range(0, .2), 1, 8).Draw(t, "lengths")
		sum := 0.0
		for _, l := range lengths {
			svg, err := parse(Stair(StairSpec{Offset: sum, Length: l, Total: 2}))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := firstX(t, svg), sum/2*100; math.Abs(got-want) > .011 {
				t.Fatalf("a step begins at %v %%, want %v %%", got, want)
			}
			sum += l
		}
	})
}

func firstX(t *rapid.T, svg *node) float64 {
	attr := "x"
	found := svg.all("t-stair__done")
	if len(found) == 0 {
		attr, found = "x1", svg.all("t-stair__nil")
	}
	x, err := strconv.ParseFloat(strings.TrimSuffix(found[0].attrs[attr], "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
