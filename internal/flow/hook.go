package flow

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/jobs"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

// Hook is a web address that wants to be told of something: a group's robot of
// new inquiries, a program of what happens.
type Hook struct {
	ID      xunpan.ID
	Purpose string // store.HookAlert or store.HookChanges
	Name    string // the address shortened if ""
	Kind    string // one of outbox.Kinds; generic if ""
	URL     string // a secret, as robots keep their keys in it
	Secret  string // signs what is sent; made for generic hooks if ""
	HookConfig
}

// HookConfig is what a hook wants to hear, and how.
type HookConfig struct {
	Grade  string   `json:"grade,omitempty"`  // alerts: the least grade, "A" to "D"
	Lang   string   `json:"lang,omitempty"`   // alerts: "en" or "zh"
	Digest string   `json:"digest,omitempty"` // alerts: hour of the day's digest on the company's clock, "08:30"; "" for none
	Events []string `json:"events,omitempty"` // changes: of HookEvents; none means all
}

// HookState says how the last message to a hook fared. It is the zero state
// while none was sent.
type HookState struct {
	At       time.Time   `json:"at,omitzero"`
	Passed   bool        `json:"passed,omitempty"`
	Say      xunpan.Text `json:"say,omitzero"`       // why it did not arrive
	Failures int         `json:"failures,omitempty"` // since the last one that arrived
	Since    time.Time   `json:"since,omitzero"`     // of the first of these failures
	RetryAt  time.Time   `json:"retry_at,omitzero"`  // changes: nothing is sent before
}

// HookOf reads what a kept hook wants, and how it fared.
func HookOf(h *store.Hook) (c HookConfig, s HookState, err error) {
	return c, s, errors.Join(json.Unmarshal(h.Config, &c), json.Unmarshal(h.State, &s))
}

// hookSecret is what is sealed of a hook.
type hookSecret struct {
	URL    string `json:"url"`
	Secret string `json:"secret,omitempty"`
}

func hookPlace(id xunpan.ID) string { return "hook/" + string(id) }

// Limits of hooks.
const (
	maxHooks    = 50 // of each purpose
	maxHookURL  = 2000
	maxHookName = 180 // bytes
)

func (h *Hook) check() error {
	h.URL, h.Secret = strings.TrimSpace(h.URL), strings.TrimSpace(h.Secret)
	h.Name = strings.Join(strings.Fields(h.Name), " ")
	u, err := url.Parse(h.URL)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || len(h.URL) > maxHookURL:
		return invalid("url", "Enter the whole web address, beginning with https://.", "请填写完整的网址，以 https:// 开头。")
	case len(h.Name) > maxHookName:
		return invalid("name", "The name is longer than %d bytes.", "名称超过 %d 字节。", maxHookName)
	case len(h.Secret) > 300:
		return invalid("secret", "The secret is longer than any that these robots use.", "密钥过长。")
	}
	if h.Kind == "" {
		h.Kind = string(outbox.Generic)
	}
	if err := (&outbox.Hook{URL: h.URL, Kind: outbox.Kind(h.Kind), Secret: h.Secret}).Check(); err != nil {
		return err
	}
	if h.Name == "" {
		h.Name = shorten(u)
	}
	if h.Purpose == store.HookAlert {
		if h.Grade == "" {
			h.Grade = "A"
		}
		if !slices.Contains([]string{"A", "B", "C", "D"}, h.Grade) {
			return invalid("grade", "The grades are A, B, C and D, not %q.", "等级只有 A、B、C、D，没有“%s”。", h.Grade)
		}
		if h.Lang != "zh" {
			h.Lang = "en"
		}
		if _, err := time.Parse("15:04", h.Digest); h.Digest != "" && err != nil {
			return invalid("digest", "Write the hour as 08:30.", "请填写时间，如 08:30。")
		}
		h.Events = nil
		return nil
	}
	h.Grade, h.Lang, h.Digest = "", "", ""
	for _, e := range h.Events {
		if !slices.Contains(HookEvents, e) {
			return invalid("event", "There is no event %q.", "没有“%s”这个事件。", e)
		}
	}
	if len(h.Events) == len(HookEvents) {
		h.Events = nil
	}
	return nil
}

