package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The open data of a plan: a page that says what there is, with the columns of every table,
// and the files themselves. What a file holds is publish's to say.

// Records is what the pages need of the database beside the boards; *tracker.Tracker is one.
type Records interface {
	// SnapshotPage lists stored daily numbers, SnapshotDays when they were computed.
	SnapshotPage(ctx context.Context, q tracker.SnapshotPageQuery) ([]plan.Snapshot, int, error)
	SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error)
	// OpenDataDays lists the days of which dated files are kept, OpenDataFile gives one.
	OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error)
	OpenDataFile(ctx context.Context, organization string, day plan.Date, name string) (plan.OpenDataFile, error)
}

// dataFolder is where the open data of a plan are, below its address.
const dataFolder = "/dati"

// daysOfNumbers is how far back the file of daily numbers goes; the API has all of them.
const daysOfNumbers = 366

var dataPage = page{template: "dati", build: buildData}

type dataView struct {
	frame
	Datasets  []datasetRow
	Turtle    string
	JSONLD    string
	Licence   string
	SchemaOrg any
	Archive   string
	Feed      string // empty for a past day, as are Calendar and Card
	Calendar  string
	Card      string
	Markup    string
}

type datasetRow struct {
	Name    string
	Title   string
	Text    string
	Rows    int // -1: not counted
	Files   []fileLink
	Columns []columnRow
}

type fileLink struct{ Format, URL, Type, Label string }

type columnRow struct{ Name, Kind, Text string }

func buildData(v *visit) (view, error) {
	c := v.content
	page := &dataView{
		frame:   v.frame(v.say.Plain("data.title"), v.say.Plain("data.description", "name", c.Organization.Name), sectionPlan, false),
		Turtle:  v.links.data("catalogo.ttl"),
		JSONLD:  v.links.data("catalogo.jsonld"),
		Licence: publish.LicenceURL,
	}
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("data.title")})
	page.Archive = v.links.archivePage()
	page.Feed = v.followed(&page.frame, v.links.feed(), c.Organization.Name)
	lang := string(v.say.Language)
	for _, s := range publish.Datasets() {
		row := datasetRow{Name: s.Name, Title: s.Title.In(lang), Text: s.Text.In(lang), Rows: -1, Files: v.dataFiles(s)}
		if s.Name != publish.NumbersName {
			row.Rows = 0
			for range s.Rows(v.data(nil)) {
				row.Rows++
			}
		}
		for _, column := range s.Columns {
			row.Columns = append(row.Columns, columnRow{column.Name, v.say.Plain("data.kind." + string(column.Kind)), column.Text.In(lang)})
		}
		page.Datasets = append(page.Datasets, row)
	}
	if !v.past() {
		page.Calendar, page.Card = v.links.calendar(), v.links.card()
		page.Markup = v.cardMarkup(page.Card, v.say.Plain("card.title", "title", c.Organization.Name))
		page.SchemaOrg = v.catalogue().SchemaOrg(lang)
		page.Links = append(page.Links,
			relLink{"alternate", mediaType(publish.TurtleContentType), v.say.Plain("data.catalogue.turtle"), v.links.data("catalogo.ttl")},
			relLink{"alternate", publish.JSONLDContentType, v.say.Plain("data.catalogue.jsonld"), v.links.data("catalogo.jsonld")})
	}
	return page, nil
}

// dataFiles are the addresses of a dataset in each format.
func (v *visit) dataFiles(s *publish.Dataset) []fileLink {
	var files []fileLink
	for _, format := range publish.Formats {
		name := strings.ToUpper(format)
		files = append(files, fileLink{
			Format: name, URL: v.links.data(s.Name + "." + format), Type: mediaType(dataTypes[format]),
			Label: v.say.Plain("data.download", "title", s.Title.In(string(v.say.Language)), "format", name),
		})
	}
	return files
}

func (v *visit) data(numbers []plan.Snapshot) *publish.Data {
	return &publish.Data{Content: &v.content.Content, Snapshots: numbers, Zone: v.site.clock.Location}
}

func (v *visit) catalogue() publish.Catalogue {
	return publish.Catalogue{Content: &v.content.Content, BaseURL: v.site.base, Zone: v.site.clock.Location}
}

// mediaType is a content type without its parameters.
func mediaType(contentType string) string {
	name, _, _ := strings.Cut(contentType, ";")
	return name
}

var dataTypes = map[string]string{"csv": publish.CSVContentType, "json": publish.JSONContentType, "xlsx": publish.XLSXContentType}

