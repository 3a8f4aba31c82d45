package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/words"
)

// The card is a small page of its own for the sites of others: a bar, a word, a link. Which
// sites may show it in a frame is a setting; the ente's own always may.

const cardFile = "/scheda"

var (
	enteCardPage      = page{template: "scheda", build: buildEnteCard, header: cardHeader}
	objectiveCardPage = page{template: "scheda", build: buildObjectiveCard, header: cardHeader}
)

type cardView struct {
	frame
	Heading string
	Shown   string // empty where not assessed
	Planned string
	Bar     template.HTML
	Health  template.HTML
	Page    string // absolute address of what it is about
}

func buildEnteCard(v *visit) (view, error) {
	c := v.content
	return v.card(c.Organization.Name, v.links.plan(), &c.Figures), nil
}

func buildObjectiveCard(v *visit) (view, error) {
	o, ok := v.content.Objective(v.arg)
	if !ok {
		return nil, plan.NotFound("objective")
	}
	return v.card(o.Title, v.links.objective(o.Code), &o.Figures), nil
}

func (v *visit) card(heading, address string, f *progress.Figures) *cardView {
	card := &cardView{
		frame:   v.frame(v.say.Plain("card.title", "title", heading), v.say.Plain("card.description", "title", heading), sectionPlan, false),
		Heading: heading, Page: v.site.base + address, Health: v.health(f.Health),
	}
	card.NoIndex = true
	if f.Shown >= 0 {
		card.Shown, card.Bar = v.say.Percent(f.Shown), v.cardBar(heading, f)
		if f.ShownPlanned >= 0 {
			card.Planned = v.say.Plain("row.planned", "planned", words.Percent(f.ShownPlanned))
		}
	}
	return card
}

// cardHeader lets the sites that may show the card do so.
func cardHeader(v *visit) http.Header {
	header := v.site.html.Clone()
	ancestors := append([]string{"'self'"}, v.site.settings.EmbedFrom...)
	if u, err := url.Parse(v.content.Organization.WebsiteURL); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		ancestors = append(ancestors, u.Scheme+"://"+u.Host)
	}
	if slices.Contains(ancestors, "*") {
		ancestors = []string{"*"}
	}
	policy := header.Get("Content-Security-Policy")
	header.Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(ancestors, " "), 1))
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return header
}

// cardMarkup is what a site puts into a page of its own to show a card.
func (v *visit) cardMarkup(address, title string) string {
	return `<iframe src="` + template.HTMLEscapeString(v.site.base+address) + `" title="` + template.HTMLEscapeString(title) +
		`" width="300" height="230" loading="lazy"></iframe>`
}

// Cards have a language and no day.
func (l links) card() string { return l.root() + cardFile + query(paramLang, l.langParam()) }
