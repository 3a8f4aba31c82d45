package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Import is a file that was handed in to be imported in the background.
type Import struct {
	ID         string         `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Kind       string         `json:"kind" enum:"pa-digitale-2026,plan" example:"plan" doc:"The sort of file."`
	FileName   string         `json:"file_name" maxLength:"200" example:"piano.csv" doc:"What the file is called."`
	DryRun     bool           `json:"dry_run" example:"true" doc:"Whether it only tells what would change."`
	State      string         `json:"state" enum:"queued,running,done,failed" example:"done" doc:"How far it is. What a failed one took over before stays; handing the file in again is safe."`
	Reason     *string        `json:"reason" nullable:"true" maxLength:"2000" example:"the column codice_cup is missing" doc:"Why it failed."`
	RecordedAt string         `json:"recorded_at" format:"date-time" maxLength:"35" example:"2026-11-27T10:00:00.000+01:00" doc:"When it was handed in."`
	FinishedAt *string        `json:"finished_at" nullable:"true" format:"date-time" maxLength:"35" example:"2026-11-27T10:00:02.000+01:00" doc:"When it ended."`
	ActorRole  string         `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"editor" doc:"The role of whoever handed it in."`
	Created    int            `json:"created" format:"int32" minimum:"0" maximum:"2147483647" example:"10" doc:"Rows that something was made of."`
	Updated    int            `json:"updated" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows that changed something."`
	Unchanged  int            `json:"unchanged" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows that said nothing new."`
	Refused    int            `json:"refused" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"Rows that could not be taken."`
	Skipped    int            `json:"skipped" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Rows of other organizations, which were passed over."`
	Lines      []ImportLine   `json:"lines" minItems:"0" maxItems:"1000" doc:"The first rows that were refused or are worth a second look."`
	Changed    []ImportLine   `json:"changes" minItems:"0" maxItems:"100" doc:"The first rows that something was made of, or that changed something."`
	LeftOut    int            `json:"lines_left_out" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"How many more there are."`
	Missing    []string       `json:"missing" minItems:"0" maxItems:"1000" maxLength:"64" example:"[\"OB-01.3\"]" doc:"What came from an earlier file of the plan and is in this one no more; it stays in the plan."`
	Offices    []string       `json:"offices_added" minItems:"0" maxItems:"20000" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"[\"tributi\"]" doc:"Codes of the offices that were added."`
	Mapping    PlanMapping    `json:"mapping" doc:"How a file of a plan was to be read."`
	Sheet      *string        `json:"sheet" nullable:"true" maxLength:"300" example:"Piano" doc:"The sheet of the workbook that was read, of a trial run."`
	Columns    []ImportColumn `json:"columns" minItems:"0" maxItems:"200" doc:"The columns of a file of a plan, of a trial run as long as its file is kept: what each was taken for."`
	FileKept   bool           `json:"file_kept" example:"true" doc:"Whether the file of a trial run is kept still, so that it can be confirmed or mapped: for a day, until another import takes it over."`
	FollowedBy *string        `json:"followed_by" nullable:"true" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The import that took the file of this trial run over."`
}

// ImportLine is what is told of one row of a file.
type ImportLine struct {
	Line    int    `json:"line" format:"int32" minimum:"0" maximum:"2147483647" example:"1824" doc:"Where the row begins in the file; the header is line 1."`
	Key     string `json:"key" maxLength:"2000" example:"c_m403 G31F22000130006" doc:"What names the row."`
	Name    string `json:"name" maxLength:"120" example:"Gara per il sito" doc:"What people call it, shortened; empty where the file does not say it."`
	Outcome string `json:"outcome" enum:"created,updated,unchanged,refused" example:"refused" doc:"What became of it."`
	Why     string `json:"why" maxLength:"2000" example:"il CUP manca o non ha la forma prevista" doc:"The reason, in Italian."`
}

// ImportFile is the body of an import: the file as it is.
type ImportFile string

// InImport is embedded below /imports/{import}.
type InImport struct {
	InOrganization
	Import string `path:"import" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The import's id."`
}

