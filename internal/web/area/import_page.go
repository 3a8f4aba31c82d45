package area

import (
	"context"
	"html/template"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

type importView struct {
	frame
	File, Kind string
	At         template.HTML
	By         string
	Trial      bool
	// Waiting: it has not ended. Refresh is the page itself.
	Waiting bool
	Refresh string
	State   template.HTML
	// Counts say what it comes to, one sentence for each sort of row.
	Counts []template.HTML
	// Changed are the first rows that change something; More says how many others there are.
	Changed []changedRow
	More    template.HTML
	Refused []plan.ImportLine
	// RefusedNote says what to do about them.
	RefusedNote template.HTML
	Looks       []plan.ImportLine
	LeftOut     template.HTML
	Missing     []string
	Offices     string

	Failed  bool
	Failure []template.HTML

	// Confirm offers to import it for real; Nothing says why it does not.
	Confirm    bool
	Nothing    template.HTML
	ColumnsURL string
	// Strange are the columns that were taken for nothing; Chosen: somebody said so.
	Strange  []string
	Chosen   bool
	Columns  template.HTML
	NextURL  string // the import that took this trial's file over
	NextReal bool
	Gone     bool // the file is not kept any more
	BackURL  string
	PlanURL  string
}

// changedRow is a row that changes something, with the word for what.
type changedRow struct {
	plan.ImportLine
	Word string
}

// importWait is how long a page waits for an import that is under way: most end while the
// page would be on its way.
const importWait = 3 * time.Second

// importPage shows how far an import is and what it comes to; of a trial, it lets it be
// confirmed.
func (s *Site) importPage(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		receipt, err := s.Tracker.ConfirmImport(v.write(f), v.ipa, v.arg("importazione"))
		s.importQueued(err)
		return v.at(ImportsPath + "/" + receipt.ID), err
	}, func(*form) (reply, error) {
		if _, err := v.staff(); err != nil {
			return nil, err
		}
		r, err := s.importSettled(v.ctx(), v.ipa, v.arg("importazione"))
		if err != nil {
			return nil, err
		}
		page := v.importView(r)
		if page.NextURL != "" {
			if next, err := s.Tracker.ImportRun(v.ctx(), v.ipa, r.FollowedBy); err == nil {
				page.NextReal = !next.DryRun
			} else if plan.KindOf(err) == plan.KindNotFound {
				page.NextURL = ""
			} else {
				return nil, err
			}
		}
		page.frame = v.frame(v.importTitle(r), sectionImports)
		page.Crumbs = []crumb{{v.say.Plain("imports.title"), v.at(ImportsPath)}, {Text: r.FileName}}
		if page.Waiting {
			page.script(v, "assets/ts/imports.ts")
		}
		return v.page("importazione", page)
	})
}

// importSettled gives an import, and waits a little for one that is under way here.
func (s *Site) importSettled(ctx context.Context, organization, id string) (plan.ImportRun, error) {
	r, err := s.Tracker.ImportRun(ctx, organization, id)
	if err != nil || r.Ended() || s.ImportQueued == nil {
		return r, err
	}
	patience, cancel := context.WithTimeout(ctx, importWait)
	defer cancel()
	ticker := time.NewTicker(importWait / 15)
	defer ticker.Stop()
	for err == nil && !r.Ended() {
		select {
		case <-patience.Done():
			return r, nil
		case <-ticker.C:
			r, err = s.Tracker.ImportRun(ctx, organization, id)
		}
	}
	return r, err
}

func (v *visit) importTitle(r plan.ImportRun) string {
	switch {
	case r.State == plan.ImportFailed:
		return v.say.Plain("imports.one.failed")
	case !r.Ended():
		return v.say.Plain("imports.one.waiting")
	case r.DryRun:
		return v.say.Plain("imports.one.trial")
	}
	return v.say.Plain("imports.one.done")
}

