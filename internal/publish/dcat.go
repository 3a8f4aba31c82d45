package publish

import (
	"net/url"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Content types of the catalogue.
const (
	TurtleContentType = "text/turtle; charset=utf-8"
	JSONLDContentType = "application/ld+json"
)

// Formats of the files of a dataset, as extensions of their addresses.
var Formats = []string{"csv", "json", "xlsx"}

// Catalogue is an organization's open data in the Italian profile of DCAT (DCAT-AP_IT).
type Catalogue struct {
	Content *board.Content
	// BaseURL is the address of the installation, without a slash at its end.
	BaseURL string
	// Zone is the one in which days begin; required.
	Zone *time.Location
}

// Vocabularies.
const (
	nsDCAT  = "http://www.w3.org/ns/dcat#"
	nsIT    = "http://dati.gov.it/onto/dcatapit#"
	nsDCT   = "http://purl.org/dc/terms/"
	nsFOAF  = "http://xmlns.com/foaf/0.1/"
	nsVCARD = "http://www.w3.org/2006/vcard/ns#"
	nsXSD   = "http://www.w3.org/2001/XMLSchema#"
	nsOWL   = "http://www.w3.org/2002/07/owl#"

	euAuthority = "http://publications.europa.eu/resource/authority/"
	euLicence   = euAuthority + "licence/CC_BY_4_0"
	euTheme     = euAuthority + "data-theme/GOVE"
)

var euFormats = map[string]string{
	"csv": euAuthority + "file-type/CSV", "json": euAuthority + "file-type/JSON", "xlsx": euAuthority + "file-type/XLSX",
}

var mediaTypes = map[string]string{
	"csv": "https://www.iana.org/assignments/media-types/text/csv", "json": "https://www.iana.org/assignments/media-types/application/json",
	"xlsx": "https://www.iana.org/assignments/media-types/" + XLSXContentType,
}

// Folder is where an organization's open data are, below the installation's address.
func Folder(organization string) string { return "/enti/" + url.PathEscape(organization) + "/dati" }

// Turtle writes the catalogue as RDF in Turtle.
func (c Catalogue) Turtle() []byte { return c.graph().turtle() }

// JSONLD writes the same statements as JSON-LD.
func (c Catalogue) JSONLD() ([]byte, error) {
	return c.graph().jsonLD("dcat", nsDCAT, "dcatapit", nsIT, "dct", nsDCT, "foaf", nsFOAF, "vcard", nsVCARD, "xsd", nsXSD, "owl", nsOWL)
}

func (c Catalogue) graph() *graph {
	g := newGraph()
	o := &c.Content.Organization
	page := c.BaseURL + Folder(o.ID)
	self, agent, contact, licence := page+"/catalogo", page+"#ente", page+"#contatto", euLicence
	modified := c.modified()
	g.about(self, nsDCAT+"Catalog", nsIT+"Catalog").
		say(nsDCT+"title", Bilingual{"Dati aperti del piano digitale, " + o.Name, "Open data of the digital plan, " + o.Name}.objects()...).
		say(nsDCT+"description", Bilingual{
			"Obiettivi, traguardi, aggiornamenti, riunioni, finanziamenti e indicatori del piano digitale di " + o.Name + ".",
			"Objectives, milestones, updates, meetings, fundings and indicators of the digital plan of " + o.Name + ".",
		}.objects()...).
		say(nsDCT+"publisher", iri(agent)).
		say(nsDCT+"modified", date(modified)).
		say(nsDCT+"language", iri(euAuthority, "language/ITA")).
		say(nsDCT+"license", iri(licence)).
		say(nsDCAT+"themeTaxonomy", iri(euAuthority, "data-theme")).
		say(nsFOAF+"homepage", iri(page))
	for _, s := range Datasets() {
		g.about(self).say(nsDCAT+"dataset", iri(page, "/", s.Name))
	}
	for _, s := range Datasets() {
		c.dataset(g, s, page, agent, contact, modified)
	}
	g.about(agent, nsIT+"Agent", nsFOAF+"Agent").
		say(nsDCT+"identifier", literal(o.ID)).
		say(nsFOAF+"name", object{text: o.Name, lang: "it"})
	c.contact(g, contact, page)
	g.about(licence, nsDCT+"LicenseDocument", nsIT+"LicenseDocument").
		say(nsFOAF+"name", literal("Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)")).
		say(nsDCT+"type", iri("http://purl.org/adms/licencetype/Attribution")).
		say(nsOWL+"versionInfo", literal("4.0"))
	return g
}

func (c Catalogue) dataset(g *graph, s *Dataset, page, agent, contact string, modified plan.Date) {
	o := &c.Content.Organization
	frequency := "UPDATE_CONT"
	if s.Daily {
		frequency, modified = "DAILY", c.Content.Day
	}
	self := page + "/" + s.Name
	d := g.about(self, nsDCAT+"Dataset", nsIT+"Dataset").
		say(nsDCT+"identifier", literal(o.ID+":"+s.Name)).
		say(nsDCT+"title", Bilingual{s.Title.It + ", " + o.Name, s.Title.En + ", " + o.Name}.objects()...).
		say(nsDCT+"description", s.Text.objects()...).
		say(nsDCT+"modified", date(modified)).
		say(nsDCAT+"theme", iri(euTheme)).
		say(nsDCT+"rightsHolder", iri(agent)).
		say(nsDCT+"publisher", iri(agent)).
		say(nsDCT+"creator", iri(agent)).
		say(nsDCT+"accrualPeriodicity", iri(euAuthority, "frequency/", frequency)).
		say(nsDCT+"accessRights", iri(euAuthority, "access-right/PUBLIC")).
		say(nsDCT+"language", iri(euAuthority, "language/ITA")).
		say(nsDCAT+"contactPoint", iri(contact)).
		say(nsDCAT+"landingPage", iri(page)).
		say(nsDCAT+"keyword", object{text: "piano digitale", lang: "it"}, object{text: strings.ToLower(s.Title.It), lang: "it"})
	for _, format := range Formats {
		d.say(nsDCAT+"distribution", iri(self, "#", format))
	}
	for _, format := range Formats {
		g.about(self+"#"+format, nsDCAT+"Distribution", nsIT+"Distribution").
			say(nsDCT+"title", Bilingual{s.Title.It + " in " + strings.ToUpper(format), s.Title.En + " as " + strings.ToUpper(format)}.objects()...).
			say(nsDCT+"description", s.Text.objects()...).
			say(nsDCT+"format", iri(euFormats[format])).
			say(nsDCAT+"mediaType", iri(mediaTypes[format])).
			say(nsDCT+"license", iri(euLicence)).
			say(nsDCT+"modified", date(modified)).
			say(nsDCAT+"accessURL", iri(page)).
			say(nsDCAT+"downloadURL", iri(self, ".", format))
	}
}

// contact is whom to ask: the organization at the address that it gave, or at its page.
func (c Catalogue) contact(g *graph, self, page string) {
	o := &c.Content.Organization
	s := g.about(self, nsIT+"Organization", nsVCARD+"Organization").say(nsVCARD+"fn", literal(o.Name))
	switch {
	case strings.HasPrefix(o.ContactURL, "mailto:"):
		s.say(nsVCARD+"hasEmail", iri(o.ContactURL))
	case o.ContactURL != "":
		s.say(nsVCARD+"hasURL", iri(o.ContactURL))
	case o.WebsiteURL != "":
		s.say(nsVCARD+"hasURL", iri(o.WebsiteURL))
	default:
		s.say(nsVCARD+"hasURL", iri(page))
	}
}

// modified is the day of the last change; of an empty plan the one shown.
func (c Catalogue) modified() plan.Date {
	last := LastChange(c.Content)
	if last.IsZero() {
		return c.Content.Day
	}
	return plan.DateOf(last, c.Zone)
}

func date(d plan.Date) object { return object{text: d.String(), datatype: nsXSD + "date"} }

// SchemaOrg describes the open data for search engines: a schema.org DataCatalog with a
// Dataset for each table, to be put into a page as JSON.
func (c Catalogue) SchemaOrg(lang string) any {
	o := &c.Content.Organization
	page := c.BaseURL + Folder(o.ID)
	publisher := orderedObject{{"@type", "GovernmentOrganization"}, {"name", o.Name}, {"identifier", o.ID}}
	if o.WebsiteURL != "" {
		publisher = append(publisher, member{"url", o.WebsiteURL})
	}
	var all []orderedObject
	for _, s := range Datasets() {
		var files []orderedObject
		for _, format := range Formats {
			files = append(files, orderedObject{
				{"@type", "DataDownload"}, {"encodingFormat", strings.TrimPrefix(mediaTypes[format], "https://www.iana.org/assignments/media-types/")},
				{"contentUrl", page + "/" + s.Name + "." + format},
			})
		}
		all = append(all, orderedObject{
			{"@type", "Dataset"}, {"@id", page + "/" + s.Name}, {"identifier", o.ID + ":" + s.Name}, {"name", s.Title.In(lang) + ", " + o.Name},
			{"description", s.Text.In(lang)}, {"license", LicenceURL}, {"isAccessibleForFree", true}, {"inLanguage", "it"},
			{"dateModified", c.modified().String()}, {"creator", publisher}, {"publisher", publisher}, {"distribution", files},
		})
	}
	return orderedObject{
		{"@context", "https://schema.org"}, {"@type", "DataCatalog"}, {"@id", page + "/catalogo"}, {"url", page},
		{"name", Bilingual{"Dati aperti, " + o.Name, "Open data, " + o.Name}.In(lang)}, {"license", LicenceURL}, {"publisher", publisher}, {"dataset", all},
	}
}
