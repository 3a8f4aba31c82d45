package plan_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestObjectiveCheck(t *testing.T) {
	right := func() plan.Objective {
		return plan.Objective{Code: "OB-01", Title: "Turismo", Sectors: []string{"turismo", "cultura"}, AddedOn: today,
			Terms: plan.ObjectiveTerms{State: plan.ObjectiveDraft, Weight: 1, Horizon: plan.HorizonShort, StartOn: d("2026-01-01"), DueOn: d("2026-12-31")}}
	}
	many := func(n int) []string {
		var sectors []string
		for i := range n {
			sectors = append(sectors, strings.Repeat("a", i+1))
		}
		return sectors
	}
	check(t, right, func(o plan.Objective) error { return o.Check(today) }, map[string]row[plan.Objective]{
		"code":            {func(o *plan.Objective) { o.Code = "ob 01" }, "code objective.code"},
		"no title":        {func(o *plan.Objective) { o.Title = " " }, "title required"},
		"description":     {func(o *plan.Objective) { o.Description = "a\x00" }, "description text.control"},
		"sectors twice":   {func(o *plan.Objective) { o.Sectors = []string{"a", "b", "a"} }, "sectors[2] list.unique"},
		"an empty sector": {func(o *plan.Objective) { o.Sectors = []string{"a", ""} }, "sectors[1] required"},
		"20 sectors":      {func(o *plan.Objective) { o.Sectors = many(20) }, ""},
		"21 sectors":      {func(o *plan.Objective) { o.Sectors = many(21) }, "sectors list.length"},
		"a long sector":   {func(o *plan.Objective) { o.Sectors = []string{long(61)} }, "sectors[0] text.length"},
		"no sector":       {func(o *plan.Objective) { o.Sectors = nil }, ""},
		"a line":          {func(o *plan.Objective) { o.Lines = []plan.LineRef{{Edition: "pt-2024-2026", Code: "CAP4.PA.01"}} }, ""},
		"an edition":      {func(o *plan.Objective) { o.Lines = []plan.LineRef{{Edition: "PT 2024", Code: "CAP4.PA.01"}} }, "lines[0].edition line.edition"},
		"a line's code":   {func(o *plan.Objective) { o.Lines = []plan.LineRef{{Edition: "pt-2024-2026", Code: "cap4"}} }, "lines[0].code line.code"},
		"a line twice":    {func(o *plan.Objective) { l := plan.LineRef{Edition: "pt", Code: "A"}; o.Lines = []plan.LineRef{l, l} }, "lines[1] list.unique"},
		"51 lines":        {func(o *plan.Objective) { o.Lines = make([]plan.LineRef, 51) }, "lines list.length"},
		"added tomorrow":  {func(o *plan.Objective) { o.AddedOn = today.AddDays(1) }, "added_on date.future"},
		"state":           {func(o *plan.Objective) { o.Terms.State = "late" }, "state objective.state"},
		"horizon":         {func(o *plan.Objective) { o.Terms.Horizon = "" }, "horizon objective.horizon"},
		"weight 0":        {func(o *plan.Objective) { o.Terms.Weight = 0 }, "weight weight.range"},
		"due first":       {func(o *plan.Objective) { o.Terms.DueOn = d("2025-12-31") }, "due_on date.order"},
		"no dates":        {func(o *plan.Objective) { o.Terms.DueOn, o.Terms.StartOn = plan.Date{}, plan.Date{} }, ""},
	})
	for state, counted := range map[plan.ObjectiveState]bool{plan.ObjectiveDraft: false, plan.ObjectiveActive: true, plan.ObjectiveSuspended: false, plan.ObjectiveCompleted: true, plan.ObjectiveCancelled: false} {
		same(t, string(state)+" counts", state.Counted(), counted)
		check(t, right, func(o plan.Objective) error { return o.Check(today) }, map[string]row[plan.Objective]{
			string(state): {func(o *plan.Objective) { o.Terms.State = state }, ""},
		})
	}
}

