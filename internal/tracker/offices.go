package tracker

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

// CreateOffice adds an office. For the admin.
func (t *Tracker) CreateOffice(ctx context.Context, organization string, o plan.Office) (Receipt, error) {
	return t.change(ctx, organization, OpOfficeCreate, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		o.RemovedOn, o.MergedInto = plan.Date{}, ""
		if err := o.Check(); err != nil {
			return err
		}
		if _, err := c.Office(ctx, o.Code); plan.KindOf(err) != plan.KindNotFound {
			return taken(err, "code", "an office with this code exists, or existed, in this organization")
		}
		c.wrote("office", o.Code, o)
		return c.SaveOffice(ctx, o)
	})
}

// ChangeOffice is what may change of an office. Its code stays.
type ChangeOffice struct {
	Organization string
	Code         string
	IfRevision   int64
	Name         plan.Opt[string]
	Description  plan.Opt[string]
}

// ChangeOffice changes what describes an office. For the admin.
func (t *Tracker) ChangeOffice(ctx context.Context, cmd ChangeOffice) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpOfficeChange, func(c *change) error {
		if err := c.permit(cmd.Code); err != nil {
			return err
		}
		o, err := existingOffice(ctx, c, cmd.Code)
		if err != nil {
			return err
		}
		if err := current(cmd.IfRevision, o.Revision); err != nil {
			return err
		}
		o.Name = cmd.Name.Or(o.Name)
		o.Description = cmd.Description.Or(o.Description)
		if err := o.Check(); err != nil {
			return err
		}
		c.wrote("office", o.Code, o)
		return c.SaveOffice(ctx, o)
	})
}

// RemoveOffice hides an office that has no open work left. For the admin.
func (t *Tracker) RemoveOffice(ctx context.Context, organization, code string, ifRevision int64) (Receipt, error) {
	return t.change(ctx, organization, OpOfficeRemove, func(c *change) error {
		if err := c.permit(code); err != nil {
			return err
		}
		o, err := existingOffice(ctx, c, code)
		if err != nil {
			return err
		}
		if err := current(ifRevision, o.Revision); err != nil {
			return err
		}
		used, err := c.OfficeInUse(ctx, code)
		if err != nil {
			return err
		}
		if used {
			return errOfficeInUse
		}
		o.RemovedOn = c.today
		c.wrote("office", o.Code, removed{c.today})
		return c.SaveOffice(ctx, o)
	})
}

var errOfficeInUse = plan.Errorf(plan.KindConflict, "the office still has open milestones, actions or objectives: hand them to another office first, or merge it into one").WithRule("office.in_use")

// removed is the audit detail of a removal.
type removed struct {
	RemovedOn plan.Date `json:"removed_on"`
}

// taken is the refusal for a code in use; a look-up that failed is passed on.
func taken(lookup error, field, message string) error {
	if lookup != nil {
		return lookup
	}
	return &plan.Error{Kind: plan.KindConflict, Detail: message,
		Fields: []plan.FieldError{{Location: field, Rule: "unique", Message: "is already in use"}}}
}
