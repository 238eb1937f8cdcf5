package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// offeredRoutes are the pages of buyers: whoever has the link may see them.
func (s *Site) offeredRoutes() []gate.Route {
	rs := []gate.Route{
		s.route("GET /q/{token}", xunpan.Anyone, s.offered),
		s.route("POST /q/{token}", xunpan.Anyone, s.acceptOffered),
		s.route("POST /q/{token}/seen", xunpan.Anyone, s.seenOffered),
		s.route("GET /q/{token}/paper.xlsx", xunpan.Anyone, s.offeredPaper("xlsx")),
		s.route("GET /q/{token}/paper.pdf", xunpan.Anyone, s.offeredPaper("pdf")),
		s.route("GET /a/{token}", xunpan.Anyone, s.asked),
		s.route("POST /a/{token}", xunpan.Anyone, s.answerAsked),
	}
	for i := range rs {
		rs[i].Body = 64 << 10
	}
	return rs
}

// buyerLang is the language of a page whose link is none: the browser's.
func buyerLang(r *http.Request) B {
	for _, l := range xunpan.PaperLangs {
		if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), l) {
			return B{l}
		}
	}
	return B{"en"}
}

func (s *Site) gone(w http.ResponseWriter, r *http.Request, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return s.show(w, r, http.StatusNotFound, GonePage(buyerLang(r)))
	}
	return err
}

func (s *Site) offered(w http.ResponseWriter, r *http.Request) error {
	v := OfferedView{Token: r.PathValue("token")}
	var err error
	if v.O, err = s.Desk.OpenQuote(r.Context(), v.Token); err != nil {
		return s.gone(w, r, err)
	}
	v.B = B{v.O.Quote.Lang}
	return s.show(w, r, http.StatusOK, OfferedPage(v))
}

func (s *Site) acceptOffered(w http.ResponseWriter, r *http.Request) error {
	v := OfferedView{Token: r.PathValue("token"), Name: strings.TrimSpace(r.PostFormValue("name")), Note: r.PostFormValue("word")}
	v.Option, _ = strconv.Atoi(r.PostFormValue("option")) // 0 is refused with its reason
	said := s.Desk.AcceptQuote(r.Context(), v.Token, v.Option, v.Name, v.Note)
	var err error
	if v.O, err = s.Desk.OpenQuote(r.Context(), v.Token); err != nil {
		return s.gone(w, r, err)
	}
	v.B = B{v.O.Quote.Lang}
	status := http.StatusOK
	if v.Thanks = said == nil; said != nil {
		var inv *xunpan.Invalid
		if !errors.As(said, &inv) {
			return said
		}
		v.Problem, status = inv.Say.In(v.Lang), http.StatusUnprocessableEntity
	}
	return s.show(w, r, status, OfferedPage(v))
}

// seenOffered counts that the page was looked at: the page says so by itself
// once it is shown, which what only fetches links in mails does not.
func (s *Site) seenOffered(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.SawLink(r.Context(), r.PathValue("token")); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Site) asked(w http.ResponseWriter, r *http.Request) error {
	v := AskedView{Token: r.PathValue("token")}
	var err error
	if v.A, err = s.Desk.OpenChoices(r.Context(), v.Token); err != nil {
		return s.gone(w, r, err)
	}
	v.B = B{v.A.Lang}
	return s.show(w, r, http.StatusOK, AskedPage(v))
}

func (s *Site) answerAsked(w http.ResponseWriter, r *http.Request) error {
	v := AskedView{Token: r.PathValue("token"), Note: r.PostFormValue("word"), Answers: map[string]string{}}
	var err error
	if v.A, err = s.Desk.OpenChoices(r.Context(), v.Token); err != nil {
		return s.gone(w, r, err)
	}
	v.B = B{v.A.Lang}
	for _, c := range v.A.Choices {
		v.Answers[c.Field] = orElse(strings.TrimSpace(r.PostFormValue("o."+c.Field)), strings.TrimSpace(r.PostFormValue("c."+c.Field)))
	}
	status := http.StatusOK
	if err := s.Desk.AnswerChoices(r.Context(), v.Token, v.Answers, v.Note); err != nil {
		var inv *xunpan.Invalid
		if !errors.As(err, &inv) {
			return err
		}
		v.Problem, status = inv.Say.In(v.Lang), http.StatusUnprocessableEntity
	}
	v.Thanks = v.Problem == ""
	return s.show(w, r, status, AskedPage(v))
}

// buyerLinks makes a link to a quotation.
func (s *Site) linkQuotation(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	address, err := s.Desk.LinkQuote(r.Context(), who(r), id, r.PostFormValue("counted") == "true")
	if err != nil {
		return err
	}
	v, err := s.quotationView(r)
	if err != nil {
		return err
	}
	v.Made = address
	return s.show(w, r, http.StatusOK, QuotationPage(v))
}

func (s *Site) endLink(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	q, err := s.Desk.SeeQuote(r.Context(), who(r), id)
	if err != nil {
		return err
	}
	if err := s.Desk.EndLink(r.Context(), who(r), q.Inquiry, xunpan.ID(r.PathValue("link"))); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/quotations/"+string(id))
}

// linksOf are the links by which a buyer sees a quotation.
func linksOf(ls []store.Link, quotation xunpan.ID) []BuyerLinkRow {
	var rows []BuyerLinkRow
	for i := range ls {
		if l := &ls[i]; l.Quotation == quotation {
			rows = append(rows, BuyerLinkRow{ID: l.ID, Counted: l.Counted, Views: l.Views, Last: l.Last, Answered: l.Answered, Created: l.Created, Until: l.Until})
		}
	}
	return rows
}
