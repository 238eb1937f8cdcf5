package flow

import (
	"cmp"
	"context"
	"strings"

	"xunpan"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

// posts are where services take mail that read it at another kind of host than
// "imap.…": by the host of IMAP. Data of November 2026, from their help pages.
var posts = map[string]SendBy{
	"outlook.office365.com":  {Host: "smtp.office365.com", Port: 587, Security: "starttls"},
	"imap.mail.me.com":       {Host: "smtp.mail.me.com", Port: 587, Security: "starttls"},
	"imap.gmx.net":           {Host: "mail.gmx.net", Port: 465, Security: "tls"},
	"imap.gmx.com":           {Host: "mail.gmx.com", Port: 465, Security: "tls"},
	"imap.web.de":            {Host: "smtp.web.de", Port: 587, Security: "starttls"},
	"secureimap.t-online.de": {Host: "securesmtp.t-online.de", Port: 465, Security: "tls"},
	"imappro.zoho.com":       {Host: "smtppro.zoho.com", Port: 465, Security: "tls"},
}

// perHour is how many mails a mailbox sends in an hour where nothing else is
// said: less than what any of the known services allows.
const perHour = 60

// post is where the mailbox's mail is handed in; its Host is "" where that is
// nowhere.
func (c *MailboxConfig) post() SendBy {
	p := c.Send
	switch known, ok := posts[strings.ToLower(c.Host)]; {
	case p.Host == "-":
		return SendBy{}
	case p.Host != "":
	case ok:
		p.Host, p.Port, p.Security = known.Host, cmp.Or(p.Port, known.Port), cmp.Or(p.Security, known.Security)
	case strings.HasPrefix(strings.ToLower(c.Host), "imap."):
		p.Host = "smtp." + c.Host[len("imap."):]
	default:
		p.Host = c.Host // most small servers do both
	}
	p.Security = cmp.Or(p.Security, map[bool]string{true: "starttls", false: "tls"}[p.Port == 587 || p.Port == 25])
	p.Port = cmp.Or(p.Port, map[string]int{"tls": 465, "starttls": 587, "none": 25}[p.Security])
	p.PerHour = cmp.Or(p.PerHour, perHour)
	return p
}

// Post is where the mailbox's mail is handed in, as it is or as the desk guesses.
func (m *Mailbox) Post() SendBy { return m.Config.post() }

// sender hands mail in for all mailboxes of this node.
func (d *Desk) sender() *outbox.Sender {
	d.post.once.Do(func() {
		d.post.sender = &outbox.Sender{Dial: d.Dial, TLSConfig: d.TLS}
		if host := hostOf(d.URL); host != "" {
			d.post.sender.Name = host
		}
	})
	return d.post.sender
}

// server is where a mailbox's mail is handed in, with its secret.
func (d *Desk) server(id xunpan.ID, c *MailboxConfig, s mailboxSecret) (outbox.Server, error) {
	p := c.post()
	if p.Host == "" {
		return outbox.Server{}, invalid("mailbox", "This mailbox sends nothing; its settings say so.", "该邮箱设置为不发信。")
	}
	a := d.account(id, c, s)
	return outbox.Server{Host: p.Host, Port: p.Port, Security: p.Security, User: c.User, Secret: a.Secret, OAuth: a.OAuth}, nil
}

// postOf opens where a mailbox's mail is handed in.
func (d *Desk) postOf(row *store.Mailbox) (c MailboxConfig, s outbox.Server, err error) {
	m, err := MailboxOf(row)
	if err != nil {
		return c, s, err
	}
	secret, err := d.openSecret(row)
	if err != nil {
		return c, s, err
	}
	s, err = d.server(row.ID, &m.Config, secret)
	return m.Config, s, err
}

// TrySending signs in where a mailbox's mail is handed in, and sends nothing. With
// an id and no password the kept one is used, as TryMailbox does.
func (d *Desk) TrySending(ctx context.Context, m *Mailbox) error {
	if err := m.check(); err != nil {
		return err
	}
	var s mailboxSecret
	if m.ID != "" {
		row, err := d.Store.Mailbox(ctx, m.ID)
		if err != nil {
			return err
		}
		if s, err = d.keptSecret(&row, m); err != nil && m.Password == "" {
			return err
		}
	}
	s.Password = cmp.Or(m.Password, s.Password)
	s.RefreshToken = cmp.Or(m.Refresh, s.RefreshToken)
	if o := m.Config.OAuth; o != nil {
		s.ClientSecret = cmp.Or(o.ClientSecret, s.ClientSecret)
	}
	server, err := d.server(m.ID, &m.Config, s)
	if err != nil {
		return err
	}
	return d.sender().Check(ctx, server)
}
