package publish

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// PlanFile is the plan as a file that can be taken back: objectives in the order that was
// chosen, each with its milestones in theirs, drafts too. It is for the staff.
//
// The CSV tells how everything stands; the workbook has a second sheet that tells how it
// came to stand so. Who recorded what and when, reviews, ratings, meetings, fundings and
// indicators are in neither.
type PlanFile struct{ Staff *board.Staff }

// CSV writes it in UTF-8, semicolons between the cells, with a byte order mark: what a
// spreadsheet in Italian opens by itself. Texts are written as they are, line breaks of
// every kind included.
func (f PlanFile) CSV() []byte {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	titles := make([]any, len(plan.PlanColumns))
	for i, c := range plan.PlanColumns {
		titles[i] = c.Title
	}
	writePlanLine(&out, titles)
	for _, row := range f.rows() {
		writePlanLine(&out, row)
	}
	return out.Bytes()
}

// XLSX writes it as a workbook.
func (f PlanFile) XLSX() ([]byte, error) {
	return XLSX([]Sheet{
		{Name: plan.PlanSheet, Columns: sheetColumns(plan.PlanColumns), Rows: f.rows()},
		{Name: plan.PastSheet, Columns: sheetColumns(plan.PastColumns), Rows: f.past()},
	})
}

func sheetColumns(from []plan.FileColumn) []Column {
	columns := make([]Column, len(from))
	for i, c := range from {
		columns[i] = Column{c.Title, c.Width}
	}
	return columns
}

func (f PlanFile) rows() [][]any {
	var rows [][]any
	for _, o := range f.Staff.InOrder() {
		log := f.Staff.LogOf(o.Code)
		about := objectiveRow(o)
		prints := plan.CellsOfObjective(asObjective(o)).Print()
		if len(o.Milestones) == 0 {
			row := append(about, make([]any, len(plan.PlanColumns)-len(about))...)
			row[len(row)-2] = prints
			rows = append(rows, row)
		}
		for _, m := range o.InOrder() {
			row := append(append([]any{}, about...), milestoneRow(m, log)...)
			rows = append(rows, append(row, prints, plan.CellsOfMilestone(m.Title, m.Description, m.Status).Print()))
		}
	}
	return rows
}

func asObjective(o *board.Objective) plan.Objective {
	return plan.Objective{
		Code: o.Code, Title: o.Title, Description: o.Description, Urgent: o.Urgent, Sectors: o.Sectors, Lines: o.Lines,
		AddedOn: o.AddedOn, Terms: o.Terms,
	}
}

func objectiveRow(o *board.Objective) []any {
	lines := make([]string, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = l.Edition + ":" + l.Code
	}
	t := o.Terms
	return []any{
		o.Code, o.Title, o.Description, plan.HorizonWords[t.Horizon], tick(o.Urgent), strings.Join(o.Sectors, "; "), t.LeadOffice,
		plan.ObjectiveStateWords[t.State], weightCell(t.Weight), t.StartOn, t.DueOn, o.AddedOn, strings.Join(lines, "; "),
	}
}

func tick(yes bool) string {
	if yes {
		return "sì"
	}
	return "no"
}

func milestoneRow(m *board.Milestone, log board.Log) []any {
	s := m.Status
	row := []any{
		m.Number, m.Title, m.Description, s.Office, weightCell(s.Weight), s.StartOn, s.DueOn, m.BaselineDueOn, log.BaselineSetOn[m.Number],
		m.AddedOn, plan.MilestoneStateWords[s.State], Percent(s.Percent), s.CompletedOn,
	}
	return append(append(row, evidenceCells(s.Evidence)...), movedBecause(m, log.Updates[m.Number]), m.UpdatedOn)
}

// weightCell is a number, or its text where it has more than the 15 digits that a
// spreadsheet keeps: it is not to change by being looked at.
func weightCell(w float64) any {
	if short, err := strconv.ParseFloat(strconv.FormatFloat(w, 'g', 15, 64), 64); err != nil || short != w {
		return strconv.FormatFloat(w, 'f', -1, 64)
	}
	return w
}

func evidenceCells(e plan.Evidence) []any {
	if e.Act == nil {
		return []any{e.URL, e.Note, nil, nil, nil, nil}
	}
	return []any{e.URL, e.Note, e.Act.Kind, e.Act.Number, e.Act.Date, e.Act.URL}
}

// movedBecause is why the milestone is not due on its baseline: the reason of the last
// move that has one, of those to the present date where there is one.
func movedBecause(m *board.Milestone, updates []plan.Update) string {
	if m.BaselineDueOn.IsZero() || m.Status.DueOn == m.BaselineDueOn {
		return ""
	}
	here, any := "", ""
	for i := 1; i < len(updates); i++ {
		u := updates[i]
		if u.After.DueOn == updates[i-1].After.DueOn || u.Reason == "" {
			continue
		}
		any = u.Reason
		if u.After.DueOn == m.Status.DueOn {
			here = u.Reason
		}
	}
	if here != "" {
		return here
	}
	return any
}

// past are the rows of the second sheet. Only what belongs to the plan is told of.
func (f PlanFile) past() [][]any {
	var rows [][]any
	for _, o := range f.Staff.InOrder() {
		log := f.Staff.LogOf(o.Code)
		for _, c := range log.Terms {
			t := c.Terms
			rows = append(rows, []any{
				o.Code, nil, nil, c.EffectiveOn, plan.ObjectiveStateWords[t.State], nil, t.StartOn, t.DueOn, nil, t.LeadOffice, weightCell(t.Weight), plan.HorizonWords[t.Horizon],
			})
		}
		for _, m := range o.InOrder() {
			for _, u := range log.Updates[m.Number] {
				s := u.After
				row := []any{
					o.Code, m.Number, plan.UpdateKindWords[u.Kind], u.EffectiveOn, plan.MilestoneStateWords[s.State], Percent(s.Percent), s.StartOn, s.DueOn,
					s.CompletedOn, s.Office, weightCell(s.Weight), nil,
				}
				rows = append(rows, append(append(row, evidenceCells(s.Evidence)...), u.Reason, u.Note, tick(u.AfterBaseline)))
			}
		}
	}
	return rows
}

func writePlanLine(out *bytes.Buffer, row []any) {
	for i, value := range row {
		if i > 0 {
			out.WriteByte(';')
		}
		text := planText(value)
		if text != "" && (strings.ContainsAny(text, ";\"\r\n\t,") || strings.TrimSpace(text) != text) {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		out.WriteString(text)
	}
	out.WriteString("\r\n")
}

func planText(value any) string {
	switch v := value.(type) {
	case string:
		return shielded(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strings.ReplaceAll(strconv.FormatFloat(v, 'f', -1, 64), ".", ",")
	case Percent:
		return strconv.Itoa(int(v)) + "%"
	case plan.Date:
		return v.String()
	}
	return ""
}

// shielded is Cell for a file that comes back: reading it takes exactly the apostrophes
// away that were put here.
func shielded(s string) string {
	if formula(s) || (len(s) > 1 && s[0] == '\'' && (formula(s[1:]) || s[1] == '\'')) {
		return "'" + s
	}
	return s
}
