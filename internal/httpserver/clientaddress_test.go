package httpserver

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestClientAddress(t *testing.T) {
	proxies := []string{"127.0.0.1", "10.0.0.0/8", "fd00::/8"}
	tests := []struct {
		name   string
		remote string
		field  ForwardedBy
		lines  []string
		want   string
	}{
		{"nobody between", "192.0.2.1:99", "", nil, "192.0.2.1"},
		{"a stranger is not believed", "192.0.2.1:99", "", []string{"198.51.100.7"}, "192.0.2.1"},
		{"a proxy is", "10.1.2.3:99", "", []string{"198.51.100.7"}, "198.51.100.7"},
		{"what the client made up stands further left", "10.1.2.3:99", "", []string{"1.1.1.1, 198.51.100.7"}, "198.51.100.7"},
		{"proxies in a row", "127.0.0.1:99", "", []string{"1.1.1.1, 198.51.100.7,10.9.9.9 , 10.8.8.8"}, "198.51.100.7"},
		{"lines are one list", "127.0.0.1:99", "", []string{"1.1.1.1", "198.51.100.7", "10.8.8.8"}, "198.51.100.7"},
		{"proxies alone", "127.0.0.1:99", "", []string{"10.9.9.9, 10.8.8.8"}, "10.9.9.9"},
		{"a proxy that says nothing", "127.0.0.1:99", "", nil, "127.0.0.1"},
		{"a hop that cannot be read", "127.0.0.1:99", "", []string{"198.51.100.7, unknown, 10.8.8.8"}, "10.8.8.8"},
		{"an empty line", "127.0.0.1:99", "", []string{""}, "127.0.0.1"},
		{"with a port", "127.0.0.1:99", "", []string{"198.51.100.7:8080"}, "198.51.100.7"},
		{"IPv6", "[fd00::1]:99", "", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv6 with a port", "[fd00::1]:99", "", []string{"[2001:db8::7]:8080"}, "2001:db8::7"},
		{"IPv4 in IPv6", "[::ffff:127.0.0.1]:99", "", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"a zone", "[fe80::1%eth0]:99", "", nil, "fe80::1"},
		{"the other field is not read", "127.0.0.1:99", Forwarded, []string{"for=198.51.100.7"}, "198.51.100.7"},
		{"Forwarded in full", "127.0.0.1:99", Forwarded, []string{`for=1.1.1.1, proto=https;For="[2001:db8::7]:47011";by=10.0.0.1, for=10.8.8.8`}, "2001:db8::7"},
		{"Forwarded, hidden", "127.0.0.1:99", Forwarded, []string{`for=198.51.100.7, for=_hidden`}, "127.0.0.1"},
		{"Forwarded without for", "127.0.0.1:99", Forwarded, []string{`for=198.51.100.7, by=10.0.0.1`}, "127.0.0.1"},
		{"a Unix socket", "@", "", []string{"198.51.100.7"}, "invalid IP"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			clients, err := NewClientAddresses(proxies, test.field)
			if err != nil {
				t.Fatal(err)
			}
			request := get("/")
			request.RemoteAddr = test.remote
			request.Header["X-Forwarded-For"] = test.lines
			if test.field == Forwarded {
				request.Header["Forwarded"] = test.lines
				request.Header["X-Forwarded-For"] = []string{"9.9.9.9"}
			} else {
				request.Header["Forwarded"] = []string{"for=9.9.9.9"}
			}
			if got := clients.Address(request); got.String() != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestNewClientAddressesRefuses(t *testing.T) {
	for _, proxy := range []string{"", "proxy.example", "10.0.0.0/33", "10.0.0.1:80"} {
		if _, err := NewClientAddresses([]string{proxy}, ""); err == nil {
			t.Errorf("%q was taken for an address", proxy)
		}
	}
	if _, err := NewClientAddresses(nil, "X-Real-Ip"); err == nil {
		t.Error("an unknown field was taken")
	}
}

// The law: whatever a client writes before what the proxies append, it is known by what they append.
func TestClientCannotChooseItsAddress(t *testing.T) {
	clients, err := NewClientAddresses([]string{"10.0.0.0/8"}, "")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		client := netip.AddrFrom4([4]byte{198, 51, 100, rapid.Byte().Draw(t, "client")}).String()
		madeUp := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"10.0.0.1", "1.1.1.1", "", ","}))).Draw(t, "made up")
		hops := rapid.SliceOf(rapid.Just("10.7.7.7")).Draw(t, "hops")
		request := get("/")
		request.RemoteAddr = "10.0.0.1:99"
		request.Header["X-Forwarded-For"] = []string{strings.Join(slices.Concat(madeUp, []string{client}, hops), ", ")}
		if got := clients.Address(request); got.String() != client {
			t.Fatalf("%q: taken for %s, is %s", request.Header["X-Forwarded-For"], got, client)
		}
	})
}

func FuzzForwarded(f *testing.F) {
	for _, seed := range []string{"for=1.1.1.1", `for="[2001:db8::7]:47011";proto=https, for=10.8.8.8`, ";;=,", `for="`, "for=_x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, field := range []ForwardedBy{XForwardedFor, Forwarded} {
			clients, err := NewClientAddresses([]string{"10.0.0.0/8"}, field)
			if err != nil {
				t.Fatal(err)
			}
			request := get("/")
			request.RemoteAddr = "10.0.0.1:99"
			request.Header[string(field)] = []string{line}
			got := clients.Address(request)
			if !got.IsValid() || got.Zone() != "" || got.Is4In6() {
				t.Fatalf("%q gave %v", line, got)
			}
			request.RemoteAddr = "192.0.2.1:99"
			if got := clients.Address(request); got.String() != "192.0.2.1" {
				t.Fatalf("a stranger was believed: %v", got)
			}
		}
	})
}
