package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/smtptest"
)

// TestQuoteAndAnswerOverAPI: a program sets how the house prices, quotes an
// inquiry, and sends an answer that passes the checks; costs are for those who may
// price.
func TestQuoteAndAnswerOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.desk.Jobs = jobs.New(h.desk.Store, nil, jobs.Options{})
	h.desk.HandleSending()
	post := smtptest.Start(t, "none", nil)
	admin, write, read := h.key(xunpan.KeyAdmin), h.key(xunpan.KeyWrite), h.key(xunpan.KeyRead)
	house := fmt.Sprintf(`{"sheet":{"currency":"USD","valid_days":15,"profit":"10%%","floor":"5%%","rates":[{"currency":"USD","rate":"7.10","date":%q}]},"terms":{"payment":"30%% T/T"},"seller":{"company":"Haiwan"},"prefix":"HW"}`, time.Now().AddDate(0, 0, -2).Format(time.DateOnly))
	h.want(write, "PUT", "/api/v1/settings/pricing", house, 403)
	h.want(admin, "PUT", "/api/v1/settings/pricing", house, 200)
	inquiry, _ := h.want(write, "POST", "/api/v1/inquiries", `{"channel":"email","name":"Ana Souza","email":"ana@importer.example","country":"Brazil","message":"Please quote 500 pcs LED flood light FL-50, FOB Ningbo. What is your MOQ?"}`, 201)["inquiry"].(string)
	h.want(read, "POST", "/api/v1/inquiries/"+inquiry+"/quotations", "", 403)
	q := h.want(write, "POST", "/api/v1/inquiries/"+inquiry+"/quotations", "", 201)
	path := "/api/v1/quotations/" + q["id"].(string)
	if number, _ := q["number"].(string); !strings.HasPrefix(number, "HW") || q["sheet"] == nil {
		t.Errorf("begun as %v", q)
	}
	if seen := h.want(read, "GET", path, "", 200); seen["sheet"] != nil {
		t.Error("a key that may only read sees the cost sheet")
	}
	h.want(write, "PATCH", path, `{"sheet":{"itemz":[]}}`, 422)
	h.want(write, "PATCH", path, fmt.Sprintf(`{"version":1,"sheet":{"currency":"USD","valid_days":15,"profit":"10%%","rates":[{"currency":"USD","rate":"7.10","date":%q}],"items":[{"name":"LED flood light","quantity":"500","goods":[{"cost":"18.60 CNY"}]}],"options":[{"term":"FOB","place":"Ningbo"}]}}`, time.Now().AddDate(0, 0, -2).Format(time.DateOnly)), 200)
	h.want(write, "PATCH", path, `{"version":1}`, 409)
	q = h.want(write, "POST", path+"/finish", `{}`, 200)
	if q["state"] != "ready" {
		t.Fatalf("finished as %v", q["state"])
	}
	h.want(write, "POST", path+"/decide", `{"yes":true}`, 403)
	h.want(write, "POST", path+"/proforma", `{"option":1}`, 201)
	if link := h.want(write, "POST", path+"/links", `{"counted":true}`, 201); !strings.Contains(link["address"].(string), "/q/") {
		t.Errorf("link %v", link)
	}
	h.want(write, "POST", "/api/v1/inquiries/"+inquiry+"/choices", `{"choices":[{"field":"voltage","ask":{"en":"Voltage?","zh":"电压？"}}]}`, 201)
	if list := h.want(read, "GET", "/api/v1/quotations?limit=1", "", 200); list["next"] == nil || strings.Contains(fmt.Sprint(list), "18.60") {
		t.Errorf("list %v", list)
	}
	box := flow.Mailbox{Address: "sales@haiwan.example", Password: "x", Config: flow.MailboxConfig{Host: "127.0.0.1", Port: 1, Security: "none", Send: flow.SendBy{Host: smtptest.Host, Port: post.Port, Security: "none"}}}
	if err := h.desk.SaveMailbox(t.Context(), flow.Who{Actor: xunpan.TheDesk}, &box); err != nil {
		t.Fatal(err)
	}
	drafted := h.want(write, "POST", "/api/v1/inquiries/"+inquiry+"/drafts", `{"compose":true,"quotation":"`+q["id"].(string)+`"}`, 201)
	draft := drafted["draft"].(map[string]any)
	if body := draft["body"].(string); !strings.Contains(body, "FOB Ningbo (Incoterms® 2020)") || !strings.Contains(body, "⟦") || len(drafted["checks"].([]any)) < 15 {
		t.Errorf("composed:\n%s\n%v", body, drafted["checks"])
	}
	to := "/api/v1/drafts/" + draft["id"].(string)
	h.want(write, "POST", to+"/send", `{}`, 422) // there is a gap
	h.want(write, "PATCH", to, `{"body":"Dear Ana Souza,\n\nthank you for your inquiry. Our minimum order is 100 pcs; prices are in quotation and valid as told there.\n\nBest regards,\nLi"}`, 200)
	h.want(read, "POST", to+"/send", `{}`, 403)
	mail := h.want(write, "POST", to+"/send", `{"quote":true}`, 202)
	if mail["state"] != "waiting" {
		t.Errorf("sent as %v", mail)
	}
	h.want(write, "POST", "/api/v1/mails/"+mail["id"].(string)+"/left", "", 422)
	if back := h.want(write, "POST", "/api/v1/mails/"+mail["id"].(string)+"/unsend", "", 200); back["state"] != "cancelled" {
		t.Errorf("taken back: %v", back)
	}
}
