package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// quotationDetail is an offer; Sheet stays in the house and is given to keys that may
// price.
type quotationDetail struct {
	xunpan.Quotation
	Sheet any        `json:"sheet,omitempty" doc:"The cost sheet behind the prices, as docs/pricing.md explains. It never leaves the house."`
	Sent  *time.Time `json:"sent"`
}

func quotationOf(q *store.Quote) quotationDetail {
	out := quotationDetail{Quotation: q.Quotation, Sent: at(q.Sent)}
	if q.Sheet != nil {
		out.Sheet = q.Sheet
	}
	return out
}

// sheetIn is a cost sheet as a program gives it.
type sheetIn map[string]any

func (s sheetIn) bytes() ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	return json.Marshal(s)
}

func (a *API) quotationRoutes() {
	answer := func(ctx context.Context, q store.Quote, err error) (*single[quotationDetail], error) {
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[quotationDetail]{quotationOf(&q)}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/quotations", "list-quotations", "Quotations, the newest first", "quotations", xunpan.CanRead), func(ctx context.Context, in *struct {
		Inquiry string `query:"inquiry"`
		Company string `query:"company"`
		State   string `query:"state" enum:",draft,approval,ready,sent,accepted,declined,replaced"`
		Cursor  string `query:"cursor"`
		Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}) (*paged[xunpan.Quotation], error) {
		f := store.QuoteFilter{Scope: who(ctx).Scope, Inquiry: xunpan.ID(in.Inquiry), Company: xunpan.ID(in.Company), State: xunpan.QuotationState(in.State), Limit: in.Limit + 1}
		if in.Cursor != "" {
			ms, id, ok := strings.Cut(in.Cursor, ".")
			n, err := strconv.ParseInt(ms, 10, 64)
			if err != nil || !ok {
				return nil, a.fail(ctx, store.ErrCursor)
			}
			f.Before, f.ID = time.UnixMilli(n), xunpan.ID(id)
		}
		qs, err := a.desk.Store.Quotes(ctx, f)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := &paged[xunpan.Quotation]{}
		out.Body.Items = []xunpan.Quotation{}
		for i := range qs {
			if i == in.Limit {
				last := &qs[i-1]
				next := strconv.FormatInt(last.Created.UnixMilli(), 10) + "." + string(last.ID)
				out.Body.Next = &next
				break
			}
			out.Body.Items = append(out.Body.Items, qs[i].Quotation)
		}
		return out, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/quotations", "post-quotation", "Begin a quotation with what an inquiry asks for", "quotations", xunpan.CanPrice, created), func(ctx context.Context, in *ByID) (*single[quotationDetail], error) {
		q, err := a.desk.NewQuote(ctx, who(ctx), xunpan.ID(in.ID))
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/quotations/{id}", "get-quotation", "One quotation", "quotations", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[quotationDetail], error) {
		q, err := a.desk.SeeQuote(ctx, who(ctx), xunpan.ID(in.ID))
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/quotations/{id}", "patch-quotation", "Change a quotation that was not sent", "quotations", xunpan.CanPrice, func(op *huma.Operation) {
		op.Description = "Fields left out stay. It becomes a draft again. An incomplete sheet is kept, and the quotation then has no prices."
	}), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Version   int64         `json:"version,omitempty"`
			Sheet     sheetIn       `json:"sheet,omitempty" doc:"The whole cost sheet."`
			Buyer     *xunpan.Party `json:"buyer,omitempty"`
			Reference *string       `json:"reference,omitempty"`
			Lang      *string       `json:"lang,omitempty"`
			Second    *string       `json:"second,omitempty"`
			Terms     *xunpan.Terms `json:"terms,omitempty"`
		}
	}) (*single[quotationDetail], error) {
		sheet, err := in.Body.Sheet.bytes()
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		q, err := a.desk.EditQuote(ctx, who(ctx), xunpan.ID(in.ID), flow.QuoteEdit{Version: in.Body.Version, Sheet: sheet, Buyer: in.Body.Buyer, Reference: in.Body.Reference, Lang: in.Body.Lang, Second: in.Body.Second, Terms: in.Body.Terms})
		return answer(ctx, q, err)
	})
	type versioned struct {
		ByID
		Body struct {
			Version int64  `json:"version,omitempty"`
			Why     string `json:"why,omitempty" maxLength:"1000" doc:"For the manager, where a price lies below the floor."`
		}
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/finish", "finish-quotation", "Make a draft ready, or ask a manager where a price lies below the floor", "quotations", xunpan.CanPrice), func(ctx context.Context, in *versioned) (*single[quotationDetail], error) {
		q, err := a.desk.FinishQuote(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Version, in.Body.Why)
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/decide", "decide-quotation", "A manager's word on prices below the floor", "quotations", xunpan.CanApprove), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Version int64  `json:"version,omitempty"`
			Yes     bool   `json:"yes"`
			Word    string `json:"word,omitempty" maxLength:"1000"`
		}
	}) (*single[quotationDetail], error) {
		q, err := a.desk.DecideQuote(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Version, in.Body.Yes, in.Body.Word)
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/sent", "sent-quotation", "It went to the buyer by another way than the desk's", "quotations", xunpan.CanPrice), func(ctx context.Context, in *versioned) (*single[quotationDetail], error) {
		if err := a.desk.MarkQuoteSent(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Version); err != nil {
			return nil, a.fail(ctx, err)
		}
		q, err := a.desk.SeeQuote(ctx, who(ctx), xunpan.ID(in.ID))
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/revise", "revise-quotation", "Begin the next revision of a quotation that was sent", "quotations", xunpan.CanPrice, created), func(ctx context.Context, in *ByID) (*single[quotationDetail], error) {
		q, err := a.desk.ReviseQuote(ctx, who(ctx), xunpan.ID(in.ID))
		return answer(ctx, q, err)
	})
	type optioned struct {
		ByID
		Body struct {
			Option int `json:"option" minimum:"0" maximum:"100" doc:"From 1, in the order of the offer; 0 for none."`
		}
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/proforma", "post-proforma", "Make a proforma invoice of one option", "quotations", xunpan.CanPrice, created), func(ctx context.Context, in *optioned) (*single[quotationDetail], error) {
		q, err := a.desk.Proforma(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Option)
		return answer(ctx, q, err)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/close", "close-quotation", "What the buyer said: which option he takes, or 0", "quotations", xunpan.CanWork), func(ctx context.Context, in *optioned) (*single[quotationDetail], error) {
		q, err := a.desk.CloseQuote(ctx, who(ctx), xunpan.ID(in.ID), 0, in.Body.Option)
		return answer(ctx, q, err)
	})
	paper := func(form string) func(context.Context, *ByID) (*blob, error) {
		return func(ctx context.Context, in *ByID) (*blob, error) {
			f, err := a.desk.Paper(ctx, who(ctx), xunpan.ID(in.ID), form)
			if err != nil {
				return nil, a.fail(ctx, err)
			}
			return attached(f.Kind, f.Name, f.Data), nil
		}
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/quotations/{id}/workbook", "get-quotation-workbook", "The quotation as an Excel workbook with live formulas", "quotations", xunpan.CanRead), paper("xlsx"))
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/quotations/{id}/pdf", "get-quotation-pdf", "The quotation as PDF", "quotations", xunpan.CanRead), paper("pdf"))
	a.buyerLinkRoutes()
	a.pricingRoutes()
}

