package flow

import (
	"context"
	"errors"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/book/table"
	"xunpan/internal/store"
)

// BookImport is what came of a customer list.
type BookImport struct {
	List      *table.List // Bad holds the rows that were refused, in order
	Companies Taken
	Contacts  Taken
}

// Taken counts what became of the entries of a list.
type Taken struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// ImportBook takes a customer list into the book: who is there already, by id, mail
// address or the company's name, is changed in what the row says, and an empty
// cell leaves what was. Tell hears how many rows are done; it may be nil.
func (d *Desk) ImportBook(ctx context.Context, who Who, file []byte, tell func(rows int)) (out BookImport, err error) {
	if _, err := require(ctx, d.Store, who, xunpan.CanEditBook); err != nil {
		return out, err
	}
	fields, _, err := d.CustomFields(ctx)
	if err != nil {
		return out, err
	}
	if out.List, err = table.Read(file, fields); err != nil {
		return out, err
	}
	users, err := d.Store.Users(ctx)
	if err != nil {
		return out, err
	}
	owners := map[string]xunpan.ID{}
	for i := range users {
		owners[strings.ToLower(users[i].Email)] = users[i].ID
		if _, twice := owners[strings.ToLower(users[i].Name)]; !twice {
			owners[strings.ToLower(users[i].Name)] = users[i].ID
		}
	}
	done := 0
	for rows := range slices.Chunk(out.List.Rows, rowsAtOnce) {
		err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			for i := range rows {
				why, err := d.takeRow(ctx, tx, who, &rows[i], owners, &out)
				if err != nil {
					return err
				}
				if why.En != "" {
					out.List.Refuse(&rows[i], why)
				}
			}
			return nil
		})
		if err != nil {
			return out, err
		}
		if done += len(rows); tell != nil {
			tell(done)
		}
	}
	return out, nil
}

// takeRow brings a row into the book; why is said of one that is no good.
func (d *Desk) takeRow(ctx context.Context, tx *store.Tx, who Who, r *table.Row, owners map[string]xunpan.ID, out *BookImport) (why xunpan.Text, err error) {
	refused := func(err error) (xunpan.Text, error) {
		if wrong, ok := errors.AsType[*xunpan.Invalid](err); ok {
			return wrong.Say, nil
		}
		switch {
		case errors.Is(err, store.ErrNotFound):
			return xunpan.Text{En: "a colleague has this customer, or there is no entry of this id", Zh: "该客户属于同事，或没有此编号"}, nil
		case errors.Is(err, store.ErrExists):
			return xunpan.Text{En: "another entry has this mail address or domain", Zh: "另一条目已有该邮箱或域名"}, nil
		case errors.Is(err, ErrDenied):
			return xunpan.Text{En: "you may not give customers to others", Zh: "无权把客户分配给他人"}, nil
		}
		return xunpan.Text{}, err
	}
	firm, err := commonEdit(r.Values[table.Country], r.Values[table.Owner], owners)
	if err != nil {
		return refused(err)
	}
	person, err := commonEdit(either(r, table.ContactCountry, table.Country), either(r, table.ContactOwner, table.Owner), owners)
	if err != nil {
		return refused(err)
	}
	company, err := d.takeCompany(ctx, tx, who, r, firm, out)
	if err == nil {
		err = d.takeContact(ctx, tx, who, r, company, person, out)
	}
	if err != nil {
		return refused(err)
	}
	return xunpan.Text{}, nil
}

// either is the contact's own column where the workbook has one, else the company's.
func either(r *table.Row, own, company string) string {
	if v, has := r.Values[own]; has {
		return v
	}
	return r.Values[company]
}

// commonEdit is what a row says of a company and a contact alike.
func commonEdit(country, owner string, owners map[string]xunpan.ID) (e EntryEdit, err error) {
	if country != "" {
		code := countryOf(country)
		if code == "" {
			return e, invalid("country", "There is no country %q.", "没有国家“%s”。", country)
		}
		e.Country = &code
	}
	if owner != "" {
		id, ok := owners[strings.ToLower(owner)]
		if !ok {
			return e, invalid("owner", "There is no user %q.", "没有用户“%s”。", owner)
		}
		e.Owner = &id
	}
	return e, nil
}

