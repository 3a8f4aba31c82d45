package area

import (
	"cmp"
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func (s *Site) adminAuditRoutes() []route {
	return []route{{pattern: "GET /area/{ipa}/amministrazione/registro", op: tracker.OpOrganizationChange, handle: s.adminAudit}}
}

// Names of the filters of the audit page in the address.
const (
	paramRole   = "ruolo"
	paramObject = "cosa"
	paramID     = "quale"
	paramAction = "azione"
	paramFrom   = "dal"
	paramTo     = "al"
	paramAfter  = "dopo"
)

// auditPage is how many entries a page shows.
const auditPage = 50

// auditObjects are the sorts of things that entries are about, as their filter lists them.
var auditObjects = []string{
	"milestone", "update", "review", "rating", "objective", "objective_order", "meeting", "decision", "action", "funding", "indicator",
	"measurement", "office", "sector",
	"meeting_series", "organization", "texts", "publication", "account", "briefing", "import",
}

type auditView struct {
	frame
	Chain    chainView
	Fields   []field
	Filtered bool
	Clear    string
	Count    template.HTML
	Entries  []auditRow
	Older    string
	Newest   string // the first page, from a later one
}

type chainView struct {
	Text   template.HTML
	Broken bool
	Head   string
}

type auditRow struct {
	Sequence string
	At       template.HTML
	Who      string
	Person   string // e-mail address, where the account is of this organization
	Action   string
	Object   string
	URL      string
	Detail   string
	Hash     string
}

// adminAudit shows the trail, newest first, and whether its chain holds.
func (s *Site) adminAudit(v *visit) (reply, error) {
	if _, err := v.staff(); err != nil {
		return nil, err
	}
	f := &form{}
	q := v.auditQuery()
	params := v.auditParams()
	after, _ := strconv.ParseInt(v.asked(paramAfter), 10, 64) // what is no number is the first page
	q.After, q.Limit = max(after, 0), auditPage+1
	entries, total, err := s.Tracker.AuditEntries(v.ctx(), q)
	if err != nil {
		return nil, err
	}
	state, err := s.Tracker.ChainState(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	people, err := s.emails(v)
	if err != nil {
		return nil, err
	}
	page := &auditView{Chain: v.chain(state), Fields: v.auditFields(f), Clear: v.r.URL.Path, Count: v.say.N("registro.count", total)}
	for i := 1; i < len(params); i += 2 {
		page.Filtered = page.Filtered || params[i] != ""
	}
	for _, e := range entries[:min(len(entries), auditPage)] {
		page.Entries = append(page.Entries, v.auditRow(e, people))
	}
	if len(entries) > auditPage {
		last := strconv.FormatInt(entries[auditPage-1].Sequence, 10)
		page.Older = v.r.URL.Path + query(append(slices.Clone(params), paramAfter, last)...)
	}
	if q.After > 0 {
		page.Newest = v.r.URL.Path + query(params...)
	}
	page.frame = v.adminFrame(v.say.Plain("admin.registro"), "admin.registro.lede")
	return v.page("registro", page)
}

// auditParams are the filters at work, names and values in turn.
func (v *visit) auditParams() []string {
	var params []string
	for _, name := range []string{paramRole, paramObject, paramID, paramAction, paramFrom, paramTo} {
		params = append(params, name, v.asked(name))
	}
	return params
}

func (v *visit) auditQuery() tracker.AuditQuery {
	q := tracker.AuditQuery{
		Organization: v.ipa, Role: plan.Role(v.asked(paramRole)), ObjectType: v.asked(paramObject), ObjectID: v.asked(paramID),
		Action: v.asked(paramAction), WithTotal: true,
	}
	if from, ok := parseDay(v.asked(paramFrom)); ok {
		q.From = v.beginningOf(from)
	}
	if to, ok := parseDay(v.asked(paramTo)); ok && !to.IsZero() {
		q.To = v.beginningOf(to.AddDays(1))
	}
	return q
}

// beginningOf is the instant at which a day begins; zero for no day.
func (v *visit) beginningOf(day plan.Date) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	d := day.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, v.site.Clock.Location)
}

