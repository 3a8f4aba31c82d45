package board

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// Apply gives the ledger after the changes. It copies the blocks of the objectives
// that changed and shares the rest, so that its cost follows the change. Applying
// changes twice is the same as once. Rows that hang on an object that was never told
// of are an error: the ledger must then be read anew from the beginning.
func (l *Ledger) Apply(changes Changes) (*Ledger, error) {
	if changes.Organization.ID == "" {
		return nil, fmt.Errorf("board: changes without an organization")
	}
	next := *l
	next.organization = changes.Organization
	next.offices = upsert(l.offices, changes.Offices, func(a, b plan.Office) int { return cmp.Compare(a.Code, b.Code) })
	next.bytes += officeBytes(changes.Offices)

	edits, err := next.gather(changes)
	if err != nil {
		return nil, err
	}
	if err := next.editBlocks(edits); err != nil {
		return nil, err
	}
	if len(changes.Sectors) > 0 {
		next.sectors = mergeSectors(l.sectors, changes.Sectors)
		next.bytes += sectorBytes(changes.Sectors)
	}
	if changes.Texts != nil {
		next.texts = *changes.Texts
		next.bytes += textsBytes(changes.Texts)
	}
	if changes.Publication != nil {
		next.publication = *changes.Publication
	}
	if changes.ObjectiveOrder != nil {
		next.order = *changes.ObjectiveOrder
		next.bytes += text(next.order.Codes...)
	}
	if changes.ObjectiveOrder != nil || len(next.blocks) != len(l.blocks) {
		next.sequence = sequenceOf(next.blocks, next.order)
	}
	if len(changes.Meetings)+len(changes.Actions) > 0 {
		next.meetings = l.meetings.apply(changes.Meetings, changes.Actions)
		next.bytes += meetingBytes(changes.Meetings, changes.Actions)
	}
	if len(changes.Fundings)+len(changes.Indicators)+len(changes.Measurements) > 0 {
		next.measures = l.measures.apply(changes)
		next.bytes += measureBytes(changes)
	}
	return &next, nil
}

func mergeSectors(old, rows []plan.Sector) []plan.Sector {
	next := slices.DeleteFunc(slices.Clone(old), func(s plan.Sector) bool {
		return slices.ContainsFunc(rows, func(r plan.Sector) bool { return r.Code == s.Code })
	})
	next = append(next, rows...)
	plan.SortSectors(next)
	return next
}

// sequenceOf gives the places of the blocks in an order. It is made when an order is
// chosen or an objective added, so that no other change has to sort.
func sequenceOf(blocks []*objectiveBlock, order plan.ObjectiveOrder) []int {
	if len(order.Codes) == 0 {
		return nil
	}
	places := make([]int, len(blocks))
	for i := range places {
		places[i] = i
	}
	return plan.InOrder(places, func(i int) string { return blocks[i].objective.Code }, order.Codes)
}

// blockEdit is what changed of one objective.
type blockEdit struct {
	objective *plan.Objective
	changes   []plan.ObjectiveChange
	ratings   []plan.Rating
	logs      map[int]*logEdit
}

// logEdit is what changed of one milestone.
type logEdit struct {
	milestone *plan.Milestone
	updates   []plan.Update
	reviews   []plan.Review
}

type blockEdits map[string]*blockEdit

func (e blockEdits) block(code string) *blockEdit {
	edit := e[code]
	if edit == nil {
		edit = &blockEdit{}
		e[code] = edit
	}
	return edit
}

func (e blockEdits) log(objective string, number int) *logEdit {
	block := e.block(objective)
	if block.logs == nil {
		block.logs = map[int]*logEdit{}
	}
	edit := block.logs[number]
	if edit == nil {
		edit = &logEdit{}
		block.logs[number] = edit
	}
	return edit
}

// officeCode gives the office's own copy of its code: every row names an office, and
// what reads rows from a database makes a copy for each.
func (l *Ledger) officeCode(code string) string {
	at, found := slices.BinarySearchFunc(l.offices, code, func(o plan.Office, code string) int { return cmp.Compare(o.Code, code) })
	if found {
		return l.offices[at].Code
	}
	return code
}

// gather sorts the changed rows by the objective and milestone that they belong to.
func (l *Ledger) gather(changes Changes) (blockEdits, error) {
	edits := blockEdits{}
	for i := range changes.Objectives {
		edits.block(changes.Objectives[i].Code).objective = &changes.Objectives[i]
	}
	for _, c := range changes.ObjectiveChanges {
		edit := edits.block(c.Objective)
		edit.changes = append(edit.changes, c)
	}
	for _, r := range changes.Ratings {
		edit := edits.block(r.Objective)
		edit.ratings = append(edit.ratings, r)
	}
	for i := range changes.Milestones {
		m := &changes.Milestones[i]
		edits.log(m.Objective, m.Number).milestone = m
	}
	for _, u := range changes.Updates {
		edit := edits.log(u.Objective, u.Number)
		u.After.Office = l.officeCode(u.After.Office)
		edit.updates = append(edit.updates, u)
		l.updates.add(u.ID, milestoneKey{u.Objective, u.Number})
	}
	for _, r := range changes.Reviews {
		key, ok := l.updates.find(r.UpdateID)
		if !ok {
			return nil, fmt.Errorf("board: review %s of an update that is not known", r.ID)
		}
		edit := edits.log(key.objective, key.number)
		edit.reviews = append(edit.reviews, r)
	}
	return edits, nil
}

