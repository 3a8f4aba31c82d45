package plan

import "time"

// UpdateKind says what made an update.
type UpdateKind string

// The kinds of update.
const (
	// UpdateAdded is the status a milestone was added with. It is the first entry of
	// every milestone's log and is not listed among the changes.
	UpdateAdded UpdateKind = "added"
	// UpdateReported is what an office reported.
	UpdateReported UpdateKind = "reported"
	// UpdateRevised is a change of what describes the milestone: weight, office, start.
	UpdateRevised UpdateKind = "revised"
)

// Update (aggiornamento) is one recorded change of a milestone. It is never edited.
type Update struct {
	ID         string     `json:"id"`
	Objective  string     `json:"objective"`
	Number     int        `json:"number"`
	Kind       UpdateKind `json:"kind"`
	RecordedAt time.Time  `json:"recorded_at"`
	// EffectiveOn is the day from which it counts. Of several updates the last one
	// effective on or before a day is what held that day; of two with the same day,
	// the one recorded later.
	EffectiveOn Date      `json:"effective_on"`
	By          Signature `json:"by"`
	// After is the whole status that the update leaves.
	After MilestoneStatus `json:"after"`
	// Reason is why the due date moved; DecidedIn the meeting that moved it.
	Reason    string `json:"reason"`
	DecidedIn string `json:"decided_in"`
	Note      string `json:"note"`
	// Source is the file that tells it, where it was imported; empty where somebody reported
	// it. What a file tells waits for no reviewer.
	Source string `json:"source"`
	// AfterBaseline is set where the milestone had its baseline when this was recorded. Of
	// what was recorded later about a day before the baseline's, nothing else tells whether
	// the date moved away from it.
	AfterBaseline bool  `json:"after_baseline"`
	Revision      int64 `json:"revision"`
}

// Milestone is the ID of the milestone that changed: OB-01.3.
func (u Update) Milestone() string { return MilestoneID(u.Objective, u.Number) }

// Report is what an office asks to record about a milestone. Fields left alone keep
// the value they had on EffectiveOn.
type Report struct {
	State       Opt[MilestoneState]
	Percent     Opt[int]
	DueOn       Opt[Date]
	CompletedOn Opt[Date]
	Evidence    Opt[Evidence]
	// EffectiveOn zero means today.
	EffectiveOn Date
	Reason      string
	DecidedIn   string // meeting
	Note        string
}

// Apply gives the status that a report leaves, or the rules that it breaks.
// m is the milestone, before the status that held on r.EffectiveOn (which must be
// set); today is the present day. It keeps the rules of contract.md:
//
//   - 100 % and done come together; one of them alone brings the other;
//   - done carries a day of completion (the effective day where none is given), not
//     in the future, and evidence;
//   - a due date that moves after the baseline is set carries a reason.
func (r Report) Apply(m Milestone, before MilestoneStatus, today Date) (MilestoneStatus, error) {
	var p Problems
	after := before
	p.Lines("reason", r.Reason, MaxNote)
	p.Lines("note", r.Note, MaxNote)
	p.Line("decided_in", r.DecidedIn, MaxShort, false)
	switch {
	case r.EffectiveOn.After(today):
		p.Add("effective_on", "date.future", "must not be in the future")
	case r.EffectiveOn.Before(m.AddedOn):
		p.Add("effective_on", "update.before_added", "must not be before the milestone was added to the plan", m.AddedOn)
	}
	r.applyProgress(&p, before, &after)
	r.applyDueDate(&p, m, before, &after)
	if r.Evidence.Set {
		r.Evidence.Value.check(&p, today)
		after.Evidence = r.Evidence.Value
	}
	r.applyCompletion(&p, before, &after, today)
	if err := p.Err(); err != nil {
		return MilestoneStatus{}, err
	}
	return after, nil
}

func (r Report) applyProgress(p *Problems, before MilestoneStatus, after *MilestoneStatus) {
	if r.Percent.Set && (r.Percent.Value < 0 || r.Percent.Value > 100) {
		p.Add("percent", "percent.range", "must be between 0 and 100", 0, 100)
		return
	}
	if r.State.Set && !oneOf(r.State.Value, MilestoneStates) {
		p.Add("state", "milestone.state", "must be planned, in_progress, blocked, done or cancelled")
		return
	}
	after.Percent = r.Percent.Or(before.Percent)
	after.State = r.State.Or(impliedState(r.Percent, before.State))
	if r.State.Set && !r.Percent.Set {
		switch {
		case after.State == MilestoneDone:
			after.Percent = 100
		case after.State == MilestonePlanned:
			after.Percent = 0
		case before.State == MilestoneDone && after.State == MilestoneCancelled:
			after.Percent = 99
		}
	}
	switch done := after.State == MilestoneDone; {
	case done && after.Percent != 100:
		p.Add("percent", "percent.done", "must be 100 when the state is done")
	case !done && after.Percent == 100:
		if before.State == MilestoneDone && !r.Percent.Set {
			p.Add("percent", "percent.reopen", "must be given, below 100, to reopen a milestone that was done")
		} else {
			p.Add("state", "state.complete", "must be done when percent is 100")
		}
	case after.State == MilestonePlanned && after.Percent > 0:
		p.Add("percent", "percent.planned", "must be 0 while the state is planned")
	}
}

// impliedState is the state that a percentage alone brings.
func impliedState(percent Opt[int], before MilestoneState) MilestoneState {
	switch {
	case !percent.Set:
		return before
	case percent.Value == 100 && before != MilestoneCancelled:
		return MilestoneDone
	case percent.Value > 0 && before == MilestonePlanned:
		return MilestoneInProgress
	}
	return before
}

func (r Report) applyDueDate(p *Problems, m Milestone, before MilestoneStatus, after *MilestoneStatus) {
	if !r.DueOn.Set || r.DueOn.Value == before.DueOn {
		return
	}
	after.DueOn = r.DueOn.Value
	if !m.BaselineDueOn.IsZero() && isBlank(r.Reason) {
		p.Add("reason", "reason.required", "is required when the due date moves after the baseline is set")
	}
	p.checkSpan(after.StartOn, after.DueOn)
}

func (r Report) applyCompletion(p *Problems, before MilestoneStatus, after *MilestoneStatus, today Date) {
	if after.State != MilestoneDone {
		if r.CompletedOn.Set && !r.CompletedOn.Value.IsZero() {
			p.Add("completed_on", "completed.state", "goes with the state done alone")
		}
		after.CompletedOn = Date{}
		return
	}
	switch {
	case r.CompletedOn.Set:
		after.CompletedOn = r.CompletedOn.Value
	case before.State != MilestoneDone:
		after.CompletedOn = r.EffectiveOn
	}
	if after.CompletedOn.IsZero() {
		p.Add("completed_on", "required", "is required when the state is done")
	} else if after.CompletedOn.After(today) {
		p.Add("completed_on", "date.future", "must not be in the future")
	}
	if after.Evidence.IsZero() {
		p.Add("evidence", "evidence.required", "is required when the state is done: a link, an administrative act or a note")
	}
}
