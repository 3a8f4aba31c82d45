package house_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Bootstrap Italia's names of classes, as far as the pages might use them.
var italia = regexp.MustCompile(`["\s](?:btn|nav|navbar|it-header|it-footer|it-brand|row|col|container)(?:-[a-z0-9]+)+["\s]`)

// The build leaves out the rules of Bootstrap Italia for which no template and no script has the class: a class that Go code
// puts into a page has to be named to it.
func TestClassesThatCodeWritesAreKept(t *testing.T) {
	kept := readAll(t, filepath.Join(root, "ui/plugins/unused.ts"))
	err := filepath.WalkDir(filepath.Join(root, "ui/templates"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			kept += readAll(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, pattern := range []string{"web/*.go", "web/*/*.go", "api/*.html"} {
		files, err := filepath.Glob(filepath.Join(root, "internal", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, class := range italia.FindAllString(readAll(t, file), -1) {
				found++
				if class = strings.Trim(class, "\" \n\t"); !strings.Contains(kept, class) {
					t.Errorf("%s writes the class %s, which ui/plugins/unused.ts does not know", file, class)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no class was found: not even btn-danger")
	}
}

func readAll(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
