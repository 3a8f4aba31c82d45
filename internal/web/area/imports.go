package area

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ImportsPath is where files are handed in, below the area of an organization: what is posted
// there may be longer than any other form.
const ImportsPath = "/importazioni"

// planPath is the plan as a file, with .csv or .xlsx behind it.
const planPath = "/piano"

func (s *Site) importRoutes() []route {
	const list = "/area/{ipa}" + ImportsPath
	return []route{
		{pattern: "GET " + list, op: tracker.OpImportQueue, handle: s.imports},
		{pattern: "POST " + list, op: tracker.OpImportQueue, handle: s.handIn},
		{pattern: "GET " + list + "/{importazione}", op: tracker.OpImportQueue, handle: s.importPage},
		{pattern: "POST " + list + "/{importazione}", op: tracker.OpImportConfirm, handle: s.importPage},
		{pattern: "GET " + list + "/{importazione}/colonne", op: tracker.OpImportMap, handle: s.importColumns},
		{pattern: "POST " + list + "/{importazione}/colonne", op: tracker.OpImportMap, handle: s.importColumns},
		{pattern: "GET /area/{ipa}" + planPath + ".csv", op: tracker.OpStaffRead, handle: s.planCSV},
		{pattern: "GET /area/{ipa}" + planPath + ".xlsx", op: tracker.OpStaffRead, handle: s.planXLSX},
	}
}

// The forms of the page, by the kind of file that each takes.
const (
	partApplications = "candidature"
	partPlanFile     = "piano"
)

// shownImports is how many of the last imports the page lists.
const shownImports = 20

type importsView struct {
	frame
	Plan, Applications handInForm
	CSVURL, XLSXURL    string
	Rows               []importRow
}

// handInForm is a form that hands a file in.
type handInForm struct {
	part
	File    field
	Accept  string
	Options []field
}

type importRow struct {
	URL, File, Kind string
	At              template.HTML
	Said            template.HTML
	Bad             bool
}

// imports explains the ways in and out, and lists what came in.
func (s *Site) imports(v *visit) (reply, error) { return s.importsPage(v, &form{}) }

func (s *Site) importsPage(v *visit, f *form) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	runs, err := s.Tracker.ImportRuns(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	page := &importsView{
		Plan: v.planForm(f), Applications: v.applicationsForm(f), CSVURL: v.at(planPath + ".csv"), XLSXURL: v.at(planPath + ".xlsx"),
	}
	for _, r := range runs[:min(len(runs), shownImports)] {
		page.Rows = append(page.Rows, v.importRow(r))
	}
	page.frame = v.frame(v.say.Plain("imports.title"), sectionImports)
	page.Lede = v.say.T("imports.lede")
	return v.page("importazioni", page)
}

func (v *visit) planForm(f *form) handInForm {
	p := v.part(f, partPlanFile, "")
	return handInForm{part: p, Accept: ".csv,.xlsx,text/csv," + mediaXLSX, File: p.fill(field{
		Name: "file", Label: v.say.Plain("imports.plan.file"), Type: "file", Required: true, Hint: v.say.T("imports.plan.file.hint"),
	})}
}

func (v *visit) applicationsForm(f *form) handInForm {
	p := v.part(f, partApplications, "")
	offices := []choice{{"", v.say.Plain("imports.pa.office.none"), false}}
	for _, o := range v.plan.Offices {
		offices = append(offices, choice{o.Code, o.Name, false})
	}
	return handInForm{part: p, Accept: ".csv,text/csv", File: p.fill(field{
		Name: "file", Label: v.say.Plain("imports.pa.file"), Type: "file", Required: true, Hint: v.say.T("imports.pa.file.hint"),
	}), Options: []field{
		p.fill(field{Name: "office", Label: v.say.Plain("imports.pa.office"), Type: "select", Options: offices, Hint: v.say.T("imports.pa.office.hint")}),
		p.fill(field{Name: "measure", Label: v.say.Plain("imports.pa.measure"), Max: plan.MaxShort, Short: true, Hint: v.say.T("imports.pa.measure.hint")}),
	}}
}

// handIn takes a file and has it tried in the background; the page of the trial tells what it
// would do.
func (s *Site) handIn(v *visit) (reply, error) {
	file, err := v.upload("file", plan.MaxImportBytes)
	if err != nil {
		return nil, err
	}
	return v.submit(func(f *form) (string, error) {
		r := plan.ImportRun{Organization: v.ipa, Kind: plan.ImportPlanFile, FileName: file.name, DryRun: true}
		if f.text(fieldPart) == partApplications {
			r.Kind, r.Office, r.Measure = plan.ImportPADigitale, f.text("office"), f.text("measure")
		}
		most := plan.MaxImportFile(r.Kind)
		switch {
		case len(file.content) == 0:
			f.found.Add("file", "import.file", "is needed")
		case len(file.content) > most:
			f.found.Add("file", "import.size", "is too large", most>>20)
		}
		if err := f.err(); err != nil {
			return "", err
		}
		sum := sha256.Sum256(file.content)
		receipt, err := s.Tracker.QueueImport(v.write(f, hex.EncodeToString(sum[:])), r, file.content)
		s.importQueued(err)
		return v.at(ImportsPath + "/" + receipt.ID), err
	}, func(f *form) (reply, error) { return s.importsPage(v, f) })
}

// importQueued has a file that waits looked for.
func (s *Site) importQueued(err error) {
	if err == nil && s.ImportQueued != nil {
		s.ImportQueued()
	}
}

func (v *visit) importRow(r plan.ImportRun) importRow {
	return importRow{
		URL: v.at(ImportsPath + "/" + r.ID), File: r.FileName, Kind: v.say.Plain("imports.kind." + r.Kind), At: v.instant(r.RecordedAt),
		Said: v.importSaid(r), Bad: r.State == plan.ImportFailed,
	}
}

// importSaid tells in a line how far an import is, or what it came to.
func (v *visit) importSaid(r plan.ImportRun) template.HTML {
	switch {
	case r.State == plan.ImportFailed:
		return v.say.T("imports.row.failed")
	case !r.Ended():
		return v.say.T("imports.row." + string(r.State))
	case r.DryRun && r.FollowedBy != "":
		return v.say.T("imports.row.followed")
	case r.DryRun:
		return v.say.T("imports.row.trial", "created", r.Report.Counts.Created, "updated", r.Report.Counts.Updated, "refused", r.Report.Counts.Refused)
	}
	return v.say.T("imports.row.real", "created", r.Report.Counts.Created, "updated", r.Report.Counts.Updated, "refused", r.Report.Counts.Refused)
}

// planCSV is the plan as a file that can be handed in again: how everything stands.
func (s *Site) planCSV(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	return v.file("piano-"+v.ipa+"-"+v.today.String()+".csv", "text/csv; charset=utf-8; header=present", publish.PlanFile{Staff: staff}.CSV())
}

// planXLSX is the same with its history.
func (s *Site) planXLSX(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	raw, err := publish.PlanFile{Staff: staff}.XLSX()
	if err != nil {
		return nil, err
	}
	return v.file("piano-"+v.ipa+"-"+v.today.String()+".xlsx", mediaXLSX, raw)
}
