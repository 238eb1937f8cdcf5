package intake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"

	"xunpan"
)

// what says what happened.
func (a *Account) what(f *Fault) xunpan.Text {
	host := a.Host
	var t xunpan.Text
	switch f.Class {
	case FaultHost:
		t = text2("The name of the server %s is not known.", "找不到服务器 %s。", host)
	case FaultRefused:
		t = text2("The server %s cannot be reached on port %s.", "无法连接服务器 %s 的端口 %s。", host, strconv.Itoa(a.Port))
	case FaultTLS:
		why := untrusted(f.Err)
		t = xunpan.Text{
			En: fmt.Sprintf("There is no safe connection to %s: %s.", host, why.En),
			Zh: fmt.Sprintf("无法与 %s 建立安全连接：%s。", host, why.Zh),
		}
	case FaultSecret:
		t = text2("The password or token of %s could not be read here.", "本机无法读取 %s 的密码或令牌。", a.User)
	case FaultLogin:
		t = text2("%s refused the login of %s.", "%s 拒绝了 %s 的登录。", host, a.User)
	case FaultFolder:
		t = text2("The folder “%s” cannot be opened.", "无法打开文件夹“%s”。", f.Folder)
	case FaultSlow:
		t = text2("The server %s does not answer in time.", "服务器 %s 响应超时。", host)
	case FaultCut:
		t = text2("The connection to %s broke.", "与 %s 的连接中断了。", host)
	case FaultServer:
		if t = text2("The server %s refused.", "服务器 %s 拒绝了请求。", host); f.Folder != "" {
			t = text2("The server %s refused something in the folder “%s”.", "服务器 %s 拒绝了对文件夹“%s”的请求。", host, f.Folder)
		}
	case FaultGarbled:
		t = text2("The server %s answered something that could not be understood.", "无法理解服务器 %s 的回复。", host)
	case FaultStore:
		t = text2("The mails could not be stored in our own database.", "邮件未能存入本系统的数据库。")
	}
	var refused *imap.Error
	if errors.As(f.Err, &refused) && refused.Text != "" {
		t.En += " It says: “" + refused.Text + "”"
		t.Zh += "服务器提示：“" + refused.Text + "”"
	}
	return t
}

func text2(en, zh string, args ...any) xunpan.Text {
	return xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}
}

// byItself is the advice for what passes.
var byItself = xunpan.Text{
	En: "Nothing is lost: it is tried again by itself, from where it stopped.",
	Zh: "邮件不会丢失：系统会自动重试，并从中断处继续。",
}

// advice says what to do.
func (a *Account) advice(f *Fault) xunpan.Text {
	switch f.Class {
	case FaultHost:
		return xunpan.Text{En: "Check how the server's name is spelt, and this machine's connection to the internet.", Zh: "请检查服务器名称的拼写，以及本机的网络连接。"}
	case FaultRefused:
		return xunpan.Text{En: "Check the port (993 with TLS, 143 with STARTTLS) and whether a firewall is in between.", Zh: "请检查端口（TLS 用 993，STARTTLS 用 143），以及是否有防火墙阻挡。"}
	case FaultTLS:
		return xunpan.Text{En: "Check the server's name, the port and the kind of encryption (993 is TLS, 143 STARTTLS). A company's own certificate must be made known to this machine.", Zh: "请检查服务器名称、端口和加密方式（993 为 TLS，143 为 STARTTLS）。公司自签的证书须先在本机设为受信任。"}
	case FaultSecret:
		return xunpan.Text{En: "Enter the password again, or connect the mailbox again.", Zh: "请重新输入密码，或重新授权该邮箱。"}
	case FaultLogin:
		return a.loginAdvice()
	case FaultFolder:
		return xunpan.Text{En: "Choose the folder from the list of the mailbox again; it may have been renamed or deleted.", Zh: "该文件夹可能已改名或删除，请在邮箱的文件夹列表中重新选择。"}
	case FaultSlow:
		return xunpan.Text{En: "Check the port and the kind of encryption if this never worked. " + byItself.En, Zh: "如果从未连接成功过，请检查端口和加密方式。" + byItself.Zh}
	case FaultStore:
		return xunpan.Text{En: "Check the disk and the database. " + byItself.En, Zh: "请检查磁盘和数据库。" + byItself.Zh}
	case FaultGarbled:
		return xunpan.Text{En: "Check that this is the port of IMAP. " + byItself.En, Zh: "请确认该端口是 IMAP 服务。" + byItself.Zh}
	}
	return byItself
}

