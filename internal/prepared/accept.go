package prepared

import "strings"

// acceptance is how much a request wants each encoding: 0 not at all, else twice the weight in
// thousandths (2 to 2000), so that there is room for 1: acceptable, but after all that is named.
type acceptance [encodings]int16

const (
	unmentioned  = -1
	barely       = 1
	weightFactor = 2
)

// parseAcceptEncoding reads the Accept-Encoding field (RFC 9110, section 12.5.3), whose lines count
// as one list. Without the field every encoding is acceptable, but identity, which every client
// understands, goes first. An element that is not well-formed counts as absent; of an encoding
// named twice the last mention counts.
func parseAcceptEncoding(lines []string) acceptance {
	if len(lines) == 0 {
		return acceptance{encodingBrotli: barely, encodingGzip: barely, encodingIdentity: weightFactor * 1000}
	}
	accepted := acceptance{unmentioned, unmentioned, unmentioned}
	var others int16 = unmentioned
	for _, line := range lines {
		for more := true; more; {
			var element string
			element, line, more = strings.Cut(line, ",")
			coding, weight, ok := parseCoding(element)
			if !ok {
				continue
			}
			switch {
			case coding == "*":
				others = weight
			case strings.EqualFold(coding, "br"):
				accepted[encodingBrotli] = weight
			case strings.EqualFold(coding, "gzip"), strings.EqualFold(coding, "x-gzip"):
				accepted[encodingGzip] = weight
			case strings.EqualFold(coding, "identity"):
				accepted[encodingIdentity] = weight
			}
		}
	}
	for e := range accepted {
		if accepted[e] != unmentioned {
			continue
		}
		switch {
		case others != unmentioned:
			accepted[e] = others
		case encoding(e) == encodingIdentity:
			accepted[e] = barely
		default:
			accepted[e] = 0
		}
	}
	return accepted
}

// parseCoding reads one element: a coding with an optional weight.
func parseCoding(element string) (coding string, weight int16, ok bool) {
	coding, parameter, weighted := strings.Cut(element, ";")
	coding = trimSpace(coding)
	if coding == "" {
		return "", 0, false
	}
	if !weighted {
		return coding, weightFactor * 1000, true
	}
	parameter = trimSpace(parameter)
	if len(parameter) < 2 || parameter[0]|0x20 != 'q' || parameter[1] != '=' {
		return "", 0, false
	}
	thousandths, ok := parseWeight(parameter[2:])
	return coding, weightFactor * thousandths, ok
}

// parseWeight reads a qvalue: 0 to 1 with at most three decimals, in thousandths.
func parseWeight(text string) (int16, bool) {
	if text == "" || len(text) > len("0.000") || (text[0] != '0' && text[0] != '1') {
		return 0, false
	}
	value := int16(text[0]-'0') * 1000
	if len(text) == 1 {
		return value, true
	}
	if text[1] != '.' {
		return 0, false
	}
	unit := int16(100)
	for i := 2; i < len(text); i++ {
		digit := text[i]
		if digit < '0' || digit > '9' {
			return 0, false
		}
		value += int16(digit-'0') * unit
		unit /= 10
	}
	return value, value <= 1000
}

// trimSpace removes optional whitespace as HTTP has it: spaces and tabs.
func trimSpace(text string) string {
	for text != "" && (text[0] == ' ' || text[0] == '\t') {
		text = text[1:]
	}
	for text != "" && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	return text
}
