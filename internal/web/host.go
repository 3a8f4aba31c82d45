package web

import "net/url"

// host is the name of the site that an address is on.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
