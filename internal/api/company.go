package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// Entry is what companies and contacts have in common. It is exported for huma,
// which passes over embedded structs that are not.
type Entry struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Country *string           `json:"country"`
	Owner   *string           `json:"owner"`
	Tags    []string          `json:"tags" nullable:"false"`
	Custom  map[string]string `json:"custom" nullable:"false" doc:"Values of custom fields by the field's id."`
	Note    string            `json:"note"`
	Phones  []string          `json:"phones" nullable:"false" doc:"E.164 where they could be read."`
	Said    []string          `json:"said" nullable:"false" doc:"Fields that a user set; the desk does not change them."`
	Created *time.Time        `json:"created_at"`
	Last    *time.Time        `json:"last_at" doc:"Newest inquiry, or when it was entered."`
	Version int64             `json:"version"`
}

func entryOf(e *xunpan.Entry) Entry {
	v := Entry{ID: string(e.ID), Name: e.Name, Country: known(e.Country), Owner: known(e.Owner), Tags: e.Tags, Custom: e.Custom, Note: e.Note, Phones: keysOf(e, xunpan.KeyPhone, xunpan.KeyWhatsApp),
		Said: e.Said, Created: at(e.Created), Last: at(e.Last), Version: e.Version}
	if v.Tags == nil {
		v.Tags = []string{}
	}
	if v.Said == nil {
		v.Said = []string{}
	}
	if v.Custom == nil {
		v.Custom = map[string]string{}
	}
	return v
}

// keysOf are the values of an entry's keys of some kinds, each once; never nil.
func keysOf(e *xunpan.Entry, kinds ...xunpan.KeyKind) []string {
	out, seen := []string{}, map[string]bool{}
	for _, kind := range kinds {
		for _, v := range e.KeysOf(kind) {
			if !seen[v] {
				seen[v] = true
				out = append(out, v)
			}
		}
	}
	return out
}

// Company is a buyer's firm.
type Company struct {
	Entry
	Website *string  `json:"website"`
	Address *string  `json:"address"`
	Grade   *string  `json:"grade"`
	Domains []string `json:"domains" nullable:"false" doc:"Mail domains by which it is known."`
}

func companyOf(c *xunpan.Company) Company {
	return Company{entryOf(&c.Entry), known(c.Website), known(c.Address), known(c.Grade), keysOf(&c.Entry, xunpan.KeyDomain)}
}

// EntryPatch is what is changed of a company or contact.
type EntryPatch struct {
	Name    *string           `json:"name,omitempty" maxLength:"1000"`
	Country *string           `json:"country,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2."`
	Note    *string           `json:"note,omitempty"`
	Phones  *[]string         `json:"phones,omitempty" doc:"All of them."`
	Owner   *string           `json:"owner,omitempty" doc:"A user's id; empty for nobody."`
	Tags    *[]string         `json:"tags,omitempty"`
	Custom  map[string]string `json:"custom,omitempty" doc:"By the field's id; an empty value takes it away."`
	Version int64             `json:"version,omitempty" doc:"The version you saw: a change that came between is refused with 409. Left out, the present one is changed."`
}

func (p *EntryPatch) edit() flow.EntryEdit {
	return flow.EntryEdit{Name: p.Name, Country: p.Country, Note: p.Note, Phones: p.Phones, Owner: as[xunpan.ID](p.Owner), Tags: p.Tags, Custom: p.Custom, Version: p.Version}
}

type companyPatch struct {
	EntryPatch
	Website *string   `json:"website,omitempty"`
	Address *string   `json:"address,omitempty"`
	Grade   *string   `json:"grade,omitempty" enum:"A,B,C,D," doc:"Empty leaves it to the desk again."`
	Domains *[]string `json:"domains,omitempty" doc:"All of its own mail domains."`
}

func (p *companyPatch) company() flow.CompanyEdit {
	return flow.CompanyEdit{EntryEdit: p.edit(), Website: p.Website, Address: p.Address, Grade: p.Grade, Domains: p.Domains}
}

// BookInput picks entries of the book.
type BookInput struct {
	Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of name, mail, telephone, domain."`
	Country string `query:"country" maxLength:"2"`
	Owner   string `query:"owner" doc:"A user's id, or none for those without an owner."`
	Tag     string `query:"tag" maxLength:"60"`
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Cursor  string `query:"cursor" maxLength:"200" doc:"The next of the page before."`
}

