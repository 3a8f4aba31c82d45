// Command oidcserve runs the OpenID Connect provider of the tests for those of the browser,
// which are no Go. It prints its address on a line, then reads JSON objects with a client
// or a person to know, one after the other, answers each with a line, and ends with its
// input.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/traguardi/traguardi/internal/testkit/oidcprovider"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(in io.Reader, out io.Writer) error {
	// Another site than 127.0.0.1, where the program is: cookies are to be kept apart.
	p, err := oidcprovider.Run("localhost")
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := fmt.Fprintln(out, p.Issuer); err != nil {
		return err
	}
	for asked := json.NewDecoder(in); ; {
		var news struct {
			Client *oidcprovider.Client
			Person *oidcprovider.Person
		}
		if err := asked.Decode(&news); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if news.Client != nil {
			p.Register(*news.Client)
		}
		if news.Person != nil {
			p.Admit(*news.Person)
		}
		if _, err := fmt.Fprintln(out, "known"); err != nil {
			return err
		}
	}
}
