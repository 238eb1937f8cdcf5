package web

import (
	"mime"
	"net/http"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/outbox"
)

// paper answers a quotation as a file: "pdf" is shown, "xlsx" downloaded.
func (s *Site) paper(form string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.Desk.Paper(r.Context(), who(r), xunpan.ID(r.PathValue("id")), form)
		if err != nil {
			return err
		}
		return servePaper(w, &a)
	}
}

// offeredPaper is paper for the buyer, behind his link.
func (s *Site) offeredPaper(form string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		doc, err := s.Desk.OpenDocument(r.Context(), r.PathValue("token"))
		if err != nil {
			return s.gone(w, r, err)
		}
		a, err := flow.Print(doc, form)
		if err != nil {
			return err
		}
		return servePaper(w, &a)
	}
}

func servePaper(w http.ResponseWriter, a *outbox.Attached) error {
	h := w.Header()
	h.Set("Content-Type", a.Kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(a.Data) // who does not wait for it asks again
	return nil
}
