package api

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

// Version of the API, by semantic versioning: a change of the contract raises it.
const Version = "1.0.0"

// apiID tells this API apart in catalogues whatever its title becomes.
const apiID = "6f2b7a8e-5d0c-4c57-9c1e-0d4f3f0e7a11"

// The tags, one per group of resources.
const (
	tagStatus        = "Status"
	tagOrganizations = "Organizations"
	tagOffices       = "Offices"
	tagSectors       = "Sectors"
	tagObjectives    = "Objectives"
	tagMilestones    = "Milestones"
	tagUpdates       = "Updates"
	tagMeetings      = "Meetings"
	tagActions       = "Actions"
	tagCatalogue     = "Catalogue"
	tagFundings      = "Fundings"
	tagImports       = "Imports"
	tagIndicators    = "Indicators"
	tagProgress      = "Progress"
	tagDesk          = "Desk"
	tagSearch        = "Search"
	tagAudit         = "Audit"
	tagAccounts      = "Accounts"
	tagAccount       = "Account"
)

const description = `The plan of a public body and its progress: objectives, milestones with their history, meetings with their decisions and actions, and every figure of the public pages with how it came about.

What is published is open data (CC BY 4.0) and needs no sign-in. Drafts and whatever else is for the staff alone, and every write, need a bearer token of an account with a role in the organization. The pages of the installation itself may use the session of whoever is signed in instead; on behalf of another origin a session is nobody.

**Lists** are objects with items, next and total; next is the cursor of the next page, and the Link field has its whole address. With Accept: text/csv the same rows come as CSV (UTF-8, RFC 4180, with a header).

**Changes** carry in If-Match the ETag of the object as it was read: without it the answer is 428, with one that is out of date 412, and nobody's change is lost. PATCH takes a JSON merge patch (RFC 7396): a field that is absent stays, null makes one empty. A POST with an Idempotency-Key may be repeated safely.

**Refusals** are problems (RFC 9457) with a stable type and, for fields, a list of location, rule and message. They never repeat what was sent.

Days are YYYY-MM-DD and follow the installation's time zone, instants are RFC 3339 with an offset, ratios lie between 0 and 1, and null stands for "not assessed", which is never the same as 0.`

const bearerScheme = "BearerToken"

// config describes the API as a whole.
func (s *server) config(base *url.URL) huma.Config {
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Traguardi", Version: Version, Description: description,
			TermsOfService: "https://" + base.Host + "/note-legali",
			Contact:        s.contact(base),
			License:        &huma.License{Name: "EUPL-1.2", URL: "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"},
			Extensions:     map[string]any{"x-summary": "The plan of a public body and its progress", "x-api-id": apiID},
		},
		Servers: []*huma.Server{{
			// Always https: the document describes the API as it is published, also
			// where a reverse proxy in front of this process adds the encryption.
			URL:         "https://" + base.Host + Prefix,
			Description: "Production: the installation that serves this document",
			Extensions:  map[string]any{"x-internal": false},
		}},
		Tags: []*huma.Tag{
			{Name: tagStatus, Description: "Whether the service works."},
			{Name: tagOrganizations, Description: "The public bodies (enti)."},
			{Name: tagOffices, Description: "Their offices (uffici)."},
			{Name: tagSectors, Description: "The catalogue that objectives choose what they are about from (settori)."},
			{Name: tagObjectives, Description: "What is to be reached (obiettivi), and the confidence that it will be (giudizi)."},
			{Name: tagMilestones, Description: "The dated steps of the objectives (traguardi)."},
			{Name: tagUpdates, Description: "What was reported on the milestones (aggiornamenti), and the reviewers' verdicts (verifiche)."},
			{Name: tagMeetings, Description: "Meetings (riunioni) with their minutes and decisions."},
			{Name: tagActions, Description: "What meetings asked of offices (azioni)."},
			{Name: tagCatalogue, Description: "National plans, edition by edition, and what an organization does about their lines (linee di azione)."},
			{Name: tagFundings, Description: "The money behind the objectives (finanziamenti)."},
			{Name: tagImports, Description: "Files from elsewhere that become part of the plan (importazioni)."},
			{Name: tagIndicators, Description: "What is measured, and the measurements (indicatori)."},
			{Name: tagProgress, Description: "The figures, of today, of any past day, and over time (rilevazioni)."},
			{Name: tagDesk, Description: "What waits for somebody of the staff: the review queue, open questions, the desk, the report for the Giunta."},
			{Name: tagSearch, Description: "Words anywhere in the plan (ricerca)."},
			{Name: tagAudit, Description: "The chained trail of every write."},
			{Name: tagAccounts, Description: "The staff accounts of an organization, for its admin."},
			{Name: tagAccount, Description: "Whoever asks: the own account, where it is signed in, its API tokens."},
		},
		Components: &huma.Components{
			Schemas:   schemas(),
			Headers:   commonHeaders(),
			Responses: refusals(),
			SecuritySchemes: map[string]*huma.SecurityScheme{bearerScheme: {
				Type: "http", Scheme: "bearer", BearerFormat: "opaque",
				Description: "An API token of a staff account, made by its administration and kept hashed. It is an opaque random value, not a JWT; should that ever change, the tokens will be issued and checked as RFC8725 asks.",
			}},
		},
		Security: []map[string][]string{{bearerScheme: {}}},
	}
	return huma.Config{
		OpenAPI: document,
		Formats: map[string]huma.Format{mediaJSON: huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		// Bodies are ours, so this only concerns what huma itself would say.
		DefaultFormat: mediaJSON,
		Transformers:  []huma.Transformer{s.ownProblem},
	}
}