func (v *visit) importView(r plan.ImportRun) *importView {
	page := &importView{
		File: r.FileName, Kind: v.say.Plain("imports.kind." + r.Kind), At: v.instant(r.RecordedAt), By: v.say.Plain("area.role." + string(r.By.Role)),
		Trial: r.DryRun, Waiting: !r.Ended(), Refresh: v.at(ImportsPath + "/" + r.ID), Failed: r.State == plan.ImportFailed,
		BackURL: v.at(ImportsPath),
	}
	if !r.DryRun {
		page.PlanURL = v.at(objectivesPath)
	}
	page.State = v.say.T("imports.state." + string(r.State))
	if page.Waiting {
		return page
	}
	if r.FollowedBy != "" {
		page.NextURL = v.at(ImportsPath + "/" + r.FollowedBy)
	}
	if page.Failed {
		page.Failure = v.importFailure(r)
	}
	c := r.Report.Counts
	how := "imports.real."
	if r.DryRun {
		how = "imports.trial."
	}
	for _, one := range []struct {
		what string
		n    int
	}{{"created", c.Created}, {"updated", c.Updated}, {"unchanged", c.Unchanged}, {"refused", c.Refused}, {"skipped", r.Report.Skipped}} {
		if one.n > 0 {
			page.Counts = append(page.Counts, v.say.N(how+one.what, one.n))
		}
	}
	for _, l := range r.Report.Lines {
		if l.Outcome == plan.RowRefused {
			page.Refused = append(page.Refused, l)
		} else {
			page.Looks = append(page.Looks, l)
		}
	}
	for _, l := range r.Report.Changed {
		page.Changed = append(page.Changed, changedRow{l, v.say.Plain("imports.outcome." + string(l.Outcome))})
	}
	if more := c.Created + c.Updated - len(page.Changed); more > 0 && len(page.Changed) > 0 {
		page.More = v.say.N("imports.more", more)
	}
	page.RefusedNote = v.say.T("imports.refused.note")
	if r.DryRun && r.FileKept && len(r.Columns.Columns) > 0 {
		page.RefusedNote = v.say.T("imports.refused.note.columns")
	}
	if r.Report.LeftOut > 0 {
		page.LeftOut = v.say.N("imports.left_out", r.Report.LeftOut)
	}
	page.Missing = r.Report.Missing
	page.Offices = strings.Join(r.Report.Offices, ", ")
	page.Confirm = r.State == plan.ImportDone && r.DryRun && r.FileKept && c.Created+c.Updated > 0
	if r.State == plan.ImportDone && c.Created+c.Updated == 0 {
		page.Nothing = v.say.T("imports.trial.nothing")
		if c.Refused > 0 {
			page.Nothing = v.say.T("imports.trial.none")
		}
	}
	page.Gone = r.DryRun && !r.FileKept && r.FollowedBy == "" && !page.Failed
	if r.DryRun && r.FileKept && len(r.Columns.Columns) > 0 {
		page.ColumnsURL = v.at(ImportsPath + "/" + r.ID + "/colonne")
		page.Chosen = len(r.Mapping.Columns) > 0
		known := 0
		for _, column := range r.Columns.Columns {
			switch {
			case column.Key != "":
				known++
			case !column.Unused:
				page.Strange = append(page.Strange, column.Title)
			}
		}
		page.Columns = v.say.N("imports.columns.known", known, "all", len(r.Columns.Columns))
		if known == 0 {
			page.Columns = v.say.T("imports.columns.none")
		}
		if r.Columns.Issues {
			page.Columns = v.say.T("imports.columns.issues") + " " + page.Columns
		}
	}
	return page
}

// importFailure says why an import failed and what to do about it.
func (v *visit) importFailure(r plan.ImportRun) []template.HTML {
	var said []template.HTML
	for _, p := range r.Report.Problems {
		if key := "rule." + p.Rule; v.say.Has(key) {
			said = append(said, v.say.T(key))
		}
	}
	if key := "rule." + r.Report.Rule; r.Report.Rule != "" && v.say.Has(key) && len(said) == 0 {
		said = append(said, v.say.T(key))
	}
	if len(said) == 0 {
		said = append(said, v.say.T("imports.failure.unknown"))
	}
	if !r.DryRun {
		said = append(said, v.say.T("imports.failure.real"))
	}
	return said
}
