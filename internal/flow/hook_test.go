package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/netguard"
	"xunpan/internal/outbox"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// patience is how long a test waits for what must happen.
const patience = time.Minute

// channels is a desk that reaches this machine alone, with its queue.
func openChannels(t *testing.T) *flow.Desk {
	t.Helper()
	d := openDesk(t)
	key, err := seal.ParseKey(seal.NewKey())
	must(t, err)
	d.Seal, err = seal.New(key)
	must(t, err)
	guard := &netguard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	d.HTTP, d.URL = guard.Client(5*time.Second), "https://desk.example"
	d.Jobs = jobs.New(d.Store, nil, jobs.Options{Poll: 50 * time.Millisecond})
	d.HandleHooks()
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// work runs the desk's queue, and its looking after hooks, until the test ends.
func work(t *testing.T, d *flow.Desk) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Jobs.Run(ctx); err != nil {
			t.Errorf("jobs: %v", err)
		}
	})
	wg.Go(func() {
		for ctx.Err() == nil {
			if err := d.FeedHooks(ctx); err != nil && ctx.Err() == nil {
				t.Errorf("feeding: %v", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(stop)
	return stop
}

// post is one message a receiver got.
type post struct {
	ID, Event string
	Data      map[string]any
	Raw       string
	header    http.Header
	body      []byte
}

// receiver is a real web server that is told of things.
type receiver struct {
	*httptest.Server
	posts chan post

	mu     sync.Mutex
	status int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{posts: make(chan post, 1000), status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, _ := io.ReadAll(q.Body)
		p := post{Raw: string(b), header: q.Header, body: b}
		_ = json.Unmarshal(b, &p)
		r.mu.Lock()
		status := r.status
		r.mu.Unlock()
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"errcode":0,"code":0}`)
		r.posts <- p
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) next(t *testing.T) post {
	t.Helper()
	select {
	case p := <-r.posts:
		return p
	case <-time.After(patience):
		t.Fatal("nothing was told")
		return post{}
	}
}

// eventually waits for what must become so.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v until %s", patience, what)
		}
	}
}

func buyer(n string) []byte {
	return letter(need, "From: Ana Souza <ana"+n+"@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights for Brazil", "Message-ID: <"+n+"@souza-luz.example>")
}

func idle(t *testing.T, d *flow.Desk) {
	t.Helper()
	eventually(t, "the jobs are done", func() bool {
		c, err := d.Jobs.Counts(ctx)
		must(t, err)
		return c["available"]+c["running"] == 0
	})
}

func TestAlert(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	r := newReceiver(t)
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("0"), Form: xunpan.FormMail})))
	if c, err := d.Jobs.Counts(ctx); err != nil || c["available"] != 0 {
		t.Fatalf("a job though nobody wants to be told: %v %v", c, err)
	}
	hooks := map[string]*flow.Hook{}
	for kind, path := range map[outbox.Kind]string{outbox.Generic: "/crm", outbox.WeCom: "/cgi-bin/webhook/send?key=0123456789abcdef", outbox.Feishu: "/open-apis/bot/v2/hook/xyz"} {
		h := &flow.Hook{Purpose: store.HookAlert, Name: string(kind), Kind: string(kind), URL: r.URL + path}
		h.Lang = "zh"
		secret, err := d.AddHook(ctx, theDesk, h)
		must(t, err)
		if (secret != "") != (kind == outbox.Generic) {
			t.Errorf("%s: secret %q", kind, secret)
		}
		h.Secret = secret
		hooks[string(kind)] = h
	}
	work(t, d)
	got, err := d.Receive(ctx, flow.Incoming{Raw: buyer("1"), Form: xunpan.FormMail})
	must(t, err)
	var bodies []string
	for range hooks {
		p := r.next(t)
		bodies = append(bodies, p.Raw)
		if p.Event == "" {
			continue
		}
		if p.Event != "inquiry.alert" || p.Data["inquiry"] != string(got.Inquiry) || p.Data["url"] != "https://desk.example/inquiries/"+string(got.Inquiry) || p.Data["country"] != "BR" || p.Data["quantity"] != "5000 pcs" {
			t.Errorf("told: %s", p.Raw)
		}
		must(t, outbox.Verify(hooks["generic"].Secret, p.header, p.body, time.Now()))
	}
	all := strings.Join(bodies, "\n")
	for _, words := range []string{"★★★★", "巴西", "5000 pcs", "依据", "请在以下时间内回复", "https://desk.example/inquiries/" + string(got.Inquiry)} {
		if strings.Count(all, words) < 2 {
			t.Errorf("no robot says %q in\n%s", words, all)
		}
	}
	// The same buyer again within minutes rings nobody.
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: letter(need, "From: Ana Souza <ana1@souza-luz.example>", "Subject: Re: Flood lights for Brazil", "In-Reply-To: <1@souza-luz.example>", "Message-ID: <2@souza-luz.example>"), Form: xunpan.FormMail, Inquiry: got.Inquiry})))
	// Nor does what is of the past, nor what a mailbox held for days.
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("3"), Form: xunpan.FormMail, Past: true})))
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("4"), Form: xunpan.FormMail, Received: time.Now().Add(-24 * time.Hour)})))
	idle(t, d)
	eventually(t, "the states are kept", func() bool {
		hs, err := d.Store.Hooks(ctx, store.HookAlert)
		must(t, err)
		return !slices.ContainsFunc(hs, func(h store.Hook) bool { _, s, err := flow.HookOf(&h); return err != nil || !s.Passed })
	})
	select {
	case p := <-r.posts:
		t.Errorf("told once more: %s", p.Raw)
	default:
	}
	rows, err := d.Store.Hooks(ctx, store.HookAlert)
	must(t, err)
	for _, h := range rows {
		if strings.Contains(h.Address, "0123456789") || strings.Contains(string(h.Secret), "0123456789") {
			t.Errorf("the key can be read: %q", h.Address)
		}
	}
	for _, h := range hooks {
		must(t, d.SwitchHook(ctx, theDesk, store.HookAlert, h.ID, false))
	}
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("5"), Form: xunpan.FormMail})))
	if c, err := d.Jobs.Counts(ctx); err != nil || c["available"]+c["running"] != 0 {
		t.Errorf("a job though all are switched off: %v %v", c, err)
	}
}

func errOf[T any](_ T, err error) error { return err }

// TestAlertOfAnotherNode: what one node sets up, another knows after it read the
// settings again.
func TestAlertOfAnotherNode(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	other := &flow.Desk{Store: d.Store, Seal: d.Seal, Jobs: jobs.New(d.Store, nil, jobs.Options{})}
	must(t, other.Reload(ctx))
	must(t, errOf(d.AddHook(ctx, theDesk, &flow.Hook{Purpose: store.HookAlert, URL: "https://crm.example/x"})))
	must(t, other.Reload(ctx))
	must(t, errOf(other.Receive(ctx, flow.Incoming{Raw: buyer("1"), Form: xunpan.FormMail})))
	if c, err := other.Jobs.Counts(ctx); err != nil || c["available"] != 1 {
		t.Errorf("jobs: %v %v", c, err)
	}
}

// TestAlertFails: what does not arrive is said, and tried again.
func TestAlertFails(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	r := newReceiver(t)
	r.answer(503)
	h := &flow.Hook{Purpose: store.HookAlert, URL: r.URL + "/crm"}
	must(t, errOf(d.AddHook(ctx, theDesk, h)))
	work(t, d)
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("1"), Form: xunpan.FormMail})))
	r.next(t)
	eventually(t, "it is tried later", func() bool {
		c, err := d.Jobs.Counts(ctx)
		must(t, err)
		return c["scheduled"] == 1 && c["running"]+c["available"] == 0
	})
	row, err := d.Store.Hook(ctx, store.HookAlert, h.ID)
	must(t, err)
	if _, s, err := flow.HookOf(&row); err != nil || s.Passed || s.Failures != 1 || s.Say.En == "" || s.Say.Zh == "" {
		t.Errorf("state: %+v %v", s, err)
	}
	r.answer(200)
	s, err := d.TestHook(ctx, store.HookAlert, h.ID)
	if err != nil || !s.Passed || r.next(t).Event != "test" {
		t.Errorf("trial: %+v %v", s, err)
	}
	// The guard keeps hooks out of the house.
	inside := &flow.Hook{Purpose: store.HookAlert, URL: "http://127.0.0.2:1/x"}
	must(t, errOf(d.AddHook(ctx, theDesk, inside)))
	if s, err := d.TestHook(ctx, store.HookAlert, inside.ID); err != nil || s.Passed || s.Say.Zh == "" {
		t.Errorf("into the house: %+v %v", s, err)
	}
}

// TestFeed: a system is told of what it asked for, in order, once, across a
// failure and a restart of the queue.
func TestFeed(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	r := newReceiver(t)
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("0"), Form: xunpan.FormMail}))) // before: not told
	h := &flow.Hook{Purpose: store.HookChanges, URL: r.URL + "/erp"}
	h.Events = []string{"inquiry.created", "inquiry.moved"}
	secret, err := d.AddHook(ctx, theDesk, h)
	must(t, err)
	stop := work(t, d)
	var want []string
	take := func(n string) xunpan.ID {
		t.Helper()
		got, err := d.Receive(ctx, flow.Incoming{Raw: buyer(n), Form: xunpan.FormMail})
		must(t, err)
		want = append(want, "inquiry.created "+string(got.Inquiry))
		return got.Inquiry
	}
	first := take("1")
	tray := xunpan.Done
	must(t, errOf(d.Edit(ctx, theDesk, first, flow.Edit{Tray: &tray, AddTag: new("led")})))
	want = append(want, "inquiry.moved "+string(first))
	told := func(p post) string { return p.Event + " " + p.Data["inquiry"].(string) }
	var got []string
	seen := map[string]bool{}
	for range want {
		p := r.next(t)
		must(t, outbox.Verify(secret, p.header, p.body, time.Now()))
		got = append(got, told(p))
		seen[p.ID] = true
	}
	r.answer(500)
	take("2")
	p := r.next(t)
	eventually(t, "the failure is kept", func() bool {
		row, err := d.Store.Hook(ctx, store.HookChanges, h.ID)
		must(t, err)
		_, s, err := flow.HookOf(&row)
		return err == nil && s.Failures == 1 && s.RetryAt.After(s.At)
	})
	take("3")
	row, err := d.Store.Hook(ctx, store.HookChanges, h.ID)
	must(t, err)
	if n, err := d.Waiting(ctx, &row); err != nil || n != 2 {
		t.Errorf("%d waiting, %v", n, err)
	}
	r.answer(200)
	stop()
	d.Jobs = jobs.New(d.Store, nil, jobs.Options{Poll: 50 * time.Millisecond}) // as after a restart
	d.HandleHooks()
	work(t, d)
	if s, err := d.TestHook(ctx, store.HookChanges, h.ID); err != nil || !s.Passed { // and it goes on at once
		t.Fatalf("%+v %v", s, err)
	}
	for len(got) < len(want) {
		next := r.next(t)
		if next.Event == "test" {
			continue
		}
		if len(got) == 2 && next.ID != p.ID {
			t.Errorf("the one that failed came back as %s, was %s", next.ID, p.ID)
		}
		if seen[next.ID] {
			t.Errorf("told twice: %s", next.Raw)
		}
		seen[next.ID] = true
		got = append(got, told(next))
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	eventually(t, "nothing waits", func() bool {
		row, err := d.Store.Hook(ctx, store.HookChanges, h.ID)
		must(t, err)
		n, err := d.Waiting(ctx, &row)
		return err == nil && n == 0
	})
}

// TestFeedOfTwoNodes: two nodes on one book tell a hook of each change once, in order.
func TestFeedOfTwoNodes(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	r := newReceiver(t)
	h := &flow.Hook{Purpose: store.HookChanges, URL: r.URL + "/erp"}
	h.Events = []string{"inquiry.created"}
	must(t, errOf(d.AddHook(ctx, theDesk, h)))
	other := &flow.Desk{Store: d.Store, Seal: d.Seal, HTTP: d.HTTP, Jobs: jobs.New(d.Store, nil, jobs.Options{Node: "other", Poll: 50 * time.Millisecond})}
	other.HandleHooks()
	must(t, other.Reload(ctx))
	work(t, d)
	work(t, other)
	const n = 60
	var want []xunpan.ID
	for i := range n {
		got, err := []*flow.Desk{d, other}[i%2].Receive(ctx, flow.Incoming{Raw: buyer(strconv.Itoa(i)), Form: xunpan.FormMail})
		must(t, err)
		want = append(want, got.Inquiry)
	}
	for i := range n {
		if p := r.next(t); p.Data["inquiry"] != string(want[i]) {
			t.Fatalf("message %d is of %v, want %s", i, p.Data["inquiry"], want[i])
		}
	}
	idle(t, d)
	select {
	case p := <-r.posts:
		t.Errorf("told once more: %s", p.Raw)
	default:
	}
}

// TestFeedGivesUp: a hook that fails for three days is switched off, and history
// says so; what it missed is told when somebody switches it on again.
func TestFeedGivesUp(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	var mu sync.Mutex
	var ahead time.Duration
	d.Clock = func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(ahead) }
	r := newReceiver(t)
	r.answer(404)
	h := &flow.Hook{Purpose: store.HookChanges, URL: r.URL + "/erp"}
	must(t, errOf(d.AddHook(ctx, theDesk, h)))
	work(t, d)
	must(t, errOf(d.Receive(ctx, flow.Incoming{Raw: buyer("1"), Form: xunpan.FormMail})))
	hook := func() store.Hook {
		row, err := d.Store.Hook(ctx, store.HookChanges, h.ID)
		must(t, err)
		return row
	}
	eventually(t, "it is switched off", func() bool {
		mu.Lock()
		ahead += time.Hour
		mu.Unlock()
		return !hook().Active
	})
	if ahead < 72*time.Hour {
		t.Errorf("switched off after %v", ahead)
	}
	cs, err := d.Store.Changes(ctx, store.ChangeFilter{Object: "webhook", What: "switched_off"})
	if err != nil || len(cs) != 1 || cs[0].Actor.Kind != "desk" {
		t.Errorf("history: %+v %v", cs, err)
	}
	r.answer(200)
	must(t, d.SwitchHook(ctx, theDesk, store.HookChanges, h.ID, true))
	eventually(t, "it is told after all", func() bool { n, err := d.Waiting(ctx, new(hook())); return err == nil && n == 0 })
}

func TestHookRefused(t *testing.T) {
	t.Parallel()
	d := openChannels(t)
	for field, h := range map[string]flow.Hook{
		"url":   {Purpose: store.HookAlert, URL: "crm.example/x"},
		"kind":  {Purpose: store.HookAlert, URL: "https://crm.example/x", Kind: "telegram"},
		"grade": {Purpose: store.HookAlert, URL: "https://crm.example/x", HookConfig: flow.HookConfig{Grade: "E"}},
		"event": {Purpose: store.HookChanges, URL: "https://crm.example/x", HookConfig: flow.HookConfig{Events: []string{"user.password"}}},
	} {
		_, err := d.AddHook(ctx, theDesk, &h)
		refused(t, field, err, field)
	}
	for _, u := range []string{"", "ftp://x.example", "https://u:p@x.example/", "https://", "javascript:alert(1)", "https://x.example/" + strings.Repeat("a", 3000)} {
		_, err := d.AddHook(ctx, theDesk, &flow.Hook{Purpose: store.HookAlert, URL: u})
		refused(t, u, err, "url")
	}
	if err := d.RemoveHook(ctx, theDesk, store.HookAlert, "0190aaaa-0000-7000-8000-000000000000"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removing none: %v", err)
	}
}
