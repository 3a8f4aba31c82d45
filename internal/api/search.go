package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Finding is something that a search found.
type Finding struct {
	Kind    string   `json:"kind" enum:"objective,milestone,meeting,action,funding" example:"milestone" doc:"What it is. A meeting is found by its minutes and decisions too."`
	ID      string   `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9.-]{1,64}$" example:"OB-01.3" doc:"Its code, or its opaque id."`
	Title   string   `json:"title" maxLength:"300" example:"Pubblicare il regolamento" doc:"Its title; the measure of a funding."`
	Excerpt string   `json:"excerpt" maxLength:"2000" example:"… il regolamento comunale sulle entrate …" doc:"A part of the text in which most of the words are, without markup; empty where there is none."`
	Words   []string `json:"words" minItems:"0" maxItems:"500" maxLength:"2000" pattern:"^[\\s\\S]*$" example:"[\"regolamento\"]" doc:"What was found in title and excerpt, as it stands there."`
	On      *string  `json:"on" nullable:"true" format:"date" maxLength:"10" example:"2026-06-30" doc:"The day by which newer ones come first: of the last update, of the meeting, when an action is due, since when a funding stands as it does."`
	// Meeting and Objective lead to what it belongs to.
	Objective *string `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is or belongs to; null for meetings."`
	Meeting   *string `json:"meeting" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting that it is or belongs to; null for what belongs to none."`
	Score     int     `json:"score" format:"int32" minimum:"1" maximum:"10000" example:"8" doc:"How well it fits, to compare within one answer: where the words stand (code, title, text), and whether as they were written."`
	Revision  int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision at which it last changed."`
}

// excerptLetters is about how long an excerpt is.
const excerptLetters = 300

type searchInput struct {
	InOrganization
	Words string `query:"q" required:"true" minLength:"1" maxLength:"100" format:"pattern=^[\\s\\S]*$" example:"regolamento entrate" doc:"The words, twelve at most. Upper case, accents, apostrophes and the endings of Italian words are forgiven; all words must be there; the last one may be a beginning."`
	Kind  string `query:"kind" enum:"objective,milestone,meeting,action,funding" example:"milestone" doc:"Only this kind."`
	Sort  string `query:"sort" enum:"-score,-on" example:"-on" doc:"The order: what fits best (-score) where it is absent, else the newest first."`
	AsOf
	Paging
}

func (s *server) searchOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/search", id: "search", tag: tagSearch,
		title: "Search", text: "Everything of an organization that has all the words: objectives, milestones, meetings with minutes and decisions, actions, fundings; what fits best first. The public finds what is published; the staff what it may read, drafts and notes too.",
		answer: Page[Finding]{}, csv: true,
	}, s.search)
}

var findingColumns = []column[Finding]{
	{"kind", func(f Finding) string { return f.Kind }},
	{"id", func(f Finding) string { return f.ID }},
	{"title", func(f Finding) string { return cell(f.Title) }},
	{"excerpt", func(f Finding) string { return cell(f.Excerpt) }},
	{"words", func(f Finding) string { return listCell(f.Words) }},
	{"on", func(f Finding) string { return optionalCell(f.On) }},
	{"objective", func(f Finding) string { return optionalCell(f.Objective) }},
	{"meeting", func(f Finding) string { return optionalCell(f.Meeting) }},
	{"score", func(f Finding) string { return intCell(f.Score) }},
	{"revision", func(f Finding) string { return intCell(f.Revision) }},
}

