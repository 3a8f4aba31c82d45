package oidc_test

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestASignIn(t *testing.T) {
	for name, change := range map[string]func(*world){
		"claims in the ID token":   func(*world) {},
		"claims from userinfo":     func(w *world) { w.client.ClaimsInIDToken = false },
		"a public client":          func(w *world) { w.client.Secret, w.settings.ClientSecret = "", "" },
		"a claim of another name":  func(w *world) { w.settings.RolesClaim = "realm_access.roles" },
		"a claim named by address": func(w *world) { w.settings.RolesClaim = "https://comune.example/roles" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, change, func(w *world) {
				roles := []string{"c_m403:contributor:tributi", "c_a662:viewer", "offline_access", "c_m403:editr"}
				claims := map[string]any{"email": " Nome.Cognome@Comune.Example", "email_verified": true}
				switch w.settings.RolesClaim {
				case "realm_access.roles":
					claims["realm_access"] = map[string]any{"roles": roles}
				default:
					claims[w.settings.RolesClaim] = roles
				}
				w.person(claims)
			})
			got, err := w.attempt(func(address, _ url.Values) {
				if address != nil && (address.Get("code_challenge_method") != "S256" || address.Get("nonce") == "" || address.Get("state") == "") {
					t.Errorf("the browser is sent away with %v", address)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.IDToken == "" {
				t.Error("there is no ID token for the logout")
			}
			got.IDToken = ""
			want := oidc.Identity{
				Issuer: w.provider.Issuer, Subject: "persona-1", Email: "nome.cognome@comune.example",
				Memberships: []plan.Membership{{Organization: "c_a662", Role: plan.RoleViewer}, {Organization: "c_m403", Role: plan.RoleContributor, Office: "tributi"}},
				Ignored:     []string{"c_m403:editr"}, Others: 1,
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// What is altered on its way to the provider or back makes the sign-in fail, and the right
// one goes through afterwards.
func TestWhatIsAlteredOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		alter  func(address, answer url.Values)
		reason oidc.Reason
	}{
		{"another state", func(_, answer url.Values) { answer.Set("state", strings.Repeat("A", 43)) }, oidc.ReasonExpired},
		{"no state", func(_, answer url.Values) { answer.Del("state") }, oidc.ReasonExpired},
		{"another nonce", func(address, _ url.Values) { address.Set("nonce", strings.Repeat("A", 43)) }, oidc.ReasonRefused},
		{"no nonce", func(address, _ url.Values) { address.Del("nonce") }, oidc.ReasonRefused},
		{"another challenge", func(address, _ url.Values) { address.Set("code_challenge", strings.Repeat("A", 43)) }, oidc.ReasonRefused},
		{"another code", func(_, answer url.Values) { answer.Set("code", "indovinato") }, oidc.ReasonRefused},
		{"no code", func(_, answer url.Values) { answer.Del("code") }, oidc.ReasonRefused},
		{"another issuer's answer", func(_, answer url.Values) { answer.Set("iss", "https://altrove.example") }, oidc.ReasonRefused},
		{"an error", func(_, answer url.Values) { answer.Set("error", "access_denied") }, oidc.ReasonDenied},
		{"an error that is no code", func(_, answer url.Values) { answer.Set("error", "<script>Nome.Cognome") }, oidc.ReasonDenied},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			_, err := w.attempt(func(address, answer url.Values) {
				if (address == nil) != (strings.Contains(c.name, "nonce") || strings.Contains(c.name, "challenge")) {
					c.alter(address, answer)
				}
			})
			w.fails(c.name, err, c.reason)
			if _, err := w.attempt(nil); err != nil {
				t.Errorf("the next one: %v", err)
			}
		})
	}
}

// A provider that asks for PKCE refuses whoever comes without.
func TestPKCEIsAskedFor(t *testing.T) {
	w := newWorld(t, func(w *world) { w.client.Secret, w.settings.ClientSecret = "", "" })
	_, err := w.attempt(func(address, _ url.Values) {
		address.Del("code_challenge")
		address.Del("code_challenge_method")
	})
	w.fails("no challenge", err, oidc.ReasonRefused)
}

func TestACodeIsRedeemedOnce(t *testing.T) {
	w := newWorld(t)
	address, flow, err := w.signIn.Begin(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	answer := w.visit(address)
	if _, err := w.signIn.Finish(context.Background(), flow, answer); err != nil {
		t.Fatal(err)
	}
	_, err = w.signIn.Finish(context.Background(), flow, answer)
	w.fails("the same code again", err, oidc.ReasonRefused)
}

func TestASignInThatTakesTooLong(t *testing.T) {
	w := newWorld(t)
	_, err := w.attempt(func(_, answer url.Values) {
		if answer != nil {
			w.clock.pass(oidc.FlowLifetime)
		}
	})
	w.fails("ten minutes later", err, oidc.ReasonExpired)
}

func TestIDTokensThatCannotBeTrusted(t *testing.T) {
	for name, change := range map[string]func(*world){
		"expired":                    func(w *world) { w.client.IDTokenLifetime = -time.Minute },
		"signed by somebody else":    func(w *world) { w.provider.ForgeSignatures(true) },
		"by a key that is not there": func(w *world) { w.provider.ForgeSignatures(true); w.client.ClaimsInIDToken = false },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, change)
			_, err := w.attempt(nil)
			w.fails(name, err, oidc.ReasonRefused)
		})
	}
	t.Run("for another client", func(t *testing.T) {
		w := newWorld(t, func(w *world) { w.transport = asAnother{"altro", w.client.Secret} })
		other := w.client
		other.ID = "altro"
		w.provider.Register(other)
		_, err := w.attempt(func(address, _ url.Values) {
			if address != nil {
				address.Set("client_id", "altro")
			}
		})
		w.fails("an ID token for another client", err, oidc.ReasonRefused)
		if !strings.Contains(err.Error(), "audience") {
			t.Errorf("refused for another reason: %v", err)
		}
	})
	t.Run("for this client among others", func(t *testing.T) {
		w := newWorld(t, func(w *world) { w.client.Audience = []string{"altro", "traguardi"} })
		if _, err := w.attempt(nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("after its end by our clock", func(t *testing.T) {
		w := newWorld(t)
		w.clock.pass(2 * time.Hour) // the provider's clock is behind
		_, err := w.attempt(nil)
		w.fails("two hours ahead", err, oidc.ReasonRefused)
	})
}

func TestEmailAddresses(t *testing.T) {
	for _, c := range []struct {
		name       string
		claims     map[string]any
		unverified bool // the setting
		reason     oidc.Reason
	}{
		{"verified", map[string]any{"email": "a@b.example", "email_verified": true}, false, ""},
		{"verified, as text", map[string]any{"email": "a@b.example", "email_verified": "true"}, false, ""},
		{"not verified", map[string]any{"email": "a@b.example", "email_verified": false}, false, oidc.ReasonEmail},
		{"not verified, whatever the setting", map[string]any{"email": "a@b.example", "email_verified": false}, true, oidc.ReasonEmail},
		{"not said", map[string]any{"email": "a@b.example"}, false, oidc.ReasonEmail},
		{"not said, with the setting", map[string]any{"email": "a@b.example"}, true, ""},
		{"said as something else", map[string]any{"email": "a@b.example", "email_verified": 1}, true, oidc.ReasonEmail},
		{"null", map[string]any{"email": "a@b.example", "email_verified": nil}, true, oidc.ReasonEmail},
		{"no address", map[string]any{"email_verified": true}, false, oidc.ReasonEmail},
		{"an address that is none", map[string]any{"email": "Nome.Cognome", "email_verified": true}, false, oidc.ReasonEmail},
		{"an address that is no text", map[string]any{"email": []string{"a@b.example"}, "email_verified": true}, false, oidc.ReasonEmail},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.settings.UnverifiedEmail = c.unverified
				c.claims["traguardi_roles"] = "c_m403:editor"
				w.person(c.claims)
			})
			who, err := w.attempt(nil)
			if c.reason != "" {
				w.fails(c.name, err, c.reason)
				return
			}
			if err != nil || who.Email != "a@b.example" || len(who.Memberships) != 1 {
				t.Fatalf("%+v, %v", who, err)
			}
		})
	}
}

