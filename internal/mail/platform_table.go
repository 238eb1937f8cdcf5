package mail

import "xunpan"

// platform is a trade platform, network or form service that passes inquiries on.
type platform struct {
	id      string
	channel xunpan.Channel
	domains []string // domains it sends from itself
	brands  []string // its names as people see them, in lower case
	form    bool     // it passes website forms on: their fields are the whole mail
}

// platforms lists those known. A new one is one line here.
var platforms = []platform{
	{id: "alibaba", channel: xunpan.Alibaba, domains: []string{"alibaba.com", "alibaba-inc.com", "alibabagroup.com", "aliexpress.com", "alibaba-email.com"}, brands: []string{"alibaba"}},
	{id: "made-in-china", channel: xunpan.MadeInChina, domains: []string{"made-in-china.com", "focuschina.com", "made-in-china-mail.com"}, brands: []string{"made-in-china", "madeinchina.com"}},
	{id: "globalsources", channel: xunpan.GlobalSources, domains: []string{"globalsources.com", "globalsources.com.cn", "globalsourcesmail.com"}, brands: []string{"global sources", "globalsources"}},
	{id: "hktdc", channel: xunpan.OtherChannel, domains: []string{"hktdc.com", "hktdc.org", "tdctrade.com"}, brands: []string{"hktdc"}},
	{id: "tradekey", channel: xunpan.OtherChannel, domains: []string{"tradekey.com"}, brands: []string{"tradekey"}},
	{id: "ec21", channel: xunpan.OtherChannel, domains: []string{"ec21.com", "ec21.net"}, brands: []string{"ec21"}},
	{id: "ecplaza", channel: xunpan.OtherChannel, domains: []string{"ecplaza.net"}, brands: []string{"ecplaza"}},
	{id: "indiamart", channel: xunpan.OtherChannel, domains: []string{"indiamart.com"}, brands: []string{"indiamart"}},
	{id: "dhgate", channel: xunpan.OtherChannel, domains: []string{"dhgate.com", "dhgate.cn"}, brands: []string{"dhgate"}},
	{id: "tradeindia", channel: xunpan.OtherChannel, domains: []string{"tradeindia.com"}, brands: []string{"tradeindia"}},
	{id: "exporthub", channel: xunpan.OtherChannel, domains: []string{"exporthub.com"}, brands: []string{"exporthub"}},
	{id: "exportersindia", channel: xunpan.OtherChannel, domains: []string{"exportersindia.com", "weblink.in"}, brands: []string{"exportersindia"}},
	{id: "go4worldbusiness", channel: xunpan.OtherChannel, domains: []string{"go4worldbusiness.com"}, brands: []string{"go4worldbusiness"}},
	{id: "tradewheel", channel: xunpan.OtherChannel, domains: []string{"tradewheel.com"}, brands: []string{"tradewheel"}},
	{id: "dhport", channel: xunpan.OtherChannel, domains: []string{"diytrade.com"}, brands: []string{"diytrade"}},
	{id: "ecer", channel: xunpan.OtherChannel, domains: []string{"ecer.com", "ecer.cn"}, brands: []string{"ecer.com"}},
	{id: "okchem", channel: xunpan.OtherChannel, domains: []string{"okchem.com"}, brands: []string{"okchem"}},
	{id: "chemnet", channel: xunpan.OtherChannel, domains: []string{"chemnet.com"}, brands: []string{"chemnet"}},
	{id: "thomasnet", channel: xunpan.OtherChannel, domains: []string{"thomasnet.com", "thomaspublishing.com"}, brands: []string{"thomasnet"}},
	{id: "europages", channel: xunpan.OtherChannel, domains: []string{"europages.com", "europages.co.uk", "europages.de", "europages.fr", "europages.es", "europages.it", "visable.com"}, brands: []string{"europages"}},
	{id: "wlw", channel: xunpan.OtherChannel, domains: []string{"wlw.de", "wlw.at", "wlw.ch", "wlw.com"}, brands: []string{"wer liefert was", "wlw.de"}},
	{id: "kompass", channel: xunpan.OtherChannel, domains: []string{"kompass.com", "kompass-international.com", "easybusiness.kompass.com"}, brands: []string{"kompass.com", "kompass international"}},
	{id: "linkedin", channel: xunpan.LinkedIn, domains: []string{"linkedin.com"}, brands: []string{"linkedin"}},
	{id: "form", channel: xunpan.Website, form: true, domains: []string{
		"shopify.com", "shopifyemail.com", "myshopify.com", "wix.com", "wixforms.com", "wix-forms.com", "wixsitemail.com", "crm.wix.com", "hubspot.com", "hubspotemail.net",
		"squarespace.com", "squarespace.info", "formspree.io", "formsubmit.co", "getform.io", "jotform.com", "wufoo.com", "typeform.com", "weebly.com", "123formbuilder.com", "formcrafts.com", "basin.com", "usebasin.com", "web3forms.com", "elementor.cloud", "netlify.com", "webflow.com", "tawk.to", "jsform.com", "jinshuju.net",
	}},
}

// platformOf returns the platform that a host belongs to, or nil.
func platformOf(host string) *platform {
	if host == "" {
		return nil
	}
	for i := range platforms {
		for _, d := range platforms[i].domains {
			if hostIn(host, d) {
				return &platforms[i]
			}
		}
	}
	return nil
}

// noticeWords are what a platform says when it passes an inquiry on.
var noticeWords = []string{
	"sent you an inquiry", "sent you a inquiry", "sent you an enquiry", "sent you a message", "sent you a new", "sent you an rfq", "new inquiry", "new enquiry", "a new message", "new buyer inquiry", "buyer inquiry", "inquiry from", "enquiry from", "message from", "rfq from",
	"has sent you", "have received an inquiry", "have received a new", "have received a message", "received an inquiry", "received a new inquiry", "received a message", "received a new message", "you've received", "you received a", "you have a message", "you have a new", "you have an inquiry", "you have 1 new", "unread message", "unread inquir", "buyer is waiting", "waiting for your reply", "waiting for your response", "interested in your product", "buying lead", "buy lead", "buying request", "request for quotation", "quotation request", "inquiry details", "view inquiry", "view the inquiry", "view message", "view this message", "reply now", "reply to buyer", "reply to this inquiry", "contact buyer", "buyer's message", "buyer message", "sample order", "trade assurance",
	"询盘", "詢盤", "新的消息", "给您发送", "采购需求", "nueva consulta", "nuova richiesta", "neue anfrage", "nouvelle demande", "nova consulta", "новый запрос", "yeni talep",
}

// formWords are what a website's form program says in subject or text.
var formWords = []string{
	"contact form", "kontaktformular", "formulaire de contact", "formulario de contacto", "formulário de contato", "modulo di contatto", "форма обратной связи", "iletişim formu", "نموذج الاتصال", "在线留言", "网站留言", "留言", "website inquiry", "web inquiry", "inquiry form", "enquiry form", "new submission", "form submission", "new message from", "new entry", "website enquiry", "web enquiry", "feedback form", "request a quote", "quote request", "get a quote", "new inquiry", "new enquiry", "new customer message", "got a new submission", "sent from your website", "wpforms", "elementor", "contact us", "new lead",
}

// mailerNames begin the local part of addresses that programs send from.
var mailerNames = []string{"wordpress", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer", "form", "web", "www-data", "apache", "nobody", "website", "site", "contact", "notification", "notify", "system", "admin", "inquiry", "enquiry", "info", "postmaster", "root", "server", "smtp", "message"}
