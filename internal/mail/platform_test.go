package mail

import (
	"fmt"
	"strings"
	"testing"

	"xunpan"
)

// withHeaders adds header lines to a message.
func withHeaders(m *xunpan.Message, lines ...string) *xunpan.Message {
	for _, l := range lines {
		name, value, _ := strings.Cut(l, ": ")
		m.Headers = append(m.Headers, xunpan.Header{Name: name, Value: value})
		switch name {
		case "Reply-To":
			m.ReplyTo = parseAddresses(value)
		case "Return-Path":
			m.ReturnPath = strings.Trim(value, "<>")
		}
	}
	return m
}

const alibabaPassed = "Authentication-Results: mx.maker.example; spf=pass smtp.mailfrom=bounce@service.alibaba.com; dkim=pass header.d=service.alibaba.com; dmarc=pass header.from=service.alibaba.com"

// Twenty buyers come through one address of a platform and stay twenty.
func TestPlatformBuyers(t *testing.T) {
	t.Parallel()
	names := strings.Fields("Ana Bo Carl Dina Emil Fay Gus Hans Ida Jan Kim Lea Max Nora Ole Pia Quin Rosa Sven Tess")
	seen := map[xunpan.Address]bool{}
	for i, first := range names {
		name := first + " Sample"
		body := fmt.Sprintf("Dear Jenny,\n%s has sent you an inquiry.\n\nBuyer information\nName: %s\nCompany: %s Imports Ltd\nCountry/Region: Chile\nEmail: %s@imports%d.example\n\nMessage:\nWe need %d sets of steel hinges, please quote CIF Valparaiso.\n\nReply Now\n\nThis email was sent to jenny@maker.example.", name, name, first, strings.ToLower(first), i, 100+i)
		m := withHeaders(mailOf(`"Alibaba.com" <feedback@service.alibaba.com>`, name+" has sent you an inquiry", body), alibabaPassed)
		lookThrough(m, ourDomains)
		checkBlocks(t, body, m.Blocks)
		if m.Via == nil || !m.Via.Genuine || m.Via.ID != "alibaba" || m.Channel != xunpan.Alibaba {
			t.Fatalf("via %+v", m.Via)
		}
		if m.From.Name != name || m.Given.Country != "Chile" || m.Via.Buyer.Company != first+" Imports Ltd" {
			t.Errorf("from %+v, given %+v", m.From, m.Given)
		}
		if want := fmt.Sprintf("We need %d sets of steel hinges, please quote CIF Valparaiso.", 100+i); fresh(m) != want {
			t.Errorf("fresh %q", fresh(m))
		}
		seen[m.From] = true
	}
	if len(seen) != len(names) {
		t.Errorf("%d senders of %d buyers", len(seen), len(names))
	}
}

