package web

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var (
	shots    = flag.String("shots", "", "write a picture of every page into this folder")
	onlyPage = flag.String("page", "", "only pages whose address begins so")
)

// browser is one tab of a real Chromium with what it complained of.
type browser struct {
	ctx  context.Context
	base string
	mu   sync.Mutex
	bad  []string
	size float64 // bytes received
}

// newBrowser starts Chromium on the gallery.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	server := httptest.NewServer(gallery())
	t.Cleanup(server.CloseClientConnections) // /live never ends by itself
	return browserOn(t, server.URL)
}

// browserOn starts Chromium on a site.
func browserOn(t *testing.T, base string) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here")
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en"))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	must(t, chromedp.Do(ctx)) // starts the browser; what follows must not hang for ever
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, base: base}
	must(t, chromedp.Do(ctx, func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, tab, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
			return chromedp.Void{}, err
		}
		_, err := cdp.Call(ctx, tab, log.Enable, cdp.Empty{})
		return chromedp.Void{}, err
	}))
	must(t, chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			b.bad = append(b.bad, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			b.bad = append(b.bad, e.ExceptionDetails.Text)
		case *network.EventLoadingFinished:
			b.size += e.EncodedDataLength
		}
	}))
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open shows a page at a width and returns what the browser complained of.
func (b *browser) open(t *testing.T, path string, width, height int64) []string {
	t.Helper()
	b.mu.Lock()
	b.bad, b.size = nil, 0
	b.mu.Unlock()
	must(t, chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(b.base+path)))
	b.eval(t, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.bad)
}

// eval evaluates a promise or value in the page, as text.
func (b *browser) eval(t *testing.T, js string) string {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("Promise.resolve("+js+").then(v => String(v))", chromedp.EvalAwaitPromise))
	must(t, err)
	return v
}

// shift names what moved while the page was made, and how much; "" when nothing
// a person could see did. A page painted while half of it has come moves a few
// pixels of a row when the rest follows (0.0003 on a busy machine); Core Web
// Vitals call 0.1 good, and no page here may reach a tenth of that.
const shift = `new Promise(done => {
	let what = '', sum = 0;
	const add = list => list.forEach(e => { if (!e.hadRecentInput) sum += e.value, what += e.value.toFixed(4) + ' ' + e.sources.map(s => s.node && (s.node.outerHTML || s.node.textContent).slice(0, 60)).join(', ') + '; ' });
	const o = new PerformanceObserver(l => add(l.getEntries()));
	o.observe({type: 'layout-shift', buffered: true});
	requestAnimationFrame(() => requestAnimationFrame(() => { add(o.takeRecords()); done(sum < 0.01 ? '' : what); }));
})`

// wide names the elements that reach over the right edge of the page.
const wide = `(() => {
	const w = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= w) return '';
	return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.sr'))
		.slice(0, 4).map(e => e.tagName + '.' + e.className).join(' ') || 'page';
})()`

// nameless counts controls that have no name for a screen reader.
const nameless = `[...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary')].filter(e => {
	if (e.hidden || !e.offsetParent) return false;
	const name = (e.getAttribute('aria-label') || e.title || e.textContent || '').trim() || [...(e.labels || [])].map(l => l.textContent).join('').trim();
	return !name;
}).map(e => e.outerHTML.slice(0, 90)).join(' | ')`

// TestPagesInBrowser shows every page in both languages, at desk and phone
// width, light and dark, and looks for what no page may have.
func TestPagesInBrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	paths := []string{}
	for path := range galleryPages {
		if strings.HasPrefix(path, *onlyPage) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		for _, look := range []struct {
			lang, theme   string
			width, height int64
		}{{"en", "light", 1440, 900}, {"zh", "dark", 1440, 900}, {"zh", "light", 360, 780}, {"en", "dark", 390, 844}} {
			name := fmt.Sprintf("%s?lang=%s&theme=%s", path, look.lang, look.theme)
			for _, bad := range b.open(t, name, look.width, look.height) {
				if !strings.Contains(bad, "404") {
					t.Errorf("%s: %s", name, bad)
				}
			}
			if s := b.eval(t, "getComputedStyle(document.documentElement).getPropertyValue('--accent') !== ''"); s != "true" {
				t.Errorf("%s: our style sheet is not read", name)
			}
			if s := b.eval(t, shift); s != "" {
				t.Errorf("%s at %d: layout shifts: %s", name, look.width, s)
			}
			if s := b.eval(t, wide); s != "" {
				t.Errorf("%s at %d: wider than the page: %s", name, look.width, s)
			}
			if s := b.eval(t, nameless); s != "" {
				t.Errorf("%s: without a name: %s", name, s)
			}
			if *shots != "" {
				picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
				must(t, err)
				file := fmt.Sprintf("%s-%s-%s-%d.png", strings.ReplaceAll(strings.Trim(path, "/"), "/", "_"), look.lang, look.theme, look.width)
				must(t, os.WriteFile(filepath.Join(*shots, file), picture, 0o644))
			}
		}
	}
}

