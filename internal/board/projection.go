package board

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// projection is a board as one audience sees it. It is immutable once made.
type projection struct {
	to         audience
	keeps      plan.Publication // what the organization keeps from this audience
	days       []*objectiveDay  // all of the board's
	objectives []*projected     // in step with days; nil for those not shown
	agenda     *agenda
	offices    map[string]officeList
	measures   *measureBook // that fundings and indicators were made of
	fundings   []*Funding
	indicators []*Indicator
	report     progress.Report
	burnUp     *burnUp
	reviews    map[string]plan.Review
	content    Content
}

// projected is one objective as the audience sees it.
type projected struct {
	body    *objectiveBody
	curve   *objectiveCurve
	content *Objective
}

// project makes the projection for an audience. The caller holds b.mu.
func (b *Board) project(to audience, earlier *projection) *projection {
	p := &projection{to: to, days: b.days, report: b.reportFor(to, earlier), keeps: keptFrom(to, b.ledger.publication)}
	if earlier == nil || earlier.keeps != p.keeps {
		earlier = &projection{to: to, keeps: p.keeps}
	}
	p.projectAgenda(b, earlier)
	p.projectObjectives(b, earlier)
	p.projectOffices(earlier)
	p.projectMeasures(b, earlier)
	p.burnUp = newBurnUp(b.historyOf(), to, earlier.burnUp)
	if to == forStaff {
		p.projectReviews(earlier)
	}
	p.assemble(b)
	return p
}

// keptFrom is what an organization keeps from an audience; the staff sees everything.
func keptFrom(to audience, settings plan.Publication) plan.Publication {
	if to == forStaff {
		return plan.Publication{}
	}
	settings.Revision = 0
	return settings
}

// reportFor gives the figures that an audience sees. They are the same for both as
// long as no objective of that day has become a draft since.
func (b *Board) reportFor(to audience, earlier *projection) progress.Report {
	if to == forStaff || !slices.ContainsFunc(b.days, func(o *objectiveDay) bool {
		return o.present && o.draftToday && o.terms.State.Counted()
	}) {
		return b.report
	}
	known := figured{}
	if earlier != nil {
		known = figured{earlier.days, earlier.report}
	}
	return b.combine((*objectiveDay).published, known)
}

func (p *projection) projectAgenda(b *Board, earlier *projection) {
	now := shown{p.to, p.days}
	if earlier.agenda != nil && earlier.agenda.book == b.ledger.meetings && sameTargets(shown{p.to, earlier.days}, now) {
		p.agenda = earlier.agenda
		return
	}
	p.agenda = newAgenda(b.ledger.meetings, b.moment.day, now, p.keeps, earlier.agenda)
}

func (p *projection) projectObjectives(b *Board, earlier *projection) {
	bodies, history := b.bodiesOf(), b.historyOf()
	p.objectives = make([]*projected, len(p.days))
	known := earlier.objectives
	for i, o := range p.days {
		if !o.shownTo(p.to) {
			continue
		}
		code := o.block.objective.Code
		for len(known) > 0 && (known[0] == nil || known[0].content.Code < code) {
			known = known[1:]
		}
		if len(known) > 0 && known[0].body == bodies[i] && p.refersAlike(known[0].body, earlier.agenda) {
			p.objectives[i] = known[0]
			continue
		}
		p.objectives[i] = &projected{body: bodies[i], curve: history.curves[i], content: p.objective(bodies[i], history.curves[i])}
	}
}

// refersAlike reports whether what an objective refers to of the meetings is the same
// in an earlier agenda.
func (p *projection) refersAlike(body *objectiveBody, earlier *agenda) bool {
	if earlier == p.agenda {
		return true
	}
	code := body.of.block.objective.Code
	return slices.Equal(earlier.about[code], p.agenda.about[code]) && !slices.ContainsFunc(body.decidedIn, func(id string) bool {
		return earlier.meetingByID[id] != p.agenda.meetingByID[id]
	})
}

