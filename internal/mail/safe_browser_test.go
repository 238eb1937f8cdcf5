package mail

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var safeShots = flag.String("safeshots", "", "write a picture of every mail of testdata/safe/mails into this folder")

// safeSite serves pages to a real browser for which it is the whole world: it
// writes down each request that is not for a page of its own, whatever the host.
type safeSite struct {
	mu    sync.Mutex
	pages []string // by number
	seen  []string // requests made from the page being looked at
}

// trap is what each page begins with: hostile mails call hit or open a dialog.
const trap = `<!doctype html><meta charset=utf-8><link rel=icon href="data:,"><title>case</title><script>
var hit = () => { const x = new XMLHttpRequest; x.open("GET", "/hit", false); x.send() };
alert = confirm = prompt = print = hit;
</script>`

func (s *safeSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/page/"))
	switch {
	case err == nil && n < len(s.pages) && strings.HasPrefix(r.Host, "127.0.0.1"):
		fmt.Fprint(w, trap, s.pages[n])
	case strings.HasPrefix(r.URL.Path, "/files/") && strings.HasPrefix(r.Host, "127.0.0.1"):
		// An inline picture, as it may be.
	case chromiumsOwn.MatchString(r.Host):
	default:
		s.seen = append(s.seen, r.Host+r.URL.Path)
	}
}

// chromiumsOwn are the hosts that the browser asks for news by itself.
var chromiumsOwn = regexp.MustCompile(`(^|\.)(google|googleapis|gvt1|gstatic|googleusercontent)\.com(:|$)`)

// take returns what was requested since the last call.
func (s *safeSite) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	s.seen = nil
	return seen
}

// add adds a page and returns its path.
func (s *safeSite) add(page string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = append(s.pages, page)
	return "/page/" + strconv.Itoa(len(s.pages)-1)
}

// chromium starts a real browser that finds every host of the world at site.
func chromium(t *testing.T, site http.Handler) (ctx context.Context, base string) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("XUNPAN_NEED_SERVICES") != "" {
			t.Fatal("Chromium is not installed, and XUNPAN_NEED_SERVICES asks for it")
		}
		t.Skip("Chromium is not installed: what a real browser makes of hostile mail was NOT tried")
	}
	plain, sealed := httptest.NewServer(site), httptest.NewTLSServer(site)
	t.Cleanup(plain.Close)
	t.Cleanup(sealed.Close)
	world := "MAP *:443 " + sealed.Listener.Addr().String() + ",MAP * " + plain.Listener.Addr().String()
	ctx, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("ignore-certificate-errors", true), chromedp.Flag("host-resolver-rules", world))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // starts the browser; a deadline would end it
		t.Fatalf("starting Chromium: %v", err)
	}
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx, plain.URL
}

// provoke does to a page what a reader could, all at once: it points, clicks
// and types everywhere, but follows no link to another page. It answers with
// what the browser's own parser found that may not be there.
const provoke = `(async () => {
	const bad = [], elements = new Set(%q.split(" ")), attrs = new Set(%q.split(" "));
	for (const e of document.body.querySelectorAll("*")) {
		if (e.namespaceURI != "http://www.w3.org/1999/xhtml" || !elements.has(e.localName)) bad.push("<" + e.localName + ">");
		for (const a of e.attributes) if (!attrs.has(a.name)) bad.push(e.localName + " " + a.name);
		if (e.localName == "a" && e.href && !["http:", "https:", "mailto:", "tel:"].includes(e.protocol)) bad.push(e.href);
		const s = getComputedStyle(e);
		if (e.className != "safe-target" && (s.position != "static" || s.zIndex != "auto") || s.backgroundImage != "none" || s.content != "normal" || s.animationName != "none") bad.push(e.localName + " style " + e.getAttribute("style"));
	}
	for (const e of document.querySelectorAll("body, body *")) {
		for (const type of ["mouseover", "mousemove", "mouseenter", "pointerenter", "pointermove", "mousedown", "focus", "focusin", "keydown", "input", "change", "beforeinput", "toggle", "animationend", "transitionend", "wheel", "contextmenu"])
			e.dispatchEvent(new Event(type, {bubbles: true}));
		e.focus?.();
		if (!/^(https?|mailto|tel):$/.test(e.href && e.protocol || "")) e.click?.();
	}
	await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	return bad.join(", ");
})()`

