package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// How long a buyer's link shows what it shows: a quotation a while beyond its
// last day, so that he is told it ended, a list of questions a quarter.
const (
	quoteLinkTime   = 60 * 24 * time.Hour
	choicesLinkTime = 90 * 24 * time.Hour
)

// Choice is one thing the buyer is asked for, with what he can choose from.
type Choice struct {
	Field   string      `json:"field"` // as of xunpan.Missing
	Ask     xunpan.Text `json:"ask"`
	Options []string    `json:"options,omitempty"` // none: he writes
}

// choicesDoc is what a link that asks shows.
type choicesDoc struct {
	Lang    string   `json:"lang"`
	Choices []Choice `json:"choices"`
}

// LinkQuote makes an address at which the buyer sees a quotation that is ready
// or was sent, and can accept it. Whether his looking is counted is the
// company's choice, and the page tells him.
func (d *Desk) LinkQuote(ctx context.Context, who Who, id xunpan.ID, counted bool) (address string, err error) {
	q, err := d.SeeQuote(ctx, who, id)
	if err != nil {
		return "", err
	}
	if q.State != xunpan.QuoteReady && q.State != xunpan.QuoteSent {
		return "", invalid("state", "Only a quotation that is ready or was sent can be shown to the buyer.", "只有已完成或已发送的报价单才能给买家查看。")
	}
	l := store.Link{ID: newID(), Purpose: store.LinkQuotation, Inquiry: q.Inquiry, Quotation: q.ID, Counted: counted, Until: d.now().Add(quoteLinkTime), By: userID(who.Actor)}
	return d.addLink(ctx, who, &l, xunpan.CanPrice, "/q/")
}

// LinkChoices makes an address at which the buyer answers what is missing for a
// quotation. What he answers comes into the inquiry as a message of his.
func (d *Desk) LinkChoices(ctx context.Context, who Who, inquiry xunpan.ID, lang string, choices []Choice) (address string, err error) {
	q, err := d.See(ctx, who, inquiry)
	if err != nil {
		return "", err
	}
	if len(choices) == 0 || len(choices) > 30 {
		return "", invalid("choices", "Ask for one to thirty things.", "请选择 1 到 30 个问题。")
	}
	doc, err := json.Marshal(choicesDoc{paperLang(lang), choices})
	if err != nil {
		return "", err
	}
	l := store.Link{ID: newID(), Purpose: store.LinkChoices, Inquiry: q.ID, Doc: doc, Until: d.now().Add(choicesLinkTime), By: userID(who.Actor)}
	return d.addLink(ctx, who, &l, xunpan.CanWork, "/a/")
}

func (d *Desk) addLink(ctx context.Context, who Who, l *store.Link, needs xunpan.Permission, path string) (string, error) {
	plain, hash := token()
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, needs); err != nil {
			return err
		}
		if err := tx.AddLink(ctx, l, hash); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "link", ID: l.ID, Inquiry: l.Inquiry, What: "created", Detail: map[string]any{"purpose": l.Purpose, "counted": l.Counted}})
	})
	return strings.TrimSuffix(d.URL, "/") + path + plain, err
}

// EndLink ends a buyer's link at once.
func (d *Desk) EndLink(ctx context.Context, who Who, inquiry, link xunpan.ID) error {
	if _, err := d.See(ctx, who, inquiry); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		ls, err := tx.Links(ctx, inquiry)
		if err != nil {
			return err
		}
		for i := range ls {
			if ls[i].ID == link {
				if err := tx.EndLink(ctx, link); err != nil {
					return err
				}
				return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "link", ID: link, Inquiry: inquiry, What: "ended"})
			}
		}
		return store.ErrNotFound
	})
}

// Offered is what a buyer sees behind a link to a quotation.
type Offered struct {
	Link   store.Link
	Quote  xunpan.Quotation // without anything of the house
	Seller xunpan.Seller
	Ended  bool // its last day is over
}

// OpenQuote is the quotation behind a buyer's link; ErrNotFound if there is
// none, its time is over, or the quotation was taken back.
func (d *Desk) OpenQuote(ctx context.Context, token string) (o Offered, err error) {
	if o.Link, err = d.Store.Link(ctx, tokenHash(token), d.now()); err != nil {
		return o, err
	}
	if o.Link.Purpose != store.LinkQuotation {
		return o, store.ErrNotFound
	}
	q, err := d.Store.Quote(ctx, o.Link.Quotation)
	if err != nil {
		return o, err
	}
	switch q.State {
	case xunpan.QuoteDraft, xunpan.QuoteAsked:
		return o, store.ErrNotFound // it is being changed
	}
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return o, err
	}
	o.Quote, o.Seller = q.Quotation, house.Seller
	o.Quote.Approval = nil
	o.Ended = o.Quote.Offer.ValidUntil < d.today().String()
	return o, nil
}

// SawLink counts that the buyer looked, where that is switched on for the link.
func (d *Desk) SawLink(ctx context.Context, token string) error {
	l, err := d.Store.Link(ctx, tokenHash(token), d.now())
	if err != nil || !l.Counted {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.SeeLink(ctx, l.ID) })
}

