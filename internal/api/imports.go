package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
)

// Import is a file that was handed in to be imported in the background.
type Import struct {
	ID         string       `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Kind       string       `json:"kind" enum:"pa-digitale-2026" example:"pa-digitale-2026" doc:"The sort of file."`
	FileName   string       `json:"file_name" maxLength:"200" example:"candidature_finanziate_143.csv" doc:"What the file is called."`
	DryRun     bool         `json:"dry_run" example:"false" doc:"Whether it only tells what would change."`
	State      string       `json:"state" enum:"queued,running,done,failed" example:"done" doc:"How far it is. What a failed one took over before stays; handing the file in again is safe."`
	Reason     *string      `json:"reason" nullable:"true" maxLength:"2000" example:"the column codice_cup is missing" doc:"Why it failed."`
	RecordedAt string       `json:"recorded_at" format:"date-time" maxLength:"35" example:"2026-11-27T10:00:00.000+01:00" doc:"When it was handed in."`
	FinishedAt *string      `json:"finished_at" nullable:"true" format:"date-time" maxLength:"35" example:"2026-11-27T10:00:02.000+01:00" doc:"When it ended."`
	ActorRole  string       `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"editor" doc:"The role of whoever handed it in."`
	Created    int          `json:"created" format:"int32" minimum:"0" maximum:"2147483647" example:"10" doc:"Rows that something was made of."`
	Updated    int          `json:"updated" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows that changed something."`
	Unchanged  int          `json:"unchanged" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows that said nothing new."`
	Refused    int          `json:"refused" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"Rows that could not be taken."`
	Skipped    int          `json:"skipped" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows of other organizations, which were passed over."`
	Lines      []ImportLine `json:"lines" minItems:"0" maxItems:"1000" doc:"The first rows that were refused or are worth a second look."`
	LeftOut    int          `json:"lines_left_out" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"How many more there are."`
}

// ImportLine is what is told of one row of a file.
type ImportLine struct {
	Line    int    `json:"line" format:"int32" minimum:"0" maximum:"2147483647" example:"1824" doc:"Where the row begins in the file; the header is line 1."`
	Key     string `json:"key" maxLength:"2000" example:"c_m403 G31F22000130006" doc:"What names the row."`
	Outcome string `json:"outcome" enum:"created,updated,unchanged,refused" example:"refused" doc:"What became of it."`
	Why     string `json:"why" maxLength:"2000" example:"il CUP manca o non ha la forma prevista" doc:"The reason, in Italian."`
}

// ImportFile is the body of an import: the file as it is.
type ImportFile string

// InImport is embedded below /imports/{import}.
type InImport struct {
	InOrganization
	Import string `path:"import" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The import's id."`
}

type importsInput struct {
	InOrganization
	Sort string `query:"sort" enum:"recorded_at,-recorded_at" example:"-recorded_at" doc:"The order; the last one first where it is absent."`
	Paging
}

type newImportInput struct {
	InOrganization
	Kind     string    `query:"kind" enum:"pa-digitale-2026" example:"pa-digitale-2026" doc:"The sort of file; pa-digitale-2026 where it is absent."`
	FileName string    `query:"file_name" maxLength:"200" pattern:"^[^\\x00-\\x1F]*$" example:"candidature_finanziate_143.csv" doc:"What the file is called: the source that fundings name, and where the measure is taken from if the rows tell none."`
	Office   string    `query:"office" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"transizione-digitale" doc:"The office that objectives and milestones are given to; a placeholder where it is absent."`
	Measure  string    `query:"measure" maxLength:"20" pattern:"^[0-9.]+$" example:"1.4.3" doc:"The measure of rows that do not tell it."`
	DryRun   FlagParam `query:"dry_run" example:"true" doc:"Whether to tell what would change, and change nothing."`
}

func (s *server) importOperations() {
	const all = "/organizations/{organization}/imports"
	register(s, operation{
		method: http.MethodGet, path: all, id: "imports", tag: tagImports,
		title: "The imports", text: "The last hundred files that were handed in, with what became of them. For members.",
		answer: Page[Import]{}, csv: true, staff: true,
	}, s.imports)
	register(s, operation{
		method: http.MethodPost, path: all, id: "import-creation", tag: tagImports,
		title: "Import a file", text: "Takes a file of funded applications of PA digitale 2026 (CSV as published, at most 48 MiB), to be imported in the background on behalf of whoever sends it: the rows of the organization, those of others are passed over. The answer's Location tells how far it is. Sending the same file again changes nothing. For the editor and the admin.",
		answer: Import{}, status: http.StatusAccepted, body: ImportFile(""), bodyMedia: mediaCSV,
	}, s.createImport)
	register(s, operation{
		method: http.MethodGet, path: all + "/{import}", id: "import", tag: tagImports,
		title: "One import", text: "How far an import is: its state, its counts, the rows that were refused. For members.",
		answer: Import{}, staff: true,
	}, s.oneImport)
}

