package flow

import (
	"context"
	"encoding/json"
	"net"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"xunpan"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// MailboxConfig is how a mailbox is reached and what is read of it. The
// password is apart from it, sealed.
type MailboxConfig struct {
	Host     string    `json:"host"`
	Port     int       `json:"port"`
	Security string    `json:"security"` // "tls", "starttls", or "none" on this machine
	User     string    `json:"user"`
	Folders  []string  `json:"folders,omitempty"` // none means INBOX
	Sent     string    `json:"sent,omitempty"`    // "" finds it, "-" leaves it out
	Since    time.Time `json:"since,omitzero"`
	Poll     int       `json:"poll,omitempty"` // seconds
	DryRun   bool      `json:"dry_run,omitempty"`
	OAuth    *OAuth    `json:"oauth,omitempty"`
	Send     SendBy    `json:"send,omitzero"`
}

// SendBy is where mail of a mailbox is handed in, with the user and password it
// is read with. The zero value is what the service's own help pages say, if the
// desk knows the service.
type SendBy struct {
	Host     string `json:"host,omitempty"` // "-" sends nothing
	Port     int    `json:"port,omitempty"`
	Security string `json:"security,omitempty"` // as of MailboxConfig
	PerHour  int    `json:"per_hour,omitempty"` // mails at most; 60 if 0
}

// OAuth is how an access token is had for a mailbox; the refresh token is its
// secret.
type OAuth struct {
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"-"` // sealed with the refresh token
	TokenURL     string   `json:"token_url"`
	Scopes       []string `json:"scopes,omitempty"`
}

// secret is what is sealed of a mailbox.
type mailboxSecret struct {
	Password     string `json:"password,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// Mailbox is a mailbox as people set it up.
type Mailbox struct {
	ID       xunpan.ID
	Name     string
	Address  string
	Config   MailboxConfig
	Active   bool
	Password string // to be set; "" keeps the one there is
	Refresh  string // OAuth: the refresh token to be set; "" keeps the one there is
	Version  int64
	State    MailboxState
}

// MailboxState is what the reader of a mailbox reported last.
type MailboxState struct {
	State   intake.State `json:"state,omitempty"`
	Folder  string       `json:"folder,omitempty"`
	Done    int          `json:"done,omitempty"`
	Total   int          `json:"total,omitempty"`
	Found   int          `json:"found,omitempty"`
	Idle    bool         `json:"idle,omitempty"`
	Sent    string       `json:"sent,omitempty"`
	Class   intake.Class `json:"class,omitempty"`
	What    xunpan.Text  `json:"what,omitzero"`
	Do      xunpan.Text  `json:"do,omitzero"`
	Since   time.Time    `json:"since,omitzero"`
	RetryAt time.Time    `json:"retry_at,omitzero"`
	Node    string       `json:"node,omitempty"`
}

// Mailbox is a kept mailbox with its state: where this node reads it, as its
// reader reported last, though the book may not have taken it.
func (d *Desk) Mailbox(m *store.Mailbox) (Mailbox, error) {
	out, err := MailboxOf(m)
	if s, ok := d.boxStates.Load(m.ID); ok {
		out.State = s.(MailboxState)
	}
	return out, err
}

// MailboxOf reads a kept mailbox, without its secret.
func MailboxOf(m *store.Mailbox) (Mailbox, error) {
	out := Mailbox{ID: m.ID, Name: m.Name, Address: m.Address, Active: m.Active, Version: m.Version}
	if err := json.Unmarshal(m.Config, &out.Config); err != nil {
		return out, err
	}
	return out, json.Unmarshal(m.State, &out.State)
}

func (m *Mailbox) check() error {
	m.Name, m.Address = strings.TrimSpace(m.Name), foldAddress(m.Address)
	c := &m.Config
	c.Host, c.User = strings.TrimSpace(c.Host), strings.TrimSpace(c.User)
	if c.User == "" {
		c.User = m.Address
	}
	if m.Name == "" {
		m.Name = m.Address
	}
	if c.Security == "" {
		c.Security = "tls"
	}
	if c.Port == 0 {
		c.Port = 993
		if c.Security != "tls" {
			c.Port = 143
		}
	}
	switch {
	case !strings.Contains(m.Address, "@") || len(m.Address) > 254:
		return invalid("address", "The mail address %q is none.", "“%s”不是邮箱地址。", m.Address)
	case c.Host == "" || strings.ContainsAny(c.Host, "/@: \r\n"):
		return invalid("host", "Name the mail server's host, such as imap.example.com.", "请填写邮件服务器的主机名，如 imap.example.com。")
	case c.Port < 1 || c.Port > 65535:
		return invalid("port", "The port is a number from 1 to 65535; 993 is usual.", "端口为 1 到 65535 的数字，通常是 993。")
	case c.Security != "tls" && c.Security != "starttls" && c.Security != "none":
		return invalid("security", "Security is tls, starttls or none.", "加密方式为 tls、starttls 或 none。")
	case c.Security == "none" && !loopback(c.Host):
		return invalid("security", "Without encryption only a server on this machine can be read.", "不加密只能读取本机上的服务器。")
	case c.OAuth != nil && (!strings.HasPrefix(c.OAuth.TokenURL, "https://") || c.OAuth.ClientID == ""):
		return invalid("oauth", "OAuth needs the client id and the provider's token address (https).", "OAuth 需要客户端 ID 和服务商的令牌地址（https）。")
	case c.Send.Host != "" && c.Send.Host != "-" && strings.ContainsAny(c.Send.Host, "/@: \r\n"):
		return invalid("send_host", "Name the host that takes mail, such as smtp.example.com; leave it empty for the usual one.", "请填写发信服务器主机名，如 smtp.example.com；留空则用默认值。")
	case c.Send.Port < 0 || c.Send.Port > 65535 || c.Send.PerHour < 0:
		return invalid("send_port", "The port is a number from 1 to 65535; 465 and 587 are usual.", "端口为 1 到 65535 的数字，通常是 465 或 587。")
	case c.post().Security == "none" && c.post().Host != "" && !loopback(c.post().Host):
		return invalid("send_security", "Without encryption mail is handed in on this machine only.", "不加密只能通过本机发信。")
	case len(c.Folders) > 50:
		return invalid("folders", "At most 50 folders of a mailbox are read.", "一个邮箱最多读取 50 个文件夹。")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// SaveMailbox adds a mailbox (without id) or changes one.
func (d *Desk) SaveMailbox(ctx context.Context, who Who, m *Mailbox) error {
	if err := m.check(); err != nil {
		return err
	}
	config, err := json.Marshal(m.Config)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		row := store.Mailbox{ID: m.ID, Version: m.Version}
		what := "changed"
		if m.ID == "" {
			row.ID, what = newID(), "created"
		} else if row, err = tx.Mailbox(ctx, m.ID); err != nil {
			return err
		}
		if m.Version != 0 {
			row.Version = m.Version
		}
		var s mailboxSecret
		if len(row.Secret) > 0 {
			if s, err = d.keptSecret(&row, m); err != nil && m.Password == "" && m.Refresh == "" {
				return err
			}
		}
		if m.Password != "" {
			s.Password = m.Password
		}
		if m.Refresh != "" {
			s.RefreshToken = m.Refresh
		}
		if o := m.Config.OAuth; o != nil && o.ClientSecret != "" {
			s.ClientSecret = o.ClientSecret
		}
		if s == (mailboxSecret{}) {
			return invalid("password", "The mailbox needs a password or a token.", "邮箱需要密码（授权码）或令牌。")
		}
		row.Name, row.Address, row.Config, row.Active = m.Name, m.Address, config, m.Active
		plain, err := json.Marshal(s)
		if err != nil {
			return err
		}
		row.Secret = d.Seal.Seal("mailbox/"+string(row.ID), plain)
		if what == "created" {
			err = tx.AddMailbox(ctx, &row)
		} else {
			err = tx.SaveMailbox(ctx, &row)
		}
		if err != nil {
			return err
		}
		m.ID, m.Version = row.ID, row.Version
		tx.Tell(d.boxes.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: row.ID, What: what, Detail: map[string]any{"address": m.Address, "host": m.Config.Host, "active": m.Active}})
	})
}

// RemoveMailbox stops reading a mailbox and forgets its password and ledger.
// Its messages stay.
func (d *Desk) RemoveMailbox(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveMailbox(ctx, id); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: id, What: "removed", Detail: map[string]any{"address": m.Address}})
	})
}

