// Package pager cuts long lists into pages, and links them.
package pager

import (
	"net/url"
	"strconv"
)

// Param is the name of a page's number in the query string.
const Param = "pagina"

// Pages is one part of a long list, and the ways to the others.
type Pages struct {
	From, To, Total int
	Pages           []Link
	Next            string
	Previous        string
}

// Link leads to one page.
type Link struct {
	Number  int
	URL     string
	Current bool
	Gap     bool // pages left out here
}

// Asked reads the number of the page asked for, at least 1.
func Asked(query url.Values) int {
	n, err := strconv.Atoi(query.Get(Param))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// Value is a page's number as a parameter; the first has none.
func Value(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// Cut gives the part of a list of total entries with its bounds; a number beyond the end
// gives the last part. It is nil where all fits on one page.
func Cut(total, size, asked int, address func(page int) string) (from, to int, p *Pages) {
	last := max(1, (total+size-1)/size)
	asked = min(max(asked, 1), last)
	from = (asked - 1) * size
	to = min(from+size, total)
	if last == 1 {
		return from, to, nil
	}
	p = Links(last, asked, address)
	p.From, p.To, p.Total = from+1, to, total
	return from, to, p
}

// Links gives the ways from one of several pages to the others.
func Links(last, asked int, address func(page int) string) *Pages {
	p := &Pages{}
	if asked > 1 {
		p.Previous = address(asked - 1)
	}
	if asked < last {
		p.Next = address(asked + 1)
	}
	for n := 1; n <= last; n++ {
		if near := n == 1 || n == last || n >= asked-1 && n <= asked+1; !near {
			if !p.Pages[len(p.Pages)-1].Gap {
				p.Pages = append(p.Pages, Link{Gap: true})
			}
			continue
		}
		p.Pages = append(p.Pages, Link{Number: n, URL: address(n), Current: n == asked})
	}
	return p
}
