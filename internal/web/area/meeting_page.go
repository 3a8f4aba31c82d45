package area

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// Where a meeting stands, for its page.
const (
	phaseBefore = "before"
	phaseNow    = "now" // its day has come, and nobody has closed it
	phaseAfter  = "after"
	phaseOff    = "off"
)

// Parameters of a meeting's page.
const (
	paramPoint  = "punto" // the point that is being written under
	paramFollow = "segue" // the decision that the next action follows
)

type meetingView struct {
	frame
	Phase   string
	Action  string // where the form is sent
	Editing bool   // somebody writes here
	May     bool
	Steps   []stepRow
	Agenda  []agendaItem
	People  []personRow
	Present template.HTML // how many of how many
	Before  []otherMeeting
	Points  []pointView
	Moves   []movedRow
	// OpenPoints and OpenDecisions are what is missing before the meeting is closed.
	Missing    template.HTML
	Milestones []railMilestone
	Actions    []railAction
	ActionsOf  string
	DateNote   string

	Point       int // the one being written under
	EditURL     string
	MinutesURL  string
	PublicURL   string
	CalendarURL string
	ReopenURL   string
	MayInvite   bool
	Invitation  string
	Offices     string
}

// stepRow is a stage on the way to published minutes.
type stepRow struct {
	Text    template.HTML
	Symbol  string
	Current bool
}

type agendaItem struct {
	N       int
	Title   string
	Place   string // id of the point on the page
	Current bool
	Status  template.HTML
}

type personRow struct {
	N          int
	Name       string
	Attendance string
	Word       string
}

type otherMeeting struct {
	On         plan.Date
	URL, About string
}

// pointView is one point of the agenda with what was written under it; number 0 is what
// belongs to none.
type pointView struct {
	N       int
	Place   string
	Title   string
	Notes   []string // paragraphs
	Entries []entryRow
	Handled bool
	Status  template.HTML
	// Form is there under the point that is being written.
	Form *pointForm
}

type entryRow struct {
	ID       string
	Decision bool
	Text     string
	Office   string
	Due      string
	About    string
	AboutURL string
	// Following are the actions after a decision.
	Following []string
	// Alone: nothing has followed from the decision.
	Alone    bool
	NoAction bool
	// MoveURL moves the date of the milestone that a decision is about.
	MoveURL string
	State   template.HTML
}

// pointForm is what is written under a point: notes, and the next entry.
type pointForm struct {
	Notes    field
	NotesWas string
	// Theirs are the notes that somebody else wrote meanwhile.
	Theirs string
	Kind   string // "azione" or "decisione"
	Text   field
	Office field
	DueOn  field
	About  field
	// Follows is the decision that an action follows; nil where there is none to.
	Follows *followed
}

type followed struct {
	ID, Text string
	Checked  bool
}

type movedRow struct {
	Milestone, Title, URL string
	From, To              plan.Date
	Reason                string
}

type railMilestone struct {
	ID, Title, URL string
	Sub            template.HTML
	Sign           template.HTML
	MoveURL        string
}

type railAction struct {
	ID, Title string
	Sub       template.HTML
	Late      template.HTML
	Checked   bool
}

// meeting is the page of one meeting, before, while it goes on, and after.
func (s *Site) meeting(v *visit) (reply, error) {
	_, m, err := v.theMeeting()
	if err != nil {
		return nil, err
	}
	var clash notesClash
	return v.submit(
		func(f *form) (string, error) { return v.saveMeeting(f, m, &clash) },
		func(f *form) (reply, error) {
			v.plan = nil // what was written of the form is shown already
			staff, m, err := v.theMeeting()
			if err != nil {
				return nil, err
			}
			return v.page("riunione", v.meetingPage(f, staff, m, clash))
		})
}

func (v *visit) phase(m *board.Meeting) string {
	switch {
	case m.State == plan.MeetingCancelled:
		return phaseOff
	case m.State == plan.MeetingHeld:
		return phaseAfter
	case m.HeldOn.After(v.today):
		return phaseBefore
	}
	return phaseNow
}

