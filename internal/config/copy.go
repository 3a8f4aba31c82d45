package config

import (
	"errors"
	"time"
)

// Copy are the settings of a copy from one database to another.
type Copy struct {
	From         string        `help:"The database with the installation: sqlite:FILE or postgres://…" required:"" env:"TRAGUARDI_FROM" placeholder:"URL"`
	To           string        `help:"The empty database that it goes into." required:"" env:"TRAGUARDI_TO" placeholder:"URL"`
	FromDirect   string        `help:"Where --from leads through PgBouncer in transaction mode: the server's own address; none where it cannot be reached." env:"TRAGUARDI_FROM_DIRECT" placeholder:"URL"`
	ToDirect     string        `help:"The same of --to." env:"TRAGUARDI_TO_DIRECT" placeholder:"URL"`
	DatabaseWait time.Duration `help:"How long to go on trying at start while a database is away." default:"30s" env:"TRAGUARDI_DATABASE_WAIT"`
	LogFormat    string        `help:"Log as text or json." enum:"text,json" default:"text" env:"TRAGUARDI_LOG_FORMAT"`
	LogLevel     string        `help:"Least severe level to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info" env:"TRAGUARDI_LOG_LEVEL"`
}

// Check finds every setting that cannot be used.
func (c Copy) Check() error {
	var errs []error
	for _, side := range []struct{ setting, url, direct string }{{"from", c.From, c.FromDirect}, {"to", c.To, c.ToDirect}} {
		if rule := checkDatabase(side.url); rule != "" {
			errs = append(errs, &Error{side.setting, rule})
		}
		if rule := checkDirect(side.url, side.direct, side.setting); rule != "" {
			errs = append(errs, &Error{side.setting + "-direct", rule})
		}
	}
	if c.DatabaseWait < 0 {
		errs = append(errs, &Error{"database-wait", "must not be negative"})
	}
	if c.From == c.To && len(errs) == 0 {
		errs = append(errs, &Error{"to", "must be another database than --from"})
	}
	return errors.Join(errs...)
}

// Sides are the settings of an installation in each of the two databases.
func (c Copy) Sides() (from, to Common) {
	from = Common{
		Database: c.From, DatabaseDirect: c.FromDirect, DatabaseWait: c.DatabaseWait, LogFormat: c.LogFormat, LogLevel: c.LogLevel,
		Timezone: "Europe/Rome", StaleAfter: 60, // neither matters to rows
	}
	to = from
	to.Database, to.DatabaseDirect = c.To, c.ToDirect
	return from, to
}