// objective is the content of one objective for the audience.
func (p *projection) objective(body *objectiveBody, curve *objectiveCurve) *Objective {
	o := body.of
	row := &o.block.objective
	c := &Objective{
		Code: row.Code, Title: row.Title, Description: row.Description, Urgent: row.Urgent, Sectors: row.Sectors, Lines: row.Lines,
		AddedOn: row.AddedOn, Terms: o.terms, Revision: row.Revision, Figures: o.figures,
		Milestones: make([]*Milestone, len(body.milestones)),
		Meetings:   p.meetingsOf(body), Curve: curve.own,
	}
	if !p.keeps.HideRatings {
		c.OfficeRating = o.block.ratingOn(o.figures.Day, plan.RatedByOffice)
		c.ReviewerRating = o.block.ratingOn(o.figures.Day, plan.RatedByReviewer)
	}
	for i, m := range body.milestones {
		c.Milestones[i] = p.milestone(m.content)
		c.News = append(c.News, c.Milestones[i].Updates...)
		for _, s := range m.slippages {
			s.DecidedIn = p.agenda.meetingByID[s.decidedIn]
			c.Slippages = append(c.Slippages, s.Slippage)
		}
	}
	c.due = dueOf(c, o.figures.Day)
	if len(row.MilestoneOrder) > 0 {
		c.Ordered = plan.InOrder(c.Milestones, func(m *Milestone) int { return m.Number }, row.MilestoneOrder)
	}
	slices.SortFunc(c.News, func(a, b *Update) int {
		return cmp.Or(b.EffectiveOn.Compare(a.EffectiveOn), cmp.Compare(b.Revision, a.Revision), cmp.Compare(b.ID, a.ID))
	})
	slices.SortStableFunc(c.Slippages, func(a, b Slippage) int {
		return cmp.Or(a.EffectiveOn.Compare(b.EffectiveOn), a.RecordedAt.Compare(b.RecordedAt))
	})
	return c
}

// milestone gives the milestone as it is, or a copy without what the audience may not
// see of its updates.
func (p *projection) milestone(m *Milestone) *Milestone {
	if !slices.ContainsFunc(m.Updates, p.hides) {
		return m
	}
	c := *m
	c.Updates = make([]*Update, len(m.Updates))
	for i, u := range m.Updates {
		if p.hides(u) {
			u = p.without(*u)
		}
		c.Updates[i] = u
	}
	return &c
}

// hides reports whether an update has something that the audience may not see.
func (p *projection) hides(u *Update) bool {
	return p.hidesMeeting(u) || p.hidesVerdict(u) || p.hidesNote(u)
}

func (p *projection) hidesMeeting(u *Update) bool {
	return u.DecidedIn != "" && p.agenda.meetingByID[u.DecidedIn] == nil
}

func (p *projection) hidesVerdict(u *Update) bool {
	return p.to == forPublic && u.Verdict != "" && u.Verdict != plan.VerdictConfirmed
}

func (p *projection) hidesNote(u *Update) bool { return p.keeps.HideNotes && u.Note != "" }

func (p *projection) without(u Update) *Update {
	if p.hidesMeeting(&u) {
		u.DecidedIn = ""
	}
	if p.hidesVerdict(&u) {
		u.Verdict = ""
	}
	if p.hidesNote(&u) {
		u.Note = ""
	}
	return &u
}

// meetingsOf are the meetings that dealt with an objective, by date.
func (p *projection) meetingsOf(body *objectiveBody) []*Meeting {
	meetings := slices.Clone(p.agenda.about[body.of.block.objective.Code])
	for _, id := range body.decidedIn {
		if m := p.agenda.meetingByID[id]; m != nil && !slices.Contains(meetings, m) {
			meetings = append(meetings, m)
		}
	}
	slices.SortFunc(meetings, func(a, b *Meeting) int {
		return cmp.Or(a.HeldOn.Compare(b.HeldOn), cmp.Compare(a.StartsAt, b.StartsAt), cmp.Compare(a.ID, b.ID))
	})
	return meetings
}