func (v *visit) meetingPage(f *form, staff *board.Staff, m *board.Meeting, clash notesClash) *meetingView {
	path := v.at("/riunioni/" + m.ID)
	page := &meetingView{
		frame: v.frame(m.Title, sectionMeetings), Phase: v.phase(m), Action: path, May: v.may(tracker.OpMeetingChange), DateNote: m.DateNote,
		EditURL: path + "/modifica", MinutesURL: path + "/verbale", Offices: v.officeNames(m.Offices),
	}
	page.Lede = v.meetingLede(m)
	page.Crumbs = v.meetingCrumbs(crumb{Text: m.Title})
	page.script(v, "assets/ts/meeting.ts")
	page.Wide = true
	if !staff.Unpublished[m.ID] {
		page.PublicURL = v.public("/riunioni/" + m.ID)
		page.CalendarURL = page.PublicURL + "/calendario.ics"
	}
	page.Editing = page.May && (page.Phase == phaseNow || page.Phase == phaseAfter && (v.asked(paramPoint) != "" || f.posted()))
	if page.Phase == phaseAfter && page.May && !page.Editing {
		page.ReopenURL = path + query(paramPoint, "0")
	}
	page.Steps = v.steps(staff, m)
	page.MayInvite = page.May && page.Phase == phaseBefore && m.InvitedOn.IsZero()
	if page.Phase == phaseBefore {
		page.Invitation = v.invitation(m, page.PublicURL)
	}
	v.addPeople(page, m)
	v.addPoints(page, f, staff, m, clash)
	v.addMoves(page, staff, m)
	v.addMeetingsBefore(page, staff, m)
	v.addMeetingRail(page, f, staff, m)
	return page
}

// steps is the way from the agenda to published minutes.
func (v *visit) steps(staff *board.Staff, m *board.Meeting) []stepRow {
	minutes, approved := minutesOf(staff, m)
	published := approved && !staff.Unpublished[m.ID]
	phase := v.phase(m)
	invited := v.say.T("meet.step.agenda")
	if !m.InvitedOn.IsZero() {
		invited = v.say.T("meet.step.invited", "day", m.InvitedOn)
	}
	stages := []struct {
		text template.HTML
		done bool
	}{
		{invited, !m.InvitedOn.IsZero()},
		{v.say.T("meet.step.notes"), phase == phaseAfter},
		{v.say.T("meet.step.draft"), minutes != ""},
		{v.say.T("meet.step.approved"), approved},
		{v.say.T("meet.step.published"), published},
	}
	current := 0
	switch {
	case phase == phaseOff:
		return nil
	case phase == phaseNow:
		current = 1
	case phase == phaseAfter:
		current = slices.IndexFunc(stages[2:], func(s struct {
			text template.HTML
			done bool
		}) bool {
			return !s.done
		}) + 2
		if published {
			current = len(stages) - 1
		}
	}
	rows := make([]stepRow, len(stages))
	for i, s := range stages {
		rows[i] = stepRow{Text: s.text, Symbol: "st-planned", Current: i == current}
		switch {
		case s.done:
			rows[i].Symbol = "rw-saved"
		case i == current:
			rows[i].Symbol = "rw-dirty"
		}
	}
	return rows
}

// invitation is a text to send to the participants.
func (v *visit) invitation(m *board.Meeting, page string) string {
	var b strings.Builder
	b.WriteString(m.Title + "\n" + weekday(m.HeldOn) + " " + strings.ReplaceAll(v.say.Date(m.HeldOn), "\u00a0", " "))
	for _, part := range []string{v.hours(m), m.Place} {
		if part != "" {
			b.WriteString(", " + strings.ReplaceAll(part, "\u00a0", " "))
		}
	}
	if points := plan.AgendaPoints(m.Agenda); len(points) > 0 {
		b.WriteString("\n\n" + v.say.Plain("meet.agenda") + ":\n")
		for i, point := range points {
			b.WriteString(strconv.Itoa(i+1) + ". " + point + "\n")
		}
	}
	if page != "" {
		b.WriteString("\n" + v.site.BaseURL + page + "\n")
	}
	return b.String()
}

