package app

import (
	"context"
	"errors"
	"fmt"
)

// VerifyAudit recomputes every chain and tells each in a line; a broken one is an error.
func (i *Installation) VerifyAudit(ctx context.Context) ([]string, error) {
	reports, err := i.Tracker.VerifyAudit(asSystem(ctx))
	if err != nil {
		return nil, err
	}
	var lines []string
	broken := 0
	for _, r := range reports {
		if r.Broken != "" {
			broken++
			lines = append(lines, fmt.Sprintf("%s BROKEN: %s", r.Organization, r.Broken))
			continue
		}
		lines = append(lines, fmt.Sprintf("%s whole: %d entries, head %s", r.Organization, r.Entries, r.Head))
	}
	if broken > 0 {
		return lines, errors.New("the audit trail was tampered with or damaged")
	}
	return lines, nil
}
