package web

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"

	"xunpan"
	"xunpan/internal/catalogue/workbook"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

func (s *Site) productListRoutes() []gate.Route {
	take := s.route("POST /products/import", xunpan.CanPrice, s.importProducts)
	take.Body = workbook.MaxBytes + 1<<20
	return []gate.Route{
		s.route("GET /products/import", xunpan.CanPrice, s.importProductsPage), take,
		s.route("GET /products/list.xlsx", xunpan.CanRead, s.productList),
		s.route("GET /products/template.xlsx", xunpan.CanPrice, s.productTemplate),
	}
}

// shownBad is how many bad rows the page names; the workbook has them all.
const shownBad = 50

// ProductImportView is the way in for product lists, and what came of one.
type ProductImportView struct {
	Frame
	Problem string
	Result  *flow.ProductImport
	Dry     bool
	BadFile string // address of the workbook of bad rows
}

// Rows are how many rows were good.
func (v *ProductImportView) Rows() int { return v.Result.Added + v.Result.Changed + v.Result.Same }

func (v *ProductImportView) bad() []workbook.BadRow {
	return v.Result.List.Bad[:min(len(v.Result.List.Bad), shownBad)]
}

func (s *Site) importProductsPage(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, ProductImportPage(ProductImportView{Frame: s.frame(r, "products.import")}))
}

func (s *Site) importProducts(w http.ResponseWriter, r *http.Request) error {
	v := ProductImportView{Frame: s.frame(r, "products.import")}
	v.Path = "/products/import"
	f, _, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		v.Problem = v.T.Say("import.no_file")
		return s.show(w, r, http.StatusUnprocessableEntity, ProductImportPage(v))
	}
	if err != nil {
		return badForm(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return badForm(err)
	}
	v.Dry = r.PostFormValue("do") == "look"
	got, err := s.Desk.ImportProducts(r.Context(), who(r), data, v.Dry)
	if err != nil {
		ps, err := problems(err, v.T)
		if err != nil {
			return err
		}
		for _, say := range ps {
			v.Problem = say
		}
		return s.show(w, r, http.StatusUnprocessableEntity, ProductImportPage(v))
	}
	if v.Result = &got; len(got.List.Bad) > 0 {
		bad, err := workbook.Bad(got.List, v.T.Lang())
		if err != nil {
			return err
		}
		v.BadFile = "data:" + workbook.Type + ";base64," + base64.StdEncoding.EncodeToString(bad)
	}
	return s.show(w, r, http.StatusOK, ProductImportPage(v))
}

func (s *Site) productList(w http.ResponseWriter, r *http.Request) error {
	data, err := s.Desk.ExportProducts(r.Context(), who(r), s.translator(r).Lang())
	if err != nil {
		return err
	}
	return sendWorkbook(w, "products.xlsx", data)
}

func (s *Site) productTemplate(w http.ResponseWriter, r *http.Request) error {
	data, err := workbook.Template(s.translator(r).Lang(), true)
	if err != nil {
		return err
	}
	return sendWorkbook(w, "products-template.xlsx", data)
}

func sendWorkbook(w http.ResponseWriter, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", workbook.Type)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, err := w.Write(data)
	return err
}
