package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
)

// TestHooksOverAPI: webhooks and alerts are added, tried, switched and removed;
// neither address nor secret is told a second time.
func TestHooksOverAPI(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.Header.Get("Webhook-Id") + " " + string(body)
		if strings.Contains(r.URL.Path, "away") {
			w.WriteHeader(http.StatusGone)
		}
	}))
	t.Cleanup(receiver.Close)
	h := openHouse(t)
	h.desk.HTTP = http.DefaultClient
	admin := h.key(xunpan.KeyAdmin)
	for _, c := range []struct{ path, more string }{{"/api/v1/webhooks", `"events":["inquiry.created"]`}, {"/api/v1/alerts", `"grade":"B","lang":"zh"`}} {
		h.want(admin, "POST", c.path, `{"url":"ftp://x.example","`+"name"+`":"x"}`, 422)
		v := h.want(admin, "POST", c.path, `{"url":"`+receiver.URL+`/secret-part-of-it","name":"ERP",`+c.more+`}`, 201)
		one, _ := v["id"].(string)
		if one == "" || v["secret"] == nil || v["active"] != true || strings.Contains(v["address"].(string), "secret-part") {
			t.Fatalf("%s: %v", c.path, v)
		}
		listed := first(h.want(admin, "GET", c.path, "", 200))
		if listed["id"] != one || listed["secret"] != nil || listed["last"] != nil || listed["name"] != "ERP" {
			t.Errorf("%s: listed %v", c.path, listed)
		}
		if tried := h.want(admin, "POST", c.path+"/"+one+"/test", "", 200); tried["state"] != "passed" || tried["failures"] != 0.0 {
			t.Errorf("%s: tried %v", c.path, tried)
		}
		if body := <-got; !strings.Contains(body, `"test"`) || strings.HasPrefix(body, " ") {
			t.Errorf("%s: the receiver got %s", c.path, body)
		}
		if last, _ := first(h.want(admin, "GET", c.path, "", 200))["last"].(map[string]any); last["state"] != "passed" {
			t.Errorf("%s: last %v", c.path, last)
		}
		h.want(admin, "PATCH", c.path+"/"+one, `{"active":false}`, 204)
		if listed := first(h.want(admin, "GET", c.path, "", 200)); listed["active"] != false {
			t.Errorf("%s: switched off, and yet %v", c.path, listed)
		}
		h.want(admin, "PATCH", c.path+"/"+one, `{}`, 422)
		h.want(admin, "PATCH", c.path+"/0190a0a0-0000-7000-8000-000000000000", `{"active":true}`, 404)
		away := h.want(admin, "POST", c.path, `{"url":"`+receiver.URL+`/away"}`, 201)["id"].(string)
		if tried := h.want(admin, "POST", c.path+"/"+away+"/test", "", 200); tried["state"] != "failed" || tried["why"] == nil {
			t.Errorf("%s: tried one that refuses: %v", c.path, tried)
		}
		<-got
		h.want(admin, "DELETE", c.path+"/"+away, "", 204)
		h.want(admin, "DELETE", c.path+"/"+one, "", 204)
		h.want(admin, "DELETE", c.path+"/"+one, "", 404)
		if listed := h.want(admin, "GET", c.path, "", 200); len(listed["items"].([]any)) != 0 {
			t.Errorf("%s: left %v", c.path, listed)
		}
	}
}

func TestWordsOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	if _, err := h.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(buyer), Form: xunpan.FormMail}); err != nil {
		t.Fatal(err)
	}
	const all, one = "/api/v1/words", "/api/v1/words/en/sample.free"
	tried := h.want(admin, "POST", all+"/try", `{"language":"en","group":"sample.free","change":{"own":["goodie bag"]},"text":"send a goodie bag"}`, 200)
	if hit := tried["hits"].([]any)[0].(map[string]any); hit["text"] != "goodie bag" || hit["own"] != true || hit["off"] != false {
		t.Errorf("tried: %v", tried)
	}
	h.want(admin, "POST", all+"/try", `{"text":"free samples only"}`, 200)
	h.want(admin, "PUT", one, `{"own":["*"]}`, 422)
	h.want(admin, "PUT", "/api/v1/words/xx/sample.free", `{}`, 422)
	h.want(admin, "PUT", "/api/v1/words/en/nothing", `{}`, 404)
	v := h.want(admin, "PUT", one, `{"own":["goodie bag"],"off":["free samples"]}`, 200)
	if v["version"] != 1.0 {
		t.Errorf("version %v", v["version"])
	}
	h.want(admin, "PUT", one, `{"version":7}`, 409)
	found := false
	for _, x := range h.want(admin, "GET", all, "", 200)["items"].([]any) {
		if g := x.(map[string]any); g["id"] == "sample.free" {
			en, _ := g["changed"].(map[string]any)["en"].(map[string]any)
			found = len(en["own"].([]any)) == 1 && en["off"].([]any)[0] == "free samples"
		}
	}
	if !found {
		t.Error("the change is not listed")
	}
	if heard := first(h.want(admin, "GET", "/api/v1/words/en/quote.request/heard", "", 200)); heard["n"] != 1.0 {
		t.Errorf("heard: %v", heard)
	}
	tallies := h.want(admin, "GET", "/api/v1/signal-tallies", "", 200)
	if tallies["looked"] != 1.0 || len(tallies["items"].([]any)) < 100 {
		t.Errorf("tallies: %v", tallies["looked"])
	}
}

func TestDayOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	r, err := h.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(buyer), Form: xunpan.FormMail})
	if err != nil {
		t.Fatal(err)
	}
	other, err := h.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(`{"name":"Ana Souza","email":"ana@souza-luz.example","message":"Please quote 5,000 pcs LED flood light FOB Ningbo"}`), Form: xunpan.FormWeb})
	if err != nil {
		t.Fatal(err)
	}
	v := h.want(admin, "GET", "/api/v1/today", "", 200)
	if v["new_since_yesterday"] != 2.0 || len(v["due"].([]any)) != 2 || v["pace"].(map[string]any)["answered"] != 0.0 {
		t.Errorf("today: %v", v)
	}
	if v := h.want(admin, "GET", "/api/v1/today?mine=true", "", 200); len(v["due"].([]any)) != 0 {
		t.Errorf("a key's own: %v", v)
	}
	join := first(h.want(admin, "GET", "/api/v1/inquiries/"+string(r.Inquiry)+"/join-suggestions", "", 200))
	if q, _ := join["inquiry"].(map[string]any); q["id"] != string(other.Inquiry) || join["why"].(map[string]any)["en"] != "same e-mail address" {
		t.Errorf("suggested: %v", join)
	}
	h.want(admin, "GET", "/api/v1/inquiries/none/join-suggestions", "", 404)
	h.want(admin, "POST", "/api/v1/inquiries/"+string(r.Inquiry)+"/check", "", 422) // nobody is looked up here
}

func TestOwnThingsOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	_, browser := h.user(xunpan.Sales)
	if v := h.want(browser, "GET", "/api/v1/me", "", 200); v["notify"].(map[string]any)["from"] != "B" || v["zone"] != nil || v["role"] != "sales" {
		t.Errorf("me: %v", v)
	}
	v := h.want(browser, "PATCH", "/api/v1/me", `{"zone":"Europe/Berlin","notify":{"from":"off","mine":true}}`, 200)
	if n := v["notify"].(map[string]any); n["from"] != "off" || n["mine"] != true || v["zone"] != "Europe/Berlin" {
		t.Errorf("changed: %v", v)
	}
	h.want(browser, "PATCH", "/api/v1/me", `{"zone":"Mars/Olympus"}`, 422)
	h.want(browser, "PATCH", "/api/v1/me", `{"notify":{"from":"E"}}`, 422)
	if v := h.want(browser, "PATCH", "/api/v1/me", `{"name":"Ann"}`, 200); v["name"] != "Ann" || v["zone"] != "Europe/Berlin" {
		t.Errorf("renamed: %v", v)
	}

	h.want(browser, "POST", "/api/v1/views", `{"name":"Brazil","query":"country=BR"}`, 204)
	h.want(browser, "POST", "/api/v1/views", `{"name":" ","query":""}`, 422)
	view := first(h.want(browser, "GET", "/api/v1/views", "", 200))
	if view["name"] != "Brazil" || view["mine"] != true {
		t.Errorf("view: %v", view)
	}
	h.want(browser, "DELETE", "/api/v1/views/"+view["id"].(string), "", 204)
	h.want(browser, "DELETE", "/api/v1/views/"+view["id"].(string), "", 404)
}

const withFile = "From: Ana <ana@souza-luz.example>\r\nTo: sales@haiwan.example\r\nSubject: Plan\r\nMessage-ID: <NUMBER@souza-luz.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Please quote <b>500 pcs</b> LED lamps<script>alert(1)</script></p>\r\n" +
	"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\nthe plan\r\n" + "--b--\r\n"

