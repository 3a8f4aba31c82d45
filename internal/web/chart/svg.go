package chart

import (
	"html/template"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// canvas collects markup; every attribute value and text goes through escape.
type canvas struct{ b strings.Builder }

func (c *canvas) html() template.HTML { return template.HTML(c.b.String()) } //nolint:gosec // every text went through escape

// tag writes an empty element; attrs are names and values in turn. An attribute whose
// value is empty is left out.
func (c *canvas) tag(name string, attrs ...string) {
	c.start(name, attrs, "/>")
}

func (c *canvas) open(name string, attrs ...string) {
	c.start(name, attrs, ">")
}

func (c *canvas) close(name string) {
	c.b.WriteString("</")
	c.b.WriteString(name)
	c.b.WriteByte('>')
}

func (c *canvas) start(name string, attrs []string, end string) {
	c.b.WriteByte('<')
	c.b.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		c.b.WriteByte(' ')
		c.b.WriteString(attrs[i])
		c.b.WriteString(`="`)
		c.b.WriteString(escape(attrs[i+1]))
		c.b.WriteByte('"')
	}
	c.b.WriteString(end)
}

func (c *canvas) text(s string, attrs ...string) {
	c.open("text", attrs...)
	c.b.WriteString(escape(s))
	c.close("text")
}

// root opens the svg element and names it. It is closed with close("svg").
func (c *canvas) root(class, id, title, desc string, height float64) {
	id = identifier(id)
	if id == "" || strings.TrimSpace(title) == "" {
		c.open("svg", "class", class, "width", "100%", "height", num(height), "aria-hidden", "true", "focusable", "false")
		return
	}
	names := id + "-t"
	if desc != "" {
		names += " " + id + "-d"
	}
	c.open("svg", "class", class, "width", "100%", "height", num(height), "role", "img", "aria-labelledby", names)
	c.open("title", "id", id+"-t")
	c.b.WriteString(escape(title))
	c.close("title")
	if desc != "" {
		c.open("desc", "id", id+"-d")
		c.b.WriteString(escape(desc))
		c.close("desc")
	}
}

func (c *canvas) vline(class string, x, y1, y2 float64) {
	c.tag("line", "class", class, "x1", pct(x), "x2", pct(x), "y1", num(y1), "y2", num(y2))
}

func (c *canvas) hline(class string, y, x1, x2 float64) {
	c.tag("line", "class", class, "x1", pct(x1), "x2", pct(x2), "y1", num(y), "y2", num(y))
}

// bar draws a rectangle from ratio x1 to ratio x2 of the width; nothing where x2 <= x1.
func (c *canvas) bar(class string, x1, x2, y, height float64) {
	x1, x2 = clamp(x1), clamp(x2)
	if x2 <= x1 {
		return
	}
	c.tag("rect", "class", class, "x", pct(x1), "width", pct(x2-x1), "y", num(y), "height", num(height))
}

// pct writes a ratio as a percentage of the width, within 0 and 100.
func pct(ratio float64) string { return num(clamp(ratio)*100) + "%" }

// num writes a number with two decimals at most.
func num(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "0"
	}
	s := strconv.FormatFloat(f, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// clamp brings a ratio into 0 to 1; what is not a number becomes 0.
func clamp(f float64) float64 {
	switch {
	case !(f > 0):
		return 0
	case f > 1:
		return 1
	}
	return f
}

// given reports whether an optional ratio is there and is a number, and returns it within 0 and 1.
func given(f *float64) (float64, bool) {
	if f == nil || math.IsNaN(*f) {
		return 0, false
	}
	return clamp(*f), true
}

// escape makes text fit for XML content and attribute values: markup is escaped, and what
// XML does not allow (control characters, broken UTF-8) becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff || !utf8.ValidRune(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// identifier keeps what an id may hold without surprises; aria-labelledby splits at spaces.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, s)
}
