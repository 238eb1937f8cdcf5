package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
)

const buyer = "From: Ana Souza <ana@souza-luz.example>\r\nTo: sales@haiwan.example\r\nSubject: Flood lights\r\nMessage-ID: <1@souza-luz.example>\r\n\r\nPlease quote 5,000 pcs LED flood light 50W FOB Ningbo, for Brazil.\r\nAna Souza, Souza Luz Ltda, Santos, Brazil\r\n"

func TestSettingsOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.desk.Jobs = jobs.New(h.desk.Store, nil, jobs.Options{})
	if _, err := h.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(buyer), Form: xunpan.FormMail}); err != nil {
		t.Fatal(err)
	}
	admin := h.key(xunpan.KeyAdmin)
	const company, rules, signal = "/api/v1/settings/company", "/api/v1/house-rules", "/api/v1/signals/need.quantity"

	v := h.want(admin, "PUT", company, `{"names":["Haiwan"],"domains":["@Haiwan.example"],"home":"CN","zone":"Asia/Shanghai","hours":{"from":"08:30","to":"17:30","days":[1,2,3]}}`, 200)
	if v["version"] != 1.0 || v["domains"].([]any)[0] != "haiwan.example" {
		t.Errorf("company: %v", v)
	}
	h.want(admin, "PUT", company, `{"names":["Other"],"version":0}`, 409)
	h.want(admin, "PUT", company, `{"domains":["gmail.com"],"version":1}`, 422)

	if v := h.want(admin, "POST", rules+"/try", `{"when":"quantity > 1000","say":{"en":"","zh":""}}`, 200); v["looked"] != 1.0 || len(v["hits"].([]any)) != 1 {
		t.Errorf("tried: %v", v)
	}
	h.want(admin, "PUT", rules, `{"items":[{"when":"quantty > 1000","say":{"en":"Large","zh":""}}]}`, 422)
	h.want(admin, "PUT", rules, `{"items":[{"id":"large","when":"quantity > 1000","say":{"en":"Large","zh":""},"on":false}]}`, 200)
	if r := first(h.want(admin, "GET", rules, "", 200)); r["id"] != "large" || r["on"] != false {
		t.Errorf("rules: %v", r)
	}
	if v := h.want(admin, "PUT", company, `{"names":["Haiwan"],"version":2}`, 200); v["version"] != 3.0 {
		t.Errorf("company: %v", v)
	}
	if r := first(h.want(admin, "GET", rules, "", 200)); r["id"] != "large" {
		t.Error("saving the company lost its rules")
	}

	v = h.want(admin, "POST", signal+"/preview", `{"points":-100}`, 200)
	if v["looked"] != 1.0 || len(v["changed"].([]any)) != 1 {
		t.Errorf("preview: %v", v)
	}
	h.want(admin, "PUT", signal, `{"points":0}`, 422)
	h.want(admin, "PUT", signal, `{"points":101}`, 422)
	h.want(admin, "PUT", signal, `{"types":{"king":1}}`, 422)
	h.want(admin, "PUT", "/api/v1/signals/no.such", `{"on":false}`, 404)
	if v := h.want(admin, "PUT", signal, `{"on":false,"types":{"seeker":2}}`, 200); v["on"] != false || v["changed"] != true || fmt.Sprint(v["types"]) != "map[seeker:2]" || v["builtin"].(map[string]any)["points"] != 20.0 {
		t.Errorf("signal: %v", v)
	}
	h.want(admin, "DELETE", signal, "", 204)
	if v := h.want(admin, "GET", signal, "", 200); v["changed"] != false || v["on"] != true {
		t.Errorf("signal: %v", v)
	}
	h.want(admin, "DELETE", "/api/v1/signals", "", 204)
	h.want(admin, "POST", "/api/v1/rejudging", "", http.StatusAccepted)
	h.want(admin, "POST", "/api/v1/rejudging", "", 422)
	if v := h.want(admin, "GET", "/api/v1/rejudging", "", 200); v["state"] != "waiting" {
		t.Errorf("rejudging: %v", v)
	}
}

func TestMailboxesOverAPI(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	server.Deliver(t, "bruno", []byte(buyer), time.Now().Add(-time.Hour))
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	const all = "/api/v1/mailboxes"
	setup := fmt.Sprintf(`"address":"bruno@haiwan.example","host":%q,"port":%d,"security":"none","user":"bruno"`, server.Host, server.Port)

	v := h.want(admin, "POST", all+"/try", `{`+setup+`,"password":"`+dovecottest.Password+`"}`, 200)
	if v["passed"] != true || v["folders"].([]any)[0].(map[string]any)["new"] != 1.0 {
		t.Errorf("tried: %v", v)
	}
	if v := h.want(admin, "POST", all+"/try", `{`+setup+`,"password":"wrong"}`, 200); v["passed"] != false || v["do"] == nil {
		t.Errorf("tried with a wrong password: %v", v)
	}
	h.want(admin, "POST", all, `{`+setup+`}`, 422)
	v = h.want(admin, "POST", all, `{`+setup+`,"password":"`+dovecottest.Password+`"}`, 201)
	one := all + "/" + v["id"].(string)
	if v["password"] != nil || v["active"] != true || v["version"] != 1.0 {
		t.Errorf("made: %v", v)
	}
	h.want(admin, "PATCH", one, `{"active":false}`, 204)
	h.want(admin, "PUT", one, `{`+setup+`,"version":1}`, 409)
	if v := h.want(admin, "PUT", one, `{`+setup+`,"dry_run":true,"version":2}`, 200); v["dry_run"] != true || v["active"] != false {
		t.Errorf("set: %v", v)
	}
	if v := h.want(admin, "POST", all, `{"address":"li@163.com","password":"x"}`, 201); v["host"] != "imap.163.com" || v["port"] != 993.0 {
		t.Errorf("a known service: %v", v)
	}
	h.want(admin, "POST", one+"/read-again", `{"folder":"Nowhere"}`, 422)
	h.want(admin, "POST", one+"/read-again", `{}`, 204)
	if v := h.want(admin, "GET", one+"/ledger?outcome=stored", "", 200); v["next"] != nil || len(v["items"].([]any)) != 0 {
		t.Errorf("ledger: %v", v)
	}
	h.want(admin, "GET", all, "", 200)
	h.want(admin, "DELETE", one, "", 204)
	h.want(admin, "GET", one, "", 404)
}
