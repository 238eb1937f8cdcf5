package netguard

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// get asks for an address and returns what came back.
func get(client *http.Client, address string) (string, error) {
	resp, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestClient(t *testing.T) {
	t.Parallel()
	server, hits := serve(t, "127.0.0.1", hello)

	closed := (&Guard{Ports: []uint16{serverPort(server)}}).Client(0)
	_, err := get(closed, server.URL)
	refused(t, err, "127.0.0.1")
	// Addresses that would reach the server if they were connected to.
	for _, host := range []string{"localhost", "127.1", "0177.0.0.1", "0x7f.1", "2130706433", "0", "0.0.0.0", "[::ffff:127.0.0.1]", "[::]"} {
		if _, err := get(closed, at(server, host)); err == nil {
			t.Errorf("%s was reached", host)
		}
	}
	if n := hits.Load(); n != 0 {
		t.Fatalf("%d requests came through a closed guard", n)
	}

	if body, err := get((&Guard{Allow: house}).Client(0), server.URL); err != nil || body != "hello" {
		t.Fatalf("with an exception: %q, %v", body, err)
	}
}

func TestDial(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, "127.0.0.1", nil)
	port := fmt.Sprint(serverPort(server))
	for _, c := range []struct{ network, addr, words string }{
		{"tcp", "127.0.0.1:" + port, ""},
		{"tcp4", "127.0.0.1:" + port, ""},
		{"tcp", "[::ffff:127.0.0.1]:" + port, ""},
		{"tcp", "127.0.0.2:80", "127.0.0.2"},
		{"tcp", "[::ffff:127.0.0.2]:443", "127.0.0.2"},
		{"tcp", "127.0.0.2:" + port, "only 80, 443"},
		{"udp", "127.0.0.1:" + port, "udp4"},
	} {
		conn, err := (&Guard{Allow: house}).Dial(t.Context(), c.network, c.addr)
		if conn != nil {
			_ = conn.Close()
		}
		if c.words == "" {
			if err != nil {
				t.Errorf("%s %s: %v", c.network, c.addr, err)
			}
			continue
		}
		t.Run(c.network+" "+c.addr, func(t *testing.T) { refused(t, err, c.words) })
	}
}

// A name is looked up once for each connection, and that answer is what counts.
func TestRebinding(t *testing.T) {
	t.Parallel()
	server, hits := serve(t, "127.0.0.1", hello)
	address, ports := at(server, "rebind.test"), []uint16{serverPort(server), 443}

	closed := &Guard{Ports: ports, resolver: names(t, "127.0.0.1")}
	if err := closed.CheckURL(address); err != nil {
		t.Fatalf("the name alone was refused: %v", err)
	}
	_, err := get(closed.Client(0), address)
	refused(t, err, "127.0.0.1")
	if hits.Load() != 0 {
		t.Fatal("a name that stands for this machine was reached")
	}

	changing := &Guard{Allow: house, Ports: ports, resolver: names(t, "127.0.0.1", "127.0.0.2")}
	client := changing.Client(0)
	if body, err := get(client, address); err != nil || body != "hello" {
		t.Fatalf("the first answer is permitted: %q, %v", body, err)
	}
	client.CloseIdleConnections()
	_, err = get(client, address)
	refused(t, err, "127.0.0.2")
	if hits.Load() != 1 {
		t.Fatalf("after the name changed: %d requests", hits.Load())
	}
	_, err = changing.Dial(t.Context(), "tcp", "rebind.test:443")
	refused(t, err, "127.0.0.2")
}

