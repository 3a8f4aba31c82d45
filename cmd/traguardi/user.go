package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"github.com/traguardi/traguardi/internal/app"
)

type userCommand struct {
	Create  userCreateCommand  `cmd:"" help:"Add a staff account, or give an existing one a role in a further organization. The password is asked for at a terminal, else read as one line from standard input."`
	List    userListCommand    `cmd:"" help:"List the accounts with their roles."`
	Role    userRoleCommand    `cmd:"" help:"Give an account another role in an organization, or take it away."`
	Link    userLinkCommand    `cmd:"" help:"Print a one-time link with which somebody who is locked out, or was invited, chooses a password."`
	Disable userDisableCommand `cmd:"" help:"End an account: no more sign-in, its tokens stop at once."`
	Enable  userEnableCommand  `cmd:"" help:"Let a disabled account sign in again."`
	Erase   userEraseCommand   `cmd:"" help:"Erase the personal data of an account for good. What it did stays, under its role."`
}

type userCreateCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address; also the sign-in name."`
	Role               string `required:"" enum:"viewer,contributor,editor,reviewer,admin" help:"viewer, contributor, editor, reviewer or admin."`
	Organization       string `required:"" help:"Organization the role is in, such as c_m403."`
	Office             string `help:"Code of the account's own office; a contributor needs one."`
}

func (c *userCreateCommand) Run(ctx context.Context, s streams) error {
	password, err := readPassword(s)
	if err != nil {
		return err
	}
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		existed, err := i.CreateUser(ctx, app.User{Email: c.Email, Password: password, Role: c.Role, Organization: c.Organization, Office: c.Office})
		if err != nil {
			return err
		}
		if existed {
			fmt.Fprintln(s.err, "the account was there already: its password stays as it was")
		}
		_, err = fmt.Fprintf(s.out, "%s is %s in %s\n", c.Email, c.Role, c.Organization)
		return err
	})
}

// readPassword asks twice at a terminal and reads one line elsewhere. Passwords are
// never flags: those show in the list of processes and in the shell's history.
func readPassword(s streams) (string, error) {
	fd := int(s.in.Fd())
	if !term.IsTerminal(fd) {
		line, err := bufio.NewReader(io.LimitReader(s.in, 4096)).ReadString('\n')
		if err != nil && !(errors.Is(err, io.EOF) && line != "") {
			return "", &app.UsageError{Message: "no password on standard input"}
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	ask := func(prompt string) (string, error) {
		fmt.Fprint(s.err, prompt)
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(s.err)
		return string(b), err
	}
	first, err := ask("Password: ")
	if err != nil {
		return "", err
	}
	second, err := ask("Again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ")
	}
	return first, nil
}

type userListCommand struct {
	app.CommonSettings `embed:""`
}

func (c *userListCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		rows, err := i.Users(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "EMAIL\tORGANIZATION\tROLE\tOFFICE\tSTATE")
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Email, r.Organization, r.Role, r.Office, r.State)
		}
		return w.Flush()
	})
}

type userDisableCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
}

func (c *userDisableCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		if err := i.DisableUser(ctx, c.Email); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "%s disabled\n", c.Email)
		return err
	})
}

type userEnableCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
}

func (c *userEnableCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		if err := i.EnableUser(ctx, c.Email); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.out, "%s enabled\n", c.Email)
		return err
	})
}

type userEraseCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
}

func (c *userEraseCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		if err := i.EraseUser(ctx, c.Email); err != nil {
			return err
		}
		_, err := fmt.Fprintln(s.out, "the personal data of the account are erased")
		return err
	})
}

type userRoleCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
	Organization       string `required:"" help:"Organization the role is in, such as c_m403."`
	Role               string `enum:"viewer,contributor,editor,reviewer,admin,none" required:"" help:"viewer, contributor, editor, reviewer or admin; none takes the role away."`
	Office             string `help:"Code of the account's own office; a contributor needs one."`
}

func (c *userRoleCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		user := app.User{Email: c.Email, Organization: c.Organization, Role: c.Role, Office: c.Office}
		if c.Role == "none" {
			user.Role = ""
		}
		if err := i.ChangeUser(ctx, user); err != nil {
			return err
		}
		text := c.Email + " is " + c.Role + " in " + c.Organization
		if c.Role == "none" {
			text = c.Email + " has no role in " + c.Organization + " any more"
		}
		_, err := fmt.Fprintln(s.out, text)
		return err
	})
}

type userLinkCommand struct {
	app.CommonSettings `embed:""`
	Email              string `required:"" help:"E-mail address of the account."`
	BaseURL            string `default:"http://127.0.0.1:8080" env:"TRAGUARDI_BASE_URL" help:"Public address of the installation, as given to serve." placeholder:"URL"`
	NoSecondFactor     bool   `help:"Turn the account's second factor off too, for who has lost it; the server writes to them where it sends mail."`
	SMTPHost           string `name:"smtp-host" env:"TRAGUARDI_SMTP_HOST" help:"Mail server, as given to serve; empty where it sends no mail." placeholder:"HOST"`
}

func (c *userLinkCommand) Run(ctx context.Context, s streams) error {
	return app.Run(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		if c.NoSecondFactor {
			mail := c.SMTPHost != ""
			if err := i.RemoveSecondFactor(ctx, c.Email, mail); err != nil {
				return err
			}
			if !mail {
				fmt.Fprintln(s.err, "no letter is sent (--smtp-host): tell them yourself that their second factor was turned off")
			}
		}
		address, err := i.UserLink(ctx, c.Email, strings.TrimSuffix(c.BaseURL, "/"))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, address)
		return err
	})
}
