package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// TestTextsOfTheEnte are on the pages that they are for, as Markdown that is safe to show.
func TestTextsOfTheEnte(t *testing.T) {
	rows := samplePlan()
	rows.Texts = &plan.Texts{
		Introduction:   "# Insieme\n\nIl piano di **tutti**. <script>alert(1)</script> [fuori](javascript:alert(1))",
		PrivacyContact: "Comune di Borgo Prova\nPiazza 1", DPOContact: "rpd@example.org", PrivacyNote: "Le riunioni *non* sono registrate.",
		LegalNote: "Lo stemma non si riusa.", Revision: 1,
	}
	boards, _ := boardsOf(t, rows)
	site := newSite(t, boards)
	many, _ := boardsOf(t, rows, board.Changes{Organization: plan.Organization{ID: "c_altro", Name: "Comune di Altro", Revision: 1}})
	ofMany := newSite(t, many)
	for _, c := range []struct {
		site             opener
		page, want, none string
	}{
		{opener{t, site}, "/", "<h3>Insieme</h3>", "<script"},
		{opener{t, site}, "/", "<strong>tutti</strong>", "javascript:"},
		{opener{t, site}, "/enti/c_prova?lang=en", `<div class="t-section__body t-prose" lang="it">`, "<script"},
		{opener{t, site}, "/privacy", "Piazza 1", "Lo stemma"},
		{opener{t, site}, "/privacy", "rpd@example.org", ""},
		{opener{t, site}, "/privacy", "Le riunioni <em>non</em> sono registrate.", ""},
		{opener{t, site}, "/privacy?lang=en", "The data protection officer:", ""},
		{opener{t, site}, "/note-legali", "Lo stemma non si riusa.", "rpd@"},
		{opener{t, site}, "/enti/c_prova/note-legali", "Lo stemma non si riusa.", ""},
		{opener{t, ofMany}, "/privacy", "l’ente di cui si legge il piano", "rpd@"},
		{opener{t, ofMany}, "/enti/c_prova/privacy", "rpd@example.org", "l’ente di cui si legge il piano"},
		{opener{t, ofMany}, "/enti/c_prova", `href="/enti/c_prova/privacy"`, `href="/privacy"`},
		{opener{t, ofMany}, "/enti/c_altro/privacy", "Comune di Altro", "rpd@"},
	} {
		body := c.site.page(c.page)
		if !strings.Contains(body, c.want) {
			t.Errorf("%s lacks %s", c.page, c.want)
		}
		if c.none != "" && strings.Contains(body, c.none) {
			t.Errorf("%s has %s", c.page, c.none)
		}
	}
}

// TestWhatIsNotPublished leaves no empty place behind that would say something untrue.
func TestWhatIsNotPublished(t *testing.T) {
	rows := samplePlan()
	rows.Publication = &plan.Publication{HideRatings: true, HideParticipants: true, HideNotes: true, Revision: 1}
	boards, _ := boardsOf(t, rows)
	site := opener{t, newSite(t, boards)}
	objective := site.page("/enti/c_prova/obiettivi/OB-04")
	for _, none := range []string{"giudizi", "Il sito va bene.", "Il fornitore ha mandato la prima prova."} {
		if strings.Contains(objective, none) {
			t.Errorf("the objective's page has %s", none)
		}
	}
	meeting := site.page("/enti/c_prova/riunioni/m-2021-03-16")
	if !strings.Contains(meeting, "L’ente non pubblica chi partecipa alle riunioni.") {
		t.Error("the meeting's page does not say that who takes part is not published")
	}
}

// TestSectorNames are what people read; their codes are in the addresses alone.
func TestSectorNames(t *testing.T) {
	rows := samplePlan()
	code := rows.Objectives[0].Sectors[0]
	rows.Sectors = []plan.Sector{{Code: code, Name: "Nome nuovo", Position: 1, Revision: 1}}
	boards, _ := boardsOf(t, rows)
	site := opener{t, newSite(t, boards)}
	if page := site.page("/enti/c_prova/obiettivi/" + rows.Objectives[0].Code); !strings.Contains(page, "Nome nuovo") {
		t.Error("an objective does not name its sector")
	}
	list := site.page("/enti/c_prova/obiettivi?settore=" + code)
	if !strings.Contains(list, `<option value="`+code+`"`) || !strings.Contains(list, "Nome nuovo") {
		t.Error("the filter does not name the sector")
	}
	if found := site.page("/enti/c_prova/obiettivi?parole=nome+nuovo"); !strings.Contains(found, rows.Objectives[0].Code) {
		t.Error("a search for the name finds nothing")
	}
}

// opener opens pages, each held against the rules for pages.
type opener struct {
	t    *testing.T
	site http.Handler
}

func (o opener) page(address string) string {
	o.t.Helper()
	body := get(o.t, o.site, address).Body.String()
	checkPage(o.t, address, body)
	return body
}
