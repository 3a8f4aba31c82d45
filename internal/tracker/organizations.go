package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateOrganization adds an ente. Only the system (the command line) may: roles
// belong to an organization, so nobody has one before it exists.
func (t *Tracker) CreateOrganization(ctx context.Context, o plan.Organization) (Receipt, error) {
	actor := plan.ActorFrom(ctx)
	if _, err := reachOf(actor, OpOrganizationCreate, o.ID); err != nil {
		return Receipt{}, err
	}
	if err := o.Check(); err != nil {
		return Receipt{}, err
	}
	o.Revision = 1
	err := t.store.Administer(ctx, func(tx AdminTx) error {
		if err := tx.CreateOrganization(ctx, o); err != nil {
			return err
		}
		return addAudit(ctx, tx, organizationCreated(o, t.clock.Now().UTC(), actor), o)
	})
	if err != nil {
		return Receipt{}, err
	}
	t.committed(o.ID, 1)
	return Receipt{ID: o.ID, Revision: 1}, nil
}

// organizationCreated is the first audit entry of an ente.
func organizationCreated(o plan.Organization, at time.Time, by plan.Actor) plan.AuditEntry {
	return plan.AuditEntry{
		Organization: o.ID, Sequence: 1, At: at, By: signature(by, o.ID),
		Action: string(OpOrganizationCreate), ObjectType: "organization", ObjectID: o.ID, Revision: 1,
	}
}

// ChangeOrganization is what may change of an ente.
type ChangeOrganization struct {
	Organization     string
	IfRevision       int64 // the organization's revision, as read
	Name             plan.Opt[string]
	Type             plan.Opt[string]
	ISTATCode        plan.Opt[string]
	Region           plan.Opt[string]
	Population       plan.Opt[int]
	ParentBody       plan.Opt[string]
	WebsiteURL       plan.Opt[string]
	ContactURL       plan.Opt[string]
	TransparencyURL  plan.Opt[string]
	AccessibilityURL plan.Opt[string]
}

// ChangeOrganization changes what describes an ente. For its admin.
func (t *Tracker) ChangeOrganization(ctx context.Context, cmd ChangeOrganization) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpOrganizationChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o, err := c.LoadOrganization(ctx)
		if err != nil {
			return err
		}
		// This transaction has raised the revision by one already.
		if err := current(cmd.IfRevision, c.Revision()-1); err != nil {
			return err
		}
		o.Name = cmd.Name.Or(o.Name)
		o.Type = cmd.Type.Or(o.Type)
		o.ISTATCode = cmd.ISTATCode.Or(o.ISTATCode)
		o.Region = cmd.Region.Or(o.Region)
		o.Population = cmd.Population.Or(o.Population)
		o.ParentBody = cmd.ParentBody.Or(o.ParentBody)
		o.WebsiteURL = cmd.WebsiteURL.Or(o.WebsiteURL)
		o.ContactURL = cmd.ContactURL.Or(o.ContactURL)
		o.TransparencyURL = cmd.TransparencyURL.Or(o.TransparencyURL)
		o.AccessibilityURL = cmd.AccessibilityURL.Or(o.AccessibilityURL)
		if err := o.Check(); err != nil {
			return err
		}
		o.Revision = c.Revision()
		c.wrote("organization", o.ID, o)
		return c.SaveOrganization(ctx, o)
	})
}