func TestOfficeCheck(t *testing.T) {
	check(t, func() plan.Office { return plan.Office{Code: "europa", Name: "Ufficio Europa"} }, plan.Office.Check, map[string]row[plan.Office]{
		"code":        {func(o *plan.Office) { o.Code = "Ufficio Europa" }, "code office.code"},
		"no name":     {func(o *plan.Office) { o.Name = "" }, "name required"},
		"a long name": {func(o *plan.Office) { o.Name = long(201) }, "name text.length"},
		"description": {func(o *plan.Office) { o.Description = "a\u202eb" }, "description text.bidi"},
	})
}

func TestOrganizationCheck(t *testing.T) {
	right := func() plan.Organization {
		return plan.Organization{ID: "c_m403", Name: "Comune di Corigliano-Rossano", ISTATCode: "078157", Region: "Calabria", Population: 74_000, WebsiteURL: "https://www.comune.example"}
	}
	check(t, right, plan.Organization.Check, map[string]row[plan.Organization]{
		"id":                       {func(o *plan.Organization) { o.ID = "C_M403" }, "id organization.id"},
		"no name":                  {func(o *plan.Organization) { o.Name = "" }, "name required"},
		"no ISTAT code":            {func(o *plan.Organization) { o.ISTATCode = "" }, ""},
		"an ISTAT code cut short":  {func(o *plan.Organization) { o.ISTATCode = "78157" }, "istat_code organization.istat"},
		"an ISTAT code of letters": {func(o *plan.Organization) { o.ISTATCode = "07815a" }, "istat_code organization.istat"},
		"population":               {func(o *plan.Organization) { o.Population = -1 }, "population organization.population"},
		"a population too large":   {func(o *plan.Organization) { o.Population = 100_000_001 }, "population organization.population"},
		"nobody":                   {func(o *plan.Organization) { o.Population = 0 }, ""},
		"region":                   {func(o *plan.Organization) { o.Region = "a\nb" }, "region text.control"},
		"parent body":              {func(o *plan.Organization) { o.ParentBody = long(201) }, "parent_body text.length"},
		"links": {func(o *plan.Organization) {
			o.WebsiteURL, o.ContactURL, o.TransparencyURL, o.AccessibilityURL = "a", "b", "c", "d"
		}, "accessibility_url link.form, contact_url link.form, transparency_url link.form, website_url link.form"},
	})
}