func (v *visit) addPeople(page *meetingView, m *board.Meeting) {
	present := 0
	for i, p := range m.Participants {
		row := personRow{N: i, Name: v.participantName(p), Attendance: string(p.Attendance), Word: v.say.Plain("meet.attendance.unknown")}
		if p.Attendance != "" {
			row.Word = v.say.Plain("meet.attendance." + string(p.Attendance))
		}
		if p.Attendance == plan.AttendancePresent {
			present++
		}
		page.People = append(page.People, row)
	}
	if present > 0 {
		page.Present = v.say.T("meet.present_of", "n", present, "total", len(m.Participants))
	}
}

// currentPoint is the one to write under: the one asked for, else the first that was not
// dealt with.
func (v *visit) currentPoint(f *form, m plan.Meeting, points int, entries []desk.Entry) int {
	asked := v.asked(paramPoint)
	if f.posted() {
		asked = f.text(paramPoint)
	}
	if n, err := strconv.Atoi(asked); err == nil && n >= 0 && n <= points {
		return n
	}
	for n := 1; n <= points; n++ {
		if note := m.Note(n); !note.Handled && note.Text == "" && !slices.ContainsFunc(entries, func(e desk.Entry) bool { return e.Point() == n }) {
			return n
		}
	}
	return points
}

func (v *visit) addPoints(page *meetingView, f *form, staff *board.Staff, m *board.Meeting, clash notesClash) {
	noted := plan.Meeting{Notes: staff.Notes[m.ID]}
	titles := plan.AgendaPoints(m.Agenda)
	entries := desk.EntriesOf(m)
	alone := desk.WithoutAction(&staff.Content, m)
	page.Point = v.currentPoint(f, noted, len(titles), entries)
	missing := 0
	for n := range len(titles) + 1 {
		n := (n + 1) % (len(titles) + 1) // those of the agenda, then what belongs to none
		point := pointView{N: n, Place: "punto-" + strconv.Itoa(n), Title: v.say.Plain("meet.point.other")}
		if n > 0 {
			point.Title = strconv.Itoa(n) + ". " + titles[n-1]
		}
		note := noted.Note(n)
		for _, e := range entries {
			if e.Point() == n {
				point.Entries = append(point.Entries, v.entryRow(staff, m, e, alone, page.May))
			}
		}
		point.Notes = paragraphsOf(note.Text)
		current := page.Editing && n == page.Point
		point.Handled = note.Handled || len(point.Entries) > 0 || note.Text != ""
		point.Status = v.pointStatus(point, current)
		if current {
			point.Form = v.pointForm(f, staff, m, note, entries, alone, clash)
		}
		if n > 0 {
			page.Agenda = append(page.Agenda, agendaItem{N: n, Title: titles[n-1], Place: point.Place, Current: current, Status: point.Status})
			if !point.Handled {
				missing++
			}
		}
		if n > 0 || current || point.Handled || page.Editing {
			page.Points = append(page.Points, point)
		}
	}
	page.Missing = v.missing(missing, len(alone))
}

// missing says what is not dealt with yet; empty where all is.
func (v *visit) missing(points, decisions int) template.HTML {
	var parts []string
	if points > 0 {
		parts = append(parts, v.say.PlainN("meet.missing.points", points))
	}
	if decisions > 0 {
		parts = append(parts, v.say.PlainN("meet.missing.decisions", decisions))
	}
	if len(parts) == 0 {
		return ""
	}
	return v.say.T("meet.missing", "what", strings.Join(parts, v.say.Plain("meet.missing.and")))
}