// buyerLink is an address for a buyer, told once.
type buyerLink struct {
	Address string `json:"address" doc:"Told this once; only its digest is kept."`
}

func (a *API) buyerLinkRoutes() {
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/quotations/{id}/links", "post-quotation-link", "An address at which the buyer sees the quotation and can accept it", "quotations", xunpan.CanPrice, created), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Counted bool `json:"counted,omitempty" doc:"Count when he looks; the page tells him."`
		}
	}) (*single[buyerLink], error) {
		link, err := a.desk.LinkQuote(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Counted)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[buyerLink]{buyerLink{link}}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/choices", "post-choices-link", "An address at which the buyer answers what is missing for a quotation", "quotations", xunpan.CanWork, created), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Lang    string        `json:"lang,omitempty" maxLength:"5"`
			Choices []flow.Choice `json:"choices" minItems:"1" maxItems:"30"`
		}
	}) (*single[buyerLink], error) {
		link, err := a.desk.LinkChoices(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Lang, in.Body.Choices)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[buyerLink]{buyerLink{link}}, nil
	})
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/inquiries/{id}/links/{link}", "delete-buyer-link", "End a buyer's link now", "quotations", xunpan.CanWork, gone), func(ctx context.Context, in *struct {
		ByID
		Link string `path:"link"`
	}) (*struct{}, error) {
		if err := a.desk.EndLink(ctx, who(ctx), xunpan.ID(in.ID), xunpan.ID(in.Link)); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
}