// cellOf points at a row's value, nil where it is empty.
func cellOf(r *table.Row, key string) *string {
	if v := r.Values[key]; v != "" {
		return &v
	}
	return nil
}

func cellsOf(r *table.Row, key string) *[]string {
	if l := table.ListOf(r.Values[key]); len(l) > 0 {
		return &l
	}
	return nil
}

func (d *Desk) takeCompany(ctx context.Context, tx *store.Tx, who Who, r *table.Row, common EntryEdit, out *BookImport) (xunpan.ID, error) {
	id, name := xunpan.ID(r.Values[table.CompanyID]), r.Values[table.Company]
	if name == "" && id == "" {
		return "", nil
	}
	in := CompanyEdit{EntryEdit: common, Website: cellOf(r, table.Website), Address: cellOf(r, table.Address), Grade: cellOf(r, table.Grade), Domains: cellsOf(r, table.Domains)}
	in.Name, in.Note, in.Tags, in.Phones, in.Custom = cellOf(r, table.Company), cellOf(r, table.Note), cellsOf(r, table.Tags), cellsOf(r, table.Phones), r.CustomOf(xunpan.CompanyNoun)
	if id != "" {
		if _, err := tx.Company(ctx, id); errors.Is(err, store.ErrNotFound) {
			id = "" // of another desk: known by its name, if at all
		} else if err != nil {
			return "", err
		}
	}
	if id == "" {
		var err error
		if id, err = companyNamed(ctx, tx, who, name); err != nil {
			return "", err
		}
	}
	if id == "" {
		c, err := d.addCompany(ctx, tx, who, &in)
		if err == nil {
			out.Companies.Added++
		}
		return c.ID, err
	}
	_, changed, err := d.editCompany(ctx, tx, who, id, &in)
	if err == nil {
		out.Companies.count(changed)
	}
	return id, err
}

func (t *Taken) count(changed bool) {
	if changed {
		t.Changed++
	} else {
		t.Same++
	}
}

// companyNamed is a company of exactly that name that somebody may see; "" for none.
func companyNamed(ctx context.Context, tx *store.Tx, who Who, name string) (xunpan.ID, error) {
	c := xunpan.Company{}
	book.NameCompany(&c, name)
	same, err := tx.CompaniesByKeys(ctx, only(&c.Entry, xunpan.KeyName), "")
	for i := range same {
		if strings.EqualFold(same[i].Name, name) && same[i].MergedInto == "" && who.Scope.Sees(same[i].Owner) {
			return same[i].ID, err
		}
	}
	return "", err
}

func (d *Desk) takeContact(ctx context.Context, tx *store.Tx, who Who, r *table.Row, company xunpan.ID, common EntryEdit, out *BookImport) error {
	id := xunpan.ID(r.Values[table.ContactID])
	mails := table.ListOf(r.Values[table.Mails])
	if r.Values[table.Contact] == "" && len(mails) == 0 && r.Values[table.Telephones] == "" {
		return nil
	}
	in := ContactEdit{EntryEdit: common, Title: cellOf(r, table.Title), Lang: cellOf(r, table.Lang), Mails: cellsOf(r, table.Mails)}
	in.Name, in.Note, in.Tags, in.Phones, in.Custom = cellOf(r, table.Contact), cellOf(r, table.ContactNote), cellsOf(r, table.ContactTags), cellsOf(r, table.Telephones), r.CustomOf(xunpan.ContactNoun)
	if company != "" {
		in.Company = &company
	}
	if id != "" {
		if _, err := tx.Contact(ctx, id); errors.Is(err, store.ErrNotFound) {
			id = ""
		} else if err != nil {
			return err
		}
	}
	if id == "" && len(mails) > 0 {
		same, err := tx.ContactsByKeys(ctx, []xunpan.Key{{Kind: xunpan.KeyMail, Value: book.FoldMail(mails[0])}})
		if err != nil {
			return err
		}
		if len(same) > 0 {
			id = same[0].ID
		}
	}
	if id == "" {
		_, err := d.addContact(ctx, tx, who, &in)
		if err == nil {
			out.Contacts.Added++
		}
		return err
	}
	_, changed, err := d.editContact(ctx, tx, who, id, &in)
	if err == nil {
		out.Contacts.count(changed)
	}
	return err
}

