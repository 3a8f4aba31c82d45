package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ImportPlan says how a plan's file is taken over.
type ImportPlan struct {
	Import
	Organization string
	// Map has mappings of columns: COLUMN=TITLE, COLUMN==TEXT, or the name of a JSON file
	// with them.
	Map           []string
	Sheet         string
	Dates         string // dmy or mdy; empty: found out
	CreateOffices bool
}

// ImportPlan takes a plan's file over into an organization, and tells what came of it.
func (i *Installation) ImportPlan(ctx context.Context, m ImportPlan) (string, error) {
	options := intake.PlanOptions{Organization: m.Organization, Name: filepath.Base(m.File), CreateOffices: m.CreateOffices, DryRun: m.DryRun}
	options.Mapping.Sheet, options.Mapping.Dates = m.Sheet, intake.DateOrder(m.Dates)
	for _, text := range m.Map {
		if err := addMapping(&options.Mapping, text); err != nil {
			return "", err
		}
	}
	var done tracker.PlanImported
	report, err := m.read(func(file io.Reader, report *intake.Report) (err error) {
		done, err = intake.ImportPlan(asSystem(ctx), i.Tracker, file, options, report)
		return err
	})
	if err != nil {
		return "", err
	}
	return planSummary(report, done, m.DryRun), nil
}

func addMapping(mapping *intake.PlanMapping, text string) error {
	err := error(nil)
	if !strings.Contains(text, "=") {
		err = mappingFile(mapping, text)
	} else {
		err = mapping.Set(text)
	}
	if plan.KindOf(err) == plan.KindInvalid {
		return &UsageError{"--map: " + Explain(err)}
	}
	return err
}

// mappingFile reads mappings as {"due_on": "Termine", "office": "=tributi"}.
func mappingFile(mapping *intake.PlanMapping, name string) error {
	raw, err := os.ReadFile(name) //nolint:gosec // named by whoever runs the program
	if err != nil {
		return &UsageError{"--map takes COLUMN=TITLE, COLUMN==TEXT, or a JSON file: " + err.Error()}
	}
	var entries map[string]string
	if err := json.Unmarshal(raw, &entries); err != nil {
		return &UsageError{"--map " + name + ": must be an object of texts: " + err.Error()}
	}
	for column, title := range entries {
		if err := mapping.Set(column + "=" + title); err != nil {
			return err
		}
	}
	return nil
}

func planSummary(report *intake.Report, done tracker.PlanImported, tried bool) string {
	c := report.Counts
	text := fmt.Sprintf("rows: %d created, %d updated, %d unchanged, %d refused", c.Created, c.Updated, c.Unchanged, c.Refused)
	if len(done.Offices) > 0 {
		text += "\noffices added: " + strings.Join(done.Offices, ", ")
	}
	if len(done.Missing) > 0 {
		text += "\nin the plan and no longer in the file, left as they are: " + strings.Join(done.Missing, ", ")
	}
	if tried {
		text += "\nnothing was changed: this was a dry run"
	}
	return text
}

// ExportPlan writes an organization's plan as a file that ImportPlan takes back: a workbook
// where the name ends in .xlsx, else a CSV; "-" is w.
func (i *Installation) ExportPlan(ctx context.Context, organization, name string, w io.Writer) (err error) {
	if err := i.Boards.Await(ctx, organization, 0); err != nil {
		return err
	}
	staff, _, err := i.Boards.Staff(ctx, organization, plan.Date{})
	if err != nil {
		return err
	}
	raw, err := planFile(staff, name)
	if err != nil {
		return err
	}
	if name == "-" {
		_, err = w.Write(raw)
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".piano-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(raw); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func planFile(staff *board.Staff, name string) ([]byte, error) {
	file := publish.PlanFile{Staff: staff}
	switch extension := strings.ToLower(filepath.Ext(name)); {
	case extension == ".xlsx":
		return file.XLSX()
	case extension == ".csv", name == "-":
		return file.CSV(), nil
	}
	return nil, &UsageError{"the file's name must end in .csv or .xlsx, or be - for a CSV on standard output"}
}
