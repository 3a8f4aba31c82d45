package web

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/publish"
)

// The feeds that everybody can follow: of the ente, of an objective, of an office. The latest
// is at the address itself; each past month that has news is an archive, ?mese=2026-10, and
// names the ones beside it.

const (
	feedFile   = "/novita.atom"
	paramMonth = "mese"
	// mostLatest is how many entries the latest has at least, where there are so many: the
	// present month is always whole.
	mostLatest = 30
)

// feedOf picks what a feed is about; a *plan.Error says that there is none.
type feedOf func(v *visit) (*subject, error)

// subject is what a feed tells of.
type subject struct {
	kind, code string // for the identifier
	title      string
	page, feed string // addresses
	updates    []*board.Update
	meetings   []*board.Meeting
}

func enteFeed(v *visit) (*subject, error) {
	s := &subject{title: v.content.Organization.Name, page: v.links.plan(), feed: v.links.feed(), meetings: v.content.Meetings}
	for _, o := range v.content.Objectives {
		s.updates = append(s.updates, o.News...)
	}
	return s, nil
}

func objectiveFeed(v *visit) (*subject, error) {
	o, ok := v.content.Objective(v.arg)
	if !ok {
		return nil, plan.NotFound("objective")
	}
	return &subject{
		kind: "objective", code: o.Code, title: o.Code + " " + o.Title, page: v.links.objective(o.Code), feed: v.links.objectiveFeed(o.Code),
		updates: o.News, meetings: o.Meetings,
	}, nil
}

func officeFeed(v *visit) (*subject, error) {
	office, ok := v.content.Office(v.arg)
	if !ok {
		return nil, plan.NotFound("office")
	}
	s := &subject{kind: "office", code: office.Code, title: office.Name, page: v.links.office(office.Code), feed: v.links.officeFeed(office.Code)}
	for _, o := range v.content.Objectives {
		for _, u := range o.News {
			if u.After.Office == office.Code || u.Before.Office == office.Code {
				s.updates = append(s.updates, u)
			}
		}
	}
	for _, m := range v.content.Meetings {
		if slices.Contains(m.Offices, office.Code) {
			s.meetings = append(s.meetings, m)
		}
	}
	return s, nil
}

// feedFileOf serves a feed.
func feedFileOf(of feedOf) file {
	return file{
		today: true,
		params: func(v *visit) []string {
			return []string{paramMonth, v.query.Get(paramMonth), paramLang, v.links.langParam()}
		},
		make: func(v *visit) (prepared.Content, error) {
			s, err := of(v)
			if err != nil {
				return prepared.Content{}, err
			}
			f, err := v.feed(s, v.query.Get(paramMonth))
			if err != nil {
				return prepared.Content{}, err
			}
			body, err := f.Atom()
			return prepared.Content{ContentType: publish.AtomContentType, Body: body}, err
		},
	}
}

// feed is the latest of a subject, or the archive of a month; not_found for a month that is
// none.
func (v *visit) feed(s *subject, month string) (publish.Feed, error) {
	ipa, zone := v.content.Organization.ID, v.site.clock.Location
	entries := v.entries(s)
	present := v.today.String()[:len("2026-10")]
	var past []string // months that are over, the last one first
	for _, m := range publish.Months(entries, zone) {
		if m < present {
			past = append(past, m)
		}
	}
	address := func(month string) string {
		return v.site.base + s.feed + query(paramMonth, month, paramLang, v.links.langParam())
	}
	f := publish.Feed{
		ID: publish.FeedID(ipa, "feed", s.kind, s.code), Title: v.say.Plain("feed.title", "title", s.title),
		Subtitle: v.say.Plain("feed.subtitle", "name", v.content.Organization.Name), Lang: string(v.say.Language), Author: v.content.Organization.Name,
		Page: v.site.base + s.page, Self: address(month), Updated: v.content.Day.Time(),
	}
	if month == "" {
		whole := func(e publish.FeedEntry) bool { return e.Updated.In(zone).Format("2006-01") >= present }
		for i, e := range entries {
			if i < mostLatest || whole(e) {
				f.Entries = append(f.Entries, e)
			}
		}
		if len(past) > 0 {
			f.Older = address(past[0])
		}
		return f, nil
	}
	at := slices.Index(past, month)
	if at < 0 {
		return f, plan.NotFound("feed")
	}
	f.ID, f.Archive, f.Current = publish.FeedID(ipa, "feed", s.kind, s.code), true, address("")
	if at+1 < len(past) {
		f.Older = address(past[at+1])
	}
	if at > 0 {
		f.Newer = address(past[at-1])
	}
	for _, e := range entries {
		if e.Updated.In(zone).Format("2006-01") == month {
			f.Entries = append(f.Entries, e)
		}
	}
	return f, nil
}