// mostExport bounds the rows of the book as a workbook.
const mostExport = 50_000

// ExportBook is the customer book that somebody may see as a workbook, its heads in a
// language of the desk.
func (d *Desk) ExportBook(ctx context.Context, who Who, lang string) ([]byte, error) {
	fields, _, err := d.CustomFields(ctx)
	if err != nil {
		return nil, err
	}
	users, err := d.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	mails := map[xunpan.ID]string{}
	for i := range users {
		mails[users[i].ID] = users[i].Email
	}
	firms := map[xunpan.ID]*xunpan.Company{}
	var order []xunpan.ID
	for cursor := ""; ; {
		page, next, err := d.Store.Companies(ctx, store.BookFilter{Scope: who.Scope, Cursor: cursor, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		for i := range page {
			firms[page[i].ID] = &page[i]
			order = append(order, page[i].ID)
		}
		if cursor = next; next == "" || len(order) >= mostExport {
			break
		}
	}
	people := map[xunpan.ID][]table.Row{}
	for cursor, n := "", 0; ; {
		page, next, err := d.Store.Contacts(ctx, store.BookFilter{Scope: who.Scope, Cursor: cursor, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		for i := range page {
			c := &page[i]
			at := c.Company
			if firms[at] == nil {
				at = ""
			}
			people[at] = append(people[at], contactRow(c, firms[at], mails))
		}
		n += len(page)
		if cursor = next; next == "" || n >= mostExport {
			break
		}
	}
	var rows []table.Row
	for _, id := range append(order, "") {
		if len(people[id]) == 0 && id != "" {
			rows = append(rows, companyRow(firms[id], mails))
		}
		rows = append(rows, people[id]...)
	}
	return table.Write(rows, fields, lang)
}

func companyRow(c *xunpan.Company, mails map[xunpan.ID]string) table.Row {
	r := table.Row{Values: map[string]string{
		table.CompanyID: string(c.ID), table.Company: c.Name, table.Country: c.Country, table.Website: c.Website, table.Address: c.Address, table.Grade: c.Grade, table.Owner: mails[c.Owner],
		table.Tags: table.Lines(c.Tags), table.Note: c.Note, table.Domains: table.Lines(c.KeysOf(xunpan.KeyDomain)), table.Phones: table.Lines(keysOf(&c.Entry, xunpan.KeyPhone, xunpan.KeyWhatsApp)),
	}}
	r.SetCustom(xunpan.CompanyNoun, c.Custom)
	return r
}

func contactRow(c *xunpan.Contact, firm *xunpan.Company, mails map[xunpan.ID]string) table.Row {
	r := table.Row{Values: map[string]string{}}
	if firm != nil {
		r = companyRow(firm, mails)
	}
	for key, v := range map[string]string{table.ContactID: string(c.ID), table.Contact: c.Name, table.Title: c.Title, table.Mails: table.Lines(c.KeysOf(xunpan.KeyMail)),
		table.Telephones: table.Lines(keysOf(&c.Entry, xunpan.KeyPhone, xunpan.KeyWhatsApp)), table.Lang: c.Lang, table.ContactTags: table.Lines(c.Tags), table.ContactNote: c.Note,
		table.ContactCountry: c.Country, table.ContactOwner: mails[c.Owner]} {
		r.Values[key] = v
	}
	r.SetCustom(xunpan.ContactNoun, c.Custom)
	return r
}
