package main

import (
	"context"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"xunpan"
	"xunpan/internal/config"
	"xunpan/internal/store"
)

var screens = flag.String("screens", "", "write pictures of the demo's pages into this folder")

// needServices makes missing servers an error instead of a reason to skip.
func needServices(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("XUNPAN_NEED_SERVICES") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// startDesk runs a whole desk in this process; with demo it is full.
func startDesk(t *testing.T, demo bool, lang string) *server {
	t.Helper()
	w := &world{In: strings.NewReader(""), Out: testLog{t}, Err: testLog{t}, Getenv: func(string) string { return "" }, Lang: lang}
	ctx, cancel := context.WithCancel(context.Background())
	conf := &config.Server{Book: config.Book{Data: t.TempDir()}, Listen: "127.0.0.1:0", LogFormat: "text", LogLevel: "warn", AllowPrivate: []string{"127.0.0.1/32"}}
	s, err := newServer(ctx, w, conf, demo)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if demo {
		if err := fillDemo(ctx, w, s.desk, time.Now()); err != nil {
			cancel()
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// testLog writes to the test's log, line by line.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	defer func() { _ = recover() }() // a line after the end of the test
	l.t.Log(strings.TrimRight(string(b), "\n"))
	return len(b), nil
}

// tab is one tab of a real Chromium.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	mu   sync.Mutex
	bad  []string // what the browser complained of
}

func newTab(t *testing.T, base, lang string) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		needServices(t, "no Chromium here: install Debian's package chromium")
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", lang), chromedp.Flag("accept-lang", lang))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, base: base}
	b.must(chromedp.Do(ctx)) // starts the browser; what follows must not hang for ever
	b.ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b.must(chromedp.Do(b.ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		return chromedp.Void{}, err
	}))
	b.must(chromedp.Listen(b.ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				b.bad = append(b.bad, e.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			b.bad = append(b.bad, e.ExceptionDetails.Text)
		}
	}))
	b.size(1440, 900)
	return b
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) size(width, height int64) {
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)))
}

// open shows a page and says what the browser complained of.
func (b *tab) open(path string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(b.base+path)))
	b.complaints(path)
}

func (b *tab) complaints(where string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.bad {
		b.t.Errorf("%s: the browser says: %s", where, s)
	}
	b.bad = nil
}

// js evaluates an expression or promise, as text.
func (b *tab) js(expr string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("Promise.resolve("+expr+").then(v => String(v))", chromedp.EvalAwaitPromise))
	b.must(err)
	return v
}

// until waits for an expression to become true.
func (b *tab) until(expr string) {
	b.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expr+")"))
		if err == nil && v {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("never true: %s (%v) on\n%.1500s", expr, err, b.js("location.href + '\\n' + document.body.innerText"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// fill writes into a field as a user would, and click clicks.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.js("(e => { e.focus(); e.value = ''; return '' })(document.querySelector('" + selector + "'))")
	b.must(chromedp.Do(b.ctx, chromedp.SendKeys(selector, text)))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Click(selector)))
}

func (b *tab) key(keys string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(keys)))
}

func (b *tab) signIn(mail, password string) {
	b.t.Helper()
	b.open("/sign-in")
	b.fill("#email", mail)
	b.fill("#password", password)
	b.js("document.querySelector('form.gate').requestSubmit()")
	b.until("location.pathname === '/today'")
}

func (b *tab) picture(name string) {
	b.t.Helper()
	if *screens == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, target, cdpage.CaptureScreenshot, cdpage.CaptureScreenshotParams{Format: cdpage.CaptureScreenshotFormatPng})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	})
	b.must(err)
	b.must(os.MkdirAll(*screens, 0o755))
	b.must(os.WriteFile(filepath.Join(*screens, name+".png"), png, 0o644))
}

// TestFirstRun: the first visitor makes the owner's account and comes to an
// empty day that says what to do; afterwards nobody else is an owner that way.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	s := startDesk(t, false, "en")
	b := newTab(t, s.url, "en")
	b.open("/")
	b.until("location.pathname === '/welcome'")
	b.fill("#company", "Haiwan Lighting")
	b.fill("#name", "Jueen Lin")
	b.fill("#email", "jueen@haiwan.example")
	b.fill("#password", "lamps and lanterns 7")
	b.js("document.querySelector('form.gate').requestSubmit()")
	b.until("location.pathname === '/today'")
	b.until("document.querySelector('h1') && document.body.innerText.includes('Jueen Lin')")
	b.complaints("first run")
	r, err := http.Get(s.url + "/welcome")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.Request.URL.Path != "/sign-in" {
		t.Errorf("a second visitor came to %s", r.Request.URL.Path)
	}
	if names := s.desk.Reader().House.Names; len(names) != 1 || names[0] != "Haiwan Lighting" {
		t.Errorf("our company is called %v", names)
	}
}

// TestTriage works through the list with the keyboard, corrects an inquiry with
// one click and a word why, and looks at it in Chinese and on a phone.
func TestTriage(t *testing.T) {
	t.Parallel()
	s := startDesk(t, true, "en")
	b := newTab(t, s.url, "en")
	b.signIn("henry@haiwan-lighting.example", demoPassword)
	b.open("/inquiries?tray=to_answer&sort=worth") // the newest may say hardly anything
	b.until("document.querySelectorAll('.row').length > 5")
	// j moves, Enter opens, the panel and the marks are there.
	first := b.js("document.querySelector('.row').id")
	b.key("j")
	b.until("document.activeElement.closest('.row') && document.activeElement.closest('.row').id === '" + first + "'")
	b.key("\r")
	b.until("location.pathname.startsWith('/inquiries/') && document.querySelectorAll('mark[data-ev]').length > 2")
	b.complaints("inquiry")
	// Four stars with one click; the desk's own word stays visible beside.
	b.click("form.correct button[name=stars][value='4']")
	b.until("document.querySelector('form.correct button[name=stars][value=\"4\"].now')")
	b.until("document.querySelector('#why')")
	b.fill("#why", "knows what he wants")
	b.js("document.querySelector('form.why').requestSubmit()")
	b.until("document.body.innerText.includes('knows what he wants')")
	// e files the row under the cursor.
	b.open("/inquiries?tray=to_answer")
	b.until("document.querySelectorAll('.row').length > 5")
	gone := b.js("document.querySelector('.row').id")
	b.key("j")
	b.until("document.activeElement.closest('.row')")
	b.key("e")
	b.until("!document.getElementById('" + gone + "')")
	// Search finds Chinese and part numbers.
	for _, query := range []string{"HB-150", "何國樑"} {
		b.open("/inquiries?q=" + query)
		if n := b.js("document.querySelectorAll('.row').length"); n == "0" {
			t.Errorf("searching %s found nothing", query)
		}
	}
	// Chinese, kept over pages.
	b.open("/inquiries")
	b.js("[...document.querySelectorAll('button[name=lang][value=zh]')].pop().click()")
	b.until("document.documentElement.lang === 'zh-Hans'")
	b.open("/today")
	if lang := b.js("document.documentElement.lang"); lang != "zh-Hans" {
		t.Errorf("the next page is in %s", lang)
	}
	// A phone shows everything without scrolling sideways.
	b.size(360, 740)
	for _, path := range []string{"/today", "/inquiries", "/inquiries/" + strings.TrimPrefix(first, "i-")} {
		b.open(path)
		if over := b.js("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"); over != "0" {
			t.Errorf("%s is %s px too wide on a phone", path, over)
		}
	}
}

// TestLive: an inquiry that comes in while the list is open is announced.
func TestLive(t *testing.T) {
	t.Parallel()
	s := startDesk(t, true, "en")
	b := newTab(t, s.url, "en")
	b.signIn("henry@haiwan-lighting.example", demoPassword)
	b.open("/inquiries?tray=to_answer")
	b.until("document.querySelector('#live').dataset.state === 'on'")
	key, _, err := s.desk.AddKey(context.Background(), cli, "test", "write")
	if err != nil {
		t.Fatal(err)
	}
	mail := "From: Rosa Quispe <rosa@andes-luz.example>\r\nTo: sales@haiwan-lighting.example\r\nSubject: 900 flood lights\r\nMessage-ID: <live@andes-luz.example>\r\n\r\nDear Jueen, please quote 900 pcs FL-50 flood light CIF Callao, payment L/C at sight. Rosa Quispe, Andes Luz S.A.C., Lima, Peru\r\n"
	req, err := http.NewRequest(http.MethodPost, s.url+"/api/v1/messages", strings.NewReader(mail))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "message/rfc822")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusCreated {
		t.Fatal(r.Status)
	}
	b.until("!document.querySelector('#news').hidden")
	b.click("#news")
	b.until("document.querySelector('.row').innerText.includes('Rosa Quispe')")
}

