// Package format writes numbers, days and spans of time the way people read them, in
// Italian and in English. It computes nothing: figures come from package board.
package format

import (
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// Language is one of those that the pages speak.
type Language string

// The languages.
const (
	Italian Language = "it"
	English Language = "en"
)

// Languages in the order in which the header lists them.
var Languages = []Language{Italian, English}

const (
	// noBreak keeps a number and its unit on one line.
	noBreak = "\u00a0"
	minus   = "\u2212"
)

// Percent writes a whole percentage: "42 %" in Italian (with a no-break space), "42%" in
// English. Below zero stands for "not assessed" and gives the empty string: callers
// have a sentence for that.
func (l Language) Percent(n int) string {
	switch {
	case n < 0:
		return ""
	case l == English:
		return strconv.Itoa(n) + "%"
	}
	return strconv.Itoa(n) + noBreak + "%"
}

// PercentOf writes a percentage with decimals: "33,3 %", in English "33.3%".
func (l Language) PercentOf(v float64, decimals int) string {
	if l == English {
		return l.Decimal(v, decimals) + "%"
	}
	return l.Decimal(v, decimals) + noBreak + "%"
}

// Number writes an integer with its thousands apart: "1.669", in English "1,669".
func (l Language) Number(n int) string {
	if n < 0 {
		return minus + l.Number(-n)
	}
	digits := strconv.Itoa(n)
	var b strings.Builder
	for i, d := range digits {
		if left := len(digits) - i; i > 0 && left%3 == 0 {
			b.WriteString(l.thousands())
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Signed writes a difference with its sign: "+24", "−10", "0".
func (l Language) Signed(n int) string {
	if n > 0 {
		return "+" + l.Number(n)
	}
	return l.Number(n)
}

// Decimal writes a number with a fixed count of decimals: "5,25", in English "5.25".
func (l Language) Decimal(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	negative := strings.HasPrefix(s, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if n, err := strconv.Atoi(whole); err == nil {
		whole = l.Number(n)
	}
	if fraction != "" {
		whole += l.point() + fraction
	}
	if negative && strings.Trim(s, "-0.") != "" {
		return minus + whole
	}
	return whole
}

// SignedDecimal is Decimal with a plus sign before what is above zero.
func (l Language) SignedDecimal(v float64, decimals int) string {
	s := l.Decimal(v, decimals)
	if v > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// Weight writes a number without decimals that say nothing, at most four: "1", "2,5".
func (l Language) Weight(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	_, fraction, _ := strings.Cut(s, ".")
	return l.Decimal(v, min(len(fraction), 4))
}

// Euros writes an amount of cents: "34.599,00 €" (with a no-break space), in English
// "€34,599.00".
func (l Language) Euros(cents int64) string {
	if cents < 0 {
		return minus + l.Euros(-cents)
	}
	hundredths := strconv.FormatInt(cents%100+100, 10)[1:]
	amount := l.Number(int(cents/100)) + l.point() + hundredths
	if l == English {
		return "€" + amount
	}
	return amount + noBreak + "€"
}

func (l Language) thousands() string {
	if l == English {
		return ","
	}
	return "."
}

func (l Language) point() string {
	if l == English {
		return "."
	}
	return ","
}

var months = map[Language][12]string{
	Italian: {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var shortMonths = map[Language][12]string{
	Italian: {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
	English: {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

// Date writes a day: "16 marzo 2021", "1º novembre 2026"; in English "16 March 2021".
// No date gives the empty string.
func (l Language) Date(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.dayOfMonth(d) + noBreak + l.monthName(d) + " " + year(d)
}

// DayMonth writes a day without its year: "16 marzo".
func (l Language) DayMonth(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.dayOfMonth(d) + noBreak + l.monthName(d)
}

// Month writes the month of a day: "ottobre 2028".
func (l Language) Month(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.monthName(d) + " " + year(d)
}

// ShortMonth writes the month of a day for the axis of a chart: "ott 2028".
func (l Language) ShortMonth(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	return shortMonths[l.known()][d.Time().Month()-1] + " " + year(d)
}

// ShortDay writes a day without its year where there is little room: "16 mar".
func (l Language) ShortDay(d plan.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.dayOfMonth(d) + noBreak + shortMonths[l.known()][d.Time().Month()-1]
}

// TimeOfDay writes HH:MM as it is said: "9.30", "10"; in English "9:30", "10:00".
// Anything that is not HH:MM gives the empty string.
func (l Language) TimeOfDay(s string) string {
	hour, minute, ok := strings.Cut(s, ":")
	h, err := strconv.Atoi(hour)
	if !ok || err != nil || len(minute) != 2 {
		return ""
	}
	switch {
	case l == English:
		return strconv.Itoa(h) + ":" + minute
	case minute == "00":
		return strconv.Itoa(h)
	}
	return strconv.Itoa(h) + "." + minute
}

// Days writes a number of days: "3 giorni", "1 giorno".
func (l Language) Days(n int) string { return l.counted(n, "giorno", "giorni", "day", "days") }

// Months writes a number of months: "3 mesi", "1 mese".
func (l Language) Months(n int) string { return l.counted(n, "mese", "mesi", "month", "months") }

// Years writes a number of years: "2 anni", "1 anno".
func (l Language) Years(n int) string { return l.counted(n, "anno", "anni", "year", "years") }

// Points writes a difference of percentages: "18 punti", "1 punto".
func (l Language) Points(n int) string { return l.counted(n, "punto", "punti", "point", "points") }

func (l Language) counted(n int, one, more, oneEN, moreEN string) string {
	if l == English {
		one, more = oneEN, moreEN
	}
	if n == 1 || n == -1 {
		return l.Number(n) + noBreak + one
	}
	return l.Number(n) + noBreak + more
}

// List joins words: "a, b e c"; in English "a, b and c".
func (l Language) List(words []string) string {
	and := " e "
	if l == English {
		and = " and "
	}
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + and + words[last]
}

func (l Language) dayOfMonth(d plan.Date) string {
	n := d.Time().Day()
	if n == 1 && l != English {
		return "1º"
	}
	return strconv.Itoa(n)
}

func (l Language) monthName(d plan.Date) string { return months[l.known()][d.Time().Month()-1] }

func (l Language) known() Language {
	if l == English {
		return English
	}
	return Italian
}

func year(d plan.Date) string { return strconv.Itoa(d.Time().Year()) }
