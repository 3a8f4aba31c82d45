package api

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T     `json:"items" minItems:"0" maxItems:"100" doc:"The rows of this page."`
	Next  *string `json:"next" nullable:"true" maxLength:"1000" pattern:"^[A-Za-z0-9_-]+$" example:"eyJiIjoiYWJjIiwiayI6ImRlZiIsImkiOiJnaGkifQ" doc:"The cursor of the next page; null on the last one."`
	Total int     `json:"total" format:"int32" minimum:"0" maximum:"2147483647" example:"51" doc:"How many rows there are on all pages together."`
}

// list says how rows of a kind are ordered, shown and written. S is what the board has,
// T what the API shows.
type list[S, T any] struct {
	// keys give what rows are sorted by, as text that compares in that order; the name
	// is the sort parameter's, without the sign.
	keys map[string]func(S) string
	// id tells rows with equal keys apart, and orders them.
	id      func(S) string
	show    func(S) T
	columns []column[T]
	// places are those of rows in an order that somebody chose, by id; see placed.
	places map[string]string
}

// byPlace is the name of the order that somebody chose.
const byPlace = "position"

// placed is the list with the order that somebody chose among its keys. all are the
// rows in that order, before any filter.
func (l list[S, T]) placed(all []S) list[S, T] {
	l.places = make(map[string]string, len(all))
	for i, row := range all {
		l.places[l.id(row)] = fmt.Sprintf("%06d", i)
	}
	l.keys = maps.Clone(l.keys)
	l.keys[byPlace] = func(row S) string { return l.places[l.id(row)] }
	return l
}

// cursor is where a page ended. It names a place in the order rather than a count, so
// that rows that come and go between two pages neither repeat nor hide others.
type cursor struct {
	// Bound is a hash of the address, the filters and the order.
	Bound string `json:"b"`
	Key   string `json:"k"`
	ID    string `json:"i"`
}

// page sorts the rows, takes those behind the cursor and shows them.
func (l list[S, T]) page(r *http.Request, rows []S, paging Paging, sort string) (Page[T], http.Header, error) {
	name, descending := strings.TrimPrefix(sort, "-"), strings.HasPrefix(sort, "-")
	key := l.keys[name]
	position := func(s S) cursor { return cursor{Key: key(s), ID: l.id(s)} }
	order := func(a, b cursor) int {
		c := cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.ID, b.ID))
		if descending {
			return -c
		}
		return c
	}
	type placed struct {
		at  cursor
		row S
	}
	all := make([]placed, len(rows))
	for i, row := range rows {
		all[i] = placed{position(row), row}
	}
	slices.SortFunc(all, func(a, b placed) int { return order(a.at, b.at) })

	bound := boundTo(r, sort)
	start := 0
	if paging.Cursor != "" {
		after, err := readCursor(paging.Cursor, bound)
		if err != nil {
			return Page[T]{}, nil, err
		}
		if place, there := l.places[after.ID]; there && name == byPlace {
			after.Key = place // where the row is now: places move when others come and go
		}
		start, _ = slices.BinarySearchFunc(all, after, func(p placed, c cursor) int {
			if order(p.at, c) <= 0 {
				return -1
			}
			return 1
		})
	}
	end := min(start+paging.Limit.rows(), len(all))
	page := Page[T]{Items: make([]T, 0, end-start), Total: len(all)}
	for _, p := range all[start:end] {
		page.Items = append(page.Items, l.show(p.row))
	}
	if end < len(all) && end > start {
		last := all[end-1].at
		last.Bound = bound
		page.Next = writeCursor(last)
	}
	return page, links(r, page.Next), nil
}

// boundTo hashes what a cursor belongs to: everything of the request but the place.
func boundTo(r *http.Request, sort string) string {
	query := r.URL.Query()
	query.Del("cursor")
	query.Del("limit")
	query.Set("sort", sort)
	sum := sha256.Sum256([]byte(r.URL.Path + "?" + query.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func writeCursor(c cursor) *string {
	text, err := json.Marshal(c)
	if err != nil {
		panic("api: a cursor is always representable as JSON: " + err.Error())
	}
	encoded := base64.RawURLEncoding.EncodeToString(text)
	return &encoded
}

func readCursor(encoded, bound string) (cursor, error) {
	var c cursor
	text, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || c.Bound != bound {
		return cursor{}, foreignCursor()
	}
	return c, nil
}

// foreignCursor refuses a cursor. Whatever is wrong with it, the answer is the same: it
// is no text that clients write.
func foreignCursor() error {
	return &plan.Error{Kind: plan.KindMalformed, Detail: "the cursor is not one of this list with these filters and this order",
		Fields: []plan.FieldError{{Location: "query.cursor", Rule: "cursor", Message: "must be the next of a page of the same list"}}}
}

// links points at the first page and at the next one.
func links(r *http.Request, next *string) http.Header {
	query := r.URL.Query()
	query.Del("cursor")
	header := http.Header{}
	header.Add("Link", link(r.URL.Path, query, "first"))
	if next != nil {
		query.Set("cursor", *next)
		header.Add("Link", link(r.URL.Path, query, "next"))
	}
	return header
}

func link(path string, query url.Values, relation string) string {
	target := url.URL{Path: path, RawQuery: query.Encode()}
	return "<" + target.String() + `>; rel="` + relation + `"`
}

// instantKey sorts instants as text.
func instantKey(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000") }

// dateKey sorts days as text, what has no day last.
func dateKey(d plan.Date) string {
	if d.IsZero() {
		return "~"
	}
	return d.String()
}
