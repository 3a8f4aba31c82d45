package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// encoding/json is lenient where a plan must not be: it takes the last of two equal
// keys, matches keys whatever their case, and puts U+FFFD for half a surrogate pair.
// Here a document is read into a tree first, and each of these is refused.

// maxDepth bounds nesting: the deepest body is four levels deep.
const maxDepth = 16

// maxEntries bounds the members of one object or list.
const maxEntries = 1000

// parseJSON reads one JSON document into nil, bool, json.Number, string, []any and
// map[string]any. Refusals are malformed and say where in the text they arose.
func parseJSON(raw []byte) (any, error) {
	if !json.Valid(raw) {
		return nil, syntaxRefusal(raw)
	}
	if at := loneSurrogate(raw); at >= 0 {
		return nil, plan.Errorf(plan.KindMalformed, "half a surrogate pair at byte %d: no such character exists", at)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	value, err := parseValue(decoder, 0)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, plan.Errorf(plan.KindMalformed, "there is more than one JSON value")
	}
	return value, nil
}

// syntaxRefusal says where the document stops being JSON, without the parser's text,
// which quotes the character it met.
func syntaxRefusal(raw []byte) error {
	var ignored any
	var syntax *json.SyntaxError
	if err := json.Unmarshal(raw, &ignored); errors.As(err, &syntax) {
		return plan.Errorf(plan.KindMalformed, "the body is not JSON: see byte %d", syntax.Offset)
	}
	return plan.Errorf(plan.KindMalformed, "the body is not JSON")
}

func parseValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, plan.Errorf(plan.KindMalformed, "the body is not JSON").WithCause(err)
	}
	delimiter, opens := token.(json.Delim)
	if !opens {
		return token, nil
	}
	if depth == maxDepth {
		return nil, plan.Errorf(plan.KindMalformed, "the body is nested more than %d levels deep", maxDepth)
	}
	if delimiter == '{' {
		return parseObject(decoder, depth)
	}
	return parseList(decoder, depth)
}

func parseObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, plan.Errorf(plan.KindMalformed, "the body is not JSON").WithCause(err)
		}
		name, _ := key.(string)
		if _, twice := object[name]; twice {
			return nil, &plan.Error{Kind: plan.KindMalformed, Detail: "an object has the same field twice",
				Fields: []plan.FieldError{{Location: shown(name), Rule: "field.twice", Message: "is given twice"}}}
		}
		if len(object) == maxEntries {
			return nil, plan.Errorf(plan.KindMalformed, "an object has more than %d fields", maxEntries)
		}
		if object[name], err = parseValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return object, err
}

func parseList(decoder *json.Decoder, depth int) (any, error) {
	list := []any{}
	for decoder.More() {
		if len(list) == maxEntries {
			return nil, plan.Errorf(plan.KindMalformed, "a list has more than %d entries", maxEntries)
		}
		value, err := parseValue(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := decoder.Token()
	return list, err
}

// loneSurrogate finds an escape that is half a surrogate pair in valid JSON; -1 where
// there is none.
func loneSurrogate(raw []byte) int {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++ // what is escaped; valid JSON has it
		if raw[i] != 'u' {
			continue
		}
		unit := codeUnit(raw[i:])
		switch {
		case unit >= 0xDC00 && unit <= 0xDFFF:
			return i - 1
		case unit >= 0xD800 && unit <= 0xDBFF:
			rest := raw[i+5:]
			if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
				return i - 1
			}
			if low := codeUnit(rest[1:]); low < 0xDC00 || low > 0xDFFF {
				return i - 1
			}
			i += 6
		}
		i += 4
	}
	return -1
}

// codeUnit reads the four digits after the u.
func codeUnit(escape []byte) uint64 {
	unit, err := strconv.ParseUint(string(escape[1:5]), 16, 32)
	if err != nil {
		return 0
	}
	return unit
}

// integral reads a JSON number that is whole, as 5, 5.0 and 5e0 are.
func integral(n json.Number) (int, bool) {
	if i, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
		return int(i), true
	}
	if !strings.ContainsAny(n.String(), ".eE") {
		return 0, false
	}
	f, err := n.Float64()
	if err != nil || f != float64(int64(f)) || f > 1<<53 || f < -(1<<53) {
		return 0, false
	}
	return int(f), true
}

// at names a field within another for a location.
func at(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// entry names one entry of a list.
func entry(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
