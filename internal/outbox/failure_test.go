package outbox

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"xunpan/internal/netguard"
)

// What receivers answer, and what follows from it.
func TestAnswers(t *testing.T) {
	t.Parallel()
	type want string
	const (
		sent  want = "sent"
		never want = "permanent"
		later want = "retry"
	)
	for _, c := range []struct {
		kind   Kind
		status int
		answer string
		want   want
		after  time.Duration
		say    string // part of the English text
	}{
		{Generic, 200, "", sent, 0, ""},
		{Generic, 204, "", sent, 0, ""},
		{Generic, 202, "<html>whatever</html>", sent, 0, ""},
		{Generic, 200, `{"errcode":93000}`, sent, 0, ""}, // no bot
		{Generic, 304, "", never, 0, "leads on"},
		{Generic, 400, "", never, 0, "400 Bad Request"},
		{Generic, 401, "", never, 0, "401 Unauthorized"},
		{Generic, 404, "", never, 0, "404 Not Found"},
		{Generic, 410, "", never, 0, "410 Gone"},
		{Generic, 408, "", later, 0, "408"},
		{Generic, 429, "", later, 0, "429"},
		{Generic, 500, "", later, 0, "500"},
		{Generic, 502, "", later, 0, "502"},
		{Generic, 503, "", later, 0, "503"},
		{Generic, 599, "", later, 0, "599"},

		{WeCom, 200, `{"errcode":0,"errmsg":"ok"}`, sent, 0, ""},
		{WeCom, 200, `{"errcode":93000,"errmsg":"invalid webhook url, hint: [1]"}`, never, 0, "(93000 invalid webhook url, hint: [1])"},
		{WeCom, 200, `{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}`, never, 0, "content"},
		{WeCom, 200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, later, time.Minute, "too many"},
		{WeCom, 200, `{"errcode":-1,"errmsg":"system busy"}`, later, 0, "-1 system busy"},
		{WeCom, 200, `{"errcode":12345}`, later, 0, "12345"},
		{WeCom, 200, `<html>sign in</html>`, later, 0, "not a bot"},
		{WeCom, 200, ``, later, 0, "not a bot"},
		{WeCom, 200, `{"errcode":"0"}`, later, 0, "not a bot"},
		{WeCom, 200, `[]`, later, 0, "not a bot"},
		{WeCom, 200, `{"code":0}`, later, 0, "not a bot"}, // Feishu's word
		{WeCom, 404, `not here`, never, 0, "404"},
		{WeCom, 502, `<html>`, later, 0, "502"},
		{WeCom, 500, `{"errcode":0}`, later, 0, "500"},

		{DingTalk, 200, `{"errcode":0,"errmsg":"ok"}`, sent, 0, ""},
		{DingTalk, 200, `{"errcode":310000,"errmsg":"sign not match"}`, never, 0, "secret"},
		{DingTalk, 200, `{"errcode":310000,"errmsg":"keywords not in content, more: [https://ding-doc.dingtalk.com/doc]"}`, never, 0, "keywords not in content"},
		{DingTalk, 200, `{"errcode":300005,"errmsg":"token is not exist"}`, never, 0, "key"},
		{DingTalk, 200, `{"errcode":400013,"errmsg":"group dismissed"}`, never, 0, "not there"},
		{DingTalk, 200, `{"errcode":430104,"errmsg":"content"}`, never, 0, "content"},
		{DingTalk, 200, `{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}`, never, 0, "content"},
		{DingTalk, 200, `{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}`, later, 10 * time.Minute, "pause"},
		{DingTalk, 200, `{"errcode":410100,"errmsg":"speed"}`, later, 10 * time.Minute, "pause"},
		{DingTalk, 200, `{"errcode":-1,"errmsg":"busy"}`, later, 0, "busy"},

		{Feishu, 200, `{"code":0,"msg":"success","data":{}}`, sent, 0, ""},
		{Feishu, 200, `{"StatusCode":0,"StatusMessage":"success"}`, sent, 0, ""},
		{Feishu, 200, `{"Extra":null,"StatusCode":19001,"StatusMessage":"param invalid"}`, never, 0, "19001 param invalid"},
		{Feishu, 200, `{"code":19001,"data":{},"msg":"param invalid: incoming webhook access token invalid"}`, never, 0, "key"},
		{Feishu, 200, `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`, never, 0, "clock"},
		{Feishu, 200, `{"code":19022,"msg":"Ip Not Allowed"}`, never, 0, "IP"},
		{Feishu, 200, `{"code":19024,"msg":"Key Words Not Found"}`, never, 0, "keywords"},
		{Feishu, 400, `{"code":11232,"msg":"frequency limited psm"}`, later, time.Minute, "too many"},
		{Feishu, 200, `{"code":9499,"msg":"too many request"}`, later, 0, "9499"},
		{Feishu, 400, `{"code":9499,"msg":"Bad Request"}`, never, 0, "9499 Bad Request"},
		{Feishu, 200, `{"errcode":0}`, later, 0, "not a bot"},
	} {
		address, _ := receiver(t, c.status, c.answer)
		hook := Hook{URL: address + "/?key=sesame", Kind: c.kind}
		f := hook.send(t.Context(), client(t), letter, now)
		got := sent
		switch {
		case f == nil:
			f = &Failure{}
		case f.Permanent:
			got = never
		default:
			got = later
		}
		if got != c.want || f.After != c.after || !strings.Contains(f.Say.En, c.say) {
			t.Errorf("%s answers %d %s: %s after %v: %q, want %s after %v: %q", c.kind, c.status, c.answer, got, f.After, f.Say.En, c.want, c.after, c.say)
		}
		if got != sent && !chinese(f.Say.Zh) {
			t.Errorf("%s answers %d %s: no Chinese text: %q", c.kind, c.status, c.answer, f.Say.Zh)
		}
		if strings.Contains(f.Error()+f.Say.Zh, "sesame") {
			t.Errorf("%s answers %d %s: the key is in the error: %v", c.kind, c.status, c.answer, f)
		}
	}
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 })
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   Kind
		status int
		answer string
		header string
		after  time.Duration
	}{
		{Generic, 429, "", "120", 2 * time.Minute},
		{Generic, 503, "", "Mon, 02 Mar 2026 10:30:30 GMT", 9*time.Minute + 59*time.Second + 544*time.Millisecond},
		{Generic, 503, "", "Mon, 02 Mar 2026 10:00:00 GMT", 0}, // over
		{Generic, 503, "", "999999999", longest},
		{Generic, 503, "", "99999999999999999999", 0},
		{Generic, 503, "", "-5", 0},
		{Generic, 503, "", "soon", 0},
		{Generic, 404, "", "120", 0}, // it will not be there then either
		{WeCom, 200, `{"errcode":45009}`, "300", 5 * time.Minute},
		{WeCom, 200, `{"errcode":45009}`, "5", time.Minute},
		{Feishu, 200, `{"code":1}`, "7", 7 * time.Second},
		{Feishu, 429, ``, "7", 7 * time.Second},
	} {
		address, _ := receiver(t, c.status, c.answer, "Retry-After", c.header)
		hook := Hook{URL: address, Kind: c.kind}
		if f := hook.send(t.Context(), client(t), letter, now); f == nil || f.After != c.after {
			t.Errorf("%s %d, Retry-After %q: %+v, want %v", c.kind, c.status, c.header, f, c.after)
		}
	}
}

// What comes of addresses where nobody takes the message.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the client is gone
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	breaking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"errcode":`)
	}))
	t.Cleanup(breaking.Close)
	untrusted := httptest.NewUnstartedServer(nil)
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	plain, _ := receiver(t, 200, "")

	for name, c := range map[string]struct {
		address   string
		permanent bool
		say       string
	}{
		"nobody there":     {closed.URL, false, "did not come about or broke"},
		"no answer":        {silent.URL, false, "did not answer in time"},
		"half an answer":   {breaking.URL, false, "did not come about or broke"},
		"bad certificate":  {untrusted.URL, false, "certificate"},
		"no https":         {strings.Replace(plain, "http:", "https:", 1), false, "does not speak https"},
		"inside the house": {"http://127.0.0.2", true, "not on the public internet"},
		"metadata":         {"http://169.254.169.254", true, "not on the public internet"},
		"not web":          {"ftp://127.0.0.1", true, "must begin with"},
		"with password":    {"http://me:sesame@127.0.0.1", true, "user name"},
		"not an address":   {"http://[", true, "not a web address"},
		"nothing":          {"", true, "must begin with"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hook := Hook{URL: c.address, Kind: WeCom}
			if c.address != "" {
				hook.URL += "/send?key=sesame"
			}
			patience := client(t)
			if name == "no answer" {
				patience.Timeout = 50 * time.Millisecond
			}
			f := hook.send(t.Context(), patience, letter, now)
			if f == nil {
				t.Fatal("sent")
			}
			if f.Permanent != c.permanent || !strings.Contains(f.Say.En, c.say) || !chinese(f.Say.Zh) {
				t.Errorf("permanent %v, %q, %q; want %v, %q", f.Permanent, f.Say.En, f.Say.Zh, c.permanent, c.say)
			}
			if strings.Contains(f.Error(), "sesame") {
				t.Errorf("the key is in the error: %v", f)
			}
		})
	}
}

func TestUnknownHost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err net.DNSError
		say string
	}{
		{net.DNSError{Name: "hook.example", IsNotFound: true}, "check its spelling"},
		{net.DNSError{Name: "hook.example", IsTimeout: true}, "this machine's network"},
	} {
		err := &url.Error{Op: "Post", URL: "https://hook.example/?key=sesame", Err: &net.OpError{Op: "dial", Err: &c.err}}
		f := unsent(err)
		if f.Permanent || !strings.Contains(f.Say.En, c.say) || !chinese(f.Say.Zh) || strings.Contains(f.Error(), "sesame") {
			t.Errorf("%v: %v", err, f)
		}
	}
}

func TestBrokenOff(t *testing.T) {
	t.Parallel()
	address, _ := receiver(t, 200, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	hook := Hook{URL: address, Kind: Generic}
	err := hook.Send(ctx, client(t), letter)
	var f *Failure
	if !errors.As(err, &f) || f.Permanent || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want a failure that passes, out of context.Canceled", err)
	}
}

// A redirect would lose the body or carry it elsewhere, so none is followed.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		elsewhere, _ := receiver(t, 500, "")
		address, _ := receiver(t, status, "", "Location", elsewhere)
		for _, kind := range Kinds {
			hook := Hook{URL: address, Kind: kind}
			f := hook.send(t.Context(), client(t), letter, now)
			if f == nil || !f.Permanent || !strings.Contains(f.Say.En, "leads on") {
				t.Errorf("%s, %d: %v", kind, status, f)
			}
		}
	}
}

// A guard without exceptions lets nothing through to this machine.
func TestGuarded(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached <- struct{}{} }))
	t.Cleanup(server.Close)
	guard := &netguard.Guard{Ports: []uint16{server.Listener.Addr().(*net.TCPAddr).AddrPort().Port()}}
	hook := Hook{URL: server.URL, Kind: Generic}
	var f *Failure
	if err := hook.Send(t.Context(), guard.Client(0), letter); !errors.As(err, &f) || !f.Permanent {
		t.Errorf("%v, want a permanent failure", err)
	}
	select {
	case <-reached:
		t.Error("the server was reached")
	default:
	}
}

// An endless answer is neither read nor kept.
func TestLongAnswer(t *testing.T) {
	t.Parallel()
	for kind, taken := range taken {
		address, _ := receiver(t, 200, taken+strings.Repeat(" ", 2*answerLimit)+"x")
		hook := Hook{URL: address, Kind: kind}
		if f := hook.send(t.Context(), client(t), letter, now); f != nil {
			t.Errorf("%s: %v", kind, f)
		}
	}
	address, _ := receiver(t, 200, `{"errcode":12345,"errmsg":"`+strings.Repeat("很忙", 5000)+`"}`)
	hook := Hook{URL: address, Kind: WeCom}
	f := hook.send(t.Context(), client(t), letter, now)
	if f == nil || !strings.Contains(f.Say.En, "很…)") || len(f.Say.En) > 400 {
		t.Errorf("%v, want some of the bot's words", f)
	}
}
