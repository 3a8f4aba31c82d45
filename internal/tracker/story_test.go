package tracker_test

import (
	"context"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// scene is an ente in the middle of the story, and the use cases that the next write
// goes through.
type scene struct {
	*ente
	through *tracker.Tracker
	known   map[string]string // identifiers that later writes need
}

func (w *world) scene() *scene {
	return &scene{ente: &ente{w, "c_m403"}, through: w.tracker, known: map[string]string{}}
}

// write is one write of the story: what is done, by whom, and what the audit entry says.
type write struct {
	rule   string
	op     tracker.Operation
	by     plan.Role
	object string // type
	// id is the code of the object, or the name that its identifier is known by.
	id string
	// keep, if set, is the name under which the receipt's identifier is kept.
	keep string
	// read is the revision of the object as its writer read it, for If-Match; nil where
	// the write takes none.
	read func(*scene) int64
	do   func(ctx context.Context, s *scene, ifRevision int64) (tracker.Receipt, error)
	// systemAlone: whatever the policy says of the operation, there is no such way in.
	systemAlone bool
}

const (
	secretAddress = "nome.cognome@comune.example.it"
	secretHash    = "hash-that-nobody-may-see"
)

// story is every write that there is, in an order in which each is allowed. It is told
// several times: as it should go, by whoever must not, and with the database failing.
var story = slices.Concat([]write{
	{rule: "the command line adds an ente", op: tracker.OpOrganizationCreate, by: plan.RoleSystem, object: "organization", id: "c_m403", systemAlone: true,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateOrganization(ctx, plan.Organization{ID: s.id, Name: "Corigliano-Rossano"})
		}},
	{rule: "the admin changes the ente", op: tracker.OpOrganizationChange, by: plan.RoleAdmin, object: "organization", id: "c_m403",
		read: func(s *scene) int64 { return s.revision() },
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeOrganization(ctx, tracker.ChangeOrganization{Organization: s.id, IfRevision: read, Region: opt("Calabria")})
		}},
	createOffice("tributi"), createOffice("cultura"), createOffice("spare"),
	{rule: "the admin changes an office", op: tracker.OpOfficeChange, by: plan.RoleAdmin, object: "office", id: "spare", read: officeRead("spare"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeOffice(ctx, tracker.ChangeOffice{Organization: s.id, Code: "spare", IfRevision: read, Name: opt("Di scorta")})
		}},
	{rule: "the admin removes an office", op: tracker.OpOfficeRemove, by: plan.RoleAdmin, object: "office", id: "spare", read: officeRead("spare"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveOffice(ctx, s.id, "spare", read)
		}},
	createSector("turismo"), createSector("cultura"), changeSector("cultura"), moveSector("cultura", "turismo"), removeSector("cultura"),
	changeTexts(), changePublication(),
	createObjective("OB-01", plan.ObjectiveActive), createObjective("OB-02", plan.ObjectiveDraft),
	createMilestone("OB-01"), createMilestone("OB-02"),
	{rule: "the editor makes an objective active", op: tracker.OpObjectiveChange, by: plan.RoleEditor, object: "objective", id: "OB-02", read: objectiveRead("OB-02"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeObjective(ctx, tracker.ChangeObjective{Organization: s.id, Code: "OB-02", IfRevision: read, State: opt(plan.ObjectiveActive)})
		}},
	secondMilestone("OB-02"), moveObjective("OB-02", "OB-01"), orderObjectives("OB-01", "OB-02"), moveMilestone("OB-02.2", "OB-02.1"), orderMilestones("OB-02", "OB-02.1", "OB-02.2"),
	createMeeting("meeting"), createMeeting("spare meeting"),
	{rule: "the editor changes a meeting", op: tracker.OpMeetingChange, by: plan.RoleEditor, object: "meeting", id: "meeting", read: meetingRead("meeting"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeMeeting(ctx, tracker.ChangeMeeting{Organization: s.id, ID: s.known["meeting"], IfRevision: read,
				State: opt(plan.MeetingHeld), Minutes: opt("# Verbale"), MinutesApproved: opt(true),
				Decisions: opt([]plan.Decision{{Text: "Si rinvia", Objective: "OB-01", Milestone: "OB-01.1"}})})
		}},
	{rule: "the editor plans a series of meetings", op: tracker.OpMeetingSeries, by: plan.RoleEditor, object: "meeting_series", keep: "series",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.PlanMeetings(ctx, s.id, plan.Series{From: s.clock.today().AddDays(1), StartsAt: "10:00", Offices: []string{"cultura", "tributi"}})
		}},
	{rule: "the editor writes notes", op: tracker.OpMeetingChange, by: plan.RoleEditor, object: "meeting", id: "meeting",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.WriteNotes(ctx, tracker.WriteNotes{Organization: s.id, Meeting: s.known["meeting"], Was: opt(""), Text: opt("Si parla della gara")})
		}},
	{rule: "the editor adds a decision", op: tracker.OpDecisionCreate, by: plan.RoleEditor, object: "decision", keep: "decision",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.AddDecision(ctx, s.id, s.known["meeting"], plan.Decision{Text: "Si fa la gara", Office: "cultura", Milestone: "OB-01.1"})
		}},
	{rule: "the editor adds another", op: tracker.OpDecisionCreate, by: plan.RoleEditor, object: "decision", keep: "spare decision",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.AddDecision(ctx, s.id, s.known["meeting"], plan.Decision{Text: "Si aspetta"})
		}},
	{rule: "the editor changes a decision", op: tracker.OpDecisionChange, by: plan.RoleEditor, object: "decision", id: "decision", read: decisionRead("decision"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeDecision(ctx, tracker.ChangeDecision{Organization: s.id, Meeting: s.known["meeting"], ID: s.known["decision"], IfRevision: read, DueOn: opt(s.clock.today().AddDays(9))})
		}},
	{rule: "the editor removes a decision", op: tracker.OpDecisionRemove, by: plan.RoleEditor, object: "decision", id: "spare decision", read: decisionRead("spare decision"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveDecision(ctx, s.id, s.known["meeting"], s.known["spare decision"], read)
		}},
	{rule: "the editor removes a meeting", op: tracker.OpMeetingRemove, by: plan.RoleEditor, object: "meeting", id: "spare meeting", read: meetingRead("spare meeting"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveMeeting(ctx, s.id, s.known["spare meeting"], read)
		}},
	{rule: "the office reports on its milestone", op: tracker.OpMilestoneReport, by: plan.RoleContributor, object: "update", keep: "update", read: milestoneRead("OB-01.1"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ReportUpdate(ctx, tracker.ReportUpdate{Organization: s.id, Milestone: "OB-01.1", IfRevision: read, Report: plan.Report{
				Percent: opt(40), DueOn: opt(s.clock.today().AddDays(90)), Reason: "la gara è andata deserta", DecidedIn: s.known["meeting"],
			}})
		}},
	{rule: "a report repeated with its Idempotency-Key", op: tracker.OpMilestoneReport, by: plan.RoleContributor, object: "update", keep: "again", read: milestoneRead("OB-01.1"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ReportUpdate(tracker.WithIdempotencyKey(ctx, "key-of-the-story", "fingerprint"), tracker.ReportUpdate{
				Organization: s.id, Milestone: "OB-01.1", IfRevision: read, Report: plan.Report{Percent: opt(50)},
			})
		}},
	{rule: "the reviewer confirms", op: tracker.OpUpdateReview, by: plan.RoleReviewer, object: "review",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.ReviewUpdate(ctx, tracker.ReviewUpdate{Organization: s.id, UpdateID: s.known["update"], Verdict: plan.VerdictConfirmed})
		}},
	{rule: "the reviewer thinks better of it, knowing the first verdict", op: tracker.OpUpdateReview, by: plan.RoleReviewer, object: "review",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			first := find(s.t, s.changes(0).Reviews, func(r plan.Review) bool { return r.UpdateID == s.known["update"] })
			return s.through.ReviewUpdate(ctx, tracker.ReviewUpdate{Organization: s.id, UpdateID: s.known["update"], Verdict: plan.VerdictQuestioned, Note: "manca il verbale", IfReview: opt(first.Revision)})
		}},
	{rule: "the reviewer keeps a report for the Giunta", op: tracker.OpBriefingSave, by: plan.RoleReviewer, object: "briefing",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.SaveBriefing(ctx, tracker.SaveBriefing{Organization: s.id, Shown: s.revision(), Standings: plan.Standings{"OB-01": {Health: "late"}}})
		}},
	{rule: "the lead office rates", op: tracker.OpRateForOffice, by: plan.RoleContributor, object: "rating",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.RateObjective(ctx, tracker.RateObjective{Organization: s.id, Objective: "OB-01", RatedBy: plan.RatedByOffice, Confidence: plan.ConfidenceAmber, Text: "ci vuole tempo"})
		}},
	{rule: "the reviewer rates", op: tracker.OpRateAsReviewer, by: plan.RoleReviewer, object: "rating",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.RateObjective(ctx, tracker.RateObjective{Organization: s.id, Objective: "OB-01", RatedBy: plan.RatedByReviewer, Confidence: plan.ConfidenceRed, Text: "in ritardo"})
		}},
	{rule: "the editor changes a milestone", op: tracker.OpMilestoneChange, by: plan.RoleEditor, object: "milestone", id: "OB-01.1", read: milestoneRead("OB-01.1"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeMilestone(ctx, tracker.ChangeMilestone{Organization: s.id, Milestone: "OB-01.1", IfRevision: read, Weight: opt(3.0), Title: opt("Gara")})
		}},
	{rule: "the editor adds an action", op: tracker.OpActionCreate, by: plan.RoleEditor, object: "action", keep: "action",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateAction(ctx, s.id, plan.Action{Meeting: s.known["meeting"], Title: "Scrivere il bando", Office: "tributi",
				DueOn: s.clock.today().AddDays(7), Objective: "OB-01", Milestone: "OB-01.1", Decision: s.known["decision"]})
		}},
	{rule: "the editor changes an action", op: tracker.OpActionChange, by: plan.RoleEditor, object: "action", id: "action", read: actionRead("action"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeAction(ctx, tracker.ChangeAction{Organization: s.id, ID: s.known["action"], IfRevision: read, State: opt(plan.ActionDone)})
		}},
	{rule: "the office takes back that it is done", op: tracker.OpActionReopen, by: plan.RoleContributor, object: "action", id: "action", read: actionRead("action"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ReopenAction(ctx, s.id, s.known["action"], read)
		}},
	{rule: "the office has done what it was asked", op: tracker.OpActionComplete, by: plan.RoleContributor, object: "action", id: "action", read: actionRead("action"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.CompleteAction(ctx, tracker.CompleteAction{Organization: s.id, ID: s.known["action"], IfRevision: read})
		}},
	{rule: "the editor removes an action", op: tracker.OpActionRemove, by: plan.RoleEditor, object: "action", id: "action", read: actionRead("action"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveAction(ctx, s.id, s.known["action"], read)
		}},
	{rule: "the editor removes a milestone", op: tracker.OpMilestoneRemove, by: plan.RoleEditor, object: "milestone", id: "OB-02.1", read: milestoneRead("OB-02.1"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveMilestone(ctx, s.id, "OB-02.1", read)
		}},
	{rule: "the editor removes an objective", op: tracker.OpObjectiveRemove, by: plan.RoleEditor, object: "objective", id: "OB-02", read: objectiveRead("OB-02"),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.RemoveObjective(ctx, s.id, "OB-02", read)
		}},
	{rule: "the admin adds an account", op: tracker.OpAccountManage, by: plan.RoleAdmin, object: "account", keep: "account",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			a, err := s.through.CreateAccount(ctx, tracker.CreateAccount{Email: secretAddress, PasswordHash: secretHash, Organization: s.id, Role: plan.RoleContributor, Office: "tributi"})
			return tracker.Receipt{ID: a.ID}, err
		}},
	mergeOffices("tributi", "cultura"),
	{rule: "the command line makes a token", op: tracker.OpTokenManage, by: plan.RoleSystem, object: "account", id: "account", systemAlone: true,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			_, err := s.through.CreateToken(ctx, token(secretAddress, "import", secretHash, s.clock.now().Add(time.Hour)))
			return tracker.Receipt{ID: s.known["account"]}, err
		}},
	{rule: "the command line revokes a token", op: tracker.OpTokenManage, by: plan.RoleSystem, object: "account", id: "account", systemAlone: true,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return tracker.Receipt{ID: s.known["account"]}, s.through.RevokeToken(ctx, secretAddress, "import")
		}},
	{rule: "a provider knows the account, and gives it another role", op: tracker.OpAccountFollow, by: plan.RoleSystem, object: "account", id: "account", systemAlone: true,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			got, err := s.through.SignInExternal(ctx, tracker.SignInExternal{Issuer: "https://sso.example", Subject: "1", Email: secretAddress, JoinByEmail: true,
				Memberships: []plan.Membership{{Organization: s.id, Role: plan.RoleEditor}}})
			return tracker.Receipt{ID: got.Account.ID}, err
		}},
	{rule: "the command line disables an account", op: tracker.OpAccountManage, by: plan.RoleSystem, object: "account", id: "account", systemAlone: true,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return tracker.Receipt{ID: s.known["account"]}, s.through.DisableAccount(ctx, tracker.ByEmail(secretAddress))
		}},
	onAccount("the admin enables an account", func(ctx context.Context, s *scene, ref tracker.AccountRef) error {
		return s.through.EnableAccount(ctx, ref)
	}),
	onAccount("the admin gives an account another role", func(ctx context.Context, s *scene, ref tracker.AccountRef) error {
		return s.through.ChangeMembership(ctx, tracker.ChangeMembership{Account: ref, Role: plan.RoleEditor})
	}),
	onAccount("the admin makes a link", func(ctx context.Context, s *scene, ref tracker.AccountRef) error {
		_, err := s.through.IssueLink(ctx, ref, secretHash)
		return err
	}),
	onAccount("the admin disables an account", func(ctx context.Context, s *scene, ref tracker.AccountRef) error {
		return s.through.DisableAccount(ctx, ref)
	}),
	onAccount("the admin erases an account", func(ctx context.Context, s *scene, ref tracker.AccountRef) error {
		return s.through.EraseAccount(ctx, ref)
	}),
	{rule: "the admin invites somebody", op: tracker.OpAccountManage, by: plan.RoleAdmin, object: "account", keep: "invited",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			a, _, err := s.through.InviteAccount(ctx, tracker.CreateAccount{Email: secretAddress, Organization: s.id, Role: plan.RoleViewer}, secretHash+"-2")
			return tracker.Receipt{ID: a.ID}, err
		}},
	{rule: "the admin removes a role", op: tracker.OpAccountManage, by: plan.RoleAdmin, object: "account", id: "invited",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			ref := tracker.AccountRef{Organization: s.id, ID: s.known["invited"]}
			return tracker.Receipt{ID: ref.ID}, s.through.RemoveMembership(ctx, ref)
		}},
}, fundingWrites(), indicatorWrites(), importWrites(), planImportWrites(), importRunWrites())

