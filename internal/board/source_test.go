package board_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// memory is a Source that holds its rows in memory. Every write raises the revision of
// its organization, as the real one's does.
type memory struct {
	mu     sync.Mutex
	rows   map[string]*board.Changes
	failed error
	// before, if set, is called at each reading of changes, outside the lock.
	before func(organization string, since int64)
	reads  map[string]int // of changes, by organization
	since  []int64        // what changes were asked since
	// catalogue is given as it is; catalogueReads count questions for its version, and
	// readings of it.
	catalogue      plan.Catalogue
	catalogueReads [2]int
	// lines are kept ones, and lineReads counts readings of them; poisoned is an organization that
	// cannot be read together with others.
	lines     []plan.Line
	lineReads int
	poisoned  string
	// organizationReads counts readings of who there is.
	organizationReads int
	// grantReads are the organizations whose grants were read, "" for all.
	grantReads []string
}

func newMemory() *memory {
	return &memory{rows: map[string]*board.Changes{}, reads: map[string]int{}}
}

// write changes rows of an organization; the function stamps what it touches with the
// revision that it is given.
func (m *memory) write(organization string, change func(rows *board.Changes, revision int64)) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := m.rows[organization]
	if rows == nil {
		rows = &board.Changes{Organization: plan.Organization{ID: organization, Name: "Comune " + organization}}
		m.rows[organization] = rows
	}
	rows.Organization.Revision++
	change(rows, rows.Organization.Revision)
	return rows.Organization.Revision
}

// fail makes every reading fail until it is called with nil.
// remove takes an organization away, as going back to an older database does.
func (m *memory) remove(organization string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.rows, organization)
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed = err
}

func (m *memory) readings(organization string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reads[organization]
}

func (m *memory) Organizations(context.Context) ([]plan.Organization, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.organizationReads++
	var all []plan.Organization
	for _, rows := range m.rows {
		all = append(all, rows.Organization)
	}
	slices.SortFunc(all, func(a, b plan.Organization) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all, m.failed
}

func (m *memory) Revision(_ context.Context, organization string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := m.rows[organization]
	if rows == nil {
		return 0, plan.NotFound("organization")
	}
	return rows.Organization.Revision, m.failed
}

func (m *memory) Revisions(context.Context) (map[string]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed != nil {
		return nil, m.failed
	}
	all := map[string]int64{}
	for id, rows := range m.rows {
		all[id] = rows.Organization.Revision
	}
	return all, nil
}

func (m *memory) CatalogueVersion(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.catalogueReads[0]++
	return m.catalogue.Version, m.failed
}

func (m *memory) Catalogue(context.Context) (plan.Catalogue, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.catalogueReads[1]++
	return m.catalogue, m.failed
}

// Grants gives the fundings that are in the plan.
func (m *memory) Grants(_ context.Context, organization string, each func(board.Grant)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.grantReads = append(m.grantReads, organization)
	for _, id := range slices.Sorted(maps.Keys(m.rows)) {
		if organization != "" && id != organization {
			continue
		}
		for _, f := range m.rows[id].Fundings {
			if f.RemovedOn.IsZero() {
				each(board.Grant{Organization: m.rows[id].Organization, Funding: f})
			}
		}
	}
	return m.failed
}

func (m *memory) Changes(_ context.Context, organization string, since int64) (board.Changes, error) {
	if m.before != nil {
		m.before(organization, since)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads[organization]++
	m.since = append(m.since, since)
	if m.failed != nil {
		return board.Changes{}, m.failed
	}
	rows := m.rows[organization]
	if rows == nil {
		return board.Changes{}, plan.NotFound("organization")
	}
	return newer(rows, since), nil
}

// newer copies the rows above a revision.
func newer(rows *board.Changes, since int64) board.Changes {
	order := rows.ObjectiveOrder
	if order != nil && order.Revision <= since {
		order = nil
	}
	texts, publication := rows.Texts, rows.Publication
	if texts != nil && texts.Revision <= since {
		texts = nil
	}
	if publication != nil && publication.Revision <= since {
		publication = nil
	}
	return board.Changes{
		Organization: rows.Organization, ObjectiveOrder: order, Texts: texts, Publication: publication,
		Sectors:          above(rows.Sectors, since, func(r plan.Sector) int64 { return r.Revision }),
		Offices:          above(rows.Offices, since, func(r plan.Office) int64 { return r.Revision }),
		Objectives:       above(rows.Objectives, since, func(r plan.Objective) int64 { return r.Revision }),
		ObjectiveChanges: above(rows.ObjectiveChanges, since, func(r plan.ObjectiveChange) int64 { return r.Revision }),
		Milestones:       above(rows.Milestones, since, func(r plan.Milestone) int64 { return r.Revision }),
		Updates:          above(rows.Updates, since, func(r plan.Update) int64 { return r.Revision }),
		Reviews:          above(rows.Reviews, since, func(r plan.Review) int64 { return r.Revision }),
		Ratings:          above(rows.Ratings, since, func(r plan.Rating) int64 { return r.Revision }),
		Meetings:         above(rows.Meetings, since, func(r plan.Meeting) int64 { return r.Revision }),
		Actions:          above(rows.Actions, since, func(r plan.Action) int64 { return r.Revision }),
	}
}

func above[T any](rows []T, since int64, revision func(T) int64) []T {
	var out []T
	for _, r := range rows {
		if revision(r) > since {
			out = append(out, r)
		}
	}
	return out
}

func (m *memory) After(_ context.Context, after string, most int) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(m.rows)) {
		if id > after && len(ids) < most {
			ids = append(ids, id)
		}
	}
	return ids, m.failed
}

func (m *memory) Plans(ctx context.Context, after string, most int) ([]board.Changes, error) {
	ids, err := m.After(ctx, after, most)
	if err != nil {
		return nil, err
	}
	var all []board.Changes
	for _, id := range ids {
		if id == m.poisoned {
			return nil, errors.New("a row cannot be read")
		}
		one, err := m.Changes(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// keepLines has the source keep lines in place of those that it has, while somebody may look for them.
func (m *memory) keepLines(lines []plan.Line) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lines = lines
}

func (m *memory) Lines(_ context.Context, since plan.Date, each func(plan.Line)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lineReads++
	for _, l := range m.lines {
		if !l.Day.Before(since) {
			each(l)
		}
	}
	return m.failed
}
