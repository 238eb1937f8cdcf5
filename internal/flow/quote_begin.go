package flow

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
	"xunpan/internal/store"
)

// buyerOnPaper is to whom a quotation is made out, as the book knows him, else
// as he wrote.
func (d *Desk) buyerOnPaper(ctx context.Context, c *Conversation) (p xunpan.Party, err error) {
	if c.Analysis != nil {
		b := &c.Analysis.Buyer
		p = xunpan.Party{Company: value(b.Company), Person: value(b.Name), Country: value(b.Country), Address: value(b.Address), Website: value(b.Website)}
		if len(b.Phones) > 0 {
			p.Phone = b.Phones[0]
		}
	}
	p.Mail = c.Inquiry.Party.Mail
	if c.Inquiry.CompanyID != "" {
		company, err := d.Store.Company(ctx, c.Inquiry.CompanyID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return p, err
		}
		p.Company, p.Address, p.Website = orElse(company.Name, p.Company), orElse(company.Address, p.Address), orElse(company.Website, p.Website)
		p.Country = orElse(company.Country, p.Country)
	}
	if c.Inquiry.ContactID != "" {
		contact, err := d.Store.Contact(ctx, c.Inquiry.ContactID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return p, err
		}
		p.Person, p.Mail, p.Phone = orElse(contact.Name, p.Person), orElse(contact.Mail, p.Mail), orElse(contact.Phone, p.Phone)
		p.Country = orElse(p.Country, contact.Country)
	}
	p.Person = orElse(p.Person, c.Inquiry.Party.Name)
	p.Country = orElse(p.Country, c.Inquiry.Country)
	return p, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Wanted is what an inquiry asks for: as a person put them right, else as read.
func (c *Conversation) Wanted() *xunpan.AnalysisNeeds {
	switch {
	case c.Inquiry.Needs != nil:
		return c.Inquiry.Needs
	case c.Analysis != nil:
		return &c.Analysis.Needs
	}
	return &xunpan.AnalysisNeeds{}
}

// sheetFor fills the house's sheet with what an inquiry asks for, and with what
// the catalogue knows of it.
func (d *Desk) sheetFor(ctx context.Context, house *Pricing, c *Conversation, lang string) (*price.Sheet, []xunpan.LineExtra, error) {
	s := price.Sheet{Currency: "USD", Valid: 15, Date: d.today()}
	if len(house.Sheet) > 0 {
		f, err := pricefile.Read("pricing", house.Sheet)
		if err != nil {
			return nil, nil, sheetProblem(err)
		}
		s = f.Sheet
		s.Date = d.today()
	}
	n := c.Wanted()
	s.Title = c.Inquiry.Subject
	matches, err := d.Matches(ctx, n)
	if err != nil {
		return nil, nil, err
	}
	var extras []xunpan.LineExtra
	for i := range n.Lines {
		it, extra := item(&n.Lines[i], value(n.Incoterm))
		if i < len(matches) && len(matches[i]) > 0 && matches[i][0].Fit >= sureFit {
			p, err := d.Store.Product(ctx, matches[i][0].Product)
			if err == nil {
				err = d.fill(ctx, &it, &extra, &p, matches[i][0].Model, lang)
			}
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, nil, err
			}
		}
		s.Items, extras = append(s.Items, it), append(extras, extra)
	}
	if len(s.Items) == 0 {
		s.Items, extras = []price.Item{{Name: orElse(c.Inquiry.Product, "?"), Quantity: one}}, []xunpan.LineExtra{{}}
	}
	s.Route.From = orElse(s.Route.From, d.Reader().Company.Home)
	if to := orElse(value(n.Destination.Country), c.Inquiry.Country); to != "" {
		s.Route.To = to
	}
	if port := value(n.Destination.Port); port != "" {
		s.Route.Destination, s.Route.ToPort = port, port
		if kind, _ := geo.Gazetteer()(port, s.Route.To); kind == "city" {
			s.Route.ToPort = ""
		}
	}
	s.Options = options(&s, n)
	return &s, extras, nil
}

// options are what he asks for, and what can be computed without asking him
// more: the term he named first, else FOB, and delivery to his port where the
// house knows what the carriage costs.
func options(s *price.Sheet, n *xunpan.AnalysisNeeds) []price.Choice {
	if len(s.Options) > 0 && n.Incoterm == nil {
		return s.Options
	}
	var list []price.Choice
	if t := value(n.Incoterm); t != "" {
		list = append(list, price.Choice{Term: t, Place: value(n.Place)})
	}
	if len(list) == 0 || list[0].Term != string(xunpan.FOB) {
		list = append(list, price.Choice{Term: string(xunpan.FOB)})
	}
	pays := func(c price.Charge) bool { return c.Stage == price.StageFreight }
	if s.Route.ToPort != "" && list[0].Term != string(xunpan.CIF) && slices.ContainsFunc(s.Charges, pays) {
		list = append(list, price.Choice{Term: string(xunpan.CIF)})
	}
	return list
}

// item is one line asked for, on the sheet; the specs go beside it.
func item(l *xunpan.AnalysisLine, term string) (price.Item, xunpan.LineExtra) {
	it := price.Item{Name: orElse(value(l.Product), value(l.Model)), Model: value(l.Model), Unit: "pcs", Quantity: one}
	if it.Name == it.Model {
		it.Model = ""
	}
	if q := l.Quantity; q != nil {
		if n, err := decimal.Parse(strconv.FormatFloat(q.Min, 'f', -1, 64)); err == nil && n.IsPos() {
			it.Quantity = n
		}
		it.Unit = orElse(value(q.Unit), it.Unit)
		if q.Max > q.Min {
			if more, err := decimal.Parse(strconv.FormatFloat(q.Max, 'f', -1, 64)); err == nil {
				it.Ladder = []price.Rung{{Quantity: it.Quantity}, {Quantity: more}}
			}
		}
	}
	if t := l.TargetPrice; t != nil && t.Currency != nil && (term == "" || xunpan.Incoterm(term) != "") {
		var a price.Amount
		if a.UnmarshalText([]byte(t.Amount+" "+*t.Currency)) == nil {
			it.Target = &price.Target{Price: a, Term: xunpan.Incoterm(orElse(term, string(xunpan.FOB)))}
		}
	}
	var extra xunpan.LineExtra
	for _, spec := range l.Specs {
		if name, v, ok := strings.Cut(spec, ": "); ok {
			extra.Specs = append(extra.Specs, xunpan.Spec{Name: name, Value: v})
		} else {
			extra.Specs = append(extra.Specs, xunpan.Spec{Value: spec})
		}
	}
	return it, extra
}