// TestMain set a proxy for all that is not this machine, so a name is asked for.
func TestProxyIgnored(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, "127.0.0.1", hello)
	if os.Getenv("HTTP_PROXY") == "" {
		t.Fatal("there is no proxy to ignore")
	}
	client := (&Guard{Allow: house, resolver: names(t, "127.0.0.1")}).Client(0)
	if body, err := get(client, at(server, "hook.test")); err != nil || body != "hello" {
		t.Fatalf("%q, %v", body, err)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	secret, hits := serve(t, "127.0.0.2", hello)
	public, _ := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/chain/%d", &n); err == nil {
			if n == 0 {
				hello(w, r)
				return
			}
			http.Redirect(w, r, fmt.Sprintf("/chain/%d", n-1), http.StatusFound)
			return
		}
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	client := (&Guard{Allow: house, Ports: []uint16{80, serverPort(secret)}}).Client(0)
	for to, words := range map[string]string{
		secret.URL + "/admin":             "127.0.0.2",
		"http://127.0.0.2/":               "127.0.0.2",
		"http://169.254.169.254/":         "169.254.169.254",
		"http://[::1]/":                   "::1",
		"http://2130706434/":              "unusual form",
		"http://me:pass@127.0.0.1/":       "user name",
		"file:///etc/passwd":              "must begin with",
		"/chain/5":                        "more than 5 times",
		public.URL + "/?to=/?to=/chain/4": "more than 5 times",
	} {
		t.Run(to, func(t *testing.T) {
			_, err := get(client, public.URL+"/?to="+to)
			refused(t, err, words)
		})
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("%d requests reached the refused server", n)
	}
	if body, err := get(client, public.URL+"/chain/5"); err != nil || body != "hello" {
		t.Errorf("five redirects: %q, %v", body, err)
	}
}

func TestRedirectKeepsEncryption(t *testing.T) {
	t.Parallel()
	plain, hits := serve(t, "127.0.0.1", nil)
	safe := httptest.NewUnstartedServer(http.RedirectHandler(plain.URL, http.StatusFound))
	safe.Config.ErrorLog = log.New(io.Discard, "", 0)
	safe.StartTLS()
	t.Cleanup(safe.Close)
	client := (&Guard{Allow: house}).Client(0)
	if _, err := get(client, safe.URL); err == nil {
		t.Fatal("a certificate that nobody vouches for was believed")
	}
	trust := safe.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	client.Transport.(*transport).inner.TLSClientConfig = &tls.Config{RootCAs: trust}
	_, err := get(client, safe.URL)
	refused(t, err, "from https to http")
	if hits.Load() != 0 {
		t.Error("the redirect was followed")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			_, _ = io.WriteString(w, strings.Repeat("x", 1001))
		case "/fits":
			_, _ = io.WriteString(w, strings.Repeat("x", 1000))
		case "/head":
			w.Header().Set("X-Long", strings.Repeat("x", maxHeaderBytes))
		case "/never":
			<-r.Context().Done()
		case "/halfway":
			_, _ = io.WriteString(w, "x")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	})
	guard := &Guard{Allow: house, MaxBody: 1000}
	patient, hasty := guard.Client(0), guard.Client(50*time.Millisecond)

	if body, err := get(patient, server.URL+"/fits"); err != nil || len(body) != 1000 {
		t.Errorf("an answer at the limit: %d bytes, %v", len(body), err)
	}
	var tooLong *http.MaxBytesError
	if body, err := get(patient, server.URL+"/long"); !errors.As(err, &tooLong) || len(body) != 1000 {
		t.Errorf("an answer over the limit: %d bytes, %v", len(body), err)
	}
	if _, err := get(patient, server.URL+"/head"); err == nil {
		t.Error("endless headers were read")
	}
	for _, path := range []string{"/never", "/halfway"} {
		_, err := get(hasty, server.URL+path)
		if timeout := net.Error(nil); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%s: %v, want the end of the time", path, err)
		}
	}
	if DefaultTimeout != (&Guard{}).Client(0).Timeout {
		t.Error("no timeout stands for the default one")
	}
}

func TestRequestBodyIsClosed(t *testing.T) {
	t.Parallel()
	body := &closing{Reader: strings.NewReader("x")}
	resp, err := (&Guard{}).Client(0).Post("http://127.0.0.1/", "text/plain", body)
	if err == nil {
		_ = resp.Body.Close()
		t.Fatal("sent")
	}
	if !body.closed {
		t.Error("the body of a refused request stays open")
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }
