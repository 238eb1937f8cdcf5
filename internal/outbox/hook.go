// Package outbox sends what leaves the desk to web addresses: events to programs
// as signed webhooks, alerts to the group bots of WeCom, DingTalk and Feishu. It
// sends once and says how that went; keeping and trying again is the caller's,
// by Again. The HTTP client is the caller's too: one that may go to the public
// internet only.
package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"xunpan"
)

// Kind is the form in which a hook wants its events.
type Kind string

// The kinds of hooks.
const (
	Generic  Kind = "generic"  // JSON, signed as Standard Webhooks are
	WeCom    Kind = "wecom"    // 企业微信 group bot
	DingTalk Kind = "dingtalk" // 钉钉 custom bot
	Feishu   Kind = "feishu"   // 飞书 or Lark custom bot
)

// Kinds lists every kind in the order users see them.
var Kinds = []Kind{Generic, WeCom, DingTalk, Feishu}

// Hook is a web address that wants to be told.
type Hook struct {
	URL  string
	Kind Kind
	// Secret signs what is sent; "" for no signature. Generic takes one of
	// NewSecret or any text, DingTalk and Feishu the one their bot's page shows,
	// WeCom has none: its key stands in the URL.
	Secret string
}

// Event is one thing to tell one hook.
type Event struct {
	ID   string    // of this delivery, the same at each try, so that a receiver can know it again
	Name string    // "inquiry.created", "inquiry.alert", …
	At   time.Time // when it happened
	Lang string    // of the words a bot adds: "zh", or anything else for English

	// Object is what Generic hooks get as data: any JSON value.
	Object json.RawMessage

	// What bots say, in the hook's language. These are plain texts, which may
	// quote mails: whatever would be markup, a mention or a link in them is made
	// harmless. Long texts are cut.
	Title string // Name if empty
	Lines []string
	Link  string // the page to open: http or https; left out if it is neither
}

// Check says what is wrong with the kind or the secret, before anything is
// sent; the address is for the guard of the HTTP client to judge. The error is an
// *xunpan.Invalid.
func (h *Hook) Check() error {
	if !slices.Contains(Kinds, h.Kind) {
		return &xunpan.Invalid{Field: "kind", Say: xunpan.Text{
			En: fmt.Sprintf("there is no kind of webhook %q; it is one of %v", h.Kind, Kinds),
			Zh: fmt.Sprintf("没有 %q 这种 Webhook；可用的有 %v", h.Kind, Kinds)}}
	}
	if h.Kind == Generic && h.Secret != "" {
		if _, err := keyOf(h.Secret); err != nil {
			return err
		}
	}
	return nil
}

// answerLimit is how much of an answer is read, in bytes.
const answerLimit = 64 << 10

// Send tells the hook of the event, once. It returns nil when the receiver took
// it, otherwise a *Failure. Redirects are not followed: they would turn the
// message into a mere question, or carry it to somebody else.
func (h *Hook) Send(ctx context.Context, client *http.Client, e Event) error {
	if f := h.send(ctx, client, e, time.Now()); f != nil {
		return f
	}
	return nil
}

func (h *Hook) send(ctx context.Context, client *http.Client, e Event, now time.Time) *Failure {
	req, err := h.request(ctx, e, now)
	if err != nil {
		return unsent(err)
	}
	once := *client
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := once.Do(req)
	if err != nil {
		return unsent(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil && h.Kind != Generic { // a bot says in the body whether it took the message
		return unsent(err)
	}
	return h.heard(resp, text, now)
}

// request is what is sent at the moment now. Signatures carry that moment, not
// the event's: receivers take old ones for repetitions by a stranger.
func (h *Hook) request(ctx context.Context, e Event, now time.Time) (*http.Request, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	address, err := url.Parse(h.URL)
	if err != nil { // its words hold the address, which may hold a key
		return nil, &xunpan.Invalid{Field: "url", Say: xunpan.Text{En: "the webhook's address is not a web address", Zh: "Webhook 地址不是有效的网址"}}
	}
	var message any
	switch h.Kind {
	case WeCom:
		message = wecomMessage(e)
	case DingTalk:
		message = dingtalkMessage(e)
		if h.Secret != "" {
			query := address.Query()
			query.Set("timestamp", fmt.Sprint(now.UnixMilli()))
			query.Set("sign", dingtalkSign(h.Secret, now))
			address.RawQuery = query.Encode()
		}
	case Feishu:
		message = feishuMessage(e, h.Secret, now)
	default:
		message = genericMessage(e)
	}
	body, err := compact(message)
	if err != nil {
		return nil, &xunpan.Invalid{Field: "data", Say: xunpan.Text{
			En: fmt.Sprintf("the event cannot be written as JSON: %v", err), Zh: fmt.Sprintf("事件无法写成 JSON：%v", err)}}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "xunpan")
	if h.Kind == Generic {
		return req, signHeader(req.Header, h.Secret, e.ID, now, body)
	}
	return req, nil
}

// genericMessage is the body of Generic hooks.
func genericMessage(e Event) any {
	return struct {
		ID    string          `json:"id"`
		Event string          `json:"event"`
		At    time.Time       `json:"at"`
		Data  json.RawMessage `json:"data"`
	}{e.ID, e.Name, e.At.UTC(), e.Object}
}

// compact writes JSON in one line and as it reads: no HTML is near.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
