package backup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Folder is where dated backups are kept.
type Folder struct {
	Path string
	// Days and Weeks are how many are kept: the backups of the last so many days that have one,
	// and the last backup of each of the last so many weeks that have one.
	Days, Weeks int
}

const dayLayout = "2006-01-02"

// dated are the names that Name gives. Nothing else in the folder is ever touched.
var dated = regexp.MustCompile(`^traguardi-(\d{4}-\d{2}-\d{2})\.backup\.gz$`)

// Name is the file of a day.
func (f Folder) Name(day time.Time) string {
	return filepath.Join(f.Path, "traguardi-"+day.Format(dayLayout)+".backup.gz")
}

// leftFor is how long a file that nobody finished may lie about: longer than any backup takes.
const leftFor = 24 * time.Hour

// Prune deletes the backups that are not to be kept any more, and files that were begun long before
// now and never finished. It gives the names that it deleted, in order.
func (f Folder) Prune(now time.Time) (deleted []string, err error) {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return nil, err
	}
	days := map[string]time.Time{}
	var errs []error
	remove := func(name string) {
		if err := os.Remove(filepath.Join(f.Path, name)); err != nil {
			errs = append(errs, err)
			return
		}
		deleted = append(deleted, name)
	}
	for _, e := range entries {
		if match := dated.FindStringSubmatch(e.Name()); match != nil && e.Type().IsRegular() {
			if day, err := time.Parse(dayLayout, match[1]); err == nil {
				days[e.Name()] = day
			}
		}
		if strings.HasPrefix(e.Name(), partial+"traguardi-") {
			info, err := e.Info()
			if err == nil && now.Sub(info.ModTime()) > leftFor {
				remove(e.Name())
			}
		}
	}
	for _, name := range f.superfluous(days) {
		remove(name)
	}
	return deleted, errors.Join(errs...)
}

// superfluous picks the files that neither Days nor Weeks keep.
func (f Folder) superfluous(days map[string]time.Time) []string {
	var newest []string
	for name := range days {
		newest = append(newest, name)
	}
	slices.SortFunc(newest, func(a, b string) int { return strings.Compare(b, a) })
	var out []string
	weeks := map[string]bool{}
	for i, name := range newest {
		year, number := days[name].ISOWeek()
		week := fmt.Sprint(year, "-", number)
		firstOfWeek := !weeks[week]
		weeks[week] = true
		if i >= f.Days && (!firstOfWeek || len(weeks) > f.Weeks) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
