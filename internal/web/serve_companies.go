package web

import (
	"net/http"
	"net/url"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) companyRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /companies", xunpan.CanRead, s.companies),
		s.route("POST /companies", xunpan.CanEditBook, s.addCompany),
		s.route("GET /companies/{id}", xunpan.CanRead, s.company),
		s.route("POST /companies/{id}", xunpan.CanEditBook, s.editCompany),
		s.route("POST /companies/{id}/ours", xunpan.CanEditBook, s.editCompany),
		s.route("POST /companies/{id}/merge", xunpan.CanEditBook, s.mergeCompany),
		s.route("POST /companies/{id}/unmerge", xunpan.CanEditBook, s.unmergeCompany),
		s.route("POST /companies/{id}/apart", xunpan.CanEditBook, s.companyApart),
		s.route("POST /companies/{id}/delete", xunpan.CanEditBook, s.removeCompany),
	}
}

func (s *Site) companies(w http.ResponseWriter, r *http.Request) error {
	v, err := s.companiesView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, CompaniesPage(v))
}

func (s *Site) companiesView(r *http.Request) (v CompaniesView, err error) {
	ctx := r.Context()
	v = CompaniesView{Frame: s.frame(r, "nav.companies"), Filter: bookFilterOf(r.URL.Query()), Countries: countryCodes()}
	v.Path = bookPath(r, "/companies")
	cs, next, err := s.Desk.Store.Companies(ctx, v.Filter.storeFilter(r))
	if err != nil {
		return v, err
	}
	var people map[xunpan.ID]Person
	if people, v.Owners, err = s.people(ctx); err != nil {
		return v, err
	}
	ids := make([]xunpan.ID, len(cs))
	for i := range cs {
		ids[i] = cs[i].ID
	}
	counts, err := s.Desk.Store.CompanyCounts(ctx, ids)
	if err != nil {
		return v, err
	}
	if v.Filter.storeFilter(r).Cursor == "" {
		others, err := s.masked(r, xunpan.CompanyNoun, v.Filter.Query)
		if err != nil {
			return v, err
		}
		for _, m := range others {
			v.Rows = append(v.Rows, CompanyRow{Name: m.Name, Owner: Person{Name: m.OwnedBy}, Masked: true})
		}
	}
	var tags [][]string
	for i := range cs {
		c, n := &cs[i], counts[cs[i].ID]
		v.Rows = append(v.Rows, CompanyRow{ID: c.ID, Name: c.Name, Country: c.Country, Website: c.Website, Grade: c.Grade, Contacts: n.Contacts, Inquiries: n.Inquiries,
			Last: since(&c.Entry, n.Inquiries), Owner: people[c.Owner], Tags: c.Tags})
		tags = append(tags, c.Tags)
	}
	v.Tags, v.Older = tagsOf(v.Filter.Tag, tags...), older(r, "/companies", next)
	return v, nil
}

// bookPath is where a page of the book stands: after a form was sent in vain it
// is the page of the form.
func bookPath(r *http.Request, base string) string {
	if r.Method == http.MethodPost {
		return base
	}
	return r.URL.RequestURI()
}

// addCompany enters a company by hand. Of one that may be in the book already it
// asks first.
func (s *Site) addCompany(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	name, site := r.PostForm.Get("name"), r.PostForm.Get("website")
	entry := NewEntry{Name: name, Website: site}
	if r.PostForm.Get("anyway") == "" {
		taken, err := s.taken(r, xunpan.CompanyNoun, flow.Probe{Company: name, Website: site})
		if err != nil {
			return err
		}
		if entry.Taken = taken; len(taken) > 0 {
			return s.companyAgain(w, r, http.StatusConflict, entry)
		}
	}
	c, err := s.Desk.AddCompany(r.Context(), who(r), flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name}, Website: &site})
	if err == nil {
		setFlash(w, "entered", "")
		return s.back(w, r, "/companies/"+string(c.ID))
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	entry.Problem = p.Say.In(s.translator(r).Lang())
	return s.companyAgain(w, r, p.Status, entry)
}

func (s *Site) companyAgain(w http.ResponseWriter, r *http.Request, status int, e NewEntry) error {
	v, err := s.companiesView(r)
	if err != nil {
		return err
	}
	v.New = e
	return s.show(w, r, status, CompaniesPage(v))
}

