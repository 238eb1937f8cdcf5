package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xunpan"
	buyers "xunpan/internal/book"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) contactRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /contacts", xunpan.CanRead, s.contacts),
		s.route("POST /contacts", xunpan.CanEditBook, s.addContact),
		s.route("GET /contacts/{id}", xunpan.CanRead, s.contact),
		s.route("POST /contacts/{id}", xunpan.CanEditBook, s.editContact),
		s.route("POST /contacts/{id}/ours", xunpan.CanEditBook, s.editContact),
		s.route("POST /contacts/{id}/merge", xunpan.CanEditBook, s.mergeContact),
		s.route("POST /contacts/{id}/unmerge", xunpan.CanEditBook, s.unmergeContact),
		s.route("POST /contacts/{id}/apart", xunpan.CanEditBook, s.contactApart),
		s.route("POST /contacts/{id}/delete", xunpan.CanEditBook, s.removeContact),
	}
}

func (s *Site) contacts(w http.ResponseWriter, r *http.Request) error {
	v, err := s.contactsView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ContactsPage(v))
}

func (s *Site) contactsView(r *http.Request) (v ContactsView, err error) {
	ctx := r.Context()
	v = ContactsView{Frame: s.frame(r, "nav.contacts"), Filter: bookFilterOf(r.URL.Query()), Countries: countryCodes()}
	v.Path = bookPath(r, "/contacts")
	f := v.Filter.storeFilter(r)
	cs, next, err := s.Desk.Store.Contacts(ctx, f)
	if err != nil {
		return v, err
	}
	if _, v.Owners, err = s.people(ctx); err != nil {
		return v, err
	}
	if f.Cursor == "" {
		others, err := s.masked(r, xunpan.ContactNoun, v.Filter.Query)
		if err != nil {
			return v, err
		}
		for _, m := range others {
			v.Rows = append(v.Rows, ContactRow{Name: m.Name, Owner: Person{Name: m.OwnedBy}, Masked: true})
		}
	}
	rows, err := s.contactRows(r, cs, true)
	if err != nil {
		return v, err
	}
	var tags [][]string
	for i := range rows {
		tags = append(tags, rows[i].Tags)
	}
	v.Rows = append(v.Rows, rows...)
	v.Tags, v.Older = tagsOf(v.Filter.Tag, tags...), older(r, "/contacts", next)
	return v, nil
}