// demoPages are the pages of the demo, by the names of their pictures.
func demoPages(s *server, t *testing.T) []struct{ name, path string } {
	t.Helper()
	list := []struct{ name, path string }{
		{"today", "/today"}, {"calendar", "/calendar"}, {"calendar-month", "/calendar?view=month"}, {"inquiries", "/inquiries?tray=to_answer&sort=worth"}, {"quarantine", "/inquiries?tray=quarantine"}, {"search", "/inquiries?q=FL-50"}, {"new", "/inquiries/new"},
		{"companies", "/companies"}, {"companies-import", "/companies/import"}, {"contacts", "/contacts"}, {"audit", "/audit"}, {"settings", "/settings"}, {"company-settings", "/settings/company"}, {"mailboxes", "/settings/mailboxes"},
		{"people", "/settings/people"}, {"account", "/settings/account"}, {"signals", "/settings/signals"}, {"rules", "/settings/rules"}, {"alerts", "/settings/alerts"},
		{"webhooks", "/settings/webhooks"}, {"keys", "/settings/keys"}, {"words", "/settings/words"}, {"fields", "/settings/fields"}, {"form", "/settings/form"}, {"import", "/settings/import"},
		{"quotations", "/quotations"}, {"pricing", "/settings/pricing"}, {"products", "/products"}, {"certificates", "/certificates"}, {"products-import", "/products/import"},
	}
	qs, _, err := s.desk.Store.Inquiries(context.Background(), store.ListFilter{Scope: store.Scope{All: true}, Tray: xunpan.ToAnswer, ByWorth: true, Limit: 1})
	if err != nil || len(qs) == 0 {
		t.Fatalf("%d inquiries, %v", len(qs), err)
	}
	quotes, err := s.desk.Store.Quotes(context.Background(), store.QuoteFilter{Scope: store.Scope{All: true}, State: xunpan.QuoteSent, Limit: 1})
	if err != nil || len(quotes) == 0 {
		t.Fatalf("%d quotations, %v", len(quotes), err)
	}
	goods, err := s.desk.Store.Products(context.Background(), store.ProductFilter{Query: "FL-50", Limit: 1})
	if err != nil || len(goods) == 0 {
		t.Fatalf("%d products, %v", len(goods), err)
	}
	list = append(list, struct{ name, path string }{"product", "/products/" + string(goods[0].ID)})
	return append(list, []struct{ name, path string }{{"inquiry", "/inquiries/" + string(qs[0].ID)}, {"quotation", "/quotations/" + string(quotes[0].ID)}, {"reply", "/inquiries/" + string(quotes[0].Inquiry) + "/reply"}}...)
}

// TestEveryPage opens every page of a full desk in both languages: none
// complains, none is empty, none is too wide. With -screens it takes pictures.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "zh"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := startDesk(t, true, lang)
			b := newTab(t, s.url, lang)
			b.size(1280, 860)
			b.signIn("henry@haiwan-lighting.example", demoPassword)
			for _, p := range demoPages(s, t) {
				b.open(p.path)
				if title := b.js("document.title"); !strings.Contains(title, "xunpan") && !strings.Contains(title, "询盘") || b.js("document.querySelectorAll('h1').length") != "1" {
					t.Errorf("%s: title %q, %s headings", p.path, title, b.js("document.querySelectorAll('h1').length"))
				}
				if status := b.js("performance.getEntriesByType('navigation')[0].responseStatus"); status != "200" {
					t.Errorf("%s: status %s", p.path, status)
				}
				if over := b.js("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"); over != "0" {
					t.Errorf("%s is %s px too wide", p.path, over)
				}
				b.picture(p.name + "-" + lang)
			}
		})
	}
}

// TestMenusOnAPhone opens every menu of the pages that have some: all of it is
// inside the window.
func TestMenusOnAPhone(t *testing.T) {
	t.Parallel()
	s := startDesk(t, true, "en")
	b := newTab(t, s.url, "en")
	b.size(390, 844)
	b.signIn("henry@haiwan-lighting.example", demoPassword)
	for _, p := range demoPages(s, t) {
		if !strings.Contains(" today inquiries inquiry companies mailboxes signals ", " "+p.name+" ") {
			continue
		}
		b.open(p.path)
		if n := b.js("document.querySelectorAll('details.menu').length"); n == "0" {
			t.Errorf("%s has no menu", p.path)
		}
		outside := b.js(`[...document.querySelectorAll('details.menu')].map(d => {
			d.open = true;
			const name = d.querySelector('summary').innerText, r = d.querySelector('.drop').getBoundingClientRect();
			d.open = false;
			return r.width && (r.left < 0 || r.top < 0 || r.right > innerWidth || r.bottom > innerHeight) ? name + ' ' + [r.left, r.top, r.right, r.bottom] : '';
		}).filter(Boolean).join('; ')`)
		if outside != "" {
			t.Errorf("%s: outside of the window: %s", p.path, outside)
		}
	}
}