func (in *BookInput) filter(s store.Scope) store.BookFilter {
	f := store.BookFilter{Scope: s, Query: in.Query, Country: in.Country, Tag: in.Tag, Limit: in.Limit, Cursor: in.Cursor}
	if in.Owner == "none" {
		f.Owner = new(xunpan.ID)
	} else if in.Owner != "" {
		o := xunpan.ID(in.Owner)
		f.Owner = &o
	}
	return f
}

// paged is one page of a list.
type paged[T any] struct {
	Body struct {
		Items []T     `json:"items" nullable:"false"`
		Next  *string `json:"next" doc:"Cursor of the next page; null on the last."`
	}
}

func pageOf[A, B any](as []A, next string, of func(*A) B) *paged[B] {
	out := new(paged[B])
	out.Body.Items, out.Body.Next = itemsOf(as, of).Body.Items, known(next)
	return out
}

// masked is what may be known of an entry that is a colleague's.
type masked struct {
	ID      *string    `json:"id" doc:"Null where you may not see it."`
	Noun    string     `json:"noun" enum:"company,contact"`
	Name    string     `json:"name"`
	OwnedBy *string    `json:"owned_by"`
	Reasons []whyAlike `json:"reasons" nullable:"false"`
}

type whyAlike struct {
	Code string      `json:"code"`
	Say  xunpan.Text `json:"say"`
}

func reasonsOf(rs []xunpan.Reason) []whyAlike {
	out := make([]whyAlike, len(rs))
	for i, r := range rs {
		out[i] = whyAlike{r.Code, r.Say}
	}
	return out
}

func maskedOf(m *xunpan.Masked) masked {
	return masked{known(m.ID), string(m.Noun), m.Name, known(m.OwnedBy), reasonsOf(m.Reasons)}
}

// seen answers with an entry, or refuses what is a colleague's.
func seen[T, V any](a *API, ctx context.Context, x *T, m *xunpan.Masked, err error, of func(*T) V) (*single[V], error) {
	if err == nil && m != nil {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, a.fail(ctx, err)
	}
	return &single[V]{of(x)}, nil
}

func (a *API) companyRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/companies", "list-companies", "List companies, those that wrote last first", "book", xunpan.CanRead), func(ctx context.Context, in *struct {
		BookInput
		Grade string `query:"grade" enum:"A,B,C,D"`
	}) (*paged[Company], error) {
		f := in.filter(who(ctx).Scope)
		f.Grade = in.Grade
		cs, next, err := a.desk.Store.Companies(ctx, f)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return pageOf(cs, next, companyOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/companies", "post-company", "Enter a company", "book", xunpan.CanEditBook, created), func(ctx context.Context, in *single[companyPatch]) (*single[Company], error) {
		c, err := a.desk.AddCompany(ctx, who(ctx), in.Body.company())
		return seen(a, ctx, &c, nil, err, companyOf)
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/companies/{id}", "get-company", "A company; of one that was merged, the one it went into", "book", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[Company], error) {
		c, m, err := a.desk.SeeCompany(ctx, who(ctx), xunpan.ID(in.ID))
		return seen(a, ctx, &c, m, err, companyOf)
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/companies/{id}", "patch-company", "Change a company", "book", xunpan.CanEditBook), func(ctx context.Context, in *struct {
		ByID
		Body companyPatch
	}) (*single[Company], error) {
		c, err := a.desk.EditCompany(ctx, who(ctx), xunpan.ID(in.ID), in.Body.company())
		return seen(a, ctx, &c, nil, err, companyOf)
	})
	a.entryRoutes(xunpan.CompanyNoun, "companies", a.desk.RemoveCompany)
	a.bookRoutes()
}

// suggestion is a pair that may be the same.
type suggestion struct {
	A        string     `json:"a"`
	B        *string    `json:"b" doc:"Null where it is a colleague's."`
	NameA    string     `json:"name_a"`
	NameB    string     `json:"name_b"`
	OwnedBy  *string    `json:"owned_by" doc:"Of a colleague's: whose it is."`
	Strength int        `json:"strength" doc:"1 to 99: how much speaks for it."`
	Reasons  []whyAlike `json:"reasons" nullable:"false"`
}

func suggestionOf(s *xunpan.Suggestion) suggestion {
	v := suggestion{A: string(s.A), B: known(s.B), NameA: s.NameA, NameB: s.NameB, Strength: s.Strength, Reasons: reasonsOf(s.Reasons)}
	if m := s.Masked; m != nil {
		v.NameB, v.OwnedBy = m.Name, known(m.OwnedBy)
	}
	return v
}

