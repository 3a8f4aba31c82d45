package web

import (
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/web/format"
)

// frame is what surrounds every page. Page structs embed it.
type frame struct {
	Lang        string
	Title       string // of the page alone
	Description string
	Canonical   string
	NoIndex     bool
	Alternates  []alternate
	// Links are what else the page's head points at: feeds, the catalogue.
	Links []relLink

	Built       bool // whether there are assets to link
	Stylesheets []string
	Fonts       []string
	Favicon     string
	Sprite      string

	Institution   institution
	Demonstration bool
	Stale         bool
	Past          *pastBand
	Nav           []navItem
	Search        string // address of the search page; empty on pages that belong to no ente
	Languages     []languageItem
	Crumbs        []crumb
	// Day that the figures are of; zero on pages without figures.
	Day     plan.Date
	AsOf    *asOfForm
	Footer  footer
	Version string
}

func (f *frame) base() *frame { return f }

type alternate struct{ Lang, URL string }

type relLink struct{ Rel, Type, Title, URL string }

// institution is who speaks: the organization, or the installation where there is none
// or more than one.
type institution struct {
	Name          string
	IPA           string // empty for the installation
	ParentBody    string
	Home          string
	Website       string
	Contact       string
	Transparency  string
	Accessibility string
}

type pastBand struct {
	Day   plan.Date
	Today string // address of the page of today
}

// navItem is an entry of the navigation; Current is "page", "true" for the section that
// the page is in, or empty.
type navItem struct{ Text, URL, Current string }

type languageItem struct {
	Code    string // ITA
	Lang    string
	Label   string // spoken name of the link, in its own language
	URL     string
	Current bool
}

type crumb struct{ Text, URL string }

// asOfForm asks for another day of the same page.
type asOfForm struct {
	Action   string
	Hidden   []hidden
	Value    string // YYYY-MM-DD, or what was asked for instead
	Min, Max string
	Text     bool // Value is no day: a field for days would not show it
	Invalid  bool
}

type hidden struct{ Name, Value string }

type footer struct {
	Method, API, Data, Privacy, Legal, Accessibility, Organizations, Source string
}

// The sections of the navigation.
const (
	sectionPlan       = "plan"
	sectionObjectives = "objectives"
	sectionOffices    = "offices"
	sectionMeetings   = "meetings"
	sectionPeers      = "peers"
	sectionMethod     = "method"
)

// frame begins a page: title and description are plain text, section is the entry of
// the navigation that it belongs to, own tells that it is that entry itself.
func (v *visit) frame(title, description, section string, own bool) frame {
	f := v.bareFrame(title, description)
	if v.content != nil {
		v.wear(&f, &v.content.Organization)
		v.addDay(&f)
	} else {
		v.wearTheOnlyOne(&f)
	}
	f.Nav = v.navigation(section, own)
	return f
}

// bareFrame is a frame that needs no board: also for when there is none to be had.
func (v *visit) bareFrame(title, description string) frame {
	s := v.site
	f := frame{
		Lang: string(v.say.Language), Title: title, Description: description,
		Built: s.assets.Built(), Stylesheets: s.assets.Stylesheets(), Fonts: s.assets.Fonts(),
		Favicon: s.assets.URL("assets/icons/favicon.svg"), Sprite: s.assets.URL("assets/icons/sprite.svg"),
		Stale: v.stale, Version: s.version,
		Institution: institution{Name: v.say.Plain("site.name"), Home: v.links.general("/")},
		Footer: footer{
			Method: v.links.general("/metodo"), API: "/api/v1/docs", Privacy: v.links.general("/privacy"),
			Legal: v.links.general("/note-legali"), Accessibility: v.links.general("/accessibilita"), Source: s.settings.SourceURL,
		},
	}
	italian := v.links.in(format.Italian)
	english := v.links.in(format.English)
	f.Canonical = s.base + v.self(v.links, v.params...)
	f.Alternates = []alternate{
		{"it", s.base + v.self(italian, v.params...)},
		{"en", s.base + v.self(english, v.params...)},
		{"x-default", s.base + v.self(italian, v.params...)},
	}
	f.Languages = []languageItem{
		{"ITA", "it", "ITA, versione italiana", v.self(italian, v.params...), v.say.Language == format.Italian},
		{"ENG", "en", "ENG, English version", v.self(english, v.params...), v.say.Language == format.English},
	}
	return f
}