type importsInput struct {
	InOrganization
	Sort string `query:"sort" enum:"recorded_at,-recorded_at" example:"-recorded_at" doc:"The order; the last one first where it is absent."`
	Paging
}

type newImportInput struct {
	InOrganization
	Kind     string    `query:"kind" enum:"pa-digitale-2026,plan" example:"pa-digitale-2026" doc:"The sort of file; pa-digitale-2026 where it is absent."`
	FileName string    `query:"file_name" maxLength:"200" format:"pattern=^[^\\x00-\\x1F]*$" example:"candidature_finanziate_143.csv" doc:"What the file is called: the source that fundings name, and where the measure is taken from if the rows tell none."`
	Office   string    `query:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"transizione-digitale" doc:"Of applications: the office that objectives and milestones are given to; a placeholder where it is absent."`
	Measure  string    `query:"measure" maxLength:"20" format:"pattern=^[0-9.]+$" example:"1.4.3" doc:"Of applications: the measure of rows that do not tell it."`
	Mapping  string    `query:"mapping" maxLength:"20000" example:"{\"columns\":[{\"column\":\"due_on\",\"title\":\"Termine\"}]}" doc:"Of a plan: how the file is to be read, as the JSON object that import-mapping takes."`
	DryRun   FlagParam `query:"dry_run" example:"true" doc:"Whether to tell what would change, and change nothing. The file is kept for a day then, so that it can be confirmed."`
	IdempotencyKey
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
		title: "Import a file", text: "Takes a file to be imported in the background on behalf of whoever sends it. Of kind pa-digitale-2026: funded applications (CSV as published, at most 48 MiB), of which the rows of the organization are taken and those of others passed over. Of kind plan: a plan, one row for each milestone (CSV or XLSX, at most 10 MiB). The answer's Location tells how far it is. Sending the same file again changes nothing. For the editor and the admin; a mapping that adds offices for the admin alone.",
		answer: Import{}, status: http.StatusAccepted, body: ImportFile(""), bodyMedia: []string{mediaCSV, mediaXLSX},
	}, s.createImport)
	register(s, operation{
		method: http.MethodPost, path: all + "/{import}/confirmation", id: "import-confirmation", tag: tagImports,
		title: "Import the file of a trial run", text: "Has the file of a trial run (dry_run) imported just as it was tried, in the background and on behalf of whoever confirms. What the plan holds by then decides what comes of it: what people changed since the trial stays. Confirming again answers with the same import and does nothing. For the editor and the admin.",
		answer: Import{}, status: http.StatusAccepted, body: NewImportConfirmation{},
	}, s.confirmImport)
	register(s, operation{
		method: http.MethodPost, path: all + "/{import}/mapping", id: "import-mapping", tag: tagImports,
		title: "Tell the columns of a plan's file apart", text: "Tries the file of a trial run of a plan again, read as the mapping says. The answer is a new trial run, which the file goes to. For the editor and the admin; a mapping that adds offices for the admin alone.",
		answer: Import{}, status: http.StatusAccepted, body: NewPlanMapping{},
	}, s.mapImport)
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
		Skipped: r.Report.Skipped, LeftOut: r.Report.LeftOut,
		Missing: append([]string{}, r.Report.Missing...), Offices: append([]string{}, r.Report.Offices...),
		Mapping: mappingOf(r.Mapping), Sheet: optionalText(r.Columns.Sheet), Columns: columnsOf(r.Columns), FileKept: r.FileKept,
		FollowedBy: optionalText(r.FollowedBy),
	}
	if !r.FinishedAt.IsZero() {
		out.FinishedAt = optionalText(instant(r.FinishedAt, v.zone))
	}
	out.Lines, out.Changed = importLines(r.Report.Lines), importLines(r.Report.Changed)
	return out
}

