package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// mailbox is a mail account the desk reads. Passwords and tokens go in and are
// never given back.
type mailbox struct {
	ID      string         `json:"id"`
	Active  bool           `json:"active"`
	State   mailboxState   `json:"state"`
	Counts  map[string]int `json:"counts" doc:"Of the ledger: stored, again, skipped."`
	Folders []folderAt     `json:"read" nullable:"false" doc:"Folders that were read, and how far."`
	Version int64          `json:"version"`
	MailboxSetup
}

type folderAt struct {
	Folder   string `json:"folder"`
	Validity uint32 `json:"uidvalidity"`
	UID      uint32 `json:"uid" doc:"0: it is being read again from its start."`
}

// MailboxSetup is how a mailbox is reached and what is read of it.
type MailboxSetup struct {
	Name     string        `json:"name,omitempty" maxLength:"100" doc:"The address if left out."`
	Address  string        `json:"address" maxLength:"254"`
	Host     string        `json:"host,omitempty" maxLength:"253" doc:"Known for many mail services; then it may be left out."`
	Port     int           `json:"port,omitempty" doc:"993 if left out."`
	Security string        `json:"security,omitempty" enum:"tls,starttls,none" doc:"tls if left out; none only for this machine."`
	User     string        `json:"user,omitempty" maxLength:"254" doc:"The address if left out."`
	Read     []string      `json:"folders,omitempty" maxItems:"50" doc:"INBOX if left out."`
	Sent     string        `json:"sent,omitempty" doc:"Found by itself if left out; \"-\" reads none."`
	Since    *time.Time    `json:"since,omitempty" doc:"Older mail is left alone."`
	Poll     int           `json:"poll,omitempty" minimum:"0" maximum:"86400" doc:"Seconds between two looks where the server does not tell by itself."`
	DryRun   bool          `json:"dry_run,omitempty" doc:"Only counts what would be brought in."`
	OAuth    *mailboxOAuth `json:"oauth,omitempty"`
	Send     *mailboxSend  `json:"send,omitempty" doc:"Where its answers are handed in, with the same user and password; known for many mail services."`
}

type mailboxSend struct {
	Host     string `json:"host,omitempty" maxLength:"253" doc:"\"-\" sends nothing."`
	Port     int    `json:"port,omitempty" minimum:"0" maximum:"65535"`
	Security string `json:"security,omitempty" enum:"tls,starttls,none"`
	PerHour  int    `json:"per_hour,omitempty" minimum:"0" doc:"Mails an hour at most; 60 if left out."`
}

type mailboxOAuth struct {
	Client   string   `json:"client_id" maxLength:"500"`
	TokenURL string   `json:"token_url,omitempty" maxLength:"500" doc:"Known for some mail services; then it may be left out."`
	Scopes   []string `json:"scopes,omitempty" maxItems:"20"`
}

// MailboxInput is a setup with its secrets.
type MailboxInput struct {
	MailboxSetup
	Password     string `json:"password,omitempty" maxLength:"1000" doc:"The kept one if left out."`
	ClientSecret string `json:"client_secret,omitempty" maxLength:"1000"`
	Refresh      string `json:"refresh_token,omitempty" maxLength:"5000"`
	Version      int64  `json:"version,omitempty" doc:"The version that was read; 409 if it is not the present one."`
}

// mailboxState is what the reader of a mailbox said last.
type mailboxState struct {
	State  string     `json:"state" doc:"\"\" while no reader has said anything; connecting, reading, waiting, failed."`
	Folder string     `json:"folder,omitempty"`
	Done   int        `json:"done,omitempty"`
	Total  int        `json:"total,omitempty"`
	Found  int        `json:"found,omitempty" doc:"In a dry run: messages that would be brought in."`
	Idle   bool       `json:"idle,omitempty" doc:"The server tells of new mail at once."`
	Class  string     `json:"class,omitempty" doc:"Kind of trouble: dns, refused, tls, secret, login, folder, slow, cut, server, garbled, store."`
	What   *textBoth  `json:"what,omitempty" doc:"What is wrong."`
	Do     *textBoth  `json:"do,omitempty" doc:"What to do about it."`
	Since  *time.Time `json:"since"`
	Retry  *time.Time `json:"retry_at"`
	Node   string     `json:"node,omitempty"`
}

