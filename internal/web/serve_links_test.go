package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/netguard"
	"xunpan/internal/store"
)

// TestLinkPages: alerts and webhooks are added, tried, switched and removed; an
// address is never shown whole, a secret once.
func TestLinkPages(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- string(b)
		_, _ = io.WriteString(w, `{"errcode":0}`)
	}))
	t.Cleanup(there.Close)
	o := openOffice(t)
	o.desk.HTTP = (&netguard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}).Client(0)
	v := o.visitor(o.add("ann", xunpan.Owner))

	v.post(alertsPath, "name", "CRM", "kind", "generic", "url", "crm.example").want(t, 422, "Enter the whole web address")
	page := v.post(alertsPath, "name", "外贸群", "kind", "wecom", "url", there.URL+"/send?key=0123456789abcdef", "grade", "B", "lang", "zh").want(t, 200, "外贸群", "from grade B", "nothing sent yet")
	if strings.Contains(page.body, "0123456789") {
		t.Error("the page shows the key")
	}
	hooks, err := o.desk.Store.Hooks(t.Context(), store.HookAlert)
	must(t, err)
	if len(hooks) != 1 {
		t.Fatalf("%d hooks", len(hooks))
	}
	base := alertsPath + "/" + string(hooks[0].ID)
	v.post(base+"/test").want(t, 303)
	if said := <-got; !strings.Contains(said, "测试") {
		t.Errorf("told %s", said)
	}
	v.get(alertsPath).want(t, 200, "The trial arrived", "arrived")
	there.Close()
	v.post(base+"/test").want(t, 303)
	v.get(alertsPath).want(t, 200, "did not arrive", "did not come about")
	v.post(base+"/switch", "on", "false").want(t, 303)
	v.get(alertsPath).want(t, 200, "Switch on")
	v.post(base+"/delete").want(t, 303)
	if body := v.get(alertsPath).body; strings.Contains(body, "外贸群") {
		t.Error("it is still there")
	}

	for _, e := range flow.HookEvents {
		for _, lang := range Languages {
			if say := NewT(lang, time.UTC, time.Now()).Of("event", e); say == e {
				t.Errorf("%s has no words in %s", e, lang)
			}
		}
	}
	v.get(webhooksPath).want(t, 200, "a new inquiry came in <code>inquiry.created</code>")
	page = v.post(webhooksPath, "url", "https://erp.example/hooks/desk-0123456789", "event", "inquiry.created", "event", "inquiry.moved").want(t, 200, "erp.example/…6789", "inquiry.created, inquiry.moved")
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`).FindString(page.body)
	if secret == "" || strings.Contains(page.body, "desk-0123456789") {
		t.Errorf("secret %q\n%s", secret, clip(mainOf(page.body), 1500))
	}
	if strings.Contains(v.get(webhooksPath).body, "whsec_") {
		t.Error("the secret is shown again")
	}
	v.post(webhooksPath, "url", "https://erp.example/", "event", "user.password").want(t, 422)
}
