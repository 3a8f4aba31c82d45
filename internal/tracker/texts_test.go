package tracker_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// hardTexts are honest: each comes back as it went in.
var hardTexts = []string{
	"Perché no? Così è la città di Niccolò",
	"e\u0301 stays apart from é",
	"👩🏽‍🌾 agricoltura 🇮🇹 🏛️",
	"مرحبا بكم في كوريليانو روسانو",
	"\u200fשלום, Corigliano-Rossano\u200e",
	"'; DROP TABLE updates; -- $1 %s {{.}} <script>alert(1)</script> &amp;",
	" blanks around ",
	"null",
	"\u2028 \ufeff \u00a0",
	strings.Repeat("è", plan.MaxName),
}

// badTexts break a rule whatever the field.
var badTexts = []struct{ name, text, rule string }{
	{"a NUL byte", "a\x00b", "text.control"},
	{"an escape", "a\x1b[2Jb", "text.control"},
	{"a bidirectional override", "fattura \u202egpj.exe", "text.bidi"},
	{"a bidirectional isolate", "a\u2067b", "text.bidi"},
	{"half a character", "a\xc3", "text.utf8"},
	{"a lone surrogate", "a\xed\xa0\x80b", "text.utf8"},
	{"a byte that is no text", "\xff", "text.utf8"},
	{"a non-character", "a\uffffb", "text.utf8"},
}

// textField is one field that takes text; write puts a text into it, and read gives back
// what is stored.
type textField struct {
	location string
	max      int
	lines    bool
	write    func(string) error
	read     func() string
}