func (in *MailboxInput) mailbox(id string) flow.Mailbox {
	m := flow.Mailbox{ID: xunpan.ID(id), Name: in.Name, Address: in.Address, Active: true, Password: in.Password, Refresh: in.Refresh, Version: in.Version,
		Config: flow.MailboxConfig{Host: in.Host, Port: in.Port, Security: in.Security, User: in.User, Folders: in.Read, Sent: in.Sent, Poll: in.Poll, DryRun: in.DryRun}}
	if in.Since != nil {
		m.Config.Since = *in.Since
	}
	if p := in.Send; p != nil {
		m.Config.Send = flow.SendBy{Host: p.Host, Port: p.Port, Security: p.Security, PerHour: p.PerHour}
	}
	if o := in.OAuth; o != nil {
		m.Config.OAuth = &flow.OAuth{ClientID: o.Client, ClientSecret: in.ClientSecret, TokenURL: o.TokenURL, Scopes: o.Scopes}
	}
	m.Fill()
	return m
}

func (a *API) mailboxOf(ctx context.Context, row *store.Mailbox) (v mailbox, err error) {
	m, err := a.desk.Mailbox(row)
	if err != nil {
		return v, err
	}
	c, s := &m.Config, &m.State
	v = mailbox{ID: string(m.ID), Active: m.Active, Version: m.Version, Folders: []folderAt{},
		MailboxSetup: MailboxSetup{Name: m.Name, Address: m.Address, Host: c.Host, Port: c.Port, Security: c.Security, User: c.User, Read: c.Folders, Sent: c.Sent, Since: at(c.Since), Poll: c.Poll, DryRun: c.DryRun},
		State:        mailboxState{State: string(s.State), Folder: s.Folder, Done: s.Done, Total: s.Total, Found: s.Found, Idle: s.Idle, Class: string(s.Class), Since: at(s.Since), Retry: at(s.RetryAt), Node: s.Node}}
	if s.What.En != "" {
		v.State.What, v.State.Do = &textBoth{s.What.En, s.What.Zh}, &textBoth{s.Do.En, s.Do.Zh}
	}
	if c.Send != (flow.SendBy{}) {
		v.Send = &mailboxSend{c.Send.Host, c.Send.Port, c.Send.Security, c.Send.PerHour}
	}
	if o := c.OAuth; o != nil {
		v.OAuth = &mailboxOAuth{o.ClientID, o.TokenURL, o.Scopes}
	}
	ps, err := a.desk.Positions(ctx, &m)
	if err != nil {
		return v, err
	}
	for _, p := range ps {
		v.Folders = append(v.Folders, folderAt{p.Folder, p.Validity, p.UID})
	}
	v.Counts, err = a.desk.Store.LedgerCounts(ctx, m.ID)
	return v, err
}

func (a *API) oneMailbox(ctx context.Context, id xunpan.ID) (*single[mailbox], error) {
	row, err := a.desk.Store.Mailbox(ctx, id)
	if err != nil {
		return nil, a.fail(ctx, err)
	}
	v, err := a.mailboxOf(ctx, &row)
	if err != nil {
		return nil, a.fail(ctx, err)
	}
	return &single[mailbox]{v}, nil
}

func (a *API) mailboxRoutes() {
	const base, one, tag = "/api/v1/mailboxes", "/api/v1/mailboxes/{id}", "mailboxes"
	huma.Register(a.huma, route(http.MethodGet, base, "list-mailboxes", "The mailboxes the desk reads, and how they fare", tag, xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*items[mailbox], error) {
		rows, err := a.desk.Store.Mailboxes(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		vs := make([]mailbox, len(rows))
		for i := range rows {
			if vs[i], err = a.mailboxOf(ctx, &rows[i]); err != nil {
				return nil, a.fail(ctx, err)
			}
		}
		return itemsOf(vs, func(v *mailbox) mailbox { return *v }), nil
	})
	huma.Register(a.huma, route(http.MethodPost, base, "post-mailbox", "Connect a mailbox", tag, xunpan.CanSettings, created), func(ctx context.Context, in *single[MailboxInput]) (*single[mailbox], error) {
		m := in.Body.mailbox("")
		if err := a.desk.SaveMailbox(ctx, who(ctx), &m); err != nil {
			return nil, a.fail(ctx, err)
		}
		return a.oneMailbox(ctx, m.ID)
	})
	huma.Register(a.huma, route(http.MethodGet, one, "get-mailbox", "One mailbox", tag, xunpan.CanSettings), func(ctx context.Context, in *ByID) (*single[mailbox], error) {
		return a.oneMailbox(ctx, xunpan.ID(in.ID))
	})
	huma.Register(a.huma, route(http.MethodPut, one, "put-mailbox", "Set how a mailbox is reached and what is read of it", tag, xunpan.CanSettings), func(ctx context.Context, in *struct {
		ByID
		Body MailboxInput
	}) (*single[mailbox], error) {
		row, err := a.desk.Store.Mailbox(ctx, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		m := in.Body.mailbox(in.ID)
		m.Active = row.Active
		if err := a.desk.SaveMailbox(ctx, who(ctx), &m); err != nil {
			return nil, a.fail(ctx, err)
		}
		return a.oneMailbox(ctx, m.ID)
	})
	huma.Register(a.huma, route(http.MethodPatch, one, "switch-mailbox", "Pause or resume the reading of one", tag, xunpan.CanSettings, gone), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Active bool `json:"active"`
		}
	}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.Switch(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Active))
	})
	act(a, http.MethodDelete, one, "delete-mailbox", "Disconnect one; its messages stay", tag, xunpan.CanSettings, a.desk.RemoveMailbox)
	huma.Register(a.huma, route(http.MethodPost, one+"/read-again", "read-mailbox-again", "Read it again from its start date; what is here comes no second time", tag, xunpan.CanSettings, gone), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Folder string `json:"folder,omitempty" maxLength:"500" doc:"All folders if left out."`
		}
	}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.ReadAgain(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Folder))
	})
	a.mailboxTrial()
	a.ledgerRoute(one + "/ledger")
}

