package format_test

import (
	"math"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

func day(y int, m time.Month, d int) plan.Date { return plan.NewDate(y, m, d) }

func TestWords(t *testing.T) {
	it, en := format.Italian, format.English
	for _, c := range []struct{ what, got, want string }{
		{"percent", it.Percent(42), "42\u00a0%"},
		{"percent zero", it.Percent(0), "0\u00a0%"},
		{"percent English", en.Percent(42), "42%"},
		{"percent not assessed", it.Percent(-1), ""},
		{"percent with decimals", it.PercentOf(33.33, 1), "33,3\u00a0%"},
		{"euros", it.Euros(3459900), "34.599,00\u00a0€"},
		{"few cents", it.Euros(5), "0,05\u00a0€"},
		{"less than nothing", it.Euros(-120), "\u22121,20\u00a0€"},
		{"euros English", en.Euros(123456789), "€1,234,567.89"},
		{"percent with decimals English", en.PercentOf(33.33, 1), "33.3%"},
		{"number", it.Number(7), "7"},
		{"number hundreds", it.Number(999), "999"},
		{"number thousands", it.Number(1669), "1.669"},
		{"number millions", it.Number(1234567), "1.234.567"},
		{"number negative", it.Number(-1234), "−1.234"},
		{"number English", en.Number(1669), "1,669"},
		{"signed up", it.Signed(24), "+24"},
		{"signed down", it.Signed(-10), "−10"},
		{"signed zero", it.Signed(0), "0"},
		{"decimal", it.Decimal(5.25, 2), "5,25"},
		{"decimal thousands", it.Decimal(1234.5, 1), "1.234,5"},
		{"decimal negative", it.Decimal(-0.5, 2), "−0,50"},
		{"decimal negative that rounds away", it.Decimal(-0.001, 2), "0,00"},
		{"decimal English", en.Decimal(5.25, 2), "5.25"},
		{"decimal none", it.Decimal(3, 0), "3"},
		{"signed decimal", it.SignedDecimal(1.5, 1), "+1,5"},
		{"signed decimal down", it.SignedDecimal(-1.5, 1), "−1,5"},
		{"signed decimal that rounds away", it.SignedDecimal(0.001, 1), "0,0"},
		{"weight whole", it.Weight(1), "1"},
		{"weight half", it.Weight(2.5), "2,5"},
		{"weight long", it.Weight(1.0 / 3), "0,3333"},
		{"date", it.Date(day(2021, 3, 16)), "16\u00a0marzo 2021"},
		{"date first", it.Date(day(2026, 11, 1)), "1º\u00a0novembre 2026"},
		{"date English", en.Date(day(2026, 11, 1)), "1\u00a0November 2026"},
		{"no date", it.Date(plan.Date{}), ""},
		{"day and month", it.DayMonth(day(2026, 5, 2)), "2\u00a0maggio"},
		{"month", it.Month(day(2028, 10, 9)), "ottobre 2028"},
		{"month English", en.Month(day(2028, 10, 9)), "October 2028"},
		{"short month", it.ShortMonth(day(2028, 10, 9)), "ott 2028"},
		{"hour", it.TimeOfDay("10:00"), "10"},
		{"hour and half", it.TimeOfDay("09:30"), "9.30"},
		{"hour English", en.TimeOfDay("09:30"), "9:30"},
		{"hour whole English", en.TimeOfDay("10:00"), "10:00"},
		{"no hour", it.TimeOfDay(""), ""},
		{"days", it.Days(3), "3\u00a0giorni"},
		{"one day", it.Days(1), "1\u00a0giorno"},
		{"no days", it.Days(0), "0\u00a0giorni"},
		{"days English", en.Days(3), "3\u00a0days"},
		{"one day English", en.Days(1), "1\u00a0day"},
		{"months", it.Months(1), "1\u00a0mese"},
		{"years", en.Years(2), "2\u00a0years"},
		{"points", it.Points(18), "18\u00a0punti"},
		{"a point", it.Points(-1), "−1\u00a0punto"},
		{"list of three", it.List([]string{"a", "b", "c"}), "a, b e c"},
		{"list of two", en.List([]string{"a", "b"}), "a and b"},
		{"list of one", it.List([]string{"a"}), "a"},
		{"list of none", it.List(nil), ""},
		{"unknown language speaks Italian", format.Language("fr").Date(day(2021, 3, 16)), "16\u00a0marzo 2021"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestArticleBeforeNumber(t *testing.T) {
	for n, want := range map[int]string{
		0: "lo ", 1: "l’", 2: "il ", 7: "il ", 8: "l’", 9: "il ", 10: "il ", 11: "l’", 12: "il ", 18: "il ", 42: "il ",
		79: "il ", 80: "l’", 85: "l’", 88: "l’", 89: "l’", 90: "il ", 100: "il ", 800: "l’", 899: "l’", 900: "il ",
		1000: "il ", 1800: "il ", 8000: "l’", 11000: "l’", 81000: "l’", 21000: "il ", 1000000: "l’", -8: "il ",
	} {
		if got := format.Il.BeforeNumber(n); got != want {
			t.Errorf("before %d: %q, want %q", n, got, want)
		}
	}
	for a, want := range map[format.Article]string{
		format.Al: "all’", format.Dal: "dall’", format.Del: "dell’", format.Nel: "nell’", format.Sul: "sull’", format.IlUp: "L’",
	} {
		if got := a.BeforeNumber(85); got != want {
			t.Errorf("%s before 85: %q, want %q", a, got, want)
		}
		if !a.Known() {
			t.Errorf("%s is not known", a)
		}
	}
	if format.Article("lo").Known() {
		t.Error(`"lo" is a form, not an article's name`)
	}
}

func TestArticleBeforeDay(t *testing.T) {
	for d, want := range map[plan.Date]string{
		day(2026, 12, 15): "dal ", day(2026, 3, 8): "dall’", day(2026, 3, 11): "dall’", day(2026, 3, 1): "dal ", {}: "",
	} {
		if got := format.Dal.BeforeDay(d); got != want {
			t.Errorf("before %s: %q, want %q", d, got, want)
		}
	}
	for m, want := range map[time.Month]string{time.April: "ad ", time.August: "ad ", time.October: "a ", time.March: "a "} {
		if got := format.AtMonth(day(2026, m, 3)); got != want {
			t.Errorf("at %s: %q, want %q", m, got, want)
		}
	}
}

func TestAnyNumberIsWritten(t *testing.T) {
	for _, n := range []int{math.MinInt32, -1, 0, 1, math.MaxInt32} {
		if format.Italian.Number(n) == "" || format.English.Decimal(float64(n), 3) == "" {
			t.Errorf("%d is not written", n)
		}
	}
}
