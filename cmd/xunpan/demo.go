package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"xunpan"
	"xunpan/internal/config"
	"xunpan/internal/demo"
	"xunpan/internal/flow"
	pricing "xunpan/internal/price"
	"xunpan/internal/price/pricefile"
	"xunpan/internal/store"
)

// demoCommand opens a desk that is full of sample inquiries.
type demoCommand struct {
	Data   string `help:"Folder for the demo's data; a new one that is removed at the end if left out." type:"path" placeholder:"DIR"`
	Listen string `help:"Address and port to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// demoPassword opens every account of the demo. It guards nothing: the demo
// listens on this machine unless told otherwise, and holds invented mails.
const demoPassword = "xunpan demo"

func (c *demoCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	conf := &config.Server{Listen: c.Listen, LogFormat: "text", LogLevel: "warn"}
	if conf.Data = c.Data; conf.Data == "" {
		dir, err := os.MkdirTemp("", "xunpan-demo-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		conf.Data = dir
	}
	s, err := newServer(ctx, w, conf, true)
	if err != nil {
		return err
	}
	has, err := s.desk.Store.HasUsers(ctx)
	if err == nil && !has {
		err = fillDemo(ctx, w, s.desk, w.now())
	}
	if err != nil {
		s.desk.Store.Close()
		return fmt.Errorf("filling the demo: %w", err)
	}
	story, err := demo.Load(w.now())
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, w.say("sign in as %s with the password: %s\n", "登录账号 %s，密码：%s\n"), story.People[0].Mail, demoPassword)
	return s.run(ctx)
}

// teller tells the demo's story to a desk.
type teller struct {
	pricing   demo.Pricing
	desk      *flow.Desk
	lang      string
	people    map[string]flow.Who
	inquiries map[string]xunpan.ID
	nouns     map[string]xunpan.Noun // of custom fields
}

// fillDemo lets everything happen at the desk that the story tells, each thing
// at its time.
func fillDemo(ctx context.Context, w *world, d *flow.Desk, now time.Time) error {
	story, err := demo.Load(now)
	if err != nil {
		return err
	}
	t := &teller{pricing: story.Pricing, desk: d, lang: w.Lang, people: map[string]flow.Who{}, inquiries: map[string]xunpan.ID{}}
	clock := d.Clock
	defer func() { d.Clock = clock }()
	at := now.AddDate(0, 0, -60)
	d.Clock = func() time.Time { return at }
	company := flow.Company{Profile: story.Profile, Home: "CN", Zone: "Asia/Shanghai"}
	if err := d.Store.Write(ctx, at, func(tx *store.Tx) error { return tx.SetSetting(ctx, flow.SettingCompany, 0, company, "") }); err != nil {
		return err
	}
	if err := d.Reload(ctx); err != nil {
		return err
	}
	for _, p := range story.People {
		u, err := d.AddUser(ctx, cli, flow.NewUser{Email: p.Mail, Name: p.Name.In(w.Lang), Password: demoPassword, Role: p.Role})
		if err != nil {
			return fmt.Errorf("%s: %w", p.Mail, err)
		}
		t.people[p.ID] = flow.Who{Actor: u.Actor(), Scope: store.Scope{All: true}}
	}
	if err := t.book(ctx, story.Fields); err != nil {
		return err
	}
	begun := at
	at = now.AddDate(0, 0, -demo.PricingAge)
	logo, err := d.AddAsset(ctx, cli, "logo.png", demo.Drawings["logo"]())
	if err != nil {
		return err
	}
	t.pricing.Seller.Logo = logo.ID
	if err := d.SavePricing(ctx, cli, 0, flow.Pricing{Sheet: []byte(t.pricing.Sheet), Terms: t.pricing.Terms, Seller: t.pricing.Seller, Prefix: t.pricing.Prefix}); err != nil {
		return err
	}
	if err := d.SaveLetters(ctx, cli, 0, t.pricing.Letters); err != nil {
		return err
	}
	if err := t.goods(ctx, &story.Goods, now); err != nil {
		return err
	}
	at = begun
	for _, v := range story.Views {
		by := orElse(v.By, story.People[0].ID)
		if err := d.SaveView(ctx, t.people[by].Actor.ID, v.Name.In(w.Lang), v.Query, v.By == ""); err != nil {
			return err
		}
	}
	for i := range story.Steps {
		step := &story.Steps[i]
		at = step.At.UTC()
		if err := t.tell(ctx, step); err != nil {
			return fmt.Errorf("%s of %s: %w", step.Act, step.Inquiry, err)
		}
	}
	return nil
}

// tell lets one step happen.
func (t *teller) tell(ctx context.Context, s *demo.Step) error {
	who, id := t.people[s.By], t.inquiries[s.Inquiry]
	edit := func(e flow.Edit) error {
		_, err := t.desk.Edit(ctx, who, id, e)
		return err
	}
	switch s.Act {
	case demo.Arrive, demo.Send:
		return t.letter(ctx, s)
	case demo.Assign:
		owner := t.people[s.Who].Actor.ID
		return edit(flow.Edit{Owner: &owner})
	case demo.Correct:
		e := flow.Edit{Stars: s.Said.Stars, Why: &s.Said.Why}
		if s.Said.Type != "" {
			e.Type = &s.Said.Type
		}
		if s.Said.Grade != "" {
			e.Grade = &s.Said.Grade
		}
		return edit(e)
	case demo.Conclude:
		o := s.Outcome
		e := flow.Edit{Stage: &o.Stage}
		if o.Value != "" || o.Reason != "" || o.Note != "" {
			e.Outcome = &xunpan.Outcome{Value: o.Value, Currency: o.Currency, Reason: o.Reason, Note: o.Note}
		}
		if o.Stage == xunpan.StageQuoted {
			if err := t.quote(ctx, who, id); err != nil {
				return err
			}
		}
		return edit(e)
	case demo.Label:
		for _, tag := range s.Tags {
			if err := edit(flow.Edit{AddTag: &tag}); err != nil {
				return err
			}
		}
		return nil
	case demo.Remark:
		_, err := t.desk.AddNote(ctx, who, id, s.Text)
		return err
	case demo.Snooze:
		return edit(flow.Edit{Snooze: &s.Until})
	case demo.Join:
		return t.desk.Join(ctx, who, t.inquiries[s.Other], id)
	case demo.Close:
		return edit(flow.Edit{Tray: new(xunpan.Done)})
	case demo.Merge:
		return t.merge(ctx, who, id, t.inquiries[s.Other])
	case demo.Fill:
		return t.fill(ctx, who, id, s.Values)
	}
	return fmt.Errorf("an act that nobody knows")
}

// letter brings a letter in or sends one.
func (t *teller) letter(ctx context.Context, s *demo.Step) error {
	id := t.inquiries[s.Inquiry]
	if s.Act == demo.Send && s.Letter.Form == xunpan.FormNote {
		_, err := t.desk.AddAnswer(ctx, t.people[s.By], id, string(s.Letter.Raw))
		return err
	}
	r, err := t.desk.Receive(ctx, flow.Incoming{Raw: s.Letter.Raw, Form: s.Letter.Form, Source: "demo/" + s.Letter.Key, Sent: s.Act == demo.Send, Received: s.At, Inquiry: id, By: t.people[s.By].Actor.ID})
	if err != nil {
		return err
	}
	if id == "" {
		t.inquiries[s.Inquiry] = r.Inquiry
	}
	if s.Act == demo.Send { // whoever answered has read it
		_, err = t.desk.Edit(ctx, t.people[s.By], r.Inquiry, flow.Edit{Unread: new(bool)})
	}
	return err
}

// merge makes the firms of two inquiries one.
func (t *teller) merge(ctx context.Context, who flow.Who, keep, gone xunpan.ID) error {
	a, err := t.desk.Store.Inquiry(ctx, keep)
	if err != nil {
		return err
	}
	b, err := t.desk.Store.Inquiry(ctx, gone)
	if err != nil || a.CompanyID == b.CompanyID {
		return err
	}
	_, err = t.desk.Merge(ctx, who, xunpan.CompanyNoun, a.CompanyID, b.CompanyID)
	return err
}

// fill sets custom fields of the buyer's firm or of himself.
func (t *teller) fill(ctx context.Context, who flow.Who, inquiry xunpan.ID, values map[string]string) error {
	q, err := t.desk.Store.Inquiry(ctx, inquiry)
	if err != nil {
		return err
	}
	of := map[xunpan.Noun]map[string]string{}
	for id, v := range values {
		noun := t.nouns[id]
		if of[noun] == nil {
			of[noun] = map[string]string{}
		}
		of[noun][id] = v
	}
	if m := of[xunpan.CompanyNoun]; len(m) > 0 && q.CompanyID != "" {
		if _, err := t.desk.EditCompany(ctx, who, q.CompanyID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Custom: m}}); err != nil {
			return err
		}
	}
	if m := of[xunpan.ContactNoun]; len(m) > 0 && q.ContactID != "" {
		_, err = t.desk.EditContact(ctx, who, q.ContactID, flow.ContactEdit{EntryEdit: flow.EntryEdit{Custom: m}})
	}
	return err
}

// book defines the fields that the company gave its book.
func (t *teller) book(ctx context.Context, fields []xunpan.CustomField) error {
	t.nouns = map[string]xunpan.Noun{}
	for _, f := range fields {
		t.nouns[f.ID] = f.Noun
	}
	return t.desk.SetCustomFields(ctx, cli, 0, fields)
}

// quote makes the quotation that went with an answer.
func (t *teller) quote(ctx context.Context, who flow.Who, inquiry xunpan.ID) error {
	q, err := t.desk.NewQuote(ctx, who, inquiry)
	if err != nil {
		return err
	}
	f, err := pricefile.Read("sheet", q.Sheet)
	if err != nil {
		return err
	}
	for i := range f.Sheet.Items {
		it := &f.Sheet.Items[i]
		if len(it.Goods) > 0 {
			continue
		}
		var cost pricing.Cost
		if err := errors.Join(cost.Cost.UnmarshalText([]byte(t.pricing.Cost)), cost.VAT.UnmarshalText([]byte("13%")), cost.Refund.UnmarshalText([]byte("13%"))); err != nil {
			return err
		}
		it.Goods = []pricing.Cost{cost}
	}
	f.Sheet.Options = []pricing.Choice{{Term: string(xunpan.FOB), Place: f.Sheet.Route.Port}, {Term: string(xunpan.EXW), Place: f.Sheet.Route.Premises}}
	sheet, err := json.Marshal(&f.Sheet)
	if err != nil {
		return err
	}
	if q, err = t.desk.EditQuote(ctx, who, q.ID, flow.QuoteEdit{Version: q.Version, Sheet: sheet}); err != nil {
		return err
	}
	if q, err = t.desk.FinishQuote(ctx, who, q.ID, q.Version, ""); err != nil {
		return err
	}
	return t.desk.MarkQuoteSent(ctx, who, q.ID, q.Version)
}