// onAccount is a write of the admin on the account of the story.
func onAccount(rule string, do func(context.Context, *scene, tracker.AccountRef) error) write {
	return write{rule: rule, op: tracker.OpAccountManage, by: plan.RoleAdmin, object: "account", id: "account",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			ref := tracker.AccountRef{Organization: s.id, ID: s.known["account"]}
			return tracker.Receipt{ID: ref.ID}, do(ctx, s, ref)
		}}
}

func createOffice(code string) write {
	return write{rule: "the admin adds the office " + code, op: tracker.OpOfficeCreate, by: plan.RoleAdmin, object: "office", id: code,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateOffice(ctx, s.id, plan.Office{Code: code, Name: "Ufficio " + code})
		}}
}

func createObjective(code string, state plan.ObjectiveState) write {
	return write{rule: "the editor adds an objective, " + string(state), op: tracker.OpObjectiveCreate, by: plan.RoleEditor, object: "objective", id: code,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateObjective(ctx, s.id, plan.Objective{Code: code, Title: "Un obiettivo", Sectors: []string{"turismo"},
				Terms: plan.ObjectiveTerms{State: state, Weight: 1, Horizon: plan.HorizonShort, LeadOffice: "tributi"}})
		}}
}

func createMilestone(objective string) write {
	return write{rule: "the editor adds a milestone to " + objective, op: tracker.OpMilestoneCreate, by: plan.RoleEditor, object: "milestone", id: objective + ".1",
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			cmd := s.newMilestone(objective)
			cmd.DueOn = s.clock.today().AddDays(30)
			return s.through.CreateMilestone(ctx, cmd)
		}}
}