func (v *visit) pointStatus(p pointView, current bool) template.HTML {
	decisions := 0
	for _, e := range p.Entries {
		if e.Decision {
			decisions++
		}
	}
	var parts []string
	switch {
	case current:
		parts = append(parts, v.say.Plain("meet.point.now"))
	case p.Handled:
		parts = append(parts, v.say.Plain("meet.point.handled"))
	case p.N == 0:
		return ""
	default:
		return v.say.T("meet.point.open")
	}
	if decisions > 0 {
		parts = append(parts, v.say.PlainN("count.decisions", decisions))
	}
	if actions := len(p.Entries) - decisions; actions > 0 {
		parts = append(parts, v.say.PlainN("count.actions", actions))
	}
	return text(strings.Join(parts, " · "))
}

// paragraphsOf splits a text at its blank lines.
func paragraphsOf(s string) []string {
	var all []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

func (v *visit) entryRow(staff *board.Staff, m *board.Meeting, e desk.Entry, alone []int, may bool) entryRow {
	if a := e.Action; a != nil {
		row := entryRow{ID: a.ID, Text: a.Title, Office: v.officeName(a.Office), Due: v.shortDay(a.DueOn)}
		row.About, row.AboutURL = v.aboutOf(staff, a.Objective, a.Milestone)
		switch {
		case a.Overdue:
			row.State = sign("fl-overdue", v.say.Plain("own.row.overdue", "days", words.Days(staff.Day.DaysSince(a.DueOn))), "a-bad")
		case a.State == plan.ActionDone:
			row.State = sign("rw-saved", v.say.Plain("meet.action.done", "day", a.CompletedOn), "a-ok")
		case a.State == plan.ActionCancelled:
			row.State = sign("st-cancelled", v.say.Plain("meet.action.cancelled"), "a-dim")
		}
		return row
	}
	d := e.Decision
	row := entryRow{ID: d.ID, Decision: true, Text: d.Text, Due: v.shortDay(d.DueOn), NoAction: d.NoAction}
	if d.Office != "" {
		row.Office = v.officeName(d.Office)
	}
	row.About, row.AboutURL = v.aboutOf(staff, d.Objective, d.Milestone)
	for _, a := range m.ActionsAfter(d.ID) {
		row.Following = append(row.Following, a.Title)
	}
	at := slices.IndexFunc(m.Decisions, func(o plan.Decision) bool { return o.ID == d.ID })
	row.Alone = slices.Contains(alone, at)
	if milestone, ok := staff.Milestone(d.Milestone); ok && may && milestone.Status.Open() {
		row.MoveURL = v.at("/riunioni/"+m.ID+"/date/"+d.Milestone, "decisione", d.ID)
	}
	return row
}

// aboutOf names what an entry is about, and where it is seen.
func (v *visit) aboutOf(staff *board.Staff, objective, milestone string) (name, url string) {
	if m, ok := staff.Milestone(milestone); ok {
		o, _ := staff.Objective(m.Objective)
		return m.ID, v.milestoneURL(o, m)
	}
	if o, ok := staff.Objective(objective); ok {
		return o.Code, v.objectiveURL(o)
	}
	return "", ""
}

// pointForm is the form under the point that is being written.
func (v *visit) pointForm(f *form, staff *board.Staff, m *board.Meeting, note plan.PointNotes, entries []desk.Entry, alone []int, clash notesClash) *pointForm {
	form := &pointForm{Kind: kindAction, NotesWas: note.Text}
	form.Notes = f.fill(field{
		Name: "notes", Label: v.say.Plain("meet.field.notes"), Type: "textarea", Rows: 4, Value: note.Text, Max: plan.MaxText, Unmarked: true, Hint: v.say.T("meet.hint.notes"),
	})
	if clash.found {
		form.Theirs = cmp.Or(note.Text, v.say.Plain("meet.notes.emptied"))
	}
	if f.posted() && f.text("kind") != "" {
		form.Kind = f.text("kind")
	}
	form.Text = f.fill(field{Name: "text", Label: v.say.Plain("meet.field.text"), Max: plan.MaxTitle, Unmarked: true, Focus: v.asked(paramPoint) != "" && !f.shown()})
	office := ""
	if len(m.Offices) > 0 {
		office = m.Offices[0]
	}
	form.Office = f.fill(field{Name: "office", Label: v.say.Plain("meet.field.office"), Type: "select", Value: office, Options: officeChoices(staff, v.say.Plain("meet.none"), office), Required: true})
	form.DueOn = f.fill(field{Name: "due_on", Label: v.say.Plain("meet.field.due_on"), Type: "date", Value: v.nextDay(staff, m).String(), Unmarked: true})
	form.Follows = v.followed(f, m, note.Point, alone)
	about := lastAbout(entries, note.Point)
	if form.Follows != nil {
		if d, ok := decisionOf(m, form.Follows.ID); ok {
			about = cmp.Or(d.Milestone, about)
		}
	}
	form.About = f.fill(field{Name: "milestone", Label: v.say.Plain("meet.field.milestone"), Type: "select", Value: about, Options: v.milestoneChoices(staff, m), Required: true})
	return form
}

// nextDay is by when something is due unless somebody says otherwise: the day of the next
// meeting, of the same office first.
func (v *visit) nextDay(staff *board.Staff, m *board.Meeting) plan.Date {
	const standard = 14
	var any plan.Date
	for _, next := range staff.Meetings {
		if next.State != plan.MeetingScheduled || !next.HeldOn.After(plan.Latest(m.HeldOn, v.today)) {
			continue
		}
		if slices.ContainsFunc(next.Offices, func(o string) bool { return slices.Contains(m.Offices, o) }) {
			return next.HeldOn
		}
		if any.IsZero() {
			any = next.HeldOn
		}
	}
	if any.IsZero() {
		return v.today.AddDays(standard)
	}
	return any
}

// lastAbout is the milestone of the last entry under a point.
func lastAbout(entries []desk.Entry, point int) string {
	for _, e := range slices.Backward(entries) {
		if e.Point() != point {
			continue
		}
		if e.Decision != nil {
			return e.Decision.Milestone
		}
		return e.Action.Milestone
	}
	return ""
}

// milestoneChoices are the milestones that the offices met have to see to, and those that
// the meeting has named.
func (v *visit) milestoneChoices(staff *board.Staff, m *board.Meeting) []choice {
	all := []choice{{Text: v.say.Plain("meet.none.milestone")}}
	seen := map[string]bool{}
	add := func(m *board.Milestone) {
		if !seen[m.ID] {
			seen[m.ID] = true
			all = append(all, choice{Value: m.ID, Text: m.ID + " " + m.Title})
		}
	}
	offices := m.Offices
	if len(offices) == 0 {
		offices = []string{""}
	}
	for _, office := range offices {
		for _, milestone := range desk.UnderWay(&staff.Content, office) {
			add(milestone)
		}
	}
	for _, e := range desk.EntriesOf(m) {
		id := ""
		if e.Decision != nil {
			id = e.Decision.Milestone
		} else {
			id = e.Action.Milestone
		}
		if milestone, ok := staff.Milestone(id); ok {
			add(milestone)
		}
	}
	return all
}

func decisionOf(m *board.Meeting, id string) (plan.Decision, bool) {
	for _, d := range m.Decisions {
		if d.ID == id {
			return d, true
		}
	}
	return plan.Decision{}, false
}

// followed is the decision that the next action follows: the one asked for, else the last
// under the same point from which nothing has followed.
func (v *visit) followed(f *form, m *board.Meeting, point int, alone []int) *followed {
	id := v.asked(paramFollow)
	if f.posted() {
		id = f.text("decision")
	}
	d, ok := decisionOf(m, id)
	for i := len(alone) - 1; i >= 0 && !ok; i-- {
		d, ok = m.Decisions[alone[i]], m.Decisions[alone[i]].Point == point
	}
	if !ok {
		return nil
	}
	checked := true
	if f.posted() {
		checked = f.checked("follows")
	}
	return &followed{ID: d.ID, Text: shorten(d.Text, 60), Checked: checked}
}

// shorten cuts a text at a word.
func shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	cut := string(runes[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}

func (v *visit) addMoves(page *meetingView, staff *board.Staff, m *board.Meeting) {
	for _, move := range staff.Moves(m) {
		row := movedRow{Milestone: move.Milestone, Title: move.Title, From: move.From, To: move.To, Reason: move.Reason}
		_, row.URL = v.aboutOf(staff, move.Objective, move.Milestone)
		page.Moves = append(page.Moves, row)
	}
}

// addMeetingsBefore lists the last meetings held with the same offices.
func (v *visit) addMeetingsBefore(page *meetingView, staff *board.Staff, m *board.Meeting) {
	const most = 4
	for _, before := range slices.Backward(staff.Meetings) {
		if before.State != plan.MeetingHeld || !before.HeldOn.Before(m.HeldOn) || len(page.Before) == most {
			continue
		}
		if len(m.Offices) == 0 || slices.ContainsFunc(before.Offices, func(o string) bool { return slices.Contains(m.Offices, o) }) {
			page.Before = append(page.Before, otherMeeting{On: before.HeldOn, URL: v.at("/riunioni/" + before.ID), About: cmp.Or(v.metWith(before.Offices), before.Title)})
		}
	}
}

// addMeetingRail adds what to keep an eye on: the milestones of the offices met, and what earlier
// meetings asked of them.
func (v *visit) addMeetingRail(page *meetingView, f *form, staff *board.Staff, m *board.Meeting) {
	waiting := map[string]bool{}
	for _, w := range desk.ReviewQueue(staff) {
		waiting[w.Update.Milestone] = true
	}
	for _, office := range m.Offices {
		for _, milestone := range desk.UnderWay(&staff.Content, office) {
			row := railMilestone{ID: milestone.ID, Title: milestone.Title}
			_, row.URL = v.aboutOf(staff, milestone.Objective, milestone.ID)
			row.Sub = v.say.T("meet.rail.undated", "percent", words.Percent(milestone.Status.Percent))
			if due := milestone.Status.DueOn; !due.IsZero() {
				row.Sub = v.say.T("meet.rail.due", "percent", words.Percent(milestone.Status.Percent), "day", due)
			}
			switch {
			case milestone.Overdue:
				row.Sign = sign("fl-overdue", v.say.Plain("own.row.overdue", "days", words.Days(milestone.DaysOverdue)), "a-bad")
			case waiting[milestone.ID]:
				row.Sign = sign("fl-review", v.say.Plain("meet.rail.waiting"), "a-dim")
			case !milestone.Status.DueOn.IsZero():
				row.Sign = v.inDays(milestone.Status.DueOn)
			}
			if page.Editing && v.mayOn(tracker.OpMilestoneReport, office) {
				row.MoveURL = v.at("/riunioni/" + m.ID + "/date/" + milestone.ID)
			}
			page.Milestones = append(page.Milestones, row)
		}
		for _, a := range desk.OpenActions(&staff.Content, office) {
			if a.Meeting == m.ID {
				continue
			}
			row := railAction{ID: a.ID, Title: a.Title, Checked: f.posted() && slices.Contains(f.texts("fatta"), a.ID)}
			row.Sub = v.say.T("meet.rail.action", "day", a.DueOn)
			if asked, ok := staff.Meeting(a.Meeting); ok {
				row.Sub = v.say.T("meet.rail.action.since", "asked", asked.HeldOn, "day", a.DueOn)
			}
			if a.Overdue {
				row.Late = sign("fl-overdue", v.say.Plain("own.row.overdue", "days", words.Days(staff.Day.DaysSince(a.DueOn))), "a-bad")
			}
			page.Actions = append(page.Actions, row)
		}
	}
}
