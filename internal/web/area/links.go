package area

import (
	"html/template"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// text is plain text where markup is wanted.
func text(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) } //nolint:gosec // escaped

// link is a link within a sentence.
func (v *visit) link(url, words string) template.HTML {
	return template.HTML(`<a href="`+template.HTMLEscapeString(url)+`">`) + text(words) + `</a>` //nolint:gosec // escaped
}

// linkOr is a link where there is an address, else the words alone.
func (v *visit) linkOr(url, words string) template.HTML {
	if url == "" {
		return text(words)
	}
	return v.link(url, words)
}

// objectiveURL is the public page of an objective; empty for one that is not published.
func (v *visit) objectiveURL(o *board.Objective) string {
	if o.Terms.State == plan.ObjectiveDraft {
		return ""
	}
	return v.public("/obiettivi/" + o.Code)
}

// milestoneURL is the public place of a milestone of an objective; empty likewise.
func (v *visit) milestoneURL(o *board.Objective, m *board.Milestone) string {
	page := v.objectiveURL(o)
	if page == "" {
		return ""
	}
	return page + "#t" + strconv.Itoa(m.Number)
}

// meetingURL is the page of a meeting: the staff's where there is one, else the public's
// where it is published.
func (v *visit) meetingURL(staff *board.Staff, id string) string {
	switch {
	case v.site.patterns["GET /area/{ipa}/riunioni/{riunione}"]:
		return v.at("/riunioni/" + id)
	case staff.Unpublished[id]:
		return ""
	}
	return v.public("/riunioni/" + id)
}
