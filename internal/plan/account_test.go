package plan_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestEmailAddresses(t *testing.T) {
	for s, want := range map[string]string{
		"ufficio.europa@comune.example": "", "a+b@c.d.example": "", "è@comune.example": "",
		"":                                   "email email.form, email required",
		"ufficio":                            "email email.form",
		"@comune.example":                    "email email.form",
		"a@":                                 "email email.form",
		"a@comune":                           "email email.form",
		"a@.":                                "email email.form",
		"a@b@comune.example":                 "email email.form",
		"a b@comune.example":                 "email email.form",
		"a@x.example,b@y.example":            "email email.form",
		"<a@comune.example>":                 "email email.form",
		"a@comune.example\nBcc: b@y.example": "email email.form, email text.control",
		long(250) + "@c.example":             "email text.length",
	} {
		var p plan.Problems
		p.CheckEmail("email", s)
		same(t, s, broken(t, p.Err()), want)
	}
	same(t, "key", plan.EmailKey("  Ufficio.Europa@Comune.Example "), "ufficio.europa@comune.example")
}

func TestTokensInForce(t *testing.T) {
	at := time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		token plan.Token
		want  bool
	}{
		"without an end":   {plan.Token{}, true},
		"until later":      {plan.Token{ExpiresAt: at.Add(time.Second)}, true},
		"until now":        {plan.Token{ExpiresAt: at}, false},
		"until earlier":    {plan.Token{ExpiresAt: at.Add(-time.Hour)}, false},
		"revoked":          {plan.Token{RevokedAt: at.Add(-time.Hour)}, false},
		"revoked, at once": {plan.Token{ExpiresAt: at.Add(time.Hour), RevokedAt: at}, false},
	} {
		same(t, name, c.token.InForce(at), c.want)
	}
}

func TestActors(t *testing.T) {
	staff := plan.Actor{AccountID: "a1", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleContributor, Office: "europa"}}}
	for name, c := range map[string]struct {
		actor        plan.Actor
		organization string
		role         plan.Role
		in           bool
	}{
		"the public":          {plan.Actor{}, "c_m403", "", false},
		"staff":               {staff, "c_m403", plan.RoleContributor, true},
		"staff, elsewhere":    {staff, "c_h501", "", false},
		"staff, nowhere":      {staff, "", "", false},
		"the system anywhere": {plan.SystemActor, "c_h501", plan.RoleSystem, true},
	} {
		m, in := c.actor.In(c.organization)
		same(t, name, in, c.in)
		same(t, name+": role", m.Role, c.role)
	}
	same(t, "the public is anonymous", plan.Actor{}.Anonymous(), true)
	same(t, "staff is not", staff.Anonymous(), false)
	same(t, "the system is not", plan.SystemActor.Anonymous(), false)

	same(t, "nobody in a bare context", plan.ActorFrom(context.Background()).Anonymous(), true)
	same(t, "who was put there", plan.ActorFrom(plan.WithActor(context.Background(), staff)).AccountID, "a1")

	for _, r := range plan.Roles {
		same(t, string(r), plan.ValidRole(r), true)
	}
	for _, r := range []plan.Role{plan.RoleSystem, "", "Admin"} {
		same(t, "role "+string(r), plan.ValidRole(r), false)
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("pq: connection refused to 10.0.0.1")
	err := plan.Errorf(plan.KindUnavailable, "the database is away").WithCause(cause)
	same(t, "kind", plan.KindOf(err), plan.KindUnavailable)
	same(t, "text, without the cause", err.Error(), "unavailable: the database is away")
	same(t, "the cause is kept", errors.Is(err, cause), true)
	same(t, "kind, wrapped", plan.KindOf(errors.Join(errors.New("x"), err)), plan.KindUnavailable)
	same(t, "kind of a stranger", plan.KindOf(cause), "")
	same(t, "kind of nothing", plan.KindOf(nil), "")
	same(t, "not found", plan.NotFound("office").Error(), "not_found: no such office")

	var p plan.Problems
	same(t, "none", p.Any(), false)
	if p.Err() != nil {
		t.Errorf("no problem is an error: %v", p.Err())
	}
	p.Add("percent", "percent.range", "must be between 0 and 100", 0, 100)
	same(t, "any", p.Any(), true)
	same(t, "text", p.Err().Error(), "invalid: one or more fields break a rule; percent: must be between 0 and 100")
	var refusal *plan.Error
	if !errors.As(p.Err(), &refusal) || len(refusal.Fields) != 1 || len(refusal.Fields[0].Args) != 2 {
		t.Errorf("the figures of the rule are lost: %+v", refusal)
	}
}

func TestOptions(t *testing.T) {
	same(t, "left alone", plan.Opt[int]{Value: 5}.Or(7), 7)
	same(t, "given", plan.Some(5).Or(7), 5)
	same(t, "made empty", plan.Some("").Or("there"), "")
}
