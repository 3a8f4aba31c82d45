package api

import (
	"cmp"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// What texts may hold where nothing narrower is said: no control characters, and line
// breaks only where there is room for more than a line. These are the patterns of
// package plan's rules, as far as a pattern can say them.
const (
	patternLine  = `^[^\x00-\x1F\x7F]*$`
	patternLines = `^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$`
)

// maxLine is the longest text that is one line.
const maxLine = 300

// finish completes what was made from the types: bounds that every schema needs, and an
// example for every body.
func (s *server) finish() {
	document := s.huma.OpenAPI()
	s.schemaOf(reflect.TypeFor[Problem]())
	named := document.Components.Schemas.Map()
	// huma registers its own shape of errors, which is never sent.
	delete(named, "ErrorModel")
	delete(named, "ErrorDetail")
	for _, schema := range named {
		finishSchema(schema)
	}
	for name, schema := range named {
		schema.Description = cmp.Or(schemaText[name], deskText[name])
	}
	examples := exampler{named: named}
	s.finishParameters()
	each(document, func(_, _ string, op *huma.Operation) {
		if op.RequestBody != nil {
			examples.fill(op.RequestBody.Content)
		}
		for _, r := range op.Responses {
			examples.fill(r.Content)
		}
	})
}

// finishParameters completes what requests are held against.
func (s *server) finishParameters() {
	each(s.huma.OpenAPI(), func(_, _ string, op *huma.Operation) {
		for _, p := range op.Parameters {
			finishParameter(p)
		}
	})
}

// each visits every operation of the document.
func each(document *huma.OpenAPI, visit func(path, method string, op *huma.Operation)) {
	for path, item := range document.Paths {
		for method, op := range map[string]*huma.Operation{"get": item.Get, "post": item.Post, "patch": item.Patch, "delete": item.Delete} {
			if op != nil {
				visit(path, method, op)
			}
		}
	}
}

func finishSchema(schema *huma.Schema) {
	switch schema.Type {
	case huma.TypeString:
		finishText(schema)
	case huma.TypeArray:
		// A list without entries is an empty list.
		schema.Nullable = false
		finishSchema(schema.Items)
	case huma.TypeObject:
		for _, property := range schema.Properties {
			finishSchema(property)
		}
	}
}

func finishText(schema *huma.Schema) {
	if schema.Pattern != "" || schema.Format != "" || len(schema.Enum) > 0 {
		return
	}
	schema.Pattern = patternLine
	if schema.MaxLength != nil && *schema.MaxLength > maxLine {
		schema.Pattern = patternLines
	}
}

// patternTag begins the format tag of a parameter that has a pattern. huma compiles what a
// pattern tag says for each parameter of each operation, for checks of its own that are not used
// (SkipValidateParams): that was half of what the API adds to a start. Ours compile each pattern once, when first met.
const patternTag = "pattern="

func finishParameter(p *huma.Param) {
	if pattern, ok := strings.CutPrefix(p.Schema.Format, patternTag); ok {
		p.Schema.Format, p.Schema.Pattern = "", pattern
	}
	finishText(p.Schema)
	if p.Schema.Type != huma.TypeString {
		p.Schema.Pattern = ""
	}
	// An example beside the schema is what most tools show.
	if len(p.Schema.Examples) > 0 {
		p.Example, p.Schema.Examples = p.Schema.Examples[0], nil
	}
}

// exampler makes the examples of bodies from those of their fields.
type exampler struct{ named map[string]*huma.Schema }

func (e exampler) fill(content map[string]*huma.MediaType) {
	for _, media := range content {
		if media.Example == nil {
			media.Example = e.of(media.Schema)
		}
	}
}

const refPrefix = "#/components/schemas/"

func (e exampler) of(schema *huma.Schema) any {
	switch {
	case schema.Ref != "":
		return e.of(e.named[schema.Ref[len(refPrefix):]])
	case len(schema.Examples) > 0:
		return schema.Examples[0]
	case schema.Default != nil:
		return schema.Default
	case len(schema.AnyOf) > 0:
		return e.of(schema.AnyOf[0])
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case schema.Type == huma.TypeObject:
		object := map[string]any{}
		for name, property := range schema.Properties {
			// Never null: the checkers of the document stumble over one.
			if value := e.of(property); value != nil {
				object[name] = value
			}
		}
		return object
	case schema.Type == huma.TypeArray:
		return []any{e.of(schema.Items)}
	case schema.Type == huma.TypeBoolean:
		return false
	}
	return nil
}

// schemaText describes the objects of the document.
//
//nolint:gosec // words about tokens, no token
var schemaText = map[string]string{
	"Account":                "Whoever asks.",
	"AccountLink":            "A one-time link with which an account's owner chooses a password.",
	"InvitedAccount":         "An account with what became of its invitation.",
	"NewAccountLink":         "A one-time link to be made.",
	"NewStaffAccount":        "Somebody to be invited.",
	"PageStaffAccount":       "One page of accounts.",
	"StaffAccount":           "An account as the admin of an organization sees it.",
	"StaffAccountChange":     "What may change of an account in an organization.",
	"Act":                    "An administrative act (atto).",
	"Action":                 "What a meeting asked of an office (azione).",
	"ActionChange":           "What may change of an action.",
	"AddedDecision":          "A decision to be added to a meeting.",
	"AuditChain":             "How far the audit chain was verified.",
	"Sector":                 "An entry of the catalogue that objectives choose from (settore).",
	"NewSector":              "A sector to be added.",
	"SectorChange":           "What may change of a sector.",
	"NewSectorPlace":         "Where a sector is to be put.",
	"PageSector":             "One page of the catalogue.",
	"Texts":                  "What only the organization can say on its public pages.",
	"TextsChange":            "What may change of the texts.",
	"Publication":            "What an organization shows to the public of what may be shown.",
	"PublicationChange":      "What may change of the publication settings.",
	"AuditEntry":             "One accepted write, chained to the one before it.",
	"CreatedToken":           "A new API token, told this once.",
	"CalendarAddress":        "The secret address of an account's calendar.",
	"Counts":                 "Milestones by state, and what stands out among the open ones.",
	"Decision":               "What a meeting decided (decisione).",
	"DecisionChange":         "What may change of a decision.",
	"DecisionRecord":         "A decision by itself, with what has followed.",
	"Evidence":               "What shows that a milestone is done (prova).",
	"Figures":                "The numbers of one thing on one day.",
	"Membership":             "A role in one organization.",
	"Meeting":                "A meeting (riunione).",
	"MeetingChange":          "What may change of a meeting; lists are replaced whole.",
	"MeetingSeries":          "Meetings that were planned together.",
	"Milestone":              "A dated step of one objective (traguardo).",
	"MilestoneChange":        "What may change of a milestone beside its updates.",
	"MilestoneOrder":         "The order in which an objective's milestones are shown.",
	"MilestoneOrderChange":   "The order that is to be.",
	"MinutesDraft":           "A draft of the minutes.",
	"MovedDate":              "A due date that a meeting moved.",
	"NewAct":                 "An administrative act as it is given.",
	"NewAction":              "An action to be added.",
	"NewCalendarAddress":     "A request for an address of the own calendar; there is nothing to choose.",
	"NewDecision":            "A decision as it is given.",
	"NewEvidence":            "Evidence as it is given: at least one of its fields.",
	"NewMeeting":             "A meeting to be added.",
	"NewMeetingSeries":       "One meeting with each of several offices, to be planned.",
	"NewMilestone":           "A milestone to be added.",
	"NewObjective":           "An objective to be added.",
	"NewOffice":              "An office to be added.",
	"NewParticipant":         "A participant as given.",
	"NewPlace":               "Where something is to be put: before or behind another one.",
	"NewPointNotes":          "Notes as given.",
	"NewRating":              "A rating to be given.",
	"NewReview":              "A verdict to be given.",
	"NewUpdateItem":          "A report on one of several milestones.",
	"NewUpdates":             "Reports on several milestones.",
	"NewToken":               "An API token to be made.",
	"NewUpdate":              "What an office reports: fields left out keep the value that they had on the effective day, null makes one empty.",
	"Objective":              "What is to be reached (obiettivo).",
	"ObjectiveChange":        "What may change of an objective.",
	"ObjectiveOrder":         "The order in which objectives are shown.",
	"ObjectiveOrderChange":   "The order that is to be.",
	"Office":                 "A unit of an organization (ufficio).",
	"OfficeChange":           "What may change of an office.",
	"Organization":           "A public body (ente).",
	"OrganizationChange":     "What may change of an organization.",
	"Funding":                "A grant on an objective (finanziamento).",
	"FundingChange":          "What may change of a funding.",
	"BriefingGrant":          "A funding that changed since the last report.",
	"BriefingMoney":          "What the fundings came to, and come to.",
	"NationalFormat":         "A plan in the order of the national one, in the shape of AgID's Format PT.",
	"NationalFormatAnswer":   "What the administration does for a line of action.",
	"NationalFormatLine":     "A line of action of the national plan.",
	"FundingTotals":          "What the fundings of an organization come to.",
	"Indicator":              "Something that is measured, from a baseline to a target (indicatore).",
	"IndicatorChange":        "What may change of an indicator.",
	"CatalogueEdition":       "One edition of a national plan.",
	"CatalogueLine":          "A line of action of a national plan (linea di azione).",
	"CatalogueObjective":     "An objective of a national plan.",
	"CatalogueTarget":        "What an expected result of a national plan is to come to in a year.",
	"CatalogueChanges":       "What an edition of a national plan has that another has not.",
	"LineChange":             "A line of a national plan before and after.",
	"Finding":                "Something that a search found, with the part of its text that has the words.",
	"PageFinding":            "One page of what a search found.",
	"CoveredLine":            "A line of a national plan, and what an organization does about it.",
	"ComparedFigure":         "One figure of an organization beside those of others, as the open data tell them.",
	"CoveringObjective":      "An objective that carries out a line of a national plan.",
	"CoverageTotals":         "How many lines of an edition stand how.",
	"CoverageCount":          "How many lines stand how.",
	"NewAdoption":            "A line of a national plan to be adopted.",
	"PageCatalogueEdition":   "One page of editions.",
	"PageCatalogueLine":      "One page of lines of a national plan.",
	"PageCatalogueObjective": "One page of objectives of a national plan.",
	"PageCatalogueTarget":    "One page of targets of a national plan.",
	"PageCoveredLine":        "One page of lines of a national plan with what is done about them.",
	"PageComparedFigure":     "One page of figures beside those of others.",
	"LineRef":                "A line of an edition of a national plan (linea di azione).",
	"Measurement":            "A value measured on a day (misura).",
	"MeasurementChange":      "What may be put right of a measurement.",
	"Import":                 "A file that was handed in to be imported in the background.",
	"ImportColumn":           "A column of a file that was handed in.",
	"ImportLine":             "What is told of one row of a file.",
	"MappedColumn":           "What a column of the plan is in a file.",
	"NewImportConfirmation":  "A trial run to be confirmed; there is nothing to choose.",
	"NewMappedColumn":        "What a column of the plan is in a file, as given.",
	"NewPlanMapping":         "How a plan's file is to be read.",
	"PlanMapping":            "How a plan's file was to be read.",
	"PageImport":             "A page of imports.",
	"MeasureMoney":           "What the fundings of one measure come to.",
	"Money":                  "What fundings come to, in cents: three sums that do not overlap.",
	"NewFunding":             "A funding to be added.",
	"NewIndicator":           "An indicator to be added.",
	"NewLineRef":             "A line for an objective to point at.",
	"NewMeasurement":         "A measurement to be recorded.",
	"ObjectiveFunding":       "What the fundings of one objective come to.",
	"PageAction":             "One page of actions.",
	"PageFunding":            "One page of fundings.",
	"PageIndicator":          "One page of indicators.",
	"PageMeasurement":        "One page of measurements.",
	"PageAuditEntry":         "One page of the audit trail.",
	"PageDecisionRecord":     "One page of decisions.",
	"PageMeeting":            "One page of meetings.",
	"PageMilestone":          "One page of milestones.",
	"PageObjective":          "One page of objectives.",
	"FormerOffice":           "An office that is there no more.",
	"OfficeMerge":            "What would move if an office went into another one.",
	"NewOfficeMerge":         "Where an office goes.",
	"PageFormerOffice":       "One page of offices that are there no more.",
	"PageOffice":             "One page of offices.",
	"PageOrganization":       "One page of organizations.",
	"Notifications":          "What an account is reminded of by mail (avvisi).",
	"NotificationsChange":    "Kinds of reminders to be turned on and off.",
	"PageRating":             "One page of ratings.",
	"PageSession":            "One page of sessions.",
	"PageSnapshot":           "One page of stored numbers.",
	"PageToken":              "One page of API tokens.",
	"PageUpdate":             "One page of updates.",
	"Participant":            "Who takes part, by role.",
	"PlannedMeeting":         "A meeting that a series would plan.",
	"PointNotes":             "What was noted of one point of an agenda.",
	"Problem":                "A refusal (RFC 9457).",
	"ProblemField":           "One rule that one field breaks.",
	"Progress":               "Every figure of an organization on a day.",
	"Rating":                 "Confidence in the delivery of an objective (giudizio).",
	"Reason":                 "One ground of a health, with its figures.",
	"Review":                 "A reviewer's verdict on an update (verifica).",
	"ScopedFigures":          "Figures, with the code of what they are about.",
	"SeriesPreview":          "What a series of meetings would come to.",
	"SkippedDay":             "A day that a series leaves out.",
	"SkippedOffice":          "An office that a series leaves out.",
	"Session":                "A browser in which the account is signed in.",
	"Snapshot":               "The stored numbers of one day about one thing (rilevazione).",
	"Status":                 "That the service works.",
	"Token":                  "An API token of the account.",
	"Update":                 "One recorded change of a milestone (aggiornamento).",
	"UpdateResult":           "What became of one report of several.",
	"UpdateResults":          "What became of several reports.",
	"UpdateBefore":           "How a milestone stood before an update.",

	// The work of an office.
	"NewCompletion": "That an action is done.",
	"PageQuestion":  "One page of questions.",
	"PageWorkItem":  "One page of an office's list.",
	"Question":      "An update that was questioned, with its answer.",
	"WorkItem":      "A milestone on an office's list.",
}