func (a *API) mailboxTrial() {
	type folder struct {
		Name     string `json:"name"`
		Use      string `json:"use,omitempty" doc:"sent, drafts, junk, trash, archive, …"`
		Messages int    `json:"messages"`
		Read     bool   `json:"read" doc:"It would be read."`
		New      int    `json:"new" doc:"Messages that would be brought in at first."`
	}
	type trial struct {
		Passed  bool      `json:"passed"`
		Idle    bool      `json:"idle" doc:"The server tells of new mail at once."`
		Folders []folder  `json:"folders" nullable:"false"`
		What    *textBoth `json:"what,omitempty"`
		Do      *textBoth `json:"do,omitempty"`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/mailboxes/try", "try-mailbox", "Connect without keeping anything, and list the folders", "mailboxes", xunpan.CanSettings), func(ctx context.Context, in *struct {
		Body struct {
			MailboxInput
			ID string `json:"id,omitempty" doc:"Of a mailbox whose kept secrets are used where none are given."`
		}
	}) (*single[trial], error) {
		m := in.Body.mailbox(in.Body.ID)
		sum, err := a.desk.TryMailbox(ctx, &m)
		v := trial{Passed: err == nil, Idle: sum.Idle, Folders: []folder{}}
		var fault *intake.Fault
		if errors.As(err, &fault) {
			v.What, v.Do = &textBoth{fault.What.En, fault.What.Zh}, &textBoth{fault.Do.En, fault.Do.Zh}
		} else if err != nil {
			return nil, a.fail(ctx, err)
		}
		for _, f := range sum.Folders {
			v.Folders = append(v.Folders, folder{f.Name, f.Use, f.Messages, f.Read, f.New})
		}
		return &single[trial]{v}, nil
	})
}

func (a *API) ledgerRoute(path string) {
	type entry struct {
		Folder   string    `json:"folder"`
		Validity uint32    `json:"uidvalidity"`
		UID      uint32    `json:"uid"`
		Outcome  string    `json:"outcome" enum:"stored,again,skipped"`
		Reason   string    `json:"reason,omitempty"`
		Message  *string   `json:"message"`
		Inquiry  *string   `json:"inquiry"`
		At       time.Time `json:"at"`
	}
	type ledger struct {
		Body struct {
			Items []entry `json:"items" nullable:"false"`
			Next  *string `json:"next" doc:"Ask with this as cursor for older ones; null at the end."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, path, "list-ledger", "What became of each message of a mailbox, newest first", "mailboxes", xunpan.CanSettings), func(ctx context.Context, in *struct {
		ByID
		Outcome string `query:"outcome" enum:"stored,again,skipped"`
		Cursor  string `query:"cursor" maxLength:"20"`
	}) (*ledger, error) {
		if _, err := a.desk.Store.Mailbox(ctx, xunpan.ID(in.ID)); err != nil {
			return nil, a.fail(ctx, err)
		}
		var before time.Time
		if n, err := strconv.ParseInt(in.Cursor, 10, 64); err == nil {
			before = time.UnixMilli(n)
		}
		es, more, err := a.desk.Ledger(ctx, xunpan.ID(in.ID), in.Outcome, before)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(ledger)
		out.Body.Items = make([]entry, len(es))
		for i := range es {
			e := &es[i]
			out.Body.Items[i] = entry{e.Folder, e.Validity, e.UID, e.Outcome, e.Reason, known(e.Message), known(e.Inquiry), e.At}
		}
		if more {
			next := strconv.FormatInt(es[len(es)-1].At.UnixMilli(), 10)
			out.Body.Next = &next
		}
		return out, nil
	})
}
