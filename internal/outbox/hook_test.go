package outbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// letter is an alert about an honest inquiry, with characters that markdown and
// JSON take for their own.
var letter = Event{
	ID: "dlv_01", Name: "inquiry.alert", At: now.In(time.FixedZone("CST", 8*3600)), Lang: "zh",
	Object: json.RawMessage(`{ "inquiry": "0195", "subject": "5,000 pcs <FL-50> & more" }`),
	Title:  "新询盘 ★★★★ 巴西 LED_FL-50",
	Lines:  []string{`João "JB" Souza · Souza & Filhos <joao@souza.example>`, "", "5,000 pcs\n50*70 cm, 3.5 mm"},
	Link:   "https://desk.example.com/inquiries/0195?from=alert(1)",
}

func TestSend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		hook   Hook
		path   string
		header map[string]string // wanted
		query  url.Values        // wanted
	}{
		{"generic", Hook{Kind: Generic, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "/hook?key=1",
			map[string]string{"Webhook-Id": "dlv_01", "Webhook-Timestamp": "1772446830"},
			url.Values{"key": {"1"}}},
		{"wecom", Hook{Kind: WeCom}, "/cgi-bin/webhook/send?key=693a91f6", nil,
			url.Values{"key": {"693a91f6"}}},
		{"dingtalk", Hook{Kind: DingTalk, Secret: "SEC0a1b2c"}, "/robot/send?access_token=f00", nil,
			url.Values{"access_token": {"f00"}, "timestamp": {"1772446830456"}, "sign": {"BgEIYAYCYcZVnqL4EkM88syaGnaSZ43PmD16D1kVFKg="}}},
		{"dingtalk", Hook{Kind: DingTalk}, "/robot/send?access_token=f00", nil,
			url.Values{"access_token": {"f00"}}},
		{"feishu", Hook{Kind: Feishu, Secret: "fei-secret"}, "/open-apis/bot/v2/hook/c0ffee", nil, url.Values{}},
		{"feishu-unsigned", Hook{Kind: Feishu}, "/open-apis/bot/v2/hook/c0ffee", nil, url.Values{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address, last := receiver(t, http.StatusOK, taken[c.hook.Kind])
			c.hook.URL = address + c.path
			if f := c.hook.send(t.Context(), client(t), letter, now); f != nil {
				t.Fatal(f)
			}
			got := last()
			golden(t, c.name, got.body)
			if diff := cmp.Diff(c.query, got.URL.Query()); diff != "" {
				t.Errorf("query (-want +got):\n%s", diff)
			}
			if got.Method != http.MethodPost || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("%s of %q", got.Method, got.Header.Get("Content-Type"))
			}
			for name, want := range c.header {
				if v := got.Header.Get(name); v != want {
					t.Errorf("%s: %q, want %q", name, v, want)
				}
			}
			if _, signed := got.Header["Webhook-Signature"]; signed != (c.hook.Kind == Generic) {
				t.Errorf("signature in the header: %v", signed)
			}
		})
	}
}

// golden compares a body with testdata/NAME.json, where it stands indented.
func golden(t *testing.T, name, body string) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Error(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(body), "", "  "); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if diff := cmp.Diff(string(want), indented.String()+"\n"); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// What Send itself adds is the clock.
func TestSendNow(t *testing.T) {
	t.Parallel()
	address, last := receiver(t, http.StatusNoContent, "")
	hook := Hook{URL: address, Kind: Generic, Secret: NewSecret()}
	if err := hook.Send(t.Context(), client(t), letter); err != nil {
		t.Fatal(err)
	}
	got := last()
	if err := Verify(hook.Secret, got.Header, []byte(got.body), time.Now()); err != nil {
		t.Error(err)
	}
	if err := Verify(NewSecret(), got.Header, []byte(got.body), time.Now()); err == nil {
		t.Error("another secret verifies it too")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hook Hook
		ok   bool
	}{
		{Hook{Kind: Generic}, true},
		{Hook{Kind: Generic, Secret: NewSecret()}, true},
		{Hook{Kind: Generic, Secret: "a plain secret"}, true},
		{Hook{Kind: Generic, Secret: "whsec_no base64"}, false},
		{Hook{Kind: Generic, Secret: "whsec_"}, false},
		{Hook{Kind: DingTalk, Secret: "whsec_no base64"}, true}, // there it is a text like any other
		{Hook{Kind: "slack"}, false},
		{Hook{}, false},
	} {
		address, last := receiver(t, http.StatusOK, taken[DingTalk])
		c.hook.URL = address
		err := c.hook.Check()
		if (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.hook, err)
		}
		f := c.hook.send(t.Context(), client(t), letter, now)
		switch {
		case c.ok && f != nil:
			t.Errorf("%+v: not sent: %v", c.hook, f)
		case c.ok:
			last()
		case f == nil || !f.Permanent || f.Say.Zh == "":
			t.Errorf("%+v: %v, want a permanent failure", c.hook, f)
		}
	}
}

func TestDataMustBeJSON(t *testing.T) {
	t.Parallel()
	hook := Hook{URL: "http://127.0.0.1:1/", Kind: Generic}
	f := hook.send(t.Context(), client(t), Event{ID: "1", Object: json.RawMessage(`{"open":`)}, now)
	if f == nil || !f.Permanent {
		t.Errorf("%v, want a permanent failure", f)
	}
}