// entryRoutes are the operations that are the same for companies and contacts.
func (a *API) entryRoutes(noun xunpan.Noun, plural string, remove func(context.Context, flow.Who, xunpan.ID, int64) error) {
	base, one := "/api/v1/"+plural+"/{id}", string(noun)
	huma.Register(a.huma, route(http.MethodDelete, base, "delete-"+one, "Take it out of the book; its inquiries stay", "book", xunpan.CanEditBook, gone), func(ctx context.Context, in *struct {
		ByID
		Version int64 `query:"version" required:"true" minimum:"1" doc:"The version you saw."`
	}) (*struct{}, error) {
		if err := remove(ctx, who(ctx), xunpan.ID(in.ID), in.Version); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	type other struct {
		ByID
		Body struct {
			Other string `json:"other" doc:"Id of the other one."`
		}
	}
	pair := func(path, id, summary string, do func(ctx context.Context, who flow.Who, one, other xunpan.ID) error) {
		huma.Register(a.huma, route(http.MethodPost, base+path, id, summary, "book", xunpan.CanEditBook, gone), func(ctx context.Context, in *other) (*struct{}, error) {
			if err := do(ctx, who(ctx), xunpan.ID(in.ID), xunpan.ID(in.Body.Other)); err != nil {
				return nil, a.fail(ctx, err)
			}
			return nil, nil
		})
	}
	pair("/merge", "merge-"+one, "Merge the other one into this", func(ctx context.Context, who flow.Who, one, other xunpan.ID) error {
		_, err := a.desk.Merge(ctx, who, noun, one, other)
		return err
	})
	pair("/apart", "keep-apart-"+one, "Note that the two are not the same", func(ctx context.Context, who flow.Who, one, other xunpan.ID) error {
		return a.desk.KeepApart(ctx, who, noun, one, other)
	})
	act(a, http.MethodPost, base+"/unmerge", "unmerge-"+one, "Take it out again of the one it was merged into", "book", xunpan.CanEditBook, func(ctx context.Context, who flow.Who, id xunpan.ID) error {
		return a.desk.Unmerge(ctx, who, noun, id)
	})
	huma.Register(a.huma, route(http.MethodGet, base+"/suggestions", "suggest-for-"+one, "What it may be the same as", "book", xunpan.CanRead), func(ctx context.Context, in *ByID) (*items[suggestion], error) {
		found, err := a.desk.SuggestionsFor(ctx, who(ctx), noun, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(found, suggestionOf), nil
	})
}

func (a *API) bookRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/suggestions", "list-suggestions", "Pairs that may be the same, among those that wrote last", "book", xunpan.CanRead), func(ctx context.Context, in *struct {
		Noun  string `query:"noun" enum:"company,contact" default:"company"`
		Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}) (*items[suggestion], error) {
		found, err := a.desk.Suggestions(ctx, who(ctx), xunpan.Noun(in.Noun), in.Limit)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(found, suggestionOf), nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/taken", "get-taken", "Who of the book a buyer may be; what is a colleague's comes masked", "book", xunpan.CanRead), func(ctx context.Context, in *struct {
		Company string `query:"company" maxLength:"200"`
		Country string `query:"country" maxLength:"2"`
		Person  string `query:"person" maxLength:"200"`
		Mail    string `query:"email" maxLength:"254"`
		Phone   string `query:"phone" maxLength:"60"`
		Website string `query:"website" maxLength:"500"`
	}) (*items[masked], error) {
		found, err := a.desk.Taken(ctx, who(ctx), flow.Probe{Company: in.Company, Country: in.Country, Person: in.Person, Mail: in.Mail, Phone: in.Phone, Website: in.Website})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(found, maskedOf), nil
	})
	type fields struct {
		Body struct {
			Fields  []xunpan.CustomField `json:"fields" nullable:"false"`
			Version int64                `json:"version"`
		}
	}
	show := func(ctx context.Context) (*fields, error) {
		fs, version, err := a.desk.CustomFields(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(fields)
		if out.Body.Fields, out.Body.Version = fs, version; fs == nil {
			out.Body.Fields = []xunpan.CustomField{}
		}
		return out, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/custom-fields", "get-custom-fields", "Fields of your own for companies and contacts", "book", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*fields, error) {
		return show(ctx)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/custom-fields", "put-custom-fields", "Set the fields of your own; values of fields left out are kept, hidden", "book", xunpan.CanSettings), func(ctx context.Context, in *fields) (*fields, error) {
		if err := a.desk.SetCustomFields(ctx, who(ctx), in.Body.Version, in.Body.Fields); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
}