// No value of ours is no failure here: the account's roles go, which is for the tracker.
func TestNoRoles(t *testing.T) {
	for name, value := range map[string]any{"none": nil, "an empty list": []string{}, "a number": 7, "an object": map[string]any{"a": 1}, "others'": []string{"uma_authorization"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.person(map[string]any{"email": "a@b.example", "email_verified": true, "traguardi_roles": value})
			who, err := w.attempt(nil)
			if err != nil || len(who.Memberships) > 0 {
				t.Fatalf("%+v, %v", who.Memberships, err)
			}
		})
	}
}

// The provider is away at start and comes back; what was said of it once lasts while only
// its discovery is away.
func TestTheProviderIsAwayAndBack(t *testing.T) {
	w := newWorld(t)
	if !w.signIn.Available() {
		t.Error("nobody has asked yet, and it is said to be away")
	}
	w.provider.GoAway()
	_, err := w.attempt(nil)
	if err == nil {
		// Available may have asked before it went away: then what is known grows old.
		w.clock.pass(2 * time.Hour)
	} else {
		w.fails("away", err, oidc.ReasonAway)
	}
	w2 := newWorld(t)
	w2.provider.GoAway()
	_, err = w2.attempt(nil)
	w2.fails("away from the start", err, oidc.ReasonAway)
	if w2.signIn.Available() {
		t.Error("it is away, and said to be there")
	}
	w2.provider.ComeBack()
	_, err = w2.attempt(nil)
	w2.fails("at once: nobody asks again so soon", err, oidc.ReasonAway)
	w2.clock.pass(6 * time.Second)
	if _, err := w2.attempt(nil); err != nil {
		t.Fatalf("back: %v", err)
	}
	if !w2.signIn.Available() {
		t.Error("it is back, and said to be away")
	}
	if log := w2.log.String(); strings.Count(log, "cannot be used for now") != 1 || !strings.Contains(log, "is back") {
		t.Errorf("the log:\n%s", log)
	}

	// It goes away in the middle of a sign-in.
	address, flow, err := w2.signIn.Begin(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	answer := w2.visit(address)
	w2.provider.GoAway()
	_, err = w2.signIn.Finish(context.Background(), flow, answer)
	w2.fails("away in the middle", err, oidc.ReasonAway)
}

// The page that offers the sign-in finds out by itself that the provider is back.
func TestAvailableAsksAgain(t *testing.T) {
	w := newWorld(t)
	w.provider.GoAway()
	_, err := w.attempt(nil)
	w.fails("away", err, oidc.ReasonAway)
	w.provider.ComeBack()
	w.clock.pass(6 * time.Second)
	w.signIn.Available() // asks in the background
	deadline := time.Now().Add(10 * time.Second)
	for !w.signIn.Available() {
		if time.Now().After(deadline) {
			t.Fatal("nobody noticed that it is back")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestTheLogout(t *testing.T) {
	w := newWorld(t)
	who, err := w.attempt(nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := w.provider.Sessions(); n != 1 {
		t.Fatalf("%d sessions at the provider", n)
	}
	address := w.signIn.LogoutURL(context.Background(), who.IDToken)
	answer := w.do(w.browser.Get(address))
	if to, err := answer.Location(); err != nil || to.String() != leftURL {
		t.Errorf("after the logout: %d, %v, %v", answer.StatusCode, to, err)
	}
	if n := w.provider.Sessions(); n != 0 {
		t.Errorf("%d sessions at the provider after the logout", n)
	}
	w.provider.GoAway()
	if address := w.signIn.LogoutURL(context.Background(), who.IDToken); address == "" {
		t.Error("what is known of the provider is forgotten")
	}
	other := newWorld(t)
	other.provider.GoAway()
	if address := other.signIn.LogoutURL(context.Background(), "x"); address != "" {
		t.Errorf("a provider that nobody ever reached has the logout %s", address)
	}
}

// The provider must be the one that the settings name, and send nobody elsewhere.
func TestAnotherIssuer(t *testing.T) {
	w := newWorld(t, func(w *world) { w.settings.Issuer += "/" })
	_, _, err := w.signIn.Begin(context.Background(), "")
	w.fails("an issuer with a slash more", err, oidc.ReasonAway)
}

func TestProvidersGoneMad(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"a page": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("<p>", 1000))) },
		"an endless answer": func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < 40; i++ {
				_, _ = w.Write(make([]byte, 1<<17))
			}
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
		},
		"an error page": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, strings.Repeat("x", 5000), http.StatusBadGateway)
		},
		"endpoints elsewhere": discovery(`"authorization_endpoint":"ftp://x.example/","token_endpoint":"https://x.example/"`),
		"no endpoints":        discovery(`"jwks_uri":"https://x.example/"`),
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, handler)
			w := newWorld(t, func(w *world) { w.settings.Issuer = address })
			_, _, err := w.signIn.Begin(context.Background(), "")
			w.fails(name, err, oidc.ReasonAway)
			if len(err.Error()) > 600 || len(w.log.String()) > 800 {
				t.Errorf("too much is told: %d and %d bytes", len(err.Error()), len(w.log.String()))
			}
		})
	}
}

