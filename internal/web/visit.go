package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/words"
)

// visit is what a page is rendered from: who reads in which language, and the board.
type visit struct {
	site  *Site
	ctx   context.Context
	say   *words.Speaker
	links links
	// path of the page and its own parameters in canonical order, names and values in
	// turn.
	path   string
	params []string
	query  url.Values // as asked; pages read only the parameters that they know
	arg    string     // the last variable of the path: a code or an id
	today  plan.Date
	// content is nil on pages that belong to no plan.
	content *board.Public
	// national are the plans that objectives point at; never nil on pages of a plan.
	national *plan.Catalogue
	// peers are the enti of the open data; nil but on pages that show them.
	peers *board.Peers
	stale bool
	ids   int
}

// id gives an id that is unique in the page, for graphics.
func (v *visit) id(prefix string) string {
	v.ids++
	return prefix + "-" + strconv.Itoa(v.ids)
}

// self is the address of this page with other parameters of its own.
func (v *visit) self(l links, params ...string) string { return l.to(v.path, params...) }

// past reports whether a past day is shown.
func (v *visit) past() bool { return v.content != nil && v.content.Past() }

// language is the one asked for with lang=en; anything else is Italian.
func language(query url.Values) format.Language {
	if query.Get(paramLang) == string(format.English) {
		return format.English
	}
	return format.Italian
}

// parseQuery reads the query string; what cannot be read is left out.
func parseQuery(r *http.Request) url.Values {
	if r.URL.RawQuery == "" {
		return nil
	}
	return r.URL.Query()
}

// badDay is why a day asked for cannot be shown.
type badDay struct {
	asked  string
	future bool
}

// askedDay reads al=YYYY-MM-DD: zero where none is asked for, or today is.
func askedDay(query url.Values, today plan.Date) (plan.Date, *badDay) {
	asked := strings.TrimSpace(query.Get(paramDay))
	if asked == "" {
		return plan.Date{}, nil
	}
	day, err := plan.ParseDate(asked)
	switch {
	case err != nil:
		return plan.Date{}, &badDay{asked: asked}
	case day.After(today):
		return plan.Date{}, &badDay{asked: asked, future: true}
	case day == today:
		return plan.Date{}, nil
	}
	return day, nil
}
