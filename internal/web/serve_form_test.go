package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/store"
)

const shop = "https://www.haiwan.example"

// send posts a form as a visitor of another website.
func (o *office) send(method, path, kind, body string, header ...string) (answer, http.Header) {
	o.t.Helper()
	req, err := http.NewRequestWithContext(o.t.Context(), method, o.URL+path, strings.NewReader(body))
	must(o.t, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	must(o.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(o.t, err)
	return answer{status: res.StatusCode, to: res.Header.Get("Location"), body: string(b)}, res.Header
}

func (o *office) inquiries() []xunpan.Inquiry {
	o.t.Helper()
	qs, _, err := o.desk.Store.Inquiries(o.t.Context(), store.ListFilter{Scope: store.Scope{All: true}, Snoozed: true, Limit: 100})
	must(o.t, err)
	return qs
}

const (
	urlencoded = "application/x-www-form-urlencoded"
	wish       = "We are importers in Santos, Brazil. Please quote 5,000 pcs LED flood light 50W FOB Ningbo."
)

func TestOnlyHere(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]bool{
		"http://localhost:8080": true, "http://127.0.0.1:8080": true, "http://[::1]:8080": true, "http://192.168.1.5": true, "http://desk": true, "http://0.0.0.0:8080": true,
		"https://desk.haiwan.example": false, "https://203.0.113.5": false,
	} {
		if got := onlyHere(base); got != want {
			t.Errorf("%s leads only here: %v", base, got)
		}
	}
}

// TestWebsiteForm: what visitors write becomes inquiries, in every form browsers
// and scripts send it; robots and other websites bring nothing in.
func TestWebsiteForm(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	v := o.visitor(o.add("ann", xunpan.Owner))
	f, err := o.desk.OpenForm(t.Context())
	must(t, err)
	to := "/form/" + f.Key
	form := url.Values{"name": {"Ana Souza"}, "company": {"Souza Luz"}, "email": {"ana@souza-luz.example"}, "message": {wish}, "voltage": {"220V"}}.Encode()
	if a, _ := o.send("POST", to, urlencoded, form); a.status != 403 || len(o.inquiries()) != 0 {
		t.Errorf("before any website was named: %d", a.status)
	}
	v.post(formPath, "sites", shop+"/contact\nhttp://ningbo.example:8080", "thanks", "https://elsewhere.example/x").want(t, 422, "must be on one of the websites")
	v.post(formPath, "sites", "haiwan.example").want(t, 422, "is no address of a website")
	v.post(formPath, "sites", shop+"/contact\nhttp://ningbo.example:8080", "thanks", "").want(t, 303)
	v.get(formPath).want(t, 200, to, "http://ningbo.example:8080", "form.js", honeypot, "What do you need?")
	v.get(formPath+"?lang=zh").want(t, 200, to, honeypot, "您的需求", "此项请留空").lacks(t, "%!", "What do you need?")

	a, h := o.send("POST", to, urlencoded, form, "Origin: "+shop, "Referer: "+shop+"/contact")
	a.want(t, 200, "Thank you", shop+"/contact")
	if h.Get("Access-Control-Allow-Origin") != shop || strings.Contains(a.body, "询盘") {
		t.Errorf("%v\n%s", h, a.body)
	}
	qs := o.inquiries()
	if len(qs) != 1 || qs[0].Channel != xunpan.Website || qs[0].Party.Mail != "ana@souza-luz.example" || qs[0].Company != "Souza Luz" || qs[0].Country != "BR" {
		t.Fatalf("inquiries: %+v", qs)
	}
	c, err := o.desk.Conversation(t.Context(), theDesk, qs[0].ID)
	must(t, err)
	m := c.Messages[0].Message
	if m.Given.IP != "127.0.0.1" || m.Given.Page != shop+"/contact" || !strings.Contains(m.Body, "voltage: 220V") || m.Date.IsZero() {
		t.Errorf("given: %+v\n%s", m.Given, m.Body)
	}
	// Pressed twice, it is one message.
	o.send("POST", to, urlencoded, form, "Origin: "+shop, "Referer: "+shop+"/contact")
	if n := len(o.inquiries()); n != 1 {
		t.Errorf("%d inquiries after the second press", n)
	}

	a, _ = o.send("POST", to, "application/json", `{"name":"Bo","message":"`+wish+` JSON","quantity":500,"page":"`+shop+`/p/1","evil":{"x":1}}`, "Origin: "+shop)
	a.want(t, 200, `"thanks"`)
	const part = "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n" + wish + " multipart\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.exe\"\r\n\r\nMZ\r\n--b--\r\n"
	a, _ = o.send("POST", to, "multipart/form-data; boundary=b", part, "Referer: http://ningbo.example:8080/")
	a.want(t, 200)
	a, _ = o.send("POST", to, urlencoded, form+"+more", "Origin: null") // a website that hides where it is
	a.want(t, 200)
	if n := len(o.inquiries()); n != 4 {
		t.Fatalf("%d inquiries, want 4", n)
	}

	for what, c := range map[string]struct {
		kind, body string
		status     int
		header     []string
	}{
		"a robot":                {urlencoded, form + "&" + honeypot + "=http%3A%2F%2Fspam.example", 200, []string{"Origin: " + shop}},
		"another website":        {urlencoded, form, 403, []string{"Origin: https://evil.example"}},
		"another website's link": {urlencoded, form, 403, []string{"Referer: https://evil.example/x"}},
		"a look-alike":           {urlencoded, form, 403, []string{"Origin: " + shop + ".evil.example"}},
		"nothing written":        {urlencoded, "name=Ana&email=a%40b.example", 422, []string{"Origin: " + shop}},
		"no JSON":                {"application/json", `{"message":`, 422, []string{"Origin: " + shop}},
		"too much":               {urlencoded, "message=" + strings.Repeat("a", formBody+1), 413, []string{"Origin: " + shop}},
	} {
		if a, _ := o.send("POST", to, c.kind, c.body, c.header...); a.status != c.status {
			t.Errorf("%s: %d, want %d", what, a.status, c.status)
		}
	}
	if a, _ := o.send("POST", "/form/0123", urlencoded, form, "Origin: "+shop); a.status != 404 {
		t.Errorf("unknown key: %d", a.status)
	}
	if n := len(o.inquiries()); n != 4 {
		t.Errorf("%d inquiries, want 4", n)
	}
	if c, err := o.desk.FormCounts(t.Context()); err != nil || c.Taken != 4 || c.Refused != 1 {
		t.Errorf("counted: %+v, %v", c, err)
	}

	a, h = o.send("OPTIONS", to, "", "", "Origin: "+shop, "Access-Control-Request-Method: POST")
	if a.status != 204 || h.Get("Access-Control-Allow-Origin") != shop || h.Get("Access-Control-Allow-Methods") != "POST" || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("asked before: %d %v", a.status, h)
	}
	if a, h = o.send("OPTIONS", to, "", "", "Origin: https://evil.example"); a.status != 403 || h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("asked before by another: %d %v", a.status, h)
	}
	if a, h = o.send("GET", "/form.js", "", ""); a.status != 200 || !strings.HasPrefix(h.Get("Content-Type"), "text/javascript") || h.Get("Cross-Origin-Resource-Policy") != "" {
		t.Errorf("script: %d %v", a.status, h)
	}
	// After sending, a page of the website.
	v.post(formPath, "sites", shop, "thanks", shop+"/thanks").want(t, 303)
	if a, _ = o.send("POST", to, urlencoded, form+"+again", "Origin: "+shop); a.status != 303 || a.to != shop+"/thanks" {
		t.Errorf("after sending: %d %q", a.status, a.to)
	}
}

// TestFormRate: one address cannot fill the book.
func TestFormRate(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	f, err := o.desk.OpenForm(t.Context())
	must(t, err)
	must(t, o.desk.SaveForm(t.Context(), theDesk, []string{shop}, ""))
	for range 200 {
		if a, _ := o.send("POST", "/form/"+f.Key, urlencoded, honeypot+"=x&message=x", "Origin: "+shop); a.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("nobody was stopped")
}
