package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/price"
	"xunpan/internal/store"
)

// maxProductForm bounds a product's form with its files, in bytes.
const maxProductForm = 40 << 20

func (s *Site) productRoutes() []gate.Route {
	add, save := s.route("POST /products", xunpan.CanPrice, s.saveProduct), s.route("POST /products/{id}", xunpan.CanPrice, s.saveProduct)
	certify, recertify := s.route("POST /certificates", xunpan.CanPrice, s.saveCertificate), s.route("POST /certificates/{id}", xunpan.CanPrice, s.saveCertificate)
	for _, rt := range []*gate.Route{&add, &save, &certify, &recertify} {
		rt.Body = maxProductForm
	}
	return []gate.Route{
		s.route("GET /products", xunpan.CanRead, s.products), add,
		s.route("GET /products/new", xunpan.CanPrice, s.product),
		s.route("GET /products/{id}", xunpan.CanRead, s.product), save,
		s.route("POST /products/{id}/cost", xunpan.CanPrice, s.setCost),
		s.route("POST /products/{id}/delete", xunpan.CanPrice, s.removeProduct),
		s.route("GET /certificates", xunpan.CanRead, s.certificates), certify, recertify,
		s.route("POST /certificates/{id}/delete", xunpan.CanPrice, s.removeCertificate),
		s.route("GET /assets/{id}", xunpan.CanRead, s.asset),
	}
}

const productsPerPage = 50

func (s *Site) products(w http.ResponseWriter, r *http.Request) error {
	ctx, ask := r.Context(), r.URL.Query()
	v := ProductsView{Frame: s.frame(r, "nav.products"), Query: strings.TrimSpace(ask.Get("q")), Category: ask.Get("category"), Gone: ask.Get("off") != ""}
	ps, err := s.Desk.Store.Products(ctx, store.ProductFilter{Query: v.Query, Category: v.Category, Off: &v.Gone, After: ask.Get("after"), Limit: productsPerPage + 1})
	if err != nil {
		return err
	}
	if len(ps) > productsPerPage {
		ps = ps[:productsPerPage]
		ask.Set("after", xunpan.ModelKey(ps[len(ps)-1].Model))
		v.More = "/products?" + ask.Encode()
	}
	if v.Categories, err = s.Desk.Store.Categories(ctx); err != nil {
		return err
	}
	certs, err := s.certificateLines(ctx, nil)
	if err != nil {
		return err
	}
	states := map[xunpan.ID]string{}
	for _, c := range certs {
		if states[c.ID] = c.State; c.State != "holds" && v.Query == "" && ask.Get("after") == "" {
			v.Notes = append(v.Notes, c)
		}
	}
	today := s.day()
	for i := range ps {
		v.Rows = append(v.Rows, productLineOf(ps[i], today, states))
	}
	return s.show(w, r, http.StatusOK, ProductsPage(v))
}

// day is the day at the company, 2006-01-02.
func (s *Site) day() string { return time.Now().In(s.zone()).Format(time.DateOnly) }

func productLineOf(p xunpan.Product, today string, states map[xunpan.ID]string) ProductLine {
	line := ProductLine{Product: p, Ended: len(p.Prices) > 0}
	for i := range p.Prices {
		l := &p.Prices[i]
		if line.Price == "" || line.Ended && l.On(today) {
			line.Price = l.Price.String() + " " + string(l.Term)
		}
		line.Ended = line.Ended && !l.On(today)
	}
	for _, id := range p.Certificates {
		if s := states[id]; s == "ended" || s == "ends" && line.Cert == "" {
			line.Cert = s
		}
	}
	return line
}

// nearEnd is how many days before its end a certificate is warned of.
const nearEnd = 60

// certificateLines are the certificates with how long they hold; chosen marks
// those of a product.
func (s *Site) certificateLines(ctx context.Context, chosen []xunpan.ID) ([]CertificateLine, error) {
	cs, err := s.Desk.Store.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	now, err := time.Parse(time.DateOnly, s.day())
	if err != nil {
		return nil, err
	}
	has := map[xunpan.ID]bool{}
	for _, id := range chosen {
		has[id] = true
	}
	var out []CertificateLine
	for _, c := range cs {
		line := CertificateLine{Certificate: c, State: "holds", Chosen: has[c.ID]}
		if until, err := time.Parse(time.DateOnly, c.Until); err == nil {
			line.Days = int(until.Sub(now).Hours() / 24)
			switch {
			case line.Days < 0:
				line.State = "ended"
			case line.Days <= nearEnd:
				line.State = "ends"
			}
		}
		out = append(out, line)
	}
	return out, nil
}

