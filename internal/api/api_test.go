package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xunpan"
)

type tester struct {
	t   *testing.T
	h   http.Handler
	key string
}

// newTester asks the API of a new desk with a key of scope admin.
func newTester(t *testing.T) *tester {
	t.Helper()
	h := openHouse(t)
	_, key, _ := strings.Cut(h.key(xunpan.KeyAdmin), ": ")
	return &tester{t: t, h: h.mux, key: key}
}

// do sends a request and reads the JSON of the answer.
func (c *tester) do(method, path, kind, body string, want int) map[string]any {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", c.key)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	raw, _ := io.ReadAll(w.Result().Body)
	if w.Code != want {
		c.t.Fatalf("%s %s: %d, want %d\n%s", method, path, w.Code, want, raw)
	}
	var v map[string]any
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&v); err != nil && len(raw) > 0 && want != http.StatusNoContent {
		c.t.Fatalf("%s %s: %v\n%s", method, path, err, raw)
	}
	return v
}

const mailText = "From: Ana Souza <ana@souza-luz.example>\r\nTo: sales@maker.example\r\nSubject: Flood lights\r\nMessage-ID: <1@souza-luz.example>\r\nDate: Fri, 20 Nov 2026 09:00:00 -0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWe are importers in Santos, Brazil. Please quote 5,000 pcs LED flood light 50W FOB Ningbo, payment 30% T/T.\r\nAna Souza\r\nSouza Luz Ltda\r\n"