func (v view) importOf(r plan.ImportRun) Import {
	out := Import{
		ID: r.ID, Kind: r.Kind, FileName: r.FileName, DryRun: r.DryRun, State: string(r.State), Reason: optionalText(r.Reason),
		RecordedAt: instant(r.RecordedAt, v.zone), ActorRole: string(r.By.Role), Created: r.Report.Counts.Created,
		Updated: r.Report.Counts.Updated, Unchanged: r.Report.Counts.Unchanged, Refused: r.Report.Counts.Refused,
		Skipped: r.Report.Skipped, Lines: []ImportLine{}, LeftOut: r.Report.LeftOut,
	}
	if !r.FinishedAt.IsZero() {
		out.FinishedAt = optionalText(instant(r.FinishedAt, v.zone))
	}
	for _, l := range r.Report.Lines {
		out.Lines = append(out.Lines, ImportLine{Line: l.Line, Key: l.Key, Outcome: string(l.Outcome), Why: l.Why})
	}
	return out
}

func (v view) importList() list[plan.ImportRun, Import] {
	return list[plan.ImportRun, Import]{
		keys: map[string]func(plan.ImportRun) string{
			"recorded_at": func(r plan.ImportRun) string { return r.RecordedAt.UTC().Format("2006-01-02T15:04:05.000000000Z") },
		},
		id:   func(r plan.ImportRun) string { return r.ID },
		show: v.importOf,
		columns: []column[Import]{
			{"id", func(i Import) string { return i.ID }},
			{"kind", func(i Import) string { return i.Kind }},
			{"file_name", func(i Import) string { return cell(i.FileName) }},
			{"dry_run", func(i Import) string { return fmt.Sprint(i.DryRun) }},
			{"state", func(i Import) string { return i.State }},
			{"reason", func(i Import) string { return optionalCell(i.Reason) }},
			{"recorded_at", func(i Import) string { return i.RecordedAt }},
			{"finished_at", func(i Import) string { return optionalCell(i.FinishedAt) }},
			{"actor_role", func(i Import) string { return i.ActorRole }},
			{"created", func(i Import) string { return intCell(int64(i.Created)) }},
			{"updated", func(i Import) string { return intCell(int64(i.Updated)) }},
			{"unchanged", func(i Import) string { return intCell(int64(i.Unchanged)) }},
			{"refused", func(i Import) string { return intCell(int64(i.Refused)) }},
			{"skipped", func(i Import) string { return intCell(int64(i.Skipped)) }},
		},
	}
}

func (s *server) imports(ctx context.Context, in *importsInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	runs, err := s.Tracker.ImportRuns(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	return paged(v, v.importList(), in.r, runs, in.Paging, orElse(in.Sort, "-recorded_at"))
}

func (s *server) oneImport(ctx context.Context, in *InImport) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	run, err := s.Tracker.ImportRun(ctx, in.Organization, in.Import)
	if err != nil {
		return reply{}, err
	}
	return v.one(v.importOf(run), v.Revision), nil
}

func (s *server) createImport(ctx context.Context, in *newImportInput) (reply, error) {
	v, err := s.staffView(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	wanted := plan.ImportRun{
		Organization: in.Organization, Kind: orElse(in.Kind, plan.ImportPADigitale), FileName: orElse(in.FileName, "candidature.csv"),
		Office: in.Office, Measure: in.Measure, DryRun: in.DryRun == "true",
	}
	// Whoever may not is told so before the file is read.
	if err := s.Tracker.MayImport(ctx, wanted); err != nil {
		return reply{}, err
	}
	content, err := readFile(in.w, in.r)
	if err != nil {
		return reply{}, err
	}
	run, err := s.Tracker.QueueImport(ctx, wanted, content)
	if err != nil {
		return reply{}, err
	}
	if s.ImportQueued != nil {
		s.ImportQueued()
	}
	rep := v.created(v.importOf(run), v.Revision, "/organizations/%s/imports/%s", in.Organization, run.ID)
	rep.status = http.StatusAccepted
	return rep, nil
}

// readFile reads a file that is the whole body.
func readFile(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	// The file says for itself how it is written: older ones are not in UTF-8.
	if err := checkContentType(w, r, mediaCSV); err != nil {
		return nil, err
	}
	if r.ContentLength > plan.MaxImportBytes {
		return nil, &http.MaxBytesError{Limit: plan.MaxImportBytes}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, plan.MaxImportBytes))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return nil, err
	case err != nil:
		return nil, plan.Errorf(plan.KindMalformed, "the body ended before it was complete").WithCause(err)
	case len(raw) == 0:
		return nil, plan.Errorf(plan.KindMalformed, "the body is empty: a CSV file is needed")
	}
	return raw, nil
}