// ownProblem puts a problem of ours in place of whatever error huma would send, which
// repeats the input. It belongs to this API alone: huma.NewError would be everybody's.
func (s *server) ownProblem(hc huma.Context, _ string, v any) (any, error) {
	refused, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	kind := plan.KindMalformed
	if refused.Status >= http.StatusInternalServerError {
		kind = problem.KindInternal
	}
	p := problem.Report(hc.Context(), s.Log, plan.Errorf(kind, "the request could not be read"))
	p.Status = refused.Status
	return p, nil
}

func (s *server) contact(base *url.URL) *huma.Contact {
	contact := &huma.Contact{Name: s.ContactName, URL: s.ContactURL, Email: s.ContactEmail}
	if contact.Name == "" {
		contact.Name = "Traguardi"
	}
	if contact.URL == "" {
		contact.URL = "https://" + base.Host + "/"
	}
	return contact
}

// schemas is a registry that reads the optional fields of bodies as what they hold.
func schemas() huma.Registry {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	for optional, held := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[plan.Opt[string]]():            reflect.TypeFor[string](),
		reflect.TypeFor[plan.Opt[int]]():               reflect.TypeFor[int](),
		reflect.TypeFor[plan.Opt[int64]]():             reflect.TypeFor[int64](),
		reflect.TypeFor[plan.Opt[float64]]():           reflect.TypeFor[float64](),
		reflect.TypeFor[plan.Opt[[]NewLineRef]]():      reflect.TypeFor[[]NewLineRef](),
		reflect.TypeFor[plan.Opt[[]NewMappedColumn]](): reflect.TypeFor[[]NewMappedColumn](),
		reflect.TypeFor[plan.Opt[bool]]():              reflect.TypeFor[bool](),
		reflect.TypeFor[plan.Opt[[]string]]():          reflect.TypeFor[[]string](),
		reflect.TypeFor[plan.Opt[plan.Date]]():         reflect.TypeFor[DayParam](),
		reflect.TypeFor[plan.Opt[NewEvidence]]():       reflect.TypeFor[NewEvidence](),
		reflect.TypeFor[plan.Opt[NewAct]]():            reflect.TypeFor[NewAct](),
		reflect.TypeFor[plan.Opt[[]NewParticipant]]():  reflect.TypeFor[[]NewParticipant](),
		reflect.TypeFor[plan.Opt[[]NewDecision]]():     reflect.TypeFor[[]NewDecision](),
		reflect.TypeFor[plan.Opt[[]NewPointNotes]]():   reflect.TypeFor[[]NewPointNotes](),
		reflect.TypeFor[plan.Opt[NewUpdate]]():         reflect.TypeFor[NewUpdate](),
		reflect.TypeFor[plan.Opt[[]NewUpdateItem]]():   reflect.TypeFor[[]NewUpdateItem](),
	} {
		registry.RegisterTypeAlias(optional, held)
	}
	return registry
}

