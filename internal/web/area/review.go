package area

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Parameters of the review's address.
const (
	paramUpdate    = "aggiornamento" // the one that is open
	paramLast      = "verificato"    // the one that a verdict was just given on
	paramConfirmed = "confermati"    // how many were just confirmed together
	paramLeft      = "lasciati"      // how many of them were not
)

func (s *Site) reviewRoutes() []route {
	return []route{
		{pattern: "GET /area/{ipa}/verifica", op: tracker.OpUpdateReview, handle: s.review},
		{pattern: "POST /area/{ipa}/verifica", op: tracker.OpUpdateReview, handle: s.review},
		{pattern: "POST /area/{ipa}/verifica/nessuna-novita", op: tracker.OpUpdateReview, handle: s.confirmTogether},
		{pattern: "GET /area/{ipa}/verifica/giudizi/{obiettivo}", op: tracker.OpRateAsReviewer, handle: s.rate},
		{pattern: "POST /area/{ipa}/verifica/giudizi/{obiettivo}", op: tracker.OpRateAsReviewer, handle: s.rate},
	}
}

// mostWaiting bounds the queue that is shown: what is behind it comes up as what is before
// it is reviewed.
const mostWaiting = 60

// mostSilent bounds what is confirmed together, and mostLast the verdicts told again.
const (
	mostSilent = 100
	mostLast   = 5
)

type reviewView struct {
	frame
	Queue, Silent []queueItem
	// Waiting counts all that waits, More what is not shown of the queue.
	Waiting, More int
	SilentLabel   string
	ConfirmURL    string
	Detail        *reviewDetail
	// Open: an update was asked for; on a phone this is its page, else it is the queue's.
	Open     bool
	QueueURL string
	Last     []lastReview
	Said     template.HTML // what was just done
	// Since is the day that OffCourse is compared with; First: not that of a visit.
	Since     plan.Date
	First     bool
	OffCourse deskList[turnItem]
	Decisions deskList[decisionItem]
	Actions   deskList[actionItem]
	Offices   deskList[officeItem]
	OfficesOf int // all there are
	Ratings   []ratingRow
	RatingsOf string
}

// queueItem is one update in the queue.
type queueItem struct {
	ID, Code, Title, Office, URL string
	Recorded                     string
	Change                       template.HTML
	Current                      bool
	Overdue                      int // days
	Answers                      bool
}

type lastReview struct {
	Code, Title, URL string
	Confirmed        bool
	At               string
}

// review shows the queue with one update open, and takes the verdict on it.
func (s *Site) review(v *visit) (reply, error) {
	return v.submit(s.saveReview(v), func(f *form) (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		asked := v.asked(paramUpdate)
		if f.posted() {
			asked = f.text(paramUpdate)
		}
		return s.reviewPage(v, f, staff, asked)
	})
}

// saveReview records a verdict and goes on to the next update.
func (s *Site) saveReview(v *visit) func(*form) (string, error) {
	return func(f *form) (string, error) {
		staff, err := v.staff()
		if err != nil {
			return "", err
		}
		id := f.text(paramUpdate)
		next := nextInQueue(desk.ReviewQueue(staff), id)
		_, err = s.Tracker.ReviewUpdate(v.write(f), tracker.ReviewUpdate{
			Organization: v.ipa, UpdateID: id, Verdict: plan.Verdict(f.text("verdict")), Note: f.text("note"),
			IfReview: plan.Some(f.known()),
		})
		return v.at("/verifica", paramUpdate, next, paramLast, id), err
	}
}

