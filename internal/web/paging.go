package web

import (
	"net/url"
	"strconv"
)

// paging is one part of a long list, and the ways to the others.
type paging struct {
	From, To, Total int
	Pages           []pageLink
	Next            string
	Previous        string
}

type pageLink struct {
	Number  int
	URL     string
	Current bool
	Gap     bool // pages left out here
}

// askedPage reads the number of the part asked for, at least 1.
func askedPage(query url.Values) int {
	n, err := strconv.Atoi(query.Get(paramPage))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// pageParam is a page's number as a parameter; the first has none.
func pageParam(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// paginate gives the part of a list of total entries with its bounds; a number beyond
// the end gives the last part. It is nil where all fits on one page.
func paginate(total, size, asked int, address func(page int) string) (from, to int, p *paging) {
	last := max(1, (total+size-1)/size)
	asked = min(max(asked, 1), last)
	from = (asked - 1) * size
	to = min(from+size, total)
	if last == 1 {
		return from, to, nil
	}
	p = &paging{From: from + 1, To: to, Total: total}
	if asked > 1 {
		p.Previous = address(asked - 1)
	}
	if asked < last {
		p.Next = address(asked + 1)
	}
	for n := 1; n <= last; n++ {
		if near := n == 1 || n == last || n >= asked-1 && n <= asked+1; !near {
			if !p.Pages[len(p.Pages)-1].Gap {
				p.Pages = append(p.Pages, pageLink{Gap: true})
			}
			continue
		}
		p.Pages = append(p.Pages, pageLink{Number: n, URL: address(n), Current: n == asked})
	}
	return from, to, p
}
