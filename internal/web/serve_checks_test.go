package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/lookup/world"
	"xunpan/internal/worldtest"
)

// TestCheckAgain: the page tells in the user's language what was found out about
// a sender, and has it asked anew.
func TestCheckAgain(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.desk.Jobs = jobs.New(o.desk.Store, nil, jobs.Options{Poll: 20 * time.Millisecond})
	o.desk.HandleVerify()
	receipt, err := o.desk.Receive(t.Context(), flow.Incoming{Form: xunpan.FormMail, Source: "test",
		Raw: []byte("From: Iris Holm <iris@holm-trade.example>\r\nTo: sales@haiwan.example\r\nSubject: LED tubes\r\nMessage-ID: <1@holm-trade.example>\r\n\r\nPlease quote 500 pcs LED tube, FOB Ningbo.\r\n")})
	must(t, err)
	page := "/inquiries/" + string(receipt.Inquiry)
	ann := o.visitor(o.add("ann", xunpan.Owner))
	if body := ann.get(page).want(t, 200, "Not checked").body; strings.Contains(body, page+"/check") {
		t.Error("nothing is looked up here, and the page offers it")
	}
	ann.post(page+"/check").want(t, 422, "switched off")

	w := worldtest.Start(t, map[string]worldtest.Domain{"holm-trade.example": {Since: time.Now().AddDate(0, 0, -9), Registrar: "Good Names <b>GmbH</b>"}})
	o.desk.World, err = world.New(world.Options{Client: w.Client, Resolver: w.DNS, RDAP: w.RDAP})
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- o.desk.Jobs.Run(ctx) }()
	defer func() { stop(); must(t, <-done) }()
	ann.get(page).want(t, 200, `action="`+page+`/check"`, "Check again")
	ann.post(page+"/check").want(t, 303)
	wait, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !strings.Contains(ann.get(page).body, "9 days") {
		select {
		case <-wait.Done():
			t.Fatal("nothing was found out")
		case <-time.After(20 * time.Millisecond):
		}
	}
	body := ann.get(page).want(t, 200, "holm-trade.example takes no mail", "Good Names &lt;b&gt;GmbH", "looked the sender up", "The domain was registered less than two months before").body
	if strings.Contains(body, "<b>GmbH") {
		t.Error("what the register says is not escaped")
	}
	vera := o.visitor(o.add("vera", xunpan.Viewer))
	if strings.Contains(vera.get(page).want(t, 200).body, page+"/check") {
		t.Error("a viewer is offered to look it up")
	}
	vera.post(page+"/check").want(t, 403)
	base, err := url.Parse(o.URL)
	must(t, err)
	ann.Jar.SetCookies(base, []*http.Cookie{{Name: "lang", Value: "zh"}})
	ann.get(page).want(t, 200, "holm-trade.example 不接收邮件", "（9 天）", "重新核查", "域名注册不足两个月")
}
