package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// A row is a JSON array. Its values have one way to be written each, so that equal rows are equal
// bytes: null; an integer in digits; a float in the fewest digits that give it back; a text as a
// string in which only the quote, the backslash and control characters are escaped; bytes as a
// string in Base64. What JSON has no way to say is an object: {"base64":"…"} for a text that is not
// UTF-8, {"float":"+Inf"} for what is no number.

const hexDigits = "0123456789abcdef"

// appendRow writes a row, without a line's end. It fails for a value that is not of its column.
func appendRow(to []byte, columns []Column, values []any) ([]byte, error) {
	if len(values) != len(columns) {
		return to, fmt.Errorf("a row has %d values for %d columns", len(values), len(columns))
	}
	to = append(to, '[')
	for i, c := range columns {
		if i > 0 {
			to = append(to, ',')
		}
		var ok bool
		if to, ok = appendValue(to, c.Type, values[i]); !ok {
			return to, fmt.Errorf("column %s holds %T where %s was expected", c.Name, values[i], c.Type)
		}
	}
	return append(to, ']'), nil
}

func appendValue(to []byte, as Type, value any) (_ []byte, ok bool) {
	switch v := value.(type) {
	case nil:
		return append(to, "null"...), true
	case int64:
		return strconv.AppendInt(to, v, 10), as == Integer
	case float64:
		return appendFloat(to, v), as == Float
	case string:
		if !utf8.ValidString(v) {
			to = append(to, `{"base64":"`...)
			return append(base64.StdEncoding.AppendEncode(to, []byte(v)), `"}`...), as == Text
		}
		return appendText(to, v), as == Text
	case []byte:
		to = append(to, '"')
		return append(base64.StdEncoding.AppendEncode(to, v), '"'), as == Bytes
	}
	return to, false
}

func appendFloat(to []byte, v float64) []byte {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return append(strconv.AppendFloat(append(to, `{"float":"`...), v, 'g', -1, 64), `"}`...)
	}
	// Not every engine keeps the sign of a zero.
	if v == 0 {
		v = 0
	}
	return strconv.AppendFloat(to, v, 'g', -1, 64)
}

func appendText(to []byte, v string) []byte {
	to = append(to, '"')
	from := 0
	for i := range len(v) {
		c := v[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to = append(to, v[from:i]...)
		from = i + 1
		if c >= ' ' {
			to = append(to, '\\', c)
		} else {
			to = append(to, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(to, v[from:]...), '"')
}

// rowReader reads rows; it keeps what it works in from one to the next.
type rowReader struct{ scratch []byte }

// parse reads what appendRow wrote, and nothing else: a row written in another way is refused.
// Values is filled, one for each column.
func (r *rowReader) parse(line []byte, columns []Column, values []any) error {
	rest, ok := bytes.CutPrefix(line, []byte("["))
	for i := range columns {
		if i > 0 && ok {
			rest, ok = bytes.CutPrefix(rest, []byte(","))
		}
		if ok {
			values[i], rest, ok = r.value(rest, columns[i].Type)
		}
		if !ok {
			return damaged("column %s of a row cannot be read", columns[i].Name)
		}
	}
	if !ok || string(rest) != "]" {
		return damaged("a row does not end where it should")
	}
	return nil
}

func (r *rowReader) value(from []byte, as Type) (value any, rest []byte, ok bool) {
	if rest, null := bytes.CutPrefix(from, []byte("null")); null {
		return nil, rest, true
	}
	end := valueEnd(from)
	token, rest := from[:end], from[end:]
	value, ok = readValue(token, as)
	if !ok {
		return nil, rest, false
	}
	// One way to write a value: what would be written otherwise was not written by a backup.
	r.scratch, ok = appendValue(r.scratch[:0], as, value)
	return value, rest, ok && bytes.Equal(r.scratch, token)
}

// valueEnd finds where a value ends: after its quote, its brace, or before what follows a number.
func valueEnd(from []byte) int {
	if len(from) == 0 {
		return 0
	}
	switch from[0] {
	case '"':
		for i := 1; i < len(from); i++ {
			switch from[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case '{':
		if i := bytes.IndexByte(from, '}'); i >= 0 {
			return i + 1
		}
	default:
		if i := bytes.IndexAny(from, ",]"); i >= 0 {
			return i
		}
	}
	return len(from)
}

func readValue(token []byte, as Type) (value any, ok bool) {
	switch as {
	case Integer:
		v, err := strconv.ParseInt(string(token), 10, 64)
		return v, err == nil
	case Float:
		if text, special := special(token, "float"); special {
			v, err := strconv.ParseFloat(text, 64)
			return v, err == nil
		}
		v, err := strconv.ParseFloat(string(token), 64)
		return v, err == nil
	case Text:
		if text, special := special(token, "base64"); special {
			v, err := base64.StdEncoding.Strict().DecodeString(text)
			return string(v), err == nil
		}
		return readText(token)
	case Bytes:
		if text, ok := quoted(token); ok {
			v, err := base64.StdEncoding.Strict().DecodeString(text)
			return v, err == nil
		}
	}
	return nil, false
}

// special takes the object apart that stands for what JSON cannot say.
func special(token []byte, name string) (text string, ok bool) {
	inside, ok := bytes.CutPrefix(token, []byte(`{"`+name+`":`))
	if !ok {
		return "", false
	}
	inside, ok = bytes.CutSuffix(inside, []byte("}"))
	if !ok {
		return "", false
	}
	return quoted(inside)
}

func quoted(token []byte) (string, bool) {
	if len(token) < 2 || token[0] != '"' || token[len(token)-1] != '"' {
		return "", false
	}
	return string(token[1 : len(token)-1]), true
}

func readText(token []byte) (any, bool) {
	text, ok := quoted(token)
	if !ok {
		return nil, false
	}
	if bytes.IndexByte(token, '\\') < 0 {
		return text, true
	}
	var v string
	if err := json.Unmarshal(token, &v); err != nil {
		return nil, false
	}
	return v, true
}
