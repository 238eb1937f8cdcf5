package outbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"xunpan/internal/netguard"
)

// now is the moment of sending in tests.
var now = time.Date(2026, 3, 2, 10, 20, 30, 456_000_000, time.UTC)

// received is a request as it came in over the wire.
type received struct {
	*http.Request
	body string
}

// receiver starts a web server that keeps the last request and gives the same
// answer to all.
func receiver(t *testing.T, status int, answer string, header ...string) (address string, last func() received) {
	t.Helper()
	requests := make(chan received, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the request: %v", err)
		}
		requests <- received{r, string(body)}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() received {
		t.Helper()
		select {
		case r := <-requests:
			return r
		default:
			t.Fatal("nothing was received")
			return received{}
		}
	}
}

// client is the real one, with this machine as its exception.
func client(t *testing.T) *http.Client {
	t.Helper()
	guard := &netguard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	c := guard.Client(0)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// taken are the answers with which receivers of a kind take a message.
var taken = map[Kind]string{
	Generic:  "",
	WeCom:    `{"errcode":0,"errmsg":"ok"}`,
	DingTalk: `{"errcode":0,"errmsg":"ok"}`,
	Feishu:   `{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}`,
}

// said is what a bot's message says to people, all of it.
func said(t *testing.T, kind Kind, body string) string {
	t.Helper()
	var m struct {
		Markdown struct{ Title, Content, Text string }
		Card     struct {
			Header   struct{ Title struct{ Content string } }
			Elements []struct{ Text struct{ Content string } }
		}
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatalf("%s: %v in %s", kind, err, body)
	}
	all := []string{m.Markdown.Title, m.Markdown.Content, m.Markdown.Text, m.Card.Header.Title.Content}
	for _, element := range m.Card.Elements {
		all = append(all, element.Text.Content)
	}
	return strings.Join(all, "\n")
}
