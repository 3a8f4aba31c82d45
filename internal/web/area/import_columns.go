package area

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The forms of the page of columns.
const (
	partColumns = "colonne"
	partSheet   = "foglio"
)

type importColumnsView struct {
	frame
	File    string
	Sheet   part
	Sheets  field
	Several bool // sheets
	Columns part
	Rows    []columnRow
	// Groups are what a column can be.
	Groups  []columnGroup
	Always  []field
	BackURL string
}

// columnRow is one column of the file, with its first values and what it is.
type columnRow struct {
	Title   string
	Samples []string
	Field   field
}

type columnGroup struct {
	Text    string
	Options []choice
}

// always are the columns of which the page asks what their cells hold where the file does not
// say it.
var always = []string{"objective_title", "lead_office", "office", "evidence_note"}

// importColumns tells the columns of a plan's file apart: what each is, and what holds where
// the file says nothing. It makes another trial of the file.
func (s *Site) importColumns(v *visit) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	id := v.arg("importazione")
	r, err := s.importSettled(v.ctx(), v.ipa, id)
	if err != nil {
		return nil, err
	}
	return v.submit(func(f *form) (string, error) {
		mapping := plan.FileMapping{Sheet: f.text("sheet")}
		if f.text(fieldPart) == partColumns {
			mapping = v.mappingOf(f, r)
		}
		if err := f.err(); err != nil {
			return "", err
		}
		receipt, err := s.Tracker.MapImport(v.write(f), v.ipa, id, mapping)
		s.importQueued(err)
		return v.at(ImportsPath + "/" + receipt.ID), err
	}, func(f *form) (reply, error) {
		if len(r.Columns.Columns) == 0 {
			// Its file went on to another import, or is no plan: its page says which.
			return v.redirect(v.at(ImportsPath+"/"+id), "")
		}
		return s.importColumnsPage(v, r, f)
	})
}

// mappingOf reads what the form says of every column of the file. What it does not ask about
// stays as it was.
func (v *visit) mappingOf(f *form, r plan.ImportRun) plan.FileMapping {
	m := plan.FileMapping{Columns: map[string]string{}, Defaults: map[string]string{}, DateOrder: f.text("date_order"), Sheet: r.Columns.Sheet}
	maps.Copy(m.Defaults, r.Mapping.Defaults)
	for _, c := range plan.MappableColumns() {
		m.Columns[c.Key] = ""
	}
	for i, column := range r.Columns.Columns {
		key := f.text(columnField(i))
		switch {
		case key == "":
		case !plan.IsMappableColumn(key):
			f.found.Add(columnField(i), "mapping.column", "names a column that a plan does not have")
		case m.Columns[key] != "":
			f.found.Add(columnField(i), "mapping.twice", "is a title that another column has already")
		default:
			m.Columns[key] = column.Title
		}
	}
	if m.Columns["title"] == "" && m.Columns["objective_title"] == "" && m.Columns["objective_code"] == "" && !f.found.Any() {
		f.found.Add(columnField(0), "mapping.names", "one of the columns must be the title of the milestone or of the objective")
	}
	for _, key := range always {
		if text := f.text(alwaysField(key)); text != "" {
			m.Defaults[key] = text
		} else {
			delete(m.Defaults, key)
		}
	}
	m.CreateOffices = f.checked("create_offices")
	return m
}

func columnField(i int) string { return "colonna[" + strconv.Itoa(i) + "]" }

func alwaysField(key string) string { return "defaults." + key }

