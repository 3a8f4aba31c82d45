package app

import (
	"os"

	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/publish"
)

// maxHeadings bounds the file of the headings, in bytes.
const maxHeadings = 1 << 20

// formatPT reads the headings of Format PT that an installation has of its own; nil for the
// program's.
func formatPT(file string) (*publish.FormatPTHeadings, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // none is no mistake
	}
	about, err := os.Stat(file)
	if err != nil {
		return nil, &config.Error{Setting: "format-pt", Rule: "the file cannot be read"}
	}
	if !about.Mode().IsRegular() || about.Size() > maxHeadings {
		return nil, &config.Error{Setting: "format-pt", Rule: "must be a file of at most 1 MiB"}
	}
	raw, err := os.ReadFile(file) //nolint:gosec // named by whoever runs the program
	if err != nil {
		return nil, &config.Error{Setting: "format-pt", Rule: "the file cannot be read"}
	}
	heads, err := publish.ReadFormatPT(raw)
	if err != nil {
		return nil, &config.Error{Setting: "format-pt", Rule: err.Error()}
	}
	return &heads, nil
}
