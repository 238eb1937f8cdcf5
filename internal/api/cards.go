package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/book/table"
	"xunpan/internal/flow"
)

// bookFile is a file of the book.
type bookFile struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (a *API) cardRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/contacts/cards.vcf", "get-cards", "All contacts you may see, as vCards", "book", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*bookFile, error) {
		data, err := a.desk.ExportCards(ctx, who(ctx), "")
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &bookFile{"text/vcard; charset=utf-8", data}, nil
	})
	type badCard struct {
		No  int         `json:"no" doc:"Of the card, from 1."`
		Why xunpan.Text `json:"why"`
	}
	type cardsTaken struct {
		Added int       `json:"added"`
		Same  int       `json:"same" doc:"There already; they stay as they are."`
		Bad   []badCard `json:"bad" nullable:"false"`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/contacts/cards", "post-cards", "Take the contacts of a file of vCards into the book", "book", xunpan.CanEditBook), func(ctx context.Context, in *struct {
		RawBody []byte `contentType:"text/vcard"`
	}) (*single[cardsTaken], error) {
		got, err := a.desk.ImportCards(ctx, who(ctx), in.RawBody)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := cardsTaken{Added: got.Added, Same: got.Same, Bad: make([]badCard, len(got.Bad))}
		for i, b := range got.Bad {
			out.Bad[i] = badCard{b.No, b.Say}
		}
		return &single[cardsTaken]{out}, nil
	})
	a.bookTableRoutes()
}

func (a *API) bookTableRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/book.xlsx", "get-book", "The customer book you may see as a workbook", "book", xunpan.CanRead), func(ctx context.Context, in *struct {
		Lang string `query:"lang" enum:"en,zh" default:"en" doc:"Of the heads."`
	}) (*bookFile, error) {
		data, err := a.desk.ExportBook(ctx, who(ctx), in.Lang)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &bookFile{table.Type, data}, nil
	})
	type badLine struct {
		Row int         `json:"row"`
		Why xunpan.Text `json:"why"`
	}
	type bookTaken struct {
		Companies flow.Taken `json:"companies"`
		Contacts  flow.Taken `json:"contacts"`
		Bad       []badLine  `json:"bad" nullable:"false"`
		Unknown   []string   `json:"unknown" nullable:"false" doc:"Heads that were not understood."`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/book", "post-book", "Take a customer list into the book", "book", xunpan.CanEditBook, func(op *huma.Operation) { op.MaxBodyBytes = table.MaxBytes }), func(ctx context.Context, in *struct {
		RawBody []byte `contentType:"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"`
	}) (*single[bookTaken], error) {
		got, err := a.desk.ImportBook(ctx, who(ctx), in.RawBody, nil)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := bookTaken{Companies: got.Companies, Contacts: got.Contacts, Bad: make([]badLine, len(got.List.Bad)), Unknown: append([]string{}, got.List.Unknown...)}
		for i := range got.List.Bad {
			out.Bad[i] = badLine{got.List.Bad[i].No, got.List.Bad[i].Why}
		}
		return &single[bookTaken]{out}, nil
	})
}