// projectReviews gathers the reviews. Those of an earlier projection are kept where
// none has changed, which is nearly always.
func (p *projection) projectReviews(earlier *projection) {
	if earlier.reviews != nil && slices.EqualFunc(earlier.objectives, p.objectives, sameReviews) {
		p.reviews = earlier.reviews
		return
	}
	p.reviews = map[string]plan.Review{}
	for _, o := range p.objectives {
		if o == nil {
			continue
		}
		for _, r := range o.body.reviews {
			p.reviews[r.UpdateID] = r
		}
	}
}

func sameReviews(a, b *projected) bool {
	switch {
	case a == b:
		return true
	case a == nil || b == nil:
		return false
	}
	return slices.EqualFunc(a.body.reviews, b.body.reviews, func(a, b plan.Review) bool {
		return a.ID == b.ID && a.UpdateID == b.UpdateID && a.Revision == b.Revision
	})
}

// assemble makes the content of what has been projected.
func (p *projection) assemble(b *Board) {
	p.content = Content{
		Organization: b.ledger.organization, Revision: b.ledger.Revision(), Day: b.moment.day, Today: b.moment.today,
		Figures: p.report.Organization, Horizons: p.report.Horizons,
		Offices: make([]*Office, 0, len(b.offices)), Objectives: make([]*Objective, 0, len(p.objectives)),
		Meetings: p.agenda.meetings, Withdrawn: p.agenda.withdrawn, Actions: p.agenda.actions,
		Curve: p.burnUp.points(b.moment.day, &p.report.Organization), Sectors: b.ledger.sectors,
		Texts: b.ledger.texts, Publication: b.ledger.publication, OrderRevision: max(b.ledger.order.Revision, plan.FirstRevision),
		Fundings: p.fundings, Indicators: p.indicators,
		offices:  make(map[string]*Office, len(b.offices)),
		meetings: p.agenda.meetingByID, actions: p.agenda.actionByID,
	}
	for _, o := range p.objectives {
		if o != nil {
			p.content.Objectives = append(p.content.Objectives, o.content)
		}
	}
	p.content.Texts.Revision = max(p.content.Texts.Revision, plan.FirstRevision)
	p.content.Publication.Revision = max(p.content.Publication.Revision, plan.FirstRevision)
	for _, row := range b.former {
		p.content.Former = append(p.content.Former, &FormerOffice{
			Code: row.Code, Name: row.Name, RemovedOn: row.RemovedOn, MergedInto: row.MergedInto, Revision: row.Revision,
		})
	}
	if b.ledger.sequence != nil {
		p.content.Ordered = make([]*Objective, 0, len(p.content.Objectives))
	}
	for _, i := range b.ledger.sequence {
		if o := p.objectives[i]; o != nil {
			p.content.Ordered = append(p.content.Ordered, o.content)
		}
	}
	for i, row := range b.offices {
		office := p.office(row, p.report.Offices[i].Figures)
		p.content.Offices = append(p.content.Offices, office)
		p.content.offices[office.Code] = office
	}
}

// bodiesOf gives the bodies of the board's objectives, made once. The caller holds b.mu.
func (b *Board) bodiesOf() []*objectiveBody {
	if b.made.bodies != nil {
		return b.made.bodies
	}
	bodies := make([]*objectiveBody, len(b.days))
	known := b.earlier.bodies
	for i, o := range b.days {
		for len(known) > 0 && known[0].of.block.objective.Code < o.block.objective.Code {
			known = known[1:]
		}
		var prev *objectiveBody
		if len(known) > 0 && known[0].of.block.objective.Code == o.block.objective.Code {
			prev = known[0]
		}
		if prev != nil && prev.of == o {
			bodies[i] = prev
		} else {
			bodies[i] = newObjectiveBody(o, b.moment, prev)
		}
	}
	b.made.bodies, b.earlier.bodies = bodies, nil
	return bodies
}