func (s *Site) product(w http.ResponseWriter, r *http.Request) error {
	var p xunpan.Product
	if id := r.PathValue("id"); id != "" {
		var err error
		if p, err = s.Desk.Store.Product(r.Context(), xunpan.ID(id)); err != nil {
			return err
		}
	}
	v, err := s.productView(r, p)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ProductPage(v))
}

func (s *Site) productView(r *http.Request, p xunpan.Product) (v ProductView, err error) {
	ctx := r.Context()
	v = ProductView{Frame: s.frame(r, "nav.products"), P: p, Problems: map[string]string{}}
	if v.Title = v.heading(); r.Method == http.MethodPost {
		v.Path = orElse(map[bool]string{true: "/products/new"}[p.ID == ""], v.path())
	}
	if v.Categories, err = s.Desk.Store.Categories(ctx); err != nil {
		return v, err
	}
	if v.Certificates, err = s.certificateLines(ctx, p.Certificates); err != nil {
		return v, err
	}
	for _, id := range p.Sheets {
		if a, err := s.Desk.Store.Asset(ctx, id); err == nil {
			v.Sheets = append(v.Sheets, a)
		} else if !errors.Is(err, store.ErrNotFound) {
			return v, err
		}
	}
	if v.Load = loadOf(&p); p.ID == "" {
		return v, nil
	}
	if v.May.Price {
		costs, err := s.Desk.ProductCosts(ctx, who(r), p.ID)
		if err != nil {
			return v, err
		}
		byID, _, err := s.people(ctx)
		if err != nil {
			return v, err
		}
		for _, c := range costs {
			v.Costs = append(v.Costs, CostLine{c, byID[c.By]})
		}
		if len(costs) > 0 {
			v.Cost = costs[0]
		}
	}
	v.History, err = s.recordHistory(ctx, v.T, flow.ObjectProduct, p.ID)
	return v, err
}

// loadOf is how a product fills containers, where its packing is known.
func loadOf(p *xunpan.Product) *LoadView {
	k, ok := flow.SheetPacking(p.Packing)
	if !ok {
		return nil
	}
	fits, err := price.Fits(k, price.Shipping{})
	if err != nil {
		return nil // the carton is impossible, and the sheet will say so
	}
	per, _, _ := k.PerCarton.Int64(0)
	v := &LoadView{CBM: strconv.FormatFloat(float64(k.Size.L*k.Size.W*k.Size.H)/1e9, 'f', 3, 64)}
	most := int64(1)
	for _, f := range fits {
		most = max(most, f.Cartons)
	}
	for _, f := range fits {
		v.Fits = append(v.Fits, LoadFit{Kind: string(f.Kind), Cartons: strconv.FormatInt(f.Cartons, 10), Units: strconv.FormatInt(f.Cartons*per, 10), Share: int(f.Cartons * 100 / most), Binds: string(f.Binds)})
	}
	return v
}

func (s *Site) saveProduct(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	var was xunpan.Product
	if id := r.PathValue("id"); id != "" {
		var err error
		if was, err = s.Desk.Store.Product(ctx, xunpan.ID(id)); err != nil {
			return err
		}
	}
	p, err := productOf(r.PostForm, was)
	if err == nil {
		err = s.takeFiles(r, &p)
	}
	var saved xunpan.Product
	if p.Version = formVersion(r); err == nil && was.ID == "" {
		saved, err = s.Desk.AddProduct(ctx, who(r), p)
	} else if err == nil {
		saved, err = s.Desk.SaveProduct(ctx, who(r), p)
	}
	if err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, "/products/"+string(saved.ID))
	}
	v, viewErr := s.productView(r, p)
	if viewErr != nil {
		return viewErr
	}
	if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	for _, say := range v.Problems {
		v.Problem = say
	}
	return s.show(w, r, http.StatusUnprocessableEntity, ProductPage(v))
}

