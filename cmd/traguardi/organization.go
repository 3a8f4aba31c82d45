package main

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/app"
)

type organizationCommand struct {
	Create organizationCreateCommand `cmd:"" help:"Add an organization."`
}

type organizationCreateCommand struct {
	app.CommonSettings `embed:""`
	ID                 string `required:"" help:"IPA code in lower case, such as c_m403." placeholder:"c_xxxx"`
	Name               string `required:"" help:"Full name, as citizens know it."`
	Type               string `help:"Type of body, in the words of the open data: Comuni, ASL, Scuole."`
	ISTAT              string `name:"istat-code" help:"ISTAT code, six digits."`
	Region             string `help:"Region."`
	Population         int    `help:"Inhabitants."`
	ParentBody         string `help:"Body shown above the name on every page, usually the region."`
}

func (c *organizationCreateCommand) Run(ctx context.Context, s streams) error {
	return app.RunNew(ctx, c.CommonSettings, s.err, func(i *app.Installation) error {
		err := i.CreateOrganization(ctx, app.Organization{
			ID: c.ID, Name: c.Name, Type: c.Type, ISTATCode: c.ISTAT, Region: c.Region, Population: c.Population, ParentBody: c.ParentBody,
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%s created\n", c.ID)
		return err
	})
}