func createMeeting(keep string) write {
	return write{rule: "the editor adds a meeting", op: tracker.OpMeetingCreate, by: plan.RoleEditor, object: "meeting", keep: keep,
		do: func(ctx context.Context, s *scene, _ int64) (tracker.Receipt, error) {
			return s.through.CreateMeeting(ctx, s.id, plan.Meeting{Title: "Una riunione", HeldOn: s.clock.today(), Offices: []string{"cultura"},
				Participants: []plan.Participant{{Role: "assessore"}, {Role: "dirigente", Office: "tributi"}}})
		}}
}

func officeRead(code string) func(*scene) int64 {
	return func(s *scene) int64 {
		return find(s.t, s.changes(0).Offices, func(o plan.Office) bool { return o.Code == code }).Revision
	}
}

func objectiveRead(code string) func(*scene) int64 {
	return func(s *scene) int64 {
		return find(s.t, s.changes(0).Objectives, func(o plan.Objective) bool { return o.Code == code }).Revision
	}
}

func milestoneRead(id string) func(*scene) int64 {
	return func(s *scene) int64 { return s.stored(id).Revision }
}

func meetingRead(name string) func(*scene) int64 {
	return func(s *scene) int64 {
		return find(s.t, s.changes(0).Meetings, func(m plan.Meeting) bool { return m.ID == s.known[name] }).Revision
	}
}