// Problem is the shape of every refusal, as the document shows it: package problem
// sends it.
type Problem struct {
	Type     string         `json:"type" format:"uri" maxLength:"100" example:"urn:traguardi:problem:invalid" doc:"What sort of refusal it is: stable, for programs to go by."`
	Title    string         `json:"title" maxLength:"100" example:"Refused by a rule" doc:"The same in words."`
	Status   int            `json:"status" format:"int32" minimum:"400" maximum:"599" example:"422" doc:"The HTTP status."`
	Detail   string         `json:"detail,omitempty" maxLength:"1000" example:"one or more fields break a rule" doc:"What was wrong with this request."`
	Instance string         `json:"instance,omitempty" format:"uri" maxLength:"100" example:"urn:uuid:0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"This occurrence, as the log of the installation names it."`
	Errors   []ProblemField `json:"errors,omitempty" minItems:"0" maxItems:"10000" doc:"The fields that break a rule."`
}

// ProblemField is one rule that one field breaks.
type ProblemField struct {
	Location string `json:"location" maxLength:"500" example:"percent" doc:"The field in the body, or query.… for a parameter."`
	Message  string `json:"message" maxLength:"500" example:"must be between 0 and 100" doc:"The rule in words."`
	Rule     string `json:"rule" maxLength:"100" pattern:"^[a-z0-9_.]+$" example:"percent.range" doc:"The rule's stable name, for programs to go by."`
}

// problemOf is a refusal as a part of an answer.
func problemOf(p problem.Problem) *Problem {
	out := &Problem{Type: p.Type, Title: p.Title, Status: p.Status, Detail: p.Detail, Instance: p.Instance}
	for _, f := range p.Errors {
		out.Errors = append(out.Errors, ProblemField{Location: f.Location, Message: f.Message, Rule: f.Rule})
	}
	return out
}

// security: writes and staff reads need a token, other reads may carry one.
func security(o operation) []map[string][]string {
	if o.writes() || o.staff || o.own {
		return []map[string][]string{{bearerScheme: {}}}
	}
	return []map[string][]string{{}, {bearerScheme: {}}}
}

func header(name string) *huma.Param { return &huma.Param{Ref: "#/components/headers/" + name} }

// commonHeaders are the fields of answers.
func commonHeaders() map[string]*huma.Header {
	count := func(text string, example int) *huma.Header {
		return &huma.Param{Description: text, Example: example, Schema: &huma.Schema{
			Type: huma.TypeInteger, Format: "int32", Minimum: number(0), Maximum: number(1_000_000_000),
		}}
	}
	text := func(about string, length int, form, example string) *huma.Header {
		return &huma.Param{Description: about, Example: example, Schema: &huma.Schema{
			Type: huma.TypeString, MaxLength: size(length), Pattern: form,
		}}
	}
	return map[string]*huma.Header{
		"Accept-Patch":                text("The type that a PATCH must be of.", 100, `^[a-z/+-]+$`, mediaMergePatch),
		"Access-Control-Allow-Origin": text("Any page may read what is published.", 1, `^\*$`, "*"),
		"Cache-Control":               text("What is public: max-age=10 with must-revalidate. What is for the staff, and every refusal: no-store.", 100, `^[a-z0-9=, -]+$`, cachePublic),
		"ETag":                        text("The revision, the day and a hash, in double quotes; send it back in If-None-Match, or in If-Match of a change.", 200, `^(W/)?".+"$`, `"17-2026-11-22-x1y2z3a4b5c6"`),
		"Link":                        text("The addresses of the first and of the next page (RFC 8288).", 10_000, `^<.+$`, `</api/v1/organizations?limit=50>; rel="first"`),
		"Location":                    text("The address of the new object.", 300, `^/.+$`, "/api/v1/organizations/c_m403/objectives/OB-01"),
		"Request-Id":                  text("What the log of the installation calls this request; a UUID that came with the request is kept.", 36, `^[0-9a-f-]{36}$`, "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f"),
		"RateLimit-Limit":             count("How many requests a client may make in a minute.", 600),
		"RateLimit-Remaining":         count("How many of them are left.", 599),
		"RateLimit-Reset":             count("In how many seconds they are all back.", 60),
		"Retry-After":                 count("In how many seconds to try again.", 5),
		"Vary":                        text("What else of the request the answer depends on.", 200, `^[A-Za-z, -]+$`, "Accept, Authorization, Cookie, Accept-Encoding"),
		"Warning":                     text("Present while the database is away: what is shown is the last known state.", 200, `^110 .+$`, staleWarning),
		"Www-Authenticate":            text("How to sign in.", 200, `^Bearer .+$`, `Bearer realm="traguardi"`),
	}
}