// textFields is every text that somebody can write into the plan.
func (e *ente) textFields() []textField {
	admin, reviewer := e.as(plan.RoleAdmin), e.as(plan.RoleReviewer)
	e.objective("OB-01", plan.ObjectiveActive)
	e.milestone("OB-01", 60)
	update := e.reported("OB-01.1", plan.Report{}).ID
	meeting := e.meeting()
	receipt, err := e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: e.clock.today()})
	must(e.t, err)
	action := receipt.ID

	ente := func(location string, max int, set func(*tracker.ChangeOrganization, plan.Opt[string]), read func(plan.Organization) string) textField {
		return textField{location, max, false, func(s string) error {
			cmd := tracker.ChangeOrganization{Organization: e.id}
			set(&cmd, opt(s))
			_, err := e.tracker.ChangeOrganization(admin, cmd)
			return err
		}, func() string { return read(e.changes(0).Organization) }}
	}
	office := func(location string, max int, lines bool, set func(*tracker.ChangeOffice, plan.Opt[string]), read func(plan.Office) string) textField {
		return textField{location, max, lines, func(s string) error {
			cmd := tracker.ChangeOffice{Organization: e.id, Code: "cultura"}
			set(&cmd, opt(s))
			_, err := e.tracker.ChangeOffice(admin, cmd)
			return err
		}, func() string { return read(e.changes(0).Offices[0]) }}
	}
	e.sector("Turismo")
	sector := func(location string, max int, set func(*tracker.ChangeSector, plan.Opt[string]), read func(plan.Sector) string) textField {
		return textField{location, max, false, func(s string) error {
			cmd := tracker.ChangeSector{Organization: e.id, Code: "turismo"}
			set(&cmd, opt(s))
			_, err := e.tracker.ChangeSector(admin, cmd)
			return err
		}, func() string { return read(e.changes(0).Sectors[0]) }}
	}
	texts := func(location string, max int, set func(*tracker.ChangeTexts, plan.Opt[string]), read func(*plan.Texts) string) textField {
		return textField{location, max, true, func(s string) error {
			cmd := tracker.ChangeTexts{Organization: e.id}
			set(&cmd, opt(s))
			_, err := e.tracker.ChangeTexts(admin, cmd)
			return err
		}, func() string { return read(e.changes(0).Texts) }}
	}
	objective := func(location string, max int, lines bool, set func(*tracker.ChangeObjective, string), read func(plan.Objective) string) textField {
		return textField{location, max, lines, func(s string) error {
			cmd := tracker.ChangeObjective{Code: "OB-01"}
			set(&cmd, s)
			return e.patchObjective(cmd)
		}, func() string { return read(e.changes(0).Objectives[0]) }}
	}
	milestone := func(location string, max int, lines bool, set func(*tracker.ChangeMilestone, plan.Opt[string]), read func(plan.Milestone) string) textField {
		return textField{location, max, lines, func(s string) error {
			cmd := tracker.ChangeMilestone{Milestone: "OB-01.1"}
			set(&cmd, opt(s))
			return e.patchMilestone(cmd)
		}, func() string { return read(e.stored("OB-01.1")) }}
	}
	report := func(location string, max int, lines bool, set func(*plan.Report, string), read func(plan.Update) string) textField {
		return textField{location, max, lines, func(s string) error {
			var r plan.Report
			set(&r, s)
			_, err := e.report("OB-01.1", r)
			return err
		}, func() string { updates := e.changes(0).Updates; return read(updates[len(updates)-1]) }}
	}
	act := func(r *plan.Report, kind, number string) {
		r.Evidence = opt(plan.Evidence{Act: &plan.Act{Kind: kind, Number: number, Date: e.clock.today()}})
	}
	meet := func(location string, max int, lines bool, set func(*tracker.ChangeMeeting, string), read func(plan.Meeting) string) textField {
		return textField{location, max, lines, func(s string) error {
			cmd := tracker.ChangeMeeting{Organization: e.id, ID: meeting}
			set(&cmd, s)
			_, err := e.tracker.ChangeMeeting(admin, cmd)
			return err
		}, func() string { return read(e.changes(0).Meetings[0]) }}
	}
	return []textField{
		ente("name", plan.MaxName, func(c *tracker.ChangeOrganization, s plan.Opt[string]) { c.Name = s }, func(o plan.Organization) string { return o.Name }),
		ente("region", plan.MaxShort, func(c *tracker.ChangeOrganization, s plan.Opt[string]) { c.Region = s }, func(o plan.Organization) string { return o.Region }),
		ente("parent_body", plan.MaxName, func(c *tracker.ChangeOrganization, s plan.Opt[string]) { c.ParentBody = s }, func(o plan.Organization) string { return o.ParentBody }),
		office("name", plan.MaxName, false, func(c *tracker.ChangeOffice, s plan.Opt[string]) { c.Name = s }, func(o plan.Office) string { return o.Name }),
		office("description", plan.MaxText, true, func(c *tracker.ChangeOffice, s plan.Opt[string]) { c.Description = s }, func(o plan.Office) string { return o.Description }),
		objective("title", plan.MaxTitle, false, func(c *tracker.ChangeObjective, s string) { c.Title = opt(s) }, func(o plan.Objective) string { return o.Title }),
		objective("description", plan.MaxText, true, func(c *tracker.ChangeObjective, s string) { c.Description = opt(s) }, func(o plan.Objective) string { return o.Description }),
		sector("name", plan.MaxSector, func(c *tracker.ChangeSector, s plan.Opt[string]) { c.Name = s }, func(o plan.Sector) string { return o.Name }),
		texts("introduction", plan.MaxText, func(c *tracker.ChangeTexts, s plan.Opt[string]) { c.Introduction = s }, func(o *plan.Texts) string { return o.Introduction }),
		texts("privacy_contact", plan.MaxNote, func(c *tracker.ChangeTexts, s plan.Opt[string]) { c.PrivacyContact = s }, func(o *plan.Texts) string { return o.PrivacyContact }),
		texts("dpo_contact", plan.MaxNote, func(c *tracker.ChangeTexts, s plan.Opt[string]) { c.DPOContact = s }, func(o *plan.Texts) string { return o.DPOContact }),
		texts("privacy_note", plan.MaxText, func(c *tracker.ChangeTexts, s plan.Opt[string]) { c.PrivacyNote = s }, func(o *plan.Texts) string { return o.PrivacyNote }),
		texts("legal_note", plan.MaxText, func(c *tracker.ChangeTexts, s plan.Opt[string]) { c.LegalNote = s }, func(o *plan.Texts) string { return o.LegalNote }),
		milestone("title", plan.MaxTitle, false, func(c *tracker.ChangeMilestone, s plan.Opt[string]) { c.Title = s }, func(m plan.Milestone) string { return m.Title }),
		milestone("description", plan.MaxText, true, func(c *tracker.ChangeMilestone, s plan.Opt[string]) { c.Description = s }, func(m plan.Milestone) string { return m.Description }),
		report("reason", plan.MaxNote, true, func(r *plan.Report, s string) { r.Reason = s }, func(u plan.Update) string { return u.Reason }),
		report("note", plan.MaxNote, true, func(r *plan.Report, s string) { r.Note = s }, func(u plan.Update) string { return u.Note }),
		report("evidence.note", plan.MaxNote, true, func(r *plan.Report, s string) { r.Evidence = evidence(s) }, func(u plan.Update) string { return u.After.Evidence.Note }),
		report("evidence.act.kind", plan.MaxShort, false, func(r *plan.Report, s string) { act(r, s, "1") }, func(u plan.Update) string { return u.After.Evidence.Act.Kind }),
		report("evidence.act.number", plan.MaxShort, false, func(r *plan.Report, s string) { act(r, "delibera", s) }, func(u plan.Update) string { return u.After.Evidence.Act.Number }),
		meet("title", plan.MaxTitle, false, func(c *tracker.ChangeMeeting, s string) { c.Title = opt(s) }, func(m plan.Meeting) string { return m.Title }),
		meet("place", plan.MaxName, false, func(c *tracker.ChangeMeeting, s string) { c.Place = opt(s) }, func(m plan.Meeting) string { return m.Place }),
		meet("date_note", plan.MaxNote, false, func(c *tracker.ChangeMeeting, s string) { c.DateNote = opt(s) }, func(m plan.Meeting) string { return m.DateNote }),
		meet("agenda", plan.MaxText, true, func(c *tracker.ChangeMeeting, s string) { c.Agenda = opt(s) }, func(m plan.Meeting) string { return m.Agenda }),
		meet("minutes", plan.MaxMinutes, true, func(c *tracker.ChangeMeeting, s string) { c.Minutes = opt(s) }, func(m plan.Meeting) string { return m.Minutes }),
		meet("participants[0].role", plan.MaxName, false, func(c *tracker.ChangeMeeting, s string) { c.Participants = opt([]plan.Participant{{Role: s}}) }, func(m plan.Meeting) string { return m.Participants[0].Role }),
		meet("decisions[0].text", plan.MaxNote, true, func(c *tracker.ChangeMeeting, s string) { c.Decisions = opt([]plan.Decision{{Text: s}}) }, func(m plan.Meeting) string { return m.Decisions[0].Text }),
		{"title", plan.MaxTitle, false, func(s string) error {
			_, err := e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: action, Title: opt(s)})
			return err
		}, func() string { return e.changes(0).Actions[0].Title }},
		{"note", plan.MaxNote, true, func(s string) error {
			_, err := e.tracker.ReviewUpdate(reviewer, tracker.ReviewUpdate{Organization: e.id, UpdateID: update, Verdict: plan.VerdictQuestioned, Note: s})
			return err
		}, func() string { reviews := e.changes(0).Reviews; return reviews[len(reviews)-1].Note }},
		{"text", plan.MaxNote, true, func(s string) error {
			_, err := e.tracker.RateObjective(reviewer, tracker.RateObjective{Organization: e.id, Objective: "OB-01", RatedBy: plan.RatedByReviewer, Confidence: plan.ConfidenceRed, Text: s})
			return err
		}, func() string { ratings := e.changes(0).Ratings; return ratings[len(ratings)-1].Text }},
	}
}

