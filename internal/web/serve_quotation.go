package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) quotationRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /quotations", xunpan.CanRead, s.quotations),
		s.route("POST /inquiries/{id}/quotations", xunpan.CanPrice, s.newQuotation),
		s.route("GET /quotations/{id}", xunpan.CanRead, s.quotation),
		s.route("POST /quotations/{id}", xunpan.CanPrice, s.saveQuotation),
		s.route("POST /quotations/{id}/prices", xunpan.CanPrice, s.prices),
		s.route("POST /quotations/{id}/decide", xunpan.CanApprove, s.decideQuotation),
		s.route("POST /quotations/{id}/sent", xunpan.CanPrice, s.quotationSent),
		s.route("POST /quotations/{id}/revise", xunpan.CanPrice, s.reviseQuotation),
		s.route("POST /quotations/{id}/proforma", xunpan.CanPrice, s.proforma),
		s.route("GET /quotations/{id}/paper.xlsx", xunpan.CanRead, s.paper("xlsx")),
		s.route("GET /quotations/{id}/paper.pdf", xunpan.CanRead, s.paper("pdf")),
		s.route("POST /quotations/{id}/links", xunpan.CanPrice, s.linkQuotation),
		s.route("POST /quotations/{id}/links/{link}/end", xunpan.CanWork, s.endLink),
		s.route("POST /quotations/{id}/close", xunpan.CanWork, s.closeQuotation),
	}
}

const quotesPerPage = 50

func (s *Site) quotations(w http.ResponseWriter, r *http.Request) error {
	ask := r.URL.Query()
	v := QuotationsView{Frame: s.frame(r, "nav.quotations"), State: ask.Get("state")}
	f := store.QuoteFilter{Scope: who(r).Scope, State: xunpan.QuotationState(v.State), Limit: quotesPerPage + 1}
	if at, id, ok := strings.Cut(ask.Get("cursor"), "."); ok {
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil || !strings.Contains(id, "-") {
			return store.ErrCursor
		}
		f.Before, f.ID = time.UnixMilli(ms), xunpan.ID(id)
	}
	qs, err := s.Desk.Store.Quotes(r.Context(), f)
	if err != nil {
		return err
	}
	if len(qs) > quotesPerPage {
		last := &qs[quotesPerPage-1]
		v.Older = "/quotations?" + url.Values{"state": {v.State}, "cursor": {strconv.FormatInt(last.Created.UnixMilli(), 10) + "." + string(last.ID)}}.Encode()
		qs = qs[:quotesPerPage]
	}
	if v.Rows, err = s.quoteRows(r.Context(), qs); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, QuotationsPage(v))
}

