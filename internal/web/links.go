package web

import (
	"net/url"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

// links writes the addresses of pages. All of them keep the day and the language that
// the reader has chosen.
type links struct {
	organization string
	day          plan.Date // zero: today
	lang         format.Language
}

// Names of the query parameters.
const (
	paramDay  = "al"
	paramLang = "lang"
)

// to is the address of a path with parameters, names and values in turn; those without
// a value are left out. Day and language come last.
func (l links) to(path string, params ...string) string {
	return path + query(append(params, paramDay, l.day.String(), paramLang, l.langParam())...)
}

func (l links) langParam() string {
	if l.lang == format.English {
		return string(format.English)
	}
	return ""
}

func query(params ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(params); i += 2 {
		if params[i+1] == "" {
			continue
		}
		if b.Len() == 0 {
			b.WriteByte('?')
		} else {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(params[i]) + "=" + url.QueryEscape(params[i+1]))
	}
	return b.String()
}

func (l links) root() string { return "/enti/" + url.PathEscape(l.organization) }

func (l links) plan() string { return l.to(l.root()) }

func (l links) objectives(params ...string) string { return l.to(l.root()+"/obiettivi", params...) }

func (l links) objective(code string) string {
	return l.to(l.root() + "/obiettivi/" + url.PathEscape(code))
}

// milestone is the row of a milestone on its objective's page.
func (l links) milestone(id string) string {
	code, number, ok := strings.Cut(id, ".")
	if !ok {
		return l.objective(code)
	}
	return l.objective(code) + "#t" + number
}

// own is a page that the ente has of its own, where others have one too.
func (l links) own(page string) string { return l.to(l.root() + page) }

func (l links) national(edition, state string) string {
	return l.to(l.root()+nationalPath, paramEdition, edition, paramStands, state)
}

// peers is the ente beside others, over one measure or all.
func (l links) peers(measure string) string {
	return l.to(l.root()+peersPath, paramMeasure, measure)
}

func (l links) search(params ...string) string { return l.to(l.root()+searchPath, params...) }

func (l links) offices() string { return l.to(l.root() + "/uffici") }

func (l links) office(code string, params ...string) string {
	return l.to(l.root()+"/uffici/"+url.PathEscape(code), params...)
}

func (l links) meetings() string { return l.to(l.root() + "/riunioni") }

func (l links) meeting(id string) string { return l.to(l.root() + "/riunioni/" + url.PathEscape(id)) }

// Calendars have no day and no language.
func (l links) calendar() string { return l.root() + calendarFile }

func (l links) officeCalendar(code string) string {
	return l.root() + "/uffici/" + url.PathEscape(code) + calendarFile
}

func (l links) meetingCalendar(id string) string {
	return l.root() + "/riunioni/" + url.PathEscape(id) + calendarFile
}

// general is the address of a page that belongs to no plan: it has a language and no day.
func (l links) general(path string) string { return path + query(paramLang, l.langParam()) }

// in is the same place in another language; on another day.
func (l links) in(lang format.Language) links {
	l.lang = lang
	return l
}

func (l links) on(day plan.Date) links {
	l.day = day
	return l
}