func TestFlows(t *testing.T) {
	w := newWorld(t)
	_, one, err := w.signIn.Begin(context.Background(), "/area?x=1")
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := w.signIn.Begin(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if one.State == other.State || one.Nonce == other.Nonce || one.Verifier == other.Verifier || one.Name() == other.Name() {
		t.Error("two sign-ins share something")
	}
	if name, ok := oidc.FlowName(one.State); !ok || name != one.Name() {
		t.Errorf("its cookie is looked for as %q, %v", name, ok)
	}
	got, ok := oidc.ReadFlow(one.Value())
	if !ok || got.State != one.State || got.Nonce != one.Nonce || got.Verifier != one.Verifier || got.Next != "/area?x=1" || !got.Ends.Equal(one.Ends) {
		t.Errorf("read back as %+v, %v", got, ok)
	}
	if len(one.Value()) > 1000 {
		t.Errorf("a cookie of %d bytes", len(one.Value()))
	}
}

func FuzzFlows(f *testing.F) {
	f.Add("")
	f.Add(oidc.Flow{State: strings.Repeat("A", 43), Nonce: strings.Repeat("B", 43), Verifier: "v"}.Value())
	f.Fuzz(func(t *testing.T, text string) {
		if name, ok := oidc.FlowName(text); ok && !strings.HasPrefix(name, "traguardi_oidc_") {
			t.Errorf("the cookie %q", name)
		}
		flow, ok := oidc.ReadFlow(text)
		if ok && (len(flow.State) != 43 || len(flow.Nonce) != 43 || flow.Verifier == "") {
			t.Errorf("a flow of %+v", flow)
		}
	})
}
