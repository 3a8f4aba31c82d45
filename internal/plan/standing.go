package plan

// Standing is how an objective, a horizon or the organization stood when somebody
// looked: what is kept of it to tell later what changed since.
type Standing struct {
	// Health is a name of progress.Healths.
	Health string `json:"health"`
	// Shown and Planned are whole percentages, -1 where not assessed.
	Shown   int `json:"shown"`
	Planned int `json:"planned"`
}

// Standings are standings by objective code and by horizon; "" is the organization.
// Codes of objectives are upper case and horizons are not, so that the two never meet.
type Standings map[string]Standing
