package flow

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/compose"
	"xunpan/internal/outbox"
	"xunpan/internal/paper"
	"xunpan/internal/price"
	"xunpan/internal/store"
)

// goodsOf are the products that a letter is about: those of its quotation, else
// what the inquiry surely asks for.
func (d *Desk) goodsOf(ctx context.Context, c *Conversation, q *xunpan.Quotation) (goods []xunpan.Product, err error) {
	var ids []xunpan.ID
	add := func(id xunpan.ID) {
		if id != "" && !slices.Contains(ids, id) && len(ids) < maxGoods {
			ids = append(ids, id)
		}
	}
	if q != nil {
		for i := range q.Extras {
			add(q.Extras[i].Product)
		}
	}
	if len(ids) == 0 {
		matches, err := d.Matches(ctx, c.Wanted())
		if err != nil {
			return nil, err
		}
		for _, ms := range matches {
			if len(ms) > 0 && ms[0].Fit >= sureFit {
				add(ms[0].Product)
			}
		}
	}
	for _, id := range ids {
		p, err := d.Store.Product(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		goods = append(goods, p)
	}
	return goods, nil
}

// maxGoods bounds the products a letter speaks of one by one.
const maxGoods = 5

// goodFacts are what a letter may say of products.
func (d *Desk) goodFacts(ctx context.Context, goods []xunpan.Product, lang string) (out []compose.Good, err error) {
	if len(goods) == 0 {
		return nil, nil
	}
	certificates, err := d.Store.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	today := d.today().Format(time.DateOnly)
	for i := range goods {
		p := &goods[i]
		g := compose.Good{Model: p.Model, Name: p.Names.In(lang), Unit: p.Unit, MOQ: p.MOQ, Lead: p.Lead, Packing: p.Packing, Specs: p.Specs, Custom: p.Custom, Sheets: len(p.Sheets) > 0}
		for _, point := range p.Points {
			if text := point.Say[lang]; text != "" {
				g.Points = append(g.Points, text)
			}
		}
		if p.Origin != "" {
			g.Origin = paper.Country(lang, p.Origin)
		}
		for _, c := range certificates {
			if (c.House || slices.Contains(p.Certificates, c.ID)) && c.ValidOn(today) {
				g.Certificates = append(g.Certificates, c)
			}
		}
		if k, ok := SheetPacking(p.Packing); ok {
			if fits, err := price.Fits(k, price.Shipping{}); err == nil {
				per, _, _ := k.PerCarton.Int64(0)
				for _, f := range fits {
					if (f.Kind == price.GP20 || f.Kind == price.HQ40) && f.Cartons > 0 {
						g.Load = append(g.Load, compose.Load{Container: string(f.Kind), Units: strconv.FormatInt(f.Cartons*per, 10)})
					}
				}
			}
		}
		out = append(out, g)
	}
	return out, nil
}

// fileFacts are the files of a draft, as checks look at them.
func (d *Desk) fileFacts(ctx context.Context, draft *xunpan.Draft, goods []xunpan.Product) (out []compose.File, err error) {
	if len(draft.Files) == 0 {
		return nil, nil
	}
	certificates, err := d.Store.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	today := d.today().Format(time.DateOnly)
	for _, id := range draft.Files {
		f := compose.File{Name: string(id)}
		a, err := d.Store.Asset(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			f.Gone = true
		case err != nil:
			return nil, err
		default:
			f.Name, f.Size = a.Name, a.Size
		}
		f.Sheet = slices.ContainsFunc(goods, func(p xunpan.Product) bool { return slices.Contains(p.Sheets, id) })
		ended := ""
		for _, c := range certificates {
			if c.File != id {
				continue
			}
			if c.ValidOn(today) { // the same file stands for one that holds
				ended = ""
				break
			}
			f.Name, ended = strings.TrimSpace(c.Name+" "+c.Number), c.Until
		}
		f.Ended = ended
		out = append(out, f)
	}
	return out, nil
}

// filesByRule are the files that belong to an answer: certificates that hold
// where he asks for some, data sheets where he asks for data or a catalogue.
func (d *Desk) filesByRule(ctx context.Context, questions []xunpan.AnalysisQuestion, goods []xunpan.Product) (ids []xunpan.ID, err error) {
	asks := func(topics ...string) bool {
		return slices.ContainsFunc(questions, func(q xunpan.AnalysisQuestion) bool { return slices.Contains(topics, q.Topic) })
	}
	add := func(id xunpan.ID) {
		if id != "" && !slices.Contains(ids, id) && len(ids) < maxDraftFiles {
			ids = append(ids, id)
		}
	}
	if asks("certification") {
		certificates, err := d.Store.Certificates(ctx)
		if err != nil {
			return nil, err
		}
		today := d.today().Format(time.DateOnly)
		for _, c := range certificates {
			if c.ValidOn(today) && (c.House || slices.ContainsFunc(goods, func(p xunpan.Product) bool { return slices.Contains(p.Certificates, c.ID) })) {
				add(c.File)
			}
		}
	}
	if asks("catalogue", "spec") {
		for i := range goods {
			for _, id := range goods[i].Sheets {
				add(id)
			}
		}
	}
	return ids, nil
}

// attachments are the files of a draft as they go along: the quotation in the
// forms that are wanted, then the files of the house.
func (d *Desk) attachments(ctx context.Context, who Who, draft *xunpan.Draft) (out []outbox.Attached, err error) {
	if draft.Quotation != "" {
		for _, form := range draft.Papers {
			a, err := d.Paper(ctx, who, draft.Quotation, form)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
	}
	for _, id := range draft.Files {
		a, err := d.Store.Asset(ctx, id)
		if err != nil {
			return nil, err
		}
		data, err := d.Store.AssetData(ctx, id, false)
		if err != nil {
			return nil, err
		}
		out = append(out, outbox.Attached{Name: a.Name, Kind: a.Kind, Data: data})
	}
	return out, nil
}

// FileChoice is a file that may go along with an answer.
type FileChoice struct {
	xunpan.Asset
	As     string // the certificate it is, or ""
	Ended  string // the last day of a certificate that has ended
	Chosen bool
}

// FileChoices are the files that may go along with a draft: those that do, the
// data sheets and certificates of the products it is about, and the house's.
func (d *Desk) FileChoices(ctx context.Context, who Who, draft *xunpan.Draft) (out []FileChoice, err error) {
	c, err := d.Conversation(ctx, who, draft.Inquiry)
	if err != nil {
		return nil, err
	}
	quote, err := d.quoteOf(ctx, draft)
	if err != nil {
		return nil, err
	}
	goods, err := d.goodsOf(ctx, &c, quote)
	if err != nil {
		return nil, err
	}
	certificates, err := d.Store.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	today := d.today().Format(time.DateOnly)
	add := func(id xunpan.ID, as, ended string) error {
		if id == "" || slices.ContainsFunc(out, func(f FileChoice) bool { return f.ID == id }) {
			return nil
		}
		a, err := d.Store.Asset(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		out = append(out, FileChoice{a, as, ended, slices.Contains(draft.Files, id)})
		return err
	}
	for _, c := range certificates {
		if !c.House && !slices.ContainsFunc(goods, func(p xunpan.Product) bool { return slices.Contains(p.Certificates, c.ID) }) {
			continue
		}
		ended := ""
		if !c.ValidOn(today) {
			ended = c.Until
		}
		err = errors.Join(err, add(c.File, strings.TrimSpace(c.Name+" "+c.Number), ended))
	}
	for i := range goods {
		for _, id := range goods[i].Sheets {
			err = errors.Join(err, add(id, "", ""))
		}
	}
	for _, id := range draft.Files {
		err = errors.Join(err, add(id, "", ""))
	}
	return out, err
}