func TestPlatforms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, subject, body string
		headers                   []string
		id                        string
		buyer                     xunpan.Given
		fresh                     string
	}{
		{
			"made in china", "Made-in-China.com <inquiry@made-in-china.com>", "[Inquiry] LED flood light 50W",
			"Dear Jenny,\nYou have received a new inquiry.\n\nContent:\nHello, I want 300 pcs LED flood light 50W IP65.\nWhat is your FOB price?\n\nSender: Paul Ngugi\nCompany: Ngugi Lighting\nE-mail: paul@ngugi.example\nCountry: Kenya\nIP: 192.0.2.7\nProduct: LED flood light\nBuyer Level: Gold\n\nReply to this inquiry",
			nil, "made-in-china",
			xunpan.Given{Name: "Paul Ngugi", Company: "Ngugi Lighting", Email: "paul@ngugi.example", Country: "Kenya", IP: "192.0.2.7", Product: "LED flood light", Level: "Gold"},
			"Hello, I want 300 pcs LED flood light 50W IP65.\nWhat is your FOB price?",
		},
		{
			"global sources in a table", "Global Sources <inquiry@globalsources.com>", "New inquiry from Rita Blum",
			"Buyer's details\nName\tRita Blum\nCompany\tBlum GmbH\nCountry\tGermany\nQuantity\t2,000 pieces\nMessage\tPlease send your offer for stainless bottles 500 ml.\n\nView inquiry",
			nil, "globalsources",
			xunpan.Given{Name: "Rita Blum", Company: "Blum GmbH", Country: "Germany", Quantity: "2,000 pieces"},
			"Please send your offer for stainless bottles 500 ml.",
		},
		{
			"hidden mail, name in the subject", "Alibaba <feedback@service.alibaba.com>", "[Omar Said] has sent you an inquiry",
			"Hi Jenny,\n\nOmar Said has sent you an inquiry.\n\nI am interested in your 12V compressor and want to know the price for 200 units.\n\nReply now\n\nCopyright Alibaba.com",
			[]string{alibabaPassed, "Reply-To: x123@message.alibaba.com"}, "alibaba",
			xunpan.Given{Name: "Omar Said"},
			"I am interested in your 12V compressor and want to know the price for 200 units.",
		},
		{
			"labels alone in Chinese", "中国制造网 <notice@made-in-china.com>", "您收到一封新的询盘",
			"您好，您收到一封询盘。\n\n联系人：Lee Min\n公司名称：Min Trading\n国家：韩国\n邮箱：lee@min.example\n询盘内容：\n请问500套的价格是多少？\n\n查看详情",
			nil, "made-in-china",
			xunpan.Given{Name: "Lee Min", Company: "Min Trading", Country: "韩国", Email: "lee@min.example"},
			"请问500套的价格是多少？",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := withHeaders(mailOf(c.from, c.subject, c.body), c.headers...)
			lookThrough(m, ourDomains)
			checkBlocks(t, c.body, m.Blocks)
			if m.Via == nil || !m.Via.Genuine || m.Via.ID != c.id {
				t.Fatalf("via %+v", m.Via)
			}
			if m.Via.Buyer != c.buyer {
				t.Errorf("buyer %+v\nwant  %+v", m.Via.Buyer, c.buyer)
			}
			if m.From != (xunpan.Address{Name: c.buyer.Name, Mail: c.buyer.Email}) {
				t.Errorf("from %+v", m.From)
			}
			if fresh(m) != c.fresh {
				t.Errorf("fresh %q, %q", fresh(m), cutInto(m.Body, m.Blocks))
			}
		})
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	const body = "From: Ana Ruiz <ana@ruiz.example>\nSubject: hinges\n\nMessage Body:\nWe need 500 hinges.\nPrice CIF Callao?\n\nRegards\nAna\nTel: +51 1 555 0100\n\n--\nThis e-mail was sent from a contact form on Maker (https://maker.example)"
	for name, c := range map[string]struct {
		from, body string
		headers    []string
		own        []string
		genuine    bool
		mail       string
	}{
		"contact form 7":         {"Maker <wordpress@maker.example>", body, []string{"Reply-To: ana@ruiz.example"}, ourDomains, true, "ana@ruiz.example"},
		"own unknown, Reply-To":  {"Maker <wordpress@maker.example>", body, []string{"Reply-To: ana@ruiz.example"}, nil, true, "ana@ruiz.example"},
		"own unknown, no reply":  {"Maker <wordpress@maker.example>", body, nil, nil, false, "wordpress@maker.example"},
		"foreign sender":         {"Maker <wordpress@other.example>", body, []string{"Reply-To: ana@ruiz.example"}, ourDomains, false, "wordpress@other.example"},
		"forged own":             {"Maker <wordpress@maker.example>", body, []string{"Authentication-Results: mx.maker.example; spf=fail smtp.mailfrom=wordpress@maker.example; dkim=none"}, ourDomains, false, "wordpress@maker.example"},
		"wpforms":                {"Site <noreply@maker.example>", "Name\nAna Ruiz\n\nEmail\nana@ruiz.example\n\nCountry\nPeru\n\nComment or Message\nWe need 500 hinges.\n\nMessage\nWe need 500 hinges.\nPrice CIF Callao?\n", nil, ourDomains, true, "ana@ruiz.example"},
		"elementor":              {"Site <info@maker.example>", "Name: Ana Ruiz\nEmail: ana@ruiz.example\nMessage: We need 500 hinges.\nPrice CIF Callao?\n\n---\n\nDate: March 3, 2026\nTime: 10:11\nPage URL: https://maker.example/contact\nUser Agent: Mozilla/5.0\nRemote IP: 192.0.2.9\nPowered by: Elementor", nil, ourDomains, true, "ana@ruiz.example"},
		"shopify":                {"Maker (Shopify) <mailer@shopify.com>", "You received a new message from your online store's contact form.\n\nCountry Code:\nPE\n\nName:\nAna Ruiz\n\nEmail:\nana@ruiz.example\n\nBody:\nWe need 500 hinges.\nPrice CIF Callao?\n", nil, nil, true, "ana@ruiz.example"},
		"de":                     {"Web <web@maker.example>", "Name: Ana Ruiz\nFirma: Ruiz\nE-Mail: ana@ruiz.example\nTelefon: +51 1 555 0100\nNachricht:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"es":                     {"Web <web@maker.example>", "Nombre: Ana Ruiz\nEmpresa: Ruiz\nCorreo electrónico: ana@ruiz.example\nPaís: Perú\nMensaje:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"fr":                     {"Web <web@maker.example>", "Nom : Ana Ruiz\nSociété : Ruiz\nE-mail : ana@ruiz.example\nPays : Pérou\nMessage :\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"pt":                     {"Web <web@maker.example>", "Nome: Ana Ruiz\nEmpresa: Ruiz\nE-mail: ana@ruiz.example\nTelefone: 1\nMensagem:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"it":                     {"Web <web@maker.example>", "Nome e cognome: Ana Ruiz\nAzienda: Ruiz\nEmail: ana@ruiz.example\nMessaggio:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"ru":                     {"Web <web@maker.example>", "Ваше имя: Ana Ruiz\nКомпания: Ruiz\nE-mail: ana@ruiz.example\nСообщение:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"tr":                     {"Web <web@maker.example>", "Ad Soyad: Ana Ruiz\nFirma Adı: Ruiz\nE-posta: ana@ruiz.example\nMesajınız:\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"zh":                     {"Web <web@maker.example>", "姓名：Ana Ruiz\n公司：Ruiz\n邮箱：ana@ruiz.example\n电话：1\n留言内容：\nWe need 500 hinges.\nPrice CIF Callao?", nil, ourDomains, true, "ana@ruiz.example"},
		"colleague's own labels": {colleague, "Product: hinge\nQuantity: 500\nEmail: jenny@maker.example\nName: Jenny\n\nplease check", nil, ourDomains, false, "jenny@maker.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := withHeaders(mailOf(c.from, "New message", c.body), c.headers...)
			lookThrough(m, c.own)
			checkBlocks(t, c.body, m.Blocks)
			if got := m.Via != nil && m.Via.Genuine; got != c.genuine {
				t.Fatalf("genuine %v: %+v", got, m.Via)
			}
			if m.From.Mail != c.mail {
				t.Errorf("from %+v", m.From)
			}
			if c.genuine && (m.From.Name != "Ana Ruiz" || m.Channel != xunpan.Website || fresh(m) != "We need 500 hinges.\nPrice CIF Callao?") {
				t.Errorf("from %+v, channel %s, fresh %q", m.From, m.Channel, fresh(m))
			}
		})
	}
}

func TestImitations(t *testing.T) {
	t.Parallel()
	const notice = "Dear Sir,\nYou have received a new inquiry from a buyer.\n\nName: John Doe\nMessage: I need 5000 pcs. See the attached order.\n\nReply now: http://login.evil.example/alibaba\n\n© Alibaba.com All rights reserved"
	for name, c := range map[string]struct {
		from, subject, body string
		headers             []string
		id                  string
	}{
		"name":           {`"Alibaba.com" <noreply@evil.example>`, "New inquiry", notice, nil, "alibaba"},
		"address":        {"<feedback@alibaba-service.evil.example>", "New inquiry", notice, nil, "alibaba"},
		"text":           {"<john@evil.example>", "New inquiry", notice, nil, "alibaba"},
		"forged From":    {"Alibaba <feedback@service.alibaba.com>", "New inquiry", notice, []string{"Authentication-Results: mx.maker.example; spf=fail smtp.mailfrom=feedback@service.alibaba.com; dkim=none; dmarc=fail header.from=service.alibaba.com"}, "alibaba"},
		"forged, path":   {"Alibaba <feedback@service.alibaba.com>", "New inquiry", notice, []string{"Return-Path: <x@evil.example>"}, "alibaba"},
		"forged, passed": {"Alibaba <feedback@service.alibaba.com>", "New inquiry", notice, []string{"Authentication-Results: mx.maker.example; spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example"}, "alibaba"},
		"two results":    {"Alibaba <feedback@service.alibaba.com>", "New inquiry", notice, []string{"Authentication-Results: mx.maker.example; spf=softfail smtp.mailfrom=service.alibaba.com", strings.ReplaceAll(alibabaPassed, "mx.maker.example", "mx.evil.example")}, "alibaba"},
		"typed forward":  {"<john@evil.example>", "Fwd: inquiry", "---------- Forwarded message ---------\nFrom: Alibaba <feedback@service.alibaba.com>\nDate: 1 May 2026\nSubject: New inquiry\nTo: you\n\n" + notice, nil, ""},
		"made in china":  {`"Made-in-China" <info@evil.example>`, "Inquiry", strings.ReplaceAll(notice, "Alibaba.com", "Made-in-China.com"), nil, "made-in-china"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := withHeaders(mailOf(c.from, c.subject, c.body), c.headers...)
			lookThrough(m, ourDomains)
			if m.Via != nil && m.Via.Genuine {
				t.Fatalf("via %+v", m.Via)
			}
			if c.id != "" && (m.Via == nil || m.Via.ID != c.id) {
				t.Errorf("via %+v", m.Via)
			}
			if m.From != m.Envelope || m.Channel != xunpan.Email {
				t.Errorf("from %+v, channel %s", m.From, m.Channel)
			}
		})
	}
}

func TestNoPlatform(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*xunpan.Message{
		"found on":    mailOf("Ana <ana@ruiz.example>", "hinges", "I found you on Alibaba and am interested in your product. We are at www.ruiz.example. Please reply now."),
		"page":        mailOf("Ana <ana@ruiz.example>", "Alibaba hinges", "I saw your Alibaba.com page https://x.en.alibaba.com/p and need 500 pcs. Our site: www.ruiz.example"),
		"newsletter":  withHeaders(mailOf("Alibaba <promotion@email.alibaba.com>", "Big sale in September", "Discover trending goods.\n\nUnsubscribe"), "List-Unsubscribe: <https://alibaba.com>"),
		"kompass man": mailOf("Peter Kompass <peter@kompass-tools.example>", "Anfrage", "Bitte Angebot. www.kompass-tools.example"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lookThrough(m, ourDomains)
			if m.Via != nil || m.From != m.Envelope {
				t.Errorf("via %+v, from %+v", m.Via, m.From)
			}
		})
	}
}

// A colleague hands on a platform's notification: his address vouches for it.
func TestForwardedPlatform(t *testing.T) {
	t.Parallel()
	m := mailOf(colleague, "Fwd: Ana Ruiz has sent you an inquiry", "for you\n\n---------- Forwarded message ---------\nFrom: Alibaba.com <feedback@service.alibaba.com>\nDate: 1 May 2026\nSubject: Ana Ruiz has sent you an inquiry\nTo: jenny@maker.example\n\nName: Ana Ruiz\nCountry: Peru\nMessage: We need 500 hinges.\n\nReply now")
	lookThrough(m, ourDomains)
	checkBlocks(t, m.Body, m.Blocks)
	if m.Via == nil || !m.Via.Genuine || m.From.Name != "Ana Ruiz" || m.Given.Country != "Peru" || fresh(m) != "We need 500 hinges." || m.Forward == nil {
		t.Errorf("via %+v, from %+v, fresh %q", m.Via, m.From, fresh(m))
	}
}
