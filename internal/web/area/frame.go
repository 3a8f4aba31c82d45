package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// frame is what surrounds every page. Views embed it.
type frame struct {
	Title string // of the page alone
	// Lede is the line beside the title; may be empty.
	Lede template.HTML

	Built       bool
	Stylesheets []string
	Fonts       []string
	Favicon     string
	// Scripts are source files below ui ("assets/ts/table.ts"); the frame's own comes first.
	Scripts []string

	Organization  string // its name; empty on pages that belong to none
	Home          string
	Demonstration bool
	Stale         bool
	Nav           []navItem
	Search        string // address of the search page; empty on pages that belong to no ente
	Who           string // the role, and the office of a contributor
	SignedIn      bool
	Several       bool // the account serves several organizations
	PublicPage    string
	Crumbs        []crumb
	Wide          bool // tables take the whole screen

	// FirstSteps are there while there is nothing to work on yet.
	FirstSteps *firstSteps

	Notice template.HTML
	Form   *form // what was posted and refused; nil on a page that was just opened
	Keys   formKeys
}

func (f *frame) base() *frame { return f }

type navItem struct {
	Text, URL string
	Current   string // "page", "true" for the section that the page is in, or empty
	Count     int    // what waits there; 0 is not shown
	Counted   string // what is counted, for who does not see the page; empty where the text says it
}

type crumb struct{ Text, URL string }

// FullTitle joins the page's title with where it is.
func (f *frame) FullTitle() string {
	title := f.Title + " - Traguardi"
	if f.Organization != "" {
		title += " - " + f.Organization
	}
	if f.Form != nil && len(f.Form.problems) > 0 {
		title = "Da correggere: " + title
	}
	return title
}

// The sections of the navigation.
const (
	sectionReview         = "review"
	sectionTable          = "table"
	sectionOffice         = "office"
	sectionWork           = "work"
	sectionObjectives     = "objectives"
	sectionFundings       = "fundings"
	sectionIndicators     = "indicators"
	sectionMeetings       = "meetings"
	sectionReport         = "report"
	sectionImports        = "imports"
	sectionAdministration = "administration"
	sectionAccount        = "account"
)

// sections is the navigation in its order: the first that somebody may open is where the
// area begins for them.
var sections = []struct {
	name string
	path string // below the organization's area
	op   tracker.Operation
	// own: only for those whose role reaches their own office alone.
	own bool
}{
	{sectionReview, "/verifica", tracker.OpUpdateReview, false},
	{sectionOffice, "/ufficio", tracker.OpMilestoneReport, true},
	{sectionTable, "/traguardi", tracker.OpMilestoneChange, false},
	{sectionWork, "/lavoro", tracker.OpStaffRead, false},
	{sectionObjectives, "/obiettivi", tracker.OpStaffRead, false},
	{sectionFundings, fundingsPath, tracker.OpStaffRead, false},
	{sectionIndicators, indicatorsPath, tracker.OpStaffRead, false},
	{sectionMeetings, "/riunioni", tracker.OpStaffRead, false},
	{sectionReport, "/rapporto", tracker.OpStaffRead, false},
	{sectionImports, ImportsPath, tracker.OpImportQueue, false},
	{sectionAdministration, "/amministrazione", tracker.OpOfficeCreate, false},
}

// frame begins a page of a section of the navigation ("" for none).
func (v *visit) frame(title, section string) frame {
	s := v.site
	f := frame{
		Title: title, Built: s.Assets.Built(), Fonts: s.Assets.Fonts(), Favicon: s.Assets.URL("assets/icons/favicon.svg"),
		Stylesheets: append(s.Assets.Stylesheets(), present(s.Assets.URL("assets/scss/area.scss"))...),
		Stale:       v.stale, SignedIn: !v.actor.Anonymous(), Several: len(v.actor.Memberships) > 1, Home: "/area",
		Notice: v.notice(), Keys: v.keys(),
	}
	f.Scripts = present(s.Assets.URL("assets/ts/area.ts"))
	if v.posted != nil && v.posted.shown() {
		f.Form = v.posted
	}
	if v.plan != nil {
		f.Organization, f.Demonstration = v.plan.Organization.Name, v.plan.Organization.Demonstration
	}
	if v.ipa != "" && v.member.Role != "" {
		f.Home = v.at("")
		f.PublicPage = v.public("")
		f.Who = v.who()
		f.Nav = v.navigation(section)
		f.Search = v.at(searchPath)
		if section != "" && section != sectionOffice && section != sectionAccount { // the list of an office has its own
			f.FirstSteps = v.first()
		}
	}
	return f
}

// script adds a script of the page by its source below ui.
func (f *frame) script(v *visit, source string) {
	f.Scripts = append(f.Scripts, present(v.site.Assets.URL(source))...)
}

func present(url string) []string {
	if url == "" {
		return nil
	}
	return []string{url}
}

// who names the role: people are not named.
func (v *visit) who() string {
	role := v.say.Plain("area.role." + string(v.member.Role))
	if v.member.Role == plan.RoleContributor && v.member.Office != "" {
		return role + ", " + v.officeName(v.member.Office)
	}
	return role
}

func (v *visit) navigation(section string) []navItem {
	var items []navItem
	for _, one := range sections {
		if !v.offers(one.path, one.op, one.own) {
			continue
		}
		item := navItem{Text: v.say.Plain("nav.area." + one.name), URL: v.at(one.path)}
		if one.name == sectionReview && v.plan != nil {
			item.Count = len(desk.ReviewQueue(v.plan))
		}
		if one.name == sectionOffice && v.plan != nil {
			item.Count = len(desk.OpenQuestions(v.plan, v.member.Office))
			item.Counted = v.say.PlainN("own.tally.questions.counted", item.Count)
		}
		if one.name == section {
			item.Current = "true"
			if v.r.URL.Path == v.at(one.path) {
				item.Current = "page"
			}
		}
		items = append(items, item)
	}
	return items
}

// offers reports whether a section is there and for this actor.
func (v *visit) offers(path string, op tracker.Operation, own bool) bool {
	if !v.site.patterns["GET /area/{ipa}"+path] || !v.may(op) {
		return false
	}
	return !own || v.member.Office != "" && v.mayOn(op, v.member.Office) && !v.mayOn(op, "")
}