func decisionRead(name string) func(*scene) int64 {
	return func(s *scene) int64 {
		m := find(s.t, s.changes(0).Meetings, func(m plan.Meeting) bool { return m.ID == s.known["meeting"] })
		if d, ok := m.Decision(s.known[name]); ok {
			return d.Revision
		}
		return s.revision() // removed just now
	}
}

func actionRead(name string) func(*scene) int64 {
	return func(s *scene) int64 {
		return find(s.t, s.changes(0).Actions, func(a plan.Action) bool { return a.ID == s.known[name] }).Revision
	}
}

func find[T any](t rapid.TB, rows []T, is func(T) bool) T {
	t.Helper()
	i := slices.IndexFunc(rows, is)
	if i < 0 {
		t.Fatalf("none of %d rows is it", len(rows))
	}
	return rows[i]
}

// tell does a write as it should be done, and keeps its identifier.
func (s *scene) tell(w write) tracker.Receipt {
	s.t.Helper()
	var read int64
	if w.read != nil {
		read = w.read(s)
	}
	receipt, err := w.do(s.as(w.by), s, read)
	if err != nil {
		s.t.Fatalf("%s: %v", w.rule, err)
	}
	if w.keep != "" {
		s.known[w.keep] = receipt.ID
	}
	return receipt
}