// shorten is an address without what may be its key.
func shorten(u *url.URL) string {
	rest := strings.TrimPrefix(u.RequestURI(), "/")
	switch {
	case rest == "":
		return u.Host
	case len(rest) < 12:
		return u.Host + "/…"
	}
	end := rest[len(rest)-4:]
	if strings.ContainsAny(end, "/?&=%") {
		end = ""
	}
	return u.Host + "/…" + end
}

// AddHook adds a hook. It returns the secret that signs its messages, where one
// was made: it is never told again.
func (d *Desk) AddHook(ctx context.Context, who Who, h *Hook) (made string, err error) {
	if err := h.check(); err != nil {
		return "", err
	}
	if h.Kind == string(outbox.Generic) && h.Secret == "" {
		made = outbox.NewSecret()
		h.Secret = made
	}
	u, err := url.Parse(h.URL)
	if err != nil {
		return "", err
	}
	h.ID = newID()
	plain, err := json.Marshal(hookSecret{h.URL, h.Secret})
	if err != nil {
		return "", err
	}
	config, err := json.Marshal(h.HookConfig)
	if err != nil {
		return "", err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		all, err := tx.Hooks(ctx, h.Purpose)
		if err != nil {
			return err
		}
		if len(all) >= maxHooks {
			return invalid("url", "There are %d already; remove one first.", "已有 %d 个，请先删除一个。", maxHooks)
		}
		row := store.Hook{ID: h.ID, Purpose: h.Purpose, Name: h.Name, Kind: h.Kind, Address: shorten(u), Secret: d.Seal.Seal(hookPlace(h.ID), plain), Config: config, Active: true}
		if row.Reached, err = tx.LastChange(ctx); err != nil {
			return err
		}
		if err := tx.AddHook(ctx, &row); err != nil {
			return err
		}
		return tx.AddChange(ctx, hookChange(who.Actor, &row, "created"))
	})
	if err != nil {
		return "", err
	}
	return made, d.loadHooks(ctx)
}

func hookChange(by xunpan.Actor, h *store.Hook, what string) *xunpan.Change {
	object := "webhook"
	if h.Purpose == store.HookAlert {
		object = "alert"
	}
	return &xunpan.Change{Actor: by, Object: object, ID: h.ID, What: what, Detail: map[string]any{"name": h.Name, "kind": h.Kind, "address": h.Address}}
}

// SwitchHook switches a hook on or off. What happened while it was off is told
// when it is on again, as far as it wants changes; alerts of that time are not.
func (d *Desk) SwitchHook(ctx context.Context, who Who, purpose string, id xunpan.ID, on bool) error {
	what := "switched_off"
	if on {
		what = "switched_on"
	}
	err := d.changeHook(ctx, purpose, id, func(tx *store.Tx, h *store.Hook) error {
		if h.Active == on {
			return nil
		}
		if on {
			if err := tx.SetHookState(ctx, id, HookState{}); err != nil {
				return err
			}
		}
		if err := tx.SwitchHook(ctx, id, on); err != nil {
			return err
		}
		return tx.AddChange(ctx, hookChange(who.Actor, h, what))
	})
	return err
}

// RemoveHook forgets a hook with its address and secret.
func (d *Desk) RemoveHook(ctx context.Context, who Who, purpose string, id xunpan.ID) error {
	return d.changeHook(ctx, purpose, id, func(tx *store.Tx, h *store.Hook) error {
		if err := tx.RemoveHook(ctx, id); err != nil {
			return err
		}
		return tx.AddChange(ctx, hookChange(who.Actor, h, "removed"))
	})
}

func (d *Desk) changeHook(ctx context.Context, purpose string, id xunpan.ID, f func(*store.Tx, *store.Hook) error) error {
	if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		h, err := tx.Hook(ctx, purpose, id)
		if err != nil {
			return err
		}
		return f(tx, &h)
	}); err != nil {
		return err
	}
	return d.loadHooks(ctx)
}