func (s *Site) company(w http.ResponseWriter, r *http.Request) error {
	return s.showCompany(w, r, http.StatusOK, "")
}

func (s *Site) showCompany(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	ctx := r.Context()
	id := xunpan.ID(r.PathValue("id"))
	c, masked, err := s.Desk.SeeCompany(ctx, who(r), id)
	if err != nil {
		return err
	}
	if masked == nil && c.ID != id {
		http.Redirect(w, r, "/companies/"+string(c.ID), http.StatusSeeOther) // it was merged into that one
		return nil
	}
	v := CompanyView{Frame: s.frame(r, "company")}
	v.Path = "/companies/" + url.PathEscape(string(id))
	if masked != nil {
		v.RecordView = RecordView{ID: id, Base: "/companies", Name: masked.Name, Masked: orElse(masked.OwnedBy, v.T.Say("owner.none"))}
		v.Title = masked.Name
		return s.show(w, r, status, CompanyPage(v))
	}
	if v.RecordView, err = s.record(r, v.T, xunpan.CompanyNoun, &c.Entry); err != nil {
		return err
	}
	v.Title, v.Problem = c.Name, problem
	v.Country, v.Website, v.Grade, v.Address = c.Country, c.Website, c.Grade, c.Address
	v.Domains, v.Phones = c.KeysOf(xunpan.KeyDomain), phonesOf(&c.Entry)
	if problem != "" {
		v.typed(r.PostForm)
	}
	staff, _, err := s.Desk.Store.Contacts(ctx, store.BookFilter{Scope: gate.From(ctx).Scope, Company: c.ID, Limit: 200})
	if err != nil {
		return err
	}
	if v.Contacts, err = s.contactRows(r, staff, false); err != nil {
		return err
	}
	return s.show(w, r, status, CompanyPage(v))
}

// phonesOf are an entry's telephone numbers, each once.
func phonesOf(e *xunpan.Entry) []string {
	return tagsInOrder(e.KeysOf(xunpan.KeyPhone), e.KeysOf(xunpan.KeyWhatsApp))
}

// tagsInOrder joins lists and leaves out what was there before.
func tagsInOrder(lists ...[]string) (out []string) {
	seen := map[string]bool{}
	for _, list := range lists {
		for _, x := range list {
			if !seen[x] {
				seen[x] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// typed puts what somebody typed back into the form, so that he can mend it.
func (v *CompanyView) typed(f url.Values) {
	for field, to := range map[string]*string{"name": &v.Name, "country": &v.Country, "website": &v.Website, "grade": &v.Grade, "address": &v.Address, "note": &v.Note} {
		if f.Has(field) {
			*to = f.Get(field)
		}
	}
	for field, to := range map[string]*[]string{"domains": &v.Domains, "phones": &v.Phones, "tags": &v.Tags} {
		if f.Has(field) {
			*to = splitList(f.Get(field))
		}
	}
}

func (s *Site) editCompany(w http.ResponseWriter, r *http.Request) error {
	e, err := s.entryEdit(r, xunpan.CompanyNoun)
	if err == nil {
		_, err = s.Desk.EditCompany(r.Context(), who(r), xunpan.ID(r.PathValue("id")), flow.CompanyEdit{EntryEdit: e, Website: asked[string](r, "website"), Address: asked[string](r, "address"),
			Grade: asked[string](r, "grade"), Domains: typedList(r, "domains")})
	}
	return s.recordDone(w, r, xunpan.CompanyNoun, "saved", "", err, s.companyWrong(w, r))
}

func (s *Site) companyWrong(w http.ResponseWriter, r *http.Request) func(int, string) error {
	return func(status int, problem string) error { return s.showCompany(w, r, status, problem) }
}

func (s *Site) mergeCompany(w http.ResponseWriter, r *http.Request) error {
	return s.mergeWith(w, r, xunpan.CompanyNoun, s.companyWrong(w, r))
}

func (s *Site) unmergeCompany(w http.ResponseWriter, r *http.Request) error {
	return s.unmerge(w, r, xunpan.CompanyNoun, s.companyWrong(w, r))
}

func (s *Site) companyApart(w http.ResponseWriter, r *http.Request) error {
	return s.keepApart(w, r, xunpan.CompanyNoun, s.companyWrong(w, r))
}

func (s *Site) removeCompany(w http.ResponseWriter, r *http.Request) error {
	return s.removeEntry(w, r, xunpan.CompanyNoun)
}
