package main

import (
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type versionCommand struct{}

func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, app.BuildInfo())
	return err
}
