package store

import (
	"slices"
	"sync"

	"github.com/traguardi/traguardi/internal/plan"
)

// memory keeps of each organization what the last write of this process left: its revision, its
// last audit entry, and the objectives and milestones that short writes looked up. It holds
// exactly while that is the organization's revision: whatever changes any of it raises the
// revision. A long write at the next revision is spared a look-up of the audit entry by it; a
// short one is decided by it (quick.go), and written where the revision is still the same and the
// last audit entry too. So a backup restored under a running program is noticed: AuditAdd and
// RevisionFrom refuse what is not chained to the last entry, and the memory is dropped.
type memory struct {
	mu    sync.Mutex
	known map[string]*state
	// objects is how many objectives and milestones all of them hold.
	objects int
}

// objectsKept bounds the memory that objects take, to a few megabytes: all are dropped beyond it.
const objectsKept = 4096

// state is what is known of an organization.
type state struct {
	revision int64
	// since is the revision from which on nothing was written that makes out who somebody is,
	// or what they may do.
	since      int64
	head       auditHead
	objectives map[string]plan.Objective
	milestones map[string]standing
}

// vouches tells whether who somebody was at a revision they still are.
func (s *state) vouches(revision int64) bool { return s.since <= revision && revision <= s.revision }

func (s *state) size() int { return len(s.objectives) + len(s.milestones) }

// standing is a milestone as its last update left it.
type standing struct {
	milestone plan.Milestone
	// since is the day from which the status holds; zero where there is no update.
	since plan.Date
}

// after gives the audit entry that a revision left last, nil where that is not known.
func (m *memory) after(organization string, revision int64) *auditHead {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.known[organization]; s != nil && s.revision == revision {
		head := s.head
		return &head
	}
	return nil
}

// kept are the tables that objects are made of: a write to others leaves them as they are.
var kept = []string{"objectives", "milestones", "updates"}

// identifying are the tables that tell who somebody is and what they may do.
var identifying = []string{"accounts", "memberships", "tokens"}

// remember keeps what a committed revision left, and wrote to which tables; a nil head is not
// known. Commits may be told in another order than they were made.
func (m *memory) remember(organization string, revision int64, head *auditHead, written map[string]bool) {
	if head == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.known[organization]
	if before != nil && before.revision >= revision {
		return
	}
	next := &state{revision: revision, since: revision, head: *head}
	if before != nil && before.revision == revision-1 {
		wrote := func(table string) bool { return written[table] }
		if !slices.ContainsFunc(kept, wrote) {
			next.objectives, next.milestones = before.objectives, before.milestones
		}
		if !slices.ContainsFunc(identifying, wrote) {
			next.since = before.since
		}
	}
	m.put(organization, next)
}

// doubt is for a write that came to nothing. A refusal says nothing against the memory; what the
// database itself made of it may.
func (m *memory) doubt(organization string, err error) {
	if refusal(err) && !isConflict(err) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(organization)
}

// borrow gives what is known of an organization, nil where nothing is. It is the caller's alone
// until it is given back; what is not given back is forgotten.
func (m *memory) borrow(organization string) *state {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.known[organization]
	m.drop(organization)
	return s
}

// giveBack keeps it again, unless something newer became known meanwhile.
func (m *memory) giveBack(organization string, s *state) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if newer := m.known[organization]; newer != nil && newer.revision >= s.revision {
		return
	}
	m.put(organization, s)
}

func (m *memory) put(organization string, s *state) {
	m.drop(organization)
	if m.known == nil {
		m.known = map[string]*state{}
	}
	m.known[organization] = s
	m.objects += s.size()
	if m.objects <= objectsKept {
		return
	}
	for _, each := range m.known {
		each.objectives, each.milestones = nil, nil
	}
	m.objects = 0
}

func (m *memory) drop(organization string) {
	if s := m.known[organization]; s != nil {
		m.objects -= s.size()
		delete(m.known, organization)
	}
}