// wear puts an organization's name and links on the page.
func (v *visit) wear(f *frame, o *plan.Organization) {
	v.links.organization = o.ID
	f.Demonstration = o.Demonstration
	f.Institution = institution{
		Name: o.Name, IPA: o.ID, ParentBody: o.ParentBody, Home: v.links.plan(), Website: o.WebsiteURL,
		Contact: o.ContactURL, Transparency: o.TransparencyURL, Accessibility: o.AccessibilityURL,
	}
	f.Search = v.links.search()
	f.Footer.Data = v.links.dataPage()
	if roster, ok := v.roster(); ok && len(roster.Organizations) > 1 {
		f.Footer.Organizations = v.links.general("/")
		f.Footer.Privacy, f.Footer.Legal = v.links.own("/privacy"), v.links.own("/note-legali")
	}
}

// wearTheOnlyOne lets a page without a plan belong to the one organization there is.
func (v *visit) wearTheOnlyOne(f *frame) {
	if roster, ok := v.roster(); ok {
		if only, ok := roster.Only(); ok {
			v.wear(f, only)
		}
	}
}

// roster tells who the enti are; ok is false where the boards cannot tell now, which is
// no reason to refuse a page that only mentions them.
func (v *visit) roster() (*board.Roster, bool) {
	roster, _, err := v.site.boards.Roster(v.ctx)
	if err != nil {
		v.site.log.WarnContext(v.ctx, "who the organizations are is not to be had", "error", err)
		return nil, false
	}
	return roster, true
}

// addDay says which day is shown and offers others.
func (v *visit) addDay(f *frame) {
	c := v.content
	f.Day = c.Day
	if v.past() {
		f.Past = &pastBand{Day: c.Day, Today: v.self(v.links.on(plan.Date{}), v.params...)}
		f.NoIndex = true
	}
	form := &asOfForm{Action: v.path, Value: c.Day.String(), Max: v.today.String()}
	var first plan.Date
	for _, o := range c.Objectives {
		first = plan.Earliest(first, o.AddedOn)
	}
	form.Min = plan.Earliest(first, c.Day).String()
	for i := 0; i+1 < len(v.params); i += 2 {
		if v.params[i+1] != "" {
			form.Hidden = append(form.Hidden, hidden{v.params[i], v.params[i+1]})
		}
	}
	if v.say.Language == format.English {
		form.Hidden = append(form.Hidden, hidden{paramLang, string(format.English)})
	}
	f.AsOf = form
}

func (v *visit) navigation(section string, own bool) []navItem {
	var items []navItem
	add := func(name, url string) {
		current := ""
		switch {
		case name == section && own:
			current = "page"
		case name == section:
			current = "true"
		}
		items = append(items, navItem{v.say.Plain("nav." + name), url, current})
	}
	if v.links.organization != "" {
		add(sectionPlan, v.links.plan())
		add(sectionObjectives, v.links.objectives())
		add(sectionOffices, v.links.offices())
		add(sectionMeetings, v.links.meetings())
		if v.inOpenData() || section == sectionPeers {
			add(sectionPeers, v.links.peers(""))
		}
	} else {
		add("organizations", v.links.general("/"))
	}
	add(sectionMethod, v.links.general("/metodo"))
	return items
}

// crumbsTo is the way from the plan to this page.
func (v *visit) crumbsTo(steps ...crumb) []crumb {
	return append([]crumb{{v.say.Plain("nav.plan"), v.links.plan()}}, steps...)
}

// titled joins the page's title with the institution's name.
func (f *frame) FullTitle() string {
	if f.Title == "" || f.Title == f.Institution.Name {
		return f.Institution.Name
	}
	return f.Title + " - " + f.Institution.Name
}

// shorten cuts a text for a description, at a space.
func shorten(s string, runes int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= runes {
		return s
	}
	cut := string(r[:runes])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",;:. ") + "…"
}
