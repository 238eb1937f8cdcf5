package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
)

// Contact is a person, or a mailbox, of a buyer.
type Contact struct {
	Entry
	Company *string  `json:"company" doc:"Id of the company."`
	Title   *string  `json:"title"`
	Mail    *string  `json:"email" doc:"The address to write to."`
	Phone   *string  `json:"phone"`
	Lang    *string  `json:"lang"`
	Mails   []string `json:"emails" nullable:"false" doc:"All addresses he is known by."`
}

func contactOf(c *xunpan.Contact) Contact {
	return Contact{entryOf(&c.Entry), known(c.Company), known(c.Title), known(c.Mail), known(c.Phone), known(c.Lang), keysOf(&c.Entry, xunpan.KeyMail)}
}

type contactPatch struct {
	EntryPatch
	Company *string   `json:"company,omitempty" doc:"A company's id; empty for none."`
	Title   *string   `json:"title,omitempty"`
	Lang    *string   `json:"lang,omitempty" doc:"ISO 639-1."`
	Mails   *[]string `json:"emails,omitempty" doc:"All of them, the main one first."`
}

func (p *contactPatch) contact() flow.ContactEdit {
	return flow.ContactEdit{EntryEdit: p.edit(), Company: as[xunpan.ID](p.Company), Title: p.Title, Lang: p.Lang, Mails: p.Mails}
}

func (a *API) contactRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/contacts", "list-contacts", "List contacts, those that wrote last first", "book", xunpan.CanRead), func(ctx context.Context, in *struct {
		BookInput
		Company string `query:"company"`
	}) (*paged[Contact], error) {
		f := in.filter(who(ctx).Scope)
		f.Company = xunpan.ID(in.Company)
		cs, next, err := a.desk.Store.Contacts(ctx, f)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return pageOf(cs, next, contactOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/contacts", "post-contact", "Enter a contact", "book", xunpan.CanEditBook, created), func(ctx context.Context, in *single[contactPatch]) (*single[Contact], error) {
		c, err := a.desk.AddContact(ctx, who(ctx), in.Body.contact())
		return seen(a, ctx, &c, nil, err, contactOf)
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/contacts/{id}", "get-contact", "A contact; of one that was merged, the one it went into", "book", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[Contact], error) {
		c, m, err := a.desk.SeeContact(ctx, who(ctx), xunpan.ID(in.ID))
		return seen(a, ctx, &c, m, err, contactOf)
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/contacts/{id}", "patch-contact", "Change a contact", "book", xunpan.CanEditBook), func(ctx context.Context, in *struct {
		ByID
		Body contactPatch
	}) (*single[Contact], error) {
		c, err := a.desk.EditContact(ctx, who(ctx), xunpan.ID(in.ID), in.Body.contact())
		return seen(a, ctx, &c, nil, err, contactOf)
	})
	a.entryRoutes(xunpan.ContactNoun, "contacts", a.desk.RemoveContact)
}