// dataFile serves what is below the folder of the data: a dataset in a format, or the
// catalogue. The names of a dataset and of the catalogue alone are those that RDF knows them
// by: they lead to where they are described.
func (s *Site) dataFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if _, ok := publish.DatasetNamed(name); ok {
		http.Redirect(w, r, "/enti/"+r.PathValue("ipa")+dataFolder+"#"+name, http.StatusSeeOther)
		return
	}
	switch name {
	case "catalogo":
		http.Redirect(w, r, "/enti/"+r.PathValue("ipa")+dataFolder+"#catalogo", http.StatusSeeOther)
	case "catalogo.ttl":
		s.planFile(catalogueFile(publish.TurtleContentType, func(c publish.Catalogue) ([]byte, error) { return c.Turtle(), nil }))(w, r)
	case "catalogo.jsonld":
		s.planFile(catalogueFile(publish.JSONLDContentType, publish.Catalogue.JSONLD))(w, r)
	default:
		base, format, _ := strings.Cut(name, ".")
		set, ok := publish.DatasetNamed(base)
		if !ok || dataTypes[format] == "" {
			anyOrigin(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, s.visit(r), plan.NotFound("file")) })(w, r)
			return
		}
		s.planFile(datasetFile(set, format))(w, r)
	}
}

func catalogueFile(contentType string, write func(publish.Catalogue) ([]byte, error)) file {
	return file{today: true, make: func(v *visit) (prepared.Content, error) {
		body, err := write(v.catalogue())
		return prepared.Content{ContentType: contentType, Body: body}, err
	}}
}

func datasetFile(set *publish.Dataset, format string) file {
	f := file{make: func(v *visit) (prepared.Content, error) {
		var numbers []plan.Snapshot
		if set.Name == publish.NumbersName {
			var err error
			if numbers, err = v.numbers(); err != nil {
				return prepared.Content{}, err
			}
		}
		body, err := writeDataset(set, format, v.data(numbers))
		return prepared.Content{ContentType: mediaType(dataTypes[format]), Body: body, Header: http.Header{
			"Content-Disposition": {`attachment; filename="` + publish.Filename(v.content.Organization.ID, set.Name, v.content.Day, format) + `"`},
		}}, err
	}}
	if set.Name == publish.NumbersName {
		// Numbers are stored when the plan's revision was long there.
		f.vary = func(v *visit) (string, error) {
			days, err := v.site.records.SnapshotDays(v.ctx, v.links.organization, v.content.Day.AddDays(-1), v.content.Day)
			if err != nil {
				return "", err
			}
			return days[v.content.Day].UTC().Format(time.RFC3339Nano) + days[v.content.Day.AddDays(-1)].UTC().Format(time.RFC3339Nano), nil
		}
	}
	return f
}

func writeDataset(set *publish.Dataset, format string, d *publish.Data) ([]byte, error) {
	switch format {
	case "json":
		return set.JSON(d)
	case "xlsx":
		body, ok, err := set.XLSX(d)
		if err == nil && !ok {
			return nil, plan.NotFound("workbook")
		}
		return body, err
	}
	return set.CSV(d)
}

// numbers are the stored ones of the last days up to the one shown, of what is shown.
func (v *visit) numbers() ([]plan.Snapshot, error) {
	rows, _, err := v.site.records.SnapshotPage(v.ctx, tracker.SnapshotPageQuery{
		Organization: v.links.organization, From: v.content.Day.AddDays(1 - daysOfNumbers), To: v.content.Day, Objectives: objectiveCodes(&v.content.Content),
	})
	return rows, err
}

func objectiveCodes(c *board.Content) []string {
	var codes []string
	for _, o := range c.Objectives {
		codes = append(codes, o.Code)
	}
	return codes
}

// data is the address of a file of open data, of the day chosen; the catalogue has none.
func (l links) data(name string) string {
	address := l.root() + dataFolder + "/" + name
	if strings.HasPrefix(name, "catalogo") {
		return address
	}
	return address + query(paramDay, l.day.String())
}

func (l links) dataPage() string { return l.own(dataFolder) }

// dataLinks are every download, for the ente's page.
func (v *visit) dataLinks() []datasetRow {
	var rows []datasetRow
	for _, s := range publish.Datasets() {
		rows = append(rows, datasetRow{Name: s.Name, Title: s.Title.In(string(v.say.Language)), Files: v.dataFiles(s)})
	}
	return rows
}
