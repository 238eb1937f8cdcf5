package api

import (
	"cmp"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/catalogue/workbook"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func (a *API) productRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/products", "list-products", "Products by model", "products", xunpan.CanRead), func(ctx context.Context, in *struct {
		Query    string `query:"q" maxLength:"200" doc:"Beginnings of words in any language, or parts of a model; all must be there."`
		Category string `query:"category" maxLength:"120"`
		Off      bool   `query:"off" doc:"Those no longer offered, in place of those that are."`
		Cursor   string `query:"cursor" maxLength:"200"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}) (*paged[xunpan.Product], error) {
		ps, err := a.desk.Store.Products(ctx, store.ProductFilter{Query: in.Query, Category: in.Category, Off: &in.Off, After: in.Cursor, Limit: in.Limit + 1})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		next := ""
		if len(ps) > in.Limit {
			ps = ps[:in.Limit]
			next = xunpan.ModelKey(ps[in.Limit-1].Model)
		}
		return pageOf(ps, next, func(p *xunpan.Product) xunpan.Product { return *p }), nil
	})
	answer := func(ctx context.Context, p xunpan.Product, err error) (*single[xunpan.Product], error) {
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[xunpan.Product]{p}, nil
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/products", "post-product", "Add a product", "products", xunpan.CanPrice, created), func(ctx context.Context, in *struct{ Body xunpan.Product }) (*single[xunpan.Product], error) {
		p, err := a.desk.AddProduct(ctx, who(ctx), in.Body)
		return answer(ctx, p, err)
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/products/{id}", "get-product", "One product", "products", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[xunpan.Product], error) {
		p, err := a.desk.Store.Product(ctx, xunpan.ID(in.ID))
		return answer(ctx, p, err)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/products/{id}", "put-product", "Write a product anew, whole", "products", xunpan.CanPrice, func(op *huma.Operation) {
		op.Description = "With the version that was read; another one meanwhile is a conflict. Prices and all else stay in the history."
	}), func(ctx context.Context, in *struct {
		ByID
		Body xunpan.Product
	}) (*single[xunpan.Product], error) {
		in.Body.ID = xunpan.ID(in.ID)
		p, err := a.desk.SaveProduct(ctx, who(ctx), in.Body)
		return answer(ctx, p, err)
	})
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/products/{id}", "delete-product", "Delete a product; what was quoted of it stays", "products", xunpan.CanPrice, gone), func(ctx context.Context, in *struct {
		ByID
		Version int64 `query:"version"`
	}) (*struct{}, error) {
		if err := a.desk.RemoveProduct(ctx, who(ctx), xunpan.ID(in.ID), in.Version); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/products/{id}/costs", "list-product-costs", "What a product cost us, the newest, which is in force, first", "products", xunpan.CanPrice), func(ctx context.Context, in *ByID) (*paged[xunpan.ProductCost], error) {
		cs, err := a.desk.ProductCosts(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return pageOf(cs, "", func(c *xunpan.ProductCost) xunpan.ProductCost { return *c }), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/products/{id}/costs", "post-product-cost", "What a product costs us from now on", "products", xunpan.CanPrice, gone), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Cost     xunpan.Money `json:"cost"`
			Net      bool         `json:"net,omitempty" doc:"Without VAT, which comes on top."`
			VAT      string       `json:"vat,omitempty"`
			Refund   string       `json:"refund,omitempty"`
			Supplier string       `json:"supplier,omitempty"`
			Note     string       `json:"note,omitempty"`
		}
	}) (*struct{}, error) {
		b := &in.Body
		if err := a.desk.SetProductCost(ctx, who(ctx), xunpan.ProductCost{Product: xunpan.ID(in.ID), Cost: b.Cost, Net: b.Net, VAT: b.VAT, Refund: b.Refund, Supplier: b.Supplier, Note: b.Note}); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}/matches", "list-matches", "Products that each line of an inquiry may mean, with fit and difference", "products", xunpan.CanRead), func(ctx context.Context, in *ByID) (*paged[lineMatches], error) {
		ms, err := a.desk.MatchesOf(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return pageOf(ms, "", func(m *[]xunpan.Match) lineMatches { return lineMatches{append([]xunpan.Match{}, *m...)} }), nil
	})
	a.productListRoutes()
	a.certificateRoutes()
	a.assetRoutes()
}

// lineMatches are the products that a line of an inquiry may mean, the best
// first.
type lineMatches struct {
	Matches []xunpan.Match `json:"matches" nullable:"false"`
}

// listResult is what came of a product list.
type listResult struct {
	Added   int       `json:"added"`
	Changed int       `json:"changed"`
	Same    int       `json:"same"`
	Bad     []listBad `json:"bad" nullable:"false"`
	Unknown []string  `json:"unknown" nullable:"false" doc:"Heads of columns that were not read."`
}

type listBad struct {
	Row   int         `json:"row"`
	Cells []string    `json:"cells" nullable:"false"`
	Why   xunpan.Text `json:"why"`
}

func (a *API) productListRoutes() {
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/products/import", "import-products", "Bring in a product list from Excel", "products", xunpan.CanPrice, func(op *huma.Operation) {
		op.MaxBodyBytes = workbook.MaxBytes
		op.Description = "The workbook is the body. Models that are there are changed in what a row says; rows that make no sense come back with the reason."
	}), func(ctx context.Context, in *struct {
		Dry     bool   `query:"dry" doc:"Only look: nothing is kept."`
		RawBody []byte `contentType:"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"`
	}) (*single[listResult], error) {
		got, err := a.desk.ImportProducts(ctx, who(ctx), in.RawBody, in.Dry)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := listResult{Added: got.Added, Changed: got.Changed, Same: got.Same, Bad: []listBad{}, Unknown: []string{}}
		for _, b := range got.List.Bad {
			out.Bad = append(out.Bad, listBad{b.No, b.Cells, b.Why})
		}
		out.Unknown = append(out.Unknown, got.List.Unknown...)
		return &single[listResult]{out}, nil
	})
	type inLang struct {
		Lang string `query:"lang" enum:",en,zh" doc:"Of the heads."`
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/products/workbook", "get-product-list", "The catalogue as an Excel workbook", "products", xunpan.CanRead), func(ctx context.Context, in *inLang) (*blob, error) {
		data, err := a.desk.ExportProducts(ctx, who(ctx), in.Lang)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return attached(workbook.Type, "products.xlsx", data), nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/products/template", "get-product-template", "An empty product list with an example", "products", xunpan.CanPrice), func(ctx context.Context, in *inLang) (*blob, error) {
		data, err := workbook.Template(in.Lang, true)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return attached(workbook.Type, "products-template.xlsx", data), nil
	})
}

func (a *API) certificateRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/certificates", "list-certificates", "The certificates of house and products", "products", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*paged[xunpan.Certificate], error) {
		cs, err := a.desk.Store.Certificates(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return pageOf(cs, "", func(c *xunpan.Certificate) xunpan.Certificate { return *c }), nil
	})
	put := func(ctx context.Context, id string, c xunpan.Certificate) (*single[xunpan.Certificate], error) {
		c.ID = xunpan.ID(id)
		c, err := a.desk.PutCertificate(ctx, who(ctx), c)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[xunpan.Certificate]{c}, nil
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/certificates", "post-certificate", "Add a certificate", "products", xunpan.CanPrice, created), func(ctx context.Context, in *struct{ Body xunpan.Certificate }) (*single[xunpan.Certificate], error) {
		return put(ctx, "", in.Body)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/certificates/{id}", "put-certificate", "Write a certificate anew", "products", xunpan.CanPrice), func(ctx context.Context, in *struct {
		ByID
		Body xunpan.Certificate
	}) (*single[xunpan.Certificate], error) {
		return put(ctx, in.ID, in.Body)
	})
	act(a, http.MethodDelete, "/api/v1/certificates/{id}", "delete-certificate", "Delete a certificate; it goes from its products, too", "products", xunpan.CanPrice, a.desk.RemoveCertificate)
}

func (a *API) assetRoutes() {
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/assets", "post-asset", "Keep a file of the house: PNG, JPEG, PDF, docx or xlsx", "products", xunpan.CanPrice, created, func(op *huma.Operation) {
		op.MaxBodyBytes = flow.MaxAsset
	}), func(ctx context.Context, in *struct {
		Name    string `query:"name" maxLength:"200"`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*single[xunpan.Asset], error) {
		f, err := a.desk.AddAsset(ctx, who(ctx), cmp.Or(in.Name, "file"), in.RawBody)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[xunpan.Asset]{f}, nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/assets/{id}", "get-asset", "A file of the house", "products", xunpan.CanRead), func(ctx context.Context, in *struct {
		ByID
		Small bool `query:"small" doc:"The small form of a picture, as PNG."`
	}) (*blob, error) {
		f, err := a.desk.Store.Asset(ctx, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		data, err := a.desk.Store.AssetData(ctx, f.ID, in.Small)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		kind := f.Kind
		if in.Small {
			kind = "image/png"
		}
		return attached(kind, f.Name, data), nil
	})
}
