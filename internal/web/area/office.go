package area

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The list of an office: what it has to see to, what it is asked, and how it says what
// became of it. A contributor works on the list of its own office (/ufficio); the list of
// any office is there for the staff to read (/uffici/{ufficio}/lavoro), with its forms for
// whoever the policy lets write.
func (s *Site) officeRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/ufficio", op: tracker.OpStaffRead, handle: s.ownOffice},
		{pattern: "POST /area/{ipa}/ufficio", op: tracker.OpMilestoneReport, handle: s.ownOffice},
		{pattern: "GET /area/{ipa}/lavoro", op: tracker.OpStaffRead, handle: s.officesWork},
		{pattern: "GET /area/{ipa}/uffici/{ufficio}/lavoro", op: tracker.OpStaffRead, handle: s.anyOffice},
		{pattern: "POST /area/{ipa}/uffici/{ufficio}/lavoro", op: tracker.OpMilestoneReport, handle: s.anyOffice},
	}
}

// The forms of the page, and its parameters.
const (
	partNothingNew = "novita"
	partUpdate     = "aggiornamento"
	partAnswer     = "risposta"
	partComplete   = "azione"
	partReopen     = "azione-aperta"
	partRating     = "giudizio"

	paramOpen   = "aggiorna" // the milestone whose form is open
	paramRating = "giudica"  // the objective likewise
	paramSaved  = "salvato"  // what was written last

	// fieldStep says what a button of a form does besides sending it.
	fieldStep = "passo"
	stepOpen  = "apri" // opens the form of the milestone, with what was typed in the answer
)

func (s *Site) ownOffice(v *visit) (reply, error) {
	switch {
	case v.member.Office != "":
		return s.officeList(v, v.member.Office)
	case v.r.Method == http.MethodGet:
		return v.redirect(v.at("/lavoro"), v.asked(paramNotice))
	}
	return nil, plan.NotFound("office")
}

func (s *Site) anyOffice(v *visit) (reply, error) { return s.officeList(v, v.arg("ufficio")) }

// officeList is the page of one office.
func (s *Site) officeList(v *visit, office string) (reply, error) {
	if v.r.Method == http.MethodPost {
		// What is written is asked about once more, object by object.
		if err := tracker.Permit(v.actor, tracker.OpMilestoneReport, v.ipa, office); err != nil {
			return nil, err
		}
	}
	if _, err := v.officeWork(office); err != nil {
		return nil, err
	}
	show := func(f *form) (reply, error) { return v.officePage(f, office) }
	if f, err := v.form(); err != nil {
		return nil, err
	} else if f.posted() && f.text(fieldPart) == partAnswer && f.text(fieldStep) == stepOpen {
		return show(f) // nothing is written yet
	}
	return v.submit(func(f *form) (string, error) { return v.saveOfWork(f, office) }, show)
}

// officeWork reads the work of an office.
func (v *visit) officeWork(office string) (*desk.Work, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	work := desk.WorkOf(staff, office)
	if work == nil {
		return nil, plan.NotFound("office")
	}
	return work, nil
}

// saveOfWork runs the write that one form of the page asks for.
func (v *visit) saveOfWork(f *form, office string) (address string, err error) {
	object := f.text(fieldObject)
	switch f.text(fieldPart) {
	case partNothingNew:
		return v.saveNothingNew(f, object)
	case partUpdate:
		return v.saveUpdate(f, office, object)
	case partAnswer:
		return v.saveAnswer(f, office, object)
	case partComplete, partReopen:
		return v.saveAction(f, object)
	case partRating:
		return v.saveRating(f, object)
	}
	return "", plan.Errorf(plan.KindMalformed, "no such form")
}

// here is the address of the page itself, to go back to a place in it. The notice is one of
// this page's own: "notice.own.<notice>".
func (v *visit) here(notice, object, place string) string {
	address := v.r.URL.Path + query(paramSaved, object)
	if notice != "" {
		address = withNotice(address, "own."+notice)
	}
	return address + "#" + place
}

// place is the id of what something is shown in.
func place(kind, object string) string { return fieldID(kind + "-" + object) }

type officeView struct {
	frame
	Action string // where forms are sent, and what the page is without its parameters
	Own    bool
	Tally  []template.HTML
	Groups []workGroup
	// Empty: there is nothing on the list, and nothing was.
	Empty     bool
	Done      workFold
	Resting   workFold
	Cancelled workFold
	Questions []questionBox
	Answered  []answeredRow
	Actions   []askedRow
	Completed []askedRow
	Next      *nextMeeting
	Leads     []leadRow
	May       bool // somebody may write here
	// Public is the page that everybody sees of the office, Calendar its meetings and dates
	// for a program of one's own.
	Public, Calendar string
}

// workGroup is a group of milestones.
type workGroup struct {
	Key   string
	Title string
	Rows  []workRow
}

// workFold is a group that is folded at first.
type workFold struct {
	workGroup
	Open bool
	// More are those that are not listed.
	More int
}

