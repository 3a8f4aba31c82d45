package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type importCatalogueCommand struct {
	app.CommonSettings `embed:""`
	importFlags        `embed:""`
	Edition            string `required:"" help:"Code of the edition, which objectives name: pt-2024-2026." placeholder:"pt-2024-2026"`
	EditionName        string `help:"What people read; needed the first time." placeholder:"Piano triennale 2024-2026"`
	EditionDate        string `help:"Month in which the edition came out, by which editions are ordered." placeholder:"2024-01"`
}

// Run brings in a file, or the CSV files of a folder.
func (c *importCatalogueCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		from, bar := c.in(s)
		edition := app.CatalogueEdition{Code: c.Edition, Name: c.EditionName, Published: c.EditionDate}
		reports, err := i.ImportCatalogue(ctx, from, edition, func(file string) error {
			bar.clear()
			_, err := fmt.Fprintf(s.out, "# %s\n", file)
			return err
		})
		bar.clear()
		var created, updated, unchanged, refused int
		for _, r := range reports {
			created, updated = created+r.Counts.Created, updated+r.Counts.Updated
			unchanged, refused = unchanged+r.Counts.Unchanged, refused+r.Counts.Refused
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%d created, %d updated, %d unchanged, %d refused\n", created, updated, unchanged, refused)
		return err
	})
}
