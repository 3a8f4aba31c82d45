package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qOrganizations         = query("Organizations")
	qOrganization          = query("Organization")
	qOrganizationExists    = query("OrganizationExists")
	qOrganizationRevision  = query("OrganizationRevision")
	qOrganizationRevisions = query("OrganizationRevisions")
	qOrganizationInsert    = query("OrganizationInsert")
	qOrganizationUpdate    = query("OrganizationUpdate")
)

type organizationRow struct {
	ID               string `db:"id"`
	Name             string `db:"name"`
	Type             string `db:"type"`
	ISTATCode        string `db:"istat_code"`
	Region           string `db:"region"`
	Population       int    `db:"population"`
	ParentBody       string `db:"parent_body"`
	WebsiteURL       string `db:"website_url"`
	ContactURL       string `db:"contact_url"`
	TransparencyURL  string `db:"transparency_url"`
	AccessibilityURL string `db:"accessibility_url"`
	Demonstration    bool   `db:"demonstration"`
	Revision         int64  `db:"revision"`
}

func (r organizationRow) value() plan.Organization { return plan.Organization(r) }

func organizationArgs(o plan.Organization) []any {
	return []any{o.ID, o.Name, o.Type, o.ISTATCode, o.Region, o.Population, o.ParentBody, o.WebsiteURL, o.ContactURL,
		o.TransparencyURL, o.AccessibilityURL, o.Demonstration}
}

// Organizations implements tracker.Store and board.Source.
func (s *Store) Organizations(ctx context.Context) ([]plan.Organization, error) {
	rows, err := list[organizationRow](ctx, s.reads, qOrganizations, "organization")
	return each(rows, organizationRow.value), err
}

// Revision implements board.Source.
func (s *Store) Revision(ctx context.Context, organization string) (int64, error) {
	return one[int64](ctx, s.reads, qOrganizationRevision, "organization", organization)
}

// Revisions implements board.Source.
func (s *Store) Revisions(ctx context.Context) (map[string]int64, error) {
	rows, err := list[struct {
		ID       string `db:"id"`
		Revision int64  `db:"revision"`
	}](ctx, s.reads, qOrganizationRevisions, "organization")
	if err != nil {
		return nil, err
	}
	revisions := make(map[string]int64, len(rows))
	for _, r := range rows {
		revisions[r.ID] = r.Revision
	}
	return revisions, nil
}

func loadOrganization(ctx context.Context, r runner, id string) (plan.Organization, error) {
	row, err := one[organizationRow](ctx, r, qOrganization, "organization", id)
	return row.value(), err
}

// LoadOrganization implements tracker.Tx.
func (t *planTx) LoadOrganization(ctx context.Context) (plan.Organization, error) {
	return loadOrganization(ctx, t.transaction, t.organization)
}

// SaveOrganization implements tracker.Tx. It saves the transaction's organization,
// whatever ID the value has.
func (t *planTx) SaveOrganization(ctx context.Context, o plan.Organization) error {
	o.ID = t.organization
	return t.write(ctx, qOrganizationUpdate, "organization", organizationArgs(o)...)
}

// CreateOrganization implements tracker.AdminTx.
func (t *adminTx) CreateOrganization(ctx context.Context, o plan.Organization) error {
	_, err := run(ctx, t.transaction, qOrganizationInsert, "organization", organizationArgs(o)...)
	return err
}

// OrganizationExists implements tracker.AdminTx.
func (t *adminTx) OrganizationExists(ctx context.Context, id string) (bool, error) {
	return one[bool](ctx, t.transaction, qOrganizationExists, "organization", id)
}