func importLines(lines []plan.ImportLine) []ImportLine {
	out := make([]ImportLine, 0, len(lines))
	for _, l := range lines {
		out = append(out, ImportLine{Line: l.Line, Key: l.Key, Name: l.Name, Outcome: string(l.Outcome), Why: l.Why})
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
			{"file_kept", func(i Import) string { return fmt.Sprint(i.FileKept) }},
			{"followed_by", func(i Import) string { return optionalCell(i.FollowedBy) }},
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
	wanted := plan.ImportRun{
		Organization: in.Organization, Kind: orElse(in.Kind, plan.ImportPADigitale),
		Office: in.Office, Measure: in.Measure, DryRun: in.DryRun == "true",
	}
	wanted.FileName = in.FileName
	switch {
	case in.FileName != "":
	case wanted.Kind == plan.ImportPlanFile:
		wanted.FileName = "piano"
	default:
		wanted.FileName = "candidature.csv"
	}
	if in.Mapping != "" {
		body, err := decodeBody[NewPlanMapping]([]byte(in.Mapping), nullAbsent)
		if err != nil {
			return reply{}, err
		}
		wanted.Mapping = body.mapping()
	}
	// Whoever may not is told so before the file is read.
	if err := s.Tracker.MayImport(ctx, wanted); err != nil {
		return reply{}, err
	}
	media := []string{mediaCSV}
	if wanted.Kind == plan.ImportPlanFile {
		media = append(media, mediaXLSX)
	}
	content, err := readFile(in.w, in.r, plan.MaxImportFile(wanted.Kind), media...)
	if err != nil {
		return reply{}, err
	}
	// What is asked for with the file tells requests apart too.
	sum := sha256.Sum256(content)
	ctx, err = idempotent(ctx, in.r, append(sum[:], in.r.URL.RawQuery...))
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.QueueImport(ctx, wanted, content)
	return s.queued(ctx, in.Organization, receipt, err)
}

// queued answers with an import that was just queued.
func (s *server) queued(ctx context.Context, organization string, receipt tracker.Receipt, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	if s.ImportQueued != nil {
		s.ImportQueued()
	}
	v, err := s.after(ctx, organization, receipt)
	if err != nil {
		return reply{}, err
	}
	run, err := s.Tracker.ImportRun(ctx, organization, receipt.ID)
	if err != nil {
		return reply{}, err
	}
	rep := v.created(v.importOf(run), v.Revision, "/organizations/%s/imports/%s", organization, run.ID)
	rep.status = http.StatusAccepted
	return rep, nil
}

type followImportInput struct {
	InImport
	IdempotencyKey
}

// NewImportConfirmation confirms a trial run. There is nothing to choose.
type NewImportConfirmation struct{}

func (s *server) confirmImport(ctx context.Context, in *followImportInput) (reply, error) {
	ctx, _, err := readNew[NewImportConfirmation](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ConfirmImport(ctx, in.Organization, in.Import)
	return s.queued(ctx, in.Organization, receipt, err)
}

func (s *server) mapImport(ctx context.Context, in *followImportInput) (reply, error) {
	ctx, body, err := readNew[NewPlanMapping](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.MapImport(ctx, in.Organization, in.Import, body.mapping())
	return s.queued(ctx, in.Organization, receipt, err)
}

// readFile reads a file that is the whole body, of one of some types.
func readFile(w http.ResponseWriter, r *http.Request, most int, media ...string) ([]byte, error) {
	// The file says for itself how it is written: older ones are not in UTF-8.
	err := checkContentType(w, r, media[0])
	for _, other := range media[1:] {
		if err != nil {
			err = checkContentType(w, r, other)
		}
	}
	if err != nil {
		return nil, plan.Errorf(plan.KindUnsupported, "the body must be %s, not compressed", strings.Join(media, " or "))
	}
	if r.ContentLength > int64(most) {
		return nil, &http.MaxBytesError{Limit: int64(most)}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(most)))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return nil, err
	case err != nil:
		return nil, plan.Errorf(plan.KindMalformed, "the body ended before it was complete").WithCause(err)
	case len(raw) == 0:
		return nil, plan.Errorf(plan.KindMalformed, "the body is empty: a file is needed")
	}
	return raw, nil
}
