package world_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/lookup"
	"xunpan/internal/lookup/world"
	"xunpan/internal/netguard"
	"xunpan/internal/worldtest"
)

var now = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

func start(t *testing.T, domains map[string]worldtest.Domain) (*world.Asker, *worldtest.World) {
	t.Helper()
	w := worldtest.Start(t, domains)
	a, err := world.New(world.Options{Client: w.Client, Resolver: w.DNS, RDAP: w.RDAP})
	if err != nil {
		t.Fatal(err)
	}
	return a, w
}

func TestDNS(t *testing.T) {
	t.Parallel()
	a, _ := start(t, map[string]worldtest.Domain{
		"holm.example":          {Mail: "MX1.mailhouse.example", Host: true, SPF: "v=spf1 mx -all", DMARC: "v=DMARC1; p=reject; rua=mailto:d@holm.example"},
		"plain.example":         {Mail: "mx.plain.example"},
		"host.example":          {Host: true, SPF: "v=spf10 is another thing", DMARC: "v=DMARC1"},
		"empty.example":         {},
		"nomail.example":        {Mail: ".", Host: true},
		"broken.example":        {Broken: true},
		"müller.example":        {Broken: true}, // asked for as it goes over the wire
		"xn--mller-kva.example": {Mail: "mx.mueller.example"},
	})
	asked := xunpan.Asked{At: now}
	for name, want := range map[string]xunpan.DNSFacts{
		"holm.example":    {Asked: asked, Exists: true, Mail: true, Server: "mx1.mailhouse.example", SPF: xunpan.Passed, DMARC: xunpan.Passed, Policy: "reject"},
		"plain.example":   {Asked: asked, Exists: true, Mail: true, Server: "mx.plain.example", SPF: xunpan.Failed, DMARC: xunpan.Failed},
		"host.example":    {Asked: asked, Exists: true, Host: true, SPF: xunpan.Failed, DMARC: xunpan.Passed, Policy: "none"},
		"empty.example":   {Asked: asked, Exists: true, SPF: xunpan.Failed, DMARC: xunpan.Failed},
		"nomail.example":  {Asked: asked, Exists: true, NoMail: true, SPF: xunpan.Failed, DMARC: xunpan.Failed},
		"nowhere.example": {Asked: asked},
		"broken.example":  {Asked: xunpan.Asked{At: now, Why: xunpan.WhySilent}},
		"müller.example":  {Asked: asked, Exists: true, Mail: true, Server: "mx.mueller.example", SPF: xunpan.Failed, DMARC: xunpan.Failed},
		"two words":       {Asked: xunpan.Asked{At: now, Why: xunpan.WhyRefused}},
	} {
		if got := a.DNS(context.Background(), name, now); !cmp.Equal(got, want) {
			t.Errorf("%s: %s", name, cmp.Diff(want, got))
		}
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	since := time.Date(2011, 3, 4, 5, 6, 7, 0, time.UTC)
	a, _ := start(t, map[string]worldtest.Domain{
		"holm.example":   {Since: since, Registrar: "Good Names GmbH", Country: "de"},
		"shy.example":    {},
		"lost.example":   {Lost: true},
		"broken.example": {Broken: true},
	})
	asked := xunpan.Asked{At: now}
	for name, want := range map[string]xunpan.Register{
		"holm.example":   {Asked: asked, Found: true, Since: since, Registrar: "Good Names GmbH", Country: "DE"},
		"shy.example":    {Asked: asked, Found: true},
		"lost.example":   {Asked: asked},
		"broken.example": {Asked: xunpan.Asked{At: now, Why: xunpan.WhySilent}},
	} {
		if got := a.Register(context.Background(), name, now); !cmp.Equal(got, want) {
			t.Errorf("%s: %s", name, cmp.Diff(want, got))
		}
	}
}

const holmPage = `<!doctype html><html lang="DE"><head><title>Holm Tr&auml;de GmbH
 – Leuchten</title><meta name="Description" content="Importer of LED tubes since 1998"><style>b{content:"secret style"}</style></head>
<body><script>var hidden = "secret script"</script><h1>Holm<br>Träde</h1><img alt="Flood lights"><p>Wir liefern</p></body></html>`

func TestPage(t *testing.T) {
	t.Parallel()
	a, w := start(t, map[string]worldtest.Domain{
		"holm.example":   {Host: true, Status: 200, Page: holmPage},
		"moved.example":  {Host: true, Status: 302, Page: "http://www.holm.example/"},
		"gone.example":   {Host: true},
		"nobody.example": {},
		"busy.example":   {Host: true, Status: 503, Page: "out of order"},
		"sale.example":   {Host: true, Status: 200, Page: "<title>sale.example</title><h1>This domain name is for sale!</h1><a href=/>Buy this domain</a>"},
		"shop.example":   {Host: true, Status: 200, Page: "<title>Lamps</title><a>Add to cart</a> <a>Checkout</a>"},
		"broken.example": {Broken: true},
		"long.example":   {Host: true, Status: 200, Page: "<p>" + strings.Repeat("bulb ", 300_000)},
	})
	page := func(host string) lookup.Page { return a.Page(context.Background(), host, now) }

	got := page("www.holm.example")
	if got.Status != 200 || got.Title != "Holm Träde GmbH – Leuchten" || got.Lang != "de" || got.Parked || got.Shop || !got.Answered() {
		t.Errorf("%+v", got)
	}
	for _, words := range []string{"holm trade gmbh leuchten", "importer of led tubes since 1998", " holm trade flood lights wir liefern"} {
		if !strings.Contains(got.Text, words) {
			t.Errorf("%q is not in %q", words, got.Text)
		}
	}
	if strings.Contains(got.Text, "secret") {
		t.Errorf("scripts and styles are no text: %q", got.Text)
	}
	if moved := page("moved.example"); moved.Title != got.Title {
		t.Errorf("moved: %+v", moved)
	}
	for host, status := range map[string]int{"gone.example": 404, "nobody.example": 0, "nowhere.example": 0} {
		if p := page(host); !p.Answered() || p.Status != status || p.Text != "" {
			t.Errorf("%s: %+v", host, p)
		}
	}
	for host, why := range map[string]string{"busy.example": xunpan.WhyClosed, "broken.example": xunpan.WhySilent} {
		if p := page(host); p.Why != why || p.Text != "" {
			t.Errorf("%s: %+v", host, p)
		}
	}
	if p := page("sale.example"); !p.Parked {
		t.Errorf("for sale: %+v", p)
	}
	if p := page("shop.example"); !p.Shop || p.Parked {
		t.Errorf("shop: %+v", p)
	}
	if p := page("long.example"); len(p.Text) > 25_000 || len(p.Text) < 20_000 {
		t.Errorf("a long page gives %d bytes", len(p.Text))
	}
	if n := w.Asked("page"); n == 0 {
		t.Error("no page was asked for")
	}
}

// TestIsolated: a name server that denies everything accuses nobody.
func TestIsolated(t *testing.T) {
	t.Parallel()
	a, w := start(t, map[string]worldtest.Domain{"holm.example": {Mail: "mx.holm.example"}})
	for _, alone := range []bool{false, true} {
		want := ""
		if alone {
			w.Isolate()
			want = xunpan.WhySilent
		}
		if f := a.DNS(context.Background(), "nowhere.example", now); f.Why != want || f.Exists {
			t.Errorf("alone %v: %+v", alone, f)
		}
		if p := a.Page(context.Background(), "nowhere.example", now); p.Why != want || p.Status != 0 {
			t.Errorf("alone %v: %+v", alone, p)
		}
		if f := a.DNS(context.Background(), "holm.example", now); !f.Answered() || !f.Mail {
			t.Errorf("alone %v: %+v", alone, f)
		}
	}
}

// TestGuard: a sender cannot have the desk look into its own network.
func TestGuard(t *testing.T) {
	t.Parallel()
	guard := &netguard.Guard{}
	a, err := world.New(world.Options{Client: guard.Client(0)})
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "169.254.169.254", "10.0.0.1"} {
		if p := a.Page(context.Background(), host, now); p.Why != xunpan.WhyRefused {
			t.Errorf("%s: %+v", host, p)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, o := range []world.Options{{}, {Client: http.DefaultClient, Resolver: "192.0.2.1"}, {Client: http.DefaultClient, RDAP: "rdap"}} {
		if _, err := world.New(o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

// TestStopped: what is broken off when the desk stops is no answer.
func TestStopped(t *testing.T) {
	t.Parallel()
	a, _ := start(t, map[string]worldtest.Domain{"holm.example": {Host: true, Mail: "mx.holm.example", Status: 200, Page: holmPage}})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	got := []xunpan.Asked{a.DNS(ctx, "holm.example", now).Asked, a.Register(ctx, "holm.example", now).Asked, a.Page(ctx, "holm.example", now).Asked}
	if slices.ContainsFunc(got, func(x xunpan.Asked) bool { return x.Answered() }) {
		t.Errorf("%+v", got)
	}
}

// FuzzPage: whatever a website sends, what is kept of it is bounded and valid.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{holmPage, "<title><title>", "<meta name=generator content=Shopify>", "\xff\xfe<\x00h\x00", "<html lang=\"" + strings.Repeat("x", 99), "<script><p>a", "</script>b"} {
		f.Add([]byte(seed), "text/html; charset=gbk")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		p := world.ReadPage(body, contentType)
		if len(p.Text) > 25_000 || len(p.Title) > 210 || len(p.Lang) > 30 {
			t.Fatalf("%d bytes of text, %d of title, %d of language", len(p.Text), len(p.Title), len(p.Lang))
		}
		for _, s := range []string{p.Text, p.Title, p.Lang} {
			if strings.ToValidUTF8(s, "") != s {
				t.Fatalf("not valid: %q", s)
			}
		}
	})
}
