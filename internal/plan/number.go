package plan

import (
	"strconv"
	"strings"
)

// Numbers as people type them: with points between thousands and a comma before the decimals
// (34.599,00), or as spreadsheets and programs write them (34599.5).

// typedNumber is a number that was typed, taken apart: digits alone.
type typedNumber struct {
	negative        bool
	whole, fraction string
}

var blanksToPoints = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2212", "-")

// readNumber takes a number apart. Points and blanks between groups of three digits separate
// thousands; a comma, or a single point that cannot do that, begins the decimals. What can be
// read in no one way is not read at all.
func readNumber(s string) (n typedNumber, ok bool) {
	s = strings.TrimSpace(blanksToPoints.Replace(s))
	if rest, found := strings.CutPrefix(s, "-"); found {
		n.negative, s = true, strings.TrimLeft(rest, " ")
	}
	whole, fraction, comma := strings.Cut(s, ",")
	blanks := strings.Contains(whole, " ")
	if blanks {
		if strings.Contains(whole, ".") {
			return n, false
		}
		whole = strings.ReplaceAll(whole, " ", ".")
	}
	if !comma && !blanks {
		if before, after, point := strings.Cut(whole, "."); point && !strings.Contains(after, ".") && (len(after) != 3 || before == "0" || len(before) > 3) {
			whole, fraction, comma = before, after, true
		}
	}
	groups := strings.Split(whole, ".")
	for i, group := range groups {
		if !onlyDigits(group) || len(groups) > 1 && (i > 0 && len(group) != 3 || i == 0 && (len(group) > 3 || group[0] == '0')) {
			return n, false
		}
	}
	if comma && !onlyDigits(fraction) {
		return n, false
	}
	n.whole, n.fraction = strings.Join(groups, ""), fraction
	return n, true
}

func onlyDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// ParseCents reads an amount of euros, typed with or without its sign (€, euro, EUR), as
// cents: 34.599,00 or 34599 or 34599.5. It never goes through a float. More than two decimals
// are refused: nobody knows which cent was meant.
func ParseCents(s string) (cents int64, ok bool) {
	s = strings.TrimSpace(blanksToPoints.Replace(s))
	for _, sign := range []string{"€", "euro", "eur"} {
		if len(s) >= len(sign) && strings.EqualFold(s[:len(sign)], sign) {
			s = strings.TrimSpace(s[len(sign):])
			break
		}
		if len(s) >= len(sign) && strings.EqualFold(s[len(s)-len(sign):], sign) {
			s = strings.TrimSpace(s[:len(s)-len(sign)])
			break
		}
	}
	n, ok := readNumber(s)
	if !ok || len(n.fraction) > 2 {
		return 0, false
	}
	cents, err := strconv.ParseInt(n.whole+(n.fraction + "00")[:2], 10, 64)
	if err != nil {
		return 0, false // more than any amount
	}
	if n.negative {
		cents = -cents
	}
	return cents, true
}

// ParseValue reads what was measured: 1.240 is one thousand two hundred and forty, 47,5 and
// 47.5 are the same.
func ParseValue(s string) (value float64, ok bool) {
	n, ok := readNumber(s)
	if !ok {
		return 0, false
	}
	value, err := strconv.ParseFloat(n.whole+"."+n.fraction+"0", 64)
	if err != nil {
		return 0, false
	}
	if n.negative && value != 0 {
		value = -value
	}
	return value, true
}