func TestTextsComeBackAsTheyWentIn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for _, f := range w.ente("c_m403").textFields() {
			texts := hardTexts
			if f.lines {
				texts = append(texts[:len(texts):len(texts)], "una riga\r\ne un'altra\n\te una rientrata\n")
			}
			for _, text := range texts {
				if len([]rune(text)) > f.max {
					text = string([]rune(text)[:f.max])
				}
				if err := f.write(text); err != nil {
					t.Errorf("%s, %.40q: %v", f.location, text, err)
					continue
				}
				if got := f.read(); got != text {
					t.Errorf("%s: %q came back as %q", f.location, text, got)
				}
			}
		}
		w.whole() // the audit entries hold these texts too
	})
}

func TestBadTextsAreRefusedByTheirField(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		fields := w.ente("c_m403").textFields()
		w.told.take()
		before := w.dump()
		for _, f := range fields {
			bad := append(badTexts[:len(badTexts):len(badTexts)], struct{ name, text, rule string }{
				"one character too many", strings.Repeat("è", f.max+1), "text.length",
			})
			if !f.lines {
				bad = append(bad, struct{ name, text, rule string }{"a second line", "a\nb", "text.control"})
			}
			if f.location == "title" {
				bad = append(bad, struct{ name, text, rule string }{"5,000 characters", strings.Repeat("a", 5000), "text.length"},
					struct{ name, text, rule string }{"blanks", " \u00a0", "required"})
			}
			for _, b := range bad {
				err := f.write(b.text)
				refusedField(t, f.location+", "+b.name, err, f.location, b.rule)
				if err != nil && strings.Contains(err.Error(), b.text) {
					t.Errorf("%s, %s: the refusal repeats the text", f.location, b.name)
				}
			}
		}
		w.untouched("bad texts", before)
	})
}