// contactRows are lines of a list; with their companies' names where asked for.
func (s *Site) contactRows(r *http.Request, cs []xunpan.Contact, firms bool) ([]ContactRow, error) {
	ctx, scope := r.Context(), gate.From(r.Context()).Scope
	people, _, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]xunpan.ID, len(cs))
	for i := range cs {
		ids[i] = cs[i].ID
	}
	counts, err := s.Desk.Store.ContactCounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := map[xunpan.ID]string{}
	var out []ContactRow
	for i := range cs {
		c := &cs[i]
		row := ContactRow{ID: c.ID, Name: orElse(c.Name, orElse(c.Mail, c.Phone)), Title: c.Title, Mail: c.Mail, Phone: c.Phone, Country: c.Country, Inquiries: counts[c.ID].Inquiries,
			Last: since(&c.Entry, counts[c.ID].Inquiries), Owner: people[c.Owner], Tags: c.Tags}
		if name, known := names[c.Company]; firms && c.Company != "" {
			if !known {
				firm, err := s.Desk.Store.Company(ctx, c.Company)
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return nil, err
				}
				if name = firm.Name; !scope.Sees(firm.Owner) {
					name = "" // a colleague's
				}
				names[c.Company] = name
			}
			if row.Company = name; name != "" {
				row.CompanyID = c.Company
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// addContact enters a contact by hand. Of one that may be in the book already it
// asks first.
func (s *Site) addContact(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	entry := NewEntry{Name: r.PostForm.Get("name"), Mail: r.PostForm.Get("mail"), Phone: r.PostForm.Get("phone")}
	if r.PostForm.Get("anyway") == "" {
		taken, err := s.taken(r, xunpan.ContactNoun, flow.Probe{Person: entry.Name, Mail: entry.Mail, Phone: entry.Phone})
		if err != nil {
			return err
		}
		if entry.Taken = taken; len(taken) > 0 {
			return s.contactAgain(w, r, http.StatusConflict, entry)
		}
	}
	mails, phones := splitList(entry.Mail), splitList(entry.Phone)
	c, err := s.Desk.AddContact(r.Context(), who(r), flow.ContactEdit{EntryEdit: flow.EntryEdit{Name: &entry.Name, Phones: &phones}, Mails: &mails})
	if err == nil {
		setFlash(w, "entered", "")
		return s.back(w, r, "/contacts/"+string(c.ID))
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	entry.Problem = p.Say.In(s.translator(r).Lang())
	return s.contactAgain(w, r, p.Status, entry)
}

func (s *Site) contactAgain(w http.ResponseWriter, r *http.Request, status int, e NewEntry) error {
	v, err := s.contactsView(r)
	if err != nil {
		return err
	}
	v.New = e
	return s.show(w, r, status, ContactsPage(v))
}

func (s *Site) contact(w http.ResponseWriter, r *http.Request) error {
	return s.showContact(w, r, http.StatusOK, "")
}

func (s *Site) showContact(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	ctx := r.Context()
	id := xunpan.ID(r.PathValue("id"))
	c, masked, err := s.Desk.SeeContact(ctx, who(r), id)
	if err != nil {
		return err
	}
	if masked == nil && c.ID != id {
		http.Redirect(w, r, "/contacts/"+string(c.ID), http.StatusSeeOther) // it was merged into that one
		return nil
	}
	v := ContactView{Frame: s.frame(r, "contact")}
	v.Path = "/contacts/" + url.PathEscape(string(id))
	if masked != nil {
		v.RecordView = RecordView{ID: id, Base: "/contacts", Name: masked.Name, Masked: orElse(masked.OwnedBy, v.T.Say("owner.none"))}
		v.Title = masked.Name
		return s.show(w, r, status, ContactPage(v))
	}
	if v.RecordView, err = s.record(r, v.T, xunpan.ContactNoun, &c.Entry); err != nil {
		return err
	}
	v.Title = orElse(c.Name, orElse(c.Mail, c.Phone))
	v.Heading, v.Problem = v.Title, problem
	v.JobTitle, v.Country, v.Lang = c.Title, c.Country, c.Lang
	v.Mail, v.OtherMails = c.Mail, exceptFolded(c.KeysOf(xunpan.KeyMail), c.Mail)
	v.Phone, v.OtherPhones = c.Phone, slices.DeleteFunc(phonesOf(&c.Entry), func(p string) bool { return p == c.Phone })
	card := buyers.Card{Person: c.Name, Country: c.Country, Mails: v.mails(), Phones: v.phones()}
	if c.Company != "" {
		firm, err := s.Desk.Store.Company(ctx, c.Company)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && gate.From(ctx).Scope.Sees(firm.Owner) {
			v.Company, v.CompanyID, card.Company = firm.Name, firm.ID, firm.Name
		}
	}
	v.Searches = searchLinks(card)
	if problem != "" {
		v.typed(r.PostForm)
	}
	return s.show(w, r, status, ContactPage(v))
}

// exceptFolded leaves the address out that is shown as its owner writes it.
func exceptFolded(mails []string, shown string) (out []string) {
	for _, m := range mails {
		if m != buyers.FoldMail(shown) {
			out = append(out, m)
		}
	}
	return out
}

// typed puts what somebody typed back into the form, so that he can mend it.
func (v *ContactView) typed(f url.Values) {
	for field, to := range map[string]*string{"name": &v.Name, "title": &v.JobTitle, "country": &v.Country, "company": &v.Company, "lang": &v.Lang, "note": &v.Note, "mail": &v.Mail, "phone": &v.Phone} {
		if f.Has(field) {
			*to = f.Get(field)
		}
	}
	if f.Has("mail") {
		v.OtherMails, v.OtherPhones = nil, nil // they stand in the same field
	}
	if f.Has("tags") {
		v.Tags = splitList(f.Get("tags"))
	}
}

func (s *Site) editContact(w http.ResponseWriter, r *http.Request) error {
	e, err := s.entryEdit(r, xunpan.ContactNoun)
	edit := flow.ContactEdit{EntryEdit: e, Title: asked[string](r, "title"), Lang: asked[string](r, "lang"), Mails: typedList(r, "mail")}
	edit.Phones = typedList(r, "phone")
	if name := asked[string](r, "company"); err == nil && name != nil {
		edit.Company, err = s.employer(r, *name)
	}
	if err == nil {
		_, err = s.Desk.EditContact(r.Context(), who(r), xunpan.ID(r.PathValue("id")), edit)
	}
	return s.recordDone(w, r, xunpan.ContactNoun, "saved", "", err, s.contactWrong(w, r))
}

// employer is the company of a name that somebody typed, nil if it is the one
// that the contact has already.
func (s *Site) employer(r *http.Request, name string) (*xunpan.ID, error) {
	name = strings.Join(strings.Fields(name), " ")
	scope := gate.From(r.Context()).Scope
	c, masked, err := s.Desk.SeeContact(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil || masked != nil {
		return nil, err
	}
	shown := ""
	if c.Company != "" {
		if firm, err := s.Desk.Store.Company(r.Context(), c.Company); err == nil && scope.Sees(firm.Owner) {
			shown = firm.Name
		}
	}
	switch {
	case strings.EqualFold(shown, name):
		return nil, nil // so it was shown; a colleague's company is not shown at all
	case name == "":
		return new(xunpan.ID), nil
	}
	firms, _, err := s.Desk.Store.Companies(r.Context(), store.BookFilter{Scope: scope, Query: name, Limit: 50})
	if err != nil {
		return nil, err
	}
	for i := range firms {
		if strings.EqualFold(firms[i].Name, name) {
			return &firms[i].ID, nil
		}
	}
	return nil, invalid("company", "There is no company “%s” in the book. Enter it first, or write its name as the book has it.", "客户簿中没有“%s”这家公司。请先新建，或按客户簿中的写法填写。", clip(name, 60))
}

func (s *Site) contactWrong(w http.ResponseWriter, r *http.Request) func(int, string) error {
	return func(status int, problem string) error { return s.showContact(w, r, status, problem) }
}

func (s *Site) mergeContact(w http.ResponseWriter, r *http.Request) error {
	return s.mergeWith(w, r, xunpan.ContactNoun, s.contactWrong(w, r))
}

func (s *Site) unmergeContact(w http.ResponseWriter, r *http.Request) error {
	return s.unmerge(w, r, xunpan.ContactNoun, s.contactWrong(w, r))
}

func (s *Site) contactApart(w http.ResponseWriter, r *http.Request) error {
	return s.keepApart(w, r, xunpan.ContactNoun, s.contactWrong(w, r))
}

func (s *Site) removeContact(w http.ResponseWriter, r *http.Request) error {
	return s.removeEntry(w, r, xunpan.ContactNoun)
}