func (s *Site) quoteRows(ctx context.Context, qs []store.Quote) ([]QuoteRow, error) {
	byID, _, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	today := time.Now().In(s.zone()).Format(time.DateOnly)
	var rows []QuoteRow
	for i := range qs {
		q := &qs[i]
		row := QuoteRow{ID: q.ID, Inquiry: q.Inquiry, Number: q.Number, Revision: q.Revision, Kind: q.Kind, State: q.State, Buyer: orElse(q.Buyer.Company, q.Buyer.Person), Country: q.Buyer.Country,
			ValidUntil: q.Offer.ValidUntil, Ended: q.State == xunpan.QuoteSent && q.Offer.ValidUntil < today, Created: q.Created, By: byID[q.By]}
		if option := max(q.Chosen, 1); option <= len(q.Offer.Options) {
			o := &q.Offer.Options[option-1]
			row.Total = o.Total.String() + " " + string(o.Term)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (s *Site) newQuotation(w http.ResponseWriter, r *http.Request) error {
	q, err := s.Desk.NewQuote(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.back(w, r, "/quotations/"+string(q.ID))
}

func (s *Site) quotation(w http.ResponseWriter, r *http.Request) error {
	v, err := s.quotationView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, QuotationPage(v))
}

func (s *Site) quotationView(r *http.Request) (v QuotationView, err error) {
	ctx := r.Context()
	q, err := s.Desk.SeeQuote(ctx, who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return v, err
	}
	v.Frame = s.frame(r, "nav.quotations")
	rows, err := s.quoteRows(ctx, []store.Quote{q})
	if err != nil {
		return v, err
	}
	v.Row, v.Version, v.Problems = rows[0], q.Version, map[string]string{}
	v.Title = v.Row.title()
	v.Buyer, v.Reference, v.Lang, v.Second, v.Terms, v.Offer, v.Chosen = q.Buyer, q.Reference, q.Lang, q.Second, q.Terms, q.Offer, q.Chosen
	v.Locked = q.State != xunpan.QuoteDraft && q.State != xunpan.QuoteAsked && q.State != xunpan.QuoteReady
	v.MayDecide = gate.From(ctx).May(xunpan.CanApprove)
	if inquiry, err := s.Desk.See(ctx, who(r), q.Inquiry); err == nil {
		v.Subject = inquiry.Subject
	}
	if v.Approval, err = s.approvalView(ctx, q.Approval); err != nil {
		return v, err
	}
	if q.Sheet != nil {
		v.Sheet = parseSheet(q.Sheet)
		v.Prices = s.pricesOf(ctx, v.T, &q)
	} else {
		v.Prices = offerPrices(v.T, &q)
	}
	others, err := s.Desk.Store.Quotes(ctx, store.QuoteFilter{Scope: who(r).Scope, Inquiry: q.Inquiry, Limit: 20})
	if err != nil {
		return v, err
	}
	links, err := s.Desk.Store.Links(ctx, q.Inquiry)
	if err != nil {
		return v, err
	}
	v.Links = linksOf(links, q.ID)
	all, err := s.quoteRows(ctx, others)
	for _, row := range all {
		if row.ID != q.ID {
			v.Others = append(v.Others, row)
		}
	}
	return v, err
}

func (s *Site) approvalView(ctx context.Context, a *xunpan.Approval) (*ApprovalView, error) {
	if a == nil {
		return nil, nil
	}
	byID, _, err := s.people(ctx)
	return &ApprovalView{AskedBy: byID[a.AskedBy].Name, By: byID[a.By].Name, Asked: a.Asked, At: a.At, Why: a.Why, Word: a.Word, Yes: a.Yes}, err
}

// sheetForm is the sheet of a quotation with what the form says.
func sheetForm(r *http.Request, q *store.Quote) ([]byte, error) {
	if err := r.ParseForm(); err != nil {
		return nil, badForm(err)
	}
	if text, ok := r.PostForm["text"]; ok {
		return []byte(text[0]), nil
	}
	tree := parseSheet(q.Sheet)
	tree.fill(r.PostForm)
	return tree.json(), nil
}

func (s *Site) saveQuotation(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), xunpan.ID(r.PathValue("id"))
	q, err := s.Desk.SeeQuote(ctx, who(r), id)
	if err != nil {
		return err
	}
	e := flow.QuoteEdit{Version: formVersion(r)}
	if e.Sheet, err = sheetForm(r, &q); err != nil {
		return err
	}
	if r.PostForm.Has("buyer.company") {
		quoteFields(r.PostForm, &e)
	}
	saved, err := s.Desk.EditQuote(ctx, who(r), id, e)
	if err == nil && r.PostFormValue("do") == "finish" {
		saved, err = s.Desk.FinishQuote(ctx, who(r), id, saved.Version, strings.TrimSpace(r.PostFormValue("why")))
	}
	if err == nil {
		setFlash(w, map[xunpan.QuotationState]string{xunpan.QuoteAsked: "quote_asked", xunpan.QuoteReady: "quote_ready"}[saved.State], "")
		return s.back(w, r, "/quotations/"+string(id))
	}
	v, viewErr := s.quotationView(r)
	if viewErr != nil {
		return viewErr
	}
	if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	for _, text := range v.Problems {
		var lines []string
		for _, line := range strings.Split(text, "\n") {
			lines = append(lines, sheetProblem(v.T, line))
		}
		v.Problem = strings.Join(lines, "\n")
	}
	if saved.ID == "" { // nothing was saved: show what he wrote
		v.Sheet = parseSheet(e.Sheet)
	}
	put(&v.Buyer, e.Buyer)
	put(&v.Terms, e.Terms)
	return s.show(w, r, http.StatusUnprocessableEntity, QuotationPage(v))
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// quoteFields reads what stands beside the sheet.
func quoteFields(f url.Values, e *flow.QuoteEdit) {
	text := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	reference, lang, second := text("reference"), text("lang"), text("second")
	e.Reference, e.Lang, e.Second = &reference, &lang, &second
	e.Buyer = &xunpan.Party{Company: text("buyer.company"), Person: text("buyer.person"), Address: text("buyer.address"), Country: text("buyer.country"), Mail: text("buyer.mail"), Phone: text("buyer.phone"), TaxID: text("buyer.tax_id")}
	t := termsOf(f)
	e.Terms = &t
}

func termsOf(f url.Values) xunpan.Terms {
	text := func(name string) string { return strings.TrimSpace(f.Get("terms." + name)) }
	t := xunpan.Terms{Payment: text("payment"), Loading: text("loading"), Partial: text("partial"), Packing: text("packing"), Warranty: text("warranty"), Origin: text("origin"), Sample: text("sample"), Remarks: text("remarks")}
	for _, line := range strings.Split(text("papers"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			t.Papers = append(t.Papers, line)
		}
	}
	if days := text("lead"); days != "" {
		from, to, ranged := strings.Cut(strings.NewReplacer("–", "-", " ", "").Replace(days), "-")
		l := xunpan.LeadTime{From: text("lead_from")}
		var err error
		if l.Days, err = strconv.Atoi(from); err != nil {
			l.Days = -1 // refused with its field
		}
		if ranged {
			if l.To, err = strconv.Atoi(to); err != nil {
				l.Days = -1
			}
		}
		t.Lead = &l
	}
	return t
}

// prices answers what the form as it stands comes to; nothing is kept.
func (s *Site) prices(w http.ResponseWriter, r *http.Request) error {
	q, err := s.Desk.SeeQuote(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if q.Sheet, err = sheetForm(r, &q); err != nil {
		return err
	}
	t := s.translator(r)
	return s.show(w, r, http.StatusOK, Prices(t, s.pricesOf(r.Context(), t, &q), true, true))
}

func (s *Site) decideQuotation(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if _, err := s.Desk.DecideQuote(r.Context(), who(r), id, formVersion(r), r.PostFormValue("yes") == "true", r.PostFormValue("word")); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/quotations/"+string(id))
}

func (s *Site) quotationSent(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if err := s.Desk.MarkQuoteSent(r.Context(), who(r), id, formVersion(r)); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/quotations/"+string(id))
}

func (s *Site) reviseQuotation(w http.ResponseWriter, r *http.Request) error {
	q, err := s.Desk.ReviseQuote(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.back(w, r, "/quotations/"+string(q.ID))
}

func (s *Site) proforma(w http.ResponseWriter, r *http.Request) error {
	option, err := strconv.Atoi(r.PostFormValue("option"))
	if err != nil {
		option = 0 // refused with what there is
	}
	q, err := s.Desk.Proforma(r.Context(), who(r), xunpan.ID(r.PathValue("id")), option)
	if err != nil {
		return err
	}
	return s.back(w, r, "/quotations/"+string(q.ID))
}

func (s *Site) closeQuotation(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	option, err := strconv.Atoi(r.PostFormValue("option"))
	if err != nil {
		option = -1
	}
	if _, err := s.Desk.CloseQuote(r.Context(), who(r), id, 0, option); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/quotations/"+string(id))
}

// sheetYAML is a sheet as text for people.
func sheetYAML(t sheetTree) string {
	b, err := yaml.Marshal(map[string]any(t))
	if err != nil {
		return string(t.json())
	}
	return string(b)
}