// limited are the fields that every answer has.
func limited(more ...string) map[string]*huma.Param {
	fields := map[string]*huma.Param{}
	for _, name := range append([]string{
		"Access-Control-Allow-Origin", "Cache-Control", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Request-Id",
	}, more...) {
		fields[name] = header(name)
	}
	return fields
}

// refusal is one sort of refusal in the document.
type refusal struct {
	name, text string
	kind       plan.Kind
	headers    []string
}

var refusalsBy = map[int]refusal{
	400: {"Malformed", "The request cannot be read.", plan.KindMalformed, nil},
	401: {"Unauthenticated", "Nobody is signed in, or the token is not in force.", plan.KindUnauthenticated, []string{"Www-Authenticate"}},
	403: {"Forbidden", "The account has no role here that allows it.", plan.KindForbidden, nil},
	404: {"NotFound", "There is no such thing, or it is not for everybody's eyes.", plan.KindNotFound, nil},
	409: {"Conflict", "It clashes with what is already there.", plan.KindConflict, nil},
	412: {"Stale", "The object has changed since it was read.", plan.KindStale, nil},
	413: {"TooLarge", "The body is larger than is accepted.", plan.KindTooLarge, nil},
	415: {"UnsupportedMediaType", "The body is not of the type that is accepted.", plan.KindUnsupported, []string{"Accept-Patch"}},
	422: {"Invalid", "The request was read, and a rule refuses it.", plan.KindInvalid, nil},
	428: {"PreconditionRequired", "If-Match is missing.", plan.KindPreconditionRequired, nil},
	429: {"RateLimited", "Too many requests.", plan.KindRateLimited, []string{"Retry-After"}},
	500: {"Internal", "Something went wrong; the instance is in the log.", problem.KindInternal, nil},
	503: {"Unavailable", "The service or its database is away for the moment.", plan.KindUnavailable, []string{"Retry-After"}},
}

// refusals are the components that operations refer to.
func refusals() map[string]*huma.Response {
	out := map[string]*huma.Response{}
	for status, r := range refusalsBy {
		example := problem.From(plan.Errorf(r.kind, "%s", exampleDetail(r.kind)), "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f")
		if r.kind == plan.KindInvalid {
			example.Errors = []problem.Field{{Location: "percent", Message: "must be between 0 and 100", Rule: "percent.range"}}
		}
		out[r.name] = &huma.Response{
			Description: r.text, Headers: limited(r.headers...),
			Content: map[string]*huma.MediaType{problem.ContentType: {
				Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}, Example: example,
			}},
		}
		if got := problem.Status(r.kind); got != status {
			panic(fmt.Sprintf("api: %s is answered with %d, not with %d", r.kind, got, status))
		}
	}
	return out
}

func exampleDetail(kind plan.Kind) string {
	switch kind {
	case plan.KindInvalid:
		return "one or more fields break a rule"
	case plan.KindNotFound:
		return "no such objective"
	case plan.KindStale:
		return "the object has changed since you read it: read it again and repeat the change"
	}
	return "what was wrong with this request"
}

