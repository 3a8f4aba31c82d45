package house_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asvs are the requirements of levels 1 and 2 of OWASP ASVS 4.0.3: a section and the numbers of it that are there.
var asvs = map[string]string{
	"1.1": "1-7", "1.2": "1-4", "1.4": "1 4-5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2", "1.10": "1", "1.11": "1-2", "1.12": "2", "1.14": "1-6",
	"2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-6", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6", "2.8": "1-7", "2.9": "1-3", "2.10": "1-4",
	"3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
	"4.1": "1-3 5", "4.2": "1-2", "4.3": "1-3",
	"5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
	"6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
	"7.1": "1-4", "7.2": "1-2", "7.3": "1 3-4", "7.4": "1-3",
	"8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
	"9.1": "1-3", "9.2": "1-4",
	"10.2": "1-2", "10.3": "1-3", "11.1": "1-8",
	"12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
	"13.1": "1 3-5", "13.2": "1-3 5-6", "13.3": "1-2", "13.4": "1-2",
	"14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}

// TestRequirementsHaveTheirProof: docs/security.md has every requirement once; what it says is met names a proof, and
// each proof that it names exists.
func TestRequirementsHaveTheirProof(t *testing.T) {
	_, table, ok := strings.Cut(read(t, "docs/security.md"), "<!-- asvs: begin -->")
	table, _, end := strings.Cut(table, "<!-- asvs: end -->")
	if !ok || !end {
		t.Fatal("docs/security.md has no table between its marks")
	}
	seen := map[string]bool{}
	row := regexp.MustCompile(`(?m)^\| (\d[\d., ]*) \| (.+?) \|(?: (.+?))? \|$`)
	number := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for _, m := range row.FindAllStringSubmatch(table, -1) {
		for _, n := range strings.Split(m[1], ", ") {
			switch {
			case !number.MatchString(n):
				t.Errorf("%q is no requirement", n)
			case seen[n]:
				t.Errorf("%s is there twice", n)
			}
			seen[n] = true
		}
		without := regexp.MustCompile(`^(Does not apply, because|Not met|Partly)`).MatchString(m[2])
		proofs := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(m[3], -1)
		if len(proofs) == 0 && !without {
			t.Errorf("%s: neither a proof nor a reason", m[1])
		}
		for _, p := range proofs {
			if complaint := missingProof(t, p[1]); complaint != "" {
				t.Errorf("%s: %s", m[1], complaint)
			}
		}
	}
	want := requirements(t)
	for _, n := range want {
		if !seen[n] {
			t.Errorf("docs/security.md has no row for %s", n)
		}
		delete(seen, n)
	}
	for n := range seen {
		t.Errorf("%s is no requirement of levels 1 and 2", n)
	}
	if len(want) < 250 || strings.Count(table, "\n| ") < 140 {
		t.Errorf("%d requirements in %d lines", len(want), strings.Count(table, "\n| "))
	}
	if missingProof(t, "house.TestThatIsNotThere") == "" || missingProof(t, "ui/e2e/none.test.mjs") == "" || missingProof(t, "a sentence") == "" {
		t.Error("a proof that is not there would be believed")
	}
}

func requirements(t *testing.T) []string {
	t.Helper()
	var all []string
	for section, numbers := range asvs {
		for _, part := range strings.Fields(numbers) {
			from, to, several := strings.Cut(part, "-")
			if !several {
				to = from
			}
			first, err := strconv.Atoi(from)
			if err != nil {
				t.Fatal(err)
			}
			last, err := strconv.Atoi(to)
			if err != nil {
				t.Fatal(err)
			}
			for i := first; i <= last; i++ {
				all = append(all, section+"."+strconv.Itoa(i))
			}
		}
	}
	return all
}

var goProof = regexp.MustCompile(`^([a-z0-9/]+)\.((?:Test|Fuzz)\w+)$`)

// missingProof says why a proof cannot be one: a Go test, a target of make, or a file.
func missingProof(t *testing.T, proof string) string {
	t.Helper()
	if m := goProof.FindStringSubmatch(proof); m != nil {
		for _, folder := range []string{"internal/" + m[1], m[1]} {
			files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				raw, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(raw), "\nfunc "+m[2]+"(") {
					return ""
				}
			}
		}
		return "there is no test " + proof
	}
	if target, ok := strings.CutPrefix(proof, "make "); ok {
		if strings.Contains(read(t, "Makefile"), "\n"+target+":") {
			return ""
		}
		return "the Makefile has no target " + target
	}
	if proof == ".ci/run" || regexp.MustCompile(`^(ui/e2e/\w+\.test\.mjs|scripts/\w+\.sh)$`).MatchString(proof) {
		if _, err := os.Stat(filepath.Join(root, proof)); err != nil {
			return "there is no file " + proof
		}
		return ""
	}
	if strings.HasPrefix(proof, "--") { // a setting, in passing
		return ""
	}
	return proof + " is no sort of proof"
}