func (s *Site) importColumnsPage(v *visit, r plan.ImportRun, f *form) (reply, error) {
	page := &importColumnsView{File: r.FileName, BackURL: v.at(ImportsPath + "/" + r.ID), Groups: v.columnGroups()}
	page.Sheet = v.part(f, partSheet, "")
	page.Columns = v.part(f, partColumns, "")
	page.Several = len(r.Columns.Sheets) > 1
	var sheets []choice
	for _, name := range r.Columns.Sheets {
		sheets = append(sheets, choice{name, name, false})
	}
	page.Sheets = page.Sheet.fill(field{
		Name: "sheet", Label: v.say.Plain("imports.sheet"), Type: "select", Required: true, Options: sheets, Value: r.Columns.Sheet, Hint: v.say.T("imports.sheet.hint"),
	})
	for i, column := range r.Columns.Columns {
		page.Rows = append(page.Rows, columnRow{
			Title: column.Title, Samples: column.Samples,
			// What it can be is the same for each: the template has the list once for all.
			Field: page.Columns.fill(field{
				Name: columnField(i), Label: v.say.Plain("imports.column.is", "title", column.Title), Type: "select", Value: column.Key, Unmarked: true,
			}),
		})
	}
	page.Always = v.alwaysFields(page.Columns, r)
	page.frame = v.frame(v.say.Plain("imports.columns.title"), sectionImports)
	page.Crumbs = []crumb{{v.say.Plain("imports.title"), v.at(ImportsPath)}, {r.FileName, page.BackURL}, {Text: v.say.Plain("imports.columns.short")}}
	return v.page("importazione-colonne", page)
}

// alwaysFields are what holds where the file says nothing.
func (v *visit) alwaysFields(p part, r plan.ImportRun) []field {
	offices := []choice{{"", v.say.Plain("imports.always.file"), false}}
	for _, o := range v.plan.Offices {
		offices = append(offices, choice{o.Code, o.Name, false})
	}
	stored := func(key string) string { return r.Mapping.Defaults[key] }
	fields := []field{
		p.fill(field{Name: alwaysField("objective_title"), Label: v.say.Plain("imports.always.objective"), Max: plan.MaxTitle, Value: stored("objective_title"), Hint: v.say.T("imports.always.objective.hint")}),
		p.fill(field{Name: alwaysField("lead_office"), Label: v.say.Plain("imports.always.lead_office"), Type: "select", Options: offices, Value: v.officeCode(stored("lead_office")), Hint: v.say.T("imports.always.lead_office.hint")}),
		p.fill(field{Name: alwaysField("office"), Label: v.say.Plain("imports.always.office"), Type: "select", Options: offices, Value: v.officeCode(stored("office")), Hint: v.say.T("imports.always.office.hint")}),
		p.fill(field{Name: alwaysField("evidence_note"), Label: v.say.Plain("imports.always.evidence"), Max: plan.MaxColumnDefault, Value: stored("evidence_note"), Hint: v.say.T("imports.always.evidence.hint")}),
		p.fill(field{Name: "date_order", Label: v.say.Plain("imports.dates"), Type: "select", Unmarked: true, Value: r.Mapping.DateOrder, Hint: v.say.T("imports.dates.hint"), Options: []choice{
			{"", v.say.Plain("imports.dates.auto"), false}, {"dmy", v.say.Plain("imports.dates.dmy"), false}, {"mdy", v.say.Plain("imports.dates.mdy"), false},
		}}),
	}
	if v.may(tracker.OpOfficeCreate) {
		fields = append(fields, p.fill(field{Name: "create_offices", Label: v.say.Plain("imports.create_offices"), Type: "checkbox", Checked: r.Mapping.CreateOffices, Hint: v.say.T("imports.create_offices.hint")}))
	}
	return fields
}

// officeCode is the code of an office that a mapping named by code or by name.
func (v *visit) officeCode(named string) string {
	for _, o := range v.plan.Offices {
		if o.Code == named || strings.EqualFold(o.Name, named) {
			return o.Code
		}
	}
	return ""
}

// columnGroups are what a column can be: something of the milestone, or of its objective.
func (v *visit) columnGroups() []columnGroup {
	milestone := columnGroup{Text: v.say.Plain("imports.group.milestone")}
	objective := columnGroup{Text: v.say.Plain("imports.group.objective")}
	prints := columnGroup{Text: v.say.Plain("imports.group.prints")}
	for _, c := range plan.MappableColumns() {
		one := choice{Value: c.Key, Text: c.Title}
		switch {
		case strings.HasSuffix(c.Key, "_print"):
			prints.Options = append(prints.Options, one)
		case strings.HasPrefix(c.Key, "objective_") || slices.Contains([]string{"horizon", "urgent", "sectors", "lead_office", "lines"}, c.Key):
			objective.Options = append(objective.Options, one)
		default:
			milestone.Options = append(milestone.Options, one)
		}
	}
	return []columnGroup{milestone, objective, prints}
}
