package web

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/publish"
)

// The dated files of open data: a list of days, and the files as they were published.

const (
	archiveFolder = dataFolder + "/archivio"
	paramBefore   = "prima"
	archiveDays   = 30
	// mostArchiveDays is how many days the list for programs has.
	mostArchiveDays = 400
)

var archivePage = page{template: "archivio", build: buildArchive, params: func(v *visit) ([]string, bool) {
	// Days are added without a change of the plan: the list is not kept.
	return []string{paramBefore, v.query.Get(paramBefore)}, false
}}

type archiveView struct {
	frame
	Days  []archiveDay
	Older string
	List  string
}

type archiveDay struct {
	Day   plan.Date
	Audit string // head of the audit chain
	Entry int
	Files []archiveFile
}

type archiveFile struct {
	Name, URL, Hash string
	Size            int
}

func buildArchive(v *visit) (view, error) {
	name := v.content.Organization.Name
	page := &archiveView{
		frame: v.frame(v.say.Plain("archive.title"), v.say.Plain("archive.description", "name", name), sectionPlan, false),
		List:  v.links.archive() + ".json",
	}
	page.AsOf, page.Day = nil, plan.Date{}
	page.Crumbs = v.crumbsTo(crumb{v.say.Plain("data.title"), v.links.dataPage()}, crumb{Text: v.say.Plain("archive.title")})
	var before plan.Date
	if asked := v.query.Get(paramBefore); asked != "" {
		day, err := plan.ParseDate(asked)
		if err != nil {
			return nil, plan.NotFound("day")
		}
		before, page.NoIndex = day, true
	}
	days, err := v.site.records.OpenDataDays(v.ctx, v.links.organization, before, archiveDays+1)
	if err != nil {
		return nil, err
	}
	if len(days) > archiveDays {
		days = days[:archiveDays]
		page.Older = v.links.to(v.links.archive(), paramBefore, days[archiveDays-1].Day.String())
	}
	for _, d := range days {
		row := archiveDay{Day: d.Day, Audit: d.AuditHash, Entry: int(d.AuditSequence)}
		for _, f := range d.Files {
			row.Files = append(row.Files, archiveFile{f.Name, v.links.archived(d.Day, f.Name), f.SHA256, f.Size})
		}
		page.Days = append(page.Days, row)
	}
	return page, nil
}

// archiveList is the list of days for programs.
func (s *Site) archiveList(w http.ResponseWriter, r *http.Request) {
	v := s.visit(r)
	if err := s.openPlan(v, r, true); err != nil {
		s.fail(w, r, v, err)
		return
	}
	days, err := s.records.OpenDataDays(r.Context(), v.links.organization, plan.Date{}, mostArchiveDays)
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	type fileJSON struct {
		Name   string `json:"name"`
		URL    string `json:"url"`
		SHA256 string `json:"sha256"`
		Size   int    `json:"size"`
	}
	type dayJSON struct {
		Day           string     `json:"day"`
		MadeAt        string     `json:"made_at"`
		Revision      int64      `json:"revision"`
		AuditSequence int64      `json:"audit_sequence"`
		AuditHash     string     `json:"audit_hash"`
		Files         []fileJSON `json:"files"`
	}
	items := []dayJSON{}
	for _, d := range days {
		item := dayJSON{d.Day.String(), d.MadeAt.In(s.clock.Location).Format(time.RFC3339), d.Revision, d.AuditSequence, d.AuditHash, []fileJSON{}}
		for _, f := range d.Files {
			item.Files = append(item.Files, fileJSON{f.Name, s.base + v.links.archived(d.Day, f.Name), f.SHA256, f.Size})
		}
		items = append(items, item)
	}
	body, err := json.Marshal(map[string]any{"organization": v.links.organization, "licence": publish.LicenceURL, "items": items})
	if err == nil {
		var answer *prepared.Answer
		if answer, err = prepared.New(prepared.Content{ContentType: publish.JSONContentType, Body: body, Header: s.html}); err == nil {
			prepared.Serve(w, r, answer)
			return
		}
	}
	s.fail(w, r, v, err)
}

// forever is the revision of answers that no change of the plan makes old.
const forever = math.MaxInt64

// archivedFile serves a file as it was published: it never changes, and is kept as bytes.
func (s *Site) archivedFile(w http.ResponseWriter, r *http.Request) {
	v := s.visit(r)
	day, err := plan.ParseDate(r.PathValue("day"))
	if err != nil || !plan.ValidOrganizationID(r.PathValue("ipa")) {
		s.fail(w, r, v, plan.NotFound("file"))
		return
	}
	ipa, name := r.PathValue("ipa"), r.PathValue("file")
	key := prepared.Key{Organization: ipa, Revision: forever, Day: day.String(), Path: archiveFolder + "/" + name}
	answer, err := s.cache.Get(r.Context(), key, func(ctx context.Context) (*prepared.Answer, error) {
		f, err := s.records.OpenDataFile(ctx, ipa, day, name)
		if err != nil {
			return nil, err
		}
		header := pageHeader("public, max-age=31536000, immutable")
		header.Set("Content-Disposition", `attachment; filename="`+publish.Filename(ipa, strings.TrimSuffix(f.Name, ".csv"), day, "csv")+`"`)
		if sum, err := hex.DecodeString(f.SHA256); err == nil {
			header.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":")
		}
		return prepared.New(prepared.Content{ContentType: publish.CSVContentType, Body: f.Content, Tag: f.SHA256, Header: header})
	})
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	prepared.Serve(w, r, answer)
}

// archivePage is the page; it has a language, and keeps the day for the way back.
func (l links) archivePage() string { return l.to(l.archive()) }

func (l links) archive() string { return l.root() + archiveFolder }

func (l links) archived(day plan.Date, name string) string {
	return l.archive() + "/" + day.String() + "/" + name
}