// press sends keys to the page one after the other.
func (b *browser) press(t *testing.T, keys ...string) {
	t.Helper()
	for _, k := range keys {
		must(t, chromedp.Do(b.ctx, chromedp.KeyEvent(k)))
	}
}

// until waits for an expression to be true.
func (b *browser) until(t *testing.T, js string) {
	t.Helper()
	if got := b.eval(t, `new Promise((done, fail) => {
		const end = Date.now() + 10000, look = () => { let ok; try { ok = (`+js+`) } catch {} ok ? done('yes') : Date.now() > end ? done('never') : setTimeout(look, 10) };
		look();
	})`); got != "yes" {
		t.Fatalf("%s did not come true", js)
	}
}

func TestKeyboardInBrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	b.open(t, "/inquiries?lang=en", 1440, 900)
	b.press(t, "j", "j", "j", "k")
	b.until(t, "document.activeElement.closest('.row') === document.querySelectorAll('.row')[1]")
	b.press(t, "x")
	b.until(t, "document.querySelectorAll('.row')[1].querySelector('input').checked && document.querySelector('[data-chosen]').textContent === '1 chosen'")
	b.until(t, "getComputedStyle(document.querySelector('#bulk fieldset')).visibility === 'visible'")
	b.press(t, "?")
	b.until(t, "document.querySelector('#help').open")
	b.press(t, "\x1b")
	b.until(t, "!document.querySelector('#help').open")
	b.press(t, "/")
	b.until(t, "document.activeElement.name === 'q'")
	b.press(t, "j")
	b.until(t, "document.activeElement.value.endsWith('j')")
	b.press(t, "\x1b", "g", "c")
	b.until(t, "location.pathname === '/companies' && document.readyState === 'complete'")
	b.press(t, "g", "t")
	b.until(t, "location.pathname === '/today'")
}

func TestInquiryInBrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	b.open(t, "/inquiries/01hz0000?lang=en", 1440, 900)
	// A mark, its note in the margin and its entry in the panel light up together.
	b.eval(t, "document.querySelector('.words mark').focus()")
	b.until(t, `(() => {
		const n = document.querySelector('.words mark').dataset.ev.split(' ')[0];
		return ['mark', '.note', '.evidence li'].every(s => [...document.querySelectorAll(s + '[data-ev~="' + n + '"]')].some(e => e.classList.contains('lit')));
	})()`)
	// The note stands beside the text, not in it.
	b.until(t, "document.querySelector('.words .note').getBoundingClientRect().left > document.querySelector('.words').getBoundingClientRect().right")
	// Correcting is one click; the answer changes the page in place.
	b.eval(t, "window.stays = true")
	b.eval(t, "document.querySelector('.starpick button[value=\"2\"]').click()")
	b.until(t, "performance.getEntriesByType('resource').some(e => e.name.endsWith('/correct') || e.name.includes('01hz0000?')) && window.stays")
	// What was typed and not saved is guarded.
	b.eval(t, "(() => { const i = document.querySelector('.needs input'); i.value = 'x'; i.dispatchEvent(new Event('input', {bubbles: true})) })()")
	b.until(t, "getComputedStyle(document.querySelector('.needs .save')).visibility === 'visible'")
	// The theme changes at once and stays.
	b.eval(t, "document.querySelector('[data-theme-switch] [value=dark]').click()")
	b.until(t, "document.documentElement.dataset.theme === 'dark'")
}

// TestColdInquiries: what the first visit to the list costs over the wire.
func TestColdInquiries(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	b.open(t, "/inquiries?lang=en", 1440, 900)
	b.until(t, "document.querySelector('#live').dataset.state === 'on'")
	b.mu.Lock()
	size := b.size
	b.mu.Unlock()
	t.Logf("inquiries page, cold, %d rows: %.0f bytes; loaded after %s ms", len(sampleInquiries(sampleFrame(newSampleT("en"), "/")).Rows), size,
		b.eval(t, "Math.round(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)"))
	if size > 80_000 {
		t.Errorf("%.0f bytes, at most 80,000", size)
	}
}