func (v *visit) auditFields(f *form) []field {
	var roles, objects, actions []choice
	for _, role := range append(slices.Clone(plan.Roles), plan.RoleSystem) {
		roles = append(roles, choice{Value: string(role), Text: v.say.Plain("area.role." + string(role))})
	}
	for _, one := range auditObjects {
		objects = append(objects, choice{Value: one, Text: v.say.Plain("registro.object." + one)})
	}
	for _, op := range tracker.Writes() {
		actions = append(actions, choice{Value: string(op), Text: v.say.Plain("registro.action." + string(op))})
	}
	slices.SortFunc(actions, func(a, b choice) int { return strings.Compare(a.Text, b.Text) })
	every := v.say.Plain("registro.every")
	pick := func(name string, all []choice) field {
		return f.fill(field{Name: name, Label: v.say.Plain("registro." + name), Type: "select", Value: v.asked(name), Options: append([]choice{{Text: every}}, all...), Unmarked: true})
	}
	date := func(name string) field {
		return f.fill(field{Name: name, Label: v.say.Plain("registro." + name), Type: "date", Value: v.asked(name), Unmarked: true})
	}
	return []field{
		pick(paramRole, roles), pick(paramObject, objects),
		f.fill(field{Name: paramID, Label: v.say.Plain("registro." + paramID), Hint: v.say.T("registro.quale.hint"), Value: v.asked(paramID), Max: 100, Unmarked: true}),
		pick(paramAction, actions), date(paramFrom), date(paramTo),
	}
}

// emails are the addresses of the organization's accounts, by identifier: the trail names
// nobody.
func (s *Site) emails(v *visit) (map[string]string, error) {
	accounts, err := s.Tracker.Staff(v.ctx(), v.ipa)
	if err != nil {
		return nil, err
	}
	people := make(map[string]string, len(accounts))
	for _, a := range accounts {
		people[a.AccountID] = a.Email
	}
	return people, nil
}

func (v *visit) chain(state tracker.ChainState) chainView {
	c := chainView{Head: state.Head, Broken: state.Broken != ""}
	if c.Broken {
		c.Text = v.say.T("registro.chain.broken", "n", int(state.Entries), "what", state.Broken)
		return c
	}
	c.Text = v.say.T("registro.chain.whole", "n", int(state.Entries), "at", v.instant(state.VerifiedAt), "complete", v.instant(state.CompleteAt))
	return c
}

func (v *visit) auditRow(e plan.AuditEntry, people map[string]string) auditRow {
	row := auditRow{
		Sequence: v.say.Number(int(e.Sequence)), At: v.instant(e.At), Who: v.say.Plain("area.role." + string(e.By.Role)), Person: people[e.By.AccountID],
		Action: e.Action, Object: e.ObjectType, Detail: indented(e.Detail), Hash: e.Hash,
	}
	if key := "registro.action." + e.Action; v.say.Has(key) {
		row.Action = v.say.Plain(key)
	}
	if key := "registro.object." + e.ObjectType; v.say.Has(key) {
		row.Object = v.say.Plain(key)
	}
	switch e.ObjectType {
	case "objective":
		row.Object += " " + e.ObjectID
		if o, ok := v.plan.Objective(e.ObjectID); ok {
			row.URL = v.at(objectivesPath + "/" + o.Code)
		}
	case "milestone":
		row.Object += " " + e.ObjectID
		if m, ok := v.plan.Milestone(e.ObjectID); ok {
			row.URL = v.milestoneEditURL(m)
		}
	case "office":
		row.Object += " " + v.plan.OfficeName(e.ObjectID)
	case "sector":
		row.Object += " " + v.plan.SectorName(e.ObjectID)
	case "account":
		row.Object += " " + people[e.ObjectID]
	case "meeting":
		if m, ok := v.plan.Meeting(e.ObjectID); ok {
			row.Object += " " + v.say.Date(m.HeldOn)
			row.URL = v.meetingURL(v.plan, m.ID)
		}
	case "update", "rating", "decision", "action", "funding", "indicator":
		if what := aboutWhat(e.Detail); what != "" {
			row.Object += " " + what
		}
	}
	return row
}

// aboutWhat says what an entry is about whose object has no name: the milestone or the
// objective, or how it begins.
func aboutWhat(detail string) string {
	var told struct {
		Objective string `json:"objective"`
		Number    int    `json:"number"`
		Title     string `json:"title"`
		Text      string `json:"text"`
		RatedBy   string `json:"rated_by"`
		Measure   string `json:"measure"`
	}
	if err := json.Unmarshal([]byte(detail), &told); err != nil {
		return "" // of another shape: the entry is shown without it
	}
	switch {
	case told.Objective != "" && told.Number > 0:
		return plan.MilestoneID(told.Objective, told.Number)
	case told.RatedBy != "":
		return told.Objective
	}
	const most = 60
	words := []rune(cmp.Or(told.Title, told.Text, told.Measure))
	if len(words) > most {
		return "«" + strings.TrimSpace(string(words[:most])) + "…»"
	}
	if len(words) == 0 {
		return ""
	}
	return "«" + string(words) + "»"
}

// indented is the detail for people to read; what is no JSON is shown as it is.
func indented(detail string) string {
	var value any
	if json.Unmarshal([]byte(detail), &value) != nil || value == nil {
		return ""
	}
	out, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return detail
	}
	return string(out)
}
