package httpserver

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddresses finds the address a request came from, behind proxies or not.
type ClientAddresses struct {
	proxies []netip.Prefix
	field   string
}

// ForwardedBy names the header field in which the trusted proxies write whom they forward for. It is
// one or the other, never both: a proxy that writes the one hands on the other as the client made it
// up.
type ForwardedBy string

// The header fields that proxies write.
const (
	XForwardedFor ForwardedBy = "X-Forwarded-For"
	Forwarded     ForwardedBy = "Forwarded" // RFC 7239
)

// NewClientAddresses trusts what proxies at these addresses or networks ("127.0.0.1", "10.0.0.0/8",
// "fd00::/8") say in the field; an empty field means X-Forwarded-For. Nobody else is believed.
func NewClientAddresses(trustedProxies []string, field ForwardedBy) (*ClientAddresses, error) {
	if field == "" {
		field = XForwardedFor
	}
	if field != XForwardedFor && field != Forwarded {
		return nil, fmt.Errorf("forwarding header %q: it is %s or %s", field, XForwardedFor, Forwarded)
	}
	c := &ClientAddresses{field: string(field)}
	for _, text := range trustedProxies {
		prefix, err := parseNetwork(text)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q: neither an address nor a network", text)
		}
		c.proxies = append(c.proxies, prefix)
	}
	return c, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		address = address.Unmap().WithZone("")
		return address.Prefix(address.BitLen())
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err
}

// Address is the client's: the peer of the connection or, where that is a trusted proxy, the last
// one in the list of hops that is not. Where a hop cannot be read, the proxy that reported it stands
// for the client. The zero Addr means that even the peer is unknown (a Unix socket).
func (c *ClientAddresses) Address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap().WithZone("")
	if !c.trusts(client) {
		return client
	}
	lines := r.Header[c.field]
	for i := len(lines) - 1; i >= 0; i-- {
		for rest := lines[i]; rest != ""; {
			var hop string
			rest, hop = cutLast(rest)
			address, ok := c.parseHop(hop)
			if !ok {
				return client
			}
			if client = address; !c.trusts(client) {
				return client
			}
		}
	}
	return client
}

// FromProxy reports whether a trusted proxy sent the request, so that what it says is believed.
func (c *ClientAddresses) FromProxy(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && c.trusts(peer.Addr().Unmap().WithZone(""))
}

func (c *ClientAddresses) trusts(address netip.Addr) bool {
	for _, proxy := range c.proxies {
		if proxy.Contains(address) {
			return true
		}
	}
	return false
}

// cutLast splits a comma-separated list before its last element.
func cutLast(list string) (rest, last string) {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		return list[:i], list[i+1:]
	}
	return "", list
}

// parseHop reads one hop: an address, with or without a port, and with Forwarded the parameter that
// holds it.
func (c *ClientAddresses) parseHop(hop string) (netip.Addr, bool) {
	hop = strings.Trim(hop, " \t")
	if c.field == string(Forwarded) {
		hop = forParameter(hop)
	}
	if address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(hop, "["), "]")); err == nil {
		return address.Unmap().WithZone(""), true
	}
	if both, err := netip.ParseAddrPort(hop); err == nil {
		return both.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

// forParameter returns the value of for= in one element of Forwarded, unquoted; "" if there is none.
func forParameter(element string) string {
	for more := true; more; {
		var pair string
		pair, element, more = strings.Cut(element, ";")
		name, value, found := strings.Cut(strings.Trim(pair, " \t"), "=")
		if found && strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// network names the network an address is in, /24 or /48, for the log: enough to tell troubles
// apart, too little to tell people apart.
func network(address netip.Addr) string {
	if !address.IsValid() {
		return "unknown"
	}
	bits := 48
	if address.Is4() {
		bits = 24
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
