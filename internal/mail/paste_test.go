package mail

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

func TestPaste(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, raw string
		want      xunpan.Message
	}{
		{"full head", "Channel: Alibaba\nSubject: LED flood light\nFrom: Ana Silva <ana@Example.com>\nCompany: Luz Ltda\nPhone: +55 11 5555 0100\nCountry: Brazil\nQuantity: 5000 pcs\nDate: 2026-05-04 09:12 -0300\nIP: 192.0.2.7\nTo: Li\n\nDear Li,\n\nprice please.\n",
			xunpan.Message{Channel: xunpan.Alibaba, Subject: "LED flood light", From: xunpan.Address{Name: "Ana Silva", Mail: "ana@example.com"}, Body: "Dear Li,\n\nprice please.",
				Given: xunpan.Given{Name: "Ana Silva", Company: "Luz Ltda", Phone: "+55 11 5555 0100", Country: "Brazil", Quantity: "5000 pcs", Date: "2026-05-04 09:12 -0300", IP: "192.0.2.7", To: "Li"}}},
		{"Chinese head", "渠道：领英\r\n主题：询价\r\n发件人：王小明\r\n公司: 某公司\r\n邮箱：w@example.com\r\n国家：智利\r\n数量：500\r\n\r\n请报价\r\n",
			xunpan.Message{Channel: xunpan.LinkedIn, Subject: "询价", From: xunpan.Address{Name: "王小明", Mail: "w@example.com"}, Body: "请报价",
				Given: xunpan.Given{Name: "王小明", Company: "某公司", Email: "w@example.com", Country: "智利", Quantity: "500"}}},
		{"Chinese head in GBK", gbk("渠道：环球资源\n\n请报价，五百件\n"), xunpan.Message{Channel: xunpan.GlobalSources, Body: "请报价，五百件"}},
		{"any case", "CHANNEL:whatsapp\nfrom : Joe\n\nhi", xunpan.Message{Channel: xunpan.WhatsApp, From: xunpan.Address{Name: "Joe"}, Body: "hi", Given: xunpan.Given{Name: "Joe"}}},
		{"no head", "Hello: we need pumps\n\nRegards", xunpan.Message{Channel: xunpan.Email, Body: "Hello: we need pumps\n\nRegards"}},
		{"text that begins like a head", "Quantity: 5000\nModel: X5\n\nRegards", xunpan.Message{Channel: xunpan.Email, Body: "Quantity: 5000\nModel: X5\n\nRegards"}},
		{"head without blank line", "From: Joe\nHello, we need pumps.", xunpan.Message{Channel: xunpan.Email, Body: "From: Joe\nHello, we need pumps."}},
		{"head only", "Channel: phone\nPhone: 123", xunpan.Message{Channel: xunpan.Phone, Given: xunpan.Given{Phone: "123"}}},
		{"mark and blank lines", "\ufeff\n\nChannel: fair\n\n\nhi", xunpan.Message{Channel: xunpan.Fair, Body: "hi"}},
		{"unknown channel", "Channel: telex\n\nhi", xunpan.Message{Channel: xunpan.OtherChannel, Body: "hi"}},
		{"empty", "", xunpan.Message{Channel: xunpan.Email}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := ParsePaste([]byte(c.raw), Options{})
			checkMessage(t, m, Options{})
			got := xunpan.Message{Channel: m.Channel, Subject: m.Subject, From: m.From, Body: m.Body, Given: m.Given}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
