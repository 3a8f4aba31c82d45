package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/config"
)

func TestHeadingsOfAnInstallation(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if heads, err := formatPT(""); heads != nil || err != nil {
		t.Errorf("no file: %v, %v", heads, err)
	}
	raw, err := os.ReadFile("../publish/format_pt.json")
	if err != nil {
		t.Fatal(err)
	}
	heads, err := formatPT(file("own.json", strings.Replace(string(raw), "Linea di azione", "Azione", 1)))
	if err != nil || heads.Line != "Azione" {
		t.Errorf("a file of one's own: %+v, %v", heads, err)
	}
	for _, wrong := range []string{filepath.Join(folder, "none"), folder, file("half.json", `{"title": "x"}`), file("large.json", strings.Repeat(" ", maxHeadings+1))} {
		var named *config.Error
		if _, err := formatPT(wrong); !errors.As(err, &named) || named.Setting != "format-pt" {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