// provider is a mail provider whose logins have a way of their own.
type provider struct {
	domains []string // of its IMAP servers
	advice  xunpan.Text
}

// providers holds how programs log in at the large providers, as of 2026-11.
var providers = []provider{
	{[]string{"163.com", "126.com", "yeah.net", "188.com", "netease.com", "126.net"}, xunpan.Text{
		En: "NetEase wants an authorisation code instead of the password: in the web mail open Settings, POP3/SMTP/IMAP, switch IMAP on, and enter the code it shows.",
		Zh: "网易邮箱须用授权码代替密码：登录网页邮箱，进入“设置 → POP3/SMTP/IMAP”，开启 IMAP 服务，然后在此填写生成的授权码。",
	}},
	{[]string{"qq.com", "foxmail.com"}, xunpan.Text{
		En: "Tencent wants an authorisation code (QQ Mail) or a client password (Exmail) instead of the password: in the web mail open Settings, Account, switch IMAP on, and enter the code it shows.",
		Zh: "QQ 邮箱须用授权码、腾讯企业邮须用客户端专用密码代替登录密码：登录网页邮箱，在“设置 → 账户”中开启 IMAP 服务，然后在此填写生成的授权码。",
	}},
	{[]string{"aliyun.com", "mxhichina.com"}, xunpan.Text{
		En: "Alibaba Mail: the administrator must allow third-party programs; where safe login is on, enter the security password for programs.",
		Zh: "阿里邮箱：须由管理员允许第三方客户端；如已启用“三方客户端安全密码”，请在此填写该安全密码。",
	}},
	{[]string{"sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "21cn.com", "wo.cn"}, xunpan.Text{
		En: "Switch IMAP on in the settings of the web mail, and enter the authorisation code that it shows instead of the password.",
		Zh: "请在网页邮箱的设置中开启 IMAP 服务，并用生成的授权码代替密码。",
	}},
	{[]string{"gmail.com", "googlemail.com", "google.com"}, xunpan.Text{
		En: "Google wants an app password (account with 2-step verification: Security, App passwords) or a connection by OAuth2; the account's own password is refused.",
		Zh: "谷歌不接受账户密码：请使用应用专用密码（先开启两步验证，再到“安全性 → 应用专用密码”生成），或使用 OAuth2 连接。",
	}},
	{[]string{"outlook.com", "office365.com", "hotmail.com", "live.com"}, xunpan.Text{
		En: "Microsoft takes no passwords over IMAP any more: connect the mailbox by OAuth2. In a company the administrator must allow IMAP for the mailbox.",
		Zh: "微软邮箱已不再接受密码登录 IMAP：请使用 OAuth2 连接。企业邮箱还须由管理员为该邮箱开启 IMAP。",
	}},
	{[]string{"yahoo.com", "yahoo.co.jp", "aol.com", "icloud.com", "me.com", "fastmail.com", "zoho.com", "zoho.eu", "zoho.com.cn", "yandex.com", "yandex.ru", "mail.ru"}, xunpan.Text{
		En: "This provider wants an app password: make one in the security settings of the account, switch IMAP on there, and enter it here.",
		Zh: "该服务商须使用应用专用密码：请在账户的安全设置中开启 IMAP 并生成专用密码，然后在此填写。",
	}},
	{[]string{"gmx.net", "gmx.com", "web.de", "t-online.de", "libero.it", "orange.fr"}, xunpan.Text{
		En: "Allow IMAP in the settings of the web mail first. With two-factor login, enter a password made for programs.",
		Zh: "请先在网页邮箱的设置中允许 IMAP。如已开启双重验证，请填写客户端专用密码。",
	}},
}

func (a *Account) loginAdvice() xunpan.Text {
	if a.OAuth {
		return xunpan.Text{
			En: "Connect the mailbox again and agree to the access; it may have been withdrawn, or IMAP is switched off for the mailbox.",
			Zh: "请重新连接该邮箱并同意授权；授权可能已被撤销，或该邮箱未开启 IMAP。",
		}
	}
	host := "." + strings.ToLower(a.Host)
	for _, p := range providers {
		for _, d := range p.domains {
			if strings.HasSuffix(host, "."+d) {
				return p.advice
			}
		}
	}
	return xunpan.Text{
		En: "Check user and password. Many providers want IMAP switched on in the web mail, and an authorisation code or app password instead of the password.",
		Zh: "请检查用户名和密码。许多服务商要求先在网页邮箱中开启 IMAP，并使用授权码或应用专用密码代替登录密码。",
	}
}
