package board

import (
	"iter"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
)

// Kind is what somebody can look for.
type Kind string

// The kinds, in the order in which they are shown.
const (
	KindObjective Kind = "objective"
	KindMilestone Kind = "milestone"
	KindMeeting   Kind = "meeting" // with its minutes and decisions
	KindAction    Kind = "action"
	KindFunding   Kind = "funding"
)

// Kinds are all of them, in that order.
var Kinds = kinds[:]

var kinds = [...]Kind{KindObjective, KindMilestone, KindMeeting, KindAction, KindFunding}

// place is where among Kinds it stands.
func (k Kind) place() int { return slices.Index(Kinds, k) }

// Hit is something that was found: that of its fields which its kind says.
type Hit struct {
	Kind      Kind
	Score     int // see package search
	Objective *Objective
	Milestone *Milestone
	Meeting   *Meeting
	Action    *Action
	Funding   *Funding
	// On is the day by which newer ones come first: of the last update, of the meeting, when
	// it is due, since when a funding stands as it does.
	On plan.Date
}

// Index is everything that can be found of a content. It is immutable and safe for
// concurrent use.
type Index struct {
	groups []group
	bytes  int64
	// drafts and notes are of the staff's content alone.
	drafts map[string]string
	notes  map[string][]plan.PointNotes
}

// PublicIndex is what everybody may find. It is a type of its own for the same reason as
// Public.
type PublicIndex struct{ *Index }

// StaffIndex is what members of the organization may find.
type StaffIndex struct{ *Index }

// group is what shares a segment: an objective with its milestones, a meeting with its
// actions, or the fundings. Item 0 is the objective or the meeting.
type group struct {
	segment   *search.Segment
	objective *Objective
	meeting   *Meeting
	fundings  []*Funding
	// text has what a meeting's minutes and notes were, to tell whether they are the same.
	text string
}

// newIndex makes the index of a content. Segments of groups whose texts are the same in an
// earlier index, or in that of the other audience, are taken from there (nil ones have none).
func newIndex(c *Content, drafts map[string]string, notes map[string][]plan.PointNotes, known ...*Index) *Index {
	x := &Index{drafts: drafts, notes: notes, groups: make([]group, 0, len(c.Objectives)+len(c.Meetings)+1)}
	known = slices.DeleteFunc(known, func(k *Index) bool { return k == nil })
	objectives := make([]*walk, len(known))
	meetings := map[string][]group{}
	var fundings []group
	for i, k := range known {
		objectives[i] = &walk{groups: k.groups}
		for _, g := range k.groups {
			if g.meeting != nil {
				meetings[g.meeting.ID] = append(meetings[g.meeting.ID], g)
			} else if g.objective == nil {
				fundings = append(fundings, g)
			}
		}
	}
	b := search.NewBuilder()
	for _, o := range c.Objectives {
		x.add(b, group{objective: o}, func(yield func(group) bool) {
			for _, k := range objectives {
				if g, ok := k.objective(o.Code); ok && !yield(g) {
					return
				}
			}
		})
	}
	for _, m := range c.Meetings {
		x.add(b, group{meeting: m, text: x.proceedings(m)}, slices.Values(meetings[m.ID]))
	}
	if len(c.Fundings) > 0 {
		x.add(b, group{fundings: c.Fundings}, slices.Values(fundings))
	}
	return x
}

// walk walks the groups of an index alongside objectives by code.
type walk struct {
	groups []group
	at     int
}

func (k *walk) objective(code string) (group, bool) {
	for k.at < len(k.groups) && k.groups[k.at].objective != nil && k.groups[k.at].objective.Code < code {
		k.at++
	}
	if k.at < len(k.groups) && k.groups[k.at].objective != nil && k.groups[k.at].objective.Code == code {
		return k.groups[k.at], true
	}
	return group{}, false
}

// add adds a group with the segment of one that says the same, or one of its own.
func (x *Index) add(b *search.Builder, g group, known iter.Seq[group]) {
	like := (*search.Segment)(nil)
	for k := range known {
		if g.saysAs(&k) {
			g.segment = k.segment
			break
		}
		like = k.segment
	}
	if g.segment == nil {
		if like != nil {
			b.Knows(like)
		}
		g.segment = b.Segment(g.items(), g.texts)
	}
	x.bytes += g.segment.Bytes() + size[group]() + text(g.text)
	x.groups = append(x.groups, g)
}

func (g *group) items() int {
	switch {
	case g.objective != nil:
		return 1 + len(g.objective.Milestones)
	case g.meeting != nil:
		return 1 + len(g.meeting.Actions)
	}
	return len(g.fundings)
}

// texts gives what can be found of an item.
func (g *group) texts(item int, add func(search.Text)) {
	switch {
	case g.objective != nil && item == 0:
		objectiveTexts(g.objective, add)
	case g.objective != nil:
		milestoneTexts(g.objective.Milestones[item-1], add)
	case g.meeting != nil && item == 0:
		meetingTexts(g.meeting, g.text, add)
	case g.meeting != nil:
		add(search.Text{Place: search.InTitle, Text: g.meeting.Actions[item-1].Title})
	default:
		fundingTexts(g.fundings[item], add)
	}
}

func objectiveTexts(o *Objective, add func(search.Text)) {
	add(search.Text{Place: search.InCode, Text: o.Code})
	add(search.Text{Place: search.InTitle, Text: o.Title})
	add(search.Text{Text: o.Description})
}

func milestoneTexts(m *Milestone, add func(search.Text)) {
	add(search.Text{Place: search.InCode, Text: m.ID})
	add(search.Text{Place: search.InTitle, Text: m.Title})
	add(search.Text{Text: m.Description})
	add(search.Text{Text: m.Status.Evidence.Note})
	if act := m.Status.Evidence.Act; act != nil {
		add(search.Text{Text: act.Kind + " " + act.Number})
	}
}