// loadHooks puts in memory what the intake and FeedHooks must know of hooks
// without asking the database.
func (d *Desk) loadHooks(ctx context.Context) error {
	alerts, err := d.Store.ActiveHooks(ctx, store.HookAlert)
	if err != nil {
		return err
	}
	feeds, err := d.Store.ActiveHooks(ctx, store.HookChanges)
	if err != nil {
		return err
	}
	d.hooks.alerts.Store(alerts > 0)
	d.hooks.feeds.Store(feeds > 0)
	return nil
}

// TestHook sends a hook a trial message and says how that went. A hook that
// waited to be tried again goes on at once when it arrived.
func (d *Desk) TestHook(ctx context.Context, purpose string, id xunpan.ID) (HookState, error) {
	h, err := d.Store.Hook(ctx, purpose, id)
	if err != nil {
		return HookState{}, err
	}
	c, _, err := HookOf(&h)
	if err != nil {
		return HookState{}, err
	}
	now := d.now().UTC()
	say := xunpan.Text{En: "A trial message of the inquiry desk: this address is told.", Zh: "询盘工作台的测试消息：此地址可以收到提醒。"}
	sent := d.tell(ctx, &h, outbox.Event{ID: "test_" + string(newID()), Name: "test", At: now, Lang: c.Lang, Object: json.RawMessage(`{}`), Title: say.In(c.Lang), Link: d.URL})
	var s HookState
	err = d.changeHook(ctx, purpose, id, func(tx *store.Tx, h *store.Hook) error {
		s, err = fared(ctx, tx, h, sent)
		return err
	})
	return s, err
}

// tell sends a hook one event, once.
func (d *Desk) tell(ctx context.Context, h *store.Hook, e outbox.Event) error {
	plain, err := d.Seal.Open(hookPlace(h.ID), h.Secret)
	if err != nil {
		return &outbox.Failure{Permanent: true, Err: err, Say: xunpan.Text{En: "its address does not open with the present secret key; remove it and add it again", Zh: "现有密钥无法解开其地址；请删除后重新添加"}}
	}
	var s hookSecret
	if err := json.Unmarshal(plain, &s); err != nil {
		return err
	}
	client := d.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	return (&outbox.Hook{URL: s.URL, Kind: outbox.Kind(h.Kind), Secret: s.Secret}).Send(ctx, client, e)
}

// fared keeps how a message to a hook fared.
func fared(ctx context.Context, tx *store.Tx, h *store.Hook, sent error) (HookState, error) {
	_, s, err := HookOf(h)
	if err != nil {
		return s, err
	}
	if s.At = tx.Now; sent == nil {
		s = HookState{At: tx.Now, Passed: true}
	} else {
		if s.Failures++; s.Since.IsZero() {
			s.Since = tx.Now
		}
		s.Passed, s.Say = false, failureWords(sent)
		// Whatever the receiver says, a program that is put right within the days
		// shall miss nothing: all is tried again, in ever longer pauses.
		wait := outbox.Backoff(min(s.Failures, outbox.MaxAttempts-1))
		var f *outbox.Failure
		if errors.As(sent, &f) {
			wait = max(wait, f.After)
		}
		s.RetryAt = tx.Now.Add(wait)
	}
	return s, tx.SetHookState(ctx, h.ID, s)
}

func failureWords(err error) xunpan.Text {
	var f *outbox.Failure
	if errors.As(err, &f) {
		return f.Say
	}
	return xunpan.Text{En: err.Error(), Zh: err.Error()}
}

// HandleHooks has the queue do the work of alerts and webhooks. It must be
// called before the queue runs.
func (d *Desk) HandleHooks() {
	jobs.Handle(d.Jobs, d.spreadAlert)
	jobs.Handle(d.Jobs, d.sendAlert)
	jobs.Handle(d.Jobs, d.feedHook)
}
