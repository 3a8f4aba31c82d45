package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// partial begins the name of a file that is being written.
const partial = ".partial-"

// Save writes a backup to a file: write is handed a place to write to and gives the sums of what it
// wrote. The file has its name only once it is whole, on the disk and read back; whatever fails
// before leaves nothing, and a backup that had that name as it was. Only its owner may read it. A
// file of that name that is no backup is never replaced.
func Save(path string, write func(io.Writer) (Sums, error)) (err error) {
	if err := replaceable(path); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, partial+filepath.Base(path)+"-") // 0600
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		err = errors.Join(err, ignore(f.Close(), fs.ErrClosed))
		if !renamed {
			err = errors.Join(err, ignore(os.Remove(f.Name()), fs.ErrNotExist))
		}
	}()
	sums, err := write(f)
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, read, err := Verify(f)
	if err == nil {
		err = sums.Differ(read)
	}
	if err != nil {
		return fmt.Errorf("what was written cannot be read back: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	renamed = true
	return syncFolder(folder)
}

func ignore(err, which error) error {
	if errors.Is(err, which) {
		return nil
	}
	return err
}

// syncFolder makes a new name in a folder last through a power cut.
func syncFolder(path string) error {
	d, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// replaceable refuses a path where something else than a backup is: a slip must not cost a database.
func replaceable(path string) (err error) {
	refusal := fmt.Errorf("%s is there and is no backup: it is not replaced", path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return refusal
	}
	f, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	begins := errors.New("it begins like a backup")
	if _, err := Read(f, func(Header) (Sink, error) { return nil, begins }); !errors.Is(err, begins) {
		return refusal
	}
	return nil
}