func TestMeetingCheck(t *testing.T) {
	right := func() plan.Meeting {
		return plan.Meeting{Title: "Avvio", State: plan.MeetingHeld, HeldOn: today, StartsAt: "09:30", EndsAt: "11:00", Offices: []string{"europa", "lavori"},
			Participants: []plan.Participant{{Role: "Assessore"}}, Minutes: "# Verbale", MinutesApproved: true, Decisions: []plan.Decision{{Text: "Si procede"}}}
	}
	check(t, right, func(m plan.Meeting) error { return m.Check(today) }, map[string]row[plan.Meeting]{
		"no title":                     {func(m *plan.Meeting) { m.Title = "" }, "title required"},
		"state":                        {func(m *plan.Meeting) { m.State = "done" }, "state meeting.state"},
		"no day":                       {func(m *plan.Meeting) { m.HeldOn = plan.Date{} }, "held_on required"},
		"held tomorrow":                {func(m *plan.Meeting) { m.HeldOn = today.AddDays(1) }, "held_on date.future"},
		"scheduled for tomorrow":       {func(m *plan.Meeting) { m.State, m.HeldOn = plan.MeetingScheduled, today.AddDays(1) }, ""},
		"cancelled for tomorrow":       {func(m *plan.Meeting) { m.State, m.HeldOn = plan.MeetingCancelled, today.AddDays(1) }, ""},
		"no hours":                     {func(m *plan.Meeting) { m.StartsAt, m.EndsAt = "", "" }, ""},
		"no end":                       {func(m *plan.Meeting) { m.EndsAt = "" }, ""},
		"an end without a start":       {func(m *plan.Meeting) { m.StartsAt = "" }, "starts_at required"},
		"24:00":                        {func(m *plan.Meeting) { m.EndsAt = "24:00" }, "ends_at time.form"},
		"9:30":                         {func(m *plan.Meeting) { m.StartsAt, m.EndsAt = "9:30", "" }, "starts_at time.form"},
		"the end of the day":           {func(m *plan.Meeting) { m.EndsAt = "23:59" }, ""},
		"ends as it starts":            {func(m *plan.Meeting) { m.EndsAt = "09:30" }, "ends_at time.order"},
		"ends first":                   {func(m *plan.Meeting) { m.EndsAt = "08:00" }, "ends_at time.order"},
		"place":                        {func(m *plan.Meeting) { m.Place = "a\nb" }, "place text.control"},
		"date note":                    {func(m *plan.Meeting) { m.DateNote = long(2001) }, "date_note text.length"},
		"agenda":                       {func(m *plan.Meeting) { m.Agenda = long(10_001) }, "agenda text.length"},
		"an agenda of lines":           {func(m *plan.Meeting) { m.Agenda = "1. Uno\n2. Due" }, ""},
		"the longest minutes":          {func(m *plan.Meeting) { m.Minutes = long(100_000) }, ""},
		"longer minutes":               {func(m *plan.Meeting) { m.Minutes = long(100_001) }, "minutes text.length"},
		"approved, yet blank":          {func(m *plan.Meeting) { m.Minutes = " \n" }, "minutes minutes.empty"},
		"blank, not approved":          {func(m *plan.Meeting) { m.Minutes, m.MinutesApproved = "", false }, ""},
		"an office twice":              {func(m *plan.Meeting) { m.Offices = []string{"a", "b", "a"} }, "offices[2] list.unique"},
		"too many offices":             {func(m *plan.Meeting) { m.Offices = make([]string, plan.MaxOffices+1) }, "offices list.length"},
		"a participant without a role": {func(m *plan.Meeting) { m.Participants = []plan.Participant{{Role: "Sindaco"}, {Office: "europa"}} }, "participants[1].role required"},
		"too many participants":        {func(m *plan.Meeting) { m.Participants = repeat(plan.Participant{Role: "a"}, plan.MaxParticipants+1) }, "participants list.length"},
		"as many as there may be":      {func(m *plan.Meeting) { m.Participants = repeat(plan.Participant{Role: "a"}, plan.MaxParticipants) }, ""},
		"invited tomorrow":             {func(m *plan.Meeting) { m.InvitedOn = today.AddDays(1) }, "invited_on date.future"},
		"invited today":                {func(m *plan.Meeting) { m.InvitedOn = today }, ""},
		"late":                         {func(m *plan.Meeting) { m.Participants[0].Attendance = "late" }, "participants[0].attendance meeting.attendance"},
		"absent":                       {func(m *plan.Meeting) { m.Participants[0].Attendance = plan.AttendanceAbsent }, ""},
		"notes of each point": {func(m *plan.Meeting) {
			m.Agenda, m.Notes = "Uno\nDue", []plan.PointNotes{{Text: "a"}, {Point: 1, Text: "b\nc"}, {Point: 2, Handled: true}}
		}, ""},
		"notes of no point": {func(m *plan.Meeting) {
			m.Agenda, m.Notes = "Uno", []plan.PointNotes{{Point: 2, Text: "a"}, {Point: -1}}
		}, "notes[0].point agenda.point, notes[1].point agenda.point"},
		"notes twice":             {func(m *plan.Meeting) { m.Notes = []plan.PointNotes{{Text: "a"}, {Text: "b"}} }, "notes[1].point list.unique"},
		"long notes":              {func(m *plan.Meeting) { m.Notes = []plan.PointNotes{{Text: long(10_001)}} }, "notes[0].text text.length"},
		"a decision of no point":  {func(m *plan.Meeting) { m.Decisions = []plan.Decision{{Text: "a", Point: 1}} }, "decisions[0].point agenda.point"},
		"a decision of a point":   {func(m *plan.Meeting) { m.Agenda, m.Decisions = "Uno", []plan.Decision{{Text: "a", Point: 1}} }, ""},
		"a decision without text": {func(m *plan.Meeting) { m.Decisions = []plan.Decision{{Text: "a"}, {Objective: "OB-01"}} }, "decisions[1].text required"},
		"a long decision":         {func(m *plan.Meeting) { m.Decisions = []plan.Decision{{Text: long(2001)}} }, "decisions[0].text text.length"},
		"too many decisions":      {func(m *plan.Meeting) { m.Decisions = repeat(plan.Decision{Text: "a"}, plan.MaxDecisions+1) }, "decisions list.length"},
	})
}