// entries are all the news of a subject, the last one first.
func (v *visit) entries(s *subject) []publish.FeedEntry {
	var all []publish.FeedEntry
	for _, u := range s.updates {
		all = append(all, v.updateEntry(u))
	}
	for _, m := range s.meetings {
		if e, ok := v.meetingEntry(m); ok {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b publish.FeedEntry) int {
		if c := b.Updated.Compare(a.Updated); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
}

func (v *visit) updateEntry(u *board.Update) publish.FeedEntry {
	parts := []template.HTML{v.change(u)}
	for _, text := range []string{u.Reason, u.Note} {
		if text != "" {
			parts = append(parts, template.HTML(template.HTMLEscapeString(text))) //nolint:gosec // escaped
		}
	}
	parts = append(parts, v.say.T("feed.update.from", "day", u.EffectiveOn, "office", v.officeName(u.After.Office)))
	return publish.FeedEntry{
		ID: publish.FeedID(v.content.Organization.ID, "update", u.ID), Title: u.Milestone + " " + u.Title, URL: v.site.base + v.links.milestone(u.Milestone),
		Author: v.roleName(u.ActorRole), Published: u.RecordedAt, Updated: u.RecordedAt, HTML: asParagraphs(parts),
	}
}

// roleName says who did something, as a role.
func (v *visit) roleName(r plan.Role) string {
	if key := "feed.role." + string(r); v.say.Has(key) {
		return v.say.Plain(key)
	}
	return v.say.Plain("feed.role.system")
}

// meetingEntry is the entry of a meeting, which changes as the meeting does; ok is false for
// one of which it is not known when it was written and that is still to come.
func (v *visit) meetingEntry(m *board.Meeting) (publish.FeedEntry, bool) {
	changed := m.ChangedAt
	if changed.IsZero() {
		if m.HeldOn.After(v.content.Day) {
			return publish.FeedEntry{}, false
		}
		changed = m.HeldOn.Time().Add(12 * time.Hour)
	}
	parts := []template.HTML{v.say.T("feed.meeting."+string(m.State), "day", m.HeldOn)}
	if points := plan.AgendaPoints(m.Agenda); len(points) > 0 {
		parts = append(parts, template.HTML(template.HTMLEscapeString(strings.Join(points, "; ")))) //nolint:gosec // escaped
	}
	if m.State == plan.MeetingHeld {
		parts = append(parts, template.HTML(template.HTMLEscapeString(v.outcome(m)))) //nolint:gosec // escaped
		for _, d := range m.Decisions {
			parts = append(parts, template.HTML(template.HTMLEscapeString(d.Text))) //nolint:gosec // escaped
		}
	}
	return publish.FeedEntry{
		ID: publish.FeedID(v.content.Organization.ID, "meeting", m.ID), Title: v.say.Plain("feed.meeting", "title", m.Title, "day", m.HeldOn),
		URL: v.site.base + v.links.meeting(m.ID), Author: v.content.Organization.Name, Updated: changed, HTML: asParagraphs(parts),
	}, true
}

func asParagraphs(parts []template.HTML) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("<p>" + string(p) + "</p>")
	}
	return b.String()
}

// Feeds have a language and no day.
func (l links) feed() string { return l.root() + feedFile }

func (l links) objectiveFeed(code string) string {
	return l.on(plan.Date{}).in("").objective(code) + feedFile
}

func (l links) officeFeed(code string) string {
	return l.on(plan.Date{}).in("").office(code) + feedFile
}

// followed puts a feed into a page's head, and gives its address for the page itself; none
// on the pages of a past day, which no feed tells of.
func (v *visit) followed(f *frame, address, title string) string {
	if v.past() {
		return ""
	}
	address += query(paramLang, v.links.langParam())
	f.Links = append(f.Links, relLink{"alternate", "application/atom+xml", v.say.Plain("feed.title", "title", title), address})
	return address
}
