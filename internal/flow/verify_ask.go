package flow

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/jobs"
	"xunpan/internal/lookup"
	"xunpan/internal/store"
)

// How long answers hold. What nobody answered is asked again sooner.
const (
	keepDNS    = 24 * time.Hour
	keepRDAP   = 30 * 24 * time.Hour
	keepPage   = 7 * 24 * time.Hour
	keepSilent = 45 * time.Minute
)

// inquest asks what must be asked about one sender: the desk's own memory first,
// the world where that is silent or outdated.
type inquest struct {
	desk     *Desk
	again    bool           // ask the world whatever is remembered
	fresh    []store.Lookup // what the world said, to be remembered
	answered bool           // there is any answer
	silent   bool           // something was asked and may be answered later
}

func (i *inquest) ask(ctx context.Context, f *xunpan.Facts) (w xunpan.World, err error) {
	q, world := lookup.Ask(&f.Sender), i.desk.World
	for _, d := range [...]struct {
		name string
		into *xunpan.DomainFacts
	}{{q.Mail, &w.Mail}, {q.Site, &w.Site}} {
		if d.name == "" {
			continue
		}
		d.into.Name = d.name
		if d.into == &w.Mail {
			if d.into.DNS, err = question(ctx, i, "dns", d.name, keepDNS, world.DNS, func(a *xunpan.DNSFacts) *xunpan.Asked { return &a.Asked }); err != nil {
				return w, err
			}
		}
		if d.into.RDAP, err = question(ctx, i, "rdap", d.name, keepRDAP, world.Register, func(a *xunpan.Register) *xunpan.Asked { return &a.Asked }); err != nil {
			return w, err
		}
	}
	if q.Host == "" {
		return w, nil
	}
	page, err := question(ctx, i, "page", q.Host, keepPage, world.Page, func(p *lookup.Page) *xunpan.Asked { return &p.Asked })
	if err != nil {
		return w, err
	}
	firm := book.ReadFirm(f.Reading.Buyer.Company.Value)
	name := firm.Key
	if !firm.Telling() {
		name = f.Reading.Buyer.Company.Value // "Global Trading" is found on any page, "Global Trading LLC" on few
	}
	w.Web = lookup.ReadPage(&page, &q, name, goodsOf(&f.Reading.Needs))
	return w, nil
}

// goodsOf are the products somebody asks for, by name.
func goodsOf(n *xunpan.Needs) (goods []string) {
	for i := range n.Lines {
		if p := n.Lines[i].Product.Value; p != "" {
			goods = append(goods, p)
		}
	}
	return goods
}

// question answers one question from the desk's memory, or asks the world. When
// the hour's budget is used up the job comes again later.
func question[T any](ctx context.Context, i *inquest, kind, name string, keep time.Duration, ask func(context.Context, string, time.Time) T, asked func(*T) *xunpan.Asked) (answer T, err error) {
	now := i.desk.now().UTC().Truncate(time.Second)
	kept, err := i.desk.Store.Lookup(ctx, kind, name)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return answer, err
	case now.Before(kept.Until) && !i.again:
		if err := json.Unmarshal(kept.Answer, &answer); err == nil {
			i.note(asked(&answer))
			return answer, nil
		}
		// Of an older form: asked anew.
	}
	spent, err := i.desk.Store.LookupsSince(ctx, now.Add(-time.Hour))
	if err != nil {
		return answer, err
	}
	budget := i.desk.LookupsHour
	if budget <= 0 {
		budget = verifyHour
	}
	if spent+len(i.fresh) >= budget {
		return answer, i.later(ctx)
	}
	answer = ask(ctx, name, now)
	a := asked(&answer)
	i.note(a)
	if a.Why == xunpan.WhySilent {
		keep = keepSilent
	}
	body, err := json.Marshal(answer)
	i.fresh = append(i.fresh, store.Lookup{Kind: kind, Name: name, Answer: body, At: now, Until: now.Add(keep)})
	return answer, err
}

func (i *inquest) note(a *xunpan.Asked) {
	i.answered = i.answered || a.Answered()
	i.silent = i.silent || a.Why == xunpan.WhySilent
}

// later keeps what was answered so far and has the job come again.
func (i *inquest) later(ctx context.Context) error {
	if err := i.desk.Store.Write(ctx, i.desk.now(), func(tx *store.Tx) error { return tx.SaveLookups(ctx, i.fresh...) }); err != nil {
		return err
	}
	return jobs.Later(verifyWait)
}
