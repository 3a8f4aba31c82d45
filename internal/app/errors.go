package app

import (
	"errors"
	"strings"

	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/plan"
)

// ServeSettings are the settings of the server.
type ServeSettings = config.Serve

// CommonSettings are those of every command that works on an installation.
type CommonSettings = config.Common

// UsageError is a command used wrongly: exit code 2.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// usage turns bad settings into a UsageError.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return &UsageError{Message: "settings that cannot be used:\n  " + strings.ReplaceAll(err.Error(), "\n", "\n  ")}
}

// Explain tells an error on the command line: a refusal in its own words, with one line
// for each field; anything else as it is, since whoever runs commands runs the machine.
func Explain(err error) string {
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString(refusal.Detail)
	for _, f := range refusal.Fields {
		b.WriteString("\n  " + f.Location + " " + f.Message)
	}
	// What is unavailable is so for a reason of the machine's; every other refusal has
	// said all in its own words.
	if cause := refusal.Unwrap(); cause != nil && refusal.Kind == plan.KindUnavailable {
		b.WriteString("\n  " + cause.Error())
	}
	return b.String()
}
