package flow

import (
	"context"
	"time"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// Joinable is another inquiry that may be the same buyer's same business, come
// over another channel.
type Joinable struct {
	Inquiry xunpan.Inquiry
	Why     xunpan.Text
}

const (
	joinNear  = 30 * 24 * time.Hour // how far apart two inquiries of one business come
	joinLook  = 20                  // inquiries of the buyer looked at
	joinShown = 3
)

// The reasons to join, the strongest first.
var (
	sameMail    = xunpan.Text{En: "same e-mail address", Zh: "邮箱地址相同"}
	samePhone   = xunpan.Text{En: "same telephone number", Zh: "电话号码相同"}
	sameContact = xunpan.Text{En: "same person, by your book", Zh: "通讯录中为同一联系人"}
	samePerson  = xunpan.Text{En: "same company, and a person of the same name", Zh: "公司相同，联系人姓名也相同"}
)

// JoinSuggestions lists inquiries that may be one conversation with this one:
// of the same buyer, over another channel, within thirty days, and not parted
// from it by somebody before. The strongest reason comes first.
func (d *Desk) JoinSuggestions(ctx context.Context, who Who, q *xunpan.Inquiry) ([]Joinable, error) {
	var found []Joinable
	add := func(f store.ListFilter, why func(*xunpan.Inquiry) (xunpan.Text, bool)) error {
		f.Scope, f.Snoozed, f.Limit = who.Scope, true, joinLook
		qs, _, err := d.Store.Inquiries(ctx, f)
		for i := range qs {
			o := &qs[i]
			if o.ID == q.ID || o.Channel == q.Channel || o.Received.Sub(q.Received).Abs() > joinNear || len(found) >= joinShown {
				continue
			}
			if reason, ok := why(o); ok {
				found = append(found, Joinable{*o, reason})
			}
		}
		return err
	}
	if q.ContactID != "" {
		// The book knows a person by his addresses and numbers, so one contact is
		// one of these.
		var contact xunpan.Contact
		err := add(store.ListFilter{Contact: q.ContactID}, func(o *xunpan.Inquiry) (xunpan.Text, bool) {
			if mail := foldAddress(q.Party.Mail); mail != "" && mail == foldAddress(o.Party.Mail) {
				return sameMail, true
			}
			if contact.ID == "" {
				contact, _ = d.Store.Contact(ctx, q.ContactID) // without it the reason is the wider one
			}
			if mailless := q.Party.Mail == "" || o.Party.Mail == ""; mailless && len(contact.KeysOf(xunpan.KeyPhone))+len(contact.KeysOf(xunpan.KeyWhatsApp)) > 0 {
				return samePhone, true
			}
			return sameContact, true
		})
		if err != nil {
			return nil, err
		}
	}
	if name := book.PersonKey(q.Party.Name); q.CompanyID != "" && name != "" {
		err := add(store.ListFilter{Company: q.CompanyID}, func(o *xunpan.Inquiry) (xunpan.Text, bool) {
			return samePerson, o.ContactID != q.ContactID && book.PersonKey(o.Party.Name) == name
		})
		if err != nil {
			return nil, err
		}
	}
	return d.notParted(ctx, q.ID, found)
}

// notParted leaves out what somebody took apart before: he knew better.
func (d *Desk) notParted(ctx context.Context, id xunpan.ID, found []Joinable) ([]Joinable, error) {
	if len(found) == 0 {
		return nil, nil
	}
	cs, err := d.Store.Changes(ctx, store.ChangeFilter{Object: "inquiry", ID: id, What: "parted", Limit: 50})
	if err != nil {
		return nil, err
	}
	apart := map[xunpan.ID]bool{}
	for i := range cs {
		var pair struct{ From, Into xunpan.ID }
		if err := detailOf(&cs[i], &pair); err != nil {
			return nil, err
		}
		apart[pair.From], apart[pair.Into] = true, true
	}
	kept := found[:0]
	for _, f := range found {
		if !apart[f.Inquiry.ID] {
			kept = append(kept, f)
		}
	}
	return kept, nil
}
