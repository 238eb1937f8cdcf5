package web

import (
	"fmt"
	"mime"
	"net/http"

	"xunpan"
	"xunpan/internal/paper"
)

// workbook answers a quotation as an Excel workbook.
func (s *Site) workbook(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Desk.Document(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return serveWorkbook(w, d)
}

// offeredWorkbook is workbook for the buyer, behind his link.
func (s *Site) offeredWorkbook(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Desk.OpenQuote(r.Context(), r.PathValue("token"))
	if err != nil {
		return s.gone(w, r, err)
	}
	return serveWorkbook(w, &paper.Document{Quotation: o.Quote, Seller: o.Seller})
}

func serveWorkbook(w http.ResponseWriter, d *paper.Document) error {
	data, err := paper.XLSX(d)
	if err != nil {
		return err
	}
	name := d.Quotation.Number + ".xlsx"
	if d.Quotation.Revision > 1 {
		name = fmt.Sprintf("%s-%d.xlsx", d.Quotation.Number, d.Quotation.Revision)
	}
	h := w.Header()
	h.Set("Content-Type", paper.WorkbookType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(data) // who does not wait for it asks again
	return nil
}