const program = "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=order.exe\r\n\r\nMZ\x90\r\n--b--\r\n"

// TestFilesOverAPI: attachments come as downloads, dangerous ones only with
// their name, and a mail's HTML is harmless.
func TestFilesOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	reader := h.key(xunpan.KeyRead)
	take := func(raw string) string {
		t.Helper()
		r, err := h.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(raw), Form: xunpan.FormMail})
		if err != nil {
			t.Fatal(err)
		}
		return "/api/v1/messages/" + string(r.Message)
	}
	base := take(withFile)
	get := func(path string, status int) (string, http.Header) {
		t.Helper()
		req := httptest.NewRequest(http.MethodGet, base+path, nil)
		name, value, _ := strings.Cut(reader, ": ")
		req.Header.Set(name, value)
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, req)
		if w.Code != status {
			t.Fatalf("%s: %d, want %d\n%s", path, w.Code, status, w.Body)
		}
		return w.Body.String(), w.Header()
	}
	body, head := get("/files/0", 200)
	if body != "the plan" || !strings.Contains(head.Get("Content-Disposition"), "plan.txt") || head.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(head.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%q %v", body, head)
	}
	get("/files/7", 404)
	if body, head := get("/html", 200); strings.Contains(body, "script") || !strings.Contains(body, "<b>500 pcs</b>") || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q %v", body, head)
	}
	base = take(strings.Replace(strings.TrimSuffix(withFile, "--b--\r\n"), "NUMBER", "2", 1) + program)
	get("/files/0", 422) // nothing of a mail in quarantine is given just so
	get("/files/1", 422)
	get("/files/1?typed=other.exe", 422)
	if _, head := get("/files/1?typed=order.exe", 200); head.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%v", head)
	}
	cs := h.want(h.key(xunpan.KeyAdmin), "GET", "/api/v1/changes?limit=100", "", 200)
	found := false
	for _, c := range cs["items"].([]any) {
		found = found || c.(map[string]any)["what"] == "downloaded"
	}
	if !found {
		t.Error("the history does not say who took a dangerous file")
	}
}

func TestImportOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	send := func(name, body string, status int) map[string]any {
		t.Helper()
		req := httptest.NewRequest(http.MethodPost, "/api/v1/imports?name="+name, strings.NewReader(body))
		key, value, _ := strings.Cut(admin, ": ")
		req.Header.Set(key, value)
		req.Header.Set("Content-Type", "application/octet-stream")
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, req)
		if w.Code != status {
			t.Fatalf("%d, want %d\n%s", w.Code, status, w.Body)
		}
		return nil
	}
	send("old.eml", buyer, 422) // there is no room for files here
	h.desk.Uploads = t.TempDir()
	send("empty.eml", "", 400)
	send("old.eml", buyer, 202)
	job := first(h.want(admin, "GET", "/api/v1/imports", "", 200))
	one := "/api/v1/imports/" + job["id"].(string)
	if job["name"] != "old.eml" || job["state"] != "running" {
		t.Errorf("%v", job)
	}
	h.want(admin, "POST", one+"/stop", "", 204)
	if v := h.want(admin, "GET", one, "", 200); v["state"] != "stopped" {
		t.Errorf("stopped: %v", v)
	}
	if v := h.want(admin, "GET", one+"/messages?outcome=stored", "", 200); len(v["items"].([]any)) != 0 || v["next"] != nil {
		t.Errorf("messages: %v", v)
	}
	h.want(admin, "GET", "/api/v1/imports/0190a0a0-0000-7000-8000-000000000000/messages", "", 404)
}

func TestSiteFormOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	v := h.want(admin, "GET", "/api/v1/settings/form", "", 200)
	if a, _ := v["address"].(string); !strings.HasPrefix(a, "https://desk.haiwan.example/form/") {
		t.Errorf("address %q", a)
	}
	h.want(admin, "PUT", "/api/v1/settings/form", `{"sites":["haiwan.example"]}`, 422)
	if v := h.want(admin, "PUT", "/api/v1/settings/form", `{"sites":["https://www.haiwan.example/contact"],"thanks":"Thank you"}`, 200); v["sites"].([]any)[0] != "https://www.haiwan.example" || v["thanks"] != "Thank you" {
		t.Errorf("%v", v)
	}
}