// TestSafeInBrowser shows every hostile case to a real browser without any
// sandbox and watches what it does. That the trap works is shown first by the
// same pages as they came.
func TestSafeInBrowser(t *testing.T) {
	t.Parallel()
	site := &safeSite{}
	ctx, base := chromium(t, site)
	look := fmt.Sprintf(provoke, strings.Join(shownElements, " "), strings.Join(shownAttrs, " "))

	type shown struct{ names, path string }
	var pages []shown
	cases := safeCases(t)
	for _, mode := range []string{"inline", "inert"} {
		for some := range slices.Chunk(cases, 12) { // one behind the other, as the parts of a mail stand
			var names []string
			var html strings.Builder
			for _, c := range some {
				page, _ := pageOf(t, cleanText([]byte(c.html)), safeModes[mode])
				names = append(names, c.name)
				html.WriteString(page)
			}
			pages = append(pages, shown{strings.Join(names, ", ") + " (" + mode + ")", site.add(html.String())})
		}
	}
	mails, err := filepath.Glob(filepath.Join("testdata", "safe", "mails", "*.eml"))
	if err != nil || len(mails) == 0 {
		t.Fatal("no mails", err)
	}
	for _, m := range mails {
		v := Safe(safeMail(t, filepath.Base(m)), SafeOptions{Options: Options{Own: []string{"our.example"}}, CID: pictureAt})
		pages = append(pages, shown{filepath.Base(m), site.add(v.HTML)})
	}
	for _, p := range pages {
		if err := chromedp.Do(ctx, chromedp.Navigate(base+p.path)); err != nil {
			t.Fatalf("%s: %v", p.names, err)
		}
		bad, err := chromedp.Run(ctx, chromedp.Evaluate[string](look, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Errorf("%s: %v", p.names, err)
		}
		if bad != "" {
			t.Errorf("%s: the browser found %s", p.names, bad)
		}
		if seen := site.take(); len(seen) > 0 {
			t.Errorf("%s: the browser asked for %q", p.names, seen)
		}
		if at, err := chromedp.Run(ctx, chromedp.Location()); err != nil || at != base+p.path {
			t.Errorf("%s: the browser went to %s (%v)", p.names, at, err)
		}
	}

	// Some of the pages as they came: if few of them did harm, the trap is broken.
	harmful, tried := 0, 0
	for i, c := range cases {
		if i%4 != 0 {
			continue
		}
		tried++
		tab, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := chromedp.Do(tab, chromedp.Navigate(base+site.add(c.html)))
		cancel()
		if seen := site.take(); len(seen) > 0 || err != nil {
			harmful++
		}
	}
	if harmful < 15 {
		t.Errorf("only %d of %d pages did harm as they came: the trap sees too little", harmful, tried)
	}
}

// TestSafeShots draws the mails as a reader sees them, for looking at.
func TestSafeShots(t *testing.T) {
	if *safeShots == "" {
		t.Skip("no folder for pictures: see -safeshots")
	}
	var raw []byte
	ctx, base := chromium(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/files/%d", &n); err == nil {
			o, _ := Open(raw, n, Options{Own: []string{"our.example"}})
			w.Header().Set("Content-Type", o.Media)
			_, _ = w.Write(o.Data)
			return
		}
		v := Safe(raw, SafeOptions{Options: Options{Own: []string{"our.example"}}, CID: pictureAt, Inert: r.URL.Query().Has("inert")})
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src-attr 'unsafe-inline'; img-src 'self' data:; sandbox")
		fmt.Fprintf(w, `<!doctype html><meta charset=utf-8><title>mail</title>%s`, v.HTML)
	}))
	mails, _ := filepath.Glob(filepath.Join("testdata", "safe", "mails", "*.eml"))
	for _, m := range mails {
		raw = safeMail(t, filepath.Base(m))
		for _, mode := range []string{"", "inert"} {
			if mode == "inert" && filepath.Base(m) != "phishing.eml" {
				continue
			}
			picture, err := chromedp.Run(ctx, steps(chromedp.EmulateViewport(720, 600), chromedp.Navigate(base+"/?"+mode), chromedp.FullScreenshot(100)))
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(m), ".eml") + mode + ".png"
			if err := os.WriteFile(filepath.Join(*safeShots, name), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// steps does some things before one that has a result.
func steps[T any](a, b chromedp.Action[chromedp.Void], last chromedp.Action[T]) chromedp.Action[T] {
	return func(ctx context.Context, tab *chromedp.Target) (T, error) {
		for _, step := range []chromedp.Action[chromedp.Void]{a, b} {
			if _, err := step(ctx, tab); err != nil {
				var none T
				return none, err
			}
		}
		return last(ctx, tab)
	}
}