func meetingTexts(m *Meeting, proceedings string, add func(search.Text)) {
	add(search.Text{Place: search.InTitle, Text: m.Title})
	add(search.Text{Text: strings.Join(plan.AgendaPoints(m.Agenda), "; ")})
	add(search.Text{Text: m.Place})
	add(search.Text{Text: proceedings})
	for i := range m.Decisions {
		add(search.Text{Text: m.Decisions[i].Text})
	}
}

func fundingTexts(f *Funding, add func(search.Text)) {
	add(search.Text{Place: search.InCode, Text: f.CUP})
	add(search.Text{Place: search.InTitle, Text: f.Measure})
	add(search.Text{Text: f.Call})
	add(search.Text{Text: f.Decree})
}

// proceedings are a meeting's minutes, or their draft, with the notes, as the audience may
// read them.
func (x *Index) proceedings(m *Meeting) string {
	notes := x.notes[m.ID]
	minutes := m.Minutes + x.drafts[m.ID] // one of both
	if len(notes) == 0 {
		return minutes
	}
	all := make([]string, 0, len(notes)+1)
	if minutes != "" {
		all = append(all, minutes)
	}
	for _, n := range notes {
		all = append(all, n.Text)
	}
	return strings.Join(all, "\n")
}

// saysAs reports whether all texts are those of another group.
func (g *group) saysAs(o *group) bool {
	switch {
	case g.objective != nil && o.objective != nil:
		return sameWords(g.objective, o.objective)
	case g.meeting != nil && o.meeting != nil:
		return g.text == o.text && (g.meeting == o.meeting || sameProceedings(g.meeting, o.meeting))
	case g.fundings != nil && o.fundings != nil:
		return slices.EqualFunc(g.fundings, o.fundings, func(a, b *Funding) bool {
			return a == b || a.CUP == b.CUP && a.Measure == b.Measure && a.Call == b.Call && a.Decree == b.Decree
		})
	}
	return false
}

func sameWords(a, b *Objective) bool {
	return a == b || a.Title == b.Title && a.Description == b.Description &&
		slices.EqualFunc(a.Milestones, b.Milestones, func(a, b *Milestone) bool {
			return a == b || a.Number == b.Number && a.Title == b.Title && a.Description == b.Description &&
				a.Status.Evidence.Note == b.Status.Evidence.Note && sameAct(a.Status.Evidence.Act, b.Status.Evidence.Act)
		})
}

func sameAct(a, b *plan.Act) bool {
	return a == b || a != nil && b != nil && a.Kind == b.Kind && a.Number == b.Number
}

func sameProceedings(a, b *Meeting) bool {
	return a.Title == b.Title && a.Agenda == b.Agenda && a.Place == b.Place &&
		slices.EqualFunc(a.Decisions, b.Decisions, func(a, b plan.Decision) bool { return a.Text == b.Text }) &&
		slices.EqualFunc(a.Actions, b.Actions, func(a, b *Action) bool { return a == b || a.Title == b.Title })
}

// kind is what an item is, as its place among Kinds.
func (g *group) kind(item int) int {
	switch {
	case g.objective != nil && item == 0:
		return 0
	case g.objective != nil:
		return 1
	case g.meeting != nil && item == 0:
		return 2
	case g.meeting != nil:
		return 3
	}
	return 4
}

// hit is the item as it was found.
func (g *group) hit(m search.Match) Hit {
	h := Hit{Score: int(m.Score)}
	switch {
	case g.objective != nil && m.Item == 0:
		h.Kind, h.Objective, h.On = KindObjective, g.objective, g.objective.AddedOn
		if news := g.objective.News; len(news) > 0 {
			h.On = news[0].EffectiveOn
		}
	case g.objective != nil:
		h.Kind, h.Objective, h.Milestone = KindMilestone, g.objective, g.objective.Milestones[m.Item-1]
		h.On = h.Milestone.UpdatedOn
	case g.meeting != nil && m.Item == 0:
		h.Kind, h.Meeting, h.On = KindMeeting, g.meeting, g.meeting.HeldOn
	case g.meeting != nil:
		h.Kind, h.Meeting, h.Action = KindAction, g.meeting, g.meeting.Actions[m.Item-1]
		h.On = h.Action.DueOn
	default:
		h.Kind, h.Funding = KindFunding, g.fundings[m.Item]
		h.On = h.Funding.StateOn
	}
	return h
}

// ID tells hits of the same kind apart: a code, OB-01.3, or an opaque id.
func (h *Hit) ID() string {
	switch h.Kind {
	case KindObjective:
		return h.Objective.Code
	case KindMilestone:
		return h.Milestone.ID
	case KindMeeting:
		return h.Meeting.ID
	case KindAction:
		return h.Action.ID
	}
	return h.Funding.ID
}

// Title is the hit's own.
func (h *Hit) Title() string {
	switch h.Kind {
	case KindObjective:
		return h.Objective.Title
	case KindMilestone:
		return h.Milestone.Title
	case KindMeeting:
		return h.Meeting.Title
	case KindAction:
		return h.Action.Title
	}
	return h.Funding.Measure
}

// Bytes estimates the memory that the index takes, without what it is an index of.
func (x *Index) Bytes() int64 { return x.bytes }

// Code is how people call it, where they do: OB-01, OB-01.3, a CUP; else empty.
func (h *Hit) Code() string {
	switch h.Kind {
	case KindObjective:
		return h.Objective.Code
	case KindMilestone:
		return h.Milestone.ID
	case KindFunding:
		return h.Funding.CUP
	}
	return ""
}