// known is the revision of the last review as the page showed it, 0 for none.
func (f *form) known() int64 {
	n, err := strconv.ParseInt(f.text(fieldRevision), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// nextInQueue is the update behind one in the queue, the first where it is the last or is
// not in it; empty where nothing else waits.
func nextInQueue(queue []*desk.Waiting, id string) string {
	at := slices.IndexFunc(queue, func(w *desk.Waiting) bool { return w.Update.ID == id })
	switch {
	case len(queue) == 0 || (len(queue) == 1 && at == 0):
		return ""
	case at < 0 || at+1 == len(queue):
		return queue[0].Update.ID
	}
	return queue[at+1].Update.ID
}

// confirmTogether confirms the updates with nothing new that the page showed.
func (s *Site) confirmTogether(v *visit) (reply, error) {
	return v.submit(func(f *form) (string, error) {
		done, err := s.Tracker.ConfirmUpdates(v.write(f), tracker.ConfirmUpdates{Organization: v.ipa, UpdateIDs: f.texts("updates")})
		if err != nil {
			return "", err
		}
		confirmed := 0
		for _, one := range done {
			if one.Err == nil {
				confirmed++
			}
		}
		return v.at("/verifica", paramConfirmed, strconv.Itoa(confirmed), paramLeft, strconv.Itoa(len(done)-confirmed)), nil
	}, func(f *form) (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		return s.reviewPage(v, &form{}, staff, "")
	})
}

func (s *Site) reviewPage(v *visit, f *form, staff *board.Staff, asked string) (reply, error) {
	queue := desk.ReviewQueue(staff)
	if asked != "" {
		if _, ok := desk.Reviewable(staff, asked); !ok {
			return nil, plan.NotFound("update")
		}
	}
	since, err := s.sinceLastVisit(v, staff)
	if err != nil {
		return nil, err
	}
	page := &reviewView{
		frame: v.frame(v.say.Plain("review.title"), sectionReview), Waiting: len(queue), Open: asked != "",
		QueueURL: v.at("/verifica"), ConfirmURL: v.at("/verifica/nessuna-novita"), RatingsOf: v.say.Plain("review.ratings"),
	}
	page.Wide = true
	page.script(v, "assets/ts/review.ts")
	page.Lede = v.say.T("review.lede", "day", v.today)
	if !since.first {
		page.Lede = v.say.T("review.lede.since", "day", v.today, "last", since.day)
	}
	v.addQueue(page, queue, asked)
	open := asked
	if open == "" && len(queue) > 0 {
		open = queue[0].Update.ID
	}
	if open != "" {
		page.Detail = v.reviewDetail(f, staff, queue, open)
	}
	page.Last, page.Said = v.lastReviews(staff), v.justReviewed(staff)
	v.addRail(page, staff, since)
	for _, p := range desk.Ratings(&staff.Content) {
		page.Ratings = append(page.Ratings, v.ratingRow(p))
	}
	return v.page("verifica", page)
}

func (v *visit) addQueue(page *reviewView, queue []*desk.Waiting, asked string) {
	for i, w := range queue {
		item := v.queueItem(w)
		item.Current = item.ID == asked || (asked == "" && i == 0)
		switch {
		case w.Weight == desk.WeightNothingNew && len(page.Silent) < mostSilent:
			page.Silent = append(page.Silent, item)
		case w.Weight != desk.WeightNothingNew && len(page.Queue) < mostWaiting:
			page.Queue = append(page.Queue, item)
		default:
			page.More++
		}
	}
	page.SilentLabel = v.say.PlainN("review.silent.confirm", len(page.Silent))
}

func (v *visit) queueItem(w *desk.Waiting) queueItem {
	return queueItem{
		ID: w.Update.ID, Code: w.Milestone.ID, Title: w.Milestone.Title, Office: v.officeName(w.Milestone.Status.Office),
		URL: v.at("/verifica", paramUpdate, w.Update.ID), Recorded: v.shortDay(plan.DateOf(w.Update.RecordedAt, v.site.Clock.Location)),
		Change: v.change(w.Update), Overdue: w.Milestone.DaysOverdue, Answers: w.Answers != nil,
	}
}

// change says in a few words what an update changed.
func (v *visit) change(u *board.Update) template.HTML {
	before, after := u.Before, u.After
	var parts []template.HTML
	add := func(part template.HTML) { parts = append(parts, part) }
	switch {
	case after.State == plan.MilestoneBlocked && before.State != after.State:
		add(sign("st-blocked", v.say.Plain("review.change.blocked"), "a-st-blocked"))
	case before.State != after.State && after.State == plan.MilestoneInProgress && !before.Open():
		add(v.say.T("review.change.reopened"))
	case before.State != after.State && before.State == plan.MilestoneBlocked && after.Open():
		add(v.say.T("review.change.unblocked"))
	}
	if before.Percent != after.Percent {
		add(v.say.T("review.change.percent", "before", before.Percent, "after", after.Percent))
	}
	if before.State != after.State && !after.Open() {
		add(v.say.T("milestone.state." + string(after.State)))
	}
	switch {
	case before.DueOn == after.DueOn:
	case before.DueOn.IsZero() || after.DueOn.IsZero():
		add(v.say.T("review.change.due"))
	default:
		add(v.say.T("review.change.due.days", "days", signedDays(v, after.DueOn.DaysSince(before.DueOn))))
	}
	switch {
	case len(parts) > 0:
	case desk.NothingNew(u):
		add(v.say.T("review.change.nothing", "percent", after.Percent))
	case !desk.SameEvidence(before.Evidence, after.Evidence):
		add(v.say.T("review.change.evidence"))
	case before.State != after.State:
		add(v.say.T("milestone.state." + string(after.State)))
	default:
		add(v.say.T("review.change.note", "percent", after.Percent))
	}
	joined := parts[0]
	for _, part := range parts[1:] {
		joined += ", " + part
	}
	return joined
}

func signedDays(v *visit, n int) template.HTML {
	key := "review.later"
	if n < 0 {
		key, n = "review.sooner", -n
	}
	return v.say.N(key, n)
}

// lastReviews are the last verdicts, each of which can be thought better of.
func (v *visit) lastReviews(staff *board.Staff) []lastReview {
	var all []lastReview
	for _, r := range desk.LastReviews(staff, mostLast) {
		all = append(all, lastReview{
			Code: r.Milestone.ID, Title: r.Milestone.Title, URL: v.at("/verifica", paramUpdate, r.Update.ID),
			Confirmed: r.Review.Verdict == plan.VerdictConfirmed, At: v.moment(r.Review.RecordedAt),
		})
	}
	return all
}

// justReviewed tells what was done a moment ago, with a way to think better of it.
func (v *visit) justReviewed(staff *board.Staff) template.HTML {
	if confirmed, err := strconv.Atoi(v.asked(paramConfirmed)); err == nil && confirmed >= 0 {
		said := v.say.N("review.said.together", confirmed)
		if left, err := strconv.Atoi(v.asked(paramLeft)); err == nil && left > 0 {
			said += " " + v.say.N("review.said.left", left)
		}
		return said
	}
	w, ok := desk.Reviewable(staff, v.asked(paramLast))
	if !ok || w.Update.Verdict == "" {
		return ""
	}
	again := v.link(v.at("/verifica", paramUpdate, w.Update.ID), v.say.Plain("review.said.again"))
	return v.say.T("review.said."+string(w.Update.Verdict), "code", w.Milestone.ID, "title", w.Milestone.Title,
		"office", v.officeName(w.Milestone.Status.Office), "again", again)
}
