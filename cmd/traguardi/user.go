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
	Disable userDisableCommand `cmd:"" help:"End an account: no more sign-in, its tokens stop at once."`
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