// takeFiles keeps the files of a form: pictures beside pictures, others as data
// sheets.
func (s *Site) takeFiles(r *http.Request, p *xunpan.Product) error {
	if r.MultipartForm == nil {
		return nil
	}
	for _, h := range r.MultipartForm.File["files"] {
		a, err := s.takeFile(r, h)
		if err != nil {
			return err
		}
		if strings.HasPrefix(a.Kind, "image/") {
			p.Pictures = appendNew(p.Pictures, a.ID)
		} else {
			p.Sheets = appendNew(p.Sheets, a.ID)
		}
	}
	return nil
}

func (s *Site) takeFile(r *http.Request, h *multipart.FileHeader) (a xunpan.Asset, err error) {
	f, err := h.Open()
	if err != nil {
		return a, badForm(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, flow.MaxAsset+1))
	if err != nil {
		return a, badForm(err)
	}
	return s.Desk.AddAsset(r.Context(), who(r), h.Filename, data)
}

func appendNew(ids []xunpan.ID, id xunpan.ID) []xunpan.ID {
	for _, x := range ids {
		if x == id {
			return ids
		}
	}
	return append(ids, id)
}

func (s *Site) setCost(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	money, err := moneyOf("cost", r.PostFormValue("cost"))
	if err == nil {
		err = s.Desk.SetProductCost(r.Context(), who(r), xunpan.ProductCost{Product: id, Cost: money, Net: r.PostFormValue("cost.net") != "", VAT: r.PostFormValue("cost.vat"), Refund: r.PostFormValue("cost.refund"),
			Supplier: r.PostFormValue("cost.supplier"), Note: r.PostFormValue("cost.note")})
	}
	if err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/products/"+string(id))
}

func (s *Site) removeProduct(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveProduct(r.Context(), who(r), xunpan.ID(r.PathValue("id")), formVersion(r)); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/products")
}

func (s *Site) certificates(w http.ResponseWriter, r *http.Request) error {
	v, err := s.certificatesView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, CertificatesPage(v))
}

func (s *Site) certificatesView(r *http.Request) (v CertificatesView, err error) {
	v = CertificatesView{Frame: s.frame(r, "certificates.title")}
	v.Path = "/certificates"
	v.Rows, err = s.certificateLines(r.Context(), nil)
	return v, err
}

func (s *Site) saveCertificate(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	c := xunpan.Certificate{ID: xunpan.ID(r.PathValue("id")), Name: text("name"), Number: text("number"), Issuer: text("issuer"), From: text("from"), Until: text("until"), House: text("house") != "", File: xunpan.ID(text("kept"))}
	var err error
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) > 0 {
		var a xunpan.Asset
		a, err = s.takeFile(r, r.MultipartForm.File["file"][0])
		c.File = a.ID
	}
	if err == nil {
		_, err = s.Desk.PutCertificate(r.Context(), who(r), c)
	}
	if err != nil {
		v, viewErr := s.certificatesView(r)
		if viewErr != nil {
			return viewErr
		}
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		for _, say := range v.Problems {
			v.Problem = say
		}
		v.Values = c
		return s.show(w, r, http.StatusUnprocessableEntity, CertificatesPage(v))
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/certificates")
}

func (s *Site) removeCertificate(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveCertificate(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/certificates")
}

// asset serves a file of the house. It never changes, so browsers keep it; what
// is no picture or PDF is downloaded, never opened in the page.
func (s *Site) asset(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	a, err := s.Desk.Store.Asset(r.Context(), id)
	if err != nil {
		return err
	}
	picture := strings.HasPrefix(a.Kind, "image/")
	small := picture && r.URL.Query().Get("small") != ""
	data, err := s.Desk.Store.AssetData(r.Context(), id, small)
	if err != nil {
		return err
	}
	h := w.Header()
	if h.Set("Content-Type", a.Kind); small {
		h.Set("Content-Type", "image/png")
	}
	if !picture {
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(a.Name))
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	_, err = w.Write(data)
	return err
}