func repeat[T any](v T, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = v
	}
	return s
}

func TestActionCheck(t *testing.T) {
	right := func() plan.Action {
		return plan.Action{Meeting: "m1", Title: "Inviare l'elenco", Office: "europa", DueOn: d("2026-04-01"), State: plan.ActionOpen}
	}
	check(t, right, func(a plan.Action) error { return a.Check(today) }, map[string]row[plan.Action]{
		"no title":            {func(a *plan.Action) { a.Title = "" }, "title required"},
		"no office":           {func(a *plan.Action) { a.Office = "" }, "office required"},
		"no due date":         {func(a *plan.Action) { a.DueOn = plan.Date{} }, "due_on required"},
		"state":               {func(a *plan.Action) { a.State = "overdue" }, "state action.state"},
		"done":                {func(a *plan.Action) { a.State, a.CompletedOn = plan.ActionDone, today }, ""},
		"done on no day":      {func(a *plan.Action) { a.State = plan.ActionDone }, "completed_on required"},
		"done tomorrow":       {func(a *plan.Action) { a.State, a.CompletedOn = plan.ActionDone, today.AddDays(1) }, "completed_on date.future"},
		"completed, yet open": {func(a *plan.Action) { a.CompletedOn = today }, "completed_on completed.state"},
		"cancelled":           {func(a *plan.Action) { a.State = plan.ActionCancelled }, ""},
	})
	for name, c := range map[string]struct {
		state plan.ActionState
		due   string
		want  bool
	}{
		"open, past its date": {plan.ActionOpen, "2026-03-09", true}, "open, due today": {plan.ActionOpen, "2026-03-10", false},
		"done": {plan.ActionDone, "2026-03-09", false}, "cancelled": {plan.ActionCancelled, "2026-03-09", false},
	} {
		same(t, name, plan.Action{State: c.state, DueOn: d(c.due)}.OverdueOn(today), c.want)
	}
}

func TestRatingCheck(t *testing.T) {
	right := func() plan.Rating {
		return plan.Rating{Objective: "OB-01", RatedBy: plan.RatedByOffice, Confidence: plan.ConfidenceAmber, Text: "Manca il progetto", GivenOn: today}
	}
	check(t, right, func(r plan.Rating) error { return r.Check(today) }, map[string]row[plan.Rating]{
		"by the reviewer": {func(r *plan.Rating) { r.RatedBy = plan.RatedByReviewer }, ""},
		"by somebody":     {func(r *plan.Rating) { r.RatedBy = "sindaco" }, "rated_by rating.side"},
		"blue":            {func(r *plan.Rating) { r.Confidence = "blue" }, "confidence rating.confidence"},
		"green":           {func(r *plan.Rating) { r.Confidence = plan.ConfidenceGreen }, ""},
		"red":             {func(r *plan.Rating) { r.Confidence = plan.ConfidenceRed }, ""},
		"no text":         {func(r *plan.Rating) { r.Text = "\n" }, "text required"},
		"a long text":     {func(r *plan.Rating) { r.Text = long(2001) }, "text text.length"},
		"given tomorrow":  {func(r *plan.Rating) { r.GivenOn = today.AddDays(1) }, "given_on date.future"},
	})
}

func TestReviewCheck(t *testing.T) {
	check(t, func() plan.Review { return plan.Review{UpdateID: "u1", Verdict: plan.VerdictConfirmed} }, plan.Review.Check, map[string]row[plan.Review]{
		"questioned":                {func(r *plan.Review) { r.Verdict, r.Note = plan.VerdictQuestioned, "Manca l'atto" }, ""},
		"questioned without a note": {func(r *plan.Review) { r.Verdict = plan.VerdictQuestioned }, "note review.note"},
		"questioned, a blank note":  {func(r *plan.Review) { r.Verdict, r.Note = plan.VerdictQuestioned, " \n" }, "note review.note"},
		"another verdict":           {func(r *plan.Review) { r.Verdict = "maybe" }, "verdict review.verdict"},
		"a long note":               {func(r *plan.Review) { r.Note = long(2001) }, "note text.length"},
	})
}
