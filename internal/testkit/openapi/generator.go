package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Request is one that a Generator made.
type Request struct {
	Operation Operation
	Method    string
	Target    string // path and query as they go over the wire, percent-encoded
	Header    http.Header
	Body      []byte
	// Broken says what was done to it; empty for one that keeps to the document.
	Broken string
}

// Generator makes requests of a document: those that keep to it, and those that break it in one or two ways. The same
// seed and the same Learn give the same requests.
type Generator struct {
	document *Document
	random   *rand.Rand
	known    map[string][]string // by parameter
	pairs    map[string][]pair   // by the parameter that comes second
	turn     []Operation         // those of this round that have not had theirs
	round    int
}

// pair are two values of one path, of which the second belongs to the first.
type pair struct{ first, second [2]string }

// NewGenerator makes one.
func NewGenerator(d *Document, seed uint64) *Generator {
	return &Generator{document: d, random: rand.New(rand.NewPCG(seed, seed>>7|1)), known: map[string][]string{}, pairs: map[string][]pair{}}
}

// Learn tells what a variable of a path, or a field of its name, can stand for. The last ones learnt are used.
func (g *Generator) Learn(name string, values ...string) {
	const most = 60
	for _, v := range values {
		if v != "" && !slices.Contains(g.known[name], v) {
			g.known[name] = append(g.known[name], v)
		}
	}
	if n := len(g.known[name]); n > most {
		g.known[name] = slices.Clone(g.known[name][n-most:])
	}
}

// LearnOnly is Learn for what takes the place of all that was known; what is there twice is used twice as often.
func (g *Generator) LearnOnly(name string, values ...string) { g.known[name] = slices.Clone(values) }

// LearnPair tells of two values of one path that belong together: a decision and its meeting.
func (g *Generator) LearnPair(first, value, second, of string) {
	known := append(g.pairs[second], pair{[2]string{first, value}, [2]string{second, of}})
	g.pairs[second] = known[max(0, len(known)-60):]
}

// Next makes the next request.
func (g *Generator) Next() Request {
	o := g.operation()
	r := Request{Operation: o, Method: o.Method, Header: http.Header{}}
	var broken []string
	if !g.chance(0.45) {
		broken = append(broken, pick(g, breaks))
		if g.chance(0.2) {
			broken = append(broken, pick(g, breaks))
		}
	}
	r.Broken = strings.Join(broken, ", ")
	is := func(what string) bool { return slices.Contains(broken, what) }

	path, query := o.Path, url.Values{}
	parameters, _ := o.Object["parameters"].([]any)
	fixed := map[string]string{}
	for _, second := range slices.Sorted(maps.Keys(g.pairs)) {
		if strings.Contains(path, "{"+second+"}") && g.chance(0.8) {
			p := pick(g, g.pairs[second])
			fixed[p.first[0]], fixed[p.second[0]] = p.first[1], p.second[1]
		}
	}
	for _, p := range parameters {
		parameter := g.document.Resolve(p)
		name, _ := parameter["name"].(string)
		value := g.parameter(name, parameter, is("parameter") && g.chance(0.5))
		if known, ok := fixed[name]; ok && parameter["in"] == "path" {
			value = known
		}
		switch parameter["in"] {
		case "path":
			if is("path") && g.chance(0.6) {
				value = pick(g, nasty)
			}
			path = strings.Replace(path, "{"+name+"}", strings.ReplaceAll(url.PathEscape(value), "+", "%2B"), 1)
		case "query":
			if parameter["required"] == true || g.chance(0.25) || is("parameter") {
				query.Set(name, value)
			}
		case "header":
			if name == "If-Match" {
				value = g.precondition(is("header"))
			}
			if (parameter["required"] == true || g.chance(0.4)) && !(is("header") && g.chance(0.3)) {
				r.Header.Set(name, printable(value))
			}
		}
	}
	r.Target = path
	if len(query) > 0 {
		r.Target += "?" + query.Encode()
	}
	g.body(&r, is)
	g.breakTarget(&r, is)
	g.breakHeader(&r, is)
	if is("method") {
		r.Method = pick(g, []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "TRACE", "get", "QUERY"})
	}
	return r
}