// pricing is the house's way of pricing.
type pricing struct {
	Version int64         `json:"version,omitempty"`
	Sheet   sheetIn       `json:"sheet,omitempty" doc:"A cost sheet without items: rates, charges, profit and the floor that counts for every sheet."`
	Terms   xunpan.Terms  `json:"terms"`
	Seller  xunpan.Seller `json:"seller"`
	Prefix  string        `json:"prefix,omitempty" maxLength:"10"`
}

func (a *API) pricingRoutes() {
	read := func(ctx context.Context) (*single[pricing], error) {
		p, version, err := a.desk.Pricing(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := pricing{Version: version, Terms: p.Terms, Seller: p.Seller, Prefix: p.Prefix}
		if len(p.Sheet) > 0 {
			if err := json.Unmarshal(p.Sheet, &out.Sheet); err != nil {
				return nil, a.fail(ctx, err)
			}
		}
		return &single[pricing]{out}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/pricing", "get-pricing", "What every new quotation begins with", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[pricing], error) { return read(ctx) })
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/pricing", "put-pricing", "Set what every new quotation begins with", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[pricing]) (*single[pricing], error) {
		sheet, err := in.Body.Sheet.bytes()
		if err == nil {
			err = a.desk.SavePricing(ctx, who(ctx), in.Body.Version, flow.Pricing{Sheet: sheet, Terms: in.Body.Terms, Seller: in.Body.Seller, Prefix: in.Body.Prefix})
		}
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return read(ctx)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/settings/pricing/rates", "take-rates", "Take the European Central Bank's reference rates of the last working day", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[pricing], error) {
		if _, err := a.desk.TakeRates(ctx, who(ctx), flow.ECBRates); err != nil {
			return nil, a.fail(ctx, err)
		}
		return read(ctx)
	})
	a.letterRoutes()
}

// letters are the house's own letters.
type letters struct {
	Version int64                   `json:"version,omitempty"`
	Letters []xunpan.LetterTemplate `json:"letters" nullable:"false" maxItems:"100"`
}

func (a *API) letterRoutes() {
	a.modelRoutes()
	read := func(ctx context.Context) (*single[letters], error) {
		ls, version, err := a.desk.Letters(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[letters]{letters{version, append([]xunpan.LetterTemplate{}, ls...)}}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/letters", "get-letters", "The house's own letters", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[letters], error) { return read(ctx) })
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/letters", "put-letters", "Set the house's own letters, all of them", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[letters]) (*single[letters], error) {
		if err := a.desk.SaveLetters(ctx, who(ctx), in.Body.Version, in.Body.Letters); err != nil {
			return nil, a.fail(ctx, err)
		}
		return read(ctx)
	})
}

// languageModel is the model that letters may be polished by.
type languageModel struct {
	Version int64   `json:"version,omitempty"`
	URL     string  `json:"url" maxLength:"500" doc:"Up to the version: https://api.example/v1. Empty for none."`
	Name    string  `json:"name" maxLength:"200"`
	Key     *string `json:"key,omitempty" maxLength:"500" doc:"Never told. Left out, the present one stays while the address does."`
}

func (a *API) modelRoutes() {
	read := func(ctx context.Context) (*single[languageModel], error) {
		m, _, version, err := a.desk.LanguageModel(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[languageModel]{languageModel{Version: version, URL: m.URL, Name: m.Name}}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/model", "get-model", "The language model, without its key", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[languageModel], error) { return read(ctx) })
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/model", "put-model", "Set the language model", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[languageModel]) (*single[languageModel], error) {
		if err := a.desk.SetLanguageModel(ctx, who(ctx), in.Body.Version, flow.Model{URL: in.Body.URL, Name: in.Body.Name}, in.Body.Key); err != nil {
			return nil, a.fail(ctx, err)
		}
		return read(ctx)
	})
}
