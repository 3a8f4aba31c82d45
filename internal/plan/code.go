package plan

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Patterns of the identifiers, as the OpenAPI document states them too.
const (
	PatternOrganization = `^[a-z0-9_]{1,32}$`
	PatternOffice       = `^[a-z0-9]+(-[a-z0-9]+)*$`
	PatternObjective    = `^[A-Z0-9]+(-[A-Z0-9]+)*$`
	PatternMilestone    = `^[A-Z0-9]+(-[A-Z0-9]+)*\.[1-9][0-9]{0,4}$`
	PatternISTAT        = `^[0-9]{6}$`

	MaxOfficeCode    = 64
	MaxObjectiveCode = 32
	// MaxMilestoneNumber bounds a milestone's number within its objective.
	MaxMilestoneNumber = 99_999
)

var (
	organizationRE = regexp.MustCompile(PatternOrganization)
	officeRE       = regexp.MustCompile(PatternOffice)
	objectiveRE    = regexp.MustCompile(PatternObjective)
	istatRE        = regexp.MustCompile(PatternISTAT)
)

// ValidOrganizationID tells an IPA code in lower case.
func ValidOrganizationID(s string) bool { return organizationRE.MatchString(s) }

// ValidOfficeCode tells a kebab-case code.
func ValidOfficeCode(s string) bool { return len(s) <= MaxOfficeCode && officeRE.MatchString(s) }

// ValidObjectiveCode tells a code such as OB-01.
func ValidObjectiveCode(s string) bool {
	return len(s) <= MaxObjectiveCode && objectiveRE.MatchString(s)
}

// MilestoneID names a milestone across objectives: OB-01.3.
func MilestoneID(objective string, number int) string {
	return objective + "." + strconv.Itoa(number)
}

// ParseMilestoneID splits OB-01.3 into the objective's code and the number.
func ParseMilestoneID(id string) (objective string, number int, ok bool) {
	i := strings.LastIndexByte(id, '.')
	if i <= 0 || !ValidObjectiveCode(id[:i]) {
		return "", 0, false
	}
	digits := id[i+1:]
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > MaxMilestoneNumber || strconv.Itoa(n) != digits {
		return "", 0, false
	}
	return id[:i], n, true
}

// Link checks an absolute http or https address.
func (p *Problems) Link(location, s string) {
	if s == "" {
		return
	}
	p.checkText(location, s, MaxURL, false)
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil {
		p.Add(location, "link.form", "must be an absolute http or https address")
	}
}