// operation takes each in turn, in an order of chance. What removes something comes in every fourth round alone, or there
// would soon be nothing left.
func (g *Generator) operation() Operation {
	if len(g.turn) == 0 {
		for _, o := range g.document.Operations() {
			if o.Method != "DELETE" || g.round%4 == 0 {
				g.turn = append(g.turn, o)
			}
		}
		g.round++
		g.random.Shuffle(len(g.turn), func(i, j int) { g.turn[i], g.turn[j] = g.turn[j], g.turn[i] })
	}
	o := g.turn[0]
	g.turn = g.turn[1:]
	return o
}

// breaks are the ways in which a request goes wrong.
var breaks = []string{"path", "parameter", "query", "value", "value", "value", "fields", "fields", "syntax", "syntax", "media", "header", "header", "method", "size"}

// nasty are texts that programs fall over.
var nasty = []string{
	"", " ", "0", "-1", "null", "true", "undefined", "NaN", "1e999", "9223372036854775808", "0x10", "०१", "..", "../../etc/passwd", "%00", "%2e%2e", "a/b", "a//b", ".",
	"'", "' OR 1=1 --", "\"; DROP TABLE milestones; --", "%", "_%", "\\", "<script>alert(1)</script>", "{{.}}", "${7*7}", "%s%n%d", "=cmd|' /C calc'!A0",
	"\x00", "a\x00b", "\x1b[31m", "a\r\nSet-Cookie: a=b", "\n", "\t", "\u202eabc", "\ufeff", "\u200b", "e\u0301", "𝒳", "👩‍👩‍👧", "İ", "ß", "ﬀ", "\ud7ff", "\uffff", "\U0010ffff",
	"2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "24:00", "OB-01", "OB-01.1", "OB-99999999999", "OB-00.0",
	"00000000-0000-0000-0000-000000000000", "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f", "c_m403", "c_h501", "javascript:alert(1)", "http://169.254.169.254/", "file:///etc/passwd", "*", "W/\"1\"", "\xff", "\xc3\x28", "\xed\xa0\x80",
}

func pick[T any](g *Generator, from []T) T { return from[g.random.IntN(len(from))] }

func (g *Generator) chance(p float64) bool { return g.random.Float64() < p }

// alias is what fields call the things that paths call by another name.
var alias = map[string]string{
	"lead_office": "office", "offices": "office", "owner": "office", "decided_in": "meeting", "into": "office", "milestones": "milestone", "objectives": "objective",
	"code": "", "sectors": "sector", "updates": "update",
}

func (g *Generator) knownFor(name string) (string, bool) {
	if other, ok := alias[name]; ok {
		name = other
	}
	if values := g.known[name]; len(values) > 0 && g.chance(0.9) {
		return pick(g, values), true
	}
	return "", false
}

func (g *Generator) parameter(name string, parameter Object, broken bool) string {
	schema := g.document.Resolve(parameter["schema"])
	if broken {
		return plainly(g.wrong(schema))
	}
	if value, ok := g.knownFor(name); ok {
		return value
	}
	if name == "Idempotency-Key" && g.chance(0.9) {
		return fmt.Sprintf("%016x", g.random.Uint64())
	}
	if example, ok := parameter["example"]; ok && g.chance(0.5) {
		return plainly(example)
	}
	return plainly(g.value(name, schema))
}

func (g *Generator) precondition(broken bool) string {
	if broken {
		return pick(g, []string{`"`, `W/"1"`, `""`, `"0"`, `"-1"`, `"99999999999999999999"`, `"1", "2"`, `1`, `"é"`, strings.Repeat(`"1",`, 200)})
	}
	if g.chance(0.8) {
		return "*"
	}
	return fmt.Sprintf(`"%d"`, g.random.IntN(9))
}

func plainly(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case nil:
		return ""
	case float64:
		raw, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(raw)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(raw)
}

// value makes one that fits.
func (g *Generator) value(name string, node any) any {
	schema := g.document.Resolve(node)
	if options, ok := schema["anyOf"].([]any); ok {
		return g.value(name, pick(g, options))
	}
	if values, ok := schema["enum"].([]any); ok {
		return pick(g, values)
	}
	names, nullable := Kinds(schema)
	if len(names) == 0 || nullable && g.chance(0.1) {
		return nil
	}
	switch names[0] {
	case "boolean":
		return g.chance(0.5)
	case "integer", "number":
		return g.number(schema)
	case "string":
		if value, ok := g.knownFor(name); ok {
			return value
		}
		return g.text(schema)
	case "array":
		list := []any{}
		for range g.random.IntN(4) {
			list = append(list, g.value(name, schema["items"]))
		}
		return list
	case "object":
		return g.object(schema)
	}
	return nil
}