// keptSecret opens the secrets of a mailbox for a setup that gives none. They were
// given for one server and one user: whoever names others must know them himself,
// or he could have them sent to a server of his own.
func (d *Desk) keptSecret(row *store.Mailbox, m *Mailbox) (s mailboxSecret, err error) {
	was, err := MailboxOf(row)
	if err != nil {
		return s, err
	}
	a, b := &was.Config, &m.Config
	same := a.post() == b.post() && strings.EqualFold(a.Host, b.Host) && a.Port == b.Port && a.Security == b.Security && a.User == b.User && (a.OAuth == nil) == (b.OAuth == nil)
	if same && a.OAuth != nil {
		same = a.OAuth.TokenURL == b.OAuth.TokenURL && a.OAuth.ClientID == b.OAuth.ClientID
	}
	if !same {
		return s, invalid("password", "The kept password belongs to another server or user: enter it again.", "已保存的密码属于另一台服务器或另一个用户：请重新输入。")
	}
	return d.openSecret(row)
}

// LockedMailboxes are the addresses of mailboxes whose secrets the desk's key
// does not open: they were sealed with another one.
func (d *Desk) LockedMailboxes(ctx context.Context) (addresses []string, err error) {
	rows, err := d.Store.Mailboxes(ctx)
	for i := range rows {
		if _, err := d.openSecret(&rows[i]); err != nil {
			addresses = append(addresses, rows[i].Address)
		}
	}
	return addresses, err
}

