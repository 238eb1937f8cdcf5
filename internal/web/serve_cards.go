package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"xunpan"
	"xunpan/internal/gate"
)

// maxCards bounds a file of vCards.
const maxCards = 20 << 20

func (s *Site) cardRoutes() []gate.Route {
	take := s.route("POST /contacts/cards", xunpan.CanEditBook, s.importCards)
	take.Body = maxCards
	return []gate.Route{
		s.route("GET /contacts/cards.vcf", xunpan.CanRead, s.cards), take,
		s.route("GET /contacts/{id}/card.vcf", xunpan.CanRead, s.card),
	}
}

func (s *Site) cards(w http.ResponseWriter, r *http.Request) error {
	return s.sendCards(w, r, "", "contacts.vcf")
}

func (s *Site) card(w http.ResponseWriter, r *http.Request) error {
	return s.sendCards(w, r, xunpan.ID(r.PathValue("id")), "contact.vcf")
}

func (s *Site) sendCards(w http.ResponseWriter, r *http.Request, one xunpan.ID, name string) error {
	data, err := s.Desk.ExportCards(r.Context(), who(r), one)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/vcard; charset=utf-8")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, err = w.Write(data)
	return err
}

// importCards takes a file of vCards in and says what came of it.
func (s *Site) importCards(w http.ResponseWriter, r *http.Request) error {
	t := s.translator(r)
	f, _, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return invalid("file", "Choose a file of vCards (.vcf) first.", "请先选择 vCard 文件（.vcf）。")
	}
	if err != nil {
		return badForm(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return badForm(err)
	}
	got, err := s.Desk.ImportCards(r.Context(), who(r), data)
	if err != nil {
		return err
	}
	text := t.Say("cards.result", "added", t.Number(got.Added), "same", t.Number(got.Same), "bad", t.Number(len(got.Bad)))
	for i, b := range got.Bad {
		if i == 5 {
			break
		}
		text += " " + t.Say("cards.bad", "no", t.Number(b.No), "why", b.Say.In(t.Lang()))
	}
	setFlash(w, "cards", text)
	return s.back(w, r, "/contacts")
}