func (g *Generator) object(schema Object) Object {
	o := Object{}
	properties, _ := schema["properties"].(Object)
	required, _ := schema["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(name)) || g.chance(0.4) {
			o[name] = g.value(name, properties[name])
		}
	}
	return o
}

// vary makes of an example one that is about what there is.
func (g *Generator) vary(schema, example Object) Object {
	o := maps.Clone(example)
	properties, _ := schema["properties"].(Object)
	for _, name := range slices.Sorted(maps.Keys(o)) {
		_, text := o[name].(string)
		value, known := g.knownFor(name)
		switch {
		case text && known:
			o[name] = value
		case text && g.chance(0.5):
			o[name] = g.value(name, properties[name])
		case !slices.Contains(anyOf(schema["required"]), any(name)) && g.chance(0.2):
			delete(o, name)
		}
	}
	return o
}

func anyOf(node any) []any {
	list, _ := node.([]any)
	return list
}

func (g *Generator) number(schema Object) any {
	if examples, ok := schema["examples"].([]any); ok && g.chance(0.4) {
		return pick(g, examples)
	}
	least, _ := schema["minimum"].(float64)
	most, bounded := schema["maximum"].(float64)
	if !bounded {
		most = least + 1000
	}
	switch n := g.random.IntN(10); {
	case n == 0:
		return least
	case n == 1:
		return most
	case n < 6:
		most = min(most, least+100)
	}
	v := least + g.random.Float64()*(most-least)
	if names, _ := Kinds(schema); names[0] == "integer" {
		return float64(int64(v))
	}
	return float64(int64(v*100)) / 100
}

// text is an example, a day or an identifier where those are asked for, or any text that fits.
func (g *Generator) text(schema Object) string {
	form, _ := schema["pattern"].(string)
	if examples, ok := schema["examples"].([]any); ok && g.chance(0.7) {
		example := plainly(pick(g, examples))
		if other := digits.ReplaceAllStringFunc(example, g.digits); form != "" && g.chance(0.5) && pattern(form).MatchString(other) {
			return other // a code that is not taken
		}
		return example
	}
	switch schema["format"] {
	case "date":
		return fmt.Sprintf("20%02d-%02d-%02d", 20+g.random.IntN(12), 1+g.random.IntN(12), 1+g.random.IntN(28))
	case "date-time":
		return fmt.Sprintf("20%02d-%02d-01T10:00:00Z", 20+g.random.IntN(12), 1+g.random.IntN(12))
	}
	most, ok := schema["maxLength"].(float64)
	if !ok {
		most = 50
	}
	for range 5 {
		var b strings.Builder
		length := 1 + g.random.IntN(int(min(most, 40)))
		if g.chance(0.05) {
			length = int(min(most, 5000))
		}
		alphabet := pick(g, []string{"abcdefgh", "abc-01", "0123456789.", "Aàè’ ç–ß", "日本語👩🏽‍🚀", "abc \n", "<&>\"'", "ABC-019"})
		letters := []rune(alphabet)
		for range length {
			b.WriteRune(pick(g, letters))
		}
		if form == "" || pattern(form).MatchString(b.String()) {
			return b.String()
		}
	}
	if examples, ok := schema["examples"].([]any); ok {
		return plainly(pick(g, examples))
	}
	return "a"
}

var digits = regexp.MustCompile(`\d+`)

// digits are as many as those that they take the place of.
func (g *Generator) digits(of string) string {
	var b strings.Builder
	for range of {
		b.WriteByte(pick(g, []byte("0123456789")))
	}
	return b.String()
}

// wrong makes a value that does not fit, or is at the edge of it.
func (g *Generator) wrong(node any) any {
	schema := g.document.Resolve(node)
	least, _ := schema["minimum"].(float64)
	most, _ := schema["maximum"].(float64)
	longest, _ := schema["maxLength"].(float64)
	switch g.random.IntN(14) {
	case 0:
		return nil
	case 1:
		return Object{pick(g, nasty): pick(g, nasty)}
	case 2:
		return []any{pick(g, nasty), 1.0, nil, Object{}}
	case 3:
		return g.chance(0.5)
	case 4:
		return most + 1
	case 5:
		return least - 1
	case 6:
		return pick(g, []float64{0.5, -1e-9, 1e15, 9007199254740993, 1e300, -1e300, 5e-324})
	case 7:
		return strings.Repeat(pick(g, []string{"a", "à", "👩", "\u0301", " "}), int(min(longest, 100000))+1)
	case 8:
		return strings.Repeat("[", 3000)
	case 9:
		return slices.Repeat([]any{pick(g, nasty)}, 2000)
	}
	return pick(g, nasty)
}