func (s *server) search(ctx context.Context, in *searchInput) (reply, error) {
	if in.Words == "" {
		var p plan.Problems
		p.Add("query.q", "required", "is required")
		return reply{}, p.Err()
	}
	query, err := search.Parse(in.Words)
	if err != nil {
		return reply{}, err
	}
	v, err := s.view(ctx, in.Organization, in.Day())
	if err != nil {
		return reply{}, err
	}
	index, err := s.indexFor(ctx, in.Organization, in.Day())
	if err != nil {
		return reply{}, err
	}
	bound := boundTo(in.r, orElse(in.Sort, "-score"))
	part := board.Part{Kind: board.Kind(in.Kind), Limit: in.Limit.rows() + 1, Newest: in.Sort == "-on"}
	if in.Cursor != "" {
		at, err := readCursor(in.Cursor, bound)
		if err != nil {
			return reply{}, err
		}
		if part.After, err = hitAt(at); err != nil {
			return reply{}, err
		}
	}
	found := index.Find(query, part)
	page := Page[Finding]{Items: make([]Finding, 0, len(found.Hits)), Total: found.Total}
	hits := found.Hits[:min(len(found.Hits), in.Limit.rows())]
	for i := range hits {
		page.Items = append(page.Items, findingOf(index, &hits[i], query))
	}
	if len(found.Hits) > len(hits) {
		at := placeOf(&hits[len(hits)-1])
		at.Bound = bound
		page.Next = writeCursor(at)
	}
	rep := v.reply(v.Revision)
	rep.body, rep.header, rep.table = page, links(in.r, page.Next), table(findingColumns, page.Items)
	return rep, nil
}

// indexFor is what whoever asks may find.
func (s *server) indexFor(ctx context.Context, organization string, day plan.Date) (*board.Index, error) {
	if tracker.MayRead(plan.ActorFrom(ctx), organization) {
		staff, _, err := s.Boards.StaffIndex(ctx, organization, day)
		return staff.Index, err
	}
	public, _, err := s.Boards.PublicIndex(ctx, organization, day)
	return public.Index, err
}

func findingOf(x *board.Index, h *board.Hit, query search.Query) Finding {
	f := Finding{Kind: string(h.Kind), ID: h.ID(), Title: h.Title(), On: day(h.On), Score: h.Score, Words: []string{}}
	switch {
	case h.Milestone != nil:
		f.Objective, f.Revision = &h.Milestone.Objective, h.Milestone.Revision
	case h.Objective != nil:
		f.Objective, f.Revision = &h.Objective.Code, h.Objective.Revision
	case h.Action != nil:
		f.Objective, f.Meeting, f.Revision = optionalText(h.Action.Objective), &h.Action.Meeting, h.Action.Revision
	case h.Meeting != nil:
		f.Meeting, f.Revision = &h.Meeting.ID, h.Meeting.Revision
	case h.Funding != nil:
		f.Objective, f.Revision = optionalText(h.Funding.Objective), h.Funding.Revision
	}
	note := func(pieces []search.Piece) string {
		var text strings.Builder
		for _, p := range pieces {
			text.WriteString(p.Text)
			if p.Found && !slices.Contains(f.Words, p.Text) {
				f.Words = append(f.Words, p.Text)
			}
		}
		return text.String()
	}
	note(query.Pieces(f.Title))
	f.Excerpt = note(x.Text(h, query, excerptLetters))
	return f
}

// placeOf is where a hit stands in the order, as a cursor keeps it: rows that come and go
// between two pages neither repeat nor hide others.
func placeOf(h *board.Hit) cursor {
	return cursor{Key: fmt.Sprintf("%d %s %s", h.Score, h.Kind, h.On), ID: h.ID()}
}

// hitAt is a hit that stands where a cursor says.
func hitAt(c cursor) (*board.Hit, error) {
	parts := strings.SplitN(c.Key, " ", 3)
	if len(parts) != 3 {
		return nil, foreignCursor()
	}
	score, err := strconv.Atoi(parts[0])
	on := plan.Date{}
	if err == nil && parts[2] != "" {
		on, err = plan.ParseDate(parts[2])
	}
	kind := board.Kind(parts[1])
	if err != nil || !slices.Contains(board.Kinds, kind) {
		return nil, foreignCursor()
	}
	return board.Placed(kind, c.ID, score, on), nil
}