// editBlocks replaces the blocks that have an edit; l is not shared yet.
func (l *Ledger) editBlocks(edits blockEdits) error {
	if len(edits) == 0 {
		return nil
	}
	blocks := slices.Clone(l.blocks)
	var added []*objectiveBlock
	for code, edit := range edits {
		at, known := findBlock(l.blocks, code)
		old := &objectiveBlock{}
		if known {
			old = l.blocks[at]
		} else if edit.objective == nil {
			return fmt.Errorf("board: rows of an objective that is not known: %s", code)
		}
		block, bytes, err := old.apply(edit)
		if err != nil {
			return err
		}
		l.bytes += bytes
		if known {
			blocks[at] = block
		} else {
			added = append(added, block)
		}
	}
	if len(added) > 0 {
		blocks = append(blocks, added...)
		slices.SortFunc(blocks, func(a, b *objectiveBlock) int { return cmp.Compare(a.objective.Code, b.objective.Code) })
	}
	l.blocks = blocks
	return nil
}

func (b *objectiveBlock) apply(edit *blockEdit) (next *objectiveBlock, bytes int64, err error) {
	next = &objectiveBlock{
		objective:  b.objective,
		changes:    merge(b.changes, edit.changes, func(c plan.ObjectiveChange) string { return c.ID }, compareChanges),
		milestones: b.milestones,
		ratings:    merge(b.ratings, edit.ratings, func(r plan.Rating) string { return r.ID }, compareRatings),
	}
	if edit.objective != nil {
		next.objective = *edit.objective
	}
	bytes = blockBytes(edit)
	if len(edit.logs) == 0 {
		return next, bytes, nil
	}
	logs := slices.Clone(b.milestones)
	var added []*milestoneLog
	for number, logEdit := range edit.logs {
		at, known := findLog(b.milestones, number)
		old := &milestoneLog{}
		if known {
			old = b.milestones[at]
		} else if logEdit.milestone == nil {
			return nil, 0, fmt.Errorf("board: rows of a milestone that is not known: %s", plan.MilestoneID(next.objective.Code, number))
		}
		log := old.apply(logEdit)
		bytes += logBytes(logEdit)
		if known {
			logs[at] = log
		} else {
			added = append(added, log)
		}
	}
	if len(added) > 0 {
		logs = append(logs, added...)
		slices.SortFunc(logs, func(a, b *milestoneLog) int { return cmp.Compare(a.milestone.Number, b.milestone.Number) })
	}
	next.milestones = logs
	return next, bytes, nil
}

func (m *milestoneLog) apply(edit *logEdit) *milestoneLog {
	next := &milestoneLog{
		milestone: m.milestone,
		updates:   merge(m.updates, edit.updates, func(u plan.Update) string { return u.ID }, compareUpdates),
		reviews:   merge(m.reviews, edit.reviews, func(r plan.Review) string { return r.ID }, compareReviews),
	}
	if edit.milestone != nil {
		next.milestone = *edit.milestone
	}
	// Of its row, or of the update recorded last.
	next.milestone.Revision = max(next.milestone.Revision, m.milestone.Revision)
	for i := range edit.updates {
		next.milestone.Revision = max(next.milestone.Revision, edit.updates[i].Revision)
	}
	return next
}

func (b *meetingBook) apply(meetings []plan.Meeting, actions []plan.Action) *meetingBook {
	return &meetingBook{
		meetings: merge(b.meetings, meetings, func(m plan.Meeting) string { return m.ID }, compareMeetings),
		actions:  merge(b.actions, actions, func(a plan.Action) string { return a.ID }, compareActions),
	}
}

// merge gives a sorted copy of the old rows with the new ones in; a new row takes the
// place of an old one with the same identifier. Without new rows it gives the old ones.
func merge[T any](old, rows []T, id func(T) string, compare func(a, b T) int) []T {
	if len(rows) == 0 {
		return old
	}
	position := make(map[string]int, len(rows))
	out := make([]T, 0, len(old)+len(rows))
	for _, row := range rows {
		position[id(row)] = -1
	}
	for _, row := range old {
		if at, replaced := position[id(row)]; replaced && at == -1 {
			position[id(row)] = len(out)
		}
		out = append(out, row)
	}
	for _, row := range rows {
		if at := position[id(row)]; at >= 0 {
			out[at] = row
			continue
		}
		position[id(row)] = len(out)
		out = append(out, row)
	}
	if !slices.IsSortedFunc(out, compare) {
		slices.SortStableFunc(out, compare)
	}
	return out
}

// upsert gives a copy of rows sorted by key with the new ones in place of those with
// the same key. Without new rows it gives the old ones.
func upsert[T any](old, rows []T, compare func(a, b T) int) []T {
	if len(rows) == 0 {
		return old
	}
	out := slices.Clone(old)
	for _, row := range rows {
		at, found := slices.BinarySearchFunc(out, row, compare)
		if found {
			out[at] = row
		} else {
			out = slices.Insert(out, at, row)
		}
	}
	return out
}
