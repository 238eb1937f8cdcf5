package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/compose"
	"xunpan/internal/geo"
	"xunpan/internal/mail"
	"xunpan/internal/price/pricefile"
	"xunpan/internal/store"
)

// Facts gathers what an answer to an inquiry may state, and what it is checked
// against.
func (d *Desk) Facts(ctx context.Context, who Who, draft *xunpan.Draft, desk string) (*compose.Facts, error) {
	c, err := d.Conversation(ctx, who, draft.Inquiry)
	if err != nil {
		return nil, err
	}
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return nil, err
	}
	q := &c.Inquiry
	f := &compose.Facts{Lang: draft.Lang, Desk: desk, Situation: draft.Situation, Purpose: draft.Purpose, Wrote: q.Answered, Subject: mail.Bare(q.Subject), Buyer: q.Party, Company: q.Company, Country: q.Country, Written: q.Lang,
		Channel: draft.Channel, Product: q.Product, Seller: house.Seller, Terms: house.Terms, Promise: draft.Promise, Look: draft.Look, Choices: draft.Choices, Now: d.now()}
	if a := c.Analysis; a != nil {
		f.Questions, f.Missing = a.Questions, a.Missing
		if a.Buyer.Name != nil {
			f.Buyer.Name = *a.Buyer.Name
		}
	}
	if country := geo.Get(q.Country); country != nil && len(country.Zones) > 0 {
		f.Zone, _ = time.LoadLocation(country.Zones[0]) // nil is UTC
	}
	if u, err := d.Store.User(ctx, userID(who.Actor)); err == nil {
		f.Signer = compose.Signer{Name: u.Name, Mail: u.Email}
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if draft.Quotation != "" {
		quote, err := d.Store.Quote(ctx, draft.Quotation)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err == nil && quote.Inquiry == q.ID {
			f.Quotation = &quote.Quotation
			f.Secrets = costsOf(quote.Sheet)
		}
	}
	goods, err := d.goodsOf(ctx, &c, f.Quotation)
	if err != nil {
		return nil, err
	}
	if f.Goods, err = d.goodFacts(ctx, goods, draft.Lang); err != nil {
		return nil, err
	}
	if f.Files, err = d.fileFacts(ctx, draft, goods); err != nil {
		return nil, err
	}
	f.Papers = len(draft.Papers) > 0
	f.Others, err = d.otherBuyers(ctx, q)
	return f, err
}

// costsOf are the amounts of a sheet that a buyer must never read.
func costsOf(sheet []byte) []string {
	s, err := pricefile.Read("sheet", sheet)
	if err != nil {
		return nil
	}
	var out []string
	for i := range s.Sheet.Items {
		for k := range s.Sheet.Items[i].Goods {
			if text, err := s.Sheet.Items[i].Goods[k].Cost.MarshalText(); err == nil {
				cost, _, _ := strings.Cut(string(text), " per ")
				out = append(out, cost)
			}
		}
	}
	return out
}

// otherBuyers are firms of other inquiries of late, by which a letter meant for
// somebody else is recognised. Names of a single word may be words.
func (d *Desk) otherBuyers(ctx context.Context, q *xunpan.Inquiry) ([]string, error) {
	page, _, err := d.Store.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Limit: 200, Now: d.now()})
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range page {
		o := &page[i]
		if o.ID == q.ID || o.CompanyID != "" && o.CompanyID == q.CompanyID || o.ContactID != "" && o.ContactID == q.ContactID || strings.EqualFold(o.Company, q.Company) {
			continue
		}
		for _, name := range []string{o.Company, o.Party.Mail} {
			if (strings.ContainsAny(name, " @") || len(name) > 12) && !strings.EqualFold(name, q.Party.Mail) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out, nil
}

// ComposeDraft writes the words of a draft anew from what is known.
func (d *Desk) ComposeDraft(ctx context.Context, who Who, draft *xunpan.Draft, desk string) error {
	c, err := d.Conversation(ctx, who, draft.Inquiry)
	if err != nil {
		return err
	}
	quote, err := d.quoteOf(ctx, draft)
	if err != nil {
		return err
	}
	goods, err := d.goodsOf(ctx, &c, quote)
	if err != nil {
		return err
	}
	if len(draft.Files) == 0 && c.Analysis != nil {
		if draft.Files, err = d.filesByRule(ctx, c.Analysis.Questions, goods); err != nil {
			return err
		}
	}
	f, err := d.Facts(ctx, who, draft, desk)
	if err != nil {
		return err
	}
	draft.Subject, draft.Body = compose.Compose(f)
	if draft.Template == "" {
		return nil
	}
	text, subject, ok, err := d.letterNamed(ctx, draft.Template, draft.Lang)
	if err != nil || !ok {
		return err
	}
	if draft.Body = f.FillTemplate(text); subject != "" {
		draft.Subject = strings.TrimSpace(f.FillTemplate(subject))
	}
	return nil
}

// quoteOf is the quotation that goes with a draft, nil for none.
func (d *Desk) quoteOf(ctx context.Context, draft *xunpan.Draft) (*xunpan.Quotation, error) {
	if draft.Quotation == "" {
		return nil, nil //nolint:nilnil // none is none
	}
	q, err := d.Store.Quote(ctx, draft.Quotation)
	if errors.Is(err, store.ErrNotFound) || err == nil && q.Inquiry != draft.Inquiry {
		return nil, nil //nolint:nilnil // none of this inquiry
	}
	return &q.Quotation, err
}

// CheckDraft says what a draft lacks before it can leave (DOMAIN D8.6).
func (d *Desk) CheckDraft(ctx context.Context, who Who, draft *xunpan.Draft) ([]xunpan.Finding, error) {
	f, err := d.Facts(ctx, who, draft, "en")
	if err != nil {
		return nil, err
	}
	return compose.Check(draft, f), nil
}
