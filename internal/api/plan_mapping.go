package api

import (
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// PlanMapping says how a plan's file was to be read.
type PlanMapping struct {
	Columns       []MappedColumn `json:"columns" minItems:"0" maxItems:"100" doc:"The columns of the plan that somebody said something about; the others were guessed."`
	DateOrder     *string        `json:"date_order" nullable:"true" enum:"dmy,mdy" example:"dmy" doc:"What 03/04/2026 is; null: it was found out."`
	Sheet         *string        `json:"sheet" nullable:"true" maxLength:"300" example:"Piano" doc:"The sheet of a workbook; null: the one that looked most like a plan."`
	CreateOffices bool           `json:"create_offices" example:"false" doc:"Whether offices that the organization does not have were to be added."`
}

// MappedColumn is what somebody said of a column of the plan.
type MappedColumn struct {
	Column  string  `json:"column" maxLength:"40" pattern:"^[a-z_]+$" example:"due_on" doc:"The column of the plan, by its name in the documentation of the file."`
	Title   *string `json:"title" nullable:"true" maxLength:"300" example:"Termine" doc:"The title that it has in the file; empty: the file does not have it; null: it was guessed."`
	Default *string `json:"default" nullable:"true" maxLength:"2000" example:"tributi" doc:"What cells hold that are empty or not there."`
}

// NewPlanMapping says how a plan's file is to be read.
type NewPlanMapping struct {
	Columns       plan.Opt[[]NewMappedColumn] `json:"columns,omitempty" minItems:"0" maxItems:"100" doc:"The columns of the plan that there is something to say about; the others are guessed."`
	DateOrder     plan.Opt[string]            `json:"date_order,omitempty" nullable:"true" enum:"dmy,mdy" example:"dmy" doc:"What 03/04/2026 is; found out where it is absent."`
	Sheet         plan.Opt[string]            `json:"sheet,omitempty" nullable:"true" maxLength:"300" example:"Piano" doc:"The sheet of a workbook; the one that looks most like a plan where it is absent."`
	CreateOffices plan.Opt[bool]              `json:"create_offices,omitempty" example:"false" doc:"Whether offices that the organization does not have are added; for the admin alone."`
}

// NewMappedColumn says what a column of the plan is in the file.
type NewMappedColumn struct {
	Column  plan.Opt[string] `json:"column" maxLength:"40" pattern:"^[a-z_]+$" example:"due_on" doc:"The column of the plan, by its name in the documentation of the file."`
	Title   plan.Opt[string] `json:"title,omitempty" nullable:"true" maxLength:"300" example:"Termine" doc:"The title that it has in the file; empty: the file does not have it; guessed where it is absent."`
	Default plan.Opt[string] `json:"default,omitempty" nullable:"true" maxLength:"2000" example:"tributi" doc:"What cells hold that are empty or not there."`
}

// ImportColumn is a column of a file as it was found.
type ImportColumn struct {
	Title   string   `json:"title" maxLength:"300" example:"Termine" doc:"Its title; where two have the same, with the title above it in front or its number behind it. It is what a mapping names it by."`
	Samples []string `json:"samples" minItems:"0" maxItems:"3" maxLength:"60" example:"[\"31/12/2026\"]" doc:"Its first values, shortened."`
	Column  *string  `json:"column" nullable:"true" maxLength:"40" pattern:"^[a-z_]+$" example:"due_on" doc:"The column of the plan that it was taken for; null: for none."`
}

func (b NewPlanMapping) mapping() plan.FileMapping {
	m := plan.FileMapping{DateOrder: b.DateOrder.Value, Sheet: b.Sheet.Value, CreateOffices: b.CreateOffices.Value}
	for _, c := range b.Columns.Value {
		if c.Title.Set {
			if m.Columns == nil {
				m.Columns = map[string]string{}
			}
			m.Columns[c.Column.Value] = c.Title.Value
		}
		if c.Default.Set {
			if m.Defaults == nil {
				m.Defaults = map[string]string{}
			}
			m.Defaults[c.Column.Value] = c.Default.Value
		}
		if !c.Title.Set && !c.Default.Set && !plan.IsMappableColumn(c.Column.Value) {
			// Nothing is said of it; that it is there at all is for the rules to refuse.
			m.Columns = map[string]string{c.Column.Value: ""}
		}
	}
	return m
}

func mappingOf(m plan.FileMapping) PlanMapping {
	out := PlanMapping{Columns: []MappedColumn{}, DateOrder: optionalText(m.DateOrder), Sheet: optionalText(m.Sheet), CreateOffices: m.CreateOffices}
	for _, c := range plan.MappableColumns() {
		title, titled := m.Columns[c.Key]
		standard, filled := m.Defaults[c.Key]
		if !titled && !filled {
			continue
		}
		one := MappedColumn{Column: c.Key}
		if titled {
			one.Title = &title
		}
		if filled {
			one.Default = &standard
		}
		out.Columns = append(out.Columns, one)
	}
	return out
}

func columnsOf(c plan.ImportColumns) []ImportColumn {
	out := make([]ImportColumn, 0, len(c.Columns))
	for _, one := range c.Columns {
		out = append(out, ImportColumn{Title: one.Title, Samples: slices.Clone(one.Samples), Column: optionalText(one.Key)})
	}
	return out
}
