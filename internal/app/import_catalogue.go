package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
)

// CatalogueEdition is what the command line says of an edition of a national plan.
type CatalogueEdition struct{ Code, Name, Published string }

// ImportCatalogue brings the catalogue of national plans up to a file, or up to every CSV
// file of a folder, each of them one write. begin is told the name of each before its lines
// come, where there are several.
func (i *Installation) ImportCatalogue(ctx context.Context, m Import, e CatalogueEdition, begin func(file string) error) ([]*intake.Report, error) {
	edition := plan.CatalogueEdition{Code: e.Code, Name: e.Name}
	if e.Published != "" {
		month, err := plan.ParseMonth(e.Published)
		if err != nil {
			return nil, &UsageError{"--edition-date: " + err.Error()}
		}
		edition.Published = month
	}
	if !plan.ValidEdition(e.Code) {
		return nil, &UsageError{"--edition: lower-case letters, digits and single hyphens, as in pt-2024-2026"}
	}
	files, err := catalogueFiles(m.File)
	if err != nil {
		return nil, err
	}
	var reports []*intake.Report
	for _, file := range files {
		if len(files) > 1 {
			if err := begin(filepath.Base(file)); err != nil {
				return reports, err
			}
		}
		m.File = file
		report, err := m.read(func(r io.Reader, report *intake.Report) error {
			return intake.ImportCatalogue(asSystem(ctx), r, i.Tracker, intake.CatalogueOptions{Edition: edition, DryRun: m.DryRun}, report)
		})
		if report != nil {
			reports = append(reports, report)
		}
		if err != nil {
			return reports, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return reports, nil
}

// catalogueFiles is the file itself, or the CSV files of a folder by name.
func catalogueFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, nil // what is wrong with it, opening it tells
	}
	entries, err := fs.ReadDir(os.DirFS(path), ".")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.EqualFold(filepath.Ext(entry.Name()), ".csv") {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	if len(files) == 0 {
		return nil, &UsageError{path + " has no CSV file"}
	}
	return files, nil
}
