package publish

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// AtomContentType is what a feed is sent as.
const AtomContentType = "application/atom+xml; charset=utf-8"

// Feed is an Atom feed (RFC 4287): the latest entries, or an archive of older ones
// (RFC 5005, section 4), whose addresses are absolute.
type Feed struct {
	ID, Title, Subtitle string
	Lang                string
	// Self is the feed's own address, Page that of the page that says the same to people.
	Self, Page string
	Author     string
	// Updated is told of a feed without entries; else the last entry's counts.
	Updated time.Time
	Entries []FeedEntry // the last one first
	// Archive tells an archive from the latest; Current is the address of the latest then.
	Archive bool
	Current string
	// Older and Newer are the addresses of the archives beside it; empty for none.
	Older, Newer string
}

// FeedEntry is one piece of news.
type FeedEntry struct {
	ID, Title, URL     string
	Author             string // a role, never a name
	Published, Updated time.Time
	HTML               string // safe markup
}

// FeedID makes an identifier that stands for the same thing for ever, wherever the
// installation is: of the organization and of what names the thing within it.
func FeedID(organization string, names ...string) string {
	name := strings.Join(append([]string{organization}, names...), "\x00")
	return uuid.NewSHA1(feedNamespace, []byte(name)).URN()
}

// feedNamespace is chosen once and never changes: every identifier in a feed hangs on it.
var feedNamespace = uuid.MustParse("7b0e9a52-31c8-4c7c-9f0e-6f1b5e0a4d11")

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle,omitempty"`
	Updated   string      `xml:"updated"`
	Author    atomPerson  `xml:"author"`
	Rights    string      `xml:"rights"`
	Generator string      `xml:"generator"`
	Archive   *struct{}   `xml:"http://purl.org/syndication/history/1.0 archive"`
	Links     []atomLink  `xml:"link"`
	Entries   []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Updated   string      `xml:"updated"`
	Published string      `xml:"published,omitempty"`
	Author    atomPerson  `xml:"author"`
	Links     []atomLink  `xml:"link"`
	Content   atomContent `xml:"content"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom writes the feed.
func (f Feed) Atom() ([]byte, error) {
	const atom, page = "application/atom+xml", "text/html"
	out := atomFeed{
		Lang: f.Lang, ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Author: atomPerson{f.Author},
		Rights: LicenceName + " " + LicenceURL, Generator: "Traguardi",
		Links: []atomLink{{"self", atom, f.Self}, {"alternate", page, f.Page}},
	}
	link := func(rel, href string) {
		if href != "" {
			out.Links = append(out.Links, atomLink{rel, atom, href})
		}
	}
	if f.Archive {
		out.Archive = &struct{}{}
		link("current", f.Current)
	}
	link("prev-archive", f.Older)
	link("next-archive", f.Newer)
	last := f.Updated
	for i, e := range f.Entries {
		if i == 0 || e.Updated.After(last) {
			last = e.Updated
		}
		entry := atomEntry{
			ID: e.ID, Title: e.Title, Updated: stamp(e.Updated), Author: atomPerson{e.Author},
			Links: []atomLink{{"alternate", page, e.URL}}, Content: atomContent{"html", e.HTML},
		}
		if !e.Published.IsZero() {
			entry.Published = stamp(e.Published)
		}
		out.Entries = append(out.Entries, entry)
	}
	out.Updated = stamp(last)
	var text bytes.Buffer
	text.WriteString(xml.Header)
	encoder := xml.NewEncoder(&text)
	encoder.Indent("", " ")
	if err := encoder.Encode(out); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// Months lists the months (of a zone) that entries are of, the last one first, as YYYY-MM.
func Months(entries []FeedEntry, zone *time.Location) []string {
	var months []string
	for _, e := range entries {
		months = append(months, e.Updated.In(zone).Format("2006-01"))
	}
	slices.Sort(months)
	slices.Reverse(months)
	return slices.Compact(months)
}