var kept = regexp.MustCompile(`[^\x20-\x7e\x80-\xff]`)

// printable is a text that may be the value of a header at all.
func printable(text string) string {
	return strings.TrimSpace(kept.ReplaceAllString(text, "?"))
}

// body makes the request's, of the media type that it names.
func (g *Generator) body(r *Request, is func(string) bool) {
	content, _ := Dig(r.Operation.Object, "requestBody", "content").(Object)
	if content == nil {
		if is("syntax") && g.chance(0.5) {
			r.Body = []byte(`{"a":1}`)
			r.Header.Set("Content-Type", "application/json")
		}
		return
	}
	media := pick(g, slices.Sorted(maps.Keys(content)))
	r.Header.Set("Content-Type", media)
	if !strings.HasSuffix(media, "json") {
		r.Body = g.file(is)
		return
	}
	schema := g.document.Resolve(Dig(content, media, "schema"))
	value := any(g.object(schema))
	if example, ok := Dig(content, media, "example").(Object); ok && g.chance(0.5) {
		value = g.vary(schema, example)
	}
	if is("value") {
		value = g.breakValue(schema, value, 0)
	}
	if o, ok := value.(Object); ok && is("fields") {
		switch names := slices.Sorted(maps.Keys(o)); {
		case len(names) > 0 && g.chance(0.4):
			delete(o, pick(g, names))
		case g.chance(0.5):
			o[pick(g, nasty)] = pick(g, nasty)
		default:
			value = Object{"id": "x", "revision": 7, "organization": "c_h501", "role": "admin"}
		}
	}
	raw, err := json.Marshal(value)
	if err != nil {
		raw = []byte(`{"percent":1e999}`)
	}
	if is("fields") && g.chance(0.3) && len(raw) > 2 && raw[0] == '{' { // a field twice
		raw = append(append([]byte("{"), raw[1:len(raw)-1]...), append([]byte(","), raw[1:]...)...)
	}
	if is("syntax") {
		raw = g.breakSyntax(raw)
	}
	if is("size") && g.chance(0.2) {
		raw = append(raw, bytes.Repeat([]byte(" "), 1<<20+g.random.IntN(1<<19))...)
	}
	r.Body = raw
}

// breakValue puts a wrong value somewhere into a right one.
func (g *Generator) breakValue(schema Object, value any, depth int) any {
	switch v := value.(type) {
	case Object:
		properties, _ := schema["properties"].(Object)
		names := slices.Sorted(maps.Keys(properties))
		if len(names) == 0 || g.chance(0.05) {
			return g.wrong(schema)
		}
		name := pick(g, names)
		inner := g.document.Resolve(properties[name])
		if options, ok := inner["anyOf"].([]any); ok {
			inner = g.document.Resolve(options[0])
		}
		if depth < 4 && v[name] != nil && g.chance(0.6) {
			v[name] = g.breakValue(inner, v[name], depth+1)
		} else {
			v[name] = g.wrong(inner)
		}
		return v
	case []any:
		if len(v) == 0 || g.chance(0.3) {
			return g.wrong(schema)
		}
		i := g.random.IntN(len(v))
		v[i] = g.breakValue(g.document.Resolve(schema["items"]), v[i], depth+1)
		return v
	}
	return g.wrong(schema)
}