// shownDone is how many finished milestones, actions and questions are listed: the rest is
// on the public pages.
const shownDone = 50

func (v *visit) officePage(f *form, office string) (reply, error) {
	work, err := v.officeWork(office)
	if err != nil {
		return nil, err
	}
	section := ""
	own := v.member.Office == office
	if own {
		section = sectionOffice
	}
	page := &officeView{
		frame:  v.frame(v.say.Plain("own.area.title", "name", work.Office.Name), section),
		Action: v.r.URL.Path, Own: own, Public: v.public("/uffici/" + url.PathEscape(office)),
		Calendar: v.public("/uffici/" + url.PathEscape(office) + "/calendario.ics"),
		May:      v.mayOn(tracker.OpMilestoneReport, office),
	}
	page.Lede = v.say.T("own.area.today", "day", v.today)
	page.script(v, "assets/ts/office.ts")
	if own { // with what is not published of it
		page.Calendar = v.at("/calendario")
	} else {
		page.Crumbs = []crumb{{v.say.Plain("work.title"), v.at("/lavoro")}, {work.Office.Name, ""}}
	}
	v.fillMilestones(page, f, work)
	page.Questions, page.Answered = v.questionBoxes(f, work)
	page.Actions, page.Completed = v.askedRows(f, work)
	page.Leads = v.leadRows(page, f, work)
	page.Next = v.nextMeetingOf(work.Office)
	page.Tally = v.tally(work)
	page.Empty = len(work.Tasks) == 0
	return v.page("ufficio-lavoro", page)
}

// fillMilestones puts every milestone into its group.
func (v *visit) fillMilestones(page *officeView, f *form, work *desk.Work) {
	rows := map[desk.ListGroup][]workRow{}
	for _, task := range work.Tasks {
		if g := task.Group; g.Open() || len(rows[g]) < shownDone || v.opens(f, task) {
			rows[g] = append(rows[g], v.workRow(page, f, task))
		}
	}
	group := func(g desk.ListGroup) workGroup {
		return workGroup{Key: string(g), Title: v.say.Plain("own.group." + string(g)), Rows: rows[g]}
	}
	fold := func(g desk.ListGroup) workFold {
		one := workFold{workGroup: group(g), More: len(work.Group(g)) - len(rows[g])}
		for _, row := range one.Rows {
			one.Open = one.Open || row.Form != nil || row.Saved != ""
		}
		return one
	}
	for _, g := range desk.ListGroups {
		if g.Open() && len(rows[g]) > 0 {
			page.Groups = append(page.Groups, group(g))
		}
	}
	page.Done, page.Resting, page.Cancelled = fold(desk.GroupDone), fold(desk.GroupResting), fold(desk.GroupCancelled)
}

// tally is the list in one line: what cannot wait first.
func (v *visit) tally(work *desk.Work) []template.HTML {
	var line []template.HTML
	if n := len(work.Group(desk.GroupOverdue)); n > 0 {
		line = append(line, sign("fl-overdue", v.say.PlainN("own.tally.overdue", n), "a-bad"))
	}
	if n := len(work.Questions); n > 0 {
		line = append(line, sign("fl-ask", v.say.PlainN("own.tally.questions", n), "a-warn"))
	}
	line = append(line, v.say.T("own.tally.milestones", "open", v.say.N("own.tally.open", work.Open()),
		"done", v.say.N("own.tally.done", len(work.Group(desk.GroupDone)))))
	late := 0
	for _, a := range work.Actions {
		if a.Overdue {
			late++
		}
	}
	switch n := len(work.Actions); {
	case late > 0:
		line = append(line, v.say.N("own.tally.actions.overdue", n, "late", v.say.N("own.tally.actions.late", late)))
	case n > 0:
		line = append(line, v.say.N("own.tally.actions", n, "first", work.Actions[0].DueOn))
	}
	return line
}

// nextMeeting is the next one with the office.
type nextMeeting struct {
	Title, URL, When, Place string
	Day                     plan.Date
	In                      template.HTML
	Agenda                  []string
}

func (v *visit) nextMeetingOf(o *board.Office) *nextMeeting {
	m := o.NextMeeting
	if m == nil {
		return nil
	}
	return &nextMeeting{
		Title: m.Title, URL: v.meetingURL(v.plan, m.ID), Day: m.HeldOn, When: v.hours(m), Place: m.Place, In: v.inDays(m.HeldOn),
		Agenda: plan.AgendaPoints(m.Agenda),
	}
}

// hours is when on its day a meeting is.
func (v *visit) hours(m *board.Meeting) string {
	switch {
	case m.StartsAt == "":
		return ""
	case m.EndsAt == "":
		return v.say.Plain("meeting.at", "start", v.say.TimeOfDay(m.StartsAt))
	}
	return v.say.Plain("meeting.from_to", "start", v.say.TimeOfDay(m.StartsAt), "end", v.say.TimeOfDay(m.EndsAt))
}