func (d *Desk) openSecret(m *store.Mailbox) (s mailboxSecret, err error) {
	plain, err := d.Seal.Open("mailbox/"+string(m.ID), m.Secret)
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(plain, &s)
}

// TryMailbox connects to a mailbox as it is set up, without keeping anything,
// and says which folders are there. With an id and no password the kept one is
// used.
func (d *Desk) TryMailbox(ctx context.Context, m *Mailbox) (intake.Summary, error) {
	if err := m.check(); err != nil {
		return intake.Summary{}, err
	}
	var s mailboxSecret
	if m.ID != "" {
		row, err := d.Store.Mailbox(ctx, m.ID)
		if err != nil {
			return intake.Summary{}, err
		}
		if s, err = d.keptSecret(&row, m); err != nil && m.Password == "" {
			return intake.Summary{}, err
		}
	}
	if m.Password != "" {
		s.Password = m.Password
	}
	if m.Refresh != "" {
		s.RefreshToken = m.Refresh
	}
	if o := m.Config.OAuth; o != nil && o.ClientSecret != "" {
		s.ClientSecret = o.ClientSecret
	}
	return d.account(m.ID, &m.Config, s).Check(ctx)
}

// account is what the intake needs to read a mailbox.
func (d *Desk) account(id xunpan.ID, c *MailboxConfig, s mailboxSecret) *intake.Account {
	a := &intake.Account{
		ID: string(id), Host: c.Host, Port: c.Port, Security: c.Security, User: c.User, Folders: c.Folders, Sent: c.Sent, Since: c.Since,
		Poll: time.Duration(c.Poll) * time.Second, DryRun: c.DryRun, Dial: d.Dial, TLSConfig: d.TLS,
		Secret: func(context.Context) (string, error) { return s.Password, nil },
	}
	if c.OAuth != nil {
		a.OAuth = true
		conf := oauth2.Config{ClientID: c.OAuth.ClientID, ClientSecret: s.ClientSecret, Endpoint: oauth2.Endpoint{TokenURL: c.OAuth.TokenURL}, Scopes: c.OAuth.Scopes}
		a.Secret = func(ctx context.Context) (string, error) {
			if d.HTTP != nil {
				ctx = context.WithValue(ctx, oauth2.HTTPClient, d.HTTP)
			}
			t, err := conf.TokenSource(ctx, &oauth2.Token{RefreshToken: s.RefreshToken}).Token()
			if err != nil {
				return "", err
			}
			return t.AccessToken, nil
		}
	}
	return a
}

// Position tells the intake how far a folder was read.
func (d *Desk) Position(ctx context.Context, account, folder string) (intake.Position, bool, error) {
	p, known, err := d.Store.Position(ctx, xunpan.ID(account), folder)
	return intake.Position{Folder: folder, UIDValidity: p.Validity, UID: p.UID}, known, err
}

// deliver stores what a mailbox brought, its ledger and its position in one
// transaction.
func (d *Desk) deliver(mailbox xunpan.ID) intake.Deliver {
	return func(ctx context.Context, batch []intake.Incoming) error {
		var ins []Incoming
		entries := make([]store.LedgerEntry, len(batch))
		place := make([]int, len(batch)) // of the receipt; -1 for none
		for i := range batch {
			in := &batch[i]
			entries[i] = store.LedgerEntry{Folder: in.Folder, Validity: in.UIDValidity, UID: in.UID}
			place[i] = -1
			switch {
			case in.Err != nil:
				entries[i].Outcome, entries[i].Reason = "skipped", in.Err.Error()
			case blank(in.Raw):
				entries[i].Outcome, entries[i].Reason = "skipped", ErrEmpty.Error()
			default:
				place[i] = len(ins)
				ins = append(ins, Incoming{Raw: in.Raw, Form: xunpan.FormMail, Source: source(in), Mailbox: mailbox, Sent: in.Sent, Received: in.Internal})
			}
		}
		_, err := d.ReceiveAll(ctx, ins, func(ctx context.Context, tx *store.Tx, rs []Receipt) error {
			for i := range entries {
				e := &entries[i]
				if place[i] >= 0 {
					r := &rs[place[i]]
					e.Message, e.Inquiry = r.Message, r.Inquiry
					switch e.Outcome, e.Reason = "stored", ""; {
					case !r.New:
						e.Outcome = "again"
					case r.Skipped != "":
						e.Outcome, e.Reason = "skipped", r.Skipped
					}
				}
				if err := tx.AddLedger(ctx, mailbox, e); err != nil {
					return err
				}
			}
			last := &batch[len(batch)-1]
			return tx.SetPosition(ctx, mailbox, store.Position{Folder: last.Folder, Validity: last.UIDValidity, UID: last.UID})
		})
		return err
	}
}

func source(in *intake.Incoming) string {
	return in.Folder + "/" + itoa(in.UIDValidity) + "/" + itoa(in.UID)
}