func (g *Generator) breakSyntax(raw []byte) []byte {
	switch g.random.IntN(9) {
	case 0:
		return nil
	case 1:
		return raw[:g.random.IntN(len(raw)+1)]
	case 2:
		return append(raw, pick(g, []string{"}", "{}", "null", "\x00", "//", ","})...)
	case 3:
		return []byte(pick(g, []string{"null", "[]", "0", `"a"`, "true", "{", "[[[[", `{"a":}`, `{'a':1}`, `{"a":01}`, `{"\ud800":1}`, "\xef\xbb\xbf{}", "{}{}", `{"percent":1e99999}`, `{"note":"\ud800"}`, `{"a":NaN}`}))
	case 4:
		return bytes.Repeat([]byte(`{"a":`), 20000)
	case 5:
		return bytes.Repeat([]byte("["), 20000)
	}
	out := bytes.Clone(raw)
	for range 1 + g.random.IntN(3) {
		if len(out) > 0 {
			out[g.random.IntN(len(out))] = byte(g.random.IntN(256))
		}
	}
	return out
}

// file makes a table that somebody may hand in.
func (g *Generator) file(is func(string) bool) []byte {
	head := pick(g, []string{
		"codice_ipa,numero_domanda_pa,avviso,importo_finanziamento,data_finanziamento\n", "Obiettivo;Traguardo;Termine;Ufficio;Stato\n", "", "PK\x03\x04",
	})
	var b bytes.Buffer
	b.WriteString(head)
	for range g.random.IntN(20) {
		for i := range 5 {
			if i > 0 {
				b.WriteByte(pick(g, []byte(",;")))
			}
			b.WriteString(pick(g, nasty))
		}
		b.WriteByte('\n')
	}
	if is("syntax") || is("value") {
		return g.breakSyntax(b.Bytes())
	}
	return b.Bytes()
}

// breakTarget spoils the address.
func (g *Generator) breakTarget(r *Request, is func(string) bool) {
	if is("path") {
		path, query, asked := strings.Cut(r.Target, "?")
		switch g.random.IntN(8) {
		case 0:
			path += "/"
		case 1:
			path = strings.Replace(path, "/", "//", 1)
		case 2:
			path += "/" + url.PathEscape(pick(g, nasty))
		case 3:
			path = strings.ToUpper(path)
		case 4:
			path += strings.Repeat("a", 9000)
		case 5:
			path += "/../../x"
		}
		r.Target = path
		if asked {
			r.Target += "?" + query
		}
	}
	if is("query") {
		more := pick(g, []string{
			"unknown=1", "limit=0", "limit=-1", "limit=99999999999999999999", "limit=1&limit=2", "cursor=" + url.QueryEscape(pick(g, nasty)), "as_of=" + url.QueryEscape(pick(g, nasty)),
			"sort=" + url.QueryEscape(pick(g, nasty)), "%zz=1", "a;b=c", "q=%ff", "&&&", "=", "limit[]=1", strings.Repeat("a=1&", 500), "q=" + strings.Repeat("x", 5000), "format=" + url.QueryEscape(pick(g, nasty)),
		})
		if strings.Contains(r.Target, "?") {
			r.Target += "&" + more
		} else {
			r.Target += "?" + more
		}
	}
}

// breakHeader spoils what is said about the request.
func (g *Generator) breakHeader(r *Request, is func(string) bool) {
	if is("media") {
		switch media := pick(g, []string{"", "text/plain", "application/xml", "application/json; charset=latin1", "application/json; charset=\"", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", "a/b/c", "application/merge-patch+json", "application/json, text/csv", ";"}); media {
		case "":
			r.Header.Del("Content-Type")
		default:
			r.Header.Set("Content-Type", media)
		}
	}
	if !is("header") {
		return
	}
	for range 1 + g.random.IntN(3) {
		name := pick(g, []string{
			"Accept", "Accept", "Accept-Encoding", "Accept-Language", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Range", "Idempotency-Key", "Prefer", "Origin",
			"X-Request-ID", "X-HTTP-Method-Override", "Content-Encoding", "Content-Language", "Expect", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Referer", "User-Agent", "Cookie",
		})
		value := pick(g, []string{
			"text/csv", "application/json;q=0", "*/*;q=nope", "application/problem+json", "gzip;q=2, br", "identity;q=0", "it, en;q=0.5", "bytes=0-1,5-", "W/\"x\"", "*", "\"a\",,\"b\"", "null", "https://evil.example",
			"Sat, 31 Feb 2026 99:99:99 GMT", "DELETE", "gzip", "100-continue", printable(pick(g, nasty)), strings.Repeat("a", 7000), "\xff\xfe", "traguardi_session=abc; =; a", "for=\"_x\"",
		})
		if name == "Expect" {
			value = "200-maybe"
		}
		r.Header.Add(name, value)
	}
}