// AcceptQuote is the buyer's word, over his link, that he takes an option, from
// 1. It comes into the inquiry as a message of his; a second one is refused.
func (d *Desk) AcceptQuote(ctx context.Context, token string, option int, name, word string) error {
	o, err := d.OpenQuote(ctx, token)
	if err != nil {
		return err
	}
	if err := errors.Join(cleanLine("name", &name, maxPaperLine), cleanText("word", &word)); err != nil {
		return err
	}
	switch {
	case name == "":
		return invalid("name", "Please write your name.", "请填写您的姓名。")
	case option < 1 || option > len(o.Quote.Offer.Options):
		return invalid("option", "Please choose one of the offers.", "请选择一个方案。")
	case o.Ended:
		return invalid("", "This quotation is no longer valid. Please ask for a new one.", "该报价已过期，请重新询价。")
	case o.Quote.State == xunpan.QuoteReplaced || o.Quote.State == xunpan.QuoteDeclined:
		return invalid("", "This quotation was replaced by a newer one. Please answer that one.", "该报价已被新版替代，请答复新版报价。")
	case o.Quote.State == xunpan.QuoteAccepted || !o.Link.Answered.IsZero():
		return invalid("", "This quotation was accepted already.", "该报价已被接受。")
	}
	chosen := &o.Quote.Offer.Options[option-1]
	text := fmt.Sprintf("I accept quotation %s, %s %s, total %s.\n\n%s", o.Quote.Number, chosen.Term, chosen.Place, chosen.Total, word)
	buyer := xunpan.Actor{Kind: "buyer", Name: name}
	// What he wrote is kept before anything else is said of it; the same answer
	// again is the same message.
	if err := d.buyerSays(ctx, &o.Link, "accept", name, o.Quote.Buyer, "Accepted: "+o.Quote.Number, text); err != nil {
		return err
	}
	return answeredOnce(d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := tx.AnswerLink(ctx, o.Link.ID); err != nil {
			return err
		}
		q, err := tx.Quote(ctx, o.Quote.ID)
		if err != nil {
			return err
		}
		q.State, q.Chosen = xunpan.QuoteAccepted, option
		if err := tx.SaveQuote(ctx, &q); err != nil {
			return err
		}
		if err := d.accepted(ctx, tx, buyer, &q); err != nil {
			return err
		}
		return tx.AddChange(ctx, quoteChange(Who{Actor: buyer}, &q, "accepted", map[string]any{"number": q.Number, "option": option, "name": name}))
	}))
}

// answeredOnce tells a buyer that he answered before.
func answeredOnce(err error) error {
	if errors.Is(err, store.ErrChanged) {
		return invalid("", "You answered already. Thank you!", "您已答复，谢谢！")
	}
	return err
}

// buyerSays brings what a buyer wrote behind a link into his inquiry, once.
func (d *Desk) buyerSays(ctx context.Context, l *store.Link, what, name string, buyer xunpan.Party, subject, text string) error {
	q, err := d.Store.Inquiry(ctx, l.Inquiry)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(mail.WebForm{Channel: string(xunpan.Website), Name: name, Company: orElse(buyer.Company, q.Company), Email: q.Party.Mail, Phone: buyer.Phone, Country: q.Country, Subject: subject, Message: strings.TrimSpace(text), Page: "link/" + what})
	if err != nil {
		return err
	}
	_, err = d.Receive(ctx, Incoming{Raw: raw, Form: xunpan.FormWeb, Source: "link/" + what, Inquiry: l.Inquiry, Key: "link/" + string(l.ID)})
	return err
}

// Asked is what a buyer is asked behind a link.
type Asked struct {
	Link    store.Link
	Lang    string
	Choices []Choice
	Seller  xunpan.Seller
}

// OpenChoices is what a link asks the buyer; ErrNotFound if there is none or its
// time is over.
func (d *Desk) OpenChoices(ctx context.Context, token string) (a Asked, err error) {
	if a.Link, err = d.Store.Link(ctx, tokenHash(token), d.now()); err != nil {
		return a, err
	}
	if a.Link.Purpose != store.LinkChoices {
		return a, store.ErrNotFound
	}
	var doc choicesDoc
	if err := json.Unmarshal(a.Link.Doc, &doc); err != nil {
		return a, err
	}
	house, _, err := d.Pricing(ctx)
	a.Lang, a.Choices, a.Seller = doc.Lang, doc.Choices, house.Seller
	return a, err
}

// AnswerChoices brings what the buyer answered, by the questions' fields, into
// his inquiry.
func (d *Desk) AnswerChoices(ctx context.Context, token string, answers map[string]string, word string) error {
	a, err := d.OpenChoices(ctx, token)
	if err != nil {
		return err
	}
	if err := cleanText("word", &word); err != nil {
		return err
	}
	var b strings.Builder
	for _, c := range a.Choices {
		said := answers[c.Field]
		if err := cleanLine(c.Field, &said, 1000); err != nil {
			return err
		}
		if said != "" {
			fmt.Fprintf(&b, "%s: %s\n", strings.TrimRight(c.Ask.En, "?: "), said)
		}
	}
	if b.Len() == 0 && word == "" {
		return invalid("", "Please answer at least one question.", "请至少回答一个问题。")
	}
	if word != "" {
		b.WriteString("\n" + word)
	}
	if !a.Link.Answered.IsZero() {
		return answeredOnce(store.ErrChanged)
	}
	q, err := d.Store.Inquiry(ctx, a.Link.Inquiry)
	if err != nil {
		return err
	}
	if err := d.buyerSays(ctx, &a.Link, "choices", q.Party.Name, xunpan.Party{}, "Re: "+q.Subject, b.String()); err != nil {
		return err
	}
	return answeredOnce(d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.AnswerLink(ctx, a.Link.ID) }))
}