func TestMessage(t *testing.T) {
	t.Parallel()
	c := newTester(t)
	first := c.do("POST", "/api/v1/messages", "message/rfc822", mailText, 201)
	if first["new"] != true || first["inquiry"] == "" {
		t.Errorf("first: %v", first)
	}
	again := c.do("POST", "/api/v1/messages", "message/rfc822", mailText, 200)
	if again["new"] != false || again["inquiry"] != first["inquiry"] || again["message"] != first["message"] {
		t.Errorf("again: %v", again)
	}
	list := c.do("GET", "/api/v1/inquiries?tray=to_answer", "", "", 200)
	if items := list["items"].([]any); len(items) != 1 || list["next"] != nil {
		t.Errorf("list: %v", list)
	}
	one := c.do("GET", "/api/v1/inquiries/"+first["inquiry"].(string), "", "", 200)
	a, ok := one["assessment"].(map[string]any)
	if !ok || a["type"] != "seeker" || len(a["evidence"].([]any)) == 0 || len(one["messages"].([]any)) != 1 {
		t.Errorf("one: %v", one)
	}
	fixed := c.do("PATCH", "/api/v1/inquiries/"+first["inquiry"].(string), "application/json", `{"type":"spy","why":"rival","tags":["x"," x ","y"]}`, 200)
	if fixed["type"] != "spy" || fixed["grade"] != "D" || len(fixed["tags"].([]any)) != 2 {
		t.Errorf("corrected: %v", fixed)
	}
	back := c.do("PATCH", "/api/v1/inquiries/"+first["inquiry"].(string), "application/json", `{"type":""}`, 200)
	if back["type"] != "seeker" || back["corrected"] != nil {
		t.Errorf("taken back: %v", back)
	}
	c.do("PATCH", "/api/v1/inquiries/"+first["inquiry"].(string), "application/json", `{"tray":"done","version":1}`, 409)
	c.do("PATCH", "/api/v1/inquiries/"+first["inquiry"].(string), "application/json", `{"stars":9}`, 422)
	c.do("GET", "/api/v1/inquiries/none", "", "", 404)
	c.do("POST", "/api/v1/messages", "message/rfc822", "", 400)
	feed := c.do("GET", "/api/v1/changes", "", "", 200)
	if n := len(feed["items"].([]any)); n < 4 {
		t.Errorf("feed of %d: %v", n, feed)
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	c := newTester(t)
	body := `{"channel":"website","name":"Karl Weber","company":"Weber GmbH","email":"weber@weber-gmbh.example","country":"Germany","message":"Please quote 300 sets of PT-20","product":"pallet truck","quantity":300}`
	first := c.do("POST", "/api/v1/inquiries", "application/json", body, 201)
	if again := c.do("POST", "/api/v1/inquiries", "application/json", body, 200); again["inquiry"] != first["inquiry"] {
		t.Errorf("again: %v", again)
	}
	one := c.do("GET", "/api/v1/inquiries/"+first["inquiry"].(string), "", "", 200)
	if one["country"] != "DE" || one["channel"] != "website" || one["quantity"] == nil {
		t.Errorf("one: %v", one)
	}
	c.do("POST", "/api/v1/inquiries", "application/json", `{}`, 422)
	c.do("POST", "/api/v1/inquiries", "application/json", `{"mesage":"Please quote"}`, 422) // nothing is left that could be read
	c.do("POST", "/api/v1/inquiries", "application/json", `{"message":"Please quote 5 sets","utm_source":"x","channel":"fax"}`, 201)
	typo := c.do("POST", "/api/v1/inquiries", "application/json", `{"country":"Brazzil","email":"nomail","channel":"WhatsApp","message":"Please quote 300 sets of PT-20"}`, 201)
	if q := c.do("GET", "/api/v1/inquiries/"+typo["inquiry"].(string), "", "", 200); q["channel"] != "whatsapp" {
		t.Errorf("with slips: %v", q)
	}
	c.do("POST", "/api/v1/inquiries", "application/json", `{"message":5}`, 422)
	c.do("POST", "/api/v1/inquiries", "application/json", `not json`, 400)
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	c := newTester(t)
	spec := c.do("GET", "/api/openapi.json", "", "", 200)
	if spec["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", spec["openapi"])
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/docs", nil))
	for path := range spec["paths"].(map[string]any) {
		if !strings.Contains(w.Body.String(), path) {
			t.Errorf("the documents do not name %s", path)
		}
	}
	if strings.Contains(w.Body.String(), `id=""`) {
		t.Error("some operations are in no group")
	}
	read := func(header, value string) string {
		r := httptest.NewRequest(http.MethodGet, "/api/docs", nil)
		r.Header.Set(header, value)
		w := httptest.NewRecorder()
		c.h.ServeHTTP(w, r)
		return w.Body.String()
	}
	if page := read("Accept-Language", "zh-CN"); !strings.Contains(page, `<html lang="zh-Hans">`) || !strings.Contains(page, "返回工作台") {
		t.Error("the documents do not speak Chinese")
	}
	if page := read("Cookie", "theme=dark"); !strings.Contains(page, `<html lang="en" data-theme="dark">`) {
		t.Error("the documents do not follow the desk's theme")
	}
	if in, people := strings.Index(w.Body.String(), `href="#list-inquiries"`), strings.Index(w.Body.String(), `href="#list-users"`); in < 0 || in > people {
		t.Errorf("inquiries stand at %d, people at %d", in, people)
	}
	if strings.Contains(w.Body.String(), "http://") || strings.Contains(w.Body.String(), "<script") {
		t.Error("the documents fetch something from elsewhere")
	}
}

// TestErrorsInOneLanguage: an error speaks the language that was asked for,
// also where no operation is.
func TestErrorsInOneLanguage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	key := h.key(xunpan.KeyRead)
	for _, c := range []struct {
		as, method, path, body, accept string
		status                         int
		want                           string
	}{
		{key, "GET", "/api/v1/nothing", "", "", 404, "no such address"},
		{key, "GET", "/api/v1/nothing", "", "zh-CN,zh;q=0.9,en;q=0.5", 404, "没有这个地址"},
		{key, "DELETE", "/api/v1/inquiries", "", "", 405, "GET, POST"},
		{key, "GET", "/api/v1/inquiries/none", "", "fr", 404, "no such thing"},
		{key, "GET", "/api/v1/inquiries/none", "", "zh", 404, "没有这一项"},
		{h.key(xunpan.KeyWrite), "POST", "/api/v1/inquiries", `{"mesage":"x"}`, "zh", 422, "询盘至少要有"},
		{key, "GET", "/api/v1/users", "", "zh", 403, "无权"},
		{"", "GET", "/api/v1/inquiries", "", "zh", 401, "请发送 API 密钥"},
		{"Authorization: Bearer wrong", "GET", "/api/v1/inquiries", "", "zh", 401, "密钥无效"},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Accept-Language", c.accept)
		r.Header.Set("Content-Type", "application/json")
		if name, value, ok := strings.Cut(c.as, ": "); ok {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, r)
		var p struct {
			Detail string
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(p.Detail, c.want) {
			t.Errorf("%s %s in %q: %d %s %s; want %d %q", c.method, c.path, c.accept, w.Code, w.Header(), w.Body, c.status, c.want)
		}
		for _, e := range p.Errors {
			if e.Message != p.Detail {
				t.Errorf("%s %s in %q: %q beside %q", c.method, c.path, c.accept, e.Message, p.Detail)
			}
		}
	}
}
