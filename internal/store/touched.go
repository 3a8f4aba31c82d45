package store

import (
	"regexp"
	"sync"
)

// touched remembers which tables the last writes of this process left something in, by
// organization and revision. A revision belongs to one write, so that whoever reads what is
// newer than the last revision need not look into tables that no write since has touched;
// revisions that others wrote are not known, and everything is looked at.
type touched struct {
	mu    sync.Mutex
	known map[string]*[touchedKept]touchedRevision
}

// touchedKept is how many revisions are remembered: readers follow writers closely.
const touchedKept = 32

type touchedRevision struct {
	revision int64
	tables   map[string]bool
}

// remember keeps what a committed revision wrote.
func (t *touched) remember(organization string, revision int64, tables map[string]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[string]*[touchedKept]touchedRevision{}
	}
	ring := t.known[organization]
	if ring == nil {
		ring = &[touchedKept]touchedRevision{}
		t.known[organization] = ring
	}
	ring[revision%touchedKept] = touchedRevision{revision, tables}
}

// forget is for when the database may have gone back to an earlier state: its revisions are
// then given out again.
func (t *touched) forget(organization string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, organization)
}

// between gives the tables that the revisions after since, up to one, wrote; ok is false where
// that is not known.
func (t *touched) between(organization string, since, revision int64) (tables map[string]bool, ok bool) {
	if revision-since > touchedKept {
		return nil, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	ring := t.known[organization]
	if ring == nil {
		return nil, false
	}
	tables = map[string]bool{}
	for r := since + 1; r <= revision; r++ {
		one := ring[r%touchedKept]
		if one.revision != r {
			return nil, false
		}
		for table := range one.tables {
			tables[table] = true
		}
	}
	return tables, true
}

// Tables that a query writes to and reads from, as its text tells. A name that is no table (the
// SET of an ON CONFLICT … DO UPDATE) does no harm: it is the name of none that is read.
var (
	writtenRE = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)
	readRE    = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+([a-z_]+)`)
)

// queryTables are the tables of one query.
type queryTables struct{ written, read []string }

func tablesByQuery(texts map[query]string) map[query]queryTables {
	all := make(map[query]queryTables, len(texts))
	for q, text := range texts {
		all[q] = queryTables{namesIn(writtenRE, text), namesIn(readRE, text)}
	}
	return all
}

func namesIn(re *regexp.Regexp, text string) []string {
	var names []string
	for _, found := range re.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}