// TestNothingDangerousIsImported: the program starts no other program, loads no code, steps around no type, and draws
// nothing that must not be guessed from a generator that can be.
func TestNothingDangerousIsImported(t *testing.T) {
	never := []string{"os/exec", "plugin", "unsafe", "encoding/gob", "net/rpc", "C", "crypto/md5", "crypto/des", "crypto/rc4", "crypto/sha1"}
	// Those that one package may, and why.
	alone := map[string][]string{
		"math/rand/v2":  {"internal/httpserver"},                                 // identifiers of requests, which are no secrets
		"math/rand":     {},                                                      //
		"text/template": {"internal/mail"},                                       // letters in plain text
		"syscall":       {"cmd/traguardi", "internal/app"},                       // the signals that end it; memory given back
		"encoding/xml":  {"internal/web", "internal/publish", "internal/intake"}, // written; read in workbooks alone
	}
	for _, f := range importsOf(t, os.DirFS(root)) {
		if strings.HasSuffix(f.file, "_test.go") || under(f.file, "internal/testkit") || under(f.file, "bench") || under(f.file, "scripts") {
			continue
		}
		if slices.Contains(never, f.imp) {
			t.Errorf("%s imports %s", f.file, f.imp)
		}
		if who, bounded := alone[f.imp]; bounded && !slices.Contains(who, filepath.ToSlash(filepath.Dir(f.file))) {
			t.Errorf("%s imports %s, which is for %v", f.file, f.imp, who)
		}
		// Nothing that somebody names is fetched: who speaks HTTP as a client is listed.
		if f.imp == "net/http" && regexp.MustCompile(`http\.((Get|Post|Head|PostForm)\(|DefaultClient|Client\{)`).MatchString(read(t, f.file)) &&
			!slices.Contains([]string{"internal/app/healthcheck.go", "internal/auth/oidc/client.go"}, f.file) {
			t.Errorf("%s speaks HTTP as a client", f.file)
		}
	}
}

// TestTheProgramRunsWithoutPrivileges: what the unit, the image and the compose file take away stays taken away.
func TestTheProgramRunsWithoutPrivileges(t *testing.T) {
	unit := strings.Split(read(t, "ops/systemd/traguardi.service"), "\n")
	for _, setting := range []string{
		"DynamicUser=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "AmbientCapabilities=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
		"PrivateUsers=yes", "PrivateMounts=yes", "ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes",
		"ProtectKernelTunables=yes", "ProtectProc=invisible", "RemoveIPC=yes", "LockPersonality=yes", "MemoryDenyWriteExecute=yes", "RestrictNamespaces=yes", "RestrictRealtime=yes",
		"RestrictSUIDSGID=yes", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallArchitectures=native", "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources",
		"UMask=0077", "StateDirectoryMode=0700", "LimitCORE=0",
	} {
		if !slices.Contains(unit, setting) {
			t.Errorf("the unit has lost %s", setting)
		}
	}
	for _, line := range unit {
		if regexp.MustCompile(`^(User=root|ReadWritePaths=|BindPaths=|CapabilityBoundingSet=.+|AmbientCapabilities=.+)`).MatchString(line) {
			t.Errorf("the unit gives %s", line)
		}
	}
	image := read(t, "Dockerfile")
	last := image[strings.LastIndex(image, "\nFROM "):]
	for _, line := range []string{"FROM gcr.io/distroless/static-debian12:nonroot", "USER 65532:65532"} {
		if !strings.Contains(last, "\n"+line+"\n") {
			t.Errorf("the image has lost %q", line)
		}
	}
	if strings.Contains(last, "\nRUN ") || strings.Contains(last, "USER root") {
		t.Error("something runs in the last stage of the image")
	}
	_, service, _ := strings.Cut(read(t, "ops/compose.yaml"), "\n  traguardi:\n")
	service, _, _ = strings.Cut(service, "\n  postgres:\n")
	for _, line := range []string{"read_only: true", "cap_drop: [ALL]", `security_opt: ["no-new-privileges:true"]`, "tmpfs: [/tmp]", "mem_limit: 512m"} {
		if !strings.Contains(service, "\n    "+line+"\n") {
			t.Errorf("the service of the compose file has lost %q", line)
		}
	}
	if regexp.MustCompile(`(?m)privileged:|network_mode: host|pid: host|cap_add|/var/run/docker\.sock`).MatchString(read(t, "ops/compose.yaml")) {
		t.Error("the compose file gives privileges")
	}
	if !strings.Contains(read(t, "ops/compose.yaml"), "\n  inside:\n    internal: true\n") {
		t.Error("the database's network is not an inner one")
	}
}

// TestScriptsKeepNothing: the scripts of the pages run no text as code and leave nothing in the browser but one switch.
func TestScriptsKeepNothing(t *testing.T) {
	forbidden := regexp.MustCompile(`\b(eval|setTimeout|setInterval)\(\s*['"\x60]|\beval\(|new Function\(|document\.(write|cookie)|outerHTML|insertAdjacentHTML|sessionStorage|indexedDB|localStorage|innerHTML|postMessage\(`)
	// A row of the table comes from the server as it would in the page; keys.ts remembers whether its keys are on.
	allowed := map[string][]string{"ui/assets/ts/table.ts": {"innerHTML"}, "ui/assets/ts/lib/table/sheet.ts": {"innerHTML"}, "ui/assets/ts/lib/keys.ts": {"localStorage"}}
	scripts := 0
	err := fs.WalkDir(os.DirFS(root), "ui/assets/ts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".ts") {
			return err
		}
		scripts++
		for _, found := range forbidden.FindAllString(read(t, p), -1) {
			if !slices.Contains(allowed[p], found) {
				t.Errorf("%s: %s", p, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if scripts < 10 {
		t.Errorf("only %d scripts were read", scripts)
	}
}
