package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
)

func (a *API) cardRoutes() {
	type cardFile struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/contacts/cards.vcf", "get-cards", "All contacts you may see, as vCards", "book", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*cardFile, error) {
		data, err := a.desk.ExportCards(ctx, who(ctx), "")
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &cardFile{"text/vcard; charset=utf-8", data}, nil
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
}
