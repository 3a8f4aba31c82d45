package web_test

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed/atom"
)

// atomDocument is a feed as encoding/xml reads it.
type atomDocument struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Archive *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Author  struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Content string `xml:"content"`
	} `xml:"entry"`
}

func (d atomDocument) link(rel string) string {
	for _, l := range d.Links {
		if l.Rel == rel {
			return strings.TrimPrefix(l.Href, base)
		}
	}
	return ""
}

var feeds = []string{
	"/enti/c_prova/novita.atom", "/enti/c_prova/obiettivi/OB-04/novita.atom", "/enti/c_prova/uffici/sistemi/novita.atom", "/enti/c_prova/novita.atom?lang=en",
}

func readFeed(t *testing.T, handler http.Handler, path string) atomDocument {
	t.Helper()
	w := get(t, handler, path)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%s: %d, %v", path, w.Code, w.Header())
	}
	var d atomDocument
	if err := xml.Unmarshal(w.Body.Bytes(), &d); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if strings.Contains(w.Body.String(), secret) {
		t.Errorf("%s tells what is not public", path)
	}
	return d
}

// A feed is what RFC 4287 asks for, and so are its archives: together they have every piece
// of news once, or as it stood later.
func TestFeedsAndTheirArchives(t *testing.T) {
	site := sampleSite(t)
	for _, path := range feeds {
		latest := readFeed(t, site, path)
		if latest.Archive != nil || latest.link("self") != path || latest.link("alternate") == "" || latest.Author.Name == "" {
			t.Errorf("%s: %+v", path, latest.Links)
		}
		ids := map[string]bool{}
		collect := func(d atomDocument) {
			last := ""
			for i, e := range d.Entries {
				at, err := time.Parse(time.RFC3339, e.Updated)
				if err != nil || !strings.HasPrefix(e.ID, "urn:uuid:") || e.Title == "" || e.Author.Name == "" || e.Content == "" {
					t.Errorf("%s: %v %+v", path, err, e)
				}
				if i == 0 && e.Updated != d.Updated {
					t.Errorf("%s: updated %s, its last entry %s", path, d.Updated, e.Updated)
				}
				if stamp := at.UTC().Format(time.RFC3339Nano); last != "" && stamp > last {
					t.Errorf("%s: %s comes behind %s", path, stamp, last)
				} else {
					last = stamp
				}
				ids[e.ID] = true
			}
		}
		collect(latest)
		archives := 0
		newer := ""
		for next := latest.link("prev-archive"); next != ""; {
			d := readFeed(t, site, next)
			collect(d)
			archives++
			if d.Archive == nil || d.ID != latest.ID || d.link("current") != path || d.link("self") != next || d.link("next-archive") != newer || len(d.Entries) == 0 {
				t.Errorf("%s: %+v", next, d.Links)
			}
			newer, next = next, d.link("prev-archive")
		}
		if archives == 0 || len(ids) < 2 {
			t.Errorf("%s: %d archives, %d entries", path, archives, len(ids))
		}
	}
}

// A reader that is not ours understands them.
func TestFeedsAsGofeedReadsThem(t *testing.T) {
	site := sampleSite(t)
	for _, path := range feeds {
		ours := readFeed(t, site, path)
		theirs, err := new(atom.Parser).Parse(get(t, site, path).Body)
		if err != nil || len(theirs.Entries) != len(ours.Entries) || theirs.ID != ours.ID || theirs.Title != ours.Title {
			t.Fatalf("%s: %v", path, err)
		}
		for i, e := range theirs.Entries {
			if e.ID != ours.Entries[i].ID || e.UpdatedParsed == nil || len(e.Authors) != 1 || e.Content == nil || e.Content.Type != "html" || e.Content.Value == "" {
				t.Errorf("%s: %+v", path, e)
			}
		}
	}
}

// Identifiers do not hang on the day, the language or the feed that tells of them.
func TestFeedIdentifiersStay(t *testing.T) {
	site := sampleSite(t)
	ids := func(path string) (all []string) {
		d := readFeed(t, site, path)
		for _, e := range d.Entries {
			all = append(all, e.ID)
		}
		return all
	}
	whole, english := ids(feeds[0]), ids(feeds[3])
	if !slices.Equal(whole, english) || len(whole) == 0 {
		t.Error("the languages have other identifiers")
	}
	if got := slices.Compact(slices.Sorted(slices.Values(whole))); len(got) != len(whole) {
		t.Error("an identifier comes twice")
	}
}

func TestFeedsThatAreNotThere(t *testing.T) {
	site := sampleSite(t)
	for _, path := range []string{
		"/enti/c_none/novita.atom", "/enti/c_prova/obiettivi/OB-90/novita.atom", "/enti/c_prova/uffici/nessuno/novita.atom",
		"/enti/c_prova/novita.atom?mese=2026-11", "/enti/c_prova/novita.atom?mese=1999-01", "/enti/c_prova/novita.atom?mese=x",
	} {
		if w := get(t, site, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// The card is a page by itself that other sites may show: the ente's own, and no others.
func TestCards(t *testing.T) {
	site := sampleSite(t)
	for _, path := range []string{"/enti/c_prova/scheda", "/enti/c_prova/obiettivi/OB-04/scheda", "/enti/c_prova/scheda?lang=en"} {
		w := get(t, site, path)
		policy := w.Header().Get("Content-Security-Policy")
		if w.Code != http.StatusOK || !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "'none' https") || strings.Count(policy, "frame-ancestors") != 1 {
			t.Errorf("%s: %d, %s", path, w.Code, policy)
		}
		d := parse(t, w.Body.String())
		if links := d.Links(); len(links) != 1 || !strings.HasPrefix(links[0], base+"/enti/c_prova") {
			t.Errorf("%s links %v", path, links)
		}
		if !strings.Contains(w.Body.String(), `rel="noopener"`) || !strings.Contains(w.Body.String(), "t-bar") {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	if w := get(t, site, "/enti/c_prova/obiettivi/OB-90/scheda"); w.Code != http.StatusNotFound {
		t.Errorf("a draft's card: %d", w.Code)
	}
	if policy := get(t, site, "/enti/c_prova").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("a page may be framed: %s", policy)
	}
}