// responses are the answers that an operation can give.
func (s *server) responses(o operation) map[string]*huma.Response {
	out := map[string]*huma.Response{strconv.Itoa(o.success()): s.successOf(o)}
	statuses := []int{400, 401, 403, 404, 422, 429, 500, 503}
	if !o.writes() {
		fields := []string{"ETag", "Vary", "Warning"}
		if o.csv {
			fields = append(fields, "Link")
		}
		out["304"] = &huma.Response{Description: "The copy that If-None-Match names is still good.", Headers: limited(fields...)}
	}
	if o.writes() {
		statuses = append(statuses, 409)
	}
	if o.body != nil {
		statuses = append(statuses, 413, 415)
	}
	if o.guarded() {
		statuses = append(statuses, 412, 428)
	}
	if o.overtaken {
		statuses = append(statuses, 412)
	}
	for _, status := range statuses {
		out[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + refusalsBy[status].name}
	}
	return out
}

// guarded tells a write that needs If-Match.
func (o operation) guarded() bool {
	return !o.own && (o.method == http.MethodPatch || o.method == http.MethodDelete) || o.ifMatch
}

func (s *server) successOf(o operation) *huma.Response {
	if len(o.files) > 0 {
		return &huma.Response{Description: o.title + ".", Headers: limited("ETag", "Vary", "Warning"), Content: o.fileContent(o.files)}
	}
	if o.answer == nil {
		return &huma.Response{Description: "Done.", Headers: limited()}
	}
	fields := []string{"ETag", "Vary"}
	text := o.title + "."
	switch {
	case o.success() == http.StatusAccepted:
		fields, text = append(fields, "Location"), "What was taken in; Location tells how far it is."
	case o.success() == http.StatusCreated:
		fields, text = append(fields, "Location"), "The new object."
	case o.writes():
		text = "The object as it is now."
	default:
		fields = append(fields, "Warning")
	}
	media := problemOr(o.media)
	schema := s.schemaOf(reflect.TypeOf(o.answer))
	content := map[string]*huma.MediaType{media: {Schema: schema}}
	if o.csv {
		fields = append(fields, "Link")
		content[mediaCSV] = &huma.MediaType{
			Schema:  &huma.Schema{Type: huma.TypeString, Format: "csv", MaxLength: size(100_000_000), Description: "The same rows as RFC 4180 in UTF-8, with a header."},
			Example: o.csvExample(),
		}
	}
	return &huma.Response{Description: text, Headers: limited(fields...), Content: content}
}

func problemOr(media string) string {
	if media == "" {
		return mediaJSON
	}
	return media
}

// fileContent is a file that is sent or answered with, as any of some media types.
func (o operation) fileContent(media []string) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, one := range media {
		schema := &huma.Schema{Type: huma.TypeString, Format: "binary", MaxLength: size(plan.MaxImportBytes), Description: "A workbook."}
		if one == mediaCSV {
			schema.Format, schema.Description = "csv", "RFC 4180, with a header."
		}
		content[one] = &huma.MediaType{Schema: schema, Example: o.csvExample()}
	}
	return content
}

func (o operation) csvExample() string { return "column,other_column\r\nvalue,other value\r\n" }

func (s *server) schemaOf(t reflect.Type) *huma.Schema {
	return s.registry().Schema(t, true, "")
}

func (s *server) registry() huma.Registry {
	if s.huma == nil {
		panic("api: the registry is asked for before the API is there")
	}
	return s.huma.OpenAPI().Components.Schemas
}

// documentBody adds the body of a write.
func (s *server) documentBody(o operation) {
	if o.body == nil {
		return
	}
	if len(o.bodyMedia) > 0 {
		s.documented(o).RequestBody = &huma.RequestBody{Description: "The file as it is.", Required: true, Content: o.fileContent(o.bodyMedia)}
		return
	}
	media := mediaJSON
	if o.method == http.MethodPatch {
		media = mediaMergePatch
	}
	s.documented(o).RequestBody = &huma.RequestBody{
		Description: "At most 1 MiB, in UTF-8.", Required: true,
		Content: map[string]*huma.MediaType{media: {Schema: s.schemaOf(reflect.TypeOf(o.body))}},
	}
}

// documented finds a registered operation in the document.
func (s *server) documented(o operation) *huma.Operation {
	item := s.huma.OpenAPI().Paths[o.path]
	switch o.method {
	case http.MethodPost:
		return item.Post
	case http.MethodPatch:
		return item.Patch
	case http.MethodDelete:
		return item.Delete
	}
	return item.Get
}
