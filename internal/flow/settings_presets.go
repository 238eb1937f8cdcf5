package flow

import (
	"strings"

	"xunpan"
)

// Preset is how a well-known mail service is reached over IMAP, as its own help
// pages say. Data of November 2026.
type Preset struct {
	Name    string
	Domains []string // mail domains it serves; none: it serves companies under their own domains
	Host    string   // always port 993 with TLS
	Local   bool     // the user name is the part before "@"
	Hint    xunpan.Text
	OAuth   *OAuth // where tokens are had; the client is the company's own
	Only    bool   // passwords are not taken any more
}

var (
	byCode  = xunpan.Text{En: "Switch IMAP on in the settings of the mailbox on the web; it then shows an authorisation code. Enter that code here instead of the password.", Zh: "请先在网页邮箱的设置中开启 IMAP 服务并生成授权码，此处填写授权码而非登录密码。"}
	byApp   = xunpan.Text{En: "Make an app password in the security settings of the account, and enter it here instead of the usual password.", Zh: "请在账号的安全设置中生成应用专用密码，此处填写该密码而非登录密码。"}
	byAllow = xunpan.Text{En: "Allow IMAP in the settings of the mailbox on the web first; with two-step sign-in an app password is needed.", Zh: "请先在网页邮箱的设置中允许 IMAP 访问；若启用了两步验证，还需使用应用专用密码。"}
	byOAuth = xunpan.Text{En: "This service takes no passwords for IMAP any more: register an app with it and sign in with OAuth 2.", Zh: "该服务的 IMAP 已不再接受密码：请在其平台登记应用，并选择 OAuth 2 登录。"}
	byAdmin = xunpan.Text{En: "The administrator must allow IMAP; if secure sign-in is on, enter the client password made in the web mail.", Zh: "需由管理员开启 IMAP；若启用了安全登录，请填写在网页邮箱中生成的客户端专用密码。"}

	google    = &OAuth{TokenURL: "https://oauth2.googleapis.com/token", Scopes: []string{"https://mail.google.com/"}}
	microsoft = &OAuth{TokenURL: "https://login.microsoftonline.com/common/oauth2/v2.0/token", Scopes: []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"}}
)

// Presets are the services the desk knows, those with mail domains of their own first.
var Presets = []Preset{
	{Name: "Gmail", Domains: []string{"gmail.com", "googlemail.com"}, Host: "imap.gmail.com", Hint: byApp, OAuth: google},
	{Name: "Outlook", Domains: []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "outlook.fr", "hotmail.co.uk", "hotmail.fr", "hotmail.it", "live.cn"}, Host: "outlook.office365.com", Hint: byOAuth, OAuth: microsoft, Only: true},
	{Name: "网易 163", Domains: []string{"163.com"}, Host: "imap.163.com", Hint: byCode},
	{Name: "网易 126", Domains: []string{"126.com"}, Host: "imap.126.com", Hint: byCode},
	{Name: "网易 yeah", Domains: []string{"yeah.net"}, Host: "imap.yeah.net", Hint: byCode},
	{Name: "网易 VIP", Domains: []string{"vip.163.com"}, Host: "imap.vip.163.com", Hint: byCode},
	{Name: "QQ / Foxmail", Domains: []string{"qq.com", "vip.qq.com", "foxmail.com"}, Host: "imap.qq.com", Hint: byCode},
	{Name: "阿里云邮箱", Domains: []string{"aliyun.com"}, Host: "imap.aliyun.com", Hint: byAllow},
	{Name: "139", Domains: []string{"139.com"}, Host: "imap.139.com", Hint: byCode},
	{Name: "新浪 Sina", Domains: []string{"sina.com", "sina.cn"}, Host: "imap.sina.com", Hint: byCode},
	{Name: "Yahoo", Domains: []string{"yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.co.in", "yahoo.com.br"}, Host: "imap.mail.yahoo.com", Hint: byApp},
	{Name: "AOL", Domains: []string{"aol.com"}, Host: "imap.aol.com", Hint: byApp},
	{Name: "iCloud", Domains: []string{"icloud.com", "me.com", "mac.com"}, Host: "imap.mail.me.com", Local: true, Hint: byApp},
	{Name: "Zoho", Domains: []string{"zoho.com", "zohomail.com"}, Host: "imap.zoho.com", Hint: byAllow},
	{Name: "Zoho EU", Domains: []string{"zoho.eu", "zohomail.eu"}, Host: "imap.zoho.eu", Hint: byAllow},
	{Name: "Yandex", Domains: []string{"yandex.com", "yandex.ru", "ya.ru", "yandex.kz", "yandex.by"}, Host: "imap.yandex.com", Hint: byApp},
	{Name: "Mail.ru", Domains: []string{"mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"}, Host: "imap.mail.ru", Hint: byApp},
	{Name: "GMX", Domains: []string{"gmx.net", "gmx.de", "gmx.at", "gmx.ch"}, Host: "imap.gmx.net", Hint: byAllow},
	{Name: "GMX.com", Domains: []string{"gmx.com", "gmx.us"}, Host: "imap.gmx.com", Hint: byAllow},
	{Name: "Web.de", Domains: []string{"web.de"}, Host: "imap.web.de", Hint: byAllow},
	{Name: "T-Online", Domains: []string{"t-online.de", "magenta.de"}, Host: "secureimap.t-online.de", Hint: byApp},
	{Name: "Naver", Domains: []string{"naver.com"}, Host: "imap.naver.com", Hint: byAllow},
	{Name: "腾讯企业邮 Exmail", Host: "imap.exmail.qq.com", Hint: byAdmin},
	{Name: "阿里企业邮 Alimail", Host: "imap.qiye.aliyun.com", Hint: byAdmin},
	{Name: "网易企业邮", Host: "imap.qiye.163.com", Hint: byAdmin},
	{Name: "Microsoft 365", Host: "outlook.office365.com", Hint: byOAuth, OAuth: microsoft, Only: true},
	{Name: "Google Workspace", Host: "imap.gmail.com", Hint: byApp, OAuth: google},
	{Name: "Zoho Mail", Host: "imappro.zoho.com", Hint: byAllow},
	{Name: "Yandex 360", Host: "imap.yandex.com", Hint: byApp},
}

// PresetFor is the preset of a mail address, or else of a server; nil if the
// desk knows neither.
func PresetFor(address, host string) *Preset {
	_, domain, _ := strings.Cut(foldAddress(address), "@")
	host = strings.ToLower(strings.TrimSpace(host))
	for i := range Presets {
		for _, d := range Presets[i].Domains {
			if d == domain {
				return &Presets[i]
			}
		}
	}
	for i := range Presets {
		if Presets[i].Host == host {
			return &Presets[i]
		}
	}
	return nil
}

// Fill puts what is known of the address's mail service into the fields that
// are empty.
func (m *Mailbox) Fill() {
	p := PresetFor(m.Address, m.Config.Host)
	if p == nil {
		return
	}
	c := &m.Config
	if c.Host == "" {
		c.Host, c.Port, c.Security = p.Host, 993, "tls"
	}
	if local, _, ok := strings.Cut(foldAddress(m.Address), "@"); ok && c.User == "" && p.Local {
		c.User = local
	}
	if c.OAuth != nil && p.OAuth != nil && c.OAuth.TokenURL == "" {
		c.OAuth.TokenURL, c.OAuth.Scopes = p.OAuth.TokenURL, p.OAuth.Scopes
	}
}
