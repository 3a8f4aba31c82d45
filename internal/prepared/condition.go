package prepared

import (
	"net/http"
	"strings"
	"time"
)

// matched is the outcome of comparing an If-None-Match field with an answer's tags.
type matched uint8

const (
	matchNone matched = iota
	matchAny          // the field is `*`
	matchTag          // it names a tag of the answer
)

// matchTags compares the If-None-Match field (RFC 9110, section 13.1.2; weak comparison) with the
// tags of an answer's encodings. Only an encoding that the request accepts can match, since a cache
// could not use the one it has for a client that does not take it; the chosen encoding goes first.
// Where the field stops being well-formed, reading stops.
func matchTags(lines []string, tags *[encodings]string, accepted acceptance, chosen encoding) (matched, encoding) {
	if len(lines) == 1 && trimSpace(lines[0]) == "*" {
		return matchAny, chosen
	}
	result, found := matchNone, chosen
	for _, line := range lines {
		for {
			tag, rest, ok := nextTag(line)
			if !ok {
				break
			}
			line = rest
			for e := range encoding(encodings) {
				if tag != tags[e] || accepted[e] == 0 {
					continue
				}
				if e == chosen {
					return matchTag, e
				}
				result, found = matchTag, e
			}
		}
	}
	return result, found
}

// nextTag reads the next entity tag of a list, quotes included and without the weakness mark. A tag
// may hold commas, so the list cannot simply be cut at them.
func nextTag(list string) (tag, rest string, ok bool) {
	list = strings.TrimLeft(list, " \t,")
	list = strings.TrimPrefix(list, "W/")
	if list == "" || list[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"':
			after := strings.TrimLeft(list[i+1:], " \t")
			if after != "" && after[0] != ',' {
				return "", "", false
			}
			return list[:i+1], after, true
		case !tagByte(c):
			return "", "", false
		}
	}
	return "", "", false
}

// tagByte tells whether a byte may stand between the quotes of an entity tag (RFC 9110, etagc).
func tagByte(c byte) bool {
	return c == 0x21 || (c >= 0x23 && c != 0x7f)
}

// unmodifiedSince evaluates If-Modified-Since (whole seconds, as HTTP dates are). A date that is
// not one is ignored.
func unmodifiedSince(header http.Header, lastModified time.Time) bool {
	if lastModified.IsZero() || len(header["If-Modified-Since"]) == 0 {
		return false
	}
	since, err := http.ParseTime(header["If-Modified-Since"][0])
	return err == nil && !lastModified.Truncate(time.Second).After(since)
}
