package main

import (
	"context"
	"fmt"
	"time"

	"github.com/traguardi/traguardi/internal/app"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make an API token and print it, once: only its hash is kept."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token."`
}

type tokenCreateCommand struct {
	app.CommonSettings `embed:""`
	Email              string        `required:"" help:"E-mail address of the account that the token acts for."`
	Name               string        `required:"" help:"What the token is for."`
	Scope              string        `help:"What it may do of what the account may: read or write." enum:"read,write" default:"write"`
	Organization       string        `help:"The only organization that it reaches. Default: all in which the account has a role." placeholder:"IPA-CODE"`
	Expires            time.Duration `help:"How long it stays in force, such as 2160h for 90 days. Default: until revoked." placeholder:"DURATION"`
}

func (c *tokenCreateCommand) Run(ctx context.Context, s streams) error {
	if c.Expires < 0 {
		return &app.UsageError{Message: "--expires must be longer than zero"}
	}
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		token, err := i.CreateToken(ctx, app.NewToken{
			Email: c.Email, Name: c.Name, Scope: c.Scope, Organization: c.Organization, Expires: c.Expires,
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, token)
		return err
	})
}

type tokenRevokeCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
	Name               string `required:"" help:"Name of the token."`
}

func (c *tokenRevokeCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		if err := i.RevokeToken(ctx, c.Email, c.Name); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "%s revoked\n", c.Name)
		return err
	})
}
